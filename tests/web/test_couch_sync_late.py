"""Late notes of people who are gone, tablets that were lost, and files carried by hand."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from clinic_people import House
from couch_tablets import Tablet, about, enrolled, kept, on_course
from lumbalis.clinic.records.models import Course, Device, Membership, RunEvent, SessionRun, User
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.couch import devices, quarantine, runs
from lumbalis.clinic.services.couch.quarantine import NotReviewed
from lumbalis.clinic.services.plans.starting import startable
from verdict_people import fit_patient, qualify, signed_course

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H06")]


@pytest.fixture
def tablet(house: House) -> Tablet:
    """Enrol a tablet for the north's therapist."""
    return enrolled(house)


@pytest.fixture
def course(house: House) -> Course:
    """Give somebody in the north a signed course."""
    return on_course(house)


def hand_in(raw: bytes) -> Any:  # noqa: ANN401 - an answer
    """Send what a tablet signed, with nobody signed in."""
    return Client().post("/couch/late", raw, content_type="application/json")


def leave(house: House) -> None:
    """End the therapist's work in the north."""
    user = house.people["north"]["therapist"]
    with in_clinic(house.north):
        Membership.objects.filter(user=user).update(revoked_at=timezone.now())
    User.objects.filter(pk=user.pk).update(is_active=False)


def test_the_late_note_of_somebody_who_is_gone_is_quarantined_and_not_refused(
    house: House, tablet: Tablet, course: Course
) -> None:
    """Their membership ended while the tablet was out of reach; the note may be an alarm."""
    leave(house)
    one = tablet.event("adverse.reported", uuid4(), about(course), body={"sign": "faint"})
    for _ in range(2):
        answer = hand_in(tablet.file(one))
        assert answer.status_code == 200
        assert answer.json()["acked"] == [one["id"]]
        assert answer.json()["quarantined"] == [{"id": one["id"], "why": "late"}]
    with in_clinic(house.north):
        assert {standing for *_, standing in kept()} == {"quarantined"}
        assert RunEvent.objects.get().author == house.people["north"]["therapist"]


@pytest.mark.hazard("H34")
def test_a_revoked_tablet_hands_in_and_gets_nothing(
    house: House, tablet: Tablet, course: Course
) -> None:
    """Whoever has it now can add to the quarantine and reads nothing."""
    with in_clinic(house.north):
        assert devices.revoke(house.acting("north", "administrator"), tablet.device)
        assert not devices.revoke(house.acting("north", "administrator"), tablet.device)
        one = tablet.event("run.finished", uuid4(), about(course))
        assert tablet.send(one).quarantined[0]["why"] == "device_revoked"
    other = tablet.event("note.spoken", uuid4(), about(course))
    assert hand_in(tablet.file(other)).json()["quarantined"][0]["why"] == "device_revoked"


def another_signature(tablet: Tablet, raw: bytes) -> bytes:
    """Sign something else."""
    return json.dumps({**json.loads(raw), "signature": tablet.sign("something else")}).encode()


def changed_after_signing(tablet: Tablet, raw: bytes) -> bytes:
    """Change what was signed."""
    del tablet
    told = json.loads(raw)
    return json.dumps(
        {**told, "payload": [told["payload"][0].replace('"made_at": 0', '"made_at": 1')]}
    ).encode()


@pytest.mark.parametrize(
    "spoil",
    [
        another_signature,
        changed_after_signing,
        lambda _, raw: raw[:-9],
        lambda *_: b"",
        lambda *_: b"[]",
        lambda *_: b'{"payload": "{}", "signature": ""}',
        lambda *_: b'{"payload": 7}',
    ],
    ids=range(7),
)
def test_strangers_hand_in_nothing_and_learn_nothing(
    spoil: Callable[[Tablet, bytes], bytes], house: House, tablet: Tablet, course: Course
) -> None:
    """Every refusal looks alike, whether tablet, clinic or signature was wrong."""
    raw = spoil(tablet, tablet.file(tablet.event("run.opened", uuid4(), about(course))))
    answer = hand_in(raw)
    assert (answer.status_code, answer.json()) == (404, {"why": "unknown"})
    with in_clinic(house.north):
        assert not kept()


def test_a_tablet_signs_for_its_own_events_only(
    house: House, tablet: Tablet, course: Course
) -> None:
    """Nobody hands in notes under a colleague's name."""
    other = enrolled(house, "lead")
    foreign = other.event("run.opened", uuid4(), about(course))
    payload = json.loads(json.loads(tablet.file())["payload"][0])
    payload["events"] = [other.sealed(foreign)]
    text = json.dumps(payload)
    raw = json.dumps({"payload": text, "signature": tablet.sign(text)}).encode()
    assert hand_in(raw).json()["held"] == [{"id": foreign["id"], "why": "other_device"}]
    with in_clinic(house.north):
        assert not kept()


