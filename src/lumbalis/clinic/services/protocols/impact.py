"""What another version of the protocol would change for the people on an open course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.records.models import Course, Patient, ProtocolVersion, VerdictRecord
from lumbalis.clinic.services.answers import answers_object, screening_input
from lumbalis.clinic.services.protocols.keeping import read_version
from lumbalis.domain.facts import ContradictionError
from lumbalis.domain.protocol import Category, Protocol
from lumbalis.domain.screening import screen
from lumbalis.exchange.answers import read_answers
from lumbalis.exchange.errors import InputError


@dataclass(frozen=True, slots=True)
class Moved:
    """One patient's category now and under the other version; None where it cannot be judged."""

    patient: Patient
    now: Category
    then: Category | None

    @property
    def direction(self) -> str:
        """Tell whether the other version is `stricter`, `looser`, `same` or `unreadable`."""
        if self.then is None:
            return "unreadable"
        if self.then == self.now:
            return "same"
        return "stricter" if self.then.value > self.now.value else "looser"


@dataclass(frozen=True)
class Impact:
    """Everybody on an open course, and what would change for them."""

    people: tuple[Moved, ...]

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many people move in each direction."""
        ways = [one.direction for one in self.people]
        return {way: ways.count(way) for way in ("looser", "stricter", "unreadable", "same")}

    @property
    def looser(self) -> tuple[Moved, ...]:
        """Those who would be judged more loosely, or cannot be judged."""
        return tuple(one for one in self.people if one.direction in {"looser", "unreadable"})


def impact_on_open_courses(version: ProtocolVersion, at: datetime) -> Impact:
    """Screen everybody on an open course under a kept version and under the running one."""
    other = read_version(version)
    people = Patient.objects.filter(pk__in=Course.objects.filter(closed_at=None).values("patient"))
    return Impact(tuple(_moved(patient, other, at) for patient in people.select_related("clinic")))


def _moved(patient: Patient, other: Protocol, at: datetime) -> Moved:
    written = answers_object(patient, at)
    given = screening_input(written, at)
    now = screen(protocol(), given.answers, given.encounter, given.overrides).category
    return Moved(patient, now, _category(written, other, at))


def _category(written: Mapping[str, object], other: Protocol, at: datetime) -> Category | None:
    try:
        given = read_answers(written, "answers", at, other.vocabulary)
        return screen(other, given.answers, given.encounter, given.overrides).category
    except (InputError, ContradictionError):
        return None


def affected_by(rule: str) -> tuple[UUID, ...]:
    """Name the patients whose latest verdict carries a rule."""
    rows = VerdictRecord.objects.order_by("patient_id", "number").values_list("patient_id", "rules")
    latest: dict[UUID, list[str]] = dict(rows.iterator())
    return tuple(patient for patient, rules in latest.items() if rule in rules)
