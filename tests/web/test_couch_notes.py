"""The note of a session reads like a note, adds up like an account, and is never changed."""

from __future__ import annotations

import re

import pytest

from clinic_people import House
from lumbalis.clinic.records.models import AuditEvent, RunEvent, SessionRun
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.domain.guided.events import Started, Stopped
from outcomes_world import OnCourse, days_ago, on_course

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H07")]
TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
CANARY = "The left side was tight at first."


@pytest.fixture
def person(house: House) -> OnCourse:
    """Give somebody with one session behind them."""
    found = on_course(house, sessions=3)
    found.give(1, days_ago(2), before=5, after=3)
    return found


def where(person: OnCourse, end: str = "") -> str:
    """Give the address of the note."""
    with in_clinic(person.house.north):
        run = SessionRun.objects.get(course=person.course, session=1)
    return f"/c/north/patients/{person.patient.pk}/notes/{run.pk}/{end}"


def page(person: OnCourse, role: str = "therapist") -> str:
    """Open the note."""
    answer = person.house.client("north", role).get(where(person))
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def add(person: OnCourse, text: str, role: str = "therapist") -> int:
    """Add to the note."""
    token = TOKEN.findall(page(person))[0]
    client = person.house.client("north", role)
    return int(client.post(where(person, "add/"), {"form_token": token, "text": text}).status_code)


def test_a_note_is_sentences_and_a_table(person: OnCourse) -> None:
    """Pain before and after, who signed, and the work zone by zone."""
    shown = page(person)
    assert "Session 1 of 3" in shown
    assert "Pain before: 5 at rest, 5 moving." in shown
    assert "Signed by therapist of north" in shown
    assert "The work, zone by zone" in shown


def test_an_addition_stands_beside_what_was_signed(person: OnCourse) -> None:
    """Nothing of the note changes; the addition has its author and its moment."""
    with in_clinic(person.house.north):
        before = dict(RunEvent.objects.values_list("pk", "sha256"))
    assert add(person, CANARY) == 302
    shown = page(person, "physician")
    assert CANARY in shown
    with in_clinic(person.house.north):
        after = dict(RunEvent.objects.values_list("pk", "sha256"))
        assert before.items() < after.items()
        assert len(after) == len(before) + 1
        assert not any(CANARY.encode() in bytes(one.body) for one in RunEvent.objects.all())
        assert AuditEvent.objects.filter(action="note.added").count() == 1
    assert "Two tablets" not in shown


def test_an_empty_addition_is_refused(person: OnCourse) -> None:
    """It says what is missing."""
    assert add(person, "  ") == 422


def test_two_additions_stand_in_their_order(person: OnCourse) -> None:
    """The second does not replace the first."""
    add(person, "First.")
    add(person, "Second.")
    shown = page(person)
    assert shown.index("First.") < shown.index("Second.")


def test_a_session_given_more_gently_is_told_at_its_own_level(house: House) -> None:
    """The note compares with what was to be given, not with a plan nobody meant to follow."""
    found = on_course(house, sessions=3)
    for number, days in ((1, 9), (2, 7)):
        found.give(number, days_ago(days))
    found.give(3, days_ago(2), started=Started(3, 1))
    with in_clinic(house.north):
        run = SessionRun.objects.get(course=found.course, session=3)
    client = house.client("north", "therapist")
    shown = client.get(f"/c/north/patients/{found.patient.pk}/notes/{run.pk}/").content.decode()
    assert "Lighter than planned" not in shown


def test_the_list_names_every_session_and_how_it_ended(person: OnCourse) -> None:
    """One that was stopped and never signed is seen at a glance."""
    person.give(2, days_ago(1), events=(Stopped(("patient_says_stop",)),), signed=False)
    client = person.house.client("north", "physician")
    shown = client.get(f"/c/north/patients/{person.patient.pk}/notes/").content.decode()
    assert "Session 1" in shown
    assert "Stopped" in shown


@pytest.mark.hazard("H04")
def test_the_desk_reads_no_notes(person: OnCourse) -> None:
    """Whoever does not treat does not read."""
    client = person.house.client("north", "receptionist")
    assert client.get(where(person)).status_code in {403, 404}
    south = person.house.client("south", "therapist")
    assert south.get(where(person)).status_code == 404
