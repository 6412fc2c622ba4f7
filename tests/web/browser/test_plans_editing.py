"""A session under the hands: bars, strokes and cups dragged in a real browser, and the answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from clinic_people import House, answers_of
from lumbalis.clinic.records.models import Patient, PlanRecord
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.answers import Given, give_answers
from lumbalis.clinic.services.plans.opening import open_plan
from lumbalis.clinic.services.plans.ordering import give_order
from lumbalis.clinic.services.plans.proposing import Made, propose
from lumbalis.clinic.services.plans.wishes import Wishes
from lumbalis.drawing.body.palette import Theme, colour
from web.browser.harness import Opener, overflow

Axe = Callable[[Page], None]
MEASURES: dict[str, object] = {"build": "male", "stature_cm": 178, "mass_kg": 76}
CLASSICAL = Wishes(methods=("manual_classical", "oil"), severity="moderate", sessions=1)
CUPS = Wishes(
    methods=("manual_classical", "oil", "cupping_silicone"),
    severity="moderate",
    sessions=None,
    script="cupping_silicone",
)


def planned(house: House, wishes: Wishes, example: str) -> Patient:
    """Plan a short course on a body."""
    by = house.acting("north", "physician")
    patient = house.patient("north", family_name="Kovalenko", given_name="Andrii")
    told = answers_of(example)
    given = give_answers(by, patient, told, author_kind="physician", origin="office")
    assert isinstance(given, Given), given
    order = give_order(by, patient, wishes, feasible=True, measures=MEASURES)
    made = propose(by, patient, order)  # type: ignore[arg-type]  # nothing was refused
    assert isinstance(made, Made), made
    return patient


@pytest.fixture
def classical(house: House) -> str:
    """Give the address of a classical session on a body."""
    patient = planned(house, CLASSICAL, "ready-for-session")
    return f"/c/north/patients/{patient.pk}/plan/1/"


def version(house: House) -> PlanRecord:
    """Give the newest version of the plan."""
    with in_clinic(house.north):
        newest = PlanRecord.objects.order_by("-number").first()
    assert newest is not None
    return newest


def opened(page: Page, address: str, stage: str) -> None:
    """Open a session at one of its stages."""
    page.goto(f"{address}?stage={stage}")
    page.wait_for_load_state("networkidle")


def middle(one: Locator) -> tuple[float, float]:
    """Give the middle of something on the screen."""
    one.scroll_into_view_if_needed()
    box = one.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def answered(page: Page, act: Callable[[], object]) -> None:
    """Do something that the server judges, and wait until its answer stands on the page."""
    with page.expect_response(lambda answer: "/edit/" in answer.url) as waited:
        act()
    assert waited.value.status == 200
    expect(page.locator("#session-part .htmx-request")).to_have_count(0)
    expect(page.locator("#plan-said")).not_to_be_empty()


@pytest.mark.hazard("H09")
def test_a_bar_dragged_longer_shows_what_breaks_where_it_breaks(
    house: House, classical: str, browser_page: Opener, axe: Axe
) -> None:
    """The physician sees the objection at the stage at once, hears it, and undoes it."""
    page = browser_page("north", "physician", 1400)
    opened(page, classical, "gluteal")
    bar = page.locator("#time-5")
    box = bar.bounding_box()
    assert box is not None
    share = int(bar.input_value()) / int(bar.get_attribute("max") or 1)
    start = box["x"] + 8 + (box["width"] - 16) * share
    page.mouse.move(start, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(start + 40, box["y"] + box["height"] / 2, steps=4)
    answered(page, page.mouse.up)
    assert not version(house).accepted
    expect(page.locator("#stage-gluteal .against li").first).to_be_visible()
    expect(page.locator("#plan-said")).to_contain_text("against it")
    axe(page)
    answered(page, lambda: page.keyboard.press("Control+z"))
    expect(page.locator("#session-part .against")).to_have_count(0)
    assert version(house).accepted


@pytest.mark.hazard("H09")
def test_strokes_dragged_onto_the_spine_are_marked_there_and_in_the_list(
    house: House, classical: str, browser_page: Opener, axe: Axe
) -> None:
    """The number on the picture is the number in the list, and each lights the other up."""
    page = browser_page("north", "physician", 1400)
    opened(page, classical, "gluteal")
    x, y = middle(page.locator("#grip-5 .grip__disc"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 90, y - 4, steps=6)
    expect(page.locator(".bench__way")).to_contain_text("mm inwards")
    answered(page, page.mouse.up)
    assert not version(house).accepted
    row = page.locator("#step-5 .against li").first
    number = row.get_attribute("data-wrong")
    sign = page.locator(f'.canvas:not([hidden]) .sign[data-wrong="{number}"]').first
    expect(sign).to_be_visible()
    expect(sign).to_contain_text(number or "?")
    row.hover()
    expect(sign).to_have_class("sign is-here")
    sign.focus()
    expect(row).to_have_class("is-here")
    axe(page)
    row.locator("a").click()
    assert page.evaluate("document.activeElement.dataset.wrong") == number


def test_arrow_keys_move_and_escape_puts_back(
    house: House, classical: str, browser_page: Opener
) -> None:
    """Whoever has no mouse moves strokes too; what is let go before it was sent is not sent."""
    page = browser_page("north", "physician", 1400)
    opened(page, classical, "gluteal")
    grip = page.locator("#grip-5")
    grip.focus()
    before = grip.get_attribute("transform")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".bench__way")).to_have_text("5 mm to the head")
    page.keyboard.press("Escape")
    assert grip.get_attribute("transform") == before
    page.keyboard.press("ArrowUp")
    answered(page, lambda: page.keyboard.press("Enter"))
    assert version(house).number == 2
    assert page.evaluate("document.activeElement.id") == "grip-5"


def test_a_cup_is_moved_alone_by_a_finger(house: House, browser_page: Opener) -> None:
    """A cup hangs on nothing else; its strokes' neighbours stay where they are."""
    patient = planned(house, CUPS, "remission-cupping")
    address = f"/c/north/patients/{patient.pk}/plan/4/"
    page = browser_page("north", "physician", 390)
    page.goto(address)
    stage = page.locator(".canvas:has(.grip[data-stroke])").first.get_attribute("data-stage")
    opened(page, address, stage or "")
    cup = page.locator(".canvas:not([hidden]) .grip[data-stroke]").first
    known = cup.get_attribute("data-stroke") or ""
    before = lanes(house, patient)
    touched(page, middle(cup.locator(".grip__disc")), (0, 40))
    assert version(house).number == 2
    after = lanes(house, patient)
    assert {name for name in before if before[name] != after[name]} == {known}


