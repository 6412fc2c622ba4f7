"""The day's board in a real browser: a visit is dragged, or moved with the keyboard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from calendar_world import book_first, furnish, waiting_course
from clinic_people import House
from lumbalis.clinic.records.models import Appointment
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.booking.wishes import Wished, keep_wishes
from web.browser.harness import Opener

pytestmark = pytest.mark.django_db(transaction=True)
ROW_PX = 8
HOUR_ROWS = 12


@pytest.fixture
def rows(house: House) -> tuple[Appointment, ...]:
    """Book a course that begins tomorrow or later, each visit at ten."""
    furnish(house)
    one = waiting_course(house, 4)
    by = house.acting("north", "receptionist")
    tomorrow = (timezone.now() + timedelta(days=1)).date().isoformat()
    with in_clinic(house.north):
        keep_wishes(by, one.patient, Wished(around=10 * 60, from_day=tomorrow))
    return book_first(one)


@pytest.fixture
def board(browser_page: Opener, rows: tuple[Appointment, ...]) -> Page:
    """Open the day of the last visit, which can be later, as the desk does."""
    page = browser_page("north", "receptionist", 1280)
    page.goto(f"/c/north/calendar/?day={rows[-1].day}")
    expect(page.locator("[data-visit]")).to_be_visible()
    return page


def starts(house: House, row: Appointment) -> int:
    """Give the minute of the day at which a visit begins now."""
    with in_clinic(house.north):
        return Appointment.objects.get(pk=row.pk).starts_min


def test_a_visit_is_dragged_to_a_time_that_is_allowed(
    board: Page, house: House, rows: tuple[Appointment, ...]
) -> None:
    """While it is held, the allowed times are lit; an hour further down is an hour later."""
    visit = board.locator("[data-visit]")
    box = visit.bounding_box()
    assert box is not None
    x, y = box["x"] + 40, box["y"] + 6
    board.mouse.move(x, y)
    board.mouse.down()
    board.mouse.move(x, y + 20, steps=4)
    expect(board.locator(".block--drop").first).to_be_visible()
    board.mouse.move(x, y + HOUR_ROWS * ROW_PX, steps=6)
    board.mouse.up()
    expect(board.get_by_text("The visit is moved.")).to_be_visible()
    assert starts(house, rows[-1]) == rows[-1].starts_min + 60
    board.get_by_role("button", name="Take it back").click()
    expect(board.get_by_text("It is as it was before.")).to_be_visible()
    assert starts(house, rows[-1]) == rows[-1].starts_min


def test_a_visit_dropped_where_nothing_is_allowed_stays(
    board: Page, house: House, rows: tuple[Appointment, ...]
) -> None:
    """A rest place is no therapist: a drop there does nothing."""
    box = board.locator("[data-visit]").bounding_box()
    other = board.locator(".board__column--rest ol").last.bounding_box()
    assert box is not None
    assert other is not None
    board.mouse.move(box["x"] + 40, box["y"] + 6)
    board.mouse.down()
    board.mouse.move(box["x"] + 60, box["y"] + 20, steps=3)
    expect(board.locator(".block--drop").first).to_be_visible()
    board.mouse.move(other["x"] + 40, box["y"] + 20, steps=5)
    board.mouse.up()
    expect(board.locator(".block--drop")).to_have_count(0)
    assert starts(house, rows[-1]) == rows[-1].starts_min


def test_the_keyboard_moves_a_visit_too(
    board: Page, house: House, rows: tuple[Appointment, ...]
) -> None:
    """With Alt and an arrow it goes to the next allowed time of the same hands."""
    board.locator("[data-visit] a").focus()
    board.keyboard.press("Alt+ArrowDown")
    expect(board.get_by_text("The visit is moved.")).to_be_visible()
    assert starts(house, rows[-1]) == rows[-1].starts_min + 5
