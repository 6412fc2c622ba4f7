"""The colours and the weight of the design system, read from its own file."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from lumbalis.drawing.body.dressing import _STYLE

STATIC = Path(__file__).parents[2] / "src/lumbalis/clinic/web/static"
SHEET = (STATIC / "css/lumbalis.css").read_text()
MOST_BYTES = 25_000
READABLE = 4.5
FELT = 3.0
GROUNDS = ("ground", "paper", "panel")
INKS = ("ink", "quiet", "accent", "go", "care", "wait", "physician", "stop")


def block(selector: str) -> dict[str, str]:
    """Give the custom properties of the first block of a selector."""
    inside = SHEET.split(selector + " {", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", inside))


LIGHT, DARK = block(":root"), block(":root[data-theme=dark]")


def luminance(colour: str) -> float:
    """Give the relative luminance of WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    lines = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * lines[0] + 0.7152 * lines[1] + 0.0722 * lines[2]


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(ink: str, ground: str, part: float) -> str:
    """Lay a part of an ink over a ground."""
    pairs = [(int(ink[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(a * part + b * (1 - part)):02x}" for a, b in pairs)


@pytest.mark.parametrize(("ink", "ground"), list(product(INKS, GROUNDS)))
@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_words_are_readable_on_every_ground(look: dict[str, str], ink: str, ground: str) -> None:
    """Somebody reads this at seven in the morning, or with a cataract."""
    assert contrast(look[ink], look[ground]) >= READABLE


@pytest.mark.parametrize("ink", INKS[3:])
@pytest.mark.parametrize(("look", "part"), [(LIGHT, 0.08), (DARK, 0.14)], ids=["light", "dark"])
def test_a_category_is_readable_on_its_own_tint(
    look: dict[str, str], part: float, ink: str
) -> None:
    """The word of a verdict stands on a tint of its colour."""
    assert contrast(look[ink], mixed(look[ink], look["paper"], part)) >= READABLE


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_buttons_borders_and_focus_are_seen(look: dict[str, str]) -> None:
    """A field whose edge cannot be seen is a field nobody fills in."""
    assert contrast(look["on-accent"], look["accent"]) >= READABLE
    for ground in GROUNDS:
        assert contrast(look["edge"], look[ground]) >= FELT
        assert contrast(look["focus"], look[ground]) >= FELT


def test_the_chosen_dark_is_the_dark_of_the_device() -> None:
    """The dark colours stand twice in the file, because one rule cannot say both."""
    system, chosen = (
        re.findall(r"--[a-z-]+: [^;]+;", part.split("{", 2)[2])
        for part in re.findall(r"/\*(?:dark|forced)\*/(.*?)(?=/\*)", SHEET, re.DOTALL)
    )
    assert system == chosen


def test_the_sheet_is_light() -> None:
    """It travels before every first page, also over a telephone in a basement."""
    assert len(SHEET.encode()) < MOST_BYTES


def test_the_style_of_the_drawings_is_the_one_they_are_drawn_with() -> None:
    """A strict policy forbids styles inside a page, so the drawings' own is served as a file."""
    served = (STATIC / "css/drawings.css").read_text()
    assert served.strip() == _STYLE.strip()


def test_no_template_carries_a_style_or_a_script() -> None:
    """The content security policy would leave them out, and the page would be broken quietly."""
    inline = re.compile(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", re.IGNORECASE)
    templates = (STATIC.parent / "templates").rglob("*.html")
    assert not [file.name for file in templates if inline.search(file.read_text())]
