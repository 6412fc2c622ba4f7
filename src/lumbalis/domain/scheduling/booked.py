"""What is booked: a visit with everything it claims, and a course of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lumbalis.domain.scheduling.grid import DAY_TICKS, Span
from lumbalis.domain.scheduling.request import Layout
from lumbalis.domain.scheduling.resources import Claim


@dataclass(frozen=True, slots=True)
class BookedVisit:
    """One session in the calendar; `start` is a tick of `day`.

    `rest_place` None means that the patient rests on the couch; `bay` None that the room has no
    bays. `equipment` are ids.
    """

    index: int
    day: int
    start: int
    layout: Layout
    therapist: str
    couch: str
    rest_place: str | None = None
    bay: str | None = None
    equipment: tuple[str, ...] = ()
    units_x100: int = 0

    @property
    def end(self) -> int:
        """The tick at which the patient gets up."""
        return self.start + self.layout.visit

    @property
    def rests_at(self) -> int:
        """The tick at which the rest begins."""
        return self.start + self.layout.to_rest

    def claims(self, patient: str) -> tuple[Claim, ...]:
        """List what this visit claims, the patient's own time among it."""
        return tuple(self._claims(patient))

    def _claims(self, patient: str) -> Iterator[Claim]:
        layout, day, start = self.layout, self.day, self.start
        on_couch = layout.couch if self.rest_place else layout.couch_with_rest
        yield Claim(patient, _span(day, start, layout.visit))
        yield Claim(self.therapist, _span(day, start, layout.therapist), self.units_x100)
        yield Claim(self.couch, _span(day, start, on_couch))
        if self.bay is not None:
            yield Claim(self.bay, _span(day, start, on_couch))
        if self.rest_place is not None:
            yield Claim(self.rest_place, _span(day, self.rests_at, layout.rest_place))
        for thing in self.equipment:
            yield Claim(thing, _span(day, start, layout.equipment))


def _span(day: int, start: int, length: int) -> Span:
    """Give a span, cut at midnight: nothing is booked beyond it."""
    return Span(day, start, min(DAY_TICKS, start + length))


@dataclass(frozen=True, slots=True)
class BookedCourse:
    """A whole course in the calendar, its main therapist, and its cost in points."""

    course: str
    patient: str
    main: str
    visits: tuple[BookedVisit, ...]
    cost: int

    def claims(self) -> tuple[Claim, ...]:
        """List everything the course claims."""
        return tuple(claim for visit in self.visits for claim in visit.claims(self.patient))
