"""The questions on the patient's own phone: what is asked now, what was said, what it led to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.policy import Actor, Role
from lumbalis.clinic.records.models import Answer, Invitation, Patient
from lumbalis.clinic.records.sealing import unseal
from lumbalis.clinic.services import audit, screening
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.answers import (
    CONTRADICTION,
    Refused,
    answers_object,
    give_answers,
    screening_input,
)
from lumbalis.clinic.services.intake_pages import ALSO_WANTED, PAGES, page_of
from lumbalis.clinic.services.intake_state import Standing, state_of
from lumbalis.clinic.services.intake_terms import accept_terms, terms_accepted
from lumbalis.clinic.services.invitations import locked
from lumbalis.clinic.services.uniting import kept_of
from lumbalis.domain.inquiry import Conversation, Inquiry, Question, prepare, questions_left
from lumbalis.domain.protocol import Category

__all__ = [
    "Asked",
    "Contradicts",
    "Kept",
    "Standing",
    "Urgent",
    "Wrong",
    "accept_terms",
    "answer",
    "asked_at",
    "emergencies",
    "finish",
    "holder",
    "sent_back",
    "state_of",
    "terms_accepted",
]

_BY_PATIENT, _FROM_PHONE = "patient", "intake"


@dataclass(frozen=True, slots=True)
class Asked:
    """A page of questions: its number from 0, its facts, what was said to them before.

    `question` None: there is nothing left to ask. `progress` runs from 0 to 1.
    """

    number: int
    question: Question | None
    page: str | None
    said: Mapping[str, object]
    progress: float


@dataclass(frozen=True, slots=True)
class Kept:
    """The answers are kept."""


@dataclass(frozen=True, slots=True)
class Urgent:
    """The answers are kept, and for these cases somebody has to act at once."""

    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contradicts:
    """Nothing was kept: these facts, answered earlier, exclude what was said now."""

    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wrong:
    """Nothing was kept: these facts cannot have these values."""

    facts: tuple[str, ...]


def holder(invitation: Invitation, at: datetime) -> Acting:
    """Give the patient acting through their link."""
    actor = Actor(
        user_id=None,
        clinic_id=invitation.clinic_id,
        roles=frozenset({Role.PATIENT}),
        patient_id=invitation.patient_id,
    )
    return Acting(actor, invitation.patient.clinic, at)


def asked_at(invitation: Invitation, at: datetime, number: int | None = None) -> Asked:
    """Give the page of a number, or the one to be answered now."""
    screens = _screens(invitation)
    said = _said(invitation)
    if number is not None and number < len(screens):
        facts = screens[number]
        return Asked(number, Question(facts), page_of(facts), said, _furthest(invitation))
    left = _left(invitation, at, said)
    question = left[0] if left else None
    progress = max(_furthest(invitation), _share(len(screens), len(left)))
    page = page_of(question.facts) if question else None
    return Asked(len(screens), question, page, said, progress)


def sent_back(invitation: Invitation, question: Question, number: int) -> Asked:
    """Give the page that was sent back, as it was asked."""
    said, progress = _said(invitation), _furthest(invitation)
    return Asked(number, question, page_of(question.facts), said, progress)


def answer(
    by: Acting,
    invitation: Invitation,
    facts: tuple[str, ...],
    values: Mapping[str, object],
    apart: Collection[str] = (),
) -> Kept | Urgent | Contradicts | Wrong:
    """Keep what was said to a page, or nothing of it. The same said again changes nothing.

    Parameters
    ----------
    facts : tuple of str
        All facts of the page.
    values : mapping
        Raw JSON values by fact; None is "I don't know".
    apart : collection of str
        Facts of the page that have to be asked one at a time.
    """
    with whole(by):
        fresh = locked(invitation)
        said = _said(fresh)
        new = {fact: value for fact, value in values.items() if said.get(fact, ...) != value}
        urgent = False
        if new:
            outcome = give_answers(
                by,
                kept_of(fresh.patient),
                new,
                author_kind=_BY_PATIENT,
                origin=_FROM_PHONE,
                invitation=fresh,
            )
            if isinstance(outcome, Refused):
                return _refused(outcome)
            urgent = outcome.verdict.category == Category.EMERGENCY.name
        _remember(fresh, facts, apart, by.at)
        invitation.refresh_from_db()
        return _urgent(by, fresh) if urgent else Kept()


def emergencies(patient: Patient, at: datetime) -> tuple[str, ...]:
    """Name the emergencies that are certain now, by their cases."""
    verdict = screening.current_verdict(kept_of(patient), at)
    return tuple(
        reason.case
        for reason in verdict.reasons
        if reason.category is Category.EMERGENCY and reason.certain
    )


def finish(by: Acting, invitation: Invitation) -> bool:
    """Close the intake once nothing is left to ask; tell whether it is closed."""
    with whole(by):
        fresh = locked(invitation)
        if fresh.finished_at is None:
            if _left(fresh, by.at, _said(fresh)):
                return False
            fresh.finished_at = by.at
            fresh.save(update_fields=["finished_at"])
            audit.record(
                by,
                "intake.finished",
                entity="invitation",
                entity_id=fresh.pk,
                patient=fresh.patient,
            )
        invitation.finished_at = fresh.finished_at
        return True


@cache
def _inquiry() -> Inquiry:
    return prepare(protocol())


def _left(invitation: Invitation, at: datetime, said: Mapping[str, object]) -> tuple[Question, ...]:
    given = screening_input(answers_object(kept_of(invitation.patient), at), at)
    so_far = Conversation(
        pages=tuple(PAGES.values()),
        asked=said.keys(),
        apart=_names(invitation, "apart"),
        also=ALSO_WANTED,
    )
    return questions_left(_inquiry(), given.answers, given.encounter, so_far)


def _said(invitation: Invitation) -> dict[str, object]:
    """Give what was last said through this link, by fact."""
    patient = kept_of(invitation.patient)
    rows = Answer.objects.filter(invitation=invitation, patient=patient).order_by("number")
    return {row.fact: unseal(patient, row.value) for row in rows}


def _screens(invitation: Invitation) -> list[tuple[str, ...]]:
    kept = invitation.progress.get("screens", [])
    return [tuple(screen) for screen in kept]


def _names(invitation: Invitation, key: str) -> frozenset[str]:
    return frozenset(invitation.progress.get(key, ()))


def _furthest(invitation: Invitation) -> float:
    return float(invitation.progress.get("furthest", 0.0))


def _share(done: int, left: int) -> float:
    return done / (done + left) if done + left else 1.0


def _remember(
    invitation: Invitation, facts: tuple[str, ...], apart: Collection[str], at: datetime
) -> None:
    """Note which pages were answered, and how far that is; never less far than before."""
    screens = _screens(invitation)
    if facts not in screens:
        screens.append(facts)
    kept_apart = (_names(invitation, "apart") - set(facts)) | set(apart)
    invitation.progress = {
        **invitation.progress,
        "screens": [list(screen) for screen in screens],
        "apart": sorted(kept_apart),
    }
    left = _left(invitation, at, _said(invitation))
    share = _share(len(screens), len(left))
    invitation.progress["furthest"] = max(_furthest(invitation), share)
    invitation.save(update_fields=["progress"])


def _refused(outcome: Refused) -> Contradicts | Wrong:
    clash = [problem for problem in outcome.problems if problem.what == CONTRADICTION]
    if clash:
        return Contradicts(tuple(dict.fromkeys(fact for one in clash for fact in one.facts)))
    return Wrong(tuple(problem.fact for problem in outcome.problems))


def _urgent(by: Acting, invitation: Invitation) -> Kept | Urgent:
    """Tell of emergencies that were not told yet, and note that they were."""
    cases = emergencies(invitation.patient, by.at)
    told = _names(invitation, "told")
    if not set(cases) - told:
        return Kept()
    invitation.emergency_at = invitation.emergency_at or by.at
    invitation.progress = {**invitation.progress, "told": sorted(told | set(cases))}
    invitation.save(update_fields=["emergency_at", "progress"])
    audit.record(
        by,
        "intake.emergency",
        entity="invitation",
        entity_id=invitation.pk,
        patient=invitation.patient,
        cases=list(cases),
    )
    return Urgent(cases)
