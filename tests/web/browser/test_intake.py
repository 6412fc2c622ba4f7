"""The intake on a phone, in a real Chromium: looked at, judged by axe, drawn on, and timed."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page

from clinic_people import House
from lumbalis.clinic.records.models import PainDrawing, Patient
from lumbalis.clinic.records.sealing import unseal
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import invitations
from lumbalis.clinic.services.answers import Given, give_answers
from lumbalis.domain.expressions import NoDate
from patients import ordinary_values
from protocols import shipped_protocol
from web.browser.harness import overflow

VOCABULARY = shipped_protocol().vocabulary

BORN = date(1980, 3, 5)
Axed = Callable[[Page], None]
Look = Callable[[Page, str], None]
OpenPage = Callable[..., Page]


def _link(house: House, language: str = "en", **fields: object) -> tuple[str, Patient]:
    person = {"birth_date": BORN, "sex": "female", **fields}
    patient = house.patient("north", None, **person)
    by = house.acting("north", "receptionist")
    outcome = invitations.invite(by, patient, language)
    assert isinstance(outcome, invitations.Invited)
    return f"/i/{outcome.token}/", patient


def _recognise(page: Page, link: str) -> None:
    page.goto(link)
    for name, value in (("day", "5"), ("month", "3"), ("year", "1980")):
        page.fill(f"[name={name}]", value)
    page.click(".answer--go")


def tap_usual(page: Page) -> None:
    """Answer the page one stands on as somebody without problems."""
    if page.locator("[name=line]").count():
        page.click(".when-none")
    elif page.locator(".scale").count():
        page.click(".step[value='2']")
    elif page.locator("[data-stepper]").count():
        low = int(page.get_attribute("[data-stepper] input", "data-low") or 0)
        page.fill("[data-stepper] input", str(max(170 if low >= 100 else 40, low)))
        page.click(".answer--go")
    elif page.locator(".answer[value=yes]").count():
        agreeing = re.search("agree|examined|соглас|осмотр|обсте|згод|огля", page.inner_text("h1"))
        page.click(f".answer[value={'yes' if agreeing else 'no'}]")
    else:
        page.click(".answer >> nth=0")


@pytest.mark.parametrize(
    "as_seen",
    [
        (390, "dark", "ru"),
        pytest.param((1400, "light", "uk"), marks=pytest.mark.deep),
        pytest.param((390, "light", "en"), marks=pytest.mark.deep),
    ],
)
def test_every_page_of_the_way_is_open_to_everybody(
    house: House,
    browser_page: OpenPage,
    axe: Axed,
    look: Look,
    as_seen: tuple[int, str, str],
) -> None:
    """Each page is kept as a picture, and each kind judged by axe, from the link to the thanks."""
    width, theme, language = as_seen
    link, _ = _link(house, language)
    page = browser_page(role=None, width=width, theme=theme, language=language)
    name = f"intake-{width}-{theme}"
    page.goto(link)
    axe(page)
    look(page, f"{name}-birth")
    _recognise(page, link)
    axe(page)
    look(page, f"{name}-terms")
    page.click(".answer--go")
    number = 0
    judged: set[str] = set()
    while "/q/" in page.url and number < 60:
        assert not overflow(page), page.url
        if (kind := _kind_of(page)) not in judged:
            axe(page)
            judged.add(kind)
        look(page, f"{name}-q{number:02}")
        tap_usual(page)
        number += 1
    assert "/drawing/" in page.url
    axe(page)
    look(page, f"{name}-drawing")
    page.click("[value=skip]")
    assert "/done/" in page.url
    axe(page)
    look(page, f"{name}-done")


def _kind_of(page: Page) -> str:
    """Tell one kind of question from another by what is on its page."""
    parts = ("[name=line]", ".scale", "[data-stepper]", ".answer[value=yes]", ".hint")
    return "".join(str(int(page.locator(part).count() > 0)) for part in parts)


_WORDS_A_SECOND = {"en": 228 / 60, "ru": 184 / 60}
"""Silent reading of everyday prose, every word (IReST: Trauzettel-Klosinski and others, 2012)."""
_TAP_S, _KEY_S, _CHOICE_S = 1.1, 0.28, 0.35
"""Pointing and typing (keystroke-level model: Card, Moran and Newell, 1983), and choosing."""
_BIRTH_S = 2.0 + 3 * _TAP_S + 8 * _KEY_S
_READ = "h1, .hint, .tick span, .points li"


def _seconds_of(page: Page, language: str, known: set[str]) -> float:
    """Estimate one page: every line is read once, what was read before is recognised."""
    shown = page.locator(_READ).all_inner_texts()
    words = sum(len(text.split()) for text in shown if text not in known)
    known.update(shown)
    typed = 3 if page.locator("[data-stepper]").count() else 0
    hands = _TAP_S * (1 + bool(typed)) + _CHOICE_S + _KEY_S * typed
    return words / _WORDS_A_SECOND[language] + hands


def _timed(page: Page, link: str, language: str) -> tuple[int, float]:
    """Answer everything as somebody without problems; count pages and estimate seconds."""
    _recognise(page, link)
    known: set[str] = set()
    seconds = _BIRTH_S + _seconds_of(page, language, known)
    page.click(".answer--go")
    pages = 0
    while "/q/" in page.url:
        seconds += _seconds_of(page, language, known)
        tap_usual(page)
        pages += 1
    return pages, seconds


@pytest.mark.parametrize("language", ["en", pytest.param("ru", marks=pytest.mark.deep)])
def test_a_stranger_without_problems_is_done_in_four_minutes(
    house: House, browser_page: OpenPage, language: str
) -> None:
    """With nothing on file every sign has to be read; none is asked behind another."""
    link, _ = _link(house, language, sex="male")
    pages, seconds = _timed(browser_page(role=None, width=390, language=language), link, language)
    assert (pages, seconds < 240) == (23, True), seconds


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.deep), "ru"])
def test_a_referred_patient_without_problems_is_done_in_two_minutes(
    house: House, browser_page: OpenPage, language: str
) -> None:
    """What the physician has written down is not asked again; the target holds for the referred."""
    link, patient = _link(house, language, sex="male")
    _refer(house, patient)
    pages, seconds = _timed(browser_page(role=None, width=390, language=language), link, language)
    assert (pages, seconds < 120) == (15, True), seconds


def _refer(house: House, patient: Patient) -> None:
    """Let a physician answer what a physician or a document can, for somebody without problems."""
    usual = ordinary_values(VOCABULARY)
    known = {
        name: _raw(usual[name])
        for name, fact in VOCABULARY.facts.items()
        if {"physician", "document"} & set(fact.asked_of) and name in usual
    }
    by = house.acting("north", "physician")
    with in_clinic(by.clinic):
        outcome = give_answers(by, patient, known, author_kind="physician", origin="office")
    assert isinstance(outcome, Given), outcome


def _raw(value: object) -> object:
    match value:
        case frozenset():
            return sorted(value)
        case NoDate():
            return value.value
        case date():
            return value.isoformat()
        case _:
            return value


def _agree(page: Page, link: str) -> None:
    _recognise(page, link)
    page.click(".answer--go")


def _to_drawing(page: Page) -> None:
    while "/q/" in page.url:
        tap_usual(page)


def test_a_finger_draws_where_it_hurts(
    house: House, browser_page: OpenPage, axe: Axed, look: Look
) -> None:
    """Lines land on the body where they were drawn; undo takes the last one; ratings stay."""
    link, patient = _link(house)
    page = browser_page(role=None, width=390)
    _agree(page, link)
    _to_drawing(page)
    page.wait_for_selector("[data-drawing][data-ready]")
    box = page.locator(".canvas svg").bounding_box()
    assert box is not None
    right, middle = box["x"] + box["width"] * 0.68, box["y"] + box["height"] * 0.45
    page.mouse.move(right, middle)
    page.mouse.down()
    for step in range(24):
        turn = step / 23 * 6.28
        page.mouse.move(right + 24 * (1 - math.cos(turn)), middle + 40 * math.sin(turn))
    page.mouse.up()
    page.mouse.click(box["x"] + box["width"] * 0.3, middle)
    assert page.locator(".mark").count() == 2
    page.click("[data-tool=undo]")
    assert page.locator(".mark").count() == 1
    page.click("summary")
    page.check("[name=zone][value=gluteal_right]")
    assert page.locator(".zone--on").count() == 1
    axe(page)
    look(page, "intake-390-drawn")
    page.click("[value=keep]")
    assert "/done/" in page.url
    with in_clinic(patient.clinic):
        kept = unseal(patient, PainDrawing.objects.get(patient=patient).drawing)
    assert isinstance(kept, dict)
    drawn, named = kept["pain_drawings"][0]["marks"]
    assert all(x > 0 for x, _ in drawn["line"]), "drawn on the patient's right, x to the right"
    assert all(x > 0 for x, _ in named["line"])


def test_the_page_of_urgent_advice(
    house: House, browser_page: OpenPage, axe: Axed, look: Look
) -> None:
    """What to do is the largest thing on the page, in the patient's language, in both looks."""
    for theme, language in (("light", "en"), ("dark", "ru")):
        link, _ = _link(house, language)
        page = browser_page(role=None, width=390, theme=theme, language=language)
        _agree(page, link)
        page.check("[name=line] >> nth=0")
        assert page.locator(".when-none").is_hidden()
        look(page, f"intake-390-{theme}-ticked")
        page.click(".when-some")
        assert "/now/" in page.url
        axe(page)
        look(page, f"intake-390-{theme}-now")


