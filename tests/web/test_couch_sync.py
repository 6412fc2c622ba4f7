"""What tablets send is kept once, whole, and never for the wrong person."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from clinic_people import House
from couch_tablets import Tablet, about, enrolled, kept, on_course
from lumbalis.clinic.records.models import (
    AuditEvent,
    Course,
    Device,
    Membership,
    RunEvent,
    SessionRun,
    User,
)
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.couch import devices, escrow, runs
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


def told(client: Client) -> dict[str, Any]:
    """Ask who is signed in."""
    answer = client.get("/c/north/couch/whoami")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def post(client: Client, path: str, **fields: object) -> Any:  # noqa: ANN401 - an answer
    """Send a form to the couch."""
    form = {"form_token": told(client)["form_token"], **fields}
    return client.post(f"/c/north/couch/{path}", form)


def test_events_arrive_sealed_and_are_kept_sealed_for_the_patient(
    house: House, tablet: Tablet, course: Course, client: Client
) -> None:
    """What travelled closed for the clinic is readable only with the patient's own key."""
    run = uuid4()
    sent = [tablet.event("run.opened", run, about(course)),
            tablet.event("note.spoken", run, about(course), body={"text": CANARY})]  # fmt: skip
    shut = json.dumps([tablet.sealed(one) for one in sent])
    assert CANARY not in shut
    answer = post(client, "sync", device=tablet.device.pk, events=shut)
    assert answer.json()["acked"] == [one["id"] for one in sent]
    with in_clinic(house.north):
        opened = runs.events_of(SessionRun.objects.get(pk=run))
        assert [one["kind"] for one in opened] == ["run.opened", "note.spoken"]
        assert opened[1]["body"] == {"text": CANARY}
        assert not any(CANARY.encode() in bytes(one.body) for one in RunEvent.objects.all())
        said = json.dumps(list(AuditEvent.objects.values("detail", "action")), default=str)
        assert CANARY not in said


@pytest.mark.hazard("H07")
def test_the_same_again_is_acknowledged_and_kept_once(
    house: House, tablet: Tablet, course: Course
) -> None:
    """An answer that was lost makes a tablet send again."""
    one = tablet.event("run.started", uuid4(), about(course))
    with in_clinic(house.north):
        for _ in range(3):
            assert tablet.send(one).acked == [one["id"]]
        assert len(kept()) == 1


@pytest.mark.hazard("H07")
@pytest.mark.parametrize("same", ["id", "place"])
def test_another_body_under_the_same_number_or_place_is_kept_beside_the_first(
    same: str, house: House, tablet: Tablet, course: Course
) -> None:
    """Nothing is overwritten, and the second is not lost either; somebody looks at both."""
    run = uuid4()
    one = tablet.event("note.spoken", run, about(course), body={"text": "first"})
    other = tablet.event("note.spoken", run, about(course), body={"text": "second"}, seq=one["seq"])
    if same == "id":
        other["id"] = one["id"]
    with in_clinic(house.north):
        tablet.send(one)
        for _ in range(2):
            taken = tablet.send(other)
            assert not taken.acked
            assert [one["id"] for one in taken.rejected] == [other["id"]]
        assert {standing for *_, standing in kept()} == {"accepted", "conflicting"}
        assert len(kept()) == 2
        assert [e["body"] for e in runs.events_of(SessionRun.objects.get(pk=run))] == [
            {"text": "first"}
        ]


def test_events_in_any_order_make_the_same_run(
    house: House, tablet: Tablet, course: Course
) -> None:
    """The end of a session may arrive before its beginning."""
    run = uuid4()
    kinds = ("run.opened", "run.started", "step.entered", "run.finished")
    events = [tablet.event(kind, run, about(course)) for kind in kinds]
    with in_clinic(house.north):
        tablet.send(*reversed(events))
        found = SessionRun.objects.get(pk=run)
        assert (found.state, found.treated, found.concurrent) == ("finished", True, False)
        assert [e["kind"] for e in runs.events_of(found)] == [e["kind"] for e in events]
        assert runs.next_session(course) == 2


