"""Everything one looks at to understand a verdict: now, as kept, and how it came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.records.models import Course, Patient, VerdictRecord
from lumbalis.clinic.services.answers import answers_object, screening_input
from lumbalis.clinic.services.freshness import Agreement, agreement, snapshot_of, with_since
from lumbalis.clinic.services.holds import ON_HOLD
from lumbalis.clinic.services.overrides import Standing, standing
from lumbalis.clinic.services.screening import latest_verdict
from lumbalis.clinic.services.turning import Turn, turns
from lumbalis.domain.screening import Verdict, screen


@dataclass(frozen=True, slots=True)
class Told:
    """When an answer was true and who knew it."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A patient's verdict at this moment with all that belongs to it."""

    verdict: Verdict
    kept: VerdictRecord | None
    agrees: Agreement | None
    told: Mapping[str, Told]
    turns: Mapping[str, tuple[Turn, ...]]
    decisions: tuple[Standing, ...]
    held: tuple[Course, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What one kept verdict says differently from the one before: cases that came and went."""

    record: VerdictRecord
    before: VerdictRecord | None
    came: tuple[str, ...]
    went: tuple[str, ...]
    other: bool
    """The reasons are the same, but limits, zones or techniques are not."""


def look(patient: Patient, at: datetime) -> Seen:
    """Screen a patient now and gather what explains it; keeps nothing."""
    written = answers_object(patient, at)
    given = screening_input(written, at)
    verdict = screen(protocol(), given.answers, given.encounter, given.overrides)
    kept = latest_verdict(patient)
    agrees = None if kept is None else with_since(patient, kept, agreement(patient, kept, verdict))
    return Seen(
        verdict=verdict,
        kept=kept,
        agrees=agrees,
        told=_told(written),
        turns=turns(protocol(), given, verdict),
        decisions=standing(patient, at),
        held=tuple(Course.objects.filter(patient=patient, closed_at=None, state=ON_HOLD)),
    )


def history(patient: Patient, first: int, count: int) -> tuple[list[Change], int]:
    """List kept verdicts from the newest on, each with what changed; also how many there are."""
    rows = VerdictRecord.objects.filter(patient=patient).select_related("by").order_by("-number")
    wanted = list(rows[first : first + count + 1])
    opened = [snapshot_of(patient, row) for row in wanted]
    changes = [_change(wanted, opened, place) for place in range(min(count, len(wanted)))]
    return changes, rows.count()


def kept_number(patient: Patient, number: int) -> tuple[VerdictRecord, Mapping[str, object]] | None:
    """Open one kept verdict by its number."""
    row = VerdictRecord.objects.filter(patient=patient, number=number).select_related("by").first()
    return None if row is None else (row, snapshot_of(patient, row))


def _told(written: Mapping[str, object]) -> dict[str, Told]:
    answers = written["answers"]
    found = answers if isinstance(answers, Mapping) else {}
    return {
        fact: Told(datetime.fromisoformat(str(one["at"])), str(one.get("by", "")))
        for fact, one in found.items()
    }


def _change(
    rows: Sequence[VerdictRecord], opened: Sequence[Mapping[str, object]], place: int
) -> Change:
    now, earlier = opened[place], place + 1
    if earlier == len(rows):
        return Change(rows[place], None, _cases(now), (), other=False)
    before = opened[earlier]
    came = tuple(case for case in _cases(now) if case not in _cases(before))
    went = tuple(case for case in _cases(before) if case not in _cases(now))
    keys = ("caps", "excluded_zones", "techniques", "flags", "phase")
    other = any(now.get(key) != before.get(key) for key in keys)
    return Change(rows[place], rows[earlier], came, went, other=other)


def _cases(shown: Mapping[str, object]) -> tuple[str, ...]:
    reasons = shown.get("reasons")
    found = reasons if isinstance(reasons, list) else []
    return tuple(str(one["case"]) for one in found if isinstance(one, Mapping))
