"""The audit log in a real browser: readable by everybody, on a phone and on a wide screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from clinic_people import House
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import whole

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = [(390, "light", "ru"), (390, "dark", "uk"), (1400, "light", "en"), (1400, "dark", "ru")]


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_the_log_can_be_read_by_everybody(  # noqa: PLR0917 - fixtures and the columns of a table
    width: int,
    theme: str,
    language: str,
    house: House,
    browser_page: Any,  # noqa: ANN401 - the fixture of the browser tests
    axe: Callable[[Page], None],
    look: Callable[[Page, str], object],
) -> None:
    """No violation of WCAG 2.2 AA and nothing that runs out of a phone's screen."""
    patient = house.patient("north")
    for role in ("physician", "therapist", "receptionist"):
        by = house.acting("north", role)
        with whole(by):
            audit.record(by, "read.chart_read", entity="patient", patient=patient)
            audit.record(by, "denied.plan_read", patient=patient, outcome="denied")
    page = browser_page("north", "auditor", width=width, theme=theme, language=language)
    for name, to in (("log", ""), ("who", f"patient/{patient.pk}/"), ("wrong", "?since=yesterday")):
        page.goto(f"/c/north/audit/{to}")
        axe(page)
        look(page, f"audit-{name}-{width}-{theme}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
