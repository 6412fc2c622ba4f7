"""Pictures of a session that can be worked on: every stroke found, every objection in its place."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from bodymap_scenes import parsed, scene, words
from lumbalis.domain.anatomy import Point
from lumbalis.drawing.body.figure import BodyFigure
from lumbalis.drawing.body.grips import Mark, alone
from lumbalis.drawing.body.palette import Theme
from lumbalis.drawing.body.workbench import SIZE, Workbench, skin_picture

SVG = "{http://www.w3.org/2000/svg}"
STAGES = tuple(stage.stage for stage in scene().stages)


def drawn(
    stage: str, marks: tuple[Mark, ...] = (), names: dict[int, str] | None = None
) -> ET.Element:
    """Draw a stage as a page does, within the document that it stands in."""
    bench = Workbench(scene(), words("en"), marks, names)
    inner = (
        bench.skin("/skin.svg")
        + bench.defs()
        + bench.picture(stage, "A stage", "Its strokes", shown=True)
    )
    return parsed(f'<svg xmlns="http://www.w3.org/2000/svg">{inner}</svg>')


def of_class(root: ET.Element, name: str) -> list[ET.Element]:
    """List the elements of a class."""
    return [one for one in root.iter() if name in one.get("class", "").split()]


@pytest.mark.parametrize("stage", STAGES)
def test_every_stroke_of_a_stage_is_there_and_says_its_step(stage: str) -> None:
    """A stroke that is done and not shown cannot be judged by whoever signs."""
    works = scene().works(stage)
    shown = of_class(drawn(stage), "work")
    assert [one.get("data-step") for one in shown] == [str(work.stroke.step) for work in works]


@pytest.mark.parametrize("stage", STAGES)
def test_every_reference_finds_its_mark(stage: str) -> None:
    """A `use` without its mark draws nothing: a keep-out would silently be missing."""
    root = drawn(stage)
    ids = [one.attrib["id"] for one in root.iter() if "id" in one.attrib]
    written = ET.tostring(root, encoding="unicode")
    used = set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', written))
    assert len(ids) == len(set(ids))
    assert {one or other for one, other in used} <= set(ids)


def test_what_is_objected_to_has_its_number_where_it_is() -> None:
    """At its own place, or where its step begins; what lies in another stage is not here."""
    works = scene().works("gluteal")
    step, elsewhere = works[0].stroke.step, scene().works("kneading")[0].stroke.step
    marks = (
        Mark(1, "Too near.", step, Point(-60.0, -150.0)),
        Mark(2, "Too long.", step, None),
        Mark(3, "Elsewhere.", elsewhere, Point(60.0, -150.0)),
        Mark(4, "Too much in all.", None, None),
    )
    signs = of_class(drawn("gluteal", marks), "sign")
    assert [one.get("data-wrong") for one in signs] == ["1", "2"]
    assert ["".join(one.itertext()) for one in signs] == ["1", "2"]
    assert {one.get("aria-label") for one in signs} == {"Too near.", "Too long."}


def test_signs_do_not_cover_one_another() -> None:
    """Two objections at one place are two numbers that can be read."""
    step = scene().works("gluteal")[0].stroke.step
    marks = tuple(Mark(n, "Too near.", step, Point(-60.0, -150.0)) for n in range(1, 6))
    places = {one.get("transform") for one in of_class(drawn("gluteal", marks), "sign")}
    assert len(places) == len(marks)


def test_nothing_can_be_taken_by_who_may_not_move_it() -> None:
    """A reader's keyboard does not stop at what it cannot change."""
    grips = of_class(drawn("gluteal"), "grip")
    assert grips
    assert not any(one.get("tabindex") or one.get("role") for one in grips)


@pytest.mark.parametrize("stage", STAGES)
def test_numbers_to_take_strokes_by_lie_within_the_picture(stage: str) -> None:
    """What is cut off at the edge cannot be read or taken."""
    width, height = SIZE
    for grip in of_class(drawn(stage), "grip"):
        x, y = map(float, re.findall(r"-?[0-9.]+", grip.attrib["transform"]))
        assert 0 < x < width
        assert 0 < y < height - 12


def test_each_thing_that_is_moved_is_one_stop_with_a_name() -> None:
    """The lanes of a step move together, so they are one thing to a keyboard."""
    names = {work.stroke.step: f"step {work.stroke.step}" for work in scene().works("gluteal")}
    grips = of_class(drawn("gluteal", (), names), "grip")
    stops = [one for one in grips if one.get("tabindex") == "0"]
    assert sorted(one.get("data-step", "") for one in stops) == sorted(map(str, names))
    assert all(one.get("aria-label") for one in stops)
    assert not any(alone(work) for work in scene().works("gluteal"))


def test_pictures_lie_on_the_skin_of_their_own_body_only() -> None:
    """The skin is fetched apart; strokes of one body on the skin of another would be a lie."""
    bench = Workbench(scene(), words("en"))
    name = f"skin-{scene().body.sha256[:16]}"
    assert f'id="{name}"' in bench.skin("/skin.svg")
    assert f'href="#{name}"' in bench.picture("gluteal", "A stage", "Its strokes", shown=True)


@pytest.mark.parametrize("theme", [None, *Theme])
def test_the_skin_is_a_picture_by_itself(theme: Theme | None) -> None:
    """It has the proportions of the body, so that strokes lie where they are on it."""
    body = scene().body
    root = parsed(skin_picture(BodyFigure(body), theme))
    left, bottom, right, top = body.outline.bounds
    assert float(root.attrib["width"]) == pytest.approx(right - left, abs=0.1)
    assert float(root.attrib["height"]) == pytest.approx(top - bottom, abs=0.1)
    assert root.get("data-theme") == (theme.value if theme else None)


def test_a_picture_says_how_many_units_a_millimetre_has() -> None:
    """A drag of so many pixels becomes millimetres by it."""
    root = of_class(drawn("gluteal"), "canvas")[0]
    window = scene().window("gluteal")
    assert float(root.attrib["data-scale"]) * window.height == pytest.approx(SIZE[1], rel=0.2)
