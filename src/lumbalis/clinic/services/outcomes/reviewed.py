"""What physicians decided about a course, and what they said about each unwanted event in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from lumbalis.clinic.records.models import Course, CourseReview
from lumbalis.clinic.records.sealing import unseal
from lumbalis.domain.adaptation import AdverseEvent, SessionReport
from lumbalis.domain.truth import Truth

GO_ON, END = "go_on", "end"
_TRUTH = {True: Truth.TRUE, False: Truth.FALSE}


@dataclass(frozen=True, slots=True)
class EventSeen:
    """What a physician says about one event: grading questions, whether it is over, its cause.

    `session` is the session's number in the course, `place` the event's among its events from 0,
    `kind` what it was then: what came in later at that place is another event.
    """

    session: int
    place: int
    kind: str
    features: Mapping[str, Truth]
    resolved: Truth
    cause: str | None
    duration_h: int | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """One decision about a course."""

    id: UUID
    after: int
    decision: str
    reason: str
    events: tuple[EventSeen, ...]
    at: datetime
    by: UUID | None


def reviews_of(course: Course) -> tuple[Review, ...]:
    """Give every decision about a course, the oldest first."""
    if course.patient.wrapped_key() is None:
        return ()
    rows = CourseReview.objects.filter(course=course).order_by("at", "after", "pk")
    return tuple(_opened(course, row) for row in rows)


def last_go_on(course: Course) -> int | None:
    """Give the number of sessions after which a physician last let a course go on."""
    rows = CourseReview.objects.filter(course=course, decision=GO_ON).order_by("-after")
    return rows.values_list("after", flat=True).first()


def events_of(course: Course) -> dict[int, dict[int, EventSeen]]:
    """Give what was last said about each event, by session and by its place in it."""
    found: defaultdict[int, dict[int, EventSeen]] = defaultdict(dict)
    for review in reviews_of(course):
        for one in review.events:
            found[one.session][one.place] = one
    return dict(found)


def seen(report: SessionReport, told: Mapping[int, EventSeen]) -> SessionReport:
    """Give a report with its events as a physician saw them."""
    if not report.events or not told:
        return report
    events = tuple(_with(one, told.get(place)) for place, one in enumerate(report.events))
    return replace(report, events=events)


def _with(event: AdverseEvent, told: EventSeen | None) -> AdverseEvent:
    if told is None or told.kind != event.kind:
        return event
    known = {name: answer for name, answer in told.features.items() if answer is not Truth.UNKNOWN}
    hours = event.duration_h if told.duration_h is None else Fraction(told.duration_h)
    return replace(
        event,
        features={**event.features, **known},
        resolved=told.resolved if told.resolved is not Truth.UNKNOWN else event.resolved,
        cause=told.cause or event.cause,
        duration_h=hours,
    )


def written(one: EventSeen) -> dict[str, object]:
    """Write what was said about an event as plain JSON values."""
    return {
        "session": one.session,
        "place": one.place,
        "kind": one.kind,
        "features": {name: _plain(answer) for name, answer in one.features.items()},
        "resolved": _plain(one.resolved),
        "cause": one.cause,
        "duration_h": one.duration_h,
    }


def _plain(answer: Truth) -> bool | None:
    return {Truth.TRUE: True, Truth.FALSE: False}.get(answer)


def _opened(course: Course, row: CourseReview) -> Review:
    tree = unseal(course.patient, row.contents)
    kept: Mapping[str, object] = tree if isinstance(tree, Mapping) else {}
    events = kept.get("events")
    lines = [one for one in (events if isinstance(events, list) else []) if isinstance(one, dict)]
    return Review(
        row.pk, row.after, row.decision, str(kept.get("reason", "")),
        tuple(map(_event, lines)), row.at, row.by_id,
    )  # fmt: skip


def _event(kept: Mapping[str, object]) -> EventSeen:
    features, cause, hours = kept.get("features"), kept.get("cause"), kept.get("duration_h")
    told = features if isinstance(features, Mapping) else {}
    return EventSeen(
        session=int(str(kept["session"])),
        place=int(str(kept["place"])),
        kind=str(kept["kind"]),
        features={str(name): _truth(answer) for name, answer in told.items()},
        resolved=_truth(kept.get("resolved")),
        cause=cause if isinstance(cause, str) else None,
        duration_h=hours if isinstance(hours, int) else None,
    )


def _truth(kept: object) -> Truth:
    return _TRUTH.get(kept, Truth.UNKNOWN) if isinstance(kept, bool) else Truth.UNKNOWN
