"""The words and the look of the trust page; it stands alone, the server is not trusted yet."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
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
    said = {
        key: _say(language, key) for key in ("title", "why", "download", "compare", "open", "scan")
    }
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
    return (Path(__file__).parent / "trust.css").read_text(encoding="utf-8")


def _say(language: str, key: str) -> str:
    return escape(wording.say(language, f"operations.trust.{key}"), quote=False)


def _languages(current: str) -> str:
    links = (
        f'<a href="/?language={key}" lang="{key}" hreflang="{key}"'
        f"{' aria-current=true' if key == current else ''}>{name}</a>"
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
