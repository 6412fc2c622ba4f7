"""What the hands do in a stage, step by step: name, place, time, force, level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from lumbalis.drawing.body.blocks import Block, column, heading
from lumbalis.drawing.body.charts import Piece
from lumbalis.drawing.body.handwork import manner
from lumbalis.drawing.body.lettering import (
    BODY,
    BOLD,
    LABEL,
    SMALL,
    Ink,
    Size,
    line,
    lines,
)
from lumbalis.drawing.body.marks import badge
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.body.scene import NumberedStep
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.clock import clock
from lumbalis.drawing.svg import element

_INDENT: Final = 30.0
_SAMPLE: Final = 46.0
_SAMPLE_SCALE: Final = 1.1
_GAP: Final = 12.0


def steps_block(steps: Sequence[NumberedStep], words: BodyWords) -> Block:
    """List what the hands do in a stage: number, name, where and how, time, force, level."""

    def block(x: float, y: float, width: float) -> Piece:
        head = heading(words.say("steps_heading"), x, y)
        rows = column(
            (_step_block(step, words) for step in steps), (x, y + head.height), width, _GAP
        )
        return Piece(head.drawn + rows.drawn, head.height + rows.height)

    return block


def _step_block(step: NumberedStep, words: BodyWords) -> Block:
    chip = words.say("level", level=str(step.step.level))

    def block(x: float, y: float, width: float) -> Piece:
        left, room = x + _INDENT, width - _INDENT
        what = BOLD.wrapped(_what(step, words), room - _SAMPLE)
        measures = BODY.wrapped(_measures(step, words), room - LABEL.width(chip) - 20)
        how = SMALL.wrapped(_how(step, words), room)
        second = y + len(what) * BOLD.size.leading
        third = second + len(measures) * BODY.size.leading
        drawn = (
            badge((x + 10, y + 10), step.number, _colour(step))
            + lines(left, y, what, BOLD)
            + _sample(step, x + width - _SAMPLE + 8, y + 10)
            + lines(left, second, measures, BODY)
            + level_chip(step.step.level, chip, (x + width, second + 9))
            + lines(left, third, how, SMALL)
        )
        return Piece(drawn, third - y + len(how) * SMALL.size.leading)

    return block


def _what(step: NumberedStep, words: BodyWords) -> str:
    names = [words.names.name("manipulation", one) for one in step.step.manipulations]
    said = ", ".join(names) if names else words.names.name("cue", step.step.cue)
    points = [hold.point for hold in step.step.points]
    return ": ".join(part for part in (", ".join(points), said[:1].upper() + said[1:]) if part)


def _how(step: NumberedStep, words: BodyWords) -> str:
    one = step.step
    where = ", ".join(dict.fromkeys(_places(step.zones, words)))
    tools = [words.names.name("tool", tool) for tool in one.tools]
    how = ", ".join((*tools, words.names.name("tempo", one.tempo)))
    return words.say("step_how", where=where, how=how) if where and how else where or how


def _places(zones: Sequence[str], words: BodyWords) -> Iterable[str]:
    """Name the zones; a region worked on both sides is named once."""
    for zone in zones:
        region, _, side = zone.rpartition("_")
        other = {"left": "right", "right": "left"}.get(side, "")
        yield words.region(region) if f"{region}_{other}" in zones else words.zone(zone)


def _measures(step: NumberedStep, words: BodyWords) -> str:
    time = clock(step.step.seconds)
    if len(step.timed) > 1:
        time = words.say("each_side", time=time)
    if not step.step.manipulations:
        return time
    newtons = [float(n) for work in step.works for n in (work.newton.min(), work.newton.max())]
    if not newtons:
        return words.say("step_measures", time=time, force=words.say("no_strokes"))
    low, high = min(newtons), max(newtons)
    force = words.amount(_whole(high), "N")
    if _whole(low) != _whole(high):
        force = words.say("force_range", low=words.number(_whole(low)), high=force)
    return words.say("step_measures", time=time, force=force)


def _whole(newton: float) -> float:
    """Round a force as a hand can tell it."""
    return max(round(newton), 1)


def _colour(step: NumberedStep) -> str:
    """Give the colour of its handwork; a step that only looks has none."""
    kinds = step.step.manipulations
    return manner(kinds[0]).colour if kinds else "quiet"


def _sample(step: NumberedStep, x: float, y: float) -> str:
    """Draw a short piece of each line as it looks on the body."""
    parts = []
    kinds = dict.fromkeys(one.partition(".")[0] for one in step.step.manipulations)
    for place, kind in enumerate(kinds):
        look, across = manner(kind), y + place * 9
        dashes = " ".join(f"{float(dash) / 10 * _SAMPLE_SCALE:.1f}" for dash in look.dashes.split())
        more = {"stroke_dasharray": dashes} if dashes else {}
        parts.append(_sample_line(x, across, look.colour, 4.0, **more))
        if look.cored:
            parts.append(_sample_line(x, across, "halo", 1.4))
    return "".join(parts)


def _sample_line(x: float, y: float, colour: str, width: float, **more: str) -> str:
    return element(
        "line",
        x1=x,
        y1=y,
        x2=x + _SAMPLE - 10,
        y2=y,
        stroke=var(colour),
        stroke_width=width,
        stroke_linecap="round",
        **more,
    )


def level_chip(level: int, text: str, corner: tuple[float, float]) -> str:
    """Write a level on its colour; `corner` is the middle of its right end."""
    width = LABEL.width(text) + 13
    right, middle = corner
    step = min(max(level, 1), 5)
    box = element(
        "rect", class_=f"dose-{step} chip", x=right - width, y=middle - 9, width=width,
        height=18, rx=9,
    )  # fmt: skip
    ink = Ink(Size.SMALL, bold=True, colour=f"on-dose-{step}", anchor="middle")
    return box + line(right - width / 2, middle + 4.2, text, ink)
