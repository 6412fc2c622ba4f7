"""Questionnaires in a record, what nobody knows, and a record in which anything is wrong."""

from __future__ import annotations

import copy
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir_samples import (
    ABSENT,
    ICD10,
    NOW,
    Resource,
    bundle,
    item,
    noted,
    patient,
    quantity,
    read,
    response,
    setting,
    values,
    yes_no,
)
from lumbalis.domain.expressions import NO_DATE
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fhir.bundle import read_bundle
from lumbalis.exchange.fhir.report import Why
from patients import ANSWERED

EXAMPLE = Path(__file__).parents[2] / "examples" / "bundle.json"
UNKNOWN = {"extension": [{"url": ABSENT, "valueCode": "asked-unknown"}]}
EARLIER = "2026-11-22T08:00:00+03:00"


def refused(*resources: Resource) -> str:
    """Read a record that cannot be used and give the sentence."""
    with pytest.raises(InputError) as error:
        read_bundle(bundle(patient(), *resources), "record.json", setting())
    return str(error.value)


def test_answers_of_every_type_are_read_at_any_depth() -> None:
    """Groups, and questions that hang on an answer."""
    deep = {
        "linkId": "group",
        "item": [
            item("age_years_of_nobody_else", {"valueInteger": 3}),
            {
                "linkId": "leg_pain",
                "answer": [{"valueBoolean": True, "item": [item("leg_side", coded("left"))]}],
            },
        ],
    }
    person = read(
        response(
            deep,
            item("nrs_move", {"valueInteger": 3}),
            item("nrs_rest", {"valueDecimal": 2.0}),
            item("last_meal_hours", {"valueQuantity": quantity(2.5, "h")}),
            item("pain_quality", coded("aching"), coded("stiffness")),
            item("order_date", {"valueDate": "2026-11-17"}),
            item("mole_clearance_date", {"valueString": "none"}),
            item("cancer_ever", coded("no")),
        )
    )
    assert values(person) == {
        "leg_pain": True,
        "leg_side": "left",
        "nrs_move": 3,
        "nrs_rest": 2,
        "last_meal_hours": 2.5,
        "pain_quality": frozenset({"aching", "stiffness"}),
        "order_date": date(2026, 11, 17),
        "mole_clearance_date": NO_DATE,
        "cancer_ever": False,
    }
    assert noted(person, Why.UNKNOWN_QUESTION) == {("age_years_of_nobody_else", None)}
    assert person.answers.by_fact["nrs_move"].at == ANSWERED


def coded(code: str) -> Resource:
    """Make a coded answer."""
    return {"valueCoding": {"code": code}}


@pytest.mark.hazard("H03")
@pytest.mark.parametrize(
    "answer",
    [
        UNKNOWN,
        {"_valueBoolean": UNKNOWN},
        {"valueBoolean": None},
        coded("unknown"),
        coded("asked-unknown"),
        coded("asked-declined"),
        {"valueString": "unknown"},
        {"valueCoding": {"display": "no idea"}},
    ],
)
def test_an_answer_that_nobody_knows_is_unknown(answer: Resource) -> None:
    """Whatever way FHIR has of saying so; and it takes back an older answer."""
    before = response(yes_no("cancer_ever", value=False), at=EARLIER)
    person = read(before, response(item("cancer_ever", answer)))
    assert values(person) == {"cancer_ever": None}


@pytest.mark.hazard("H03")
def test_a_question_left_blank_is_no_answer() -> None:
    """Neither yes nor no, and no reason to forget an older answer."""
    blank = response({"linkId": "cancer_ever"}, {"linkId": "night_sweats", "answer": []})
    assert values(read(blank)) == {}
    before = response(yes_no("cancer_ever", value=False), at=EARLIER)
    assert values(read(before, blank)) == {"cancer_ever": False}


def test_a_set_that_is_known_in_part_is_unknown() -> None:
    """A wound seen at the knee does not clear the places that nobody could see."""
    partly = item("skin_break_sites", coded("knee"), UNKNOWN)
    assert values(read(response(partly))) == {"skin_break_sites": None}


