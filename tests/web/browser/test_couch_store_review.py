"""The page of late notes and the page of tablets, with something on them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from clinic_people import House
from couch_tablets import about, enrolled, on_course
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.couch import devices
from web.browser.harness import Opener, Theme, overflow

pytestmark = [pytest.mark.hazard("H06"), pytest.mark.hazard("H08")]


@pytest.fixture
def doubtful(house: House) -> None:
    """Let a revoked tablet tell of a faint, and two tablets treat one session."""
    patient = house.patient("north", family_name="Коваленко", given_name="Андрій")
    course, lost = on_course(house, patient), enrolled(house)
    others = [enrolled(house), enrolled(house)]
    with in_clinic(house.north):
        devices.revoke(house.acting("north", "administrator"), lost.device)
        body = {"sign": "faint", "features": {"conscious": "yes"}}
        lost.send(lost.event("adverse.reported", uuid4(), about(course, 1), body=body))
        for tablet in others:
            tablet.send(tablet.event("run.started", uuid4(), about(course, 2)))


@pytest.mark.usefixtures("doubtful")
@pytest.mark.parametrize(
    ("width", "theme", "language"),
    [(390, "dark", "uk"), (1400, "light", "en"), (820, "light", "ru")],
)
def test_late_notes_can_be_read_by_everybody(
    browser_page: Opener,
    axe: Callable[[Page], None],
    look: Callable[[Page, str], None],
    width: int,
    theme: Theme,
    language: str,
) -> None:
    """What it says, about whom, by whom, and why it waits."""
    for role, where in (("physician", "quarantine"), ("administrator", "tablets")):
        page = browser_page("north", role, width, theme=theme, language=language)
        page.goto(f"/c/north/couch/{where}/")
        axe(page)
        assert not overflow(page)
        look(page, f"couch {where} {width} {theme} {language}")


@pytest.mark.usefixtures("doubtful")
def test_a_physician_decides_about_each(browser_page: Opener) -> None:
    """Setting aside wants a reason; both runs are looked at together."""
    page = browser_page("north", "physician")
    page.goto("/c/north/couch/quarantine/")
    expect(page.get_by_role("heading", name="Adverse event")).to_be_visible()
    page.get_by_role("button", name="Set aside").click()
    expect(page.get_by_text("Say why it is set aside.")).to_be_visible()
    page.get_by_role("button", name="It counts").click()
    expect(page.get_by_text("The entry counts from now on.")).to_be_visible()
    page.get_by_role("button", name="I have looked at both").click()
    expect(page.get_by_text("Nothing waits.")).to_be_visible()
    expect(page.get_by_role("button", name="I have looked at both")).to_have_count(0)


@pytest.mark.usefixtures("doubtful")
def test_a_therapist_sees_what_waits_and_decides_nothing(browser_page: Opener) -> None:
    """The one who wrote it is not the one who says that it counts."""
    page = browser_page("north", "therapist")
    page.goto("/c/north/couch/quarantine/")
    expect(page.get_by_role("heading", name="Adverse event")).to_be_visible()
    expect(page.get_by_role("button", name="It counts")).to_have_count(0)
