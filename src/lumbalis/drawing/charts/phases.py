"""The phases of the disease as a band below the days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lumbalis.drawing.body.lettering import Ink, Size, line
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.charts.axes import Plot
from lumbalis.drawing.charts.course import Visit
from lumbalis.drawing.charts.words import ChartWords
from lumbalis.drawing.svg import element

HEIGHT: Final = 20.0
_NAME: Final = Ink(Size.SMALL, colour="ink")


@dataclass(frozen=True, slots=True)
class _Run:
    """Sessions in one phase from `session` on, from `left` to `right` on the page."""

    phase: str
    session: int
    left: float
    right: float


def phase_band(plot: Plot, visits: Sequence[Visit], y: float, words: ChartWords) -> str:
    """Draw the band; where the phase is not known it is left open."""
    return "".join(_drawn(run, y, words) for run in _runs(plot, visits))


def phases_said(plot: Plot, visits: Sequence[Visit], words: ChartWords) -> str:
    """Say the phases where a name has no room in the band; else nothing."""
    runs = tuple(_runs(plot, visits))
    if all(_name_fits(run, words) for run in runs):
        return ""
    said = (words.say("phase_from", word=words.phase(r.phase), index=r.session) for r in runs)
    return " · ".join(said)


def _drawn(run: _Run, y: float, words: ChartWords) -> str:
    box = element(
        "rect", x=run.left + 1, y=y, width=run.right - run.left - 2, height=HEIGHT, rx=3,
        fill=var("panel"), stroke=var("rule"), stroke_width=1,
    )  # fmt: skip
    if not _name_fits(run, words):
        return box
    return box + line(run.left + 8, y + 14, words.phase(run.phase), _NAME)


def _name_fits(run: _Run, words: ChartWords) -> bool:
    return _NAME.width(words.phase(run.phase)) <= run.right - run.left - 14


def _runs(plot: Plot, visits: Sequence[Visit]) -> Iterator[_Run]:
    """Join neighbours in one phase; a phase changes half-way between two sessions."""
    start = 0
    for place in range(1, len(visits) + 1):
        if place < len(visits) and visits[place].phase == visits[start].phase:
            continue
        phase = visits[start].phase
        if phase is not None:
            edges = _edge(plot, visits, start), _edge(plot, visits, place)
            yield _Run(phase, visits[start].session, *edges)
        start = place


def _edge(plot: Plot, visits: Sequence[Visit], place: int) -> float:
    if place == 0:
        return plot.left
    if place == len(visits):
        return plot.right
    return (plot.x(visits[place - 1].day) + plot.x(visits[place].day)) / 2
