"""Orders and plans in a real browser: what is dragged, what is pressed, what is said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from clinic_people import House, answers_of
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.services.answers import Given, give_answers
from lumbalis.clinic.services.plans.ordering import give_order
from lumbalis.clinic.services.plans.proposing import Made, propose
from lumbalis.clinic.services.plans.wishes import Wishes
from web.browser.harness import Opener, Theme, overflow

Look = Callable[[Page, str], None]
Axe = Callable[[Page], None]
WISHES = Wishes(
    methods=("manual_classical", "oil"), severity="moderate", sessions=3, note="Gently."
)
MEASURES: dict[str, object] = {"build": "male", "stature_cm": 178, "mass_kg": 76}


@pytest.fixture
def planned(house: House) -> Patient:
    """Plan a short course on a body."""
    by = house.acting("north", "physician")
    patient = house.patient("north", family_name="Kovalenko", given_name="Andrii")
    told = answers_of("ready-for-session")
    given = give_answers(by, patient, told, author_kind="physician", origin="office")
    assert isinstance(given, Given), given
    order = give_order(by, patient, WISHES, feasible=True, measures=MEASURES)
    made = propose(by, patient, order)  # type: ignore[arg-type]  # nothing was refused
    assert isinstance(made, Made), made
    return patient


def about(patient: Patient, path: str) -> str:
    """Give the address of a page about a patient."""
    return f"/c/north/patients/{patient.pk}/{path}"


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1400, "light")])
def test_every_page_of_a_plan_can_be_read_by_everybody(
    planned: Patient, browser_page: Opener, axe: Axe, look: Look, width: int, theme: Theme
) -> None:
    """Narrow or wide, dark or light, with strokes on the body."""
    page = browser_page("north", "physician", width, theme=theme)
    for name in ("order/", "plan/", "plan/1/"):
        page.goto(about(planned, name))
        page.wait_for_load_state("networkidle")
        axe(page)
        assert not overflow(page)
        look(page, f"{name}-{width}-{theme}")
