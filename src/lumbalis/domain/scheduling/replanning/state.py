"""A clinic in the middle of being re-planned: who lies where, and who is in whose way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from lumbalis.domain.scheduling.booked import BookedCourse, BookedVisit
from lumbalis.domain.scheduling.grid import Span
from lumbalis.domain.scheduling.replanning.board import Board
from lumbalis.domain.scheduling.replanning.cases import Case, open_case, with_absences
from lumbalis.domain.scheduling.replanning.field import Field
from lumbalis.domain.scheduling.replanning.means import POINT
from lumbalis.domain.scheduling.replanning.plans import Aim, Plan
from lumbalis.domain.scheduling.replanning.seats import seat
from lumbalis.domain.scheduling.request import CourseRequest
from lumbalis.domain.scheduling.resources import Calendar, Claim
from lumbalis.domain.scheduling.rules import SchedulingRules

Pair = tuple[CourseRequest, BookedCourse | None]


class Clinic:
    """The courses to be re-planned, and all else that stays.

    `empty` is the board with only what stays; `board` the one of the moment. Cases are opened
    when they are first asked for. A course whose plan is None is not on the board. With
    `at_cost` wishes and spacing cost what the rules say; a course not booked yet always does.
    """

    def __init__(
        self,
        calendar: Calendar,
        courses: Sequence[Pair],
        rules: SchedulingRules,
        lost: Sequence[Claim] = (),
        *,
        at_cost: bool,
    ) -> None:
        """Lay out what stays; no course is on the board yet."""
        self.rules, self._at_cost = rules, at_cost
        self.courses = tuple((with_absences(one, lost), booked) for one, booked in courses)
        stays = _without(calendar, courses, lost)
        self.empty, self.board = Board(stays), Board(stays)
        self.field = Field(self.board)
        self.plans: list[Plan | None] = [None] * len(courses)
        self.visits: list[tuple[BookedVisit, ...]] = [()] * len(courses)
        self._cases: dict[int, Case] = {}
        self._lying: dict[tuple[str, int], list[tuple[int, Span]]] = {}
        self._of_patient: dict[str, list[int]] = {}
        for number, (request, _) in enumerate(courses):
            self._of_patient.setdefault(request.patient.id, []).append(number)

    def case(self, number: int) -> Case:
        """Give the case of a course."""
        if number not in self._cases:
            request, booked = self.courses[number]
            at_cost = self._at_cost or booked is None
            self._cases[number] = open_case(
                self.empty.agenda, request, booked, self.rules, at_cost=at_cost
            )
        return self._cases[number]

    @property
    def cost(self) -> int:
        """What all courses on the board cost together."""
        return sum(plan.cost for plan in self.plans if plan is not None)

    def barred(self, number: int) -> tuple[Span, ...]:
        """Give when the patient is here for another course."""
        patient = self.courses[number][0].patient.id
        others = (one for one in self._of_patient[patient] if one != number)
        visits = (visit for one in others for visit in self.visits[one])
        return tuple(Span(visit.day, visit.start, visit.end) for visit in visits)

    def solve(self, number: int, aim: Aim) -> Plan:
        """Place a course that is not on the board at its least value, everyone else staying."""
        return aim.solve(self.case(number), self.field, self.barred(number))

    def put(self, number: int, plan: Plan, visits: Sequence[BookedVisit] | None = None) -> None:
        """Put a course on the board; `visits` as they are, or else where the plan says."""
        if visits is None:
            visits = seat(self.board.agenda, self.case(number), plan.stops)
        self.plans[number], self.visits[number] = plan, tuple(visits)
        claims = self._claims(number)
        for claim in claims:
            self._lying.setdefault((claim.resource, claim.span.day), []).append(
                (number, claim.span)
            )
        self.field.touched(self.board.add(claims))

    def take(self, number: int) -> tuple[Plan | None, tuple[BookedVisit, ...]]:
        """Take a course off the board; give what is needed to put it back."""
        was = self.plans[number], self.visits[number]
        claims = self._claims(number)
        for claim in claims:
            self._lying[claim.resource, claim.span.day].remove((number, claim.span))
        self.field.touched(self.board.remove(claims))
        self.plans[number], self.visits[number] = None, ()
        return was

    @property
    def rows(self) -> Mapping[str, int]:
        """The rows of everything that can be claimed."""
        return self.empty.agenda.row

    def booked(self, number: int) -> BookedCourse:
        """Give a course as it is on the board; its main therapist by the plan, else as before."""
        (request, before), plan = self.courses[number], self.plans[number]
        if plan is None or plan.main is None:
            if plan is None or before is None:
                msg = f"{request.id} is not on the board; put it there first."
                raise LookupError(msg)
            return replace(before, visits=self.visits[number])
        main = self.empty.agenda.clinic.therapists[plan.main].id
        cost = plan.cost // POINT
        return BookedCourse(request.id, request.patient.id, main, self.visits[number], cost)

    def _claims(self, number: int) -> list[Claim]:
        patient = self.courses[number][0].patient.id
        return [claim for visit in self.visits[number] for claim in visit.claims(patient)]

    def meeting(self, visits: Iterable[BookedVisit]) -> dict[int, int]:
        """Give the courses with a visit that shares a resource with one of these, and how often."""
        wanted: dict[tuple[str, int], list[Span]] = {}
        for visit in visits:
            for claim in visit.claims(""):
                wanted.setdefault((claim.resource, claim.span.day), []).append(claim.span)
        found: dict[int, int] = {}
        for key, spans in wanted.items():
            for number, span in self._lying.get(key, ()):
                if any(span.overlaps(one) for one in spans):
                    found[number] = found.get(number, 0) + 1
        return found


def _without(calendar: Calendar, courses: Sequence[Pair], lost: Sequence[Claim]) -> Calendar:
    """Give the calendar without the courses' claims, each once, and with what is lost away."""
    gone: dict[Claim, int] = {}
    for _, booked in courses:
        for claim in booked.claims() if booked is not None else ():
            gone[claim] = gone.get(claim, 0) + 1
    stays = []
    for claim in calendar.booked:
        if gone.get(claim, 0):
            gone[claim] -= 1
        else:
            stays.append(claim)
    clinic = replace(calendar.clinic, away=(*calendar.clinic.away, *lost))
    return replace(calendar, clinic=clinic, booked=tuple(stays))
