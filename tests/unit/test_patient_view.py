"""The patient's view: plain words in three languages, nothing that frightens, nothing cut off."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from bodymap_scenes import OBJECTED, body, parsed, scene, words
from drawing_samples import STAMP, cupping
from lumbalis.domain.dose import dose_of, raster_of
from lumbalis.domain.plan import Step
from lumbalis.domain.plan.strokes import StrokePlan
from lumbalis.drawing.body.palette import Theme
from lumbalis.drawing.body.scene import Judgement, NumberedStep, Scene
from lumbalis.drawing.clock import TimedStep
from lumbalis.drawing.patient.paper import figure_for_pdf
from lumbalis.drawing.patient.words import PatientWords, deeds
from lumbalis.drawing.patient_view import patient_view
from lumbalis.drawing.therapist_sheet import Layout
from lumbalis.drawing.typeface import PAPER, Style, width_mm
from protocols import shipped_protocol

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES = ("en", "ru", "uk")
STAGES = ("opening", "gluteal", "legs", "kneading", None)
LAYOUTS: tuple[Layout, ...] = ("wide", "narrow")
MOST_BYTES = 100_000
NOT_FOR_PATIENTS = {
    "en": r"kidney|kPa|newton|\bdose|osteochondros|protru|hernia|diagnos|verdict|risk|sciatic|rule",
    "ru": r"почк|почек|кПа|\bН\b|доз|остеохондр|грыж|протруз|диагноз|риск|седалищ|правил",
    "uk": r"нирк|нирок|кПа|\bН\b|доз|остеохондр|грыж|килу|протруз|діагноз|ризик|сідничн|правил",
}


def view(stage: str | None = "kneading", layout: Layout = "wide", language: str = "en",
         of: Scene | None = None) -> str:  # fmt: skip
    """Draw a view."""
    return patient_view(of or scene(), words(language), STAMP, stage=stage, layout=layout)


def texts(svg: str) -> list[str]:
    """List what is written or announced."""
    kinds = (f"{SVG}text", f"{SVG}title", f"{SVG}desc")
    return [element.text or "" for element in parsed(svg).iter() if element.tag in kinds]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("stage", STAGES)
def test_a_view_is_one_small_svg_that_fetches_nothing(stage: str | None, layout: Layout) -> None:
    """It is opened on the patient's own phone, perhaps without a network."""
    svg = view(stage, layout)
    assert parsed(svg).tag == f"{SVG}svg"
    assert len(gzip.compress(svg.encode())) < MOST_BYTES
    outside = r'(?:href|src)="(?!#)|url\((?!#)|@import|<script|<image|http(?!://www.w3)| on\w+="'
    assert re.findall(outside, svg) == []


