"""Whoever has the page of a record that became part of another is led there, and writes nothing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date

import pytest
from django.urls import reverse

from clinic_people import House
from lumbalis.clinic.records.models import AuditEvent, Merge, Patient
from lumbalis.clinic.services import merging
from web.access_routes import routes
from web.access_table import inside

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H04")]

OTHERS: Mapping[str, object] = {
    "identifier_id": uuid.UUID(int=7),
    "other_id": uuid.UUID(int=8),
    "override_id": uuid.UUID(int=9),
    "course_id": uuid.UUID(int=10),
    "kind": "treatment",
    "name": "S22",
    "number": 1,
    "group": "pain",
    "case": "S22",
    "session": 1,
    "place": 0,
    "run_id": uuid.UUID(int=11),
}
OPENS = {page: opens for page, (opens, _) in inside().items()}
SENDS = {page: sends for page, (_, sends) in inside().items()}
ABOUT_SOMEBODY = [one for one in routes() if one.is_inside and "patient_id" in one.parameters]


@pytest.fixture
def pair(house: House) -> tuple[Patient, Patient]:
    """Merge two records of one person, as the front desk and a physician do."""
    kept = house.patient("north", family_name="Petrov", birth_date=date(1980, 3, 5))
    absorbed = house.patient("north", family_name="Petroff", birth_date=date(1980, 3, 5))
    proposal = merging.propose(house.acting("north", "receptionist"), kept, absorbed)
    assert isinstance(proposal, Merge)
    assert isinstance(merging.approve(house.acting("north", "physician"), proposal.pk), Merge)
    return kept, absorbed


def page_of(name: str, patient: Patient) -> str:
    """Give the address of a page about a patient."""
    parameters = next(one.parameters for one in ABOUT_SOMEBODY if one.name == name)
    known = {**OTHERS, "clinic": "north", "patient_id": patient.pk}
    return reverse(name, kwargs={key: known[key] for key in parameters})


def test_every_page_about_a_patient_leads_to_the_kept_record(
    house: House, pair: tuple[Patient, Patient]
) -> None:
    """A bookmark or an open tab must not show half of what is known about somebody."""
    kept, absorbed = pair
    opened = 0
    for route in ABOUT_SOMEBODY:
        for role in sorted(OPENS[route.name]):
            client = house.client("north", role)
            answer = client.get(page_of(route.name, absorbed))
            assert answer.status_code == 302, (route.name, role)
            wanted = page_of(route.name, kept)
            assert answer["Location"].startswith(wanted), (route.name, role)
            opened += 1
    assert opened > len(ABOUT_SOMEBODY) / 2


def test_no_form_of_an_absorbed_record_is_taken(
    house: House, pair: tuple[Patient, Patient]
) -> None:
    """What was typed comes back to be copied, and nothing but the merge is in the record."""
    _, absorbed = pair
    for route in ABOUT_SOMEBODY:
        for role in sorted(SENDS[route.name]):
            client = house.client("north", role)
            answer = client.post(page_of(route.name, absorbed), {"note": "Came at noon"})
            assert answer.status_code == 409, (route.name, role)
            assert "Came at noon" in answer.content.decode()
    done = AuditEvent.objects.filter(clinic=house.north, patient_id=absorbed.pk, outcome="done")
    before = {"patient.registered", "merge.proposed", "merge.approved", "verdict.kept"}
    assert set(done.values_list("action", flat=True)) <= before


def test_whoever_may_not_open_the_page_learns_nothing_of_the_merge(
    house: House, pair: tuple[Patient, Patient]
) -> None:
    """The way to the kept record is only for those who may go there."""
    _, absorbed = pair
    for role in ("auditor", "lead"):
        assert (
            house.client("north", role).get(page_of("patients:show", absorbed)).status_code == 404
        )
    foreign = house.client("south", "physician").get(page_of("patients:show", absorbed))
    assert foreign.status_code == 404
