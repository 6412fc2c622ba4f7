"""The records of one person, and what they say together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.records.models import Merge, Patient
from lumbalis.clinic.services.precedence import Candidate, Own, Rank, settled, united
from lumbalis.domain.expressions import Value
from lumbalis.domain.facts import Answer, Answers, ContradictionError, Encounter
from lumbalis.domain.protocol import Category
from lumbalis.domain.screening import Reason, Verdict, screen
from lumbalis.exchange.answers import accepted
from lumbalis.exchange.errors import InputError

_PATIENT, _EACH_SESSION = "patient", "S"


@dataclass(frozen=True, slots=True)
class Person:
    """The records of one person, the kept one first, and when they were last merged."""

    records: tuple[Patient, ...]
    since: datetime | None

    @property
    def kept(self) -> Patient:
        """The record in which the person is treated."""
        return self.records[0]


def person_of(patient: Patient) -> Person:
    """Bring together the records of one person."""
    records = tuple(people_of(patient))
    return Person(records, merged_at(patient) if len(records) > 1 else None)


def people_of(patient: Patient) -> list[Patient]:
    """List the records of one person: the one that is kept, then those merged into it."""
    kept = kept_of(patient)
    absorbed = Patient.objects.filter(merged_into=kept).order_by("created_at", "pk")
    return [kept, *absorbed.select_related("clinic")]


def kept_of(patient: Patient) -> Patient:
    """Give the record in which a person is treated."""
    return patient.merged_into or patient


def merged_at(patient: Patient) -> datetime | None:
    """Say when records of this person were last merged; None if there is only one."""
    live = Merge.objects.filter(kept=kept_of(patient), undone_at=None).exclude(approved_at=None)
    return live.order_by("-approved_at").values_list("approved_at", flat=True).first()


def known_of_one_person(
    records: Sequence[Sequence[Candidate]],
    registered: Sequence[Own],
    since: datetime,
    circumstances: Encounter,
) -> Own:
    """Unite the answers of records merged at a moment with those given since.

    `registered` is what the register says of each record; an answer about it counts for more.
    """
    judge = Judge(circumstances)
    before = [
        {**said, **judge.settle(one for one in record if one.recorded_at <= since)}
        if record
        else {}
        for record, said in zip(records, registered, strict=True)
    ]
    after = sorted(
        (one for record in records for one in record if one.recorded_at > since),
        key=lambda one: (one.recorded_at, one.number),
    )
    seen = before if any(before) else [dict(registered[0])]
    return united(seen, judge.settle(after), strictness=judge.strictness, is_fresh=judge.is_fresh)


class Judge:
    """Says how strict the verdict on a choice of answers would be."""

    def __init__(self, circumstances: Encounter) -> None:
        self._circumstances = circumstances
        self._read: dict[tuple[str, int], Answer | None] = {}

    def settle(self, given: Iterable[Candidate]) -> Own:
        """Choose the answers of one record that count."""
        return settled(given, may_stand=may_stand, strictness=self.strictness)

    def is_fresh(self, one: Candidate) -> bool:
        """Tell whether an answer is not too old to count."""
        fact = protocol().vocabulary.facts.get(one.fact)
        read = self._answer(one)
        return fact is None or read is None or not read.is_stale(fact, self._circumstances.at)

    def strictness(self, chosen: Own) -> Rank:
        """Rank a choice of answers by the verdict on it; greater is stricter."""
        read = {fact: answer for fact, one in chosen.items() if (answer := self._answer(one))}
        return strictness_of(_screened(read, self._circumstances))

    def _answer(self, one: Candidate) -> Answer | None:
        key = (one.fact, id(one))
        if key not in self._read:
            self._read[key] = _read(one, self._circumstances.at)
        return self._read[key]


def may_stand(older: Candidate, newer: Candidate) -> bool:
    """Tell whether an answer is not simply replaced by one that came after it.

    Whoever does not know says nothing against what was known. And what a clinician found out
    once for the whole course is not undone by a patient who knows nothing of it; how somebody
    is today, they say themselves.
    """
    if older.value is None:
        return False
    if newer.value is None:
        return True
    fact = protocol().vocabulary.facts.get(newer.fact)
    lasting = fact is not None and _EACH_SESSION not in fact.asked
    return lasting and newer.author_kind == _PATIENT != older.author_kind


def strictness_of(verdict: Verdict) -> Rank:
    """Rank a verdict: category first, then every reason, then what it leaves allowed."""
    reasons = sorted((_weight(one) for one in verdict.reasons), reverse=True)
    return (
        (verdict.category.value,),
        (-verdict.caps.session, -len(verdict.allowed_techniques), len(verdict.excluded_zones)),
        (-sum(verdict.caps.zones.values()),),
        tuple(reasons),
        (len(verdict.missing),),
    )


def _weight(reason: Reason) -> int:
    """Weigh a reason: what it would be if it were certain, what it is, whether it is certain."""
    ranks = len(Category)
    weight = reason.full_category.value * ranks + reason.category.value
    return 2 * weight + reason.certain


def _read(one: Candidate, at: datetime) -> Answer | None:
    fact = protocol().vocabulary.facts.get(one.fact)
    if fact is None:
        return None
    try:
        value: Value | None = accepted(fact, one.value, at, one.fact)
    except InputError:
        return None
    return Answer(value, one.at, one.author_kind)


def _screened(read: Mapping[str, Answer], circumstances: Encounter) -> Verdict:
    """Screen; answers that contradict each other count as unknown."""
    known = dict(read)
    while True:
        try:
            return screen(protocol(), Answers(known), circumstances, ())
        except ContradictionError as error:
            for fact in (*error.premises, error.fact):
                known.pop(fact, None)
