"""What cannot be planned, and what the planner says instead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lumbalis.domain.plan import Seconds
from lumbalis.domain.planning import CannotPlan, Why, plan_session
from lumbalis.domain.protocol import Category
from planning_fixtures import (
    PROTOCOL,
    capped,
    in_pain,
    in_remission,
    refused,
    request,
    with_limit,
    without,
)

OFTEN = {"cups_so_far": 6, "hours_since_cups": 99.0}
TWICE = {"cups_this_week": 2, "hours_since_cups": 99.0}
EARLY = {"cups_so_far": 1, "hours_since_cups": 71.0}
UPPER = ("paravertebral", "kidney", "lower_thoracic")
LOWER = ("paravertebral", "kidney", "gluteal")
REFUSALS = [
    (Why.TECHNIQUE, in_pain(6), "cupping_silicone", {}),
    (Why.TECHNIQUE, without(in_remission(), "cupping_glass"), "cupping_glass", {}),
    (Why.TECHNIQUE, without(in_remission(), "oil"), "cupping_silicone", {}),
    (Why.TECHNIQUE, without(in_pain(), "manual_classical"), "classical", {}),
    (Why.UNKNOWN_SCRIPT, in_pain(), "honey", {}),
    (Why.NO_LEVEL, in_pain(), "classical", {"level": 0}),
    (Why.NO_LEVEL, capped(in_pain(), 0), "classical", {}),
    (Why.POSITION, in_pain(), "classical", {"position": "sitting"}),
    (Why.POSITION, replace(in_pain(), positions=()), "classical", {}),
    (Why.NOT_DROPPABLE, in_pain(), "classical", {"dropped": ("legs",)}),
    (Why.WISH_TOO_SHORT, in_pain(), "classical", {"wished_s": Seconds(899)}),
    (Why.WISH_TOO_LONG, in_pain(), "classical", {"wished_s": Seconds(1201)}),
    (Why.CUPS_PER_COURSE, in_remission(), "cupping_silicone", OFTEN),
    (Why.CUPS_PER_WEEK, in_remission(), "cupping_silicone", TWICE),
    (Why.CUP_INTERVAL, in_remission(), "cupping_silicone", EARLY),
    (Why.CUP_INTERVAL, in_remission(), "cupping_silicone", {"cups_so_far": 1}),
    (Why.NO_POINTS, in_remission(), "acupressure", {"points": ()}),
    (Why.POINT_NOT_SELECTABLE, in_remission(), "acupressure", {"points": ("GV4",)}),
    (Why.POINT_TWICE, in_remission(), "acupressure", {"points": ("BL25", "BL25")}),
    (Why.TOO_SHORT, in_remission(), "acupressure", {"points": ("BL25",)}),
    (Why.NO_DEVICE, in_remission(), "combined", {"device_present": False}),
    (Why.MAIN_PART, without(in_remission(), "paravertebral", "gluteal"), "combined", {}),
    (Why.NO_OPENING, without(in_pain(4), *UPPER), "classical", {}),
    (Why.NO_CLOSING, without(in_remission(), *LOWER), "classical", {}),
    (Why.TOO_SHORT, without(in_pain(), "legs", "gluteal", "sacrum"), "classical", {}),
]  # fmt: skip


@pytest.mark.parametrize(("why", "verdict", "script", "more"), REFUSALS)
def test_what_cannot_be_planned_says_why(
    why: Why, verdict: object, script: str, more: dict[str, object]
) -> None:
    """A plan that breaks a limit is never made; the reason is a value to match on."""
    level = more.get("level", 2)
    rest = {key: value for key, value in more.items() if key != "level"}
    answer = refused(verdict, level, script, **rest)  # type: ignore[arg-type]
    assert answer.why is why


def test_special_techniques_wait_whatever_the_verdict_says() -> None:
    """C02: cups before the fourth session are refused even if a verdict were to allow them."""
    answer = refused(replace(in_remission(), session=3), 2, "cupping_silicone")
    assert answer.why is Why.TECHNIQUE


def test_target_muscles_wait_for_the_preparation() -> None:
    """R027, R028: too short a preparation is refused, with the seconds that are missing."""
    protocol = with_limit("preparation_minimum", 1000)
    answer = plan_session(in_remission(), protocol, request(6, 2, "acupressure"))
    assert isinstance(answer, CannotPlan)
    assert (answer.why, answer.needed_s, answer.available_s) == (Why.NO_PREPARATION, 1000, 162)


def test_more_points_than_five_are_refused() -> None:
    """A05: five points at most, even if a sixth could be chosen."""
    sixth = replace(PROTOCOL.points["BL52"], selectable=True)
    protocol = replace(PROTOCOL, points={**PROTOCOL.points, "BL52": sixth})
    chosen = ("BL22", "BL23", "BL24", "BL25", "BL26", "BL52")
    answer = plan_session(in_remission(), protocol, request(6, 2, "acupressure", points=chosen))
    assert isinstance(answer, CannotPlan)
    assert answer.why is Why.TOO_MANY_POINTS


@pytest.mark.parametrize(
    "category", [category for category in Category if not category.allows_session]
)
def test_no_session_is_planned_against_the_verdict(category: Category) -> None:
    """Where screening says no, planning says no, with the same category."""
    answer = refused(replace(in_pain(), category=category))
    assert (answer.why, answer.category) == (Why.VERDICT, category)


def test_a_verdict_of_another_protocol_is_refused() -> None:
    """A verdict counts only under the protocol it was made under."""
    answer = refused(replace(in_pain(), protocol_sha256="0" * 64))
    assert answer.why is Why.OTHER_PROTOCOL


@pytest.mark.parametrize("index", [0, 26])
def test_session_numbers_end_at_the_hard_stop(index: int) -> None:
    """A09: no course goes beyond its hard stop."""
    answer = plan_session(in_pain(), PROTOCOL, request(index))
    assert isinstance(answer, CannotPlan)
    assert answer.why is Why.SESSION_NUMBER
