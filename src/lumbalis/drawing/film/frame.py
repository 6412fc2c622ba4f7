"""Where things stand on the page of a film, wide or narrow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lumbalis.drawing.body.timeline import HEIGHT as STRIP
from lumbalis.drawing.film.player import BUTTON

WIDE: Final = 1400.0
NARROW: Final = 390.0
_EDGE, _NARROW_EDGE = 32.0, 16.0
_TOP, _PICTURE = 116.0, 664.0
_NOTE: Final = 34.0
_NARROW_HEAD, _NARROW_PICTURE, _GAP = 126.0, 430.0, 16.0
_NARROW_NOTE, _TITLE = 84.0, 60.0
_LEAST_GRID: Final = 1180.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the page, in page units."""

    x: float
    y: float
    width: float
    height: float

    @property
    def corner(self) -> tuple[float, float]:
        """Give its upper left corner."""
        return self.x, self.y

    @property
    def size(self) -> tuple[float, float]:
        """Give width and height."""
        return self.width, self.height

    @property
    def foot(self) -> float:
        """Give the y of its lower edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Frame:
    """The places of a film: `whole` is None where there is no room for it."""

    head: Box
    whole: Box | None
    zoom: Box
    steps: Box
    keys: Box
    strip: Box
    note: Box
    size: tuple[float, float]

    @property
    def below_head(self) -> Box:
        """Give everything between head and strip: for the still pictures."""
        return self._down_to_strip(self.head.foot)

    @property
    def below_title(self) -> Box:
        """Give the same where nothing but a title of one line stands above."""
        return self._down_to_strip(self.head.y + _TITLE)

    def _down_to_strip(self, top: float) -> Box:
        return Box(self.head.x, top, self.strip.width, self.strip.y - _GAP - top)


def wide() -> Frame:
    """Lay a film out for a large screen: the body, the part worked on, the steps."""
    right, room = 956.0, WIDE - _EDGE - 956.0
    strip = _TOP + _PICTURE + _GAP
    note = strip + STRIP
    return Frame(
        head=Box(_EDGE, 16, right - _EDGE - _GAP, _TOP - 16),
        whole=Box(_EDGE, _TOP, 284, _PICTURE),
        zoom=Box(_EDGE + 300, _TOP, 600, _PICTURE),
        steps=Box(right, _TOP - 2, room, _PICTURE),
        keys=Box(right, 28, room, BUTTON[1]),
        strip=Box(_EDGE, strip, WIDE - 2 * _EDGE, STRIP),
        note=Box(_EDGE, note, WIDE - 2 * _EDGE, _NOTE),
        size=(WIDE, note + _NOTE),
    )


def narrow(steps_height: float, *, grid: bool) -> Frame:
    """Lay a film out for a phone, one below the other; a grid of stages needs more height."""
    x, room = _NARROW_EDGE, NARROW - 2 * _NARROW_EDGE
    zoom = Box(x, _NARROW_HEAD, room, _NARROW_PICTURE)
    keys = Box(x, zoom.foot + _GAP, room, BUTTON[1])
    steps = Box(x, keys.foot + _GAP, room, steps_height)
    least = _NARROW_HEAD + _LEAST_GRID if grid else 0.0
    strip = Box(x, max(steps.foot + _GAP, least), room, STRIP)
    note = Box(x, strip.foot, room, _NARROW_NOTE)
    head = Box(x, 12, room, _NARROW_HEAD - 12)
    return Frame(head, None, zoom, steps, keys, strip, note, (NARROW, note.foot))
