"""The therapist's sheet and the atlas: complete, readable, light, in three languages."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from bodymap_scenes import FRAGILE, MOLE, OBJECTED, body, parsed, scene, words
from drawing_samples import STAMP
from lumbalis.domain.anatomy import Point
from lumbalis.domain.verification.on_body import (
    BodyVerification,
    BodyViolation,
    Robustness,
    Scenario,
    verify_on_body,
)
from lumbalis.drawing.body.atlas import atlas
from lumbalis.drawing.body.judging import judgement_of
from lumbalis.drawing.body.palette import TEXT_PAIRS, Theme, colour, plain
from lumbalis.drawing.body.scene import Objection, Scene
from lumbalis.drawing.therapist_sheet import Layout, therapist_sheet
from lumbalis.drawing.typeface import Style, width_mm
from protocols import shipped_protocol

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES = ("en", "ru", "uk")
STAGES = ("gluteal", "legs", "kneading", None)
LAYOUTS: tuple[Layout, ...] = ("wide", "narrow")
MOST_BYTES = 200_000
LEAST_CONTRAST = 4.5


def sheet(stage: str | None = "kneading", layout: Layout = "wide", language: str = "en",
          of: Scene | None = None) -> str:  # fmt: skip
    """Draw a sheet."""
    return therapist_sheet(of or scene(), words(language), STAMP, stage=stage, layout=layout)


def texts(svg: str) -> list[str]:
    """List the lines of a drawing."""
    return [element.text or "" for element in parsed(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("stage", STAGES)
def test_a_sheet_is_one_small_svg_that_fetches_nothing(stage: str | None, layout: Layout) -> None:
    """It is opened from a mail or a disk, on a slow tablet: whole by itself and light."""
    svg = sheet(stage, layout)
    root = parsed(svg)
    assert root.tag == f"{SVG}svg"
    assert len(gzip.compress(svg.encode())) < MOST_BYTES / 2
    outside = re.findall(
        r'(?:href|src)="(?!#)|url\((?!#)|@import|<script|<image|http(?!://www.w3)', svg
    )
    assert outside == []


@pytest.mark.parametrize("stage", STAGES)
def test_every_reference_inside_a_sheet_finds_its_mark(stage: str | None) -> None:
    """A `use` without its mark draws nothing: a keep-out would silently be missing."""
    root = parsed(sheet(stage))
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    written = ET.tostring(root, encoding="unicode")
    used = set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', written))
    assert len(ids) == len(set(ids))
    assert {one or other for one, other in used} <= set(ids)


def test_a_sheet_is_announced_to_who_cannot_see_it() -> None:
    """A screen reader says which session and stage it is, and the session in sentences."""
    root = parsed(sheet("gluteal"))
    title, about = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.attrib["role"] == "img"
    assert title is not None
    assert title.text == "Session 3 of 10. Stage 3 of 10: Buttocks"
    assert about is not None
    assert "Lumbar kneading: 14:00 to 17:00" in (about.text or "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_says_everything_in_its_language(language: str) -> None:
    """Half a sheet in another language is a sheet half understood."""
    wanted = words(language)
    said = " ".join(texts(sheet("kneading", language=language)))
    for key in ("left_upper", "right_upper", "steps_heading", "checked", "key_none", "map_heading"):
        assert wanted.say(key) in said
    others = [words(other).say("steps_heading") for other in LANGUAGES if other != language]
    assert not any(other in said for other in others)


def test_the_same_scene_is_drawn_the_same_way() -> None:
    """A printed sheet and the one on the screen must be the same sheet."""
    assert sheet() == sheet()


def test_a_plan_nobody_checked_says_so() -> None:
    """Silence would be read as approval."""
    unchecked = sheet(of=scene(judgement=None))
    assert "Do not work from this sheet." in unchecked
    assert "Every rule holds." not in unchecked


def test_an_objection_is_marked_on_the_body_and_said() -> None:
    """Its place on the picture is what the therapist or the planner has to look at."""
    svg = sheet("kneading", of=scene(judgement=OBJECTED))
    assert svg.count('class="objection"') == 1
    assert "Contact on the spine." in texts(svg)
    assert "Every rule holds." not in svg


def test_a_stage_marks_what_is_wrong_with_it_and_nothing_else() -> None:
    """A mark of another stage would be looked for among the wrong strokes."""
    marked = {stage: sheet(stage, of=scene(judgement=OBJECTED)) for stage in ("gluteal", "legs")}
    assert marked["gluteal"].count('class="objection"') == 1
    assert marked["legs"].count('class="objection"') == 0
    assert "Do not use this plan" in marked["legs"]


def test_a_plan_that_a_wrong_landmark_breaks_is_not_shown_as_safe() -> None:
    """One scenario in fifteen is a patient hurt: green is for none."""
    svg = sheet(of=scene(judgement=FRAGILE))
    assert "Every rule holds." not in svg
    assert "Find the landmarks more surely first" in texts(svg)


def test_a_stage_shows_the_dose_of_its_own_regions_and_the_kidneys() -> None:
    """Eleven regions beside a stage that works on one are ten too many; kidneys always count."""
    said = texts(sheet("gluteal"))
    assert "buttock" in said
    assert "kidney area" in said
    assert "calf" not in said
    assert "calf" in texts(sheet(None))


def test_what_the_verifier_found_comes_in_words() -> None:
    """Overdrawn margins stand first; a look at one edited stroke is no judgement at all."""
    found = BodyVerification(
        violations=(
            BodyViolation("keep_out", "3/kneading/2", "a", Point(0, 1), None, "1", "2", ("R030",)),
        ),
        margins={"session_impulse_n_s": -3.2, "kidney_force_n": 5.04, "spine_clearance_mm": 11.3},
        checks=("keep_out",),
        robustness=Robustness(
            (Scenario(6, 1, ()), Scenario(6, -1, (("a", "x"),))), 7, 8, 40, 50, 60
        ),
        zone_doses={},
        body_sha256="x",
    )
    judged = judgement_of(found, words("en"), lambda one: one.kind)
    assert judged is not None
    assert (judged.survived, judged.scenarios, judged.off_mm) == (1, 2, (7, 8, 40, 50))
    assert judged.objections == (Objection(Point(0, 1), "keep_out", "kneading"),)
    assert [(row.room, row.holds) for row in judged.margins] == [
        ("−3.2 N·s", False),
        ("11 mm", True),
        ("5 N", True),
    ]
    assert judgement_of(replace(found, complete=False), words("en"), str) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_margin_the_verifier_gives_has_its_words(language: str) -> None:
    """An id on a sheet is read by nobody."""
    drawn = scene()
    found = verify_on_body(drawn.plan, drawn.session, drawn.body, shipped_protocol())
    assert len(found.margins) > 8
    for name in found.margins:
        assert words(language).say("margins", name)


def test_an_unknown_stage_is_refused() -> None:
    """An empty sheet would look like a stage without work."""
    with pytest.raises(KeyError):
        sheet("dancing")


def test_a_mole_is_marked_with_its_word() -> None:
    """The hatching alone does not say what lies under it."""
    svg = sheet(of=scene(body(lesions=(MOLE,))))
    assert "mole" in texts(svg)


def placed(svg: str) -> Iterator[tuple[float, float, float, float]]:
    """Give the left, top, right and bottom of every text of a document."""
    for element in parsed(svg).iter(f"{SVG}text"):
        classes = element.attrib["class"].split()
        size = next(float(one[1:]) for one in classes if one[0] == "t" and one[1:].isdigit())
        width = width_mm(element.text or "", Style(size, size, bold="b" in classes))
        x, y = float(element.attrib["x"]), float(element.attrib["y"])
        shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[
            element.attrib.get("text-anchor", "start")
        ]
        yield x - shift * width, y - 0.75 * size, x + (1 - shift) * width, y + 0.2 * size


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_word_leaves_the_page(layout: Layout, language: str) -> None:
    """What is cut off at the edge of the paper is not said."""
    for stage in ("gluteal", None):
        svg = sheet(stage, layout, language)
        _, _, width, height = map(float, parsed(svg).attrib["viewBox"].split())
        for left, top, right, bottom in placed(svg):
            assert left >= 0
            assert top >= 0
            assert right <= width
            assert bottom <= height


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stage", ["gluteal", "kneading", "preparation", None])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_word_lies_on_another(stage: str | None, layout: Layout, language: str) -> None:
    """Widths are estimated generously, so a small overlap of two estimates is no collision."""
    boxes = list(placed(sheet(stage, layout, language)))
    for a, b in combinations(boxes, 2):
        across = min(a[2], b[2]) - max(a[0], b[0])
        down = min(a[3], b[3]) - max(a[1], b[1])
        assert across < 3 or down < 3, (a, b)


@pytest.mark.parametrize("theme", list(Theme))
def test_every_text_can_be_read_on_its_ground(theme: Theme) -> None:
    """WCAG asks for a contrast of 4.5 to 1; in the dark palette as well."""
    for ink, ground in TEXT_PAIRS:
        ratio = contrast(colour(ink, theme), colour(ground, theme))
        assert ratio >= LEAST_CONTRAST, (ink, ground, round(ratio, 2))


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours as WCAG defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(hexadecimal: str) -> float:
    """Give the relative luminance of a colour as WCAG defines it."""
    channels = [int(hexadecimal[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_are_written_out_for_readers_without_variables() -> None:
    """The maker of the PDF knows no CSS variables and would draw everything black."""
    svg = plain(sheet(), Theme.LIGHT)
    parsed(svg)
    assert "var(" not in svg
    assert "@media" not in svg
    assert colour("stop", Theme.LIGHT) in svg


def test_both_palettes_are_in_the_sheet_and_one_can_be_forced() -> None:
    """A tablet at the couch is dark while the paper beside it is not."""
    svg = sheet()
    assert "prefers-color-scheme:dark" in svg
    assert colour("skin", Theme.DARK) in svg
    forced = therapist_sheet(scene(), words("en"), STAMP, stage="legs", theme=Theme.DARK)
    assert 'data-theme="dark"' in forced


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_atlas_names_every_region_and_its_area(language: str) -> None:
    """A zone without a name on the atlas is a zone nobody can talk about."""
    on = body()
    said = texts(atlas(on, words(language)))
    regions = {re.sub("_(left|right)$", "", zone) for zone in on.zones}
    for region in regions:
        name = words(language).region(region)
        assert any(text.casefold().startswith(name[:12].casefold()) for text in said), region
    kidneys = [on.zones[f"kidney_{side}"].area / 100 for side in ("left", "right")]
    assert any(all(str(round(area)) in text for area in kidneys) for text in said)
