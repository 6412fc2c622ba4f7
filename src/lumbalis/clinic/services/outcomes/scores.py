"""What was answered at each moment of a course, scored; nothing is worked out here anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from lumbalis.clinic.records.models import Course, Questionnaire, QuestionnaireAnswer
from lumbalis.clinic.services.clocks import zone_of
from lumbalis.clinic.services.outcomes import asking
from lumbalis.clinic.services.outcomes.asking import Asked, rating_of
from lumbalis.clinic.services.outcomes.rules import instrument_of, outcome_rules
from lumbalis.domain.outcomes.instruments import Instrument, Scoring
from lumbalis.domain.outcomes.prognosis import risk_group
from lumbalis.domain.outcomes.scores import RiskGroup, Score
from lumbalis.domain.outcomes.scoring import (
    recorded_score,
    score_activities,
    score_activities_twice,
    score_count,
    score_single,
)

PSFS: Final = "psfs"


@dataclass(frozen=True, slots=True)
class Measured:
    """One instrument at one moment: its score, the day, and who gave it.

    `by_staff`: a sum from paper. `group` is the prognosis of an instrument that gives one.
    """

    instrument: str
    moment: str
    visit: int
    day: date
    score: Score
    by_staff: bool = False
    group: RiskGroup | None = None
    ratings: Mapping[str, int | None] | None = None


def measured_in(course: Course) -> tuple[Measured, ...]:
    """Give everything that was measured, in the order of its days."""
    if course.patient.wrapped_key() is None:
        return ()
    rows = Questionnaire.objects.filter(course=course).select_related("patient__clinic")
    found = (_measured(row) for row in rows)
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.day))


def of_instrument(measured: tuple[Measured, ...], name: str) -> tuple[Measured, ...]:
    """Give the readings of one instrument.

    Activities are scored over those that were rated both at the start and then.
    """
    return tuple(one for one in measured if one.instrument == name)


def pair(first: Measured, later: Measured) -> tuple[Score, Score]:
    """Give the scores of two moments so that they can be compared."""
    if first.ratings is None or later.ratings is None:
        return first.score, later.score
    instrument = instrument_of(first.instrument)
    known = {name: rating for name, rating in later.ratings.items() if name in first.ratings}
    return score_activities_twice(instrument, first.ratings, known)


def _measured(record: Questionnaire) -> Measured | None:
    said = asking.asked(record)
    last = QuestionnaireAnswer.objects.filter(questionnaire=record).order_by("-number").first()
    if last is None or not said.said:
        return None
    score, group = _scored(said)
    if score is None:
        return None
    day = last.at.astimezone(zone_of(record.patient.clinic)).date()
    ratings = _ratings(said) if record.instrument == PSFS else None
    by_staff = any(asking.is_total(item) for item in said.said)
    return Measured(
        record.instrument, record.moment, record.visit, day, score, by_staff, group, ratings
    )


def _scored(asked: Asked) -> tuple[Score | None, RiskGroup | None]:
    """Score what was said; an unfinished form waits unless it is a sum from paper."""
    instrument, said = instrument_of(asked.record.instrument), asked.said
    if "total" in said:
        return _from_paper(instrument, said)
    if not asked.complete:
        return None, None
    return _from_answers(instrument, asked), None


def _from_paper(
    instrument: Instrument, said: Mapping[str, object]
) -> tuple[Score, RiskGroup | None]:
    total = _number(said["total"])
    score = recorded_score(instrument, total)
    distress, rule = _number(said.get("distress")), instrument.start_back
    if rule is None or total is None or distress is None:
        return score, None
    return score, risk_group(rule, int(total), int(distress))


def _from_answers(instrument: Instrument, asked: Asked) -> Score | None:
    said = asked.said
    match instrument.scoring:
        case Scoring.SINGLE:
            reading = outcome_rules().course.readings.get(instrument.id, "rating")
            return score_single(instrument, _number(said.get(reading)))
        case Scoring.COUNT:
            return score_count(instrument, [_ticked(said.get(item)) for item in asked.items])
        case Scoring.ACTIVITIES:
            return score_activities(instrument, _ratings(asked))
        case _:
            return None


def _ratings(asked: Asked) -> dict[str, int | None]:
    named = asking.activities_of(asked.record, asked.said)
    found = {}
    for place, activity in enumerate(named, start=1):
        rating = rating_of(asked.said.get(f"rating.{place}"))
        found[activity] = rating if isinstance(rating, int) else None
    return found


def _number(value: object) -> float | int | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _ticked(value: object) -> bool | None:
    return value if isinstance(value, bool) else None
