"""Setting a rule aside: a physician's named decision, with a reason and an end.

Only where the protocol allows it. What is graver needs a second physician and does not count
until then. Screening itself refuses a decision about any other rule, wherever it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.policy import Role
from lumbalis.clinic.records.models import OverrideRecord, Patient, User, VerdictRecord
from lumbalis.clinic.records.sealing import seal, unseal
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.screening import current_verdict, rescreen
from lumbalis.domain.protocol import Case, Category, Rule
from lumbalis.domain.screening import Verdict

SHORTEST_REASON, LONGEST_REASON = 20, 1000
NEEDS_SECOND: Final = frozenset({Category.CONTRAINDICATED, Category.PHYSICIAN_DECISION})
"""What two physicians have to agree on."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A reason of the verdict that a physician may set aside."""

    rule: str
    case: str
    category: Category
    needs_second: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """What a physician decides about one case: why, until when, and what to leave out meanwhile."""

    case: str
    reason: str
    until: datetime
    zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """The decision is kept, and this is the verdict now."""

    override: OverrideRecord
    verdict: VerdictRecord


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was kept; `why` is a key, `field` the part of the decision it is about."""

    why: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision that has not ended, opened for reading."""

    record: OverrideRecord
    reason: str

    @property
    def counts(self) -> bool:
        """Tell whether it counts: one that waits for its second person does not."""
        return not self.record.needs_second or self.record.second_at is not None


def longest() -> timedelta:
    """Give the longest time between a decision and its end."""
    return timedelta(days=protocol().limit("override_valid"))


def find_case(name: str) -> tuple[Rule, Case] | None:
    """Find a case of the protocol by its id."""
    found = ((rule, case) for rule in protocol().rules for case in rule.cases if case.id == name)
    return next(found, None)


def offers(verdict: Verdict) -> tuple[Offer, ...]:
    """List what a physician may set aside in a verdict; absolute stops are never among them."""
    return tuple(
        Offer(reason.rule, reason.case, reason.full_category, reason.full_category in NEEDS_SECOND)
        for reason in verdict.reasons
        if reason.may_be_overridden and reason.certain and reason.set_aside_by is None
    )


def standing(patient: Patient, at: datetime) -> tuple[Standing, ...]:
    """List the decisions about a patient that have not ended, newest first."""
    if patient.wrapped_key() is None:
        return ()
    rows = _in_force(patient, at).select_related("by", "second_by").order_by("-at")
    return tuple(Standing(row, str(unseal(patient, row.reason))) for row in rows)


def _in_force(patient: Patient, at: datetime) -> QuerySet[OverrideRecord]:
    """Give what has not ended; a decision ends with the protocol it was made under."""
    return OverrideRecord.objects.filter(
        patient=patient, until__gt=at, withdrawn_at=None, protocol_sha256=protocol().sha256
    )


def give(by: Acting, patient: Patient, wish: Wish) -> Kept | Refused:
    """Set a rule aside for a patient and screen again, or keep nothing and say why."""
    with whole(by):
        refused = _refusal(by, patient, wish)
        if refused is not None:
            return _denied(by, patient, wish.case, refused)
        rule, case = _known(wish.case)
        row = OverrideRecord.objects.create(
            clinic=by.clinic,
            patient=patient,
            rule=rule.id,
            case=case.id,
            reason=seal(patient, wish.reason.strip()),
            zones=list(wish.zones),
            by_id=by.actor.user_id,
            at=by.at,
            until=wish.until,
            needs_second=case.category in NEEDS_SECOND,
            protocol_sha256=protocol().sha256,
        )
        return _noted(by, row, "override.given")


def second(by: Acting, row: OverrideRecord) -> Kept | Refused:
    """Confirm a decision as its second physician; from now on it counts."""
    with whole(by):
        fresh = _locked(row)
        why = _not_confirmable(by, fresh)
        if why is not None:
            return _denied(by, fresh.patient, fresh.case, Refused(why))
        fresh.second_by_id, fresh.second_at = by.actor.user_id, by.at
        fresh.save()
        return _noted(by, fresh, "override.seconded")