@pytest.mark.parametrize(
    ("items", "what"),
    [
        ([yes_no("leg_pain", value=True)] * 2, "leg_pain stands twice"),
        ([item("leg_pain", {"valueBoolean": True}, {"valueBoolean": False})], "more than one"),
        ([item("leg_pain", {"valueInteger": 1})], "is 1; answer true, false or leave it out"),
        ([item("nrs_move", {"valueInteger": 11})], "is 11, outside 0 to 10"),
        ([item("sex", coded("f"))], "use one of female, male, other"),
        ([item("sex", {"valueAttachment": {}})], "is of a type that sex cannot have"),
        ([item("sex", {"valueString": "male", "valueInteger": 1})], "is of a type"),
        ([item("order_date", {"valueDate": "2026-11-23"})], "after the day of the screening"),
        ([item("last_meal_hours", {"valueQuantity": quantity(90, "min")})], "turned into h"),
        ([{"answer": [{"valueBoolean": True}]}], "linkId: is missing or not a text"),
        (["leg_pain"], "is not an object"),
    ],
)
def test_an_answer_that_cannot_be_one_is_refused(items: list[Resource], what: str) -> None:
    """With the place of the item, and without quoting words of the patient."""
    sentence = refused(response(*items))
    assert sentence.startswith("record.json, entry[1].resource.item[")
    assert what in sentence


@pytest.mark.parametrize(
    ("authored", "what"),
    [
        (None, "authored: is missing or not a text"),
        ("2026-11-22", "authored: has no UTC offset"),
        ("2026-11-22T10:30:00+03:00", "authored: is later than the screening"),
    ],
)
def test_answers_without_a_usable_time_are_refused(authored: str | None, what: str) -> None:
    """Answers about today have to be of today."""
    assert what in refused(response(yes_no("leg_pain", value=True), authored=authored))


@pytest.mark.parametrize("status", ["in-progress", "entered-in-error", "stopped"])
def test_an_unfinished_questionnaire_is_not_used(status: str) -> None:
    """Somebody may still be changing it; it is in the report."""
    person = read(response(yes_no("leg_pain", value=False), status=status))
    assert values(person) == {}
    assert len(person.report.lines) == 1


def test_a_questionnaire_of_somebody_else_is_listed_and_changes_nothing() -> None:
    """A depression score has other questions; its keys are shown only if they look like keys."""
    foreign = response(item("/44250-9", coded("LA6568-5")), item("phq1", {"valueInteger": 2}))
    person = read(foreign)
    assert values(person) == {}
    assert noted(person, Why.UNKNOWN_QUESTION) == {
        ("phq1", None),
        ("(a key of 8 characters)", None),
    }


def test_an_older_answer_keeps_its_own_age() -> None:
    """So that it goes stale when it should."""
    old = response(yes_no("leg_pain", value=False), at="2026-11-20T09:30:00+03:00")
    assert read(old).answers.by_fact["leg_pain"].at == ANSWERED - timedelta(days=2)


# --- whatever is sent


def _places(tree: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """List the address of every value in a tree."""
    found = [path] if path else []
    if isinstance(tree, dict):
        for key, value in tree.items():
            found += _places(value, (*path, key))
    if isinstance(tree, list):
        for place, value in enumerate(tree):
            found += _places(value, (*path, place))
    return found


WHOLE = json.loads(EXAMPLE.read_bytes())
PLACES = _places(WHOLE)
strange = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.sampled_from([NOW, "2026", "Patient/example-bundle", "Patient/x", ICD10, "0001-01-01"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["code", "coding", "value", "reference"]), inner)
    ),
    max_leaves=4,
)


@given(place=st.sampled_from(PLACES), value=strange, drop=st.booleans())
def test_no_bundle_raises_anything_but_an_input_error(
    place: tuple[str | int, ...],
    value: object,
    *,
    drop: bool,
) -> None:
    """Any one value of a good record replaced or removed: a reading, or one sentence."""
    tree = copy.deepcopy(WHOLE)
    holder = tree
    for step in place[:-1]:
        holder = holder[step]
    if drop:
        del holder[place[-1]]
    else:
        holder[place[-1]] = value
    try:
        read_bundle(tree, "record.json", setting())
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017 - only the shape of the sentence
