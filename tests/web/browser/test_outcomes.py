"""Outcomes in a real Chromium: the patient's way, the course, the clinic; judged by axe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest import mock

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from clinic_people import House
from clinic_rows import row
from lumbalis.clinic.records.models import PainDrawing
from lumbalis.clinic.records.sealing import seal
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import pain_drawings
from lumbalis.clinic.services.outcomes import asking, forms, next_day
from lumbalis.domain.guided.events import AdverseReported, GuardingSeen
from outcomes_world import OnCourse, days_ago, on_course
from web.browser.harness import overflow

Axed = Callable[[Page], None]
Look = Callable[[Page, str], None]
OpenPage = Callable[..., Page]
NARROW, WIDE = (390, "dark", "ru"), (1400, "light", "uk")
LIGHT_PHONE, DARK_DESK = (390, "light", "en"), (1400, "dark", "en")


def _daily(look: tuple[int, str, str], *others: tuple[int, str, str]) -> list[object]:
    """Take one look each day, and leave the others to the long run."""
    return [look, *(pytest.param(other, marks=pytest.mark.deep) for other in others)]


PAIN = (
    (6, 5, 5),
    (6, 4, 4),
    (5, 4, 6),
    (5, 3, 3),
    (4, 3, 3),
    (4, 2, 2),
    (3, 2, 2),
    (3, 1, 2),
    (2, 1, 1),
)
ACTIVITIES = ["Tie my shoes", "Lift my grandson", "Sit through a whole film at the cinema"]


def a_whole_course(house: House) -> OnCourse:
    """Give somebody with nine sessions behind them, and what was measured at both ends."""
    person = on_course(house, sessions=9, family_name="Коваленко", given_name="Марія").invited()
    _measure(person, "baseline", 7, range(1, 15), (2, 3, 2))
    for number, (before, after, later) in enumerate(PAIN, start=1):
        events = (AdverseReported("soreness", {}),) if number == 3 else (GuardingSeen(1),)
        person.give(number, days_ago(29 - 3 * number), before, after, events=events)
        with in_clinic(house.north):
            for item, value in {
                "pain": later,
                "borne": 3,
                "radiation": "no",
                "anything": "no",
            }.items():
                next_day.answer(person.by_patient, person.fresh(), number, item, value)
    _measure(person, "end", 3, range(1, 6), (6, 5, 7))
    _draw(person)
    return person


def _measure(
    person: OnCourse, moment: str, pain: int, applies: range, ratings: tuple[int, ...]
) -> None:
    """Answer everything that is asked at a moment."""
    at = days_ago(30 if moment == "baseline" else 0)
    by, house = replace(person.by_patient, at=at), person.house
    with in_clinic(house.north), mock.patch.object(asking, "_as_fact"):  # the chart began today
        for one in asking.ask(by, person.fresh(), "en"):
            for item in (asking.ACTIVITIES, *asking.asked(one.record).items):
                value = _value(one.record.instrument, item, pain, applies, ratings)
                if value is not None and (item != asking.ACTIVITIES or moment == "baseline"):
                    asking.answer(by, one.record, item, value, "en")
            for place, rating in enumerate(ratings, start=1):
                if one.record.instrument == "psfs":
                    given = asking.rated(ACTIVITIES[place - 1], rating)
                    asking.answer(by, one.record, f"rating.{place}", given, "en")


def _value(instrument: str, item: str, pain: int, applies: range, ratings: tuple[int, ...]) -> Any:  # noqa: ANN401
    del ratings
    match instrument:
        case "nrs":
            return None if item == asking.ACTIVITIES else pain
        case "rmdq24":
            return int(item) in applies if item.isdecimal() else None
        case "psfs":
            return ACTIVITIES if item == asking.ACTIVITIES else None
        case _:
            return 2 if item == "rating" else None


def _draw(person: OnCourse) -> None:
    """Keep a pain drawing of each end of the course."""
    with in_clinic(person.house.north):
        body = pain_drawings.body_of(person.patient, timezone.now())
        for days, half in ((30, 70), (1, 30)):
            at = days_ago(days)
            line = [[-half, 20], [half, 20], [half, 20 + half], [-half, 20 + half]]
            visit = {
                "day": at.date().isoformat(),
                "marks": [{"line": line, "nrs": 6 if days > 1 else 2}],
            }
            told = {
                "pain_drawings": [visit],
                "body_sha256": body.sha256,
                "zones": [],
                "elsewhere": [],
            }
            sealed = seal(person.patient, told)
            row(PainDrawing, person.house.north, person.patient, drawing=sealed, at=at)


@pytest.fixture
def course(house: House) -> OnCourse:
    """Give a whole course, with the official wording of the RMDQ in English."""
    with in_clinic(house.north):
        lines = "\n".join(
            f"Because of my back, statement number {n} is true." for n in range(1, 25)
        )
        forms.add(house.acting("north", "lead"), "rmdq24", "en", lines, "The authors")
    return a_whole_course(house)


def _judged(page: Page, name: str, axe: Axed, look: Look) -> None:
    """Look at a page: nothing kept out, nothing sticking out, and a picture of it."""
    axe(page)
    assert not overflow(page), page.url
    look(page, name)


@pytest.mark.parametrize("as_seen", _daily(WIDE, NARROW, LIGHT_PHONE, DARK_DESK))
def test_the_course_the_report_and_the_desk_are_open_to_everybody(
    course: OnCourse, browser_page: OpenPage, axe: Axed, look: Look, as_seen: tuple[int, str, str]
) -> None:
    """Narrow and wide, light and dark, in three languages; the charts are loaded."""
    width, theme, language = as_seen
    base = f"/c/north/patients/{course.patient.pk}/outcomes/"
    for role, where, name in (
        ("physician", base, "course"),
        ("receptionist", f"{base}link/", "link"),
        ("lead", "/c/north/outcomes/", "report"),
        ("lead", "/c/north/outcomes/forms/", "forms"),
    ):
        page = browser_page("north", role, width=width, theme=theme, language=language)
        page.goto(where)
        assert page.evaluate("[...document.images].every((one) => one.naturalWidth > 0)")
        _judged(page, f"outcomes-{name}-{width}-{theme}-{language}", axe, look)
        page.context.close()


@pytest.mark.parametrize("as_seen", _daily(NARROW, WIDE, LIGHT_PHONE))
def test_the_patients_way_is_open_to_everybody(
    house: House,
    course: OnCourse,
    browser_page: OpenPage,
    axe: Axed,
    look: Look,
    as_seen: tuple[int, str, str],
) -> None:
    """From the link through every kind of question to the page of one's own."""
    width, theme, language = as_seen
    fresh = on_course(house, birth_date="1980-05-04")
    fresh.invited(language)
    page = browser_page(role=None, width=width, theme=theme, language=language)
    name = f"outcomes-phone-{width}-{theme}-{language}"
    _recognise(page, fresh.link)
    _judged(page, f"{name}-today", axe, look)
    with in_clinic(house.north):
        every = [
            (one.record.pk, one.items)
            for one in asking.ask(fresh.by_patient, fresh.fresh(), language)
        ]
    for questionnaire, items in every:
        page.goto(f"{fresh.link}q/{questionnaire}/{items[0]}/")
        _judged(page, f"{name}-{items[0]}-{str(questionnaire)[:4]}", axe, look)
    fresh.give(1, days_ago(1))
    for item in ("pain", "borne", "anything"):
        page.goto(f"{fresh.link}day/1/{item}/")
        _judged(page, f"{name}-day-{item}", axe, look)
    page.click(".answer >> nth=0")
    for item in ("nerves", "sudden", "harm"):
        _judged(page, f"{name}-day-{item}", axe, look)
        if item == "harm":
            page.check("[value=limits_activity]")
            page.click(".when-some")
        else:
            page.click(".when-none")
    page.click(".answer >> nth=1")
    _judged(page, f"{name}-day-hours", axe, look)
    page.fill("[name=value]", "12")
    page.click(".answer--go")
    _judged(page, f"{name}-day-words", axe, look)
    page.click("[value=unsure]")
    assert page.url.endswith("/now/")
    _judged(page, f"{name}-now", axe, look)
    page.goto(f"{course.link}")
    _recognise(page, course.link)
    page.goto(f"{course.link}mine/")
    assert page.evaluate("[...document.images].every((one) => one.naturalWidth > 0)")
    _judged(page, f"{name}-mine", axe, look)


def _recognise(page: Page, link: str) -> None:
    page.goto(link)
    for name, value in (("day", "4"), ("month", "5"), ("year", "1980")):
        page.fill(f"[name={name}]", value)
    page.click(".answer--go")
    assert page.url.endswith("/today/")
