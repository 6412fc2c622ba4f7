"""The picture of where hands may go: every zone by how it may be touched, sides always written."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import lumbalis.clinic
from lumbalis.domain.anatomy import Body, BodyMeasures, Build
from lumbalis.domain.anatomy.build import build_body
from lumbalis.drawing.allowed_zones import Touch, ZoneTouch, allowed_zones
from lumbalis.drawing.allowed_zones_map import skin_map
from lumbalis.drawing.body.palette import Theme, colour
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.knowledge.bodies import load_body_model
from protocols import shipped_protocol
from shipped_texts import texts_in

WORDS = BodyWords.of(texts_in("en"))
STYLE = Path(lumbalis.clinic.__file__).parent / "web/static/verdicts/verdicts.css"


@pytest.fixture(scope="module")
def body() -> Body:
    """Build a usual back."""
    return build_body(BodyMeasures(Build.FEMALE, 1650, 65, {}, {}), load_body_model())


def texts_of(svg: str) -> list[str]:
    """List the words written in a picture."""
    return [one.text or "" for one in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314 - our own drawing


def picture(body: Body, **zones: ZoneTouch) -> str:
    """Draw a few zones."""
    return allowed_zones(body, zones, WORDS, "A back.")


def test_left_and_right_are_written_in_both_parts(body: Body) -> None:
    """A mirrored ban is a ban on the wrong side."""
    assert texts_of(picture(body)).count("LEFT") == 2
    assert texts_of(picture(body)).count("RIGHT") == 2


def test_each_touch_has_its_own_look_and_mark(body: Body) -> None:
    """Colour alone is not enough: a number, a pattern, a dash or a dashed edge goes with it."""
    drawn = picture(
        body,
        gluteal_left=ZoneTouch(Touch.FULL, 2),
        gluteal_right=ZoneTouch(Touch.LIGHTER, 1),
        sacrum=ZoneTouch(Touch.LEFT_OUT),
        spine=ZoneTouch(Touch.NONE),
    )
    assert {"1", "2", "–"} <= set(texts_of(drawn))
    assert 'fill="url(#allowed-lighter)"' in drawn
    assert 'fill="url(#allowed-none)"' in drawn
    assert "stroke-dasharray" in drawn


def test_a_ban_lies_above_a_permission(body: Body) -> None:
    """Where two zones touch, the stricter one is seen."""
    drawn = picture(body, spine=ZoneTouch(Touch.NONE), paravertebral_left=ZoneTouch(Touch.FULL, 3))
    back = drawn.split('id="allowed-back"')[1]
    assert back.rindex("allowed-none") > back.rindex("--go")


def test_the_picture_fetches_nothing_and_styles_nothing(body: Body) -> None:
    """It stands in a page whose policy forbids style and script."""
    drawn = picture(body, sacrum=ZoneTouch(Touch.FULL, 1))
    for forbidden in ("<style", "style=", "<script", "@import"):
        assert forbidden not in drawn


def test_words_of_the_page_are_escaped(body: Body) -> None:
    """What a screen reader says may hold anything."""
    assert "<b>" not in allowed_zones(body, {}, WORDS, '"><b>x')


def test_the_map_has_an_area_for_every_side(body: Body) -> None:
    """Each word that names a side can be pointed at; a word for both sides is not drawn twice."""
    protocol = shipped_protocol()
    fact = protocol.vocabulary.facts["skin_break_sites"]
    drawn = skin_map(body, fact.values, protocol.zones.regions_of_facts, WORDS)
    for region in ("gluteal", "thigh", "knee", "lower_leg"):
        assert f'data-word="{region}_left"' in drawn
        assert f'data-word="{region}_right"' in drawn
        assert f'data-word="{region}"' not in drawn
    assert 'data-word="sacral"' in drawn


def test_left_of_the_map_is_the_patients_left(body: Body) -> None:
    """Seen from behind, the left buttock is on the left."""
    left, right = (body.zones[f"gluteal_{side}"].centroid.x for side in ("left", "right"))
    assert left < right


@pytest.mark.parametrize("theme", list(Theme))
def test_the_page_gives_the_colours_of_the_palette(theme: Theme) -> None:
    """The picture names its colours; the page's style sheet has to know the same ones."""
    style = STYLE.read_text(encoding="utf-8")
    for name in ("skin", "bone", "guide", "halo", "edge"):
        assert f"--{name}: {colour(name, theme)}" in style
