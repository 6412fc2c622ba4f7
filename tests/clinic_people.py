"""Two clinics with their people, for every test of the clinic application."""

from __future__ import annotations

import itertools
import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.utils import timezone

from lumbalis.clinic.policy import Actor, Role
from lumbalis.clinic.policy.table import SECOND_FACTOR
from lumbalis.clinic.records.models import Clinic, Credential, Membership, Patient, User
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.patients import Registered, register

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
STAFF = tuple(role for role in Role if role is not Role.PATIENT)
CREDENTIALS = ("medical_education", "massage", "cupping", "acupressure_certified", "first_aid")
CODE_APP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""What the code app of everybody who needs a second factor holds."""

_number = itertools.count(1)


@dataclass
class House:
    """One installation with two clinics, north and south, and somebody for each role."""

    clinics: dict[str, Clinic] = field(default_factory=dict)
    people: dict[str, dict[str, User]] = field(default_factory=dict)

    @property
    def north(self) -> Clinic:
        """The clinic most tests are in."""
        return self.clinics["north"]

    @property
    def south(self) -> Clinic:
        """The other clinic."""
        return self.clinics["south"]

    def client(self, clinic: str, role: str) -> Client:
        """Give a browser that is signed in as the person of a role."""
        client = Client()
        client.force_login(self.people[clinic][role], "django.contrib.auth.backends.ModelBackend")
        return client

    def acting(self, clinic: str, role: str, at: datetime | None = None) -> Acting:
        """Give somebody acting now in a clinic."""
        user, where = self.people[clinic][role], self.clinics[clinic]
        actor = Actor(user_id=user.pk, clinic_id=where.pk, roles=frozenset({Role(role)}))
        return Acting(actor, where, at or timezone.now())

    def patient(self, clinic: str, at: datetime | None = None, **fields: Any) -> Patient:  # noqa: ANN401 - columns
        """Register a patient, as the receptionist does."""
        number = next(_number)
        usual: dict[str, object] = {"family_name": f"Patient{number}", "given_name": "Test"}
        by = self.acting(clinic, "receptionist", at)
        outcome = register(by, {**usual, **fields}, despite_duplicates=True)
        assert isinstance(outcome, Registered), outcome
        return outcome.patient


def proved(client: Client) -> Client:
    """Let somebody who is signed in have proved just now who they are, by their second factor."""
    session = client.session
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": time.time(), "reauthenticated": True}
    ]
    session.save()
    return client


def answers_of(example: str) -> dict[str, object]:
    """Give the answers of an example patient, such as `ready-for-session`, without their times."""
    file = Path(__file__).parents[1] / "examples" / f"{example}.json"
    given: dict[str, object] = json.loads(file.read_text())["answers"]
    return {
        fact: one["value"] if isinstance(one, dict) and "value" in one else one
        for fact, one in given.items()
    }


def furnish() -> House:
    """Make the two clinics and their people."""
    house = House()
    for slug in ("north", "south"):
        clinic = Clinic.objects.create(slug=slug, name=f"Clinic {slug}")
        house.clinics[slug] = clinic
        house.people[slug] = {role.value: _person(clinic, role) for role in STAFF}
    return house


def _person(clinic: Clinic, role: Role) -> User:
    user = User.objects.create_user(
        f"{role.value}@{clinic.slug}.example", name=f"{role.value} of {clinic.slug}"
    )
    if role in SECOND_FACTOR:
        TOTP.activate(user, CODE_APP)
    with in_clinic(clinic):
        Membership.objects.create(clinic=clinic, user=user, role=role.value, valid_from=LONG_AGO)
        for kind in CREDENTIALS if role is Role.THERAPIST else ():
            Credential.objects.create(
                clinic=clinic, user=user, kind=kind, valid_from=LONG_AGO, recorded_at=LONG_AGO
            )
    return user