def lanes(house: House, patient: Patient) -> dict[str, object]:
    """Give where every stroke of the fourth session hangs."""
    with in_clinic(house.north):
        laid = open_plan(patient, version(house)).strokes[4]
    return {stroke.id: stroke.lane for stroke in laid.strokes}


def touched(page: Page, start: tuple[float, float], way: tuple[float, float]) -> None:
    """Draw a finger over the screen."""
    hand = page.context.new_cdp_session(page)
    hand.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    x, y = start

    def at(share: float) -> list[dict[str, float]]:
        return [{"x": x + way[0] * share, "y": y + way[1] * share}]

    def touch(kind: str, points: list[dict[str, float]]) -> None:
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", at(0))
    for step in range(1, 6):
        touch("touchMove", at(step / 5))
    answered(page, lambda: touch("touchEnd", []))


def test_what_does_not_reach_the_server_is_put_back_and_said(
    house: House, classical: str, browser_page: Opener
) -> None:
    """A bar that stays longer than the plan would be a lie."""
    page = browser_page("north", "physician", 1400)
    opened(page, classical, "gluteal")
    page.route("**/edit/", lambda route: route.abort())
    bar = page.locator("#time-5")
    seconds = bar.input_value()
    bar.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#plan-said")).to_contain_text("Nothing was changed")
    assert bar.input_value() == seconds
    assert version(house).number == 1


def test_the_body_follows_the_look_and_paper_is_light(classical: str, browser_page: Opener) -> None:
    """A dark room gets a dark body; a printer never does."""
    page = browser_page("north", "physician", 1400)
    page.context.add_cookies([{"name": "look", "value": "dark", "url": browser_page.address}])
    opened(page, classical, "gluteal")
    canvas = "document.querySelector('.canvas:not([hidden])')"
    skin = f"getComputedStyle({canvas}).getPropertyValue('--skin')"
    assert page.evaluate(skin).strip() == colour("skin", Theme.DARK)
    assert "theme=dark" in (page.locator("image").first.get_attribute("href") or "")
    page.emulate_media(media="print")
    assert page.evaluate(skin).strip() == colour("skin", Theme.LIGHT)


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_a_session_fits_a_phone_in_every_language(
    house: House, classical: str, browser_page: Opener, axe: Axe, language: str
) -> None:
    """Body first, steps as cards, nothing to scroll sideways; also with objections."""
    page = browser_page("north", "physician", 390, theme="dark", language=language)
    opened(page, classical, "gluteal")
    page.locator("#step-5 .step__more summary").click()
    answered(page, lambda: page.locator('button[value="seconds:5:10"]').click())
    body, steps = (page.locator(one).bounding_box() for one in (".bench__body", ".bench__steps"))
    assert body is not None
    assert steps is not None
    assert body["y"] < steps["y"]
    assert not overflow(page)
    axe(page)
    assert not version(house).accepted


def test_the_first_screen_holds_summary_stages_and_body(
    classical: str, browser_page: Opener
) -> None:
    """Nobody scrolls to learn whether a session may be signed, or to see what is done where."""
    page = browser_page("north", "physician", 1400)
    page.goto(classical)
    page.wait_for_load_state("networkidle")
    for one in (".summary", ".canvas:not([hidden])", ".stage >> nth=5"):
        box = page.locator(one).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 900, one
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height < 1500
