"""The first page of the day shows everybody what waits for them, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from clinic_people import House, answers_of
from lumbalis.clinic.records.models import Credential, Membership, Patient
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import home, invitations
from lumbalis.clinic.services.answers import Given, give_answers
from verdict_people import signed_course

QUERIES = 40


def page(house: House, role: str, clinic: str = "north") -> str:
    """Give the first page as somebody sees it."""
    response = house.client(clinic, role).get(f"/c/{clinic}/")
    assert response.status_code == 200
    return response.content.decode()


def screened(house: House, example: str, **fields: str) -> Patient:
    """Register somebody and give the answers of an example."""
    patient = house.patient("north", None, **fields)
    by = house.acting("north", "physician")
    values = {
        key: one for key, one in answers_of(example).items() if key not in {"age_years", "sex"}
    }
    outcome = give_answers(by, patient, values, author_kind="physician", origin="office")
    assert isinstance(outcome, Given), outcome
    return patient


def test_an_empty_clinic_teaches_the_first_act(house: House) -> None:
    """Whoever opens the application the first time should not need a manual."""
    assert "Nobody is in the register yet" in page(house, "receptionist")


def test_the_desk_sees_who_is_not_yet_screened(house: House) -> None:
    """Somebody who comes unscreened costs the therapist the hour."""
    waiting = house.patient("north", family_name="Waiting")
    screened(house, "ready-for-session", family_name="Ready")
    linked = house.patient("north", family_name="Linked", birth_date=date(1970, 5, 4))
    by = house.acting("north", "receptionist")
    assert isinstance(invitations.invite(by, linked, "en"), invitations.Invited)
    seen = page(house, "receptionist")
    assert waiting.family_name in seen
    assert "Links that are out" in seen
    with in_clinic(house.north):
        names = {line.patient.family_name for line in home.not_screened(timezone.now()).lines}
    assert names == {"Waiting", "Linked"}


@pytest.mark.parametrize("role", ["receptionist", "physician", "therapist"])
def test_an_emergency_stands_above_everything(house: House, role: str) -> None:
    """Whoever looks first has to be told first."""
    screened(house, "emergency", family_name="Urgent")
    seen = page(house, role)
    assert "Emergency in the answers of 1 patient" in seen
    assert seen.index("Urgent") < (seen.index("cards--lists"))


def test_reasons_stay_away_from_the_desk(house: House) -> None:
    """The front desk knows that, not why."""
    patient = screened(house, "missing-answers", family_name="Undecided")
    signed_course(house, patient, timezone.now())
    seen = page(house, "receptionist")
    assert "Physician first" not in seen
    assert "Examination first" not in seen


def test_the_physician_sees_what_waits_for_a_decision(house: House) -> None:
    """A verdict that waits for a physician is useless until one sees it."""
    screened(house, "missing-answers", family_name="Undecided")
    assert "Undecided" in page(house, "physician")


def test_the_therapist_sees_who_is_on_a_course(house: House) -> None:
    """Today's people with what is allowed, before the first one lies down."""
    signed_course(
        house, screened(house, "ready-for-session", family_name="Treated"), timezone.now()
    )
    seen = page(house, "therapist")
    assert "On a course" in seen
    assert "Treated" in seen


def test_the_administrator_is_told_of_qualifications_that_end(house: House) -> None:
    """A credential nobody renewed is found in the morning, not at the couch."""
    now = timezone.now()
    usual: dict[str, Any] = {
        "clinic": house.north,
        "user": house.people["north"]["lead"],
        "recorded_at": now,
    }
    with in_clinic(house.north):
        for kind, days in (("massage", 5), ("first_aid", 400)):
            ends = now.date() + timedelta(days=days)
            Credential.objects.create(kind=kind, valid_from=now.date(), valid_until=ends, **usual)
        ending = home.credentials_ending(now)
    assert [one.kind for one in ending] == ["massage"]
    assert "Qualifications that end" in page(house, "administrator")


def test_nobody_of_another_clinic_is_shown(house: House) -> None:
    """Two practices share a server, never a morning."""
    house.patient("south", family_name="Foreigner")
    assert "Foreigner" not in page(house, "physician")


def test_the_number_of_queries_does_not_grow(
    house: House,
    django_assert_max_num_queries: Any,  # noqa: ANN401 - pytest-django's
) -> None:
    """A busy clinic must not wait longer for its morning than a quiet one."""
    for number in range(40):
        house.patient("north", family_name=f"Many{number}")
    client = house.client("north", "physician")
    client.get("/c/north/")
    with django_assert_max_num_queries(QUERIES):
        client.get("/c/north/")


def test_the_start_leads_to_the_only_clinic_and_lets_others_choose(house: House) -> None:
    """Most people work in one clinic and should never be asked which."""
    user = house.people["north"]["physician"]
    client = house.client("north", "physician")
    assert client.get("/").headers["Location"] == "/c/north/"
    yesterday = timezone.now() - timedelta(days=1)
    with in_clinic(house.south):
        Membership.objects.create(
            clinic=house.south, user=user, role="therapist", valid_from=yesterday
        )
    seen = client.get("/").content.decode()
    assert "Clinic north" in seen
    assert "Clinic south" in seen


def test_a_revoked_member_finds_no_clinic(house: House) -> None:
    """Whoever left the practice learns that, and nothing of it."""
    with in_clinic(house.north):
        held = Membership.objects.filter(user=house.people["north"]["physician"])
        held.update(revoked_at=timezone.now())
    seen = house.client("north", "physician").get("/").content.decode()
    assert "Clinic north" not in seen
    assert "belongs to no clinic" in seen


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_choosing_a_look_leads_nowhere_else(house: House, back: str) -> None:
    """A switch that follows any address is a signpost for phishers."""
    answer = house.client("north", "physician").post("/look/", {"look": "dark", "next": back})
    assert answer.headers["Location"] == "/"
    assert answer.cookies["look"].value == "dark"


def test_a_look_nobody_offers_is_not_kept(house: House) -> None:
    """What stands in a cookie is written into every page."""
    client = house.client("north", "physician")
    client.cookies["look"] = '"><script>'
    assert "<script>alert" not in client.get("/c/north/").content.decode()
    answer = client.post("/look/", {"look": "pink", "next": "/"})
    assert answer.cookies["look"].value == ""
