"""Where a course goes: stops, before they have a couch; and who decides what that costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from lumbalis.domain.scheduling.agenda import Agenda
from lumbalis.domain.scheduling.booked import BookedVisit
from lumbalis.domain.scheduling.grid import Span
from lumbalis.domain.scheduling.replanning.cases import Case
from lumbalis.domain.scheduling.replanning.field import Field
from lumbalis.domain.scheduling.replanning.prices import Stop


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole course placed. `value` counts prices as well, `cost` does not; thousandths.

    `main` is the row of the main therapist where the aim has one. Visits that could not be
    placed are the last of the course and are missing from `stops`.
    """

    value: int
    cost: int
    stops: tuple[Stop, ...]
    main: int | None = None


class Aim(Protocol):
    """What a re-planning is to make small."""

    def solve(self, case: Case, field: Field, barred: tuple[Span, ...] = ()) -> Plan:
        """Place one course at the least cost the field allows, cut short where it must be.

        Exact: no other placing has a smaller `value`. `barred` are spans the patient spends here
        for another course.
        """
        ...


def standing_plan(agenda: Agenda, visits: Sequence[BookedVisit]) -> Plan:
    """Give the plan of a course that stays as it is, at no cost."""
    stops = (
        Stop(
            number=number,
            day=visit.day,
            tick=visit.start - agenda.first,
            hand=agenda.row[visit.therapist],
            rested=visit.rest_place is not None,
        )
        for number, visit in enumerate(visits)
    )
    return Plan(0, 0, tuple(stops))