def withdraw(by: Acting, row: OverrideRecord) -> Kept | Refused:
    """Take a decision back at once; the rule counts again."""
    with whole(by):
        fresh = _locked(row)
        if fresh.withdrawn_at is not None:
            return Refused("withdrawn")
        fresh.withdrawn_by_id, fresh.withdrawn_at = by.actor.user_id, by.at
        fresh.save()
        return _noted(by, fresh, "override.withdrawn")


def _locked(row: OverrideRecord) -> OverrideRecord:
    rows = OverrideRecord.objects.select_for_update(of=("self",))
    return rows.select_related("patient__clinic").get(pk=row.pk)


def _noted(by: Acting, row: OverrideRecord, act: str) -> Kept:
    audit.record(
        by,
        act,
        entity="override",
        entity_id=row.pk,
        patient=row.patient,
        rule=row.rule,
        case=row.case,
    )
    return Kept(row, rescreen(by, row.patient, "override"))


def _denied(by: Acting, patient: Patient, case: str, refused: Refused) -> Refused:
    """Keep in the audit that somebody tried; a case nobody knows is not repeated there."""
    named = case if find_case(case) else ""
    audit.record(
        by,
        "override.refused",
        patient=patient,
        outcome="refused",
        case=named,
        why=refused.why,
    )
    return refused


def _known(name: str) -> tuple[Rule, Case]:
    found = find_case(name)
    if found is None:
        msg = "A case was accepted that the protocol does not have; nothing was stored."
        raise RuntimeError(msg)
    return found


def _refusal(by: Acting, patient: Patient, wish: Wish) -> Refused | None:
    """Say why a decision cannot be kept; first whether it may exist at all, then its parts."""
    found = find_case(wish.case)
    if Role.PHYSICIAN not in by.actor.roles or by.actor.user_id is None:
        return Refused("not_a_physician")
    if found is None:
        return Refused("no_such_rule")
    if found[1].overridden is None:
        return Refused("never")
    return _wrong_part(by.at, wish) or _not_in_the_way(by.at, patient, wish.case)


def _wrong_part(at: datetime, wish: Wish) -> Refused | None:
    written = len(wish.reason.strip())
    wrong = {
        ("reason_short", "reason"): written < SHORTEST_REASON,
        ("reason_long", "reason"): written > LONGEST_REASON,
        ("past", "until"): wish.until <= at,
        ("too_long", "until"): wish.until - at > longest(),
        ("zones", "zones"): not set(wish.zones) <= set(protocol().zones.zones),
    }
    return next((Refused(*key) for key, stands in wrong.items() if stands), None)


def _not_in_the_way(at: datetime, patient: Patient, case: str) -> Refused | None:
    if _in_force(patient, at).filter(case=case).exists():
        return Refused("already")
    offered = {offer.case for offer in offers(current_verdict(patient, at))}
    return None if case in offered else Refused("not_in_the_way")


def _is_the_first(by: Acting, row: OverrideRecord) -> bool:
    """Tell whether whoever acts made the decision, also where they have a second account."""
    people = User.objects.filter(pk__in=[row.by_id, by.actor.user_id])
    names = {" ".join(name.split()).casefold() for name in people.values_list("name", flat=True)}
    return row.by_id == by.actor.user_id or len(names) == 1


def _not_confirmable(by: Acting, row: OverrideRecord) -> str | None:
    problems = {
        "not_a_physician": Role.PHYSICIAN not in by.actor.roles or by.actor.user_id is None,
        "same_person": _is_the_first(by, row),
        "withdrawn": row.withdrawn_at is not None,
        "expired": row.until <= by.at or row.protocol_sha256 != protocol().sha256,
        "no_second_needed": not row.needs_second,
        "already": row.second_at is not None,
    }
    return next((why for why, stands in problems.items() if stands), None)
