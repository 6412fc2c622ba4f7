"""One whole session at the couch, in a real browser, from today's list to the signature."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
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
from lumbalis.clinic.web.static_storage import bare
from verdict_people import qualify
from web.browser.couch_page import PIN, enrol
from web.browser.harness import Opener, Theme, overflow

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.on_the_body]
WISHES = Wishes(methods=("manual_classical", "oil"), severity="moderate", sessions=3, note="")
RUN = "/c/north/couch/run/"
LARGEST_PAGES = 40
LIGHT_BYTES = 46_000
LATIN = re.compile(r"[A-Za-z]{4,}")
ANSWERED_MS = 200
KNUCKLE_PX = 64
STOPPED = """async () => {
  const began = performance.now();
  document.querySelector("[data-act=stop]").click();
  while (!document.querySelector("[data-screen=stop]")) await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""
SMALL = """(least) => [...document.querySelectorAll("[data-part=place] button, dialog button")]
  .filter((one) => one.checkVisibility())
  .map((one) => [one.innerText, one.getBoundingClientRect()])
  .filter(([, { width, height }]) => width < least - 0.5 || height < least - 0.5)
  .map(([text, { width, height }]) => `${text}: ${width} x ${height}`)"""
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
def tablet(browser_page: Opener, course: Course) -> Page:  # noqa: ARG001 - it has to be there
    """Set up a tablet and open today's list on it."""
    page = browser_page("north", "therapist", 820)
    enrol(page)
    opened(page)
    unlocked(page)
    expect(page.locator("[data-screen=list]")).to_be_visible()
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


def screened(
    page: Page, said: dict[str, Any] | None = None, *, unknown: bool = False, until: str = ""
) -> int:
    """Answer what is asked at the couch, as somebody who is well, up to a fact; count the pages."""
    expect(page.locator("[data-screen=ask], [data-screen=verdict]")).to_be_visible()
    says = {**answers_of("ready-for-session"), **(said or {})}
    for pages in range(LARGEST_PAGES):
        shown = page.locator("[data-screen]").first
        fact = shown.get_attribute("data-fact")
        if screen(page) == "verdict" or (until and fact == until):
            return pages
        shown.evaluate("(one) => { one.dataset.seen = 'yes'; }")
        if fact is None and unknown:
            for line in page.locator(".tick").all():
                line.get_by_role("button").last.click()
            act(page, "none")
        elif fact is None:
            act(page, "none")
        elif unknown:
            act(page, "unsure")
        else:
            _answer(page, says.get(fact))
        page.wait_for_function("() => !document.querySelector('[data-screen]').dataset.seen")
    pytest.fail("the questions do not end")


def _answer(page: Page, said: object) -> None:
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


def touched(page: Page, across: float, down: float) -> None:
    """Touch the picture of the back, at parts of its width and height."""
    back = page.locator(".back")
    back.scroll_into_view_if_needed()
    box = back.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])


def unlocked(page: Page) -> None:
    """Give the PIN with the keys on the screen."""
    expect(page.locator("[data-screen=unlock]")).to_be_visible()
    for digit in PIN:
        page.get_by_role("button", name=digit, exact=True).click()
    act(page, "unlock")


def small(page: Page) -> list[str]:
    """Name what a knuckle would miss."""
    found: list[str] = page.evaluate(SMALL, KNUCKLE_PX)
    return found


def kinds(house: House) -> list[str]:
    """Name what came into the clinic, in the order in which it was written."""
    with in_clinic(house.north):
        runs = SessionRun.objects.all()
        return [str(one["kind"]) for run in runs for one in events_of(run)]


