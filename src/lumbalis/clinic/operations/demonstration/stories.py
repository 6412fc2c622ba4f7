"""How far a patient of the demonstration has come: planned, signed, on hold, invited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lumbalis.clinic.policy import Actor, Role
from lumbalis.clinic.records.models import Clinic, Patient, User
from lumbalis.clinic.services.acting import Acting


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


_STORIES: Mapping[str, tuple[Callable[[Cast, Patient], None], ...]] = {}
