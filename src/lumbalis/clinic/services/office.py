"""Answering in the office: what is known now, and keeping only what somebody changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.records.models import Answer, Patient
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.answers import Given, Refused, answers_object, give_answers


@dataclass(frozen=True, slots=True)
class Known:
    """The answer that counts: its raw value (None: "I don't know"), since when, from whom."""

    value: object
    at: datetime
    by: str
    stale: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody sends: raw values by fact, on which version of the answers, who knows it."""

    values: Mapping[str, object]
    version: int
    author_kind: str
    origin: str


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Nothing was kept: these facts were answered by somebody else meanwhile."""

    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class NotTheirs:
    """Nothing was kept: these facts are not for whoever answered."""

    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing was kept, because nothing differs from what is known."""


def known(patient: Patient, at: datetime) -> dict[str, Known]:
    """Give what is known about a patient by fact, out of date or not."""
    answers = answers_object(patient, at)["answers"]
    found = answers if isinstance(answers, Mapping) else {}
    return {fact: _known(fact, one, at) for fact, one in found.items()}


def version_of(patient: Patient) -> int:
    """Give the number of the newest answer; it rises with every answer."""
    return Answer.objects.filter(patient=patient).aggregate(last=Max("number"))["last"] or 0


def keep(
    by: Acting, patient: Patient, said: Said, *, allowed: Collection[str]
) -> Given | Refused | Overtaken | NotTheirs | Nothing:
    """Keep the answers that differ from what is known; all of them or none."""
    foreign = frozenset(said.values) - frozenset(allowed)
    if foreign:
        return NotTheirs(foreign)
    with whole(by):
        newer = Answer.objects.filter(
            patient=patient, number__gt=said.version, fact__in=list(said.values)
        )
        changed = changed_of(said.values, known(patient, by.at))
        overtaken = frozenset(newer.values_list("fact", flat=True)) & frozenset(changed)
        if overtaken:
            return Overtaken(overtaken)
        if not changed:
            return Nothing()
        return give_answers(by, patient, changed, author_kind=said.author_kind, origin=said.origin)


def changed_of(values: Mapping[str, object], before: Mapping[str, Known]) -> dict[str, object]:
    """Leave out what is known already; an answer out of date is worth giving again."""
    return {fact: raw for fact, raw in values.items() if _differs(raw, before.get(fact))}


def unknown_over_yes(values: Mapping[str, object], before: Mapping[str, Known]) -> frozenset[str]:
    """Name the facts where "I don't know" would meet a yes; the yes would go on to count."""
    return frozenset(
        fact
        for fact, raw in values.items()
        if raw is None and (held := before.get(fact)) is not None and held.value is True
    )


def _differs(raw: object, held: Known | None) -> bool:
    if held is None or held.stale:
        return True
    if isinstance(raw, list) and isinstance(held.value, list):
        return sorted(map(str, raw)) != sorted(map(str, held.value))
    return raw != held.value


def _known(fact: str, one: Mapping[str, object], at: datetime) -> Known:
    valid_for = protocol().vocabulary.facts[fact].valid_for
    said_at = datetime.fromisoformat(str(one["at"]))
    stale = valid_for is not None and at - said_at > valid_for
    return Known(one["value"], said_at, str(one.get("by", "")), stale)
