"""The answers object: one person's typed answers with time and author, and the circumstances."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from lumbalis.domain.facts import (
    CONTEXT,
    Answer,
    AnswerError,
    Answers,
    ContradictionError,
    CourseSoFar,
    Encounter,
    Practitioner,
    Site,
    Vocabulary,
    accept,
    understand,
)
from lumbalis.domain.facts.vocabulary import CREDENTIALS
from lumbalis.domain.screening import Override
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fields import Fields

if TYPE_CHECKING:
    from lumbalis.domain.expressions import Value
    from lumbalis.domain.facts import Fact
    from lumbalis.exchange.bodies import GivenBody

_KEYS = (
    "answers",
    "answered_at",
    "session",
    "practitioner",
    "site",
    "course",
    "overrides",
    "plan",
    "body",
    "patient",
)
_LABEL = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")
_MOMENT = "the time of the screening"
_WHOLE_PERCENT = 100


@dataclass(frozen=True, slots=True)
class PlanWishes:
    """What whoever plans asks for; None and empty where nobody asked. Only the types are checked.

    `minutes` are those wished for one session.
    """

    sessions: int | None = None
    scripts: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    device: bool | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class ScreeningInput:
    """Everything one screening needs, read from outside. `patient` is an opaque label.

    `body` holds the measures a plan is drawn with; the screening itself has no use for them.
    """

    answers: Answers
    encounter: Encounter
    overrides: tuple[Override, ...] = ()
    plan: PlanWishes = field(default_factory=PlanWishes)
    patient: str | None = None
    body: GivenBody | None = None


def read_answers(tree: object, where: str, at: datetime, vocabulary: Vocabulary) -> ScreeningInput:
    """Read the answers object for a screening at a moment.

    Parameters
    ----------
    tree : object
        The parsed JSON.
    where : str
        How the file is called in an error.
    at : datetime
        The time of the screening, with its UTC offset.
    vocabulary : Vocabulary
        The facts that may be answered.

    Raises
    ------
    InputError
        For the first problem in the order of the file: an unknown key or fact, a
        value of the wrong type or out of range, an answer later than `at`.
    """
    if at.tzinfo is None:
        what_to_do = "give the moment with its UTC offset"
        raise InputError(_MOMENT, "is a time without a zone", what_to_do)
    root = Fields.root(tree, where)
    root.refuse_unknown(_KEYS, "a key of the answers object")
    session = root.whole("session", 1) if root.has("session") else 1
    course = _course(root.below("course"))
    if course.sessions_done is not None and course.sessions_done >= session:
        what_to_do = "let session be the one to come, after those done"
        root.refuse("session", "is not after course.sessions_done", what_to_do)
    return ScreeningInput(
        answers=_answers(root, at, vocabulary),
        encounter=Encounter(
            at=at,
            session=session,
            practitioner=_practitioner(root.below("practitioner")),
            site=_site(root.below("site")),
            course=course,
        ),
        overrides=tuple(_override(item) for item in root.each("overrides")),
        plan=_plan(root.below("plan")),
        patient=_patient(root.below("patient")),
        body=_body(root.below("body")) if root.has("body") else None,
    )


def read_consistent_answers(
    tree: object, where: str, at: datetime, vocabulary: Vocabulary
) -> ScreeningInput:
    """Read the answers object, and refuse answers that cannot all be true.

    Raises
    ------
    InputError
        As `read_answers` and `refuse_contradictions`.
    """
    given = read_answers(tree, where, at, vocabulary)
    refuse_contradictions(given, vocabulary, where)
    return given


def refuse_contradictions(given: ScreeningInput, vocabulary: Vocabulary, where: str) -> None:
    """Refuse answers that cannot all be true.

    Raises
    ------
    InputError
        Naming the facts that exclude each other.
    """
    try:
        understand(given.answers, vocabulary, given.encounter)
    except ContradictionError as error:
        what, _, what_to_do = str(error).partition("; ")
        raise InputError(where, what, what_to_do) from error


def accepted(fact: Fact, raw: object, at: datetime, place: str) -> Value | None:
    """Turn one raw value into an answer; its error quotes no text.

    Raises
    ------
    InputError
        If the value cannot be an answer to this fact.
    """
    try:
        return accept(fact, raw, at.date())
    except AnswerError as error:
        what, _, what_to_do = _without_texts(error.why, raw).rpartition("; ")
        if not what:
            what, what_to_do = what_to_do, "correct the date or the time of the screening"
        raise InputError(place, what, what_to_do) from error


def _without_texts(why: str, raw: object) -> str:
    """Replace quoted input: whatever stands where a number belongs may be about the patient."""
    for item in raw if isinstance(raw, list) else [raw]:
        if isinstance(item, str):
            why = why.replace(repr(item), f"a text of {len(item)} characters")
    return why


def _answers(root: Fields, at: datetime, vocabulary: Vocabulary) -> Answers:
    facts = root.below("answers")
    if not facts.tree:
        return Answers({})
    if not root.has("answered_at"):
        what_to_do = "say when the answers were given, like 2026-11-22T09:30:00+03:00"
        root.refuse("answered_at", "is missing", what_to_do)
    answered_at = _past(root, "answered_at", at)
    by_fact = {}
    for name in facts.tree:
        fact = vocabulary.facts.get(name)
        if fact is None:
            raise facts.unknown(name, vocabulary.facts, "a fact of the protocol")
        by_fact[name] = _answer(facts, fact, at, answered_at)
    return Answers(by_fact)


def _answer(facts: Fields, fact: Fact, at: datetime, answered_at: datetime) -> Answer:
    raw = facts.tree[fact.id]
    if not isinstance(raw, dict):
        return Answer(accepted(fact, raw, at, facts.place(fact.id)), answered_at)
    detail = facts.below(fact.id)
    detail.refuse_unknown(("value", "at", "by"), "part of an answer")
    if "value" not in detail.tree:
        detail.refuse("value", "is missing", "write the value, or null for unknown")
    return Answer(
        value=accepted(fact, detail.tree["value"], at, detail.place("value")),
        at=_past(detail, "at", at) if detail.has("at") else answered_at,
        by=detail.text("by") if detail.has("by") else None,
    )


def _past(fields: Fields, key: str, at: datetime) -> datetime:
    moment = fields.moment(key)
    if moment > at:
        what_to_do = "correct it, or the time of the screening"
        fields.refuse(key, "is later than the screening", what_to_do)
    return moment


def _practitioner(fields: Fields) -> Practitioner | None:
    fields.refuse_unknown(("credentials",), "known about a practitioner")
    if not fields.has("credentials"):
        return None
    credentials = fields.texts("credentials")
    for place, word in enumerate(credentials):
        if word not in CREDENTIALS:
            key = f"credentials[{place}]"
            what_to_do = f"use only {', '.join(CREDENTIALS)}"
            fields.refuse(key, "is not a known credential", what_to_do)
    return Practitioner(frozenset(credentials))


def _site(fields: Fields) -> Site:
    fields.refuse_unknown(("imaging_policy", "fire_cupping_enabled"), "known about a site")
    usual = Site()
    policy = usual.imaging_policy
    if fields.has("imaging_policy"):
        policy = fields.text("imaging_policy")
        known = sorted(CONTEXT["imaging_policy"].values)
        if policy not in known:
            what_to_do = f"write {' or '.join(known)}"
            fields.refuse("imaging_policy", "is not a known policy", what_to_do)
    fire = "fire_cupping_enabled"
    return Site(policy, fields.flag(fire) if fields.has(fire) else usual.fire_cupping_enabled)


def _course(fields: Fields) -> CourseSoFar:
    read: Mapping[str, Callable[[str], object]] = {
        "sessions_done": lambda key: fields.whole(key, 0),
        "gap_days": lambda key: fields.whole(key, 0),
        "weeks": lambda key: fields.whole(key, 0),
        "pain_change_percent": lambda key: fields.number(key, most=_WHOLE_PERCENT),
        "pain_change_points": fields.number,
        "serious_adverse_event": fields.flag,
    }
    return CourseSoFar(**_present(fields, read, "known about a course"))  # type: ignore[arg-type]  # read by key


def _plan(fields: Fields) -> PlanWishes:
    read: Mapping[str, Callable[[str], object]] = {
        "sessions": lambda key: fields.whole(key, 1),
        "scripts": fields.texts,
        "points": fields.texts,
        "device": fields.flag,
        "minutes": lambda key: fields.whole(key, 1),
    }
    return PlanWishes(**_present(fields, read, "a wish for a plan"))  # type: ignore[arg-type]  # read by key


def _present(
    fields: Fields, read: Mapping[str, Callable[[str], object]], thing: str
) -> dict[str, object]:
    """Read the keys that are there, in the order of the file."""
    fields.refuse_unknown(read, thing)
    return {key: read[key](key) for key in fields.tree if fields.has(key)}


def _override(fields: Fields) -> Override:
    needed = ("rule", "by", "role", "reason", "at", "until")
    fields.refuse_unknown((*needed, "zones"), "part of an override")
    return Override(
        rule=fields.text("rule"),
        by=fields.text("by"),
        role=fields.text("role"),
        reason=fields.text("reason"),
        at=fields.moment("at"),
        until=fields.moment("until"),
        zones=fields.texts("zones"),
    )


def _body(fields: Fields) -> GivenBody:
    """Read the measures of the body; only whoever sends some waits for geometry to load."""
    from lumbalis.exchange.bodies import read_body  # noqa: PLC0415

    return read_body(fields)


def _patient(fields: Fields) -> str | None:
    fields.refuse_unknown(("id",), "kept about a patient")
    if not fields.has("id"):
        return None
    label = fields.text("id")
    if not _LABEL.match(label):
        what_to_do = "use letters, digits, dot, dash and underscore, and never a name"
        fields.refuse("id", "is not an opaque label", what_to_do)
    return label
