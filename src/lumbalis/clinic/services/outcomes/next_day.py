"""The day after a session: what the patient said, what kind of event that is, what follows.

Every answer is kept at once as a further version of the report. What may not wait is acted on
with the answer that says it: the course is held, and a sign of an emergency is also given as an
answer to the screening, which knows what to tell the patient.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Final

from lumbalis.clinic.records.models import Course, NextDayReport
from lumbalis.clinic.records.sealing import seal, unseal
from lumbalis.clinic.services import audit, nightly
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.answers import give_answers
from lumbalis.clinic.services.outcomes.rules import adaptation_rules
from lumbalis.domain.adaptation import AdverseEvent, Grade, SessionReport, at_least, grade
from lumbalis.domain.truth import Truth

HELD_FOR: Final = "adverse_event"
NERVES: Final = (
    "saddle_sensory_change", "new_bladder_dysfunction", "new_bowel_dysfunction",
    "new_sexual_dysfunction", "bilateral_leg_symptoms_new", "leg_weakness_new_or_progressive",
    "foot_drop",
)  # fmt: skip
"""Facts of the emergency rules for nerves (E01, E02)."""
SUDDEN: Final = (
    "chest_pain_or_dyspnoea_now", "headache_or_neuro_signs_now", "calf_swelling_one_sided",
    "bleeding_internal_suspected",
)  # fmt: skip
"""Facts of the emergency rules for heart, vessels and bleeding (E04, E05, E08)."""
_NEUROLOGICAL, _HOSPITAL, _BURN = "neurological_deficit", "hospital_or_emergency", "burn"
_ABOUT_THE_SESSION: Final = ("pain", "borne", "radiation")
KIND: Final = "after_session"
YES, NO = "yes", "no"
_TICKED, _UNSURE = "ticked", "unsure"


class Advice(StrEnum):
    """What the patient is told to do, the most pressing first."""

    EMERGENCY = "emergency"
    """A serious event, or a sign of one."""
    UNCLEAR = "unclear"
    """It cannot be told from the answers whether it is serious."""
    CALL = "call"
    """A moderate event: the clinic has to hear of it today."""
    MILD = "mild"
    """A minor event."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Said:
    """What has been said about a session; an item that is missing was not answered yet."""

    session: int
    items: Mapping[str, object]
    finished: bool
    at: datetime


def steps(items: Mapping[str, object]) -> tuple[str, ...]:
    """List the questions that have to be asked, given what has been said."""
    always = (*_ABOUT_THE_SESSION, "anything")
    if items.get("anything", NO) == NO:
        return always
    more = ("nerves", "sudden", "harm")
    blister = ("blister",) if _BURN in _lines(items, "harm") else ()
    return (*always, *more, *blister, "over", "hours", "words")


def harms() -> tuple[str, ...]:
    """List the grading questions that are asked as lines, the gravest first."""
    grades = adaptation_rules().grades
    every = (*grades.serious, grades.burn, *grades.moderate)
    return tuple(name for name in every if name != _NEUROLOGICAL)


def newest_of(course: Course) -> dict[int, Said]:
    """Give what was last said about each session of a course."""
    rows = NextDayReport.objects.filter(course=course).order_by("session", "number")
    return {row.session: _opened(course, row) for row in rows}


def newest(course: Course, session: int) -> Said | None:
    """Give what was last said about one session."""
    rows = NextDayReport.objects.filter(course=course, session=session)
    row = rows.order_by("-number").first()
    return None if row is None else _opened(course, row)


def answer(by: Acting, course: Course, session: int, item: str, value: object) -> Said:
    """Keep an answer and act on it; the same again changes nothing."""
    with whole(by):
        Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
        before = newest(course, session)
        items = {} if before is None else dict(before.items)
        if item in items and items[item] == value and before is not None:
            return before
        items[item] = value
        said = Said(session, items, _complete(items), by.at)
        _keep(by, course, said)
        _act(by, course, said, item)
        return said


def event_of(said: Said) -> AdverseEvent | None:
    """Give what happened as an adverse event; None where nothing was reported."""
    items = said.items
    if items.get("anything", NO) == NO or _denied_all(items):
        return None
    hours = items.get("hours")
    return AdverseEvent(
        KIND,
        _features(items),
        duration_h=Fraction(str(hours)) if isinstance(hours, int | float) else None,
        blister_mm=_blister(items),
        resolved=_truth(items.get("over")),
    )


def advice(said: Said) -> Advice:
    """Tell what the patient has to do; what is not known counts as the worse answer."""
    event, rules = event_of(said), adaptation_rules()
    if event is None:
        return Advice.NOTHING
    if at_least(event, Grade.SERIOUS, rules) is Truth.TRUE:
        return Advice.EMERGENCY
    match grade(event, rules):
        case Grade.SERIOUS:
            return Advice.UNCLEAR
        case Grade.MODERATE:
            return Advice.CALL
        case Grade.MINOR:
            return Advice.MILD


