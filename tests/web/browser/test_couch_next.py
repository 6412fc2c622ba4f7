"""The next session at the couch: asked about the last one, decided, explained, given gently."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from clinic_people import House
from couch_tablets import enrolled
from lumbalis.clinic.records.models import Course, SessionRun
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.couch.runs import events_of
from lumbalis.clinic.services.plans.opening import latest_plan, open_plan
from outcomes_world import OnCourse, days_ago
from web.browser.couch_page import enrol
from web.browser.harness import Opener, violations
from web.browser.test_couch_session import act, course, opened, screened, small, unlocked

__all__ = ["course"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.hazard("H22")]
ANSWERS = {"pain": "[data-number='3']", "radiation": "[data-value=no]", "borne": "[data-value='3']"}


@pytest.fixture
def third(house: House, course: Course, browser_page: Opener) -> Page:
    """Open the tablet where somebody comes for the third time; the pain rose after the second."""
    with in_clinic(house.north):
        plan = latest_plan(course)
        assert plan is not None
        planned = open_plan(course.patient, plan).course.sessions
    person = OnCourse(
        house, course.patient, course, planned, timezone.now(), enrolled(house)
    )  # fmt: skip
    person.give(1, days_ago(5), 4, 3)
    person.give(2, days_ago(3), 3, 6)
    page = browser_page("north", "therapist", 820)
    enrol(page)
    opened(page)
    unlocked(page)
    act(page, "begin")
    act(page, "right")
    expect(page.locator("[data-screen=last]")).to_be_visible()
    return page


def answered(page: Page, anything: str = "no") -> None:
    """Answer what is asked about the last session."""
    for item, choice in {**ANSWERS, "anything": f"[data-value={anything}]"}.items():
        page.locator(f"[data-item={item}] {choice}").first.click()
    for item in ("pain", "radiation"):
        page.locator(f"[data-item={item}]").last.locator(ANSWERS[item]).click()
    act(page, "go")


def start_of(house: House) -> object:
    """Give what the clinic was told when the hands went on."""
    with in_clinic(house.north):
        run = SessionRun.objects.get(session=3)
        return next(one["body"] for one in events_of(run) if one["kind"] == "run.started")


def test_after_pain_that_rose_the_session_is_given_more_gently(
    third: Page, house: House, look: Callable[[Page, str], None]
) -> None:
    """The level, its reason and the lighter steps; what was given is what the clinic hears of."""
    assert violations(third) == []
    assert small(third) == []
    look(third, "couch-last")
    answered(third)
    screened(third)
    decision = third.locator("[data-screen=verdict] [data-kind]")
    expect(decision).to_have_attribute("data-kind", "level")
    expect(decision).to_have_attribute("data-level", "1")
    expect(decision).to_contain_text("Today at level 1 instead of 2")
    look(third, "couch-decision")
    assert violations(third) == []
    act(third, "start")
    expect(third.locator("[data-screen=run]")).to_be_visible()
    expect(third.get_by_text("Saved in the clinic")).to_be_visible(timeout=30_000)
    assert start_of(house) == {"planned": 3, "level": 1}


def test_without_the_clinic_nothing_gets_stronger(third: Page) -> None:
    """Two sessions nobody has spoken of: without the clinic there is none today; it says why."""
    third.context.set_offline(True)
    answered(third)
    screened(third)
    decision = third.locator("[data-screen=verdict] [data-kind]")
    expect(decision).to_have_attribute("data-kind", "no_session")
    expect(decision).to_contain_text("Pain a day after the session")
    expect(third.locator("[data-act=start]")).to_have_count(0)
    third.context.set_offline(False)


def test_something_unwanted_since_then_stops_it_here(third: Page) -> None:
    """It has to be told to its end before anybody is treated."""
    answered(third, "yes")
    screened(third)
    expect(third.locator("[data-screen=verdict]")).to_contain_text("complaint")
    expect(third.locator("[data-act=start]")).to_have_count(0)
