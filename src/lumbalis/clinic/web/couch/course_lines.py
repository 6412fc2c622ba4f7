"""A course in lines of a page: its sessions, and each unwanted event with its questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.services.couch.reviewing import CourseCase, Happened
from lumbalis.clinic.services.outcomes.reports import SessionTold
from lumbalis.domain.truth import Truth

_SAID = {Truth.TRUE: "yes", Truth.FALSE: "no"}


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session: its day, level, pain before, after and a day later, and what ended it early."""

    number: int
    day: date
    level: int | None
    pain: tuple[int | None, ...]
    stopped: tuple[str, ...]
    events: int | None


@dataclass(frozen=True, slots=True)
class Question:
    """A question about an event and what is known: `yes`, `no`, or empty where nobody said."""

    name: str
    ask: str
    said: str


@dataclass(frozen=True, slots=True)
class EventCard:
    """An unwanted event with everything that is asked about it."""

    own: str
    session: int
    what: str
    grade: str
    meaning: str
    do: str
    questions: tuple[Question, ...]
    resolved: str
    cause: str
    hours: str


def session_rows(case: CourseCase, language: str) -> list[SessionRow]:
    """List the sessions, the newest first."""
    return [_row(one, language) for one in reversed(case.told)]


def event_cards(case: CourseCase, language: str) -> list[EventCard]:
    """List the unwanted events, the newest first."""
    return [_card(one, language) for one in reversed(case.events)]


def _row(one: SessionTold, language: str) -> SessionRow:
    told = one.report
    return SessionRow(
        number=one.number,
        day=one.day,
        level=told.level,
        pain=(told.nrs_before, told.nrs_after, told.nrs_24h),
        stopped=tuple(_stopped(told.stopped_for or frozenset(), language)),
        events=None if told.events is None else len(told.events),
    )


def _stopped(reasons: frozenset[str], language: str) -> Iterator[str]:
    known = texts(language)
    for one in sorted(reasons):
        sign = known.find("adaptation", "stop", "signs", one)
        yield sign or known.get("adaptation", "stop", "other_reasons", one)


def _card(one: Happened, language: str) -> EventCard:
    known, event = texts(language), one.event
    grade = one.grade.name.lower()
    asked = {**dict.fromkeys(one.open), **dict.fromkeys(event.features)}
    names = [name for name in asked if name not in {"duration_h", "blister_mm"}]
    return EventCard(
        own=f"event-{one.session}-{one.place}",
        session=one.session,
        what=known.find("adaptation", "stop", "signs", event.kind) or event.kind,
        grade=known.get("adaptation", "grades", grade, "name"),
        meaning=known.get("adaptation", "grades", grade, "meaning"),
        do=known.get("adaptation", "grades", grade, "do"),
        questions=tuple(
            Question(
                name,
                known.get("adaptation", "questions", name),
                _SAID.get(event.features.get(name, Truth.UNKNOWN), ""),
            )
            for name in names
        ),
        resolved=_SAID.get(event.resolved, ""),
        cause=event.cause or "",
        hours="" if event.duration_h is None else str(int(event.duration_h)),
    )
