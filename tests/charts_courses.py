"""Courses for the tests of the charts: ordinary, interrupted, crowded, and nearly empty."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from functools import cache

from lumbalis.domain.outcomes.rules import OutcomeRules
from lumbalis.domain.outcomes.scores import Score
from lumbalis.drawing.charts import (
    ChartWords,
    CourseRecord,
    Flagged,
    Mark,
    Track,
    Visit,
    pain_scale,
    track_of,
)
from lumbalis.knowledge.checks import load_outcomes
from lumbalis.knowledge.files import KnowledgeFiles
from shipped_texts import texts_in

START = date(2026, 11, 3)


@cache
def outcome_rules() -> OutcomeRules:
    """Load the shipped outcome measures."""
    return load_outcomes(KnowledgeFiles(use_cache=False))


def words_in(language: str) -> ChartWords:
    """Give the shipped words of the charts."""
    return ChartWords(texts_in(language))


def day(number: int) -> date:
    """Give the day so many days after the first session."""
    return START + timedelta(days=number)


def score_track(
    instrument: str, name: str, values: dict[int, float | None], days: int = 0
) -> Track:
    """Make a track from values by day."""
    scores = {
        day(at + days): Score(instrument, None if v is None else Fraction(str(v)), _worst(v))
        for at, v in values.items()
    }
    return track_of(outcome_rules().instruments[instrument], name, scores)


def _worst(value: float | None) -> Fraction | None:
    return None if value is None else Fraction(str(value))


def record(visits: tuple[Visit, ...], tracks: tuple[Track, ...] = ()) -> CourseRecord:
    """Make a record with the shipped scale of pain."""
    return CourseRecord(visits, pain_scale(outcome_rules().instruments["nrs"], visits), tracks)


def usual_course() -> CourseRecord:
    """Give nine sessions over a month: a hold, an adverse event, a session nobody asked about."""
    pain = [(6, 5), (6, 4), (5, 4), (5, 5), (None, None), (4, 3), (4, 2), (3, None), (3, 2)]
    at = [0, 2, 5, 7, 10, 17, 20, 23, 27]
    flags = {
        4: (Flagged(Mark.ADVERSE, "Soreness for two days at the left shoulder blade"),),
        5: (Flagged(Mark.HOLD),),
        6: (Flagged(Mark.REVIEW),),
    }
    visits = tuple(
        Visit(
            number,
            day(at[number - 1]),
            before,
            after,
            "EXACERBATION" if number < 3 else "SUBSIDING" if number < 8 else "REMISSION",
            flags.get(number, ()),
        )
        for number, (before, after) in enumerate(pain, start=1)
    )
    return record(visits, _tracks())


def _tracks() -> tuple[Track, ...]:
    return (
        score_track("rmdq24", "Roland-Morris", {0: 14, 10: 11, 20: 9, 27: 7}),
        score_track("odi", "Oswestry Disability Index", {0: 34, 10: None, 27: 22}),
        score_track(
            "psfs", "Sitting at the desk, lifting my grandchild, sleeping through", {0: 3.3, 27: 6}
        ),
    )


def crowded_course() -> CourseRecord:
    """Give 25 sessions, one every other day, at both ends of the scale."""
    visits = tuple(
        Visit(n, day(2 * n), min(10, max(0, 12 - n // 2)), max(0, 10 - n // 2), "SUBSIDING")
        for n in range(1, 26)
    )
    values: dict[int, float | None] = {2 * n: max(0, 24 - n) for n in range(1, 26)}
    return record(visits, (score_track("rmdq24", "Roland-Morris", values),))


def one_session() -> CourseRecord:
    """Give a course that has only begun."""
    visits = (Visit(1, day(0), 7, 5, "EXACERBATION"),)
    return record(visits, (score_track("rmdq24", "Roland-Morris", {0: 14}),))


def nothing_asked() -> CourseRecord:
    """Give three sessions at which nobody asked about pain, and a score that never came."""
    visits = tuple(Visit(n, day(3 * n)) for n in (1, 2, 3))
    return record(visits, (score_track("odi", "Oswestry", {3: None, 9: None}),))


def no_course() -> CourseRecord:
    """Give a course before its first session."""
    return record(())
