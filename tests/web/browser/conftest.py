"""A real Chromium in front of a real server, signed in as anybody of the two clinics."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from clinic_people import House, furnish
from web.browser.harness import ARGUMENTS, CHROMIUM, Opener, keep_picture, violations
from web.browser.pages import World, furnish_world

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; each page has a context of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def house(live_server: LiveServer) -> House:
    """Two clinics with their people, written where the server sees them."""
    del live_server
    return furnish()


@pytest.fixture
def browser_page(chromium: Browser, live_server: LiveServer, house: House) -> Iterator[Opener]:
    """Open pages as somebody: `browser_page("north", "physician", width=390, theme="dark")`."""
    opener = Opener(chromium, live_server.url, house, [])
    yield opener
    opener.close()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Fail for anything that keeps people out: WCAG 2.0 to 2.2, levels A and AA."""

    def judged(page: Page) -> None:
        found = violations(page)
        assert not found, f"{page.url}:\n" + "\n".join(found)

    return judged


@pytest.fixture
def look() -> Callable[[Page, str], None]:
    """Keep a picture of a page, where LUMBALIS_SHOTS names a folder for them."""
    return keep_picture


@pytest.fixture
def world(house: House) -> World:
    """Give the clinics something to show on every page."""
    return furnish_world(house)