def test_a_session_goes_from_the_list_to_the_signature(
    tablet: Page, house: House, look: Callable[[Page, str], None]
) -> None:
    """Everything that was touched is in the clinic, and the course waits for its next session."""
    look(tablet, "couch-list")
    begun(tablet)
    look(tablet, "couch-run")
    tablet.set_viewport_size({"width": 390, "height": 844})
    look(tablet, "couch-run-390")
    tablet.set_viewport_size({"width": 820, "height": 1180})
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
    tablet.locator(".findings summary").click()
    tablet.locator(".findings button").first.click()
    touched(tablet, 0.16, 0.8)
    expect(tablet.locator(".findings [role=status]")).to_contain_text("left")
    tablet.locator("[data-batch=oil]").fill("A-17")
    act(tablet, "sign-same")
    expect(tablet.locator("[data-screen=list]")).to_be_visible()
    expect(tablet.get_by_text("Saved in the clinic")).to_be_visible()
    told = kinds(house)
    expected = (
        "run.opened", "identity.confirmed", "rescreen.judged", "run.started",
        "rest.started", "pain.scored", "rest.ended", "getup.checked", "run.finished",
        "media.used", "palpation.noted",
    )  # fmt: skip
    for kind in expected:
        assert kind in told, kind


@pytest.mark.hazard("H08")
def test_a_stop_is_answered_at_once_and_needs_no_network(
    tablet: Page, house: House, look: Callable[[Page, str], None]
) -> None:
    """The hands come off with the first touch; why is asked afterwards, and nothing is lost."""
    begun(tablet)
    tablet.context.set_offline(True)
    took = tablet.evaluate(STOPPED)
    assert took < ANSWERED_MS
    look(tablet, "couch-stop")
    tablet.locator("[data-reason=dizziness]").click()
    act(tablet, "stopped")
    expect(tablet.locator("[data-screen=rest]")).to_be_visible()
    tablet.context.set_offline(False)
    expect(tablet.get_by_text("Saved in the clinic")).to_be_visible(timeout=20000)
    told = kinds(house)
    assert told.count("run.stopped") == 2  # at once, and again with the reason
    assert "adverse.reported" in told


@pytest.mark.hazard("H06")
def test_after_a_reload_the_session_goes_on_where_it_was(tablet: Page) -> None:
    """Time that passed meanwhile has passed; what was done is not asked again."""
    begun(tablet)
    first = tablet.locator("#what").inner_text()
    act(tablet, "next")
    expect(tablet.locator("#what")).not_to_have_text(first)
    what = tablet.locator("#what").inner_text()
    tablet.context.set_offline(True)
    tablet.reload()
    unlocked(tablet)
    expect(tablet.locator("[data-screen=run]")).to_be_visible()
    assert tablet.locator("#what").inner_text() == what
    act(tablet, "pause")
    expect(tablet.locator("[data-act=pause]")).to_have_text("Go on")


def test_a_wound_is_shown_on_the_back(tablet: Page) -> None:
    """A touch on the zone says what its button says, and is seen on the back."""
    act(tablet, "begin")
    act(tablet, "right")
    screened(tablet, until="skin_break_sites")
    touched(tablet, 0.16, 0.8)
    chosen = tablet.locator("[data-value=gluteal_left]")
    expect(chosen).to_have_attribute("aria-pressed", "true")
    expect(tablet.locator(".back [data-zone=gluteal_left]").first).not_to_have_attribute(
        "fill-opacity", "0"
    )


def test_the_whole_screen_goes_on_where_that_was_chosen(tablet: Page) -> None:
    """Off at first; once chosen, a touch beside the buttons goes on to the next step."""
    tablet.locator("[data-act=tap]").click()
    expect(tablet.locator("[data-act=tap]")).to_have_attribute("aria-pressed", "true")
    begun(tablet)
    first = tablet.locator("#what").inner_text()
    tablet.locator(".run__left").click()
    expect(tablet.locator("#what")).not_to_have_text(first)


def test_somebody_who_is_not_well_today_is_not_begun_with(tablet: Page) -> None:
    """A fever at the couch ends it there, without the clinic."""
    act(tablet, "begin")
    tablet.context.set_offline(True)
    act(tablet, "right")
    screened(tablet, {"temperature_c": 38.4})
    assert tablet.locator("[data-screen=verdict]").get_attribute("data-category") == "POSTPONE"
    assert tablet.locator("[data-act=start]").count() == 0
    act(tablet, "leave")
    expect(tablet.locator("[data-screen=list]")).to_be_visible()