def test_what_was_quarantined_is_not_counted_before_a_physician_says_so(
    house: House, tablet: Tablet, course: Course
) -> None:
    """Then it counts as if it had come in time; a second decision is none."""
    run = uuid4()
    hand_in(tablet.file(tablet.event("run.started", run, about(course))))
    physician = house.acting("north", "physician")
    with in_clinic(house.north):
        found, row = SessionRun.objects.get(pk=run), RunEvent.objects.get()
        assert (found.state, runs.events_of(found)) == ("opened", ())
        assert quarantine.waiting_for(course.patient)
        therapist = house.acting("north", "therapist")
        assert quarantine.review(therapist, row, "accepted") is NotReviewed.NOT_A_PHYSICIAN
        assert quarantine.review(physician, row, "set_aside", " ") is NotReviewed.REASON
        assert not isinstance(quarantine.review(physician, row, "accepted"), NotReviewed)
        found.refresh_from_db()
        assert (found.state, len(runs.events_of(found))) == ("running", 1)
        assert not quarantine.waiting_for(course.patient)
        decided = quarantine.review(physician, row, "set_aside", "Twice")
        assert decided is NotReviewed.DECIDED


@pytest.mark.hazard("H24")
def test_no_session_starts_while_a_late_note_waits(house: House) -> None:
    """It may tell that the last session ended in a faint."""
    qualify(house)
    patient = fit_patient(house)
    course, tablet = signed_course(house, patient), enrolled(house)
    with in_clinic(house.north):
        assert "note_to_review" not in startable(course, tablet.by.at)
    hand_in(tablet.file(tablet.event("adverse.reported", uuid4(), about(course))))
    with in_clinic(house.north):
        assert "note_to_review" in startable(course, tablet.by.at)
        quarantine.review(house.acting("north", "physician"), RunEvent.objects.get(), "accepted")
        assert "note_to_review" not in startable(course, tablet.by.at)


def test_a_file_from_a_tablet_is_taken_in_at_the_office(
    house: House, tablet: Tablet, course: Course, tmp_path: Path
) -> None:
    """The last resort of a tablet that never reaches the clinic again; twice is once."""
    one = tablet.event("note.spoken", uuid4(), about(course), body={"text": "by hand"})
    client = house.client("north", "physician")
    page = client.get("/c/north/couch/quarantine/").content.decode()
    token = page.split('name="form_token" value="')[1].split('"')[0]
    for _ in range(2):
        sent = io.BytesIO(tablet.file(one))
        answer = client.post(
            "/c/north/couch/quarantine/import/", {"form_token": token, "file": sent}, follow=True
        )
        assert "1 entry was taken in" in answer.content.decode()
    assert "by hand" in client.get("/c/north/couch/quarantine/").content.decode()
    file = tmp_path / "tablet.json"
    file.write_bytes(tablet.file(one, tablet.event("run.finished", uuid4(), about(course))))
    said = io.StringIO()
    call_command("import_couch_file", str(file), clinic="north", stdout=said)
    assert said.getvalue() == "2 taken in, 0 not taken. They wait in quarantine.\n"
    with in_clinic(house.north):
        assert len(kept()) == 2
        assert set(RunEvent.objects.values_list("why", flat=True)) == {"file"}


def test_a_file_may_hold_all_of_a_month(house: House, tablet: Tablet, course: Course) -> None:
    """The parser lets no text be as long as that; the tablet cuts it."""
    run = uuid4()
    events = [tablet.event("note.spoken", run, about(course)) for _ in range(300)]
    found = quarantine.read_file(tablet.file(*events))
    assert not isinstance(found, quarantine.Unusable)
    with in_clinic(house.north):
        taken = quarantine.import_file(house.north, found, house.acting("north", "physician"))
        assert not isinstance(taken, quarantine.Unusable)
        assert len(taken.acked) == 300


def test_a_file_of_a_tablet_nobody_knows_is_taken_in_and_says_so(
    house: House, tablet: Tablet, course: Course
) -> None:
    """After a restore the tablet may be unknown; nobody vouches for it, so nobody believes it."""
    raw = tablet.file(tablet.event("note.spoken", uuid4(), about(course)))
    with in_clinic(house.north):
        Device.objects.all()._raw_delete("default")
        found = quarantine.read_file(raw)
        assert not isinstance(found, quarantine.Unusable)
        quarantine.import_file(house.north, found, house.acting("north", "physician"))
        row = RunEvent.objects.get()
        assert (row.standing, row.why, row.author) == ("quarantined", "unsigned", None)
        assert row.patient_id == course.patient_id


@pytest.mark.parametrize("raw", [b"", b"{}", b"not json", b'{"payload": "[]"}'])
def test_another_file_is_refused(raw: bytes, house: House, tmp_path: Path) -> None:
    """Nothing of it is kept, and the person is told what it is not."""
    file = tmp_path / "other.json"
    file.write_bytes(raw)
    with pytest.raises(CommandError, match="no file of a tablet"):
        call_command("import_couch_file", str(file), clinic="north")
    with pytest.raises(CommandError, match="no clinic"):
        call_command("import_couch_file", str(file), clinic="nowhere")
    del house


def test_an_orphan_is_read_and_set_aside(house: House, tablet: Tablet) -> None:
    """It belongs to nobody here, so it cannot count; what it says is shown all the same."""
    with in_clinic(house.north):
        body = {"text": "patient of another day"}
        tablet.send(tablet.event("note.spoken", uuid4(), {"patient": str(uuid4())}, body=body))
        row, physician = RunEvent.objects.get(), house.acting("north", "physician")
        assert quarantine.opened(row)["body"] == body
        assert quarantine.review(physician, row, "accepted") is NotReviewed.NOBODYS
        assert not isinstance(quarantine.review(physician, row, "set_aside", "x"), NotReviewed)
        assert not quarantine.waiting().exists()