def is_red(said: Said) -> bool:
    """Tell whether a physician has to hear of it before the next session."""
    event, rules = event_of(said), adaptation_rules()
    if event is None:
        return False
    if at_least(event, Grade.MODERATE, rules) is Truth.TRUE:
        return True
    return _told_out(said.items) and grade(event, rules) is not Grade.MINOR


def on(report: SessionReport, said: Said | None) -> SessionReport:
    """Add to the report of a session what was said a day later."""
    if said is None:
        return report
    pain, borne = said.items.get("pain"), said.items.get("borne")
    event = event_of(said)
    return replace(
        report,
        nrs_24h=pain if isinstance(pain, int) else None,
        tolerance=_lower(report.tolerance, borne),
        new_radiation=_truth(said.items.get("radiation")),
        events=report.events if event is None else (*(report.events or ()), event),
    )


def in_the_way(course: Course) -> dict[str, bool]:
    """Say whether a complaint was begun and not told to its end: nobody knows how grave it is."""
    begun = [one for one in newest_of(course).values() if not _told_out(one.items)]
    return {"complaint_open": any("anything" in one.items for one in begun if event_of(one))}


def _lower(seen: int | None, said: object) -> int | None:
    """Give the lower of the two tolerances: the therapist's and the patient's own."""
    known = [one for one in (seen, said) if isinstance(one, int)]
    return min(known, default=None)


def _complete(items: Mapping[str, object]) -> bool:
    return all(step in items for step in steps(items))


def _told_out(items: Mapping[str, object]) -> bool:
    """Tell whether everything about a complaint was answered, whatever else is still asked."""
    return all(step in items for step in steps(items) if step not in _ABOUT_THE_SESSION)


def _keep(by: Acting, course: Course, said: Said) -> None:
    number = NextDayReport.objects.filter(course=course, session=said.session).count() + 1
    row = NextDayReport.objects.create(
        clinic=by.clinic,
        patient=course.patient,
        course=course,
        session=said.session,
        number=number,
        contents=seal(course.patient, dict(said.items)),
        finished=said.finished,
        at=by.at,
        author_kind="patient" if by.actor.user_id is None else "staff",
        author_id=by.actor.user_id,
    )
    audit.record(
        by, "next_day.said", entity="next_day_report", entity_id=row.pk, patient=course.patient,
        session=said.session, version=number,
    )  # fmt: skip


def _act(by: Acting, course: Course, said: Said, item: str) -> None:
    """Hold the course where the event asks for it, and let the screening know of its signs."""
    if is_red(said):
        nightly.hold_all(by.clinic, by.at, HELD_FOR, course.patient_id)
        audit.record(
            by, "next_day.red", entity="course", entity_id=course.pk, patient=course.patient,
            session=said.session, advice=advice(said).value,
        )  # fmt: skip
    signs = _lines(said.items, item) if item in {"nerves", "sudden"} else ()
    if signs:
        told = dict.fromkeys(signs, True)
        give_answers(by, course.patient, told, author_kind="patient", origin="next_day")


def _opened(course: Course, row: NextDayReport) -> Said:
    read = unseal(course.patient, row.contents)
    return Said(row.session, read if isinstance(read, dict) else {}, row.finished, row.at)


def _lines(items: Mapping[str, object], item: str) -> tuple[str, ...]:
    """Give the lines ticked on a page."""
    page = items.get(item)
    ticked = page.get(_TICKED, []) if isinstance(page, Mapping) else []
    return tuple(map(str, ticked))


def _state(items: Mapping[str, object], item: str, line: str) -> Truth:
    """Tell whether a line applies: ticked, denied with the others, or left open."""
    page = items.get(item)
    if not isinstance(page, Mapping):
        return Truth.UNKNOWN
    if line in _lines(items, item):
        return Truth.TRUE
    return Truth.UNKNOWN if page.get(_UNSURE) else Truth.FALSE


def _any(items: Mapping[str, object], item: str) -> Truth:
    page = items.get(item)
    if not isinstance(page, Mapping):
        return Truth.UNKNOWN
    if _lines(items, item):
        return Truth.TRUE
    return Truth.UNKNOWN if page.get(_UNSURE) else Truth.FALSE


def _features(items: Mapping[str, object]) -> dict[str, Truth]:
    found = {name: _state(items, "harm", name) for name in harms()}
    found[_NEUROLOGICAL] = _any(items, "nerves")
    found[_HOSPITAL] = found[_HOSPITAL] | _any(items, "sudden")
    return found


def _denied_all(items: Mapping[str, object]) -> bool:
    """Tell whether somebody unsure then denied everything there was to ask."""
    pages = ("nerves", "sudden", "harm")
    return items.get("anything") is None and all(_any(items, p) is Truth.FALSE for p in pages)


def _blister(items: Mapping[str, object]) -> Fraction | int | None:
    if _state(items, "harm", _BURN) is Truth.FALSE:
        return 0
    width = items.get("blister")
    return Fraction(str(width)) if isinstance(width, int | float) else None


def _truth(value: object) -> Truth:
    return {YES: Truth.TRUE, NO: Truth.FALSE}.get(str(value), Truth.UNKNOWN)
