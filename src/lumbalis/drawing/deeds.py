"""What the hands do in a step, how, and what the patient is asked, as the text of two cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lumbalis.domain.plan import Cups, PointHold, Step
from lumbalis.drawing.cells import Paragraph, dotted, plain
from lumbalis.drawing.clock import TimedStep, clock
from lumbalis.drawing.svg import Run
from lumbalis.drawing.typeface import BODY, QUIET, STRONG
from lumbalis.drawing.words import SheetWords

_ARROW = "\u00a0→ "
_DOT = "\u00a0· "
_NOTHING = "none"


def deeds(step: Step, where: str, words: SheetWords) -> Iterator[Paragraph]:
    """Tell what the hands do: manipulations in order, where, then tool, direction and the like."""
    names = _ARROW.join(words.name("manipulation", one) for one in step.manipulations)
    manner = _DOT.join(said for said in _manner(step, words) if said)
    yield dotted(Run(names, STRONG), Run(where, BODY), Run(manner, QUIET))
    if step.cups is not None:
        yield plain(_cups(step.cups, words), BODY)
    yield from _points(step.points, words)


def guidance(times: Sequence[TimedStep], words: SheetWords) -> Iterator[Paragraph]:
    """Tell what to ask at the start and how to work; a question for one side tells its time."""
    asked: dict[str, list[str]] = {}
    for timed in times:
        if timed.step.checkpoint is not None:
            asked.setdefault(timed.step.checkpoint, []).append(clock(timed.start_s))
    cue = times[0].step.cue
    said = words.name("cue", cue) if cue else ""
    for key, clocks in asked.items():
        question = words.name("checkpoint", key)
        when = "" if len(clocks) == len(times) else f"{', '.join(clocks)} "
        yield Paragraph((Run(when + question, STRONG), Run(said, BODY)), asks=True)
        said = ""
    if said:
        yield plain(said, BODY)


def _manner(step: Step, words: SheetWords) -> Iterable[str]:
    """Give tool, medium, direction, tempo, amplitude and manner, as far as the step has them."""
    yield ", ".join(words.name("tool", tool) for tool in step.tools)
    said = {
        "technique": step.medium,
        "direction": step.direction,
        "tempo": step.tempo,
        "amplitude": step.amplitude,
        "manner": step.manner,
    }
    for kind, key in said.items():
        if key and key != _NOTHING:
            yield words.name(kind, key)


def _cups(cups: Cups, words: SheetWords) -> str:
    count, diameter = str(cups.count), str(cups.diameter_mm)
    return words.text(f"cups_{cups.mode}", count=count, diameter=diameter)


def _points(points: Sequence[PointHold], words: SheetWords) -> Iterator[Paragraph]:
    """Name the points with their time; the four parts of a hold are told once if they agree."""
    for point in points:
        yield plain(f"{point.point} {clock(point.seconds)}", STRONG)
        if point is points[-1] or _parts(point) != _parts(points[-1]):
            yield plain(words.text("point_parts", **_parts(point)), QUIET)


def _parts(point: PointHold) -> dict[str, str]:
    return {
        "press": clock(point.find_press_s),
        "hold": clock(point.hold_s),
        "turn": clock(point.rotate_s),
        "release": clock(point.release_s),
    }
