"""Verdicts in a real browser: the panel beside it, the back to point at, decisions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from clinic_people import House
from lumbalis.clinic.records.models import OverrideRecord, Patient
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.overrides import Kept, Wish, give, longest
from verdict_people import fit_patient, qualify
from web.browser.harness import Opener, Theme, overflow

Look = Callable[[Page, str], None]
Axe = Callable[[Page], None]


@pytest.fixture
def anticoagulated(house: House) -> Patient:
    """Register somebody whose only obstacle is an anticoagulant."""
    qualify(house)
    return fit_patient(house, at=timezone.now(), anticoagulant="doac")


def about(patient: Patient, path: str) -> str:
    """Give the address of a page about a patient."""
    return f"/c/north/patients/{patient.pk}/{path}"


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1400, "light")])
def test_decisions_can_be_read_by_everybody(  # noqa: PLR0917 - a page, its size and its judges
    house: House,
    anticoagulated: Patient,
    browser_page: Opener,
    axe: Axe,
    look: Look,
    width: int,
    theme: Theme,
) -> None:
    """Setting aside and confirming, small and large, light and dark."""
    page = browser_page("north", "physician", width, theme=theme)
    page.goto(about(anticoagulated, "set-aside/X16.anticoagulant/"))
    axe(page)
    assert not overflow(page)
    look(page, f"override-{width}")
    by = house.acting("north", "physician")
    wish = Wish("X16.anticoagulant", "Examined today, no bruising at all.", by.at + longest())
    kept = give(by, anticoagulated, wish)
    assert isinstance(kept, Kept), kept
    page.goto(about(anticoagulated, f"decisions/{kept.override.pk}/"))
    axe(page)
    assert not overflow(page)
    look(page, f"second-{width}")
    with in_clinic(house.north):
        assert OverrideRecord.objects.get().second_by is None


def test_what_stands_behind_opens_beside(
    anticoagulated: Patient, browser_page: Opener, axe: Axe, look: Look
) -> None:
    """The verdict stays where it is, and so does its address; the source opens next to it."""
    page = browser_page("north", "therapist")
    page.goto(about(anticoagulated, "verdict/"))
    before = page.url
    page.locator("#r-X16\\.anticoagulant").get_by_role("link", name="What is behind it").click()
    expect(page.locator("#about dl").first).to_be_visible()
    assert page.url.partition("#")[0] == before
    axe(page)
    look(page, "verdict-panel")


def test_touching_the_back_ticks_the_list(
    anticoagulated: Patient, browser_page: Opener, axe: Axe, look: Look
) -> None:
    """The list is what is sent; "none" does not stay beside a wound."""
    page = browser_page("north", "therapist")
    page.goto(about(anticoagulated, "observations/"))
    none = page.locator("#f-skin_break_sites input[value=none]")
    expect(none).to_be_checked()
    page.locator("[data-word=gluteal_left]").first.click()
    expect(page.locator("#f-skin_break_sites input[value=gluteal_left]")).to_be_checked()
    expect(none).not_to_be_checked()
    expect(page.locator(".is-on[data-word=gluteal_left]").first).to_be_visible()
    axe(page)
    look(page, "skin-map")
