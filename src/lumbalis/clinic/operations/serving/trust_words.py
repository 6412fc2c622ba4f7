"""The words and the look of the trust page, which stands alone: the server's own is not trusted yet."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from lumbalis.clinic import wording

if TYPE_CHECKING:
    from lumbalis.clinic.operations.serving.trust_page import Sheet

_NAMES = {"en": "English", "ru": "Русский", "uk": "Українська"}
_GROUP = 4


def chosen_language(wished: str, accepted: str) -> str:
    """Choose among ours: the wish, else the first the device accepts, else the first of ours."""
    asked = [wished, *(part.split(";")[0].strip() for part in accepted.split(","))]
    return next((one[:2] for one in asked if one[:2] in _NAMES), "en")


def page(sheet: Sheet, language: str) -> str:
    """Write the page."""
    said = {key: _say(language, key) for key in ("title", "why", "download", "compare", "open", "scan")}
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{said["title"]}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><span class="name">Lumbalis</span><nav>{_languages(language)}</nav></header>
<main>
<h1>{said["title"]}</h1>
<p>{said["why"]}</p>
<p><a class="act" href="/lumbalis.crt" download>{said["download"]}</a></p>
<p>{said["compare"]}</p>
<p class="print">{grouped(sheet.fingerprint)}</p>
{_devices(language)}
<h2>{said["open"]}</h2>
<p><a href="{escape(sheet.home)}">{escape(sheet.home)}</a></p>
<figure><img src="/qr.svg" alt="{escape(sheet.here)}" width="180" height="180">
<figcaption>{said["scan"]}</figcaption></figure>
</main>
</body>
</html>
"""


def style() -> str:
    """Give the style sheet."""
    return _STYLE


def _say(language: str, key: str) -> str:
    return escape(wording.say(language, f"operations.trust.{key}"), quote=False)


def _languages(current: str) -> str:
    links = (
        f'<a href="/?language={key}" lang="{key}" hreflang="{key}"'
        f'{" aria-current=true" if key == current else ""}>{name}</a>'
        for key, name in _NAMES.items()
    )
    return "\n".join(links)


def _devices(language: str) -> str:
    trust = wording.area(language, "operations")["trust"]
    devices = trust["devices"] if isinstance(trust, Mapping) else {}
    return "\n".join(_device(one) for one in devices.values())


def _device(told: Mapping[str, str]) -> str:
    steps = "".join(f"<li>{escape(step)}</li>" for step in told["steps"].splitlines() if step)
    return f"<details><summary>{escape(told['name'])}</summary><ol>{steps}</ol></details>"


def grouped(digits: str) -> str:
    """Write digits in groups that people can compare."""
    return " ".join(digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP))


_STYLE = """
:root { color-scheme: light dark; --ink: #1c2426; --quiet: #56646a; --ground: #fff; --line: #d8dee0;
  --act: #0b5c62; --on-act: #fff }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8edee; --quiet: #a5b2b7; --ground: #14191b; --line: #333d41; --act: #63c5cc; --on-act: #08272a }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif }
header { display: flex; flex-wrap: wrap; gap: 8px 24px; justify-content: space-between; align-items: center;
  padding: 16px 24px; border-bottom: 1px solid var(--line) }
.name { font-weight: 600 }
nav { display: flex; flex-wrap: wrap; gap: 4px 16px }
nav a { color: var(--quiet); padding: 4px 0 }
nav a[aria-current] { color: var(--ink); text-decoration: none; font-weight: 600 }
main { max-width: 40rem; margin: 0 auto; padding: 24px }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 16px 0 }
h2 { font-size: 1.25rem; margin: 32px 0 8px }
a { color: var(--act) }
.act { display: block; padding: 16px 24px; border-radius: 8px; background: var(--act); color: var(--on-act);
  font-weight: 600; text-align: center; text-decoration: none }
.print { font: 1rem/1.5 ui-monospace, monospace; word-spacing: .25em; color: var(--quiet) }
details { border-bottom: 1px solid var(--line) }
summary { padding: 14px 0; font-weight: 600; cursor: pointer }
ol { margin: 0 0 16px; padding-left: 24px }
figure { margin: 24px 0 0 }
img { background: #fff; border-radius: 8px }
figcaption { color: var(--quiet); margin-top: 8px }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px }
@media print { header nav, .act, details { display: none } }
"""
