"""The colours of the body drawings, light and dark; a drawing names them, never mixes its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final


class Theme(Enum):
    """Which palette a drawing is seen in."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class _Colour:
    """One colour by its job, on light and on dark paper."""

    light: str
    dark: str


_COLOURS: Final[Mapping[str, _Colour]] = MappingProxyType(
    {
        # neutral greys carry the page
        "paper": _Colour("#ffffff", "#111416"),
        "panel": _Colour("#f5f6f6", "#191d20"),
        "ink": _Colour("#16191b", "#eef1f2"),
        "quiet": _Colour("#525a5e", "#abb4b8"),
        "rule": _Colour("#d3d8da", "#343b3f"),
        "accent": _Colour("#0b6467", "#5cc9c4"),
        # the body: plaster, with its shade and its light
        "skin": _Colour("#e9e3dc", "#485055"),
        "shade": _Colour("#4b3d33", "#0a0c0d"),
        "lit": _Colour("#ffffff", "#7d888d"),
        "edge": _Colour("#877b71", "#869197"),
        "guide": _Colour("#6b6f7a", "#a4adb8"),
        "bone": _Colour("#fffdf9", "#dfe5e7"),
        # the five clinical meanings, each beside a shape and a word
        "go": _Colour("#17693c", "#79d6a0"),
        "care": _Colour("#8a5300", "#f2b95c"),
        "wait": _Colour("#6a3d9a", "#c8a8ee"),
        "physician": _Colour("#1d55a3", "#93bdf5"),
        "stop": _Colour("#ad1f1b", "#ff8d85"),
        # what the hands do
        "glide": _Colour("#14508c", "#7fb8f0"),
        "rub": _Colour("#6b2f86", "#d3a3ec"),
        "knead": _Colour("#0b6a55", "#63d0b0"),
        "shake": _Colour("#7b3f14", "#eaa977"),
        "suck": _Colour("#2b3236", "#dce3e6"),
        "press": _Colour("#2b3236", "#dce3e6"),
        "halo": _Colour("#ffffff", "#15181a"),
        "lesion": _Colour("#5c1515", "#ffb4ad"),
        # doses: one ramp, little to much
        "dose-1": _Colour("#f2ec9f", "#3f225b"),
        "dose-2": _Colour("#9ed691", "#3a528b"),
        "dose-3": _Colour("#43ac9b", "#21918c"),
        "dose-4": _Colour("#236b8f", "#5ec962"),
        "dose-5": _Colour("#3f225b", "#f2e35a"),
        "on-dose-1": _Colour("#16191b", "#ffffff"),
        "on-dose-2": _Colour("#16191b", "#ffffff"),
        "on-dose-3": _Colour("#16191b", "#0b0d0e"),
        "on-dose-4": _Colour("#ffffff", "#0b0d0e"),
        "on-dose-5": _Colour("#ffffff", "#0b0d0e"),
    }
)

TEXT_PAIRS: Final = (
    *((ink, ground) for ink in ("ink", "quiet", "accent") for ground in ("paper", "panel")),
    *((ink, ground) for ink in ("go", "care", "stop") for ground in ("paper", "panel")),
    ("ink", "skin"),
    ("stop", "halo"),
    ("halo", "suck"),
    ("ink", "rule"),
    ("halo", "accent"),
    *((f"on-dose-{step}", f"dose-{step}") for step in range(1, 6)),
    *(("halo", family) for family in ("glide", "rub", "knead", "shake", "press")),
)
"""Which text stands on which ground; each must be read easily in both palettes."""

NAMES: Final = tuple(_COLOURS)
_USED = re.compile(r"var\(--([a-z0-9-]+)\)")
_BLURRED = re.compile(r'<filter .*?</filter>| filter="url\([^)]*\)"', re.DOTALL)
_SWITCHED = re.compile(r"/\*themes\*/.*?/\*end\*/", re.DOTALL)


def colour(name: str, theme: Theme) -> str:
    """Give a colour by its job, as `#rrggbb`.

    Raises
    ------
    KeyError
        If no colour has this job.
    """
    pair = _COLOURS[name]
    return pair.light if theme is Theme.LIGHT else pair.dark


def var(name: str) -> str:
    """Name a colour so that the reader's own palette decides."""
    if name not in _COLOURS:
        raise KeyError(name)
    return f"var(--{name})"


def themes(scope: str) -> str:
    """Write the style rules that choose a palette: the reader's system, or `data-theme`.

    `scope` is the CSS class of the drawing; `data-theme` may stand on it or on anything around it.
    """
    light, dark = _variables(Theme.LIGHT), _variables(Theme.DARK)
    forced = ",".join(
        f"{where}" for where in (f".{scope}[data-theme=dark]", f"[data-theme=dark] .{scope}")
    )
    return (
        f"/*themes*/.{scope}{{{light}}}"
        f"@media screen and (prefers-color-scheme:dark){{.{scope}{{{dark}}}}}"
        f".{scope}[data-theme=light],[data-theme=light] .{scope}{{{light}}}"
        f"{forced}{{{dark}}}/*end*/"
    )


def plain(svg: str, theme: Theme = Theme.LIGHT) -> str:
    """Write every colour of a drawing out and leave blurs away, for simple readers of SVG."""
    fixed = _BLURRED.sub("", _SWITCHED.sub("", svg))
    return _USED.sub(lambda match: colour(match[1], theme), fixed)


def _variables(theme: Theme) -> str:
    colours = "".join(f"--{name}:{colour(name, theme)};" for name in NAMES)
    return f"{colours}color-scheme:{theme.value}"