def test_a_tablet_of_somebody_else_is_not_written_to(
    house: House, tablet: Tablet, course: Course
) -> None:
    """A colleague who signs in on the tablet does not become the author of what lay there."""
    lead = house.acting("north", "lead")
    one = tablet.event("run.opened", uuid4(), about(course))
    with in_clinic(house.north):
        taken = receive(lead, tablet.device.pk, [tablet.sealed(one)])
        assert taken.held == [{"id": one["id"], "why": "other_person"}]
        assert not kept()


def test_a_sync_begun_under_one_person_is_not_finished_under_another(
    house: House, tablet: Tablet, course: Course, client: Client
) -> None:
    """The token names who asked; whoever signed in meanwhile gets nothing written."""
    one = tablet.sealed(tablet.event("run.opened", uuid4(), about(course)))
    token = told(client)["form_token"]
    with in_clinic(house.north):
        Membership.objects.create(
            clinic=house.north, user=house.people["north"]["lead"], role="therapist",
            valid_from=timezone.now() - timedelta(days=1),
        )  # fmt: skip
    other = house.client("north", "lead")
    answer = other.post(
        "/c/north/couch/sync",
        {"form_token": token, "device": tablet.device.pk, "events": json.dumps([one])},
    )
    assert answer.status_code == 409
    with in_clinic(house.north):
        assert not kept()


def test_an_unknown_tablet_keeps_everything_until_it_is_known_again(
    house: House, tablet: Tablet, course: Course, client: Client
) -> None:
    """A restored backup may have forgotten it; enrolling again brings it back, with its order."""
    one = tablet.event("run.opened", uuid4(), about(course))
    with in_clinic(house.north):
        public, tablet_key = bytes(tablet.device.public), tablet.device.tablet
        Device.objects.all()._raw_delete("default")
        assert tablet.send(one).held == [{"id": one["id"], "why": "unknown_device"}]
    fields = {"device": tablet.device.pk, "tablet": tablet_key, "public": escrow.pack(public)}
    for _ in range(2):
        assert post(client, "enrol", **fields).status_code == 200
    with in_clinic(house.north):
        assert tablet.send(one).acked == [one["id"]]


def test_a_number_of_another_clinic_is_no_tablet_here(house: House, tablet: Tablet) -> None:
    """Nothing tells whether a number is taken elsewhere or here by somebody else."""
    south = house.acting("south", "therapist")
    told_again = devices.Enrolment(
        tablet.device.pk, tablet.device.tablet, bytes(tablet.device.public)
    )
    with in_clinic(house.south):
        assert devices.enrol(south, told_again) == devices.NotEnrolled("taken")
    with in_clinic(house.north):
        lead = house.acting("north", "lead")
        assert devices.enrol(lead, told_again) == devices.NotEnrolled("taken")


def test_the_pin_share_is_for_the_person_of_the_tablet_alone(
    house: House, tablet: Tablet, client: Client
) -> None:
    """And for nobody once it was revoked."""
    where = f"/c/north/couch/whoami?device={tablet.device.pk}"
    with in_clinic(house.north):
        share = devices.share_of(tablet.device)
        colleague = User.objects.create_user("second@north.example", name="Second")
        Membership.objects.create(
            clinic=house.north, user=colleague, role="therapist", valid_from=tablet.by.at
        )
    assert client.get(where).json()["device"] == {
        "known": True, "mine": True, "revoked": False, "share": share,
    }  # fmt: skip
    second = Client()
    second.force_login(colleague, "django.contrib.auth.backends.ModelBackend")
    assert second.get(where).json()["device"]["share"] == ""
    with in_clinic(house.north):
        devices.revoke(house.acting("north", "administrator"), tablet.device)
    assert client.get(where).json()["device"]["share"] == ""


def test_whoami_tells_the_time_and_the_epoch(client: Client) -> None:
    """A tablet's clock and its copies follow them."""
    before = timezone.now().timestamp() * 1000
    found = told(client)
    assert before - 1 <= found["server_ms"] <= timezone.now().timestamp() * 1000 + 1
    assert found["epoch"] == 1
    assert "limits" in found
