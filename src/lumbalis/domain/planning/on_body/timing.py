"""From slots to strokes: whole seconds, whole passes, and the speed that makes both meet."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from lumbalis.domain.anatomy import Body
from lumbalis.domain.plan import Seconds
from lumbalis.domain.plan.generator import Generator
from lumbalis.domain.plan.strokes import Stroke
from lumbalis.domain.plan.tracing import pass_seconds
from lumbalis.domain.planning.on_body.fitting import Hand
from lumbalis.domain.planning.on_body.push import Spared
from lumbalis.domain.planning.on_body.ties import anchored

_IN_PLACE = frozenset({Generator.CUP_STATIC, Generator.PRESS_ROTATE})


def one_pass(hand: Hand, body: Body) -> Stroke:
    """Give a hand's stroke with one pass at the usual speed and the greatest force."""
    work, motion = hand.work, hand.work.motion
    generator = Generator(motion.generator)
    return Stroke(
        id="",
        step=work.step,
        zone=work.zone,
        manipulation=motion.id,
        generator=generator,
        lane=anchored(hand.lane, work.region, body),
        contact=hand.footprint.contact,
        force=hand.push.knots(hand.push.most_n, Spared()),
        amplitude_mm=hand.footprint.spread_mm,
        pitch_mm=motion.pitch_mm,
        speed_mm_s=0.0 if generator in _IN_PLACE else motion.speed_mm_s[1],
        tempo_hz=motion.tempo_hz[1],
        repeats=1,
        vacuum_kpa=motion.vacuum_kpa,
        starts_s=Seconds(0),
        seconds=Seconds(1),
        return_share=motion.return_share,
    )


@dataclass(frozen=True, slots=True)
class Passes:
    """How long passes take at the usual speed, in s: the first, and those that follow in turn.

    A combined stroke goes straight first, then in circles; of any other all passes are alike.
    Both are 0 for what stays in place.
    """

    odd_s: float
    even_s: float

    @property
    def turn_s(self) -> float:
        """Give the usual time of one pass of each kind."""
        return self.odd_s if self.odd_s == self.even_s else self.odd_s + self.even_s

    def usual_s(self, count: int) -> float:
        """Give the usual time of so many passes."""
        return (count + 1) // 2 * self.odd_s + count // 2 * self.even_s


def passes_of(hand: Hand, stroke: Stroke, body: Body) -> Passes:
    """Measure the passes of a hand's stroke on a body."""
    motion = hand.work.motion
    if not (motion.speed_mm_s[1] or motion.tempo_hz[1]) or stroke.generator in _IN_PLACE:
        return Passes(0.0, 0.0)
    first = pass_seconds(stroke, body)
    if stroke.generator is not Generator.COMBINED:
        return Passes(first, first)
    return Passes(first, 2 * pass_seconds(replace(stroke, repeats=2), body) - first)


def pace_limits(hand: Hand) -> tuple[float, float]:
    """Give how much slower and faster than usual the motion may be done, as ratios."""
    motion = hand.work.motion
    slow, usual, fast = motion.speed_mm_s if motion.speed_mm_s[1] else motion.tempo_hz
    return (slow / usual, fast / usual) if usual else (1.0, 1.0)


def _in_tempo(hand: Hand, tempo_hz: float) -> float:
    slow, _, fast = hand.work.motion.tempo_hz
    return min(max(tempo_hz, slow), fast)


def timed(hand: Hand, body: Body, stroke: Stroke, starts_s: int, seconds: int) -> Stroke:
    """Give the stroke its seconds: as many whole passes as come nearest to the usual speed."""
    stroke = replace(stroke, starts_s=Seconds(starts_s), seconds=Seconds(seconds))
    passes = passes_of(hand, stroke, body)
    if not passes.odd_s:
        return stroke
    about = max(1, round(2 * seconds / (passes.odd_s + passes.even_s)))
    counts = range(max(1, about - 1), about + 2)
    slow, fast = pace_limits(hand)

    def off(count: int) -> tuple[float, float]:
        pace = passes.usual_s(count) / seconds
        return max(slow / pace, pace / fast, 1.0), abs(math.log(pace))

    count = min(counts, key=off)
    pace = min(max(passes.usual_s(count) / seconds, slow), fast)
    return replace(
        stroke,
        repeats=count,
        speed_mm_s=round(stroke.speed_mm_s * pace, 2),
        tempo_hz=round(_in_tempo(hand, stroke.tempo_hz * pace), 3),
    )
