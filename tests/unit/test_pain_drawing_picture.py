"""The picture of the pain drawing: what is dashed, what is filled, which side, which words."""

from __future__ import annotations

import gzip
import re
import xml.etree.ElementTree as ET
from datetime import date

import pytest

from bodymap_scenes import body
from lumbalis.domain.anatomy import Point
from lumbalis.domain.outcomes.pain_drawing import PainDose, PainDrawing, PainMark, pain_area
from lumbalis.drawing.body.palette import Theme, colour
from lumbalis.drawing.pain_drawing import pain_picture
from lumbalis.drawing.pain_words import PainVisit, PainWords
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fields import Fields
from lumbalis.exchange.pain_records import DrawnVisit, read_pain_drawings
from pain_drawing_bodies import rectangle_body, square
from shipped_texts import texts_in

SVG = "{http://www.w3.org/2000/svg}"
EARLIER, LATER = date(2026, 11, 3), date(2026, 11, 24)
QUALITIES = frozenset({"aching", "burning"})


def words(language: str = "en") -> PainWords:
    """Give the shipped words."""
    return PainWords.of(texts_in(language))


def visit(day: date, *marks: PainMark) -> PainVisit:
    """Measure marks on the drawn body."""
    return PainVisit(day, pain_area(PainDrawing(body().sha256, marks), body()))


def two_visits() -> tuple[PainVisit, PainVisit]:
    """Give a large pain on the right and, later, a smaller one with a worse middle."""
    before = visit(EARLIER, PainMark(square(20, -60, 90), 7))
    inner = PainMark(square(40, -30, 30), 5, "aching")
    return before, visit(LATER, PainMark(square(30, -40, 60), 4), inner)


def parsed(*visits: PainVisit, language: str = "en", narrow: bool = False) -> ET.Element:
    """Draw visits and parse the picture."""
    svg = pain_picture(body(), visits, words(language), narrow=narrow)
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


def texts(picture: ET.Element) -> list[str]:
    """List what is written."""
    return ["".join(node.itertext()) for node in picture.iter(f"{SVG}text")]


def classed(picture: ET.Element, name: str) -> list[ET.Element]:
    """List the elements of a class."""
    return [node for node in picture.iter() if node.attrib.get("class") == name]


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
@pytest.mark.parametrize("narrow", [False, True])
def test_the_earlier_pain_is_dashed_and_the_later_filled(
    language: str,
    narrow: bool,  # noqa: FBT001 - a table column
) -> None:
    """Told apart without any colour, and named with their days."""
    picture = parsed(*two_visits(), language=language, narrow=narrow)
    (dashed,) = classed(picture, "pain-before")
    filled = classed(picture, "pain")
    assert dashed.attrib["fill"] == "none"
    assert dashed.attrib["stroke-dasharray"]
    assert len(filled) == 2
    assert all(float(node.attrib["fill-opacity"]) > 0.2 for node in filled)
    said = texts(picture)
    assert any("24" in text and "2026" in text for text in said)


def test_the_worse_it_hurts_the_stronger_the_fill_and_the_number_is_written() -> None:
    """Strength of colour alone would tell nobody how much."""
    picture = parsed(*two_visits())
    strong, weak = (float(node.attrib["fill-opacity"]) for node in classed(picture, "pain"))
    assert strong > weak
    assert {"5", "4", "5, was 7"} <= set(texts(picture))


def test_areas_stand_with_their_unit_and_comparison() -> None:
    """36 of 81 cm2 still hurt; Jaccard 36 over 81."""
    said = texts(parsed(*two_visits()))
    assert "36 cm², was 81 cm²" in said
    assert "Still painful 36 cm², no longer 45 cm², new 0 cm²." in said
    assert "Overlap of the two drawings (Jaccard index): 0.44" in said
    assert "before: 7 · 81 cm²" in said


def test_right_pain_is_drawn_on_the_right_and_called_right() -> None:
    """Seen from behind, never mirrored; left and right are written."""
    picture = parsed(two_visits()[1])
    for node in classed(picture, "pain"):
        assert float(re.findall(r"M(-?\d+)", node.attrib["d"])[0]) > 0
    sides = {
        "".join(node.itertext()): float(node.attrib["x"]) for node in picture.iter(f"{SVG}text")
    }
    assert sides["LEFT"] < sides["RIGHT"]
    assert any(text.endswith(", right") for text in texts(picture))


def test_a_visit_without_pain_says_so() -> None:
    """No number is invented for it."""
    said = texts(parsed(two_visits()[0], visit(LATER)))
    assert "not marked, was 7" in said
    assert "No place was marked." in said


def test_a_pain_down_the_leg_is_wholly_in_the_picture() -> None:
    """The window grows with the pain."""
    leg = visit(LATER, PainMark(square(100, -700, 40), 6))
    picture = parsed(leg)
    frame = next(node for node in picture.iter(f"{SVG}svg") if node is not picture)
    left, top, width, height = (float(part) for part in frame.attrib["viewBox"].split())
    assert left < 1000 < left + width
    assert top < 7000 < top + height