def test_what_is_not_known_at_the_couch_is_not_taken_for_no(tablet: Page) -> None:
    """Every answer of the day given as "not known" lets nothing begin."""
    act(tablet, "begin")
    act(tablet, "right")
    screened(tablet, unknown=True)
    category = tablet.locator("[data-screen=verdict]").get_attribute("data-category")
    assert category not in {"ELIGIBLE", "ELIGIBLE_PRECAUTIONS"}
    assert tablet.locator("[data-act=start]").count() == 0


def test_every_screen_can_be_used_by_everybody(
    tablet: Page, axe: Callable[[Page], None], look: Callable[[Page, str], None]
) -> None:
    """No violation of WCAG, nothing smaller than a knuckle, nothing wider than the screen."""
    seen = []

    def judged(name: str) -> None:
        for width, height in ((390, 844), (1180, 820), (820, 1180)):
            tablet.set_viewport_size({"width": width, "height": height})
            look(tablet, f"couch-{name}-{width}")
            assert overflow(tablet) == "", (name, width)
            assert small(tablet) == [], (name, width)
        axe(tablet)
        seen.append(name)

    judged("list")
    act(tablet, "begin")
    judged("identity")
    act(tablet, "right")
    expect(tablet.locator("[data-screen=ask]")).to_be_visible()
    judged("ask")
    screened(tablet)
    judged("verdict")
    act(tablet, "start")
    expect(tablet.locator("[data-screen=run]")).to_be_visible()
    judged("run")
    act(tablet, "pain")
    judged("pain")
    tablet.locator("dialog [data-number='2']").click()
    act(tablet, "stop")
    judged("stop")
    act(tablet, "stopped")
    judged("rest")
    act(tablet, "up")
    expect(tablet.locator("[data-screen=sign]")).to_be_visible()
    judged("sign")
    act(tablet, "adverse")
    judged("adverse")
    assert len(seen) == 10


def test_the_guided_page_stays_light() -> None:
    """All of its scripts together, as they travel, are small enough for a weak signal."""
    folder = Path(str(finders.find("couch")))
    elsewhere = {"sw.js", "page.js", "setup.js"}
    scripts = [one for one in sorted(folder.rglob("*.js")) if one.name not in elsewhere]
    sizes = {one.name: len(gzip.compress(bare(one.read_text()).encode())) for one in scripts}
    assert sum(sizes.values()) < LIGHT_BYTES, sizes


@pytest.mark.parametrize(
    ("language", "theme"), [pytest.param("ru", "dark", marks=pytest.mark.deep), ("uk", "light")]
)
def test_a_session_speaks_the_language_of_the_tablet(
    browser_page: Opener,
    course: Course,  # noqa: ARG001 - it has to be there
    language: str,
    theme: Theme,
    look: Callable[[Page, str], None],
) -> None:
    """From the list to the stop, in the words and colours that were chosen."""
    page = browser_page("north", "therapist", 820, theme=theme, language=language)
    page.goto("/c/north/couch/tablet/")
    page.locator("#enrol-pin").fill(PIN)
    page.locator("[data-part=enrol] button").click()
    expect(page.locator("[data-part=open]")).to_be_visible()
    opened(page)
    unlocked(page)
    act(page, "begin")
    act(page, "right")
    look(page, f"couch-ask-{language}-{theme}")
    screened(page)
    act(page, "start")
    expect(page.locator("[data-screen=run]")).to_be_visible()
    page.set_viewport_size({"width": 820, "height": 1180})
    look(page, f"couch-run-{language}-{theme}")
    assert page.evaluate("() => document.documentElement.lang") == language
    assert LATIN.search(page.locator("[data-part=place]").inner_text()) is None
