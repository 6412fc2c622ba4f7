"""What a tablet writes wrongly, or about somebody it should not: kept, and not believed."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from clinic_people import House
from couch_tablets import Tablet, about, enrolled, kept, on_course
from lumbalis.clinic.records.models import AuditEvent, Course, Patient, RunEvent, SessionRun
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import privacy
from lumbalis.clinic.services.couch import escrow
from lumbalis.clinic.services.couch.sync import receive

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H06")]
CANARY = "Kanarienvogel at the couch"


@pytest.fixture
def tablet(house: House) -> Tablet:
    """Enrol a tablet for the north's therapist."""
    return enrolled(house)


@pytest.fixture
def course(house: House) -> Course:
    """Give somebody in the north a signed course."""
    return on_course(house)


@pytest.fixture
def client(house: House) -> Client:
    """Give the therapist's browser."""
    return house.client("north", "therapist")


def post(client: Client, path: str, **fields: object) -> Any:  # noqa: ANN401 - an answer
    """Send a form to the couch."""
    token = client.get("/c/north/couch/whoami").json()["form_token"]
    form = {"form_token": token, **fields}
    return client.post(f"/c/north/couch/{path}", form)


@pytest.mark.parametrize(
    "harm",
    [
        {"kind": 7}, {"kind": "not a kind"}, {"run": "nobody"}, {"at": "noon"},
        {"at": 10**15}, {"offset_ms": 1e300}, {"about": []}, {"about": {"patient": "x"}},
        {"seq": 2**53 - 1}, {"about": {"session": 2**40}}, {"kind": "a." + "b" * 80},
    ],
    ids=str,
)  # fmt: skip
def test_whatever_a_tablet_writes_is_kept(
    harm: dict[str, Any], house: House, tablet: Tablet, course: Course
) -> None:
    """A fault in the tablet's program must not cost the note it spoils."""
    one = tablet.event("note.spoken", uuid4(), about(course), body={"text": CANARY}) | harm
    with in_clinic(house.north):
        assert tablet.send(one).acked == [one["id"]]
        assert len(kept()) == 1


def test_damaged_ciphertext_is_kept_as_it_came(
    house: House, tablet: Tablet, course: Course
) -> None:
    """Somebody may be able to read it one day; the tablet need not keep it for ever."""
    shut = tablet.sealed(tablet.event("note.spoken", uuid4(), about(course)))
    shut["sealed"] = shut["sealed"][:-6] + "AAAAAA"
    with in_clinic(house.north):
        taken = receive(tablet.by, tablet.device.pk, [shut])
        assert taken.quarantined == [{"id": shut["id"], "why": "unreadable"}]
        stored = RunEvent.objects.get()
        assert json.loads(escrow.opened(json.loads(bytes(stored.body)))) == shut


@pytest.mark.parametrize("raw", [7, None, {}, {"id": "x"}, {"id": str(uuid4()), "seq": -1}])
def test_what_has_no_number_stays_with_the_tablet(
    raw: object, house: House, tablet: Tablet
) -> None:
    """It cannot be answered for; the tablet keeps it and can write it to a file."""
    with in_clinic(house.north):
        taken = receive(tablet.by, tablet.device.pk, [raw])
        assert not taken.acked
        assert len(taken.held) == 1


def test_what_was_closed_for_a_key_we_do_not_have_stays_with_the_tablet(
    house: House, tablet: Tablet, course: Course
) -> None:
    """The backup that is restored next may have the key."""
    shut = tablet.sealed(tablet.event("run.opened", uuid4(), about(course)))
    shut["key_id"] = str(uuid4())
    with in_clinic(house.north):
        assert receive(tablet.by, tablet.device.pk, [shut]).held == [
            {"id": shut["id"], "why": "unknown_key"}
        ]


@pytest.mark.parametrize("events", ["", "{", "{}", "[" * 9000, json.dumps([1] * 501), "7"])
def test_a_body_nobody_can_read_is_refused_as_a_whole(
    events: str, tablet: Tablet, client: Client
) -> None:
    """The tablet then divides it until it finds what spoils it."""
    assert post(client, "sync", device=tablet.device.pk, events=events).status_code == 400


@pytest.mark.hazard("H33")
def test_nothing_of_an_erased_patient_comes_back(
    house: House, tablet: Tablet, course: Course
) -> None:
    """Their tombstone stands: a late note is counted and cannot be read, by anybody."""
    early = tablet.event("note.spoken", uuid4(), about(course), body={"text": CANARY})
    late = tablet.event("note.spoken", uuid4(), about(course), body={"text": CANARY})
    office = house.acting("north", "administrator")
    with in_clinic(house.north):
        tablet.send(early)
        patient = Patient.objects.get(pk=course.patient_id)
        erased = privacy.erase(office, patient, "consent_withdrawn")
        assert isinstance(erased, Patient), erased
        taken = tablet.send(late, early)
        assert taken.forget == [late["id"], early["id"]] == taken.acked
        row = RunEvent.objects.get(event=late["id"])
        assert (bytes(row.body), row.kind, row.standing) == (b"", "", "erased")
        noted = AuditEvent.objects.filter(action="event.kept", outcome="erased")
        assert [one.patient_id for one in noted] == [course.patient_id]


def test_a_restricted_record_takes_a_note_and_lets_a_physician_decide(
    house: House, tablet: Tablet, course: Course
) -> None:
    """The law lets it be kept; whether it is used is not for a tablet to say."""
    with in_clinic(house.north):
        privacy.restrict(house.acting("north", "physician"), course.patient, "objection")
        one = tablet.event("run.finished", uuid4(), about(course))
        taken = tablet.send(one)
        assert (taken.acked, taken.quarantined[0]["why"]) == ([one["id"]], "restricted")


def test_a_patient_of_nobody_leaves_an_orphan(house: House, tablet: Tablet) -> None:
    """Registered after the backup that was restored; the note waits, closed for the clinic."""
    one = tablet.event("note.spoken", uuid4(), {"patient": str(uuid4())}, body={"text": CANARY})
    with in_clinic(house.north):
        assert tablet.send(one).quarantined == [{"id": one["id"], "why": "patient"}]
        row = RunEvent.objects.get()
        assert CANARY.encode() not in bytes(row.body)
        assert json.loads(escrow.opened(json.loads(bytes(row.body))))["body"] == {"text": CANARY}


@pytest.mark.hazard("H17")
def test_a_course_of_another_clinic_is_no_course_here(house: House, tablet: Tablet) -> None:
    """Neither its patient nor its course is found; the note is an orphan and tells nothing."""
    theirs = on_course(house, clinic="south")
    with in_clinic(house.north):
        taken = tablet.send(tablet.event("run.started", uuid4(), about(theirs)))
        assert taken.quarantined[0]["why"] == "patient"
        assert not SessionRun.objects.exists()


@pytest.mark.hazard("H04")
def test_a_course_of_another_patient_is_never_written_to(
    house: House, tablet: Tablet, course: Course
) -> None:
    """The patient of one and the course of the other: kept, and not believed."""
    other = on_course(house)
    mixed = about(course) | {"patient": str(other.patient_id)}
    with in_clinic(house.north):
        taken = tablet.send(tablet.event("run.started", uuid4(), mixed))
        assert taken.quarantined[0]["why"] == "run"
        assert not SessionRun.objects.exists()
