"""The shape of each generator's path, beside a lane of which only the length matters.

A shape is given where the contact is: at which share of the lane, how far ahead along it and
how far out from it. Nothing reaches farther from the lane than the amplitude.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.plan.generator import Generator

Floats = NDArray[np.float64]
_TURN: Final = 2 * math.pi
_POINTED: Final = 0.95
"""How pointed a zigzag is: 0 is a sine wave, 1 has corners."""
_FLAT: Final = 0.5
"""The height of the loop of a grip as a share of its width: across the muscle, not along it."""
_FINEST_MM: Final = 1.0
"""The least pitch: closer places or loops are one and the same to the skin."""
ROUNDING: Final = 1e-9
"""What must not tip a count over: the last bits of a length."""
_FINE: Final = 90
"""Angles to a turn between which the way along a spiral is as good as straight."""
_MOMENTS: Final = 25
"""Samples of a stroke in place, over which its force may change."""


class Room(NamedTuple):
    """What a shape is fitted into: lengths in mm."""

    length: float
    amplitude: float
    pitch: float
    spacing: float
    """The greatest way from one sample to the next."""
    knots: tuple[float, ...] = ()
    """Shares at which a straight path or a stay has a sample, because its force turns there."""

    @property
    def steps(self) -> int:
        """Give the number of pitches the lane is divided into, at least one; 0 in place."""
        if not self.length:
            return 0
        if not self.pitch:
            return 1
        return max(1, math.floor(self.length / max(self.pitch, _FINEST_MM) + 0.5 + ROUNDING))


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A path beside a lane, as arrays of shape (n,).

    `share` is the place on the lane, `along` and `out` the offsets from there in mm.
    `starts` (m,) are the samples at which the contact comes down anew: between one stretch
    and the next the hand is in the air.
    """

    share: Floats
    along: Floats
    out: Floats
    starts: tuple[int, ...] = (0,)

    @property
    def path(self) -> tuple[Floats, Floats, Floats]:
        """Give share, along and out."""
        return self.share, self.along, self.out


def _line(room: Room) -> Shape:
    share = _with_knots(np.linspace(0.0, 1.0, _count(room.length, room.spacing)), room)
    none = np.zeros(share.size)
    return Shape(share, none, none)


def _there_and_back(room: Room) -> Shape:
    there = _line(room).share
    share = np.concatenate((there, there[-2::-1]))
    none = np.zeros(share.size)
    return Shape(share, none, none)


def _circles(room: Room) -> Shape:
    """Rings at every pitch, joined on the inner side, where the hand goes along the lane."""
    share, turned = _stations(room, _TURN * room.amplitude)
    phase = turned * _TURN
    return Shape(share, room.amplitude * np.sin(phase), -room.amplitude * np.cos(phase))


def _double_ring(room: Room) -> Shape:
    """Two rings at every pitch, out from the lane and in, touching where both go along it."""
    share, turned = _stations(room, _TURN * room.amplitude)
    phase, radius = 2 * _TURN * turned, room.amplitude / 2
    side = np.where(phase < _TURN, radius, -radius)
    return Shape(share, radius * np.sin(phase), side * (1 - np.cos(phase)))


