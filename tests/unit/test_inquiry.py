"""Which questions are spared, which are not, and in what order the rest is asked."""

from __future__ import annotations

import pytest

from interviews import VOCABULARY, Interview, inquiry
from lumbalis.domain.expressions import NO_DATE, Value
from lumbalis.domain.facts import Answer, Answers
from lumbalis.domain.inquiry import (
    Conversation,
    Urgency,
    denial_of,
    next_question,
    questions_left,
    what_matters,
)
from patients import AT, encounter, ordinary_values

ORDINARY = ordinary_values(VOCABULARY)
YOUNG_MAN: dict[str, Value] = {"age_years": 30, "sex": "male"}


def _answers(**values: Value) -> Answers:
    return Answers({name: Answer(value, AT) for name, value in values.items()})


def _asked(known: Answers | None = None, **says: Value) -> list[str]:
    start = known if known is not None else _answers(**YOUNG_MAN)
    return Interview({**ORDINARY, **says}, start, encounter()).finish().asked


def _unheard(**says: None) -> dict[str, Value]:
    return {name: value for name, value in ORDINARY.items() if name not in says}


def test_emergency_signs_come_first_then_what_blocks_then_the_rest() -> None:
    """Whoever stops after ten questions should have been asked the ten that matter most."""
    known = _answers(**YOUNG_MAN)
    matter = what_matters(inquiry(), known, encounter()).facts
    left = questions_left(inquiry(), known, encounter(), Conversation())
    order = [matter[one.facts[0]] for one in left]
    assert order == sorted(order)
    assert order[0] is Urgency.EMERGENCY
    assert left[0].facts == ("saddle_sensory_change",)


def test_no_cancer_ever_spares_the_questions_about_cancer_now() -> None:
    """What follows from an answer is not asked again in other words."""
    pages = [["cancer_ever"], ["cancer_now", "malignant_current"]]
    known = _answers(**YOUNG_MAN)
    spared = Interview(ORDINARY, known, encounter(), pages).finish().asked
    asked = Interview({**ORDINARY, "cancer_ever": True}, known, encounter(), pages).finish().asked
    assert "cancer_now" not in spared
    assert "cancer_now" in asked


def test_a_man_is_not_asked_about_pregnancy_and_everybody_else_is() -> None:
    """The register's sex settles it; "other" and silence settle nothing."""
    assert "pregnancy" not in _asked()
    assert "pregnancy" in _asked(_answers(age_years=30, sex="other"))
    assert "pregnancy" in _asked(_answers(age_years=30), sex="female")


def test_somebody_unsure_of_pregnancy_is_asked_their_sex() -> None:
    """Its answer would settle the other: a man who "does not know" is not pregnant."""
    says = _unheard(pregnancy=None)
    first_pregnancy = [["pregnancy"], ["sex"]]
    asked = Interview(says, _answers(age_years=30), encounter(), first_pregnancy).finish().asked
    assert asked.index("pregnancy") < asked.index("sex")


def test_a_small_fall_is_asked_about_only_where_bones_may_be_weak() -> None:
    """A rule that needs age, osteoporosis or steroids leaves the young and sound alone."""
    last = [[name for name in VOCABULARY.facts if name != "trauma_minor_6wk"]]
    known = _answers(**YOUNG_MAN)
    late = Interview(ORDINARY, known, encounter(), last).finish().asked
    weak = {**ORDINARY, "osteoporosis": True}
    assert "trauma_minor_6wk" not in late
    assert "trauma_minor_6wk" in Interview(weak, known, encounter(), last).finish().asked
    assert "trauma_minor_6wk" in _asked(_answers(age_years=80, sex="male"))


def test_symptom_free_days_are_asked_of_those_who_may_be_in_remission() -> None:
    """They decide the phase only when pain is low; its default would have hidden the question."""
    assert "symptom_free_days" in _asked(nrs_rest=0, nrs_move=1)
    assert "symptom_free_days" not in _asked(nrs_rest=4, nrs_move=5)


def test_a_recent_injection_is_asked_about_though_silence_would_assume_none() -> None:
    """A default stands in for silence; it is no reason not to ask."""
    assert "spinal_injection_date" in _asked()
    assert "respiratory_recovery_date" in _asked()


