"""The register in a real browser: found by keyboard, warned while typing, one touch to undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clinic_people import House
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.patients import add_identifier
from web.browser.harness import Opener, Theme, overflow

LIST = "/c/north/patients/"
PETROV: dict[str, Any] = {
    "family_name": "Петров",
    "given_name": "Пётр",
    "birth_date": date(1980, 3, 5),
    "phone": "+380 50 123 45 67",
}
LONG: dict[str, Any] = {
    "family_name": "Константинопольская-Вознесенская-Преображенская-Рождественск",
    "given_name": "Александра-Елизавета",
    "patronymic": "Константиновна",
}
HOSTILE = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"
Look = Callable[[Page, str], None]
Axe = Callable[[Page], None]


def test_a_patient_is_found_and_opened_without_a_mouse(
    house: House, browser_page: Opener, axe: Axe, look: Look
) -> None:
    """The front desk does it forty times a day with a telephone in the other hand."""
    patient = house.patient("north", **PETROV)
    house.patient("north", family_name="Сидоренко", given_name="Олена")
    page = browser_page("north", "receptionist", language="uk")
    page.goto(LIST)
    expect(page.locator("[data-hit]")).to_have_count(2)
    page.keyboard.type("петр 1980")
    expect(page.locator("[data-hit]")).to_have_count(1)
    axe(page)
    look(page, "patients-found")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-hit]")).to_be_focused()
    assert "1980" not in page.url
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{LIST}{patient.pk}/")
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("петр 1980")
    expect(page.locator("[data-hit]")).to_have_count(1)


def test_who_looks_alike_appears_while_typing_and_stops_a_second_record(
    house: House, browser_page: Opener, axe: Axe, look: Look
) -> None:
    """A duplicate is seen before it exists, and compared side by side if it is sent anyway."""
    house.patient("north", **PETROV)
    page = browser_page("north", "receptionist")
    page.goto(f"{LIST}new/")
    page.get_by_label("Family name").fill("Petroff")
    page.get_by_label("Day of birth").fill("5.3.1980")
    expect(page.locator("#similar")).to_contain_text("Петров")
    look(page, "patients-similar")
    page.get_by_role("button", name="Register").click()
    expect(page.locator("#conflict")).to_be_focused()
    axe(page)
    look(page, "patients-stopped")
    page.get_by_role("button", name="Another person, register").click()
    page.wait_for_url("**done=registered")
    with in_clinic(house.north):
        assert Patient.objects.count() == 2


def test_a_change_is_taken_back_by_one_touch(
    house: House, browser_page: Opener, look: Look
) -> None:
    """Undo instead of a question: the bar stands where the hand already is."""
    patient = house.patient("north", **PETROV)
    page = browser_page("north", "receptionist", width=390)
    page.goto(f"{LIST}{patient.pk}/edit/")
    page.get_by_label("Family name").fill("Петренко")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Петренко")
    look(page, "patients-undo")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Петров")


@pytest.mark.hazard("H35")
def test_nothing_in_a_name_runs(house: House, browser_page: Opener) -> None:
    """A name is shown in a colleague's browser, in rows that arrive while typing too."""
    patient = house.patient("north", family_name=f"a{HOSTILE[:70]}", note=HOSTILE)
    add_identifier(house.acting("north", "receptionist"), patient, HOSTILE[:80], "1")
    page = browser_page("north", "physician")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(LIST)
    page.keyboard.type("a")
    expect(page.locator("[data-hit]")).to_have_count(1)
    for rest in ("", "edit/", "merge/", "privacy/"):
        page.goto(f"{LIST}{patient.pk}/{rest}")
        assert page.title() != "run"
    assert page.locator("main img").count() == 0
    assert complaints == []


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (390, "dark"), (1400, "dark")])
def test_the_longest_name_fits(
    house: House, browser_page: Opener, look: Look, axe: Axe, width: int, theme: Theme
) -> None:
    """Names of sixty letters exist; the page must not need to be moved sideways."""
    patient = house.patient("north", birth_date=date(1954, 12, 31), **LONG)
    desk = house.acting("north", "receptionist")
    add_identifier(
        desk, patient, "Страховой полис обязательного медицинского страхования", "7" * 40
    )
    page = browser_page("north", "physician", width=width, theme=theme, language="ru")
    for rest in ("", f"{patient.pk}/", f"{patient.pk}/edit/", f"{patient.pk}/merge/"):
        page.goto(f"{LIST}{rest}")
        assert overflow(page) == ""
        axe(page)
        look(page, f"patients-long-{rest.partition('/')[2] or rest[:4]}-{width}-{theme}")