def _stations(room: Room, ring: float) -> tuple[Floats, Floats]:
    """Go a ring's way at every pitch, and straight on from one to the next, at an even speed.

    Returns the share of the lane, and how much of the ring at hand is done, 0 to 1.
    """
    link = room.length / max(room.steps, 1)
    total = (room.steps + 1) * ring + room.length
    way = np.linspace(0.0, total, _count(total, room.spacing))
    number = np.minimum(way // (ring + link), room.steps)
    rest = way - number * (ring + link)
    centre = number * link + np.maximum(rest - ring, 0.0)
    share = centre / room.length if room.length else way / total
    return share, np.minimum(rest / ring, 1.0)


def _combined(room: Room) -> Shape:
    """Go along the lane, and again in circles."""
    line, rings = _line(room), _circles(room)
    share, along, out = map(np.concatenate, zip(line.path, rings.path, strict=True))
    return Shape(share, along, out, (0, line.share.size))


def _spiral(room: Room) -> Shape:
    turns = max(room.steps, 1)
    phase = _phase(turns, room.amplitude, room)
    return Shape(phase / phase[-1], room.amplitude * np.sin(phase), -room.amplitude * np.cos(phase))


def _transverse(room: Room) -> Shape:
    phase = _phase(max(room.steps, 1), room.amplitude, room)
    out = np.arcsin(_POINTED * np.sin(phase)) / math.asin(_POINTED)
    return Shape(phase / phase[-1], np.zeros(phase.size), room.amplitude * out)


def _serpentine(room: Room) -> Shape:
    """Go straight across and advance only while turning at the edges."""
    phase = _phase(max(room.steps, 1), room.amplitude, room, advance=2.0)
    share = (phase - np.sin(2 * phase) / 2) / phase[-1]
    return Shape(share, np.zeros(phase.size), room.amplitude * np.sin(phase))


def _outwards(room: Room) -> Shape:
    """Wind outwards around the beginning of the lane, one pitch farther with every turn."""
    turns = max(1.0, room.amplitude / max(room.pitch, _FINEST_MM)) if room.pitch else 1.0
    angle = np.linspace(0.0, _TURN * turns, math.ceil(turns) * _FINE)
    growth = room.amplitude / angle[-1]
    way = growth / 2 * (angle * np.hypot(1.0, angle) + np.arcsinh(angle))
    share = np.linspace(0.0, 1.0, _count(way[-1], room.spacing) + 1)
    angle = np.interp(share * way[-1], way, angle)
    return Shape(share, growth * angle * np.cos(angle), growth * angle * np.sin(angle))


def _loops(room: Room) -> Shape:
    return _at_places(room, *_ring(room, 1.0))


def _grips(room: Room) -> Shape:
    return _at_places(room, *_ring(room, _FLAT))


def _ring(room: Room, height: float) -> tuple[Floats, Floats]:
    phase = _phase(1, room.amplitude, room)
    return height * room.amplitude * np.sin(phase), -room.amplitude * np.cos(phase)


def _wobbles(room: Room) -> Shape:
    half = _count(2 * room.amplitude, room.spacing)
    there = np.linspace(-room.amplitude, room.amplitude, half)
    out = np.concatenate((there, there[-2::-1]))
    return _at_places(room, np.zeros(out.size), out)


def _places(room: Room) -> Shape:
    return _at_places(room, np.zeros(1), np.zeros(1))


def _at_places(room: Room, along: Floats, out: Floats) -> Shape:
    """Repeat one piece of path at every pitch, in the air in between."""
    if not room.length:
        return Shape(np.linspace(0.0, 1.0, along.size), along, out)
    places = room.steps + 1
    share = np.repeat(np.linspace(0.0, 1.0, places), along.size)
    starts = tuple(range(0, share.size, along.size))
    return Shape(share, np.tile(along, places), np.tile(out, places), starts)


def _stay(room: Room) -> Shape:
    moments = _with_knots(np.linspace(0.0, 1.0, _MOMENTS), room)
    none = np.zeros(moments.size)
    return Shape(moments, none, none)


def _with_knots(share: Floats, room: Room) -> Floats:
    return np.union1d(share, room.knots) if room.knots else share


def _count(way: float, spacing: float) -> int:
    """Give the number of samples that leaves no more than the spacing between two."""
    return max(2, math.ceil(way / spacing - ROUNDING) + 1)


def _phase(turns: float, radius: float, room: Room, advance: float = 1.0) -> Floats:
    """Give the angles of so many turns; `advance` is how much faster than evenly they move on."""
    way = _TURN * turns * radius + advance * room.length
    return np.linspace(0.0, _TURN * turns, _count(way, room.spacing))


_SHAPES: Final[Mapping[Generator, Callable[[Room], Shape]]] = {
    Generator.LINE: _line,
    Generator.VIBRATE: _line,
    Generator.CUP_LINE: _there_and_back,
    Generator.CIRCLES: _circles,
    Generator.COMBINED: _combined,
    Generator.CUP_CIRCLE: _circles,
    Generator.SPIRAL: _spiral,
    Generator.DOUBLE_RING: _double_ring,
    Generator.TRANSVERSE: _transverse,
    Generator.DEVICE: _serpentine,
    Generator.CUP_SPIRAL: _outwards,
    Generator.FOUR_FINGER: _loops,
    Generator.LIFTING: _grips,
    Generator.SHAKE: _wobbles,
    Generator.POINT_PRESS: _places,
    Generator.PAT: _places,
    Generator.PRESS_ROTATE: _stay,
    Generator.CUP_STATIC: _stay,
}
_STRAIGHT: Final = (_line, _there_and_back)
_AT_PLACES: Final = (_places, _loops, _grips, _wobbles)


@lru_cache(maxsize=512)
def shape_of(generator: Generator, room: Room) -> Shape:
    """Draw the shape of a generator: in place, or without amplitude, the simpler one it becomes."""
    shape = _SHAPES[generator]
    if not room.amplitude and shape is not _there_and_back:
        shape = _places if shape in _AT_PLACES else _line
    if not room.length and (shape in _STRAIGHT or shape is _places):
        shape = _stay
    return shape(room)