def test_the_side_of_leg_pain_is_asked_while_a_cap_may_follow_it() -> None:
    """A physician may set the rule aside, and then the painful leg keeps its own ceiling."""
    assert "leg_side" in _asked(leg_pain=True, leg_pain_below_knee=True, leg_side="left")
    assert "leg_side" not in _asked(leg_pain=False)


def test_the_inr_is_asked_of_those_who_take_warfarin() -> None:
    """A number nobody else has would only puzzle them. `known(inr)` counts as open, not as no."""
    assert "inr" in _asked(anticoagulant="vka")
    assert "inr" not in _asked(anticoagulant="doac")


def test_what_the_therapist_measures_is_not_asked_by_phone() -> None:
    """Pressure, pulse and moles are looked at in the room, where the answer holds."""
    assert not {"bp_sys", "bp_dia", "pulse", "moles_lumbar"} & set(_asked())


def test_what_no_rule_reads_is_not_asked() -> None:
    """Height and weight draw the body; they never change a verdict."""
    assert not {"stature_cm", "body_mass_kg", "nrs_avg_7d"} & set(_asked())


def test_a_fresh_answer_on_file_is_not_asked_again() -> None:
    """Asking what the physician already wrote down tells the patient nobody reads."""
    assert "known_aneurysm" not in _asked(_answers(**YOUNG_MAN, known_aneurysm=False))


def test_lines_that_cannot_be_denied_get_a_page_of_their_own() -> None:
    """A number or a list of areas has no "none of these"."""
    pages = [["nrs_rest", "osteoporosis", "consent_zones", "cancer_ever"]]
    left = questions_left(inquiry(), _answers(**YOUNG_MAN), encounter(), Conversation(pages))
    mine = {one.facts for one in left if set(one.facts) & set(pages[0])}
    assert mine == {("osteoporosis", "cancer_ever"), ("nrs_rest",), ("consent_zones",)}


def test_lines_one_could_not_answer_together_are_asked_one_at_a_time() -> None:
    """Being unsure of one line must not leave five others unknown."""
    pages = [["osteoporosis", "cancer_ever", "night_sweats"]]
    so_far = Conversation(pages, apart={"osteoporosis", "night_sweats"})
    left = questions_left(inquiry(), _answers(**YOUNG_MAN), encounter(), so_far)
    mine = [one.facts for one in left if set(one.facts) & set(pages[0])]
    assert mine == [("cancer_ever",), ("osteoporosis",), ("night_sweats",)]


def test_with_everything_asked_nothing_is_left() -> None:
    """The end is reached by being asked, whatever was said."""
    so_far = Conversation(asked=VOCABULARY.facts)
    assert next_question(inquiry(), _answers(), encounter(), so_far) is None


@pytest.mark.parametrize(
    ("fact", "denial"),
    [
        ("cancer_ever", False),
        ("osteomyelitis", "never"),
        ("pregnancy", "no"),
        ("varicose_veins", "none"),
        ("allergies", frozenset({"none"})),
        ("spinal_injection_date", NO_DATE),
        ("sex", None),
        ("consent_zones", None),
        ("nrs_rest", None),
        ("order_date", None),
    ],
)
def test_denying_a_fact_is_an_explicit_answer(fact: str, denial: Value | None) -> None:
    """Saying "none of these" is kept as a "no" to each line, never as silence."""
    assert denial_of(VOCABULARY.facts[fact]) == denial


def test_what_is_wished_comes_last_and_only_if_unknown() -> None:
    """Height draws the plan; it must not stand before a sign of danger, nor be asked twice."""
    so_far = Conversation(also=("stature_cm", "body_mass_kg"))
    left = questions_left(inquiry(), _answers(**YOUNG_MAN, body_mass_kg=70.0), encounter(), so_far)
    assert left[-1].facts == ("stature_cm",)
    assert ("body_mass_kg",) not in [one.facts for one in left]


def test_a_statement_that_may_yet_be_made_counts_as_open() -> None:
    """A screening takes an unsaid statement for false; whoever may still ask must not."""
    woman = what_matters(inquiry(), _answers(age_years=30, sex="female"), encounter()).facts
    man = what_matters(inquiry(), _answers(**YOUNG_MAN), encounter()).facts
    assert "menstruation_heavy_now" in woman
    assert "menstruation_heavy_now" not in man
