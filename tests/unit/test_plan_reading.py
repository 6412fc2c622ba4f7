"""A plan that was written down is read back as it was, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import lumbalis
from lumbalis.domain.plan import Course
from lumbalis.domain.treatment import Proposed
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.plan_json import plain_object, plan_hash
from lumbalis.exchange.plan_reading import read_course, read_session

EXAMPLES = Path(__file__).parents[2] / "examples"
AT = datetime.fromisoformat("2026-11-22T10:00:00+03:00")


def planned(example: str) -> Course:
    """Plan an example patient."""
    outcome = lumbalis.plan(json.loads((EXAMPLES / f"{example}.json").read_text()), at=AT)
    assert isinstance(outcome, Proposed)
    return outcome.course


@pytest.mark.parametrize("example", ["ready-for-session", "remission-cupping"])
def test_a_course_survives_writing_and_reading(example: str) -> None:
    """A signature pins a hash; reading must not change what it pins."""
    course = planned(example)
    written = json.loads(json.dumps(plain_object(course)))
    assert read_course(written) == course
    assert plan_hash(read_course(written)) == plan_hash(course)


def spoilt(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """Give a session in which one thing was changed."""
    session = json.loads(json.dumps(plain_object(planned("ready-for-session").sessions[0])))
    change(session)
    assert isinstance(session, dict)
    return session


SLIPS: dict[str, Callable[[dict[str, Any]], object]] = {
    "a key is missing": lambda s: s.pop("steps"),
    "a key is unknown": lambda s: s.update(more=1),
    "a number is text": lambda s: s.update(level="2"),
    "a number is a yes": lambda s: s.update(level=True),
    "a whole number is not": lambda s: s.update(level=2.0),
    "a list is an object": lambda s: s.update(steps={}),
    "a number is null": lambda s: s["steps"][0].update(seconds=None),
    "a step lacks a key": lambda s: s["steps"][0].pop("cue"),
    "an object is a list": lambda s: s.update(zone_caps=[]),
    "a cap is text": lambda s: s["zone_caps"].update(spine="0"),
}


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_what_is_no_session_is_not_read(slip: str) -> None:
    """A half-read session would be verified as something nobody planned."""
    with pytest.raises(InputError):
        read_session(spoilt(SLIPS[slip]))