def test_the_dose_of_the_painful_skin_is_told_where_it_is_known() -> None:
    """Share reached, mean dose, share of the session."""
    dose = PainDose(mean_kpa_s=310.4, reached=0.63, of_session=0.12)
    svg = pain_picture(body(), two_visits(), words(), dose=dose)
    assert "The hands reached 63% of the painful skin, 310 kPa·s on average;" in svg


@pytest.mark.parametrize("narrow", [False, True])
def test_ratings_do_not_cover_each_other(narrow: bool) -> None:  # noqa: FBT001 - a table column
    """Four patches inside one another: every disc is readable."""
    nested = visit(
        LATER,
        *(PainMark(square(-60 + 12 * n, -60 + 12 * n, 120 - 24 * n), 2 + n) for n in range(4)),
    )
    picture = parsed(nested, narrow=narrow)
    discs = [
        (float(node.attrib["cx"]), float(node.attrib["cy"]))
        for node in picture.iter(f"{SVG}circle")
        if float(node.attrib["r"]) == 13
    ]
    assert len(discs) == 4
    if not narrow:
        assert all(
            (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 > 26**2
            for place, a in enumerate(discs)
            for b in discs[:place]
        )


def test_the_picture_is_light_whole_and_readable_without_sight() -> None:
    """Under 100 kB packed, nothing fetched, every visit said in the description."""
    svg = pain_picture(body(), two_visits(), words(), theme=Theme.DARK)
    assert len(gzip.compress(svg.encode())) < 100_000
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    about = ET.fromstring(svg).findtext(f"{SVG}desc") or ""  # noqa: S314 - our own drawing
    assert "3 November 2026: worst pain 7, 81 cm²" in about
    assert "24 November 2026: worst pain 5, 36 cm²" in about


@pytest.mark.parametrize("theme", list(Theme))
def test_the_number_in_a_disc_is_easily_read(theme: Theme) -> None:
    """At least 4.5 to 1 in both palettes."""
    dark, light = sorted(_luminance(colour(name, theme)) for name in ("paper", "lesion"))
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def _luminance(code: str) -> float:
    parts = [int(code[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_visits_that_do_not_belong_together_are_refused() -> None:
    """Another body, a wrong order, none, or three."""
    one, other = two_visits()
    square_body = rectangle_body()
    elsewhere = PainVisit(LATER, pain_area(PainDrawing(square_body.sha256, ()), square_body))
    for visits, why in (
        ((), "one visit or two"),
        ((one, other, other), "one visit or two"),
        ((other, one), "not in order"),
        ((one, elsewhere), "another body"),
    ):
        with pytest.raises(ValueError, match=why):
            pain_picture(body(), visits, words())


def read(*drawings: object) -> tuple[DrawnVisit, ...]:
    """Read drawings as they come from outside."""
    root = Fields.root({"pain_drawings": list(drawings)}, "pain.json")
    return read_pain_drawings(root, QUALITIES)


def drawing(**changes: object) -> dict[str, object]:
    """Write a drawing with one mark, changed."""
    mark = {"line": [[0, 0], [9.5, 0], [0, -9]], "nrs": 6, "quality": "aching", **changes}
    return {"day": "2026-11-03", "marks": [mark]}


def test_a_drawing_from_outside_is_read() -> None:
    """Crossing lines and taps included; an empty visit is a visit without pain."""
    tapped = drawing(line=[[5, 5]], quality=None)
    (first, second, third) = read(
        drawing(), {**tapped, "day": "2026-11-10"}, {"day": "2026-11-24", "marks": []}
    )
    assert first.marks == (PainMark((Point(0, 0), Point(9.5, 0), Point(0, -9)), 6, "aching"),)
    assert second.marks == (PainMark((Point(5, 5),), 6),)
    assert third == DrawnVisit(date(2026, 11, 24), ())


@pytest.mark.parametrize(
    ("drawings", "sentence"),
    [
        ((drawing(nrs=11),), "pain_drawings[0].marks[0].nrs: is above 10"),
        ((drawing(nrs=5.5),), "marks[0].nrs: is not a whole number from 0"),
        ((drawing(quality="sad"),), "marks[0].quality: is not a known kind of pain"),
        ((drawing(line=[[0, 0, 1]]),), "marks[0].line[0]: is not a place"),
        ((drawing(line=[["a", 0]]),), "marks[0].line[0].x: is not a number"),
        ((drawing(line=[[0, 30000]]),), "marks[0].line[0]: is farther from L4 than any body"),
        ((drawing(line=[[0, 0]] * 5001),), "marks[0].line: has more than 5000 places"),
        ((drawing(size=3),), "marks[0].size: is not part of a pain mark"),
        (({**drawing(), "day": "2026-02-30"},), "pain_drawings[0].day: is not a date"),
        ((drawing(), drawing()), "pain_drawings[1]: is not later than the one before"),
    ],
)
def test_a_broken_drawing_is_refused_in_one_sentence(
    drawings: tuple[object, ...], sentence: str
) -> None:
    """Where, what, and what to do."""
    with pytest.raises(InputError) as error:
        read(*drawings)
    assert sentence in str(error.value)