def test_by_keyboard_alone_no_enter_answers_for_six_lines(
    house: House, browser_page: OpenPage
) -> None:
    """Enter on a line ticks it. Sending needs a button of its own."""
    link, _ = _link(house)
    page = browser_page(role=None, width=390)
    _agree(page, link)
    page.focus("[name=line] >> nth=2")
    page.keyboard.press("Enter")
    assert page.is_checked("[name=line] >> nth=2")
    assert page.url.endswith("/q/0/")


def test_the_card_of_the_desk(house: House, browser_page: OpenPage, axe: Axed, look: Look) -> None:
    """The receptionist turns the screen round, or prints the card, or copies the link."""
    for width, theme in ((1400, "light"), (390, "dark")):
        patient = house.patient("north", None, birth_date=BORN)
        page = browser_page("north", "receptionist", width=width, theme=theme)
        page.goto(f"/c/north/patients/{patient.pk}/invitation/")
        axe(page)
        look(page, f"intake-desk-{width}-{theme}-before")
        page.click("[value=invite]")
        axe(page)
        look(page, f"intake-desk-{width}-{theme}-made")


def test_pages_stay_light_and_quiet(house: House, browser_page: OpenPage) -> None:
    """A phone on a poor net: under 100 kB at first, nothing refused by the policy of content."""
    link, _ = _link(house)
    page = browser_page(role=None, width=390)
    said: list[str] = []
    sizes: dict[str, int] = {}
    page.on("console", lambda message: said.append(message.text))
    page.on(
        "response",
        lambda answer: sizes.update({answer.url: len(answer.body())}) if answer.ok else None,
    )
    _recognise(page, link)
    page.click(".answer--go")
    page.wait_for_load_state("networkidle")
    assert not said
    assert sum(sizes.values()) < 100_000
