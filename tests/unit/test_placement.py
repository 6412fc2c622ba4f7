"""Points and cups on the body: every one drawn, named, and to be measured from a landmark."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from functools import cache

import pytest

from bodymap_scenes import JUDGED, OBJECTED, body, parsed, scene, words
from drawing_samples import STAMP, acupressure
from lumbalis.domain.anatomy import Anchor, Side
from lumbalis.domain.dose import dose_of, raster_of
from lumbalis.domain.plan import Cups, Seconds, Session, Step
from lumbalis.domain.plan.strokes import Contact, ForceKnot, Generator, Stroke, StrokePlan
from lumbalis.domain.plan.tracing import trace
from lumbalis.drawing.body.scene import Scene
from lumbalis.drawing.placement import placement
from lumbalis.drawing.spots.rows import place_words
from lumbalis.drawing.spots.spot import spots_of
from lumbalis.drawing.therapist_sheet import Layout
from lumbalis.drawing.typeface import Style, width_mm

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES = ("en", "ru", "uk")
LAYOUTS: tuple[Layout, ...] = ("wide", "narrow")
SIDES = (Side.LEFT, Side.RIGHT)
CUP = Contact("silicone_cup", 40, 40, 0)
FINGER = Contact("finger_pads", 15, 15, 0)
OUT_MM = 36.0


@cache
def pressed() -> Scene:
    """Press BL25 level with L4 and BL26 level with L5, on both sides, one after the other."""
    session = acupressure()
    place = next(n for n, step in enumerate(session.steps) if step.points)
    strokes = tuple(
        _stroke(f"{level}-{side.value}", place, Generator.PRESS_ROTATE, (_at(level, side),), start)
        for level, start in (("L4", 0), ("L5", 120))
        for side in SIDES
    )
    return _laid(session, strokes)


@cache
def cupped() -> Scene:
    """Place a cup, lead it along the same lane twice, and in a spiral."""
    session = acupressure()
    kinds = (
        ("placing", Generator.CUP_STATIC),
        ("straight", Generator.CUP_LINE),
        ("straight", Generator.CUP_LINE),
        ("spiral", Generator.CUP_SPIRAL),
    )
    steps = tuple(_cup_step(name, number) for number, (name, _) in enumerate(kinds))
    lanes = {Generator.CUP_LINE: ("S1", "L5")}
    strokes = tuple(
        _stroke(
            f"{place}-{side.value}",
            place,
            kind,
            tuple(_at(level, side, 60) for level in lanes.get(kind, ("L5",))),
            0,
        )
        for place, (_, kind) in enumerate(kinds)
        for side in SIDES
    )
    return _laid(replace(session, steps=steps), strokes)


def _cup_step(name: str, number: int) -> Step:
    like = acupressure().steps[0]
    return replace(
        like,
        stage="moving_cups",
        step=f"cups_{number}",
        zones=("paravertebral_left", "paravertebral_right"),
        manipulations=(f"cupping.{name}",),
        seconds=Seconds(30 + number),
        cups=Cups(1, 40, "moving"),
    )


def _at(level: str, side: Side, out_mm: float = OUT_MM) -> Anchor:
    return Anchor(level, side, 0, out_mm)


def _stroke(
    name: str, place: int, kind: Generator, lane: tuple[Anchor, ...], starts_s: int
) -> Stroke:
    cup = kind is not Generator.PRESS_ROTATE
    manipulations = {
        Generator.CUP_STATIC: "cupping.placing",
        Generator.CUP_LINE: "cupping.straight",
        Generator.CUP_SPIRAL: "cupping.spiral",
    }
    return Stroke(
        id=name,
        step=place,
        zone=f"paravertebral_{lane[0].side.value}",
        manipulation=manipulations.get(kind, "acupressure.press"),
        generator=kind,
        lane=lane,
        contact=CUP if cup else FINGER,
        force=(ForceKnot(0, 10), ForceKnot(1, 10)),
        amplitude_mm=15 if kind is Generator.CUP_SPIRAL else 0,
        pitch_mm=8 if kind is Generator.CUP_SPIRAL else 0,
        speed_mm_s=30 if len(lane) > 1 or kind is Generator.CUP_SPIRAL else 0,
        tempo_hz=0,
        repeats=1,
        vacuum_kpa=15 if cup else 0,
        starts_s=Seconds(starts_s),
        seconds=Seconds(30),
    )


def _laid(session: Session, strokes: tuple[Stroke, ...]) -> Scene:
    on = body()
    plan = StrokePlan(session.index, on.sha256, "classical_bottom_up", strokes)
    traces = tuple(trace(stroke, on) for stroke in strokes)
    return Scene(on, session, plan, traces, dose_of(traces, raster_of(on)), JUDGED)


def drawn(of: Scene, layout: Layout = "wide", language: str = "en") -> str:
    """Draw the placement."""
    return placement(of, words(language), STAMP, layout=layout)


def texts(svg: str) -> list[str]:
    """List the lines of a drawing."""
    return [element.text or "" for element in parsed(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_point_is_named_beside_each_of_its_targets(layout: Layout) -> None:
    """A target without a name, or under the name of another point, is pressed for the wrong one."""
    on = pressed()
    spot = spots_of(on)[0]
    found = {(spot.point_of(work), work.stroke.lane[0].landmark) for work in spot.works}
    assert found == {("BL25", "L4"), ("BL26", "L5")}
    said = texts(drawn(on, layout))
    assert said.count("BL25") == said.count("BL26") == 3


def test_a_point_is_said_in_mm_and_in_the_patients_own_cun() -> None:
    """One is for the ruler, the other for the thumb."""
    said = texts(drawn(pressed()))
    cun = body().cun_mm
    assert "36 mm left and right of L4" in said
    assert f"{OUT_MM / cun:.1f} cun; one cun of this patient is {cun:.0f} mm" in said


def test_what_is_done_on_one_place_is_one_picture_with_all_its_times() -> None:
    """The same lane twice is the same picture; a spiral elsewhere is another."""
    spots = spots_of(cupped())
    assert [len(spot.steps) for spot in spots] == [1, 2, 1]
    assert "40 mm wide, 0:31 + 0:32" in texts(drawn(cupped()))


def test_a_cup_is_drawn_as_wide_as_it_is_at_both_ends_of_its_lane() -> None:
    """The rim reaches further than the lane: it must be seen to stay off what is hatched."""
    circles = [one for one in parsed(drawn(cupped())).iter(f"{SVG}circle") if _is_cup(one.attrib)]
    assert {one.get("r") for one in circles} == {"200"}
    assert len(circles) >= 2 + 4


def _is_cup(attributes: dict[str, str]) -> bool:
    return attributes.get("class") == "cup"


@pytest.mark.parametrize("of", [pressed, cupped])
def test_what_must_not_be_touched_is_on_every_picture(of: type) -> None:
    """A cup is placed by this picture and by nothing else."""
    used = re.findall(r'<use href="#body-([\w-]+)"', drawn(of()))
    pictures = len(spots_of(of()))
    for part in ("keep-outs", "reduced", "organs"):
        assert used.count(part) == pictures


def test_both_rulers_count_from_the_midline_and_the_third_from_l4() -> None:
    """A distance that starts elsewhere is a vertebra wrong."""
    root = parsed(drawn(pressed()))
    zeros = [one for one in root.iter(f"{SVG}text") if one.text == "0"]
    frame = next(one for one in root.iter(f"{SVG}rect") if one.get("class") == "frame")
    middle = float(frame.attrib["x"]) + float(frame.attrib["width"]) / 2
    assert len(zeros) == 3
    assert sorted(round(float(one.attrib["x"]) - middle) for one in zeros)[:2] == [0, 0]


def test_a_place_between_two_levels_says_up_or_down() -> None:
    """Up and down are turned round easily."""
    up, down = (Anchor("L5", Side.LEFT, mm, 40.2) for mm in (12.0, -7.8))
    assert place_words(up, words("en"), both=False) == "40 mm left of L5, 12 mm above"
    assert place_words(down, words("en"), both=True) == "40 mm left and right of L5, 8 mm below"


def test_a_session_of_hands_alone_says_that_nothing_is_placed() -> None:
    """An empty page would be taken for a fault."""
    assert spots_of(scene()) == ()
    assert "This session has no points and no cups." in texts(drawn(scene()))


def test_an_objection_stands_beside_the_picture() -> None:
    """Nobody should place a cup by a plan that was refused."""
    refused = replace(pressed(), judgement=OBJECTED)
    assert "Do not use this plan" in texts(drawn(refused))
    unchecked = replace(pressed(), judgement=None)
    assert "Do not work from this sheet." in texts(drawn(unchecked))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("of", [pressed, cupped])
def test_a_placement_is_whole_small_and_inside_its_page(
    of: type, layout: Layout, language: str
) -> None:
    """It is printed and cut out: what leaves the page is lost."""
    svg = drawn(of(), layout, language)
    root = parsed(svg)
    assert re.findall(r'(?:href|src)="(?!#)|url\((?!#)|<script|http(?!://www.w3)', svg) == []
    assert len(gzip.compress(svg.encode())) < 100_000
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for element in root.iter(f"{SVG}text"):
        classes = element.attrib["class"].split()
        size = next(float(one[1:]) for one in classes if one[0] == "t" and one[1:].isdigit())
        wide = width_mm(element.text or "", Style(size, size, bold="b" in classes))
        shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor", "start")]
        left = float(element.attrib["x"]) - shift * wide
        assert left >= -1, element.text
        assert left + wide <= width + 1, element.text
        assert 0 <= float(element.attrib["y"]) <= height
