"""The main ways with Tab, letters and Enter alone: for whoever cannot or does not use a mouse."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from clinic_people import House
from intake_phone import Phone
from verdict_people import fit_patient, qualify
from web.browser.harness import Opener
from web.browser.worlds import PASSWORD

_MOST_STOPS = 120
_SEEN = """() => {
  const here = document.activeElement, box = here.getBoundingClientRect();
  const marked = here.closest("label, tr") ?? here;
  const ring = (one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  return {
    name: (here.getAttribute("aria-label") ?? here.closest("label")?.textContent
      ?? here.labels?.[0]?.textContent ?? here.textContent ?? "").trim().replace(/\\s+/g, " "),
    value: here.value ?? "", tag: here.tagName.toLowerCase(),
    ringed: ring(here) || ring(marked), inside: box.bottom > 0 && box.top < innerHeight,
    place: [...document.querySelectorAll("a, button, input, select, textarea, summary")]
      .indexOf(here),
  };
}"""


class Hands:
    """Somebody at a keyboard, who has to see where they are at every stop."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, name: str, tag: str = "") -> Hands:
        """Press Tab until a stop of this name; each on the way is visible, and none goes back."""
        self.page.wait_for_load_state()
        last = self._place()
        for _ in range(_MOST_STOPS):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(_SEEN)
            assert stop["tag"] != "body", f"the end of the page came before {name}"
            assert stop["ringed"], f"nothing shows that this has the focus: {stop['name']}"
            assert stop["inside"], f"out of sight: {stop['name']}"
            assert stop["place"] > last, f"the way leads back to {stop['name']}"
            last = stop["place"]
            if name in (stop["name"], stop["value"]) and tag in ("", stop["tag"]):
                return self
        raise AssertionError(name)

    def press(self, key: str = "Enter") -> Hands:
        """Press a key where one stands."""
        self.page.keyboard.press(key)
        return self

    def type(self, text: str) -> Hands:
        """Type where one stands."""
        self.page.keyboard.type(text)
        return self

    def _place(self) -> int:
        stop = self.page.evaluate(_SEEN)
        return -1 if stop["tag"] in {"body", "main"} else int(stop["place"])


def test_signing_in(house: House, browser_page: Opener) -> None:
    """A wrong password leads to the sentence that says so, and on from there."""
    cache.clear()
    user = house.people["north"]["receptionist"]
    user.set_password(PASSWORD)
    user.save()
    page = browser_page("north", None)
    page.goto("/account/login/")
    hands = Hands(page)
    if page.evaluate("document.activeElement.name") != "login":
        hands.to("Email")
    hands.type(user.email).to("Password").type("not this one").press()
    expect(page.locator("#form-errors")).to_be_focused()
    hands.to("Password").type(PASSWORD).press()
    expect(page).to_have_url(re.compile(r"/c/north/$"))


def test_from_the_search_to_a_new_verdict(house: House, browser_page: Opener) -> None:
    """Find somebody, open the verdict, answer what is missing, and read what it says then."""
    qualify(house)
    patient = fit_patient(house, at=timezone.now(), temperature_c=None)
    page = browser_page("north", "physician")
    page.goto("/c/north/patients/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        hands = Hands(page).type("kovalen")
    expect(page.locator("[data-hit]")).to_have_count(1)
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
    hands.to(patient.full_name).press()
    expect(page.get_by_role("heading", level=1)).to_have_text(patient.full_name)
    hands.to("Verdict", "a").press()
    expect(page).to_have_url(re.compile("/verdict/$"))
    hands.to("Body temperature", "a").press()
    expect(page).to_have_url(re.compile("#f-temperature_c$"))
    hands.to("Body temperature", "input").type("nonsense").press()
    expect(page.locator("#form-errors")).to_be_focused()
    hands.to("Body temperature", "a").press()
    hands.to("Body temperature", "input").press("Control+a").type("36.6").press()
    expect(page).to_have_url(re.compile("/verdict/"))
    expect(page.locator(".category--large")).to_have_text("With care")


def test_registering_somebody(house: House, browser_page: Opener) -> None:
    """A form that was refused says so first, and its list leads to the field."""
    del house
    page = browser_page("north", "receptionist")
    page.goto("/c/north/patients/")
    page.keyboard.press("Escape")
    page.goto("/c/north/patients/new/")
    hands = Hands(page).to("Given name").type("Olena").to("Register").press()
    expect(page.locator("#form-errors")).to_be_focused()
    hands.to("Family name", "a").press()
    expect(page.get_by_label("Family name")).to_be_focused()
    hands.type("Kovalenko").to("Register").press()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kovalenko Olena")


def test_the_questions_of_the_phone(house: House, browser_page: Opener) -> None:
    """A patient with a keyboard, a switch or a screen reader answers as anybody does."""
    phone = Phone(house, birth_date=date(1980, 3, 5))
    page = browser_page("north", None, 390)
    page.goto(phone.link)
    hands = Hands(page).to("Day").press("5").press("Tab").press("Tab").type("1980").press()
    expect(page.locator("#fault")).to_be_focused()
    hands.to("Day").press("Control+a").type("5").to("Month").type("3").to("Continue").press()
    expect(page).to_have_url(re.compile("/terms/$"))
    hands.to("I agree").press()
    for number, said in enumerate(["None of these"] * 4 + ["Yes"]):
        expect(page).to_have_url(re.compile(f"/q/{number}/$"))
        hands.to(said).press()
    expect(page).to_have_url(re.compile("/q/5/$"))


@pytest.mark.parametrize("width", [1400, 390])
def test_the_way_past_the_navigation(house: House, browser_page: Opener, width: int) -> None:
    """The first stop of every page leads to what it is about."""
    del house
    page = browser_page("north", "physician", width)
    page.goto("/c/north/protocol/")
    hands = Hands(page).to("Skip to the content").press()
    expect(page.locator("main")).to_be_focused()
    hands.to("Rules", "a")