@pytest.mark.parametrize("stage", STAGES)
def test_every_reference_inside_a_view_finds_its_mark(stage: str | None) -> None:
    """A light or a body that is not found is not drawn."""
    svg = view(stage)
    ids = [element.attrib["id"] for element in parsed(svg).iter() if "id" in element.attrib]
    used = set(re.findall(r'href="#([^"]+)"', svg)) | set(re.findall(r"url\(#([^)]+)\)", svg))
    assert len(ids) == len(set(ids))
    assert used <= set(ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_in_a_view_speaks_of_organs_doses_or_verdicts(language: str) -> None:
    """The patient reads it lying on the couch and can ask nobody what a word means."""
    for stage in (*(one.stage for one in scene().stages), None):
        said = " ".join(texts(view(stage, language=language)))
        assert re.findall(NOT_FOR_PATIENTS[language], said, re.IGNORECASE) == [], stage


@pytest.mark.parametrize("stage", STAGES)
def test_a_view_shows_the_plain_body_without_hatching(stage: str | None) -> None:
    """Red hatching over one's own spine is no picture to relax with."""
    shown = set(re.findall(r'<use href="#body-([\w-]+)"', view(stage)))
    assert shown == {"skin"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stage", STAGES)
def test_every_view_says_what_to_tell_at_once(stage: str | None, language: str) -> None:
    """Whatever else is on it, this has to be."""
    said = " ".join(texts(view(stage, language=language)))
    own = PatientWords(words(language))
    for sign in ("pain", "leg", "dizzy", "breath", "heart", "wish"):
        assert own.say("tell", sign).split()[-1] in said
    assert own.say("scale_heading").split()[0] in said


def test_burning_is_asked_for_under_cups_only() -> None:
    """A question about nothing teaches not to listen."""
    with_cups = PatientWords(words("en")).at_once(cupping().steps)
    assert "something burns or stings" in with_cups
    assert "something burns or stings" not in texts(view("kneading"))


def test_the_scale_marks_what_the_protocol_lets_a_level_hurt() -> None:
    """Level three may hurt up to three of ten: four is said at once, and marked by a shape too."""
    limit = shipped_protocol().limits["pain_at_level_three"].value
    svg = view("kneading")
    marked = [one for one in parsed(svg).iter(f"{SVG}rect") if one.get("class") == "say"]
    assert len(marked) == 10 - limit
    assert f"from {limit + 1:.0f} on say so at once" in texts(svg)


def test_at_the_lightest_level_any_pain_is_said() -> None:
    """A touch as light as that has no reason to hurt."""
    svg = view("opening")
    marked = [one for one in parsed(svg).iter(f"{SVG}rect") if one.get("class") == "say"]
    assert len(marked) == 10
    assert "any pain here, say so at once" in texts(svg)


def test_what_a_cup_may_hurt_counts_even_where_the_hands_are_strong() -> None:
    """The strictest limit of a stage is the one that is told."""
    own, limits = PatientWords(words("en")), shipped_protocol().limits
    strong = replace(scene().session.steps[0], level=4, manipulations=("kneading.ordinary",))
    cup = replace(strong, manipulations=("cupping.straight",))
    assert own.scale_from([strong]) == 1 + limits["pain_at_level_four"].value
    assert own.scale_from([strong, cup]) == 1 + limits["cup_pain_maximum"].value


def test_a_whole_session_tells_the_least_that_any_firm_part_may_hurt() -> None:
    """Who remembers one number must remember the safe one."""
    own, limits = PatientWords(words("en")), shipped_protocol().limits
    steps = [replace(scene().session.steps[0], level=n, stage=f"s{n}") for n in (1, 2, 3)]
    assert own.scale_from(steps) == 1 + limits["pain_at_level_two"].value


@pytest.mark.parametrize("judgement", [None, OBJECTED])
def test_a_plan_that_may_not_be_used_is_not_shown(judgement: Judgement | None) -> None:
    """A patient would take the picture for a promise that all is in order."""
    svg = view("kneading", of=scene(judgement=judgement))
    assert "This session is still being prepared" in texts(svg)
    assert 'class="lamp"' not in svg
    assert 'class="calm"' not in svg


def test_left_and_right_are_written_on_the_near_picture() -> None:
    """Seen from behind they are easily mistaken."""
    assert {"LEFT", "RIGHT"} <= set(texts(view("kneading")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_manipulation_and_stage_of_the_protocol_has_plain_words(language: str) -> None:
    """A script that is planned for the first time must not find the view speechless."""
    own, protocol = PatientWords(words(language)), shipped_protocol()
    for manipulation in protocol.manipulations.values():
        for form in manipulation.forms:
            step = replace(scene().session.steps[0], manipulations=(f"{manipulation.id}.{form}",))
            for key, _ in deeds([NumberedStep(1, (_timed(step),), ())]):
                assert own.say("deeds", key, "feels")
    for script in protocol.scripts.values():
        for stage in script.stages:
            assert own.stage(stage.id)
    for zone in body().treated:
        assert own.where([zone])


def _timed(step: Step) -> TimedStep:
    return TimedStep(0, step)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("stage", ["gluteal", "kneading", "legs", None])
def test_no_word_leaves_the_page_or_lies_on_another(
    stage: str | None, layout: Layout, language: str
) -> None:
    """Widths are estimated generously, so a small overlap of two estimates is no collision."""
    svg = view(stage, layout, language)
    _, _, width, height = map(float, parsed(svg).attrib["viewBox"].split())
    boxes = [box for element in parsed(svg).iter(f"{SVG}text") for box in [_box(element)]]
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert top >= 0
        assert right <= width
        assert bottom <= height
    strip = [float(one.attrib["y"]) for one in parsed(svg).iter(f"{SVG}rect") if _is_part(one)]
    if layout == "wide" and strip:
        assert max(box[3] for box in boxes) < min(strip)
    for a, b in combinations(boxes, 2):
        across = min(a[2], b[2]) - max(a[0], b[0])
        down = min(a[3], b[3]) - max(a[1], b[1])
        assert across < 3 or down < 3, (a, b)


def _is_part(element: ET.Element) -> bool:
    return element.get("class", "").startswith("part")


def _box(element: ET.Element) -> tuple[float, float, float, float]:
    classes = element.attrib["class"].split()
    size = next(float(one[1:]) for one in classes if one[0] == "t" and one[1:].isdigit())
    width = width_mm(element.text or "", Style(size, size, bold="b" in classes))
    x, y = float(element.attrib["x"]), float(element.attrib["y"])
    shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor", "start")]
    return x - shift * width, y - 0.75 * size, x + (1 - shift) * width, y + 0.2 * size


def test_the_same_scene_is_drawn_the_same_way() -> None:
    """What the therapist shows is what the patient has at home."""
    assert view() == view()


def test_a_session_that_ends_says_that_rest_follows() -> None:
    """Getting up at once is what makes people dizzy."""
    assert "Afterwards you rest lying down, warmly covered." in texts(view("closing"))


def test_an_unknown_stage_is_refused() -> None:
    """An empty view would look like a stage without touch."""
    with pytest.raises(KeyError):
        view("dancing")


def test_on_paper_colours_are_written_out_in_the_face_of_the_press() -> None:
    """The maker of the PDF knows neither variables nor the reader's screen."""
    svg = figure_for_pdf(patient_view(scene(), words("ru"), STAMP, theme=Theme.DARK))
    parsed(svg)
    assert "var(" not in svg
    assert "@media" not in svg
    assert PAPER.family in svg
    assert "system-ui" not in svg


def test_a_session_with_cups_has_its_own_words() -> None:
    """Cups feel unlike hands, and their marks must not surprise."""
    session, on = cupping(), body()
    plan = StrokePlan(session.index, on.sha256, "classical_bottom_up", ())
    with_cups = Scene(on, session, plan, (), dose_of((), raster_of(on)), scene().judgement)
    said = " ".join(texts(view("moving_cups", of=with_cups)))
    assert "Gliding cup" in said
    assert "marks may stay for days" in said
