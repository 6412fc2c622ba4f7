"""All routes of the application, and an address for each that leads to something."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from clinic_people import House
from lumbalis.clinic.policy import Role
from lumbalis.clinic.records.models import Credential, Identifier, Membership, Patient
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import merging
from lumbalis.clinic.services.people import joining
from lumbalis.clinic.services.protocols.keeping import keep_running_version


@dataclass(frozen=True)
class Route:
    """A route: its name, its view, and whether it lies within a clinic."""

    name: str
    view: Any
    parameters: tuple[str, ...]

    @property
    def is_inside(self) -> bool:
        """Tell whether the address names a clinic."""
        return "clinic" in self.parameters


def routes() -> tuple[Route, ...]:
    """List every route; one that another stands before comes once."""
    found: dict[str, Route] = {}
    for route in _walk(get_resolver()):
        found.setdefault(route.name, route)
    return tuple(found.values())


def _walk(resolver: URLResolver, space: str = "", known: tuple[str, ...] = ()) -> Iterator[Route]:
    for one in resolver.url_patterns:
        parameters = known + tuple(one.pattern.regex.groupindex)
        if isinstance(one, URLPattern):
            name = space + str(one.name or one.pattern)
            yield Route(name, one.callback, parameters)
        else:
            below = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one, below, parameters)


def address(route: str, clinic: str, keys: Mapping[str, object]) -> str:
    """Give the address of a route within a clinic, with whichever of these keys it names."""
    parameters = next(one.parameters for one in routes() if one.name == route)
    given = {"clinic": clinic, **keys}
    return reverse(route, kwargs={name: given[name] for name in parameters})


def keys_in(house: House, clinic: str, patient: Patient) -> dict[str, object]:
    """Give what addresses in a clinic may name; what is not there gets a number nobody has."""
    where = house.clinics[clinic]
    desk, office = house.acting(clinic, "receptionist"), house.acting(clinic, "administrator")
    other = house.patient(clinic, family_name="Other")
    merge = merging.propose(desk, patient, other)
    assert not isinstance(merge, merging.Refused), merge
    sent = joining.invite(office, joining.Newcomer("new@x.example", "New", roles=[Role.AUDITOR]))
    assert isinstance(sent, joining.Sent)
    with in_clinic(where):
        number = Identifier.objects.create(
            clinic=where, patient=patient, system="card", value="17", recorded_at=desk.at
        )
        therapist = house.people[clinic]["therapist"]
        membership = Membership.objects.get(clinic=where, user=therapist)
        credential = Credential.objects.filter(user=therapist)[0]
        version = keep_running_version(house.acting(clinic, "lead"))
    nobody = uuid.uuid4()
    return {
        "patient_id": patient.pk, "other_id": other.pk, "merge_id": merge.pk,
        "identifier_id": number.pk, "kind": "treatment", "name": "S22", "number": 1,
        "group": "pain", "case": "S22", "override_id": nobody, "course_id": nobody, "session": 1,
        "version_id": version.pk, "user_id": therapist.pk, "membership_id": membership.pk,
        "invitation_id": sent.invitation.pk, "credential_id": credential.pk,
        "place": 0,
        "visit_id": nobody, "absence_id": nobody, "waiting_id": nobody, "place_id": nobody,
        "closure_id": nobody,
        "event_id": nobody, "run_id": nobody, "device_id": nobody,
    }  # fmt: skip
