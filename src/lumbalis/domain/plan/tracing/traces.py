"""Tracing a stroke on a body: samples of place, time and force that follow from its generator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.anatomy import Body
from lumbalis.domain.plan.generator import Generator
from lumbalis.domain.plan.strokes import Contact, Stroke
from lumbalis.domain.plan.tracing.lane import Lane, lane_of
from lumbalis.domain.plan.tracing.shapes import ROUNDING, Room, shape_of

Floats = NDArray[np.float64]
SPACING_MM: Final = 4.0
"""The greatest distance between two neighbouring samples of one stretch."""
_LOADED_ONE_WAY: Final = frozenset(
    {
        Generator.CIRCLES,
        Generator.COMBINED,
        Generator.SPIRAL,
        Generator.DOUBLE_RING,
        Generator.FOUR_FINGER,
        Generator.LIFTING,
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """One stroke as samples along its path. All arrays are read-only.

    A pass is traced once, however often it is repeated: the time of all passes lies on it.
    `points` (n, 2) are places of the middle of the contact in mm, `heading` (n, 2) unit
    vectors of its movement (zeros where it stays), `dwell_s` (n,) seconds that add up to the
    stroke's, `newton` (n,) the force; for blows it is the mean over the beat. `starts` (m,)
    are the samples at which the contact comes down anew; before each it is in the air.
    """

    stroke: str
    contact: Contact
    vacuum_kpa: float
    points: Floats
    heading: Floats
    dwell_s: Floats
    newton: Floats
    starts: tuple[int, ...]
    length_mm: float
    """The way of the contact in all passes together."""

    @property
    def impulse_ns(self) -> float:
        """Give the force times its time, in N·s."""
        return float(self.newton @ self.dwell_s)

    @property
    def loaded_direction(self) -> tuple[float, float]:
        """Give where the pressure pushes the skin on the whole: the mean heading by impulse.

        Its length is 1 for a straight stroke, 0 for one that stays or goes evenly to and fro.
        """
        weight = self.newton * self.dwell_s
        x, y = weight @ self.heading / weight.sum()
        return float(x), float(y)

    @property
    def stretches(self) -> tuple[Floats, ...]:
        """Give the pieces of path, each (k, 2), in which the contact does not leave the skin."""
        return tuple(np.split(self.points, self.starts[1:]))


def trace(stroke: Stroke, body: Body) -> Trace:
    """Trace a stroke on a body.

    Raises
    ------
    KeyError
        If the body lacks a landmark of the lane.
    """
    lane = lane_of(stroke, body)
    path = _path(stroke, lane)
    steps = _steps(path.points, path.starts)
    ways = np.hypot(steps[:, 0], steps[:, 1]) * _passes(stroke, path)
    time = _times(ways, path, lane)
    heading = _heading(steps, path, lane)
    return Trace(
        stroke=stroke.id,
        contact=stroke.contact,
        vacuum_kpa=stroke.vacuum_kpa,
        points=_kept(path.points),
        heading=_kept(heading),
        dwell_s=_kept(time * (stroke.seconds / time.sum())),
        newton=_kept(_force(stroke, path, heading, lane)),
        starts=path.starts,
        length_mm=float(ways.sum()),
    )


def path_length_mm(stroke: Stroke, body: Body) -> float:
    """Give the length of one pass in mm, without ways through the air; 0 in place.

    Of a combined stroke it is the mean of its passes.
    """
    return trace(stroke, body).length_mm / stroke.repeats


def pass_seconds(stroke: Stroke, body: Body) -> float:
    """Give the time of one pass in s.

    It follows from the length and the speed; where the contact has no speed, from the places
    and the tempo, one beat at each; where it has neither, from the stroke's own seconds.
    """
    if stroke.speed_mm_s:
        length = path_length_mm(stroke, body)
        if length:
            return length / stroke.speed_mm_s
    if stroke.tempo_hz:
        return len(trace(stroke, body).starts) / stroke.tempo_hz
    return stroke.seconds / stroke.repeats


class _Path(NamedTuple):
    """A path on the skin: shares of the lane (n,), places (n, 2), where it comes down anew."""

    share: Floats
    points: Floats
    starts: tuple[int, ...]


def _path(stroke: Stroke, lane: Lane) -> _Path:
    """Lay the shape of the generator beside the lane."""
    generator = stroke.generator
    if generator is Generator.COMBINED and stroke.repeats == 1:
        generator = Generator.LINE
    knots = tuple(knot.share for knot in stroke.force[1:-1])
    room = Room(lane.length_mm, stroke.amplitude_mm, stroke.pitch_mm, SPACING_MM, knots)
    shape = shape_of(generator, room)
    path = _Path(shape.share, lane.at(*shape.path), shape.starts)
    return path if lane.straight else _filled(path)


def _filled(path: _Path) -> _Path:
    """Put samples in where a turn of the lane drives two of them apart."""
    steps = _steps(path.points, path.starts)[1:-1]
    gaps = np.hypot(steps[:, 0], steps[:, 1]) / SPACING_MM
    parts = np.maximum(np.ceil(gaps - ROUNDING), 1).astype(np.intp)
    if parts.max(initial=1) == 1:
        return path
    ends, each = np.cumsum(parts), np.repeat(parts, parts)
    within = np.arange(ends[-1]) - np.repeat(ends - parts, parts)
    at = np.append(np.repeat(np.arange(parts.size), parts) + within / each, parts.size)
    old = np.arange(parts.size + 1)
    x, y = (np.interp(at, old, path.points[:, axis]) for axis in (0, 1))
    starts = tuple(int(ends[start - 1]) if start else 0 for start in path.starts)
    return _Path(np.interp(at, old, path.share), np.column_stack((x, y)), starts)


def _steps(points: Floats, starts: tuple[int, ...]) -> Floats:
    """Give the ways (n + 1, 2) to, between and from samples; none before a start or at the ends."""
    steps = np.zeros((len(points) + 1, 2))
    np.subtract(points[1:], points[:-1], out=steps[1:-1])
    steps[list(starts)] = 0.0
    return steps


def _passes(stroke: Stroke, path: _Path) -> Floats | int:
    """Count how often each way is gone: every second pass of a combined stroke is in circles."""
    if stroke.generator is not Generator.COMBINED or len(path.starts) == 1:
        return stroke.repeats
    circles = stroke.repeats // 2
    passes = np.full(path.share.size + 1, float(circles))
    passes[: path.starts[1]] = stroke.repeats - circles
    return passes


def _times(ways: Floats, path: _Path, lane: Lane) -> Floats:
    """Share the time out: by the way at an even speed, in place by what the shares say.

    Places that are only pressed get the same time each.
    """
    if ways.any():
        return ways[1:] + ways[:-1]
    if lane.length_mm:
        return np.ones(path.share.size)
    halves: Floats = np.diff(path.share, prepend=path.share[0], append=path.share[-1])
    return halves[1:] + halves[:-1]


def _heading(steps: Floats, path: _Path, lane: Lane) -> Floats:
    """Give unit vectors of the movement; where a place is only pressed, those of the lane."""
    turn = steps[1:] + steps[:-1]
    size = np.hypot(turn[:, 0], turn[:, 1])
    rests = size == 0.0
    if rests.any():
        turn[rests] = lane.heading(path.share[rests])
        size[rests] = 1.0
    heading: Floats = turn / size[:, None]
    return heading


def _force(stroke: Stroke, path: _Path, heading: Floats, lane: Lane) -> Floats:
    """Give the force in N: the profile of the lane, less on the way back of a loop.

    The straight passes of a combined stroke have no way back.
    """
    shares = [knot.share for knot in stroke.force]
    force = np.interp(path.share, shares, [knot.newton for knot in stroke.force])
    _show_peaks(force, path.share, stroke)
    if stroke.generator in _LOADED_ONE_WAY:
        back = heading[:, 1] > 0 if lane.leads_down else heading[:, 1] < 0
        if stroke.generator is Generator.COMBINED:
            back[: (*path.starts, back.size)[1]] = False
        force[back] *= stroke.return_share
    return force


def _show_peaks(force: Floats, share: Floats, stroke: Stroke) -> None:
    """Raise the samples beside a peak that lies between them to the peak: none may hide there."""
    inner = stroke.force[1:-1]
    if not inner:
        return
    sampled, first = np.unique(share, return_index=True)
    for knot in inner:
        above = int(np.searchsorted(sampled, knot.share))
        beside = sampled[max(above - 1, 0) : above + 1]
        if knot.newton > force[first[max(above - 1, 0) : above + 1]].max():
            force[np.isin(share, beside)] = knot.newton


def _kept(array: Floats) -> Floats:
    array.setflags(write=False)
    return array
