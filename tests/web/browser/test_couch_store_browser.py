"""What happens to the browser itself: updates, no room, cleared data, no clinic in reach."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from clinic_people import House
from couch_tablets import about, kept, on_course
from lumbalis.clinic.records.models import Course, Device, RunEvent
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.couch import quarantine
from web.browser.couch_page import FILES, PIN, bare, enrolled_store, entries, note, state, sync
from web.browser.harness import Opener

pytestmark = pytest.mark.hazard("H06")
OLD_STORE = """async () => {
  const { STEPS, nameOf, write } = await import("/static/couch/store/database.js");
  const opening = indexedDB.open(nameOf("north"), 1);
  opening.onupgradeneeded = () => STEPS[0](opening.result);
  const db = await new Promise((go) => (opening.onsuccess = () => go(opening.result)));
  await write(db, "meta", ({ meta }) => meta.put("old", "what"));
  const entry = { id: crypto.randomUUID(), device: "d", seq: 0, sent: 0, after: 0 };
  await write(db, "outbox", ({ outbox }) => outbox.add(entry));
  db.close();
}"""
FORGET = """() => new Promise((go) => {
  indexedDB.deleteDatabase("lumbalis-couch-north").onsuccess = go;
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


def test_an_update_of_the_application(page: Page) -> None:
    """A store of the version before is brought up to date with everything that lay in it."""
    page.evaluate("() => { window.store.stop(); window.store.db.close(); }")
    page.goto("/static/couch/store/sw.js?old")
    page.evaluate(FORGET)
    page.evaluate(OLD_STORE)
    bare(page)
    assert [one["seq"] for one in entries(page)] == [0]
    assert page.evaluate("() => window.store.db.version") == 2
    assert state(page)["unsent"] == 1


def test_an_application_older_than_its_store(page: Page, house: House) -> None:
    """Going back to the version before keeps what the newer one wrote."""
    page.evaluate("() => { window.store.stop(); window.store.db.close(); }")
    page.evaluate(
        """() => new Promise((go) => {
          const opening = indexedDB.open("lumbalis-couch-north", 99);
          opening.onsuccess = () => { opening.result.close(); go(); };
        })"""
    )
    bare(page)
    sync(page)
    assert all_accepted(house, page)


def test_a_tablet_without_room(browser_page: Opener, house: House, course: Course) -> None:
    """What finds no room is said to be nowhere, can be saved to a file, and is kept once it can."""
    page = browser_page("north", "therapist", 820)
    page.goto("/static/couch/store/sw.js")
    talk = page.context.new_cdp_session(page)
    origin = page.evaluate("() => location.origin")
    talk.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 200_000})
    enrolled_store(page)
    for number in range(2):
        note(page, about(course), f"note {number}")
    with pytest.raises(Exception, match="QuotaExceeded"):
        note(page, about(course), "x" * 150_000)
    assert (state(page)["unsent"], state(page)["unsaved"]) == (2, 1)
    (file,) = page.evaluate(FILES)
    assert len(json.loads("".join(json.loads(file["text"])["payload"]))["events"]) == 3
    talk.send("Storage.overrideQuotaForOrigin", {"origin": origin})
    assert (sync(page), state(page)["unsent"], state(page)["unsaved"]) == ("fine", 0, 0)
    assert len(arrived(house)) == 3


def test_somebody_who_clears_the_data_of_the_browser(page: Page, house: House) -> None:
    """What the clinic acknowledged is safe; the tablet starts anew, and asks to be left alone."""
    sync(page)
    page.evaluate("() => { window.store.stop(); window.store.db.close(); }")
    talk = page.context.new_cdp_session(page)
    origin = page.evaluate("() => location.origin")
    talk.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    sign_in(page, house)
    enrolled_store(page)
    assert len(arrived(house)) == 2
    with in_clinic(house.north):
        assert Device.objects.count() == 2


def test_the_browser_is_asked_not_to_clean_up(browser_page: Opener) -> None:
    """Safari forgets after seven days what was not asked to stay."""
    page = browser_page("north", "therapist", 820)
    page.add_init_script(
        "navigator.storage.persist = async () => { window.asked = true; return true; };"
    )
    enrolled_store(page)
    assert page.evaluate("() => window.asked") is True


def test_a_clinic_that_is_never_reached_again(page: Page, house: House) -> None:
    """The signed file of the tablet is taken in at the office, and it opens there."""
    page.context.set_offline(offline=True)
    (file,) = page.evaluate(FILES)
    assert "note 0" not in file["text"]
    found = quarantine.read_file(file["text"].encode())
    assert not isinstance(found, quarantine.Unusable)
    with in_clinic(house.north):
        quarantine.import_file(house.north, found, house.acting("north", "physician"))
        rows = list(RunEvent.objects.order_by("seq"))
        assert [row.why for row in rows] == ["file", "file"]
        texts = [quarantine.opened(row)["body"] for row in rows]
        assert texts == [{"text": "note 0"}, {"text": "note 1"}]


def test_a_tablet_that_opens_without_the_clinic(browser_page: Opener) -> None:
    """The shell comes from the tablet; the PIN opens it, and writing goes on."""
    page = browser_page("north", "therapist", 820)
    page.goto("/c/north/couch/tablet/")
    expect(page.locator("[data-couch]")).to_have_attribute("data-ready", "yes")
    page.locator("#enrol-pin").fill(PIN)
    page.locator("form[data-part=enrol] button").click()
    expect(page.get_by_text("You are writing here.")).to_be_visible()
    page.evaluate("() => navigator.serviceWorker.ready.then(() => 1)")
    page.context.set_offline(offline=True)
    page.reload()
    expect(page.locator("[data-couch]")).to_have_attribute("data-ready", "yes")
    page.locator("#unlock-pin").fill(PIN)
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_text("You are writing here.")).to_be_visible()
    expect(page.locator("[data-part=why]")).to_contain_text("The clinic does not answer.")
