"""The body object and `--body` words: what is read, what is refused, what is never assumed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from shapely.geometry import LinearRing, shape

from lumbalis.domain.anatomy import (
    Body,
    BodyError,
    BodyMeasures,
    Build,
    Measured,
    Point,
    Trouble,
    Trust,
)
from lumbalis.domain.expressions import Value
from lumbalis.domain.screening import Verdict, screen
from lumbalis.exchange.bodies import GivenBody, WhyNot, body_of, measures_of, read_body
from lumbalis.exchange.body_json import body_object
from lumbalis.exchange.body_words import read_body_words
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fields import Fields
from lumbalis.exchange.lesions import margins_mm, place_lesions
from pain_drawing_bodies import rectangle_body
from patients import encounter, ordinary_answers
from protocols import shipped_protocol

PROTOCOL = shipped_protocol()
MOLE = {
    "id": "m1",
    "kind": "mole",
    "at": {"landmark": "L3", "side": "left", "up_mm": 10, "out_mm": 70},
    "radius_mm": 4,
}


def read(**keys: object) -> GivenBody:
    """Read a body object with these keys, as it stands in the answers."""
    return read_body(Fields.root({"body": keys}, "patient.json").below("body"))


def refused(**keys: object) -> str:
    """Read a body object that cannot be used and give the sentence."""
    with pytest.raises(InputError) as error:
        read(**keys)
    return str(error.value)


def refused_words(*words: str) -> str:
    """Read words of a command line that cannot be used and give the sentence."""
    with pytest.raises(InputError) as error:
        read_body_words(words)
    return str(error.value)


def lesion(**changes: object) -> dict[str, Any]:
    """Change the mole; None takes a key away."""
    return {key: value for key, value in {**MOLE, **changes}.items() if value is not None}


def verdict(**changes: Value | None) -> Verdict:
    """Screen the ordinary patient with some answers changed."""
    answers = ordinary_answers(PROTOCOL.vocabulary, **changes)
    return screen(PROTOCOL, answers, encounter())


def test_every_key_is_read() -> None:
    """What a therapist may write, and what the model of the body gets."""
    given = read(
        build="female",
        stature_cm=168,
        mass_kg=66.5,
        landmarks={
            "L4": {"trust": "confirmed"},
            "C7": {"up_mm": 452, "trust": "palpated"},
            "psis_left": {"up_mm": -100, "out_mm": 46},
        },
        curve={"L2": -8},
        lesions=[MOLE],
    )
    assert (given.build, given.stature_cm, given.mass_kg) == (Build.FEMALE, 168.0, 66.5)
    assert given.landmarks == {
        "L4": Measured(trust=Trust.CONFIRMED),
        "C7": Measured(452.0, None, Trust.PALPATED),
        "psis_left": Measured(-100.0, 46.0, Trust.PALPATED),
    }
    assert given.curve == {"L2": -8.0}
    assert given.lesions[0].at is not None
    assert given.lesions[0].margin_mm is None


def test_the_command_line_says_the_same_as_the_file() -> None:
    """Two entrances, one meaning; only the lesion's id is made up by the command line."""
    words = "build=male stature=176 mass=74 L4=confirmed C7.up=452 C7=palpated curve.L2=8"
    given = read_body_words(
        [*words.split(), "mole=L3,left,10,70,4", "skin_break=L1,right,0,90,6,80"]
    )
    assert given is not None
    mole, wound = given.lesions
    from_file = read(
        build="male",
        stature_cm=176,
        mass_kg=74,
        landmarks={"L4": {"trust": "confirmed"}, "C7": {"up_mm": 452, "trust": "palpated"}},
        curve={"L2": 8},
        lesions=[MOLE],
    )
    assert replace(given, lesions=()) == replace(from_file, lesions=())
    same = replace(from_file.lesions[0], id=mole.id, where=mole.where)
    assert mole == same
    assert (wound.kind, wound.radius_mm, wound.margin_mm) == ("skin_break", 6.0, 80.0)


