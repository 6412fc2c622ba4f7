"""The answers object: every key of it, and every way in which it can be wrong."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumbalis.domain.expressions import NO_DATE
from lumbalis.domain.facts import FactType
from lumbalis.domain.screening import Override
from lumbalis.exchange.answers import ScreeningInput, read_answers, refuse_contradictions
from lumbalis.exchange.errors import InputError
from patients import ANSWERED, AT
from protocols import shipped_protocol

VOCABULARY = shipped_protocol().vocabulary
THEN = "2026-11-22T09:30:00+03:00"
OVERRIDE = {
    "rule": "S15",
    "by": "Dr A. Example",
    "role": "physician",
    "reason": "Examined",
    "at": "2026-11-22T09:00:00+03:00",
    "until": "2026-12-02T09:00:00+03:00",
}


def read(**keys: object) -> ScreeningInput:
    """Read an object with these keys."""
    return read_answers(keys, "patient.json", AT, VOCABULARY)


def refused(**keys: object) -> str:
    """Read an object that cannot be used and give the sentence."""
    with pytest.raises(InputError) as error:
        read(**keys)
    return str(error.value)


def answered(**facts: object) -> dict[str, Any]:
    """Make an object with some answers of half an hour ago."""
    return {"answers": facts, "answered_at": THEN}


def test_values_of_every_type_are_read() -> None:
    """What a caller may write, and what the domain gets."""
    facts = read(
        **answered(
            age_years=46,
            leg_pain="no",
            cancer_ever=True,
            temperature_c=37,
            pain_quality=["aching", "stiffness"],
            order_date="2026-11-17",
            spinal_injection_date="none",
            sex="female",
        )
    ).answers.by_fact
    assert {name: answer.value for name, answer in facts.items()} == {
        "age_years": 46,
        "leg_pain": False,
        "cancer_ever": True,
        "temperature_c": 37.0,
        "pain_quality": frozenset({"aching", "stiffness"}),
        "order_date": date(2026, 11, 17),
        "spinal_injection_date": NO_DATE,
        "sex": "female",
    }
    assert all(answer.at == ANSWERED for answer in facts.values())


@pytest.mark.hazard("H03")
@pytest.mark.parametrize("raw", [None, "unknown"])
def test_null_and_unknown_are_no_answer(raw: object) -> None:
    """A missing answer is never "no"."""
    assert read(**answered(cancer_ever=raw)).answers.by_fact["cancer_ever"].value is None


def test_an_answer_may_carry_its_own_time_and_author() -> None:
    """The therapist's look at the skin is newer than the patient's answers of the morning."""
    value = {"value": 3, "at": "2026-11-22T06:45:00Z", "by": "therapist"}
    answer = read(**answered(nrs_move=value)).answers.by_fact["nrs_move"]
    assert (answer.value, answer.by) == (3, "therapist")
    assert answer.at == ANSWERED + timedelta(minutes=15)


def test_an_empty_object_is_a_screening_that_knows_nothing() -> None:
    """Absent keys take the strictest reading: first session, nobody's hands, strict imaging."""
    given_ = read()
    assert given_.answers.by_fact == {}
    assert given_.encounter.session == 1
    assert given_.encounter.practitioner is None
    assert given_.encounter.site.imaging_policy == "seed_strict"
    assert given_.encounter.site.fire_cupping_enabled is False


def test_the_circumstances_are_read() -> None:
    """Everything beside the answers that a screening depends on."""
    given_ = read(
        session=6,
        practitioner={"credentials": ["massage", "cupping"]},
        site={"imaging_policy": "guideline", "fire_cupping_enabled": True},
        course={
            "sessions_done": 5,
            "gap_days": 3,
            "weeks": 2,
            "pain_change_percent": -12.5,
            "pain_change_points": 1,
            "serious_adverse_event": False,
        },
        overrides=[{**OVERRIDE, "zones": ["sacrum"]}],
        plan={
            "sessions": 10,
            "scripts": ["classical"],
            "points": ["BL25"],
            "device": False,
            "minutes": 20,
        },
        patient={"id": "a-17"},
    )
    encounter = given_.encounter
    assert (encounter.at, encounter.session) == (AT, 6)
    assert encounter.practitioner is not None
    assert encounter.practitioner.credentials == {"massage", "cupping"}
    assert (encounter.site.imaging_policy, encounter.site.fire_cupping_enabled) == (
        "guideline",
        True,
    )
    assert (encounter.course.sessions_done, encounter.course.pain_change_percent) == (5, -12.5)
    assert encounter.course.serious_adverse_event is False
    assert given_.overrides == (
        Override(
            rule="S15",
            by="Dr A. Example",
            role="physician",
            reason="Examined",
            at=AT - timedelta(hours=1),
            until=AT + timedelta(days=10, hours=-1),
            zones=("sacrum",),
        ),
    )
    assert given_.plan.scripts == ("classical",)
    assert (given_.plan.sessions, given_.plan.minutes, given_.plan.device) == (10, 20, False)
    assert given_.patient == "a-17"


REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "misspelt fact": (
        answered(nrs_mov=3),
        "answers.nrs_mov: is not a fact of the protocol; did you mean nrs_move.",
    ),
    "fact unlike any": (
        answered(zzzzzzzz=3),
        "answers.zzzzzzzz: is not a fact of the protocol; remove it or correct its name.",
    ),
    "out of range": (
        answered(nrs_move=12),
        "answers.nrs_move: is 12, outside 0 to 10 {score}; check the number and unit.",
    ),
    "number as text": (
        answered(nrs_move="3"),
        "answers.nrs_move: is a text of 1 characters; write a whole number.",
    ),
    "truth as number": (
        answered(leg_pain=0),
        "answers.leg_pain: is 0; answer true, false or leave it out.",
    ),
    "number as truth": (
        answered(age_years=True),
        "answers.age_years: is True; write a whole number.",
    ),
    "wrong word": (
        answered(temp_site="rectal"),
        ("answers.temp_site: is a text of 6 characters; use one of axillary, oral, tympanic."),
    ),
    "empty set": (
        answered(pain_quality=[]),
        ('answers.pain_quality: is an empty list; write ["none"], or leave it out if unknown.'),
    ),
    "date to come": (
        answered(order_date="2026-11-23"),
        (
            "answers.order_date: is 2026-11-23, after the day of the screening "
            "(2026-11-22); correct the date or the time of the screening."
        ),
    ),
    "unknown key": (
        {"answer": {}},
        "answer: is not a key of the answers object; did you mean answers.",
    ),
    "answers without a time": (
        {"answers": {"age_years": 46}},
        (
            "answered_at: is missing; "
            "say when the answers were given, like 2026-11-22T09:30:00+03:00."
        ),
    ),
    "time without an offset": (
        {"answers": {"age_years": 46}, "answered_at": "2026-11-22T09:30:00"},
        "answered_at: has no UTC offset; write it like 2026-11-22T09:30:00+03:00.",
    ),
    "answers from the future": (
        {"answers": {"age_years": 46}, "answered_at": "2026-11-22T10:00:01+03:00"},
        ("answered_at: is later than the screening; correct it, or the time of the screening."),
    ),
    "one answer from the future": (
        answered(age_years={"value": 46, "at": "2026-11-23T09:30:00+03:00"}),
        (
            "answers.age_years.at: is later than the screening; "
            "correct it, or the time of the screening."
        ),
    ),
    "unknown part of an answer": (
        answered(age_years={"valu": 46}),
        "answers.age_years.valu: is not part of an answer; did you mean value.",
    ),
    "answer without a value": (
        answered(age_years={"by": "patient"}),
        "answers.age_years.value: is missing; write the value, or null for unknown.",
    ),
    "answers as a list": (
        {"answers": [1]},
        "answers: is not an object; write an object in braces.",
    ),
    "session nought": (
        {"session": 0},
        "session: is not a whole number from 1 upwards; correct it or leave it out.",
    ),
    "unknown credential": (
        {"practitioner": {"credentials": ["massage", "wizardry"]}},
        (
            "practitioner.credentials[1]: is not a known credential; use only "
            "medical_education, massage, cupping, fire, acupressure_certified, device, first_aid."
        ),
    ),
    "unknown policy": (
        {"site": {"imaging_policy": "none"}},
        "site.imaging_policy: is not a known policy; write guideline or seed_strict.",
    ),
    "unknown key of the course": (
        {"course": {"gap": 3}},
        "course.gap: is not known about a course; remove it or correct its name.",
    ),
    "more than all pain gone": (
        {"course": {"pain_change_percent": 120}},
        "course.pain_change_percent: is above 100; check the number and its sign.",
    ),
    "override without a name": (
        {"overrides": [{**OVERRIDE, "by": " "}]},
        "overrides[0].by: is missing or not a text; write a text in quotes.",
    ),
    "override misspelt": (
        {"overrides": [{**OVERRIDE, "zone": ["sacrum"]}]},
        "overrides[0].zone: is not part of an override; did you mean zones.",
    ),
    "wish of a wrong type": (
        {"plan": {"minutes": "20"}},
        "plan.minutes: is not a whole number from 1 upwards; correct it or leave it out.",
    ),
    "a name for a label": (
        {"patient": {"id": "Anna Ivanova"}},
        (
            "patient.id: is not an opaque label; "
            "use letters, digits, dot, dash and underscore, and never a name."
        ),
    ),
    "a name as a key": (
        {"patient": {"name": "Anna Ivanova"}},
        "patient.name: is not kept about a patient; remove it or correct its name.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_each_problem_is_one_sentence_with_its_path(case: str) -> None:
    """What, where, what to do; nothing is guessed and nothing is half-read."""
    keys, sentence = REFUSED[case]
    assert refused(**keys) == f"patient.json, {sentence}"


def test_the_first_problem_in_the_file_is_reported() -> None:
    """The same file always gives the same sentence."""
    facts = {"nrs_move": 99, "nrs_rest": 99}
    assert "nrs_move" in refused(**answered(**facts))
    assert "nrs_rest" in refused(**answered(**dict(reversed(facts.items()))))


def test_an_error_quotes_no_text_of_the_patient() -> None:
    """A name in the wrong field must not end up in a log."""
    for value in ("Anna Ivanova", ["Anna Ivanova"], {"value": "Anna Ivanova"}):
        for fact in ("nrs_move", "sex", "pain_quality", "order_date", "leg_pain"):
            assert "Ivanova" not in refused(**answered(**{fact: value}))
    assert "Ivanova" not in refused(**{"Anna Ivanova": 1})


@pytest.mark.parametrize("tree", [[], "x", 3, None, True])
def test_something_that_is_no_object_is_refused(tree: object) -> None:
    """A list of patients, say, is another format."""
    with pytest.raises(InputError, match="is not a JSON object"):
        read_answers(tree, "patient.json", AT, VOCABULARY)


def test_contradicting_answers_are_refused_by_name() -> None:
    """Which of two answers is wrong only a person can say."""
    given_ = read(**answered(sex="male", pregnancy="t2"))
    with pytest.raises(InputError, match="sex and pregnancy contradict each other"):
        refuse_contradictions(given_, VOCABULARY, "patient.json")


def test_every_fact_can_be_answered() -> None:
    """No fact of the vocabulary is shut out by the format."""
    for fact in VOCABULARY.facts.values():
        raw: object = {
            FactType.BOOL: True,
            FactType.INT: int(fact.minimum or 0),
            FactType.DECIMAL: fact.minimum,
            FactType.ENUM: fact.values[:1] and fact.values[0],
            FactType.SET: list(fact.values[:1]),
            FactType.DATE: "2026-11-01",
        }[fact.type]
        assert read(**answered(**{fact.id: raw})).answers.by_fact[fact.id].value is not None


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(THEN),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
keys = st.sampled_from(
    [
        "answers",
        "answered_at",
        "session",
        "practitioner",
        "site",
        "course",
        "overrides",
        "plan",
        "patient",
        "credentials",
        "at",
        "value",
        "by",
        "id",
        "minutes",
        "age_years",
        "order_date",
    ]
)
nearly = st.recursive(
    anything,
    lambda inner: st.dictionaries(keys, inner, max_size=4) | st.lists(inner, max_size=2),
)


@given(tree=nearly, moment=st.datetimes(timezones=st.just(AT.tzinfo)))
def test_no_object_raises_anything_but_an_input_error(tree: object, moment: datetime) -> None:
    """Whatever is sent, the answer is a reading or one sentence."""
    try:
        read_answers(tree, "patient.json", moment, VOCABULARY)
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017 - only the shape of the sentence
