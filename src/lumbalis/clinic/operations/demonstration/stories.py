"""How far a patient of the demonstration has come: planned, signed, on hold, invited."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import segno

from lumbalis.clinic import environment, wording
from lumbalis.clinic.policy import Actor, Role
from lumbalis.clinic.records.models import Clinic, Patient, PlanRecord, User
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.answers import Refused, give_answers
from lumbalis.clinic.services.invitations import Invited, invite
from lumbalis.clinic.services.plans.ordering import give_order
from lumbalis.clinic.services.plans.proposing import Made, propose
from lumbalis.clinic.services.plans.signing import Signed, sign
from lumbalis.clinic.services.plans.wishes import Wishes


class DemonstrationError(RuntimeError):
    """The demonstration's own data were refused: a defect of ours."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts in a clinic of the demonstration."""

    clinic: Clinic
    staff: Mapping[str, User]
    at: datetime
    tell: Callable[[str], None]

    def acting(self, role: str) -> Acting:
        """Give somebody acting in a role."""
        user = self.staff[role]
        actor = Actor(user_id=user.pk, clinic_id=self.clinic.pk, roles=frozenset({Role(role)}))
        return Acting(actor, self.clinic, self.at)


def play(story: str, cast: Cast, patient: Patient) -> None:
    """Let a patient come as far as their story tells."""
    if story:
        _STORIES[story](cast, patient)


def _invite(cast: Cast, patient: Patient) -> None:
    outcome = invite(cast.acting("receptionist"), patient, patient.language)
    if not isinstance(outcome, Invited):
        msg = f"The demonstration cannot invite a patient: {outcome}"
        raise DemonstrationError(msg)
    base = environment.text("LUMBALIS_ADDRESS") or "http://localhost:8000/"
    link = f"{base}i/{outcome.token}/"
    drawn = io.StringIO()
    segno.make(link, error="l").terminal(out=drawn, compact=True, border=2)
    cast.tell(
        f"\n{patient.full_name} is invited to answer on their own phone, born {patient.birth_date}:"
        f"\n  {link}\n{drawn.getvalue()}"
    )


def _plan(cast: Cast, patient: Patient) -> PlanRecord:
    by = cast.acting("physician")
    order = give_order(by, patient, _WISHES, feasible=True)
    if isinstance(order, Refused):
        msg = f"The demonstration's order is refused: {order.problems}"
        raise DemonstrationError(msg)
    outcome = propose(by, patient, order)
    if not isinstance(outcome, Made):
        msg = f"The demonstration's course cannot be planned: {outcome}"
        raise DemonstrationError(msg)
    return outcome.plan


def _sign(cast: Cast, patient: Patient) -> PlanRecord:
    plan = _plan(cast, patient)
    statement = wording.say(cast.clinic.language, "plans.sign.statement")
    outcome = sign(cast.acting("physician"), plan, statement)
    if not isinstance(outcome, Signed):
        msg = f"The demonstration's plan cannot be signed: {outcome}"
        raise DemonstrationError(msg)
    return plan


def _hold(cast: Cast, patient: Patient) -> None:
    """Have the therapist measure a fever after the plan was signed."""
    _sign(cast, patient)
    given = give_answers(
        cast.acting("therapist"),
        patient,
        {"temperature_c": 38.4},
        author_kind="therapist",
        origin="couch",
    )
    if isinstance(given, Refused):
        msg = f"The demonstration's measurement is refused: {given.problems}"
        raise DemonstrationError(msg)


_WISHES = Wishes(methods=("manual_classical", "oil"), severity="moderate", sessions=10)
_STORIES: Mapping[str, Callable[[Cast, Patient], object]] = {
    "invited": _invite,
    "planned": _plan,
    "signed": _sign,
    "held": _hold,
}
