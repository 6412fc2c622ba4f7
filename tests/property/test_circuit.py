"""The net of a protocol says of everybody what a screening says."""

from __future__ import annotations

from functools import cache

import pytest

from circuit_people import DrawnPerson, drawn_people
from lumbalis.domain.circuit import Outcome, lit, outcome_of, read_off, screening_net, switched
from lumbalis.domain.circuit.verdict import ScreeningNet
from lumbalis.domain.facts import ContradictionError
from lumbalis.domain.protocol import Category
from lumbalis.domain.screening import screen
from protocols import shipped_protocol


@cache
def net_of_protocol() -> ScreeningNet:
    """Build the net once."""
    return screening_net(shipped_protocol())


def screened(person: DrawnPerson) -> Outcome | None:
    """Screen a person; None where the answers contradict each other."""
    try:
        verdict = screen(shipped_protocol(), person.answers, person.encounter, person.overrides)
    except ContradictionError:
        return None
    return outcome_of(verdict)


def read(person: DrawnPerson) -> Outcome | None:
    """Read a person off the net."""
    net = net_of_protocol()
    inputs = switched(net.gates, net.protocol, person.answers, person.encounter, person.overrides)
    gates = lit(net.gates, inputs)
    return read_off(net, gates.__getitem__)


@pytest.mark.parametrize(
    ("seed", "count"), [(1, 600), pytest.param(2, 40_000, marks=pytest.mark.deep)]
)
def test_the_net_and_the_screening_agree_on_everybody(seed: int, count: int) -> None:
    """Category, phase, reasons, missing facts, caps, zones, techniques and position agree."""
    for person in drawn_people(seed, count):
        assert read(person) == screened(person)


def test_the_drawn_people_reach_every_category_and_contradict_themselves() -> None:
    """An agreement about people who are all alike would show little."""
    outcomes = [screened(person) for person in drawn_people(3, 1500)]
    assert {o.category for o in outcomes if o is not None} == set(Category)
    assert None in outcomes


def test_a_net_repeats_no_gate() -> None:
    """What is built twice exists once, or solver and sweep would work twice."""
    nodes = net_of_protocol().gates.nodes
    assert len(set(nodes)) == len(nodes)
