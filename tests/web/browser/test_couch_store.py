"""The store of a tablet in a real Chromium: what was written is somewhere, always."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clinic_people import House
from couch_tablets import about, kept, on_course
from lumbalis.clinic.records.models import Course
from lumbalis.clinic.records.tenancy import in_clinic
from web.browser.couch_page import bare, enrol, enrolled_store, entries, note, state, sync
from web.browser.harness import Opener, overflow

pytestmark = pytest.mark.hazard("H06")
PLACE = "[data-part=place]"
WHY = "[data-part=why]"
THREE_YEARS_MS = 3 * 365 * 24 * 3600 * 1000


@pytest.fixture
def course(house: House) -> Course:
    """Give somebody in the north a signed course."""
    return on_course(house)


@pytest.fixture
def page(browser_page: Opener) -> Page:
    """Give the therapist a tablet."""
    return browser_page("north", "therapist", 820)


def test_a_note_is_on_the_tablet_first_and_in_the_clinic_then(
    page: Page, house: House, course: Course
) -> None:
    """Three notes without network, each with its place; then all of them at once."""
    enrolled_store(page)
    page.context.set_offline(offline=True)
    for number in range(3):
        note(page, about(course), f"note {number}")
    assert (sync(page), state(page)["unsent"]) == ("offline", 3)
    page.context.set_offline(offline=False)
    assert (sync(page), state(page)["unsent"]) == ("fine", 0)
    with in_clinic(house.north):
        assert len(kept()) == 3
    assert [one["seq"] for one in entries(page)] == [0, 1, 2]


def test_words_say_where_everything_is(page: Page, course: Course) -> None:
    """By what became of the last request; what the browser believes of the network is not asked."""
    enrol(page)
    page.get_by_role("button", name="Send now").click()
    expect(page.locator(PLACE)).to_have_text("Saved in the clinic")
    other = page.context.new_page()
    other.route("**/couch/whoami*", lambda route: route.abort())
    bare(other, over=True)
    note(other, about(course))
    other.evaluate("() => { window.store.stop(); window.store.db.close(); }")
    page.route("**/couch/whoami*", lambda route: route.abort())
    page.reload()
    expect(page.locator(PLACE)).to_have_text("1 entry is saved on this tablet only")
    expect(page.locator(WHY)).to_contain_text("The clinic does not answer.")
    assert page.evaluate("() => navigator.onLine")
    page.unroute("**/couch/whoami*")
    page.get_by_role("button", name="Send now").click()
    expect(page.locator(PLACE)).to_have_text("Saved in the clinic")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (502, "The clinic could not take it. What you wrote is kept and sent again."),
        (507, "The clinic has no room left. What you wrote is kept here and sent later."),
    ],
)
def test_a_clinic_in_trouble_costs_nothing(
    status: int, said: str, page: Page, course: Course
) -> None:
    """Whatever it answers, only an acknowledgement counts."""
    enrolled_store(page)
    page.route("**/couch/sync", lambda route: route.fulfill(status=status, body="<html>"))
    note(page, about(course))
    sync(page)
    assert state(page)["unsent"] == 1
    page.goto("/c/north/couch/tablet/")
    page.get_by_role("button", name="Send now").click()
    expect(page.locator(WHY)).to_have_text(said)


@pytest.mark.hazard("H07")
def test_an_answer_that_was_lost_is_asked_for_again(
    page: Page, house: House, course: Course
) -> None:
    """The clinic has it, the tablet does not know; it ends up there once."""
    enrolled_store(page)
    note(page, about(course))
    page.route("**/couch/sync", lambda route: (route.fetch(), route.abort())[1])
    assert (sync(page), state(page)["unsent"]) == ("offline", 1)
    page.unroute("**/couch/sync")
    assert (sync(page), state(page)["unsent"]) == ("fine", 0)
    with in_clinic(house.north):
        assert len(kept()) == 1


def test_one_event_nobody_can_read_holds_up_no_other(
    page: Page, house: House, course: Course
) -> None:
    """The batch is divided until the one that spoils it is alone; it stays on the tablet."""
    enrolled_store(page)
    bad = [note(page, about(course), str(number))["id"] for number in range(7)][4]

    def refuse(route: Any) -> None:  # noqa: ANN401 - Playwright's
        spoilt = bad in (route.request.post_data or "")
        route.fulfill(status=400, json={}) if spoilt else route.continue_()

    page.route("**/couch/sync", refuse)
    sync(page)
    assert state(page)["unsent"] == 1
    with in_clinic(house.north):
        assert len(kept()) == 6
    assert [one["state"] for one in entries(page)].count("stuck") == 1


def test_one_tab_writes_and_another_can_take_over(page: Page, course: Course) -> None:
    """Two tabs would tell two stories of one session."""
    enrolled_store(page)
    second = page.context.new_page()
    bare(second)
    assert not state(second)["writer"]
    with pytest.raises(Exception, match="Another tab writes"):
        note(second, about(course))
    assert second.evaluate("() => window.store.becomeWriter({ over: true })")
    note(second, about(course))
    page.wait_for_timeout(100)
    with pytest.raises(Exception, match="Another tab writes"):
        note(page, about(course))
    assert [one["seq"] for one in entries(second)] == [0]


@pytest.mark.hazard("H25")
def test_a_wrong_clock_starts_nothing_and_spoils_no_order(page: Page, course: Course) -> None:
    """Three years back and forth, ten minutes off, and back again; contact puts it right."""
    page.add_init_script(
        "window.shift = 0; const real = Date.now; Date.now = () => real() + window.shift;"
    )
    enrolled_store(page)

    def at(shift: int, *, ask: bool) -> tuple[str, bool]:
        page.evaluate("(shift) => { window.shift = shift; }", shift)
        if ask:
            sync(page)
        judged = page.evaluate("() => window.store.clock()")
        return judged["state"], judged["mayStart"]

    assert at(0, ask=True) == ("good", True)
    note(page, about(course))
    assert at(-THREE_YEARS_MS, ask=False) == ("jumped", False)
    note(page, about(course))
    assert at(-THREE_YEARS_MS, ask=True) == ("wrong", False)
    assert at(10 * 60 * 1000, ask=True) == ("trouble", True)
    assert at(THREE_YEARS_MS, ask=True) == ("wrong", False)
    assert at(0, ask=False) == ("jumped", False)
    assert at(0, ask=True) == ("good", True)
    note(page, about(course))
    assert [one["seq"] for one in entries(page)] == [0, 1, 2]
    offsets = page.evaluate("() => window.store.clock()")["offset"]
    assert abs(offsets) < 2000


def test_two_hundred_events_are_sent_quickly(page: Page, course: Course) -> None:
    """What a long morning without network leaves behind; the time is told, not judged here."""
    enrolled_store(page)
    page.evaluate(
        """async ({ run, about }) => {
          for (let n = 0; n < 200; n += 1)
            await window.store.append({ kind: "step.entered", run, about, body: { step: n } });
        }""",
        {"run": str(course.pk), "about": about(course)},
    )
    began = time.perf_counter()
    assert sync(page) == "fine"
    print(f"200 events in {time.perf_counter() - began:.2f} s")  # noqa: T201
    assert state(page)["unsent"] == 0


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (820, "light")])
@pytest.mark.parametrize("language", ["en", "uk"])
def test_the_page_of_a_tablet_can_be_used_by_everybody(
    browser_page: Opener,
    axe: Callable[[Page], None],
    look: Callable[[Page, str], None],
    width: int,
    theme: Any,  # noqa: ANN401 - a theme
    language: str,
) -> None:
    """Before and after it was set up, narrow and wide, light and dark."""
    page = browser_page("north", "therapist", width, theme=theme, language=language)
    page.goto("/c/north/couch/tablet/")
    expect(page.locator("[data-couch]")).to_have_attribute("data-ready", "yes")
    axe(page)
    look(page, f"couch tablet new {width} {theme} {language}")
    page.locator("#enrol-pin").fill("123456")
    page.locator("form[data-part=enrol] button").click()
    expect(page.locator("[data-part=open]")).to_be_visible()
    axe(page)
    assert not overflow(page)
    look(page, f"couch tablet open {width} {theme} {language}")
