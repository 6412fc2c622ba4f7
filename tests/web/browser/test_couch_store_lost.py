"""A tablet that is lost, locked or revoked, and a clinic that goes back to a backup."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from clinic_people import House
from couch_tablets import about, kept, on_course
from lumbalis.clinic.records.engine import guards
from lumbalis.clinic.records.models import Course, Device, RunEvent, SessionRun
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.couch import devices, quarantine
from lumbalis.clinic.services.epochs import next_epoch
from web.browser.couch_page import PIN, bare, enrolled_store, entries, note, state, sync
from web.browser.harness import ARGUMENTS, CHROMIUM, Opener

CANARY = "Zaunkoenig at the couch"
PLAIN = "Rotkehlchen in the open"
MARKS = (CANARY, "Kanarienvogel", "K. T.", "1961-04-23", PIN)


@pytest.fixture
def course(house: House) -> Course:
    """Give somebody with a name of her own a signed course."""
    patient = house.patient("north", family_name="Kanarienvogel", birth_date="1961-04-23")
    return on_course(house, patient)


@pytest.fixture
def page(browser_page: Opener) -> Page:
    """Give the therapist a tablet that was set up."""
    page = browser_page("north", "therapist", 820)
    enrolled_store(page)
    return page


@pytest.fixture
def on_disk(
    chromium: Browser, live_server: LiveServer, house: House, tmp_path: Path
) -> Iterator[BrowserContext]:
    """Give a tablet whose profile can be looked at."""
    context = chromium.browser_type.launch_persistent_context(
        str(tmp_path / "profile"), executable_path=CHROMIUM, args=ARGUMENTS,
        base_url=live_server.url,
    )  # fmt: skip
    session = house.client("north", "therapist").cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    yield context
    context.close()


@pytest.mark.hazard("H34")
def test_nothing_of_anybody_can_be_read_off_a_lost_tablet(
    on_disk: BrowserContext, course: Course, tmp_path: Path
) -> None:
    """Notes, names and the pack lie there sealed; so does the key, and the PIN nowhere."""
    page = on_disk.pages[0]
    enrolled_store(page)
    note(page, about(course), CANARY)
    assert page.evaluate("() => window.store.fetchPack()") == "fine"
    page.evaluate("(mark) => window.store.keep('run', { mark })", CANARY)
    assert page.evaluate("() => window.store.kept('run')") == {"mark": CANARY}
    sync(page)
    page.evaluate(
        """async (plain) => {
          const { write } = await import("/static/couch/store/database.js");
          await write(window.store.db, "kept", ({ kept }) => kept.put({ plain }, "control"));
        }""",
        PLAIN,
    )
    on_disk.close()
    files = [one for one in (tmp_path / "profile").rglob("*") if one.is_file()]
    dump = b"".join(one.read_bytes() for one in files)
    assert _is_in(dump, PLAIN), "what lies there unsealed is not found, so this proves nothing"
    assert not [mark for mark in MARKS if _is_in(dump, mark)]


@pytest.mark.hazard("H34")
@pytest.mark.hazard("H06")
def test_ten_wrong_pins_destroy_the_key_and_no_note(
    page: Page, house: House, course: Course
) -> None:
    """The tries are counted on the disk, so that a reload gives none back."""
    note(page, about(course), CANARY)
    page.evaluate("() => window.store.keyring.lock()")
    said = []
    for number in range(10):
        if number == 5:
            page.reload()
            bare(page)
        said.append(page.evaluate("(pin) => window.store.unlock(pin)", f"11111{number}"))
    assert said == ["wrong"] * 9 + ["destroyed"]
    assert page.evaluate("(pin) => window.store.unlock(pin)", PIN) == "destroyed"
    note(page, about(course), "written without a key")
    assert (sync(page), state(page)["unsent"]) == ("fine", 0)
    with in_clinic(house.north):
        bodies = [quarantine.opened(row)["body"] for row in RunEvent.objects.order_by("seq")]
        assert bodies == [{"text": CANARY}, {"text": "written without a key"}]


@pytest.mark.hazard("H34")
def test_the_right_pin_gives_all_tries_back(page: Page) -> None:
    """Nine slips over a month destroy nothing."""
    for _ in range(2):
        page.evaluate("() => window.store.keyring.lock()")
        for _ in range(9):
            assert page.evaluate("() => window.store.unlock('999999')") == "wrong"
        assert page.evaluate("(pin) => window.store.unlock(pin)", PIN) == "open"


@pytest.mark.hazard("H34")
@pytest.mark.hazard("H06")
def test_a_revoked_tablet_forgets_what_it_could_read(
    page: Page, house: House, course: Course
) -> None:
    """At its next contact; what it had written arrives and waits for a physician."""
    page.evaluate("() => window.store.keep('pack', { secret: 1 })")
    note(page, about(course))
    with in_clinic(house.north):
        devices.revoke(house.acting("north", "administrator"), Device.objects.get())
    assert (sync(page), state(page)["unsent"]) == ("fine", 0)
    assert page.evaluate("() => window.store.kept('pack')") is None
    assert page.evaluate("(pin) => window.store.unlock(pin)", PIN) == "destroyed"
    with in_clinic(house.north):
        assert {standing for *_, standing in kept()} == {"quarantined"}


def test_a_tablet_that_is_locked_reads_nothing_and_writes_on(page: Page, course: Course) -> None:
    """A stop after the battery was changed must not wait for a PIN."""
    page.evaluate("() => window.store.keep('run', { step: 4 })")
    page.reload()
    bare(page)
    assert page.evaluate("() => window.store.kept('run')") is None
    note(page, about(course))
    assert state(page)["unsent"] == 1
    assert page.evaluate("(pin) => window.store.unlock(pin)", PIN) == "open"
    assert page.evaluate("() => window.store.kept('run')") == {"step": 4}


@pytest.fixture
def first_epoch() -> Iterator[None]:
    """Begin and end in the first epoch, which lies in a file."""
    file = Path(settings.DATA) / "epoch"
    file.unlink(missing_ok=True)
    yield
    file.unlink(missing_ok=True)


@pytest.mark.hazard("H27")
@pytest.mark.hazard("H06")
@pytest.mark.usefixtures("first_epoch")
@pytest.mark.parametrize("tablet_too", [False, True], ids=["events", "events and tablet"])
def test_a_clinic_that_went_back_to_a_backup_gets_everything_again(
    page: Page, house: House, course: Course, *, tablet_too: bool
) -> None:
    """The new epoch makes the tablet send its last 30 days; nothing is there twice."""
    for number in range(3):
        note(page, about(course), f"note {number}")
    sync(page)
    with in_clinic(house.north):
        before = kept()
    assert (len(before), len(entries(page))) == (3, 3)
    _go_back(house, before, tablet_too=tablet_too)
    assert sync(page) == "fine"
    with in_clinic(house.north):
        assert kept() == before
        assert Device.objects.count() == 1
    assert {one["sent"] for one in entries(page)} == {2}


@pytest.mark.usefixtures("first_epoch")
def test_copies_are_forgotten_after_thirty_days_and_not_before(page: Page, course: Course) -> None:
    """By the clinic's clock; what was never acknowledged is never forgotten."""
    note(page, about(course))
    sync(page)
    note(page, about(course))
    forget = """async (later) => {
      const { forgetOld } = await import("/static/couch/store/outbox.js");
      await forgetOld(window.store.db, 1, 30 * 86400000, Date.now() + later * 86400000);
    }"""
    page.evaluate(forget, 29)
    assert len(entries(page)) == 2
    page.evaluate(forget, 31)
    assert [one["sent"] for one in entries(page)] == [0]


def _is_in(dump: bytes, mark: str) -> bool:
    codes = ("utf-8", "latin-1", "utf-16-le", "utf-16-be")
    return any(mark.encode(code) in dump for code in codes)


def _go_back(house: House, before: set[tuple[str, str, str]], *, tablet_too: bool) -> None:
    """Do what restoring an older backup does: later rows are gone, and the epoch rises."""
    with in_clinic(house.north), guards.lifted(connection):
        newest = sorted(event for event, *_ in before)[1:]
        wanted = {event for event, *_ in before} if tablet_too else newest
        RunEvent.everywhere.filter(event__in=wanted)._raw_delete("default")
        if tablet_too:
            SessionRun.everywhere.all()._raw_delete("default")
            Device.everywhere.all()._raw_delete("default")
    next_epoch()
