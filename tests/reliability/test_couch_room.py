"""A clinic without room, and a clinic that went back to a backup: tablets make up for both."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection

from clinic_people import House
from couch_tablets import Tablet, about, enrolled, kept, on_course
from lumbalis.clinic.records.engine import guards
from lumbalis.clinic.records.models import AuditEvent, Device, RunEvent
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import audit_chain
from lumbalis.clinic.services.couch import sync as syncing
from lumbalis.clinic.services.couch.sync import receive

LONG = "x" * 4000


@contextmanager
def little_room(pages: int) -> Iterator[None]:
    """Let a SQLite file grow by so many pages and no more; none lies free within it."""
    with guards.lifted(connection), connection.cursor() as cursor:
        cursor.execute("VACUUM")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (now,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count={now + pages}")
        yield
        cursor.execute("PRAGMA max_page_count=1073741823")


@pytest.fixture
def tablet(house: House) -> Tablet:
    """Enrol a tablet for the north's therapist."""
    return enrolled(house)


@pytest.mark.hazard("H31")
@pytest.mark.hazard("H06")
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_a_full_disk_keeps_what_fits_and_leaves_the_rest_with_the_tablet(house: House) -> None:
    """Each event is whole or absent; once there is room again the rest follows."""
    tablet, course = enrolled(house), on_course(house)
    client = house.client("north", "therapist")
    token = client.get("/c/north/couch/whoami").json()["form_token"]
    run = uuid4()
    events = [tablet.event("note.spoken", run, about(course), body={"text": f"{n} {LONG}"})
              for n in range(30)]  # fmt: skip
    form = {"form_token": token, "device": tablet.device.pk,
            "events": json.dumps([tablet.sealed(one) for one in events])}  # fmt: skip
    with little_room(20):
        answer = client.post("/c/north/couch/sync", form)
    assert answer.status_code == 507
    said = answer.json()
    assert 0 < len(said["acked"]) < len(events)
    assert {one["why"] for one in said["held"]} == {"no_room"}
    assert [*said["acked"], *(one["id"] for one in said["held"])] == [one["id"] for one in events]
    with in_clinic(house.north):
        assert {event for event, *_ in kept()} == set(said["acked"])
        noted = AuditEvent.objects.filter(action="event.kept").count()
        assert noted == len(said["acked"])
    assert client.post("/c/north/couch/sync", form).json()["acked"] == [one["id"] for one in events]
    assert audit_chain.verify(house.north).sound


@pytest.mark.hazard("H31")
@pytest.mark.django_db
def test_another_fault_of_the_database_is_not_taken_for_a_full_disk(
    house: House, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is ours to put right; the tablet keeps everything because nothing was acknowledged."""

    def broken(*_: object) -> None:
        msg = "no such table"
        raise DatabaseError(msg)

    monkeypatch.setattr(syncing, "keep", broken)
    shut = tablet.sealed(tablet.event("run.opened", uuid4(), {}))
    with in_clinic(house.north), pytest.raises(DatabaseError):
        receive(tablet.by, tablet.device.pk, [shut])


@pytest.mark.hazard("H27")
@pytest.mark.django_db
def test_after_a_restore_the_tablets_bring_back_what_the_backup_did_not_have(
    house: House, tablet: Tablet
) -> None:
    """Everything of the last 30 days comes again: what is there stays one, what is gone returns.

    A backup is told here by deleting what came after it: rows of events, run and tablet.
    """
    course, run = on_course(house), uuid4()
    early = [tablet.event("run.opened", run, about(course)) for _ in range(3)]
    late = [tablet.event("run.started", run, about(course)) for _ in range(3)]
    with in_clinic(house.north):
        tablet.send(*early, *late)
        before = kept()
        _forget({one["id"] for one in late})
        assert kept() < before
        again = tablet.send(*early, *late)
        assert again.acked == [one["id"] for one in [*early, *late]]
        assert kept() == before
        assert Device.objects.count() == 1


def _forget(events: set[str]) -> None:
    """Do what restoring an older backup does to later rows."""
    with guards.lifted(connection):
        RunEvent.everywhere.filter(event__in=events)._raw_delete("default")
