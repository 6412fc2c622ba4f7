"""One whole session at the couch, in a real browser, from today's list to the signature."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from clinic_people import House, answers_of
from lumbalis.clinic.records.models import Course, Patient, SessionRun
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.answers import Given, give_answers
from lumbalis.clinic.services.couch.runs import events_of
from lumbalis.clinic.services.plans.opening import latest_plan, open_course
from lumbalis.clinic.services.plans.ordering import give_order
from lumbalis.clinic.services.plans.proposing import Made, propose
from lumbalis.clinic.services.plans.signing import Signed, sign
from lumbalis.clinic.services.plans.wishes import Wishes
from verdict_people import qualify
from web.browser.couch_page import enrol
from web.browser.harness import Opener

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.on_the_body]
WISHES = Wishes(methods=("manual_classical", "oil"), severity="moderate", sessions=3, note="")
RUN = "/c/north/couch/run/"
LARGEST_PAGES = 40
YESTERDAY = timedelta(hours=20)


@pytest.fixture
def course(house: House) -> Course:
    """Plan and sign a short course for somebody who may be massaged."""
    qualify(house)
    by = house.acting("north", "physician", timezone.now() - YESTERDAY)
    patient = house.patient("north", family_name="Kovalenko", given_name="Andrii")
    told = answers_of("ready-for-session")
    given = give_answers(by, patient, told, author_kind="physician", origin="office")
    assert isinstance(given, Given)
    with in_clinic(house.north):
        patient = Patient.objects.select_related("clinic").get(pk=patient.pk)
        made = propose(by, patient, give_order(by, patient, WISHES, feasible=True))  # type: ignore[arg-type]  # nothing was refused
        assert isinstance(made, Made), made
        found = open_course(patient)
        assert found is not None
        plan = latest_plan(found)
        assert plan is not None
        assert isinstance(sign(by, plan, "Signed for the test."), Signed)
    return found


@pytest.fixture
def tablet(browser_page: Opener, course: Course) -> Page:
    """Set up a tablet and open today's list on it."""
    page = browser_page("north", "therapist", 820)
    enrol(page)
    opened(page)
    return page


def opened(page: Page) -> None:
    """Open the guided page, until it stands."""
    page.goto(RUN)
    expect(page.locator("[data-guided]")).to_have_attribute("data-ready", "yes")


def screen(page: Page) -> str:
    """Name the screen that is shown."""
    return str(page.locator("[data-screen]").first.get_attribute("data-screen"))


def act(page: Page, name: str) -> None:
    """Touch something."""
    page.locator(f"[data-act={name}]").first.click()


def screened(page: Page, said: dict[str, Any] | None = None) -> int:
    """Answer what is asked at the couch, as somebody who is well; count the pages."""
    expect(page.locator("[data-screen=ask], [data-screen=verdict]")).to_be_visible()
    says = {**answers_of("ready-for-session"), **(said or {})}
    for pages in range(LARGEST_PAGES):
        shown = page.locator("[data-screen]").first
        if screen(page) == "verdict":
            return pages
        before = shown.evaluate("(one) => one.innerText")
        fact = shown.get_attribute("data-fact")
        if fact is None:
            act(page, "none")
        else:
            _answer(page, fact, says.get(fact))
        page.wait_for_function(
            "(old) => document.querySelector('[data-screen]').innerText !== old", arg=before
        )
    pytest.fail("the questions do not end")


def _answer(page: Page, fact: str, said: object) -> None:
    """Give one answer as it is given; what the patient has none for is not known."""
    if said is None:
        return act(page, "unsure")
    if said == "none" and page.locator("[data-act=never]").count():
        return act(page, "never")
    if page.locator("input.typed").count():
        page.locator("input.typed").fill(str(said))
        return act(page, "go")
    if page.locator("[data-number]").count():
        return page.locator(f"[data-number='{said}']").click()
    for one in said if isinstance(said, list) else [said]:
        page.locator(f"[data-value='{str(one).lower()}']").click()
    return act(page, "go") if isinstance(said, list) else None


def begun(page: Page) -> None:
    """Go from the list to the first step."""
    act(page, "begin")
    expect(page.locator("[data-screen=identity]")).to_be_visible()
    act(page, "right")
    screened(page)
    assert page.locator("[data-screen=verdict]").get_attribute("data-category", timeout=2000) in {
        "ELIGIBLE", "ELIGIBLE_PRECAUTIONS",
    }, page.locator("[data-screen]").inner_text()  # fmt: skip
    act(page, "start")
    expect(page.locator("[data-screen=run]")).to_be_visible()


def kinds(house: House) -> list[str]:
    """Name what came into the clinic, in the order in which it was written."""
    with in_clinic(house.north):
        runs = SessionRun.objects.all()
        return [str(one["kind"]) for run in runs for one in events_of(run)]


def test_a_session_goes_from_the_list_to_the_signature(
    tablet: Page, house: House, look: Callable[[Page, str], Path]
) -> None:
    """Everything that was touched is in the clinic, and the course waits for its next session."""
    look(tablet, "couch-list")
    begun(tablet)
    look(tablet, "couch-run")
    for _ in range(60):
        if screen(tablet) != "run":
            break
        act(tablet, "next")
        tablet.wait_for_timeout(40)
    expect(tablet.locator("[data-screen=rest]")).to_be_visible()
    look(tablet, "couch-rest")
    tablet.locator("[data-number='1']").click()
    act(tablet, "up")
    expect(tablet.locator("[data-screen=sign]")).to_be_visible()
    look(tablet, "couch-sign")
    act(tablet, "well")
    act(tablet, "sign-same")
    expect(tablet.locator("[data-screen=list]")).to_be_visible()
    expect(tablet.get_by_text("Saved in the clinic")).to_be_visible()
    told = kinds(house)
    for kind in ("run.opened", "identity.confirmed", "rescreen.judged", "run.started",
                 "rest.started", "pain.scored", "rest.ended", "getup.checked", "run.finished"):  # fmt: skip
        assert kind in told, kind