def test_without_words_there_is_no_body_object() -> None:
    """Nothing written is not an empty body that would override the file."""
    assert read_body_words([]) is None


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"heigth": 3}, "body.heigth: is not a measure of a body"),
        ({"build": "other"}, "body.build: is not one of the words in use; write female or male"),
        ({"stature_cm": 0}, "body.stature_cm: is not above zero"),
        ({"mass_kg": "66"}, "body.mass_kg: is not a number"),
        ({"mass_kg": True}, "body.mass_kg: is not a number"),
        ({"landmarks": {"L6": {"up_mm": 1}}}, "body.landmarks.L6: is not the name of a landmark"),
        ({"landmarks": {"psis": {"up_mm": 1}}}, "landmarks.psis: is not the name of a landmark"),
        ({"landmarks": {"C7": {"trust": "confirmed"}}}, "landmarks.C7.up_mm: and out_mm are both"),
        ({"landmarks": {"L4": {"up_mm": 3}}}, "landmarks.L4.up_mm: is measured from L4 itself"),
        ({"landmarks": {"L4": {"trust": "model"}}}, "L4.trust: is not one of the words in use"),
        ({"curve": {"L9": 3}}, "body.curve.L9: is not a level of the spine"),
        ({"curve": {"L2": None}}, "body.curve.L2: is not a number"),
        ({"lesions": [lesion(radius_mm=None)]}, "body.lesions[0].radius_mm: is not a number"),
        ({"lesions": [lesion(radius_mm=0)]}, "lesions[0].radius_mm: is not above zero"),
        ({"lesions": [lesion(margin_mm=-1)]}, "lesions[0].margin_mm: is below zero"),
        ({"lesions": [lesion(kind="wart")]}, "lesions[0].kind: is not one of the words in use"),
        ({"lesions": [lesion(id="Anna K")]}, "lesions[0].id: is not an opaque label"),
        ({"lesions": [lesion(at=None)]}, "at: and outline are both there or both missing"),
        ({"lesions": [lesion(outline=[[0, 0]])]}, "at: and outline are both there or both missing"),
        ({"lesions": [MOLE, MOLE]}, "lesions[1].id: is the id of another lesion"),
        (
            {"lesions": [lesion(at=None, radius_mm=None, outline=[[0, 0], [1, 1], [0, 0]])]},
            "lesions[0].outline: encloses nothing",
        ),
        (
            {"lesions": [lesion(at=None, radius_mm=None, outline=[[0, 0], [1], [0, 1]])]},
            "lesions[0].outline[1]: is not a corner",
        ),
        (
            {"lesions": [lesion(at=None, outline=[[0, 0], [1, 0], [0, 1]])]},
            "lesions[0].radius_mm: is no part of an outline",
        ),
        (
            {"lesions": [lesion(at={"landmark": "L3", "side": "midline", "out_mm": 5})]},
            "at.out_mm: leaves the midline",
        ),
        (
            {"lesions": [lesion(at={"landmark": "fold_left", "side": "right"})]},
            "at.side: is not the side of the landmark",
        ),
    ],
)
def test_every_mistake_has_one_sentence(keys: dict[str, object], sentence: str) -> None:
    """Whoever wrote it learns where it is and what to do, without a stack trace."""
    said = refused(**keys)
    assert sentence in said
    assert said.startswith("patient.json, body.")
    assert said.endswith(".")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("stature",), "--body: holds a word that is not KEY=VALUE"),
        (("stature=",), "--body: holds a word that is not KEY=VALUE"),
        (("stature=1,68",), "--body stature: is not a number"),
        (("mass=nan",), "--body mass: is not a number"),
        (("mass=66", "mass=67"), "--body mass: is given twice"),
        (("C7.up=3", "C7.up=4"), "--body C7.up: is given twice"),
        (("height=168",), "--body height: is not a measure of a body"),
        (("L4=sure",), "--body L4: is not a measure of a body"),
        (("L4.trust=confirmed",), "--body L4.trust: is not a measure of a body"),
        (("mole=L3,left,0",), "--body mole: does not have 5 or 6 parts"),
        (("mole=L3,left,0,x,4",), "--body mole: is not a number"),
        (("C7=confirmed",), "--body, landmarks.C7.up_mm: and out_mm are both missing"),
        (("Q7=confirmed",), "--body, landmarks.Q7: is not the name of a landmark"),
        (("Anna Karenina=7",), "--body (a key of 13 characters): is not a measure"),
    ],
)
def test_every_slip_on_the_command_line_has_one_sentence(
    words: tuple[str, ...], sentence: str
) -> None:
    """The words are typed at the couch; the answer has to say what to type instead."""
    assert sentence in refused_words(*words)


def test_what_the_answers_know_need_not_be_repeated() -> None:
    """The ordinary patient answered sex, stature and mass."""
    measures = measures_of(None, verdict())
    assert measures == BodyMeasures(Build.FEMALE, 1680.0, 66.0)


def test_the_body_object_counts_before_the_answers() -> None:
    """Whoever measures for the drawing has measured last."""
    measures = measures_of(read(build="male", stature_cm=171), verdict())
    assert measures == BodyMeasures(Build.MALE, 1710.0, 66.0)


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"sex": "other"}, ("build",)),
        ({"sex": None}, ("build",)),
        ({"stature_cm": None}, ("stature_cm",)),
        ({"stature_cm": None, "body_mass_kg": None}, ("stature_cm", "mass_kg")),
    ],
)
def test_an_assumed_measure_is_no_measure(
    changes: dict[str, Any], missing: tuple[str, ...]
) -> None:
    """A screening may assume 170 cm and go on; millimetres on a real back must not."""
    assert measures_of(None, verdict(**changes)) == WhyNot(missing)


