"""What the tablet is given to show: steps in words, and a back whose zones can be lit."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.couch_map import couch_map
from lumbalis.knowledge.locales import LANGUAGES
from lumbalis.surfaces.couch_steps import ceilings_in_words, couch_steps
from lumbalis.surfaces.workplace import Workplace
from on_body_plan_samples import drawn, first_session, man, session_of

SVG = "{http://www.w3.org/2000/svg}"
SCRIPTS = ("classical", "cupping_silicone", "acupressure")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_can_be_read_from_afar(language: str) -> None:
    """Few words, none of them an id, and the time and level of the plan."""
    session = first_session()
    told = couch_steps(session, Workplace(language).texts)
    assert [one["seconds"] for one in told] == [step.seconds for step in session.steps]
    assert [one["level"] for one in told] == [step.level for step in session.steps]
    for one in told:
        assert one["what"]
        assert one["where"]
        assert "_" not in f"{one['what']}{one['where']}{one['how']}{one['feels']}"
    assert json.loads(json.dumps(told)) == told


def test_what_is_asked_comes_with_the_step() -> None:
    """A checkpoint that the tablet does not ask is one that nobody asks."""
    session = first_session()
    told = couch_steps(session, Workplace("en").texts)
    asked = [bool(one["asks"]) for one in told]
    assert asked == [step.checkpoint is not None for step in session.steps]
    assert any(asked)


@pytest.mark.parametrize("script", SCRIPTS)
def test_cups_and_points_are_told_with_their_numbers(script: str) -> None:
    """The timer of a cup or a point begins from here."""
    session = session_of(script, 2)
    for step, one in zip(session.steps, couch_steps(session, Workplace("en").texts), strict=True):
        assert bool(one["cups"]) == (step.cups is not None)
        assert one["points"] == [{"point": p.point, "seconds": p.seconds} for p in step.points]


def test_forbidden_zones_are_told() -> None:
    """The spine is never anybody's to choose."""
    told = ceilings_in_words(first_session(), Workplace("en").texts)
    assert "0" in told
    assert "spine" in told["0"].lower()


@pytest.mark.on_the_body
def test_the_map_has_every_zone_and_every_step_with_a_lane() -> None:
    """A step without a light on the map leaves the hands to guess."""
    body, plan = man(), drawn()
    svg = couch_map(body, plan.strokes, BodyWords.of(Workplace("en").texts))
    tree = ET.fromstring(svg)  # noqa: S314 - our own drawing
    zones = {one.get("data-zone") for one in tree.iter(f"{SVG}path")} - {None}
    steps = {int(one.get("data-step", "")) for one in tree.iter(f"{SVG}g") if one.get("data-step")}
    assert zones == set(body.treated) & set(body.zones)
    assert steps == {stroke.step for stroke in plan.strokes.strokes}
    bans = [one for one in tree.iter(f"{SVG}path") if one.get("class") == "couch-map__ban"]
    assert len(bans) == len(body.keep_outs)
    assert svg.count("LEFT") == svg.count("RIGHT") == 2


@pytest.mark.on_the_body
def test_a_body_without_a_plan_is_still_a_map() -> None:
    """Where nothing was laid on the body, zones alone say where."""
    svg = couch_map(man(), None, BodyWords.of(Workplace("uk").texts))
    assert "data-zone" in svg
    assert "data-step" not in svg
