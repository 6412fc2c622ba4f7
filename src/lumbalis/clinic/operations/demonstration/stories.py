"""How far a patient of the demonstration has come: planned, signed, on hold, invited."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import segno

from lumbalis.clinic import environment
from lumbalis.clinic.policy import Actor, Role
from lumbalis.clinic.records.models import Clinic, Patient, User
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.invitations import Invited, invite


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
    for act in _STORIES.get(story, ()):
        act(cast, patient)


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


_STORIES: Mapping[str, tuple[Callable[[Cast, Patient], None], ...]] = {"invited": (_invite,)}