def test_a_later_word_replaces_a_measure_and_adds_a_lesion() -> None:
    """The command line comes after the file."""
    newer = read_body_words(["stature=170", "C7.up=460", "mole=L1,left,0,60,3"])
    assert newer is not None
    both = read(stature_cm=168, landmarks={"C7": {"up_mm": 452}}, lesions=[MOLE]).with_newer(newer)
    assert both.stature_cm == 170.0
    assert both.landmarks["C7"].up_mm == 460.0
    assert [lesion.id for lesion in both.lesions] == ["m1", "mole-1"]


def test_two_lesions_never_share_an_id() -> None:
    """The second would silently replace the first one's keep-out."""
    given = read(lesions=[MOLE])
    with pytest.raises(InputError, match="id already in use"):
        given.with_newer(given)


def test_margins_come_from_the_protocol_even_where_no_rule_fired() -> None:
    """A wound nobody asked about is still a wound; the tumour's margin stands in its override."""
    assert margins_mm(PROTOCOL) == {"mole": 20, "skin_break": 50, "neoplasm": 100}


@pytest.mark.parametrize(("kind", "margin"), [("mole", 20), ("skin_break", 50), ("neoplasm", 100)])
def test_a_lesion_gets_its_margin_and_its_place(kind: str, margin: int) -> None:
    """L3 lies 36 mm above L4 on this body: 46 mm up with the 10 asked for, 70 mm to the left."""
    given = read(lesions=[lesion(kind=kind)])
    placed = place_lesions(given.lesions, rectangle_body(), PROTOCOL)[0]
    assert placed.outline == (Point(-70.0, 46.0),)
    assert placed.margin_mm == margin


def test_a_margin_may_be_widened_and_never_narrowed() -> None:
    """The protocol's margin is the least."""
    body = rectangle_body()
    wide = place_lesions(read(lesions=[lesion(margin_mm=35)]).lesions, body, PROTOCOL)[0]
    assert wide.margin_mm == 35.0
    with pytest.raises(InputError, match=r"lesions\[0\]\.margin_mm: is narrower than .* 20 mm"):
        place_lesions(read(lesions=[lesion(margin_mm=19)]).lesions, body, PROTOCOL)


def test_a_mark_without_a_margin_is_not_guessed() -> None:
    """The protocol says nothing of bruises, so whoever writes one says how far to stay away."""
    given = read(lesions=[lesion(kind="bruise")])
    with pytest.raises(InputError, match="the protocol has no margin for this kind"):
        place_lesions(given.lesions, rectangle_body(), PROTOCOL)


def test_a_lesion_at_a_landmark_the_body_lacks_is_refused() -> None:
    """The name looks right; only the built body knows that it is not there."""
    at = {"landmark": "knee_left", "side": "left"}
    with pytest.raises(BodyError) as error:
        place_lesions(read(lesions=[lesion(at=at)]).lesions, rectangle_body(), PROTOCOL)
    assert (error.value.trouble, error.value.about) == (Trouble.LANDMARK_UNKNOWN, "knee_left")


def test_the_body_is_built_bare_first_and_then_with_its_lesions() -> None:
    """An anchor needs the levels of this very patient."""
    seen: list[BodyMeasures] = []

    def build(measures: BodyMeasures) -> Body:
        seen.append(measures)
        return rectangle_body(measures)

    body = body_of(read(lesions=[MOLE]), verdict(), PROTOCOL, build)
    assert not isinstance(body, WhyNot)
    assert [len(measures.lesions) for measures in seen] == [0, 1]
    assert body.measures.lesions[0].outline == (Point(-70.0, 46.0),)


def test_without_lesions_one_building_is_enough() -> None:
    """The second would only cost time."""
    seen: list[BodyMeasures] = []

    def build(measures: BodyMeasures) -> Body:
        seen.append(measures)
        return rectangle_body(measures)

    body_of(None, verdict(), PROTOCOL, build)
    assert len(seen) == 1


def test_an_exported_body_keeps_its_areas() -> None:
    """Another program reads the same square millimetres, counter-clockwise and closed."""
    body = rectangle_body()
    written = json.loads(json.dumps(body_object(body)))
    zones = [item for item in written["features"] if item["properties"]["role"] == "zone"]
    areas = {item["id"]: shape(item["geometry"]).area for item in zones}
    assert areas == pytest.approx({name: zone.area for name, zone in body.zones.items()})
    assert all(LinearRing(item["geometry"]["coordinates"][0]).is_ccw for item in zones)
    assert written["landmarks"]["L3"]["at"] == [0.0, 36.0]
    assert "RFC" not in written["media_type"]
