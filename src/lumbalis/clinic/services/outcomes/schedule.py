"""Which instruments are due at a moment of a course, and for how long they still make sense."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from lumbalis.clinic.records.models import Course, InstrumentText, Questionnaire
from lumbalis.clinic.services.clocks import zone_of
from lumbalis.clinic.services.outcomes import reports
from lumbalis.clinic.services.outcomes.rules import (
    adaptation_rules,
    instrument_of,
    licences_of,
    outcome_rules,
)
from lumbalis.clinic.services.plans.opening import latest_plan, open_plan
from lumbalis.domain.outcomes.rules import Moment
from lumbalis.domain.outcomes.schedule import due as due_by_rules
from lumbalis.exchange.errors import InputError

MOMENT_OF: Final = {
    "baseline": Moment.BASELINE,
    "mid": Moment.REVIEW,
    "end": Moment.END,
    "follow_up": Moment.FOLLOW_UP,
}
"""What a moment is called in the protocol."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a course stands: sessions given and planned, its first day, its last session's day."""

    given: int
    planned: int
    opened: date
    last: date | None
    closed: date | None

    @property
    def ended(self) -> date | None:
        """Give the day the course ended, or None while it goes on."""
        if self.closed is not None:
            return self.closed if self.given else None
        return self.last if self.planned and self.given >= self.planned else None


@dataclass(frozen=True, slots=True)
class Due:
    """An instrument due at a moment; `readings` names which of several are meant."""

    instrument: str
    readings: tuple[str, ...]
    moment: str
    visit: int
    day: date


def due(course: Course, at: datetime) -> tuple[Due, ...]:
    """List what is due now, answered or not; what came too late is not due any more."""
    position = position_of(course)
    today = at.astimezone(zone_of(course.patient.clinic)).date()
    licences = licences_of(course.patient.clinic)
    return tuple(
        Due(measure.instrument, measure.readings, moment, visit, day)
        for moment, visit, day in _moments(position, today)
        for measure in due_by_rules(outcome_rules(), MOMENT_OF[moment], licences)
        if _makes_sense(course, measure.instrument, moment)
    )


def position_of(course: Course) -> Position:
    """Tell where a course stands."""
    zone = zone_of(course.patient.clinic)
    given = reports.given_in(course)
    closed = course.closed_at
    return Position(
        given=len(given),
        planned=_planned(course),
        opened=course.opened_at.astimezone(zone).date(),
        last=reports.day_of(course, given[-1]) if given else None,
        closed=closed.astimezone(zone).date() if closed else None,
    )


def on_phone(instrument: str, language: str) -> bool:
    """Tell whether the patient can be asked: our own words, or the clinic's official ones."""
    if instrument_of(instrument).licence.may_ship_items:
        return True
    return wording_of(instrument, language) is not None


def wording_of(instrument: str, language: str) -> InstrumentText | None:
    """Give the official wording the clinic has entered, in a language."""
    rows = InstrumentText.objects.filter(instrument=instrument, language=language)
    return rows.order_by("-added_at", "-pk").first()


def months_after(day: date, months: int) -> date:
    """Give the same day so many months later, or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _moments(position: Position, today: date) -> Iterator[tuple[str, int, date]]:
    if position.given == 0 and position.closed is None:
        yield "baseline", 0, position.opened
    ended = position.ended
    if ended is None:
        if position.given >= adaptation_rules().course.review_from and position.last:
            yield "mid", 0, position.last
        return
    visits = outcome_rules().schedule[Moment.FOLLOW_UP].months_after_end
    days = {visit: months_after(ended, visit) for visit in visits}
    if today < min(days.values(), default=date.max):
        yield "end", 0, ended
    for visit, day in days.items():
        if day <= today < _until(day, days):
            yield "follow_up", visit, day


def _until(day: date, days: dict[int, date]) -> date:
    """Give the day from which on an answer would belong to no visit any more."""
    later = (other for other in days.values() if other > day)
    return min(later, default=months_after(day, 1))


def _makes_sense(course: Course, instrument: str, moment: str) -> bool:
    """Leave out activities to be rated again where none were named at the start."""
    if instrument != "psfs" or moment == "baseline":
        return True
    named = Questionnaire.objects.filter(
        course=course, instrument="psfs", moment="baseline", answers__item="activities"
    )
    return named.exists()


def _planned(course: Course) -> int:
    record = latest_plan(course)
    if record is None:
        return 0
    try:
        return len(open_plan(course.patient, record).course.sessions)
    except (InputError, KeyError, ValueError):
        return 0
