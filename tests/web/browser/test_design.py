"""The design system in a real browser: every part, every trouble page, keys and switches."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from clinic_people import House
from web.browser.harness import Opener, Theme, overflow
from web.browser.pages import LONG_NAME

Axe = Callable[[Page], None]
Look = Callable[[Page, str], None]
pytestmark = pytest.mark.urls("web.browser.gallery")


@pytest.mark.parametrize(
    "shown",
    [(1400, "light", "en"), (1400, "dark", "ru"), (390, "light", "uk"), (390, "dark", "en")],
)
def test_every_part_is_open_to_everybody(
    house: House,
    browser_page: Opener,
    axe: Axe,
    look: Look,
    shown: tuple[int, Theme, str],
) -> None:
    """A part that is wrong once is wrong on every page it stands on."""
    house.patient("north", **LONG_NAME)
    width, theme, language = shown
    page = browser_page("north", "physician", width, theme=theme, language=language)
    page.goto("/c/north/gallery/")
    axe(page)
    assert not overflow(page)
    look(page, f"gallery-{theme}-{width}")


@pytest.mark.parametrize("kind", ["400", "403", "413", "429", "507", "csrf"])
def test_trouble_is_said_calmly(
    house: House, browser_page: Opener, axe: Axe, look: Look, kind: str
) -> None:
    """Whoever meets a refusal needs to know what is kept and what to do."""
    del house
    page = browser_page("north", "physician", 390, theme="dark", language="ru")
    page.goto(f"/trouble/{kind}/")
    axe(page)
    look(page, f"trouble-{kind}")


@pytest.mark.parametrize(("address", "said"), [("/c/nowhere/", 404), ("/broken/", 500)])
def test_a_fault_has_a_page(
    house: House, browser_page: Opener, axe: Axe, look: Look, address: str, said: int
) -> None:
    """Nobody should be left with the words of a server."""
    del house
    page = browser_page("north", "physician", 1400, language="uk")
    response = page.goto(address)
    assert response is not None
    assert response.status == said
    axe(page)
    look(page, f"trouble-{said}")


def test_the_look_is_kept_and_comes_from_the_server(house: House, browser_page: Opener) -> None:
    """A page that turns dark only after it was shown blinds whoever works in the dark."""
    del house
    page = browser_page("north", "physician")
    page.goto("/c/north/")
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")
    page.get_by_text("Light or dark").locator("..").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/c/north/protocol/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_language_changes_on_the_page_one_is_on(house: House, browser_page: Opener) -> None:
    """Whoever cannot read the page can only find its address."""
    del house
    page = browser_page("north", "physician")
    page.goto("/c/north/protocol/?q=S22")
    page.locator(".menu").first.click()
    page.get_by_role("button", name="Українська").click()
    expect(page.locator("html")).to_have_attribute("lang", "uk")
    assert page.url.endswith("/c/north/protocol/?q=S22")


def test_keys_show_search_and_go(house: House, browser_page: Opener, axe: Axe) -> None:
    """The office works by keyboard forty times a day; keys never act while somebody types."""
    del house
    page = browser_page("north", "receptionist")
    page.goto("/c/north/patients/")
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("gh")
    assert page.url.endswith("/patients/")
    page.locator("h1").click()
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url("**/c/north/")


def test_keys_can_be_switched_off(house: House, browser_page: Opener) -> None:
    """Speech input sends single letters, so whoever speaks must be able to switch them off."""
    del house
    page = browser_page("north", "receptionist")
    page.goto("/c/north/protocol/")
    page.keyboard.press("?")
    page.get_by_role("dialog").get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.reload()
    assert page.url.endswith("/protocol/")


def test_a_fragment_with_a_handler_is_not_shown(house: House, browser_page: Opener) -> None:
    """Trusted Types are the last door before a stored name could run as a script."""
    del house
    page = browser_page("north", "physician")
    page.goto("/c/north/")
    tried = """(markup) => {
        try { document.querySelector("#messages").innerHTML = markup; return "shown"; }
        catch (refused) { return refused.name; }
    }"""
    assert page.evaluate(tried, "<p>a name with onload=1 and &lt;script&gt;</p>") == "shown"
    assert page.evaluate(tried, "<img src=x onerror=alert(1)>") == "TypeError"
    assert page.evaluate(tried, "<template><b onclick=1></b></template>") == "TypeError"
    assert page.evaluate(tried, "<script>alert(1)</script>") == "TypeError"
