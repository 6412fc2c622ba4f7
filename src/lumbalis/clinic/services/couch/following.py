"""What follows at once from an event of the couch, in the transaction that keeps it.

A stop for a sign, an unwanted event that is not surely minor, and answers given at the couch do
not wait until somebody reads the note: the course is held, and the record knows the answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final

from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.policy import Actor
from lumbalis.clinic.records.models import RunEvent, SessionRun
from lumbalis.clinic.services import audit, nightly
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.answers import Refused, Said, take_in_answers
from lumbalis.clinic.services.booking.given import note_given
from lumbalis.clinic.services.outcomes import next_day, reports
from lumbalis.clinic.services.outcomes.rules import adaptation_rules
from lumbalis.clinic.services.screening import current_verdict
from lumbalis.clinic.services.uniting import kept_of
from lumbalis.domain.adaptation import AdverseEvent, Grade, grade
from lumbalis.domain.guided import events as noted
from lumbalis.domain.guided.report import event_of
from lumbalis.domain.protocol import Category
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.guided_events import read_event

HELD_FOR: Final = "adverse_event"
NOT_TAKEN: Final = "couch_answers"
DIFFERS: Final = "verdict_differs"
_COUCH: Final = "couch"
_PATIENT, _THERAPIST = "patient", "therapist"


@dataclass(frozen=True, slots=True)
class Heard:
    """An event that counts from now on: what it says, in which run, and when it was said.

    `at` is by the clinic's clock as the tablet knew it; `after_h` counts hours since the run began.
    """

    run: SessionRun
    kind: str
    body: Mapping[str, object]
    at: datetime
    after_h: Fraction

    @classmethod
    def of(cls, row: RunEvent, run: SessionRun, whole: Mapping[str, object]) -> Heard:
        """Take an event as it was kept; one without a body says nothing."""
        body = whole.get("body")
        told = body if isinstance(body, Mapping) else {}
        after = max(Fraction(0), Fraction(int((row.at - run.first_at).total_seconds()), 3600))
        return cls(run, row.kind, told, row.at + timedelta(milliseconds=row.offset_ms), after)


def act_on(by: Acting, heard: Heard) -> None:
    """Do what an event asks for; most ask for nothing."""
    act = _ACTS.get(heard.kind)
    if act is not None:
        act(by, heard)


def _reported(by: Acting, heard: Heard) -> None:
    """Hold the course for an event, unless it is surely minor; what cannot be read is not minor."""
    found = _adverse(heard)
    graded = Grade.SERIOUS if found is None else grade(found, adaptation_rules())
    if graded is not Grade.MINOR:
        _hold(by, heard, HELD_FOR, grade=graded.name.lower())


def _stopped(by: Acting, heard: Heard) -> None:
    """Hold the course for a sign that makes an event; other reasons to end a session do not."""
    signs = adaptation_rules().stop.signs
    reasons = heard.body.get("reasons")
    named = reasons if isinstance(reasons, list) else []
    found = sorted(str(one) for one in named if one in signs and signs[str(one)].needs_event)
    if found:
        _hold(by, heard, HELD_FOR, signs=", ".join(found))


def _started(by: Acting, heard: Heard) -> None:
    """Let the calendar know that the visit of that day is being given."""
    note_given(by, heard.run.course, heard.at)


def _got_up(by: Acting, heard: Heard) -> None:
    """Let somebody who did not get up well be seen before the next session."""
    if heard.body.get("well") is False:
        _hold(by, heard, HELD_FOR, signs="getup")


def _answered(by: Acting, heard: Heard) -> None:
    """Take what was answered at the couch into the record, as of the moment it was said."""
    values = heard.body.get("values")
    told = dict(values) if isinstance(values, Mapping) else {}
    unknown = heard.body.get("unknown")
    told |= dict.fromkeys(map(str, unknown if isinstance(unknown, list) else ()), None)
    patient, said_at = kept_of(heard.run.patient), min(heard.at, by.at)
    for author, part in _by_author(told).items():
        outcome = take_in_answers(by, patient, part, Said(said_at, author, _COUCH))
        if isinstance(outcome, Refused):
            facts = sorted({one.fact for one in outcome.problems})
            _hold(by, heard, NOT_TAKEN, facts=", ".join(facts))


def _told_of_last(by: Acting, heard: Heard) -> None:
    """Keep what the patient said about an earlier session, unless it has been said by then."""
    course = heard.run.course
    session = heard.body.get("session")
    if not isinstance(session, int) or session not in reports.given_in(course):
        return
    said, items = next_day.newest(course, session), heard.body.get("items")
    for item, value in (items if isinstance(items, Mapping) else {}).items():
        if _is_answer(item, value) and (said is None or said.items.get(item) is None):
            next_day.answer(by, course, session, item, value)


def _is_answer(item: str, value: object) -> bool:
    scales = adaptation_rules().scales
    most = {"pain": scales.pain, "borne": scales.tolerance}.get(item)
    if most is not None:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most
    return item in {"radiation", "anything"} and value in {next_day.YES, next_day.NO}


def _judged(by: Acting, heard: Heard) -> None:
    """Compare the tablet's verdict with the clinic's; a tablet that was too mild holds the course.

    The clinic may know more than the tablet did, so its own verdict counts either way.
    """
    said = heard.body.get("category")
    tablet = Category[said] if isinstance(said, str) and said in Category.__members__ else None
    patient, then = kept_of(heard.run.patient), min(heard.at, by.at)
    here = current_verdict(patient, then, session=max(heard.run.session, 1)).category
    if tablet is here:
        return
    _note(by, heard, "verdict.differs", tablet=str(said), clinic=here.name)
    if (tablet is None or tablet.allows_session) and not here.allows_session:
        _hold(by, heard, DIFFERS, tablet=str(said), clinic=here.name)


_ACTS: Final[Mapping[str, Callable[[Acting, Heard], None]]] = {
    "adverse.reported": _reported,
    "run.started": _started,
    "run.stopped": _stopped,
    "getup.checked": _got_up,
    "rescreen.answered": _answered,
    "rescreen.judged": _judged,
    "last.told": _told_of_last,
}


def _adverse(heard: Heard) -> AdverseEvent | None:
    """Read an unwanted event; it lasted no longer than since the run began, if it is over."""
    try:
        told = read_event(heard.kind, heard.body)
    except InputError:
        return None
    if not isinstance(told, noted.AdverseReported):
        return None
    found = event_of(told, heard.after_h)
    try:
        grade(found, adaptation_rules())
    except ValueError:
        return None
    return found


def _by_author(told: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """Part answers by who knows them: what a patient can say, a patient said."""
    facts = protocol().vocabulary.facts
    parts: dict[str, dict[str, object]] = {}
    for fact, value in told.items():
        known = facts.get(fact)
        asked = known.asked_of if known is not None else ()
        author = next((one for one in asked if one in {_PATIENT, _THERAPIST}), _THERAPIST)
        parts.setdefault(author, {})[fact] = value
    return parts


def _hold(by: Acting, heard: Heard, reason: str, **said: str) -> None:
    nightly.hold_all(by.clinic, by.at, reason, heard.run.course.patient_id)
    _note(by, heard, "run.held", reason=reason, **said)


def _note(by: Acting, heard: Heard, act: str, **said: str) -> None:
    audit.record(
        by, act, entity="run", entity_id=heard.run.pk, patient=heard.run.patient,
        session=heard.run.session, **said,
    )  # fmt: skip


def author_of(row: RunEvent, by: Acting) -> Acting:
    """Act as whoever wrote an event, at the moment of whoever lets it count."""
    if row.author_id is None:
        return by
    return replace(by, actor=Actor(row.author_id, by.clinic.pk, frozenset()))
