"""Two tablets on one session: whoever has the lease, and what happens without one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from clinic_people import House
from couch_tablets import Tablet, about, enrolled, on_course
from lumbalis.clinic.records.models import Course, SessionRun
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.couch import devices, leases, runs
from lumbalis.clinic.services.couch.leases import HeldElsewhere, Leased, NotLeased
from lumbalis.clinic.services.plans.starting import startable
from verdict_people import fit_patient, qualify, signed_course

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H08")]


@pytest.fixture
def course(house: House) -> Course:
    """Give somebody in the north a signed course."""
    return on_course(house)


@pytest.fixture
def two(house: House) -> tuple[Tablet, Tablet]:
    """Enrol two tablets."""
    return enrolled(house), enrolled(house)


def test_one_tablet_has_the_lease_and_keeps_it(
    house: House, course: Course, two: tuple[Tablet, Tablet]
) -> None:
    """Asking again prolongs it under the same number; another tablet is told who has it."""
    one, other = two
    with in_clinic(house.north):
        first = leases.take(one.by, one.device, course, 1)
        assert isinstance(first, Leased)
        later = replace(one.by, at=one.by.at + timedelta(minutes=30))
        again = leases.take(later, one.device, course, 1)
        assert isinstance(again, Leased)
        assert (again.lease.number, again.lease.pk) == (1, first.lease.pk)
        assert again.lease.expires_at > first.lease.expires_at - timedelta(seconds=1)
        held = leases.take(later, other.device, course, 1)
        assert isinstance(held, HeldElsewhere)
        assert held.lease.device == one.device
        assert isinstance(leases.take(later, other.device, course, 2), Leased)


@pytest.mark.parametrize("how", ["taken_over", "expired", "released"])
def test_the_next_lease_has_a_higher_number(
    how: str, house: House, course: Course, two: tuple[Tablet, Tablet]
) -> None:
    """So that whatever the first tablet still sends can be told from what came after."""
    one, other = two
    with in_clinic(house.north):
        leases.take(one.by, one.device, course, 1)
        later = replace(other.by, at=other.by.at + timedelta(days=how == "expired", minutes=1))
        if how == "released":
            assert leases.release(one.by, one.device, course, 1)
            assert not leases.release(one.by, one.device, course, 1)
        found = leases.take(later, other.device, course, 1, over=how == "taken_over")
        assert isinstance(found, Leased)
        assert found.lease.number == 2


def test_a_revoked_or_foreign_tablet_gets_no_lease(
    house: House, course: Course, two: tuple[Tablet, Tablet]
) -> None:
    """A lost tablet starts no session, and nobody takes one in a colleague's name."""
    one, other = two
    with in_clinic(house.north):
        devices.revoke(house.acting("north", "administrator"), one.device)
        one.device.refresh_from_db()
        assert isinstance(leases.take(one.by, one.device, course, 1), NotLeased)
        lead = house.acting("north", "lead")
        assert isinstance(leases.take(lead, other.device, course, 1), NotLeased)


def test_the_lease_is_asked_for_over_the_network(house: House, course: Course) -> None:
    """Taken, held elsewhere with a name, taken over, given back."""
    client, tablets = house.client("north", "therapist"), [enrolled(house), enrolled(house)]
    token = client.get("/c/north/couch/whoami").json()["form_token"]

    def ask(which: int, **more: object) -> tuple[int, dict[str, object]]:
        form = {"form_token": token, "device": tablets[which].device.pk, "course": course.pk}
        answer = client.post("/c/north/couch/lease", {**form, "session": 1, **more})
        return answer.status_code, answer.json()

    assert ask(0)[1]["lease"]["number"] == 1  # type: ignore[index]  # JSON
    status, said = ask(1)
    assert (status, said["held_by"]["name"]) == (409, "therapist of north")  # type: ignore[index]
    assert ask(1, over="yes")[1]["lease"]["number"] == 2  # type: ignore[index]
    assert ask(0, release="yes")[1]["released"] is False
    assert ask(1, release="yes")[1]["released"] is True
    assert ask(0, session="x")[0] == 400


def test_both_notes_are_kept_and_the_next_session_waits_for_a_physician(house: House) -> None:
    """Double force or double time may have been given; nobody decides that but a physician."""
    qualify(house)
    course = signed_course(house, fit_patient(house))
    one, other = enrolled(house), enrolled(house)
    runs_of = [uuid4(), uuid4()]
    with in_clinic(house.north):
        for tablet, run in zip((one, other), runs_of, strict=True):
            tablet.send(tablet.event("run.started", run, about(course)))
        assert set(SessionRun.objects.values_list("concurrent", flat=True)) == {True}
        assert len(runs.doubles()) == 1
        assert "run_to_review" in startable(course, one.by.at)
        found = SessionRun.objects.get(pk=runs_of[0])
        assert not runs.review(house.acting("north", "therapist"), found)
        assert runs.review(house.acting("north", "physician"), found)
        assert not runs.review(house.acting("north", "physician"), found)
        assert "run_to_review" not in startable(course, one.by.at)
        assert len(runs.events_of(found)) == 1


def test_a_run_that_was_only_opened_hurts_nobody(
    house: House, course: Course, two: tuple[Tablet, Tablet]
) -> None:
    """An empty battery after the first look at the screen is no double session."""
    one, other = two
    with in_clinic(house.north):
        one.send(one.event("run.opened", uuid4(), about(course)))
        other.send(other.event("run.started", uuid4(), about(course)))
        assert not SessionRun.objects.filter(concurrent=True).exists()


def test_one_run_written_by_two_tablets_is_looked_at(
    house: House, course: Course, two: tuple[Tablet, Tablet]
) -> None:
    """A profile that was copied to another tablet goes on under the same number."""
    one, other = two
    run = uuid4()
    with in_clinic(house.north):
        one.send(one.event("run.started", run, about(course)))
        other.send(other.event("step.entered", run, about(course)))
        assert SessionRun.objects.get(pk=run).concurrent
