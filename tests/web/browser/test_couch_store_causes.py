"""Every known cause of losing a note, one after the other: none of them does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page

from clinic_people import House
from couch_tablets import about, kept, on_course
from lumbalis.clinic.records.models import (
    Course,
    Membership,
    Merge,
    RunEvent,
    User,
)
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import merging
from web.browser.couch_page import ENROL, PIN, bare, enrolled_store, entries, note, state, sync
from web.browser.harness import Opener

pytestmark = pytest.mark.hazard("H06")
LIMIT = """(fields) => new Promise((go) => {
  const tx = window.store.db.transaction("meta", "readwrite");
  const meta = tx.objectStore("meta");
  const known = meta.get("limits");
  known.onsuccess = () => meta.put({ ...known.result, ...fields }, "limits");
  tx.oncomplete = go;
})"""


@pytest.fixture
def course(house: House) -> Course:
    """Give somebody in the north a signed course."""
    return on_course(house)


@pytest.fixture
def page(browser_page: Opener, course: Course) -> Page:
    """Give a tablet on which two notes were written without network."""
    page = browser_page("north", "therapist", 820)
    enrolled_store(page)
    for number in range(2):
        note(page, about(course), f"note {number}")
    return page


def arrived(house: House) -> dict[str, str]:
    """Give what the clinic has, and how it stands."""
    with in_clinic(house.north):
        return {event: standing for event, _, standing in kept()}


def all_accepted(house: House, page: Page) -> bool:
    """Tell whether everything on the tablet is in the clinic and counts."""
    found = arrived(house)
    ids = {one["id"] for one in entries(page)}
    return ids == set(found) and set(found.values()) == {"accepted"} and len(ids) == 2


def sign_in(page: Page, house: House, role: str = "therapist") -> None:
    """Sign somebody in on the tablet."""
    session = house.client("north", role).cookies["sessionid"].value
    page.context.add_cookies(
        [{"name": "sessionid", "value": session, "url": page.evaluate("() => location.origin")}]
    )


def test_signing_out(page: Page, house: House) -> None:
    """The tablet is locked and keeps what was written; the next sign-in sends it."""
    page.evaluate("() => window.store.signOut()")
    page.context.clear_cookies()
    assert (sync(page), state(page)["unsent"]) == ("signed_out", 2)
    assert page.evaluate("(pin) => window.store.unlock(pin)", PIN) == "needs_contact"
    sign_in(page, house)
    assert (sync(page), state(page)["unsent"]) == ("fine", 0)
    assert page.evaluate("(pin) => window.store.unlock(pin)", PIN) == "open"
    assert all_accepted(house, page)


def test_a_session_that_expired(page: Page, house: House) -> None:
    """The words say that everything is kept; after signing in again it is sent."""
    Session.objects.all().delete()
    assert sync(page) == "signed_out"
    page.goto("/c/north/couch/tablet/")
    assert "/account/login/" in page.url
    sign_in(page, house)
    bare(page)
    assert sync(page) == "fine"
    assert all_accepted(house, page)


def test_a_colleague_who_signs_in_on_the_same_tablet(
    page: Page, house: House, course: Course
) -> None:
    """Nothing is sent in their name; the owner's sign-in sends it, or after a day the tablet."""
    with in_clinic(house.north):
        lead = house.people["north"]["lead"]
        Membership.objects.create(
            clinic=house.north, user=lead, role="therapist",
            valid_from=datetime(2026, 1, 1, tzinfo=UTC),
        )  # fmt: skip
    sign_in(page, house, "lead")
    assert (sync(page), state(page)["unsent"]) == ("others", 2)
    assert not arrived(house)
    sign_in(page, house)
    sync(page)
    assert all_accepted(house, page)
    note(page, about(course), "a third")
    sign_in(page, house, "lead")
    page.route("**/couch/whoami*", _impatient)
    assert (sync(page), state(page)["unsent"]) == ("fine", 0)
    assert sorted(arrived(house).values()) == ["accepted", "accepted", "quarantined"]


def _impatient(route: object) -> None:
    answer = route.fetch()  # type: ignore[attr-defined]
    told = answer.json()
    told["limits"]["late_after_ms"] = -1
    route.fulfill(response=answer, json=told)  # type: ignore[attr-defined]


def test_a_patient_who_was_merged_meanwhile(page: Page, house: House, course: Course) -> None:
    """The record the note names has moved under another; it stays with its own."""
    desk, lead = house.acting("north", "receptionist"), house.acting("north", "physician")
    with in_clinic(house.north):
        Course.objects.filter(pk=course.pk).update(closed_at=timezone.now(), state="finished")
        other = house.patient("north")
        proposed = merging.propose(desk, other, course.patient)
        assert isinstance(proposed, Merge), proposed
        assert isinstance(merging.approve(lead, proposed.pk), Merge)
    sync(page)
    assert all_accepted(house, page)
    with in_clinic(house.north):
        assert set(RunEvent.objects.values_list("patient", flat=True)) == {course.patient_id}


def test_a_role_that_was_revoked(page: Page, house: House) -> None:
    """To the person the clinic is not there any more; the tablet hands in what they wrote."""
    with in_clinic(house.north):
        user = house.people["north"]["therapist"]
        Membership.objects.filter(user=user).update(revoked_at=timezone.now())
    assert (sync(page), state(page)["unsent"]) == ("not_here", 0)
    assert set(arrived(house).values()) == {"quarantined"}
    assert len(arrived(house)) == 2


def test_an_account_that_was_closed(page: Page, house: House) -> None:
    """Nobody can sign in for it; what is a day old goes into quarantine by the tablet itself."""
    User.objects.filter(pk=house.people["north"]["therapist"].pk).update(is_active=False)
    assert sync(page) == "signed_out"
    assert not arrived(house)
    page.evaluate(LIMIT, {"late_after_ms": -1})
    sync(page)
    assert set(arrived(house).values()) == {"quarantined"}


def test_two_people_share_a_tablet(page: Page, house: House, course: Course) -> None:
    """Each has a key, a PIN and an order of numbers of their own; each note has its author."""
    with in_clinic(house.north):
        lead = house.people["north"]["lead"]
        Membership.objects.create(
            clinic=house.north, user=lead, role="therapist",
            valid_from=datetime(2026, 1, 1, tzinfo=UTC),
        )  # fmt: skip
    page.evaluate("() => window.store.keyring.lock()")
    sign_in(page, house, "lead")
    assert sync(page) == "others"
    assert page.evaluate(ENROL, "777777") == "fine"
    note(page, about(course), "the lead's")
    sync(page)
    assert state(page)["unsent"] == 2
    page.evaluate("() => window.store.keyring.lock()")
    sign_in(page, house)
    sync(page)
    assert page.evaluate("() => window.store.unlock('777777')") == "wrong"
    assert page.evaluate("(pin) => window.store.unlock(pin)", PIN) == "open"
    assert state(page)["unsent"] == 0
    with in_clinic(house.north):
        authors = RunEvent.objects.order_by("received_at", "seq").values_list("author__name", "seq")
        assert list(authors) == [
            ("lead of north", 0), ("therapist of north", 0), ("therapist of north", 1),
        ]  # fmt: skip
