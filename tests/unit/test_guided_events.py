"""Events as a tablet writes them are read as they were meant, or refused in one sentence."""

from __future__ import annotations

import json
from typing import get_args

import pytest

from lumbalis.domain.guided.events import (
    AdverseReported,
    CupsPlaced,
    Event,
    GotUp,
    Outcome,
    PainScored,
    StepLeft,
    When,
)
from lumbalis.domain.truth import Truth
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.guided_events import KINDS, event_object, read_event

SAMPLES: list[Event] = [
    StepLeft(3, Outcome.SKIPPED),
    PainScored(When.DURING, None, 7),
    CupsPlaced(2, ("paravertebral_left",), 1_795_600_000_000),
    AdverseReported("dizziness", {"limits_activity": Truth.FALSE, "fracture": Truth.UNKNOWN}),
    GotUp(Truth.UNKNOWN),
]


def test_every_event_has_a_name_on_the_wire() -> None:
    """An event without one could be written on no tablet."""
    assert set(KINDS.values()) == set(get_args(Event))


@pytest.mark.parametrize("event", SAMPLES, ids=lambda one: type(one).__name__)
def test_what_was_written_is_what_is_read(event: Event) -> None:
    """Through JSON and back."""
    name, body = event_object(event)
    assert read_event(name, json.loads(json.dumps(body))) == event


def test_a_question_left_out_is_unknown_and_never_no() -> None:
    """An adverse event without answers is graded by the worse ones."""
    assert read_event("getup.checked", {"well": None}) == GotUp(Truth.UNKNOWN)
    told = read_event("adverse.reported", {"kind": "nausea"})
    assert isinstance(told, AdverseReported)
    assert told.resolved is Truth.UNKNOWN


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("step.left", {"step": 3}),
        ("step.left", {"step": 3, "how": "finished"}),
        ("step.left", {"step": "3", "how": "done"}),
        ("step.left", {"step": True, "how": "done"}),
        ("step.left", {"step": 3, "how": "done", "why": "tired"}),
        ("getup.checked", {"well": "yes"}),
        ("run.exploded", {}),
        ("run.stopped", {"reasons": "dizziness"}),
        ("run.started", []),
    ],
)
def test_what_cannot_be_meant_is_refused(name: str, body: object) -> None:
    """One clear sentence; a guess would be a wrong note."""
    with pytest.raises(InputError):
        read_event(name, body)
