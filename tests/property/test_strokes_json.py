"""A plan of strokes comes back from JSON as it was, and nothing else comes back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumbalis.domain.anatomy import Anchor, Side
from lumbalis.domain.plan import Seconds
from lumbalis.domain.plan.strokes import Contact, ForceKnot, Generator, Stroke, StrokePlan
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.strict_json import parse_json
from lumbalis.exchange.strokes_json import POLICIES, SCHEMA, read_strokes, strokes_object
from tracing_bodies import beside_spine, body, stroke

_MM = st.floats(0, 300, allow_nan=False)
_WORDS = st.sampled_from(["paravertebral_left", "gluteal_right", "stroking.flat", "L4"])
_ANCHORS = st.builds(
    Anchor,
    landmark=_WORDS,
    side=st.sampled_from(Side),
    up_mm=st.floats(-300, 300),
    out_mm=st.floats(-300, 300),
)
_INNER = st.dictionaries(st.floats(0.001, 0.999), _MM, max_size=3)
_FORCES = st.builds(
    lambda inner, ends: tuple(
        ForceKnot(share, newton)
        for share, newton in sorted({0.0: ends[0], **inner, 1.0: ends[1]}.items())
    ),
    _INNER,
    st.tuples(_MM, _MM),
)
_STROKES = st.builds(
    Stroke,
    id=st.uuids().map(str),
    step=st.integers(0, 40),
    zone=_WORDS,
    manipulation=_WORDS,
    generator=st.sampled_from(Generator),
    lane=st.lists(_ANCHORS, min_size=1, max_size=4).map(tuple),
    contact=st.builds(
        Contact,
        tool=_WORDS,
        length_mm=st.floats(1, 200),
        width_mm=st.floats(1, 200),
        angle_deg=st.floats(0, 180),
    ),
    force=_FORCES,
    amplitude_mm=_MM,
    pitch_mm=_MM,
    speed_mm_s=_MM,
    tempo_hz=st.floats(0, 9),
    repeats=st.integers(1, 90),
    vacuum_kpa=st.floats(0, 60),
    starts_s=st.integers(0, 600).map(Seconds),
    seconds=st.integers(1, 600).map(Seconds),
    return_share=st.floats(0, 1),
)
PLANS = st.builds(
    StrokePlan,
    session_index=st.integers(1, 30),
    body_sha256=st.text("0123456789abcdef", min_size=64, max_size=64),
    policy=st.sampled_from(POLICIES),
    strokes=st.lists(_STROKES, max_size=3, unique_by=lambda one: one.id).map(tuple),
)
PLAN = StrokePlan(1, "ab" * 32, POLICIES[0], (stroke(), stroke(Generator.SPIRAL, id="s2")))


def _through_json(plan: StrokePlan) -> StrokePlan:
    data = json.dumps(strokes_object(plan)).encode()
    return read_strokes(parse_json(data, "strokes.json"), "strokes.json")


@settings(max_examples=60)
@given(PLANS)
def test_a_plan_comes_back_as_it_was(plan: StrokePlan) -> None:
    """To the last bit: the verifier judges what was written, not something near it."""
    assert _through_json(plan) == plan


def test_the_drawn_paths_are_there_for_drawing_and_are_not_read_back() -> None:
    """A path that disagrees with its generator can deceive nobody."""
    tree: Any = strokes_object(PLAN, body())
    assert tree["drawn"]["s1"][0][0] == [-60.0, -42.0]
    tree["drawn"]["s1"] = [[[0.0, 0.0]]]
    assert read_strokes(tree, "strokes.json") == PLAN


def test_a_session_of_strokes_is_small() -> None:
    """Generators and anchors instead of points: a session can be read by a person."""
    plan = StrokePlan(1, "ab" * 32, POLICIES[0], tuple(stroke(id=f"s{n}") for n in range(48)))
    assert len(json.dumps(strokes_object(plan))) < 48 * 700


def _in_stroke(**changes: object) -> Callable[[Any], None]:
    return lambda tree: tree["strokes"][0].update(changes)


def _anchor(**changes: object) -> Callable[[Any], None]:
    return lambda tree: tree["strokes"][0]["lane"][0].update(changes)


def _contact(**changes: object) -> Callable[[Any], None]:
    return lambda tree: tree["strokes"][0]["contact"].update(changes)


_HALF = [{"share": 0, "newton": 1}, {"share": 0.5, "newton": 1}]
FAULTS: dict[str, tuple[Callable[[Any], None], str]] = {
    "another schema": (lambda tree: tree.update(schema="lumbalis-strokes/2"), f"is not {SCHEMA}"),
    "an unknown part": (lambda tree: tree.update(colour=1), "part of a plan of strokes"),
    "another policy": (lambda tree: tree.update(policy="downwards"), "known words"),
    "one id twice": (_in_stroke(id="s2"), "one id twice"),
    "an unknown key": (_in_stroke(sped_mm_s=1), "did you mean speed_mm_s"),
    "a key that is missing": (lambda tree: tree["strokes"][0].pop("return_share"), "not a number"),
    "an unknown generator": (_in_stroke(generator="zigzag"), "known words"),
    "no lane": (_in_stroke(lane=[]), "has no anchor"),
    "an unknown side": (_anchor(side="middle"), "known words"),
    "an anchor far away": (_anchor(out_mm=1e9), "is above 3000"),
    "an anchor far below": (_anchor(up_mm=-1e9), "is below -3000"),
    "no contact": (_in_stroke(contact=None), "length_mm"),
    "a contact without width": (_contact(width_mm=0), "not above zero"),
    "a contact that is turned too far": (_contact(angle_deg=181), "above 180"),
    "a force that ends early": (_in_stroke(force=_HALF), "no knots from 0 to 1"),
    "a force out of order": (_in_stroke(force=[*_HALF, *_HALF]), "no knots from 0 to 1"),
    "no force": (_in_stroke(force=[]), "no knots from 0 to 1"),
    "a pull": (_in_stroke(force=[{"share": 0, "newton": -1}]), "below zero"),
    "no pass": (_in_stroke(repeats=0), "from 1 upwards"),
    "no time": (_in_stroke(seconds=0), "from 1 upwards"),
    "half a second": (_in_stroke(seconds=1.5), "from 1 upwards"),
    "a share above one": (_in_stroke(return_share=2), "above 1"),
    "a negative suction": (_in_stroke(vacuum_kpa=-1), "below zero"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_the_fault_is_refused(name: str) -> None:
    """What is not understood is not done."""
    spoil, says = FAULTS[name]
    tree = json.loads(json.dumps(strokes_object(PLAN)))
    spoil(tree)
    with pytest.raises(InputError, match=says):
        read_strokes(tree, "strokes.json")


def test_a_list_is_no_plan() -> None:
    """Nothing is guessed from another shape."""
    with pytest.raises(InputError, match="not a JSON object"):
        read_strokes([beside_spine()], "strokes.json")
