"""How wide a text will be, estimated, so that nothing on paper runs into its neighbour."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

# Hundredths of the font size. For each character the widest of the common system faces
# (DejaVu, Noto, Liberation, Roboto and Open Sans), so an estimate errs towards too much room.
_GROUPS: Final = {
    28: "'\u202f",
    32: " ,.ijlії·‘’ʼ\u00a0",
    36: ":;IfІЇ",
    40: "()-[]t",
    44: "!/\\r",
    48: '"',
    52: "“”„°",
    56: "*?J_csz|гзсэєґ",
    60: "L`kvxyвтухь•",
    64: "$0123456789FTabdeghnopqu{}ГабеклорчяёҐ«»",
    68: "EPSYЕЗРТУийнпЁ–",
    72: "BVZБВКЬЭдцъЄ",
    76: "CKRUXЛПСХЧЯ",
    80: "&AGNАДОЦм",
    84: "#+<=>DHOQ^~ИЙНЪы≤≥×≈−",
    88: "wФфю",
    92: "Ыж",
    96: "%MМ",
    100: "mшщ—…",
    104: "@W",
    108: "ЖЮ№",
    112: "ШЩ",
    132: "→",
}
_WIDTHS: Final = {
    character: hundredths / 100 for hundredths, group in _GROUPS.items() for character in group
}
_UNKNOWN_WIDTH: Final = 1.1
_BOLD_FACTOR: Final = 1.13
_BREAK_AFTER: Final = "-/"
_SPACES: Final = str.maketrans("\n\t", "  ")


@dataclass(frozen=True, slots=True)
class Medium:
    """Where a sheet is read, and therefore in which face.

    `family` is the font list, `scale` what font sizes are multiplied by: the face
    bound into the printed plan has smaller letters at the same size. `room` is how many
    mm of estimated width fit into one: more than 1 where the face is known to be narrower
    than the estimate. `height_mm` is the height of a page; `own_foot` tells a page that
    must carry its own foot line.
    """

    family: str
    scale: float
    room: float
    height_mm: float
    own_foot: bool


SCREEN: Final = Medium(
    family="system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', "
    "Arial, 'DejaVu Sans', sans-serif",
    scale=1.0,
    room=1.0,
    height_mm=297.0,
    own_foot=True,
)
"""A sheet by itself, in whatever face the reader's system has."""

PAPER: Final = Medium(
    family="Libertinus Serif", scale=1.15, room=1.08, height_mm=281.0, own_foot=False
)
"""A sheet bound into the printed plan, whose pages carry the foot."""


BLACK: Final = "#000000"
QUIET_INK: Final = "#404040"


@dataclass(frozen=True, slots=True)
class Style:
    """How a line is set: size in mm, distance to the next line in mm, weight and ink."""

    size: float
    leading: float
    bold: bool = False
    ink: str = BLACK

    def in_ink(self, ink: str) -> Style:
        """Give the same style in another colour."""
        return replace(self, ink=ink)


TITLE: Final = Style(size=6.0, leading=7.4, bold=True)
HEADING: Final = Style(size=4.0, leading=5.0, bold=True)
FIGURE: Final = Style(size=3.5, leading=4.3, bold=True)
CLOCK: Final = Style(size=3.5, leading=3.9, bold=True)
BODY: Final = Style(size=3.0, leading=3.8)
QUIET: Final = Style(size=3.0, leading=3.8, ink=QUIET_INK)
STRONG: Final = Style(size=3.0, leading=3.8, bold=True)
SMALL: Final = Style(size=2.5, leading=3.2, ink=QUIET_INK)
SMALL_STRONG: Final = Style(size=2.5, leading=3.2, bold=True)


def width_mm(text: str, style: Style) -> float:
    """Estimate the width of a text in mm; rather too wide than too narrow."""
    em = sum(_WIDTHS.get(character, _UNKNOWN_WIDTH) for character in text)
    return em * style.size * (_BOLD_FACTOR if style.bold else 1.0)


def words_of(text: str) -> list[str]:
    """Split a text where a line may end: at spaces, but not at tied ones nor before a dash."""
    return re.sub(r"[ \n\t]+([–—])", "\u00a0\\1", text).translate(_SPACES).split(" ")


def wrap(text: str, style: Style, room_mm: float) -> tuple[str, ...]:
    """Break a text into lines no wider than the room; a word too long is broken too."""
    lines: list[str] = []
    line = ""
    for word in filter(None, words_of(text)):
        longer = f"{line} {word}" if line else word
        if width_mm(longer, style) <= room_mm:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = broken(word, style, room_mm)
        lines.extend(full)
    return (*lines, line) if line else tuple(lines)


def broken(word: str, style: Style, room_mm: float) -> list[str]:
    """Cut a word into pieces that fit, after a hyphen or a slash where there is one.

    A word that fits stays whole.
    """
    pieces: list[str] = []
    while width_mm(word, style) > room_mm and len(word) > 1:
        cut = _cut(word, style, room_mm)
        pieces.append(word[:cut])
        word = word[cut:]
    return [*pieces, word]


def _cut(word: str, style: Style, room_mm: float) -> int:
    """Find where to cut: at least one character, so that cutting always ends."""
    fitting = 1
    while fitting < len(word) and width_mm(word[: fitting + 1], style) <= room_mm:
        fitting += 1
    natural = max(word.rfind(mark, 0, fitting) for mark in _BREAK_AFTER) + 1
    return natural or fitting
