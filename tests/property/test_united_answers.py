"""What two records of one person say together, whoever the person is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generated_patients import VOCABULARY, answers, encounters
from lumbalis.clinic.services.precedence import Candidate, united, united_measures
from lumbalis.clinic.services.uniting import Judge, known_of_one_person
from lumbalis.domain.expressions import NO_DATE, Value
from lumbalis.domain.facts import Answer, Answers, ContradictionError, Encounter
from lumbalis.domain.screening import Verdict, screen
from lumbalis.exchange.answers import accepted
from patients import ANSWERED, AT
from protocols import shipped_protocol

FACT = "known_aneurysm"
MERGED = AT - timedelta(minutes=1)


def written(value: Value | None) -> object:
    """Write a value as JSON does."""
    match value:
        case frozenset():
            return sorted(value)
        case date():
            return value.isoformat()
        case _ if value is NO_DATE:
            return "none"
        case _:
            return value


def record(known: Answers, author: str = "patient") -> list[Candidate]:
    """Turn answers into those of one record."""
    return [
        Candidate(fact, written(one.value), one.at, author, ANSWERED, place)
        for place, (fact, one) in enumerate(known.by_fact.items(), start=1)
    ]


def screened(known: Mapping[str, Candidate], circumstances: Encounter) -> Verdict:
    """Screen answers; those that contradict each other count as unknown."""
    facts = VOCABULARY.facts
    read = {
        fact: Answer(accepted(facts[fact], one.value, AT, fact), one.at)
        for fact, one in known.items()
    }
    while True:
        try:
            return screen(shipped_protocol(), Answers(read), circumstances)
        except ContradictionError as error:
            for fact in (*error.premises, error.fact):
                read.pop(fact, None)


def one_person(a: Answers, b: Answers, circumstances: Encounter) -> Mapping[str, Candidate]:
    """Unite two records."""
    return known_of_one_person([record(a), record(b)], [{}, {}], MERGED, circumstances)


@st.composite
def told_long_ago(draw: st.DrawFn) -> Answers:
    """Draw answers of which some are too old to count."""
    known = draw(answers())
    days = draw(st.sampled_from([0, 1, 40, 400]))
    older = {
        fact: Answer(one.value, one.at - timedelta(days=days), one.by)
        for fact, one in known.by_fact.items()
    }
    return Answers({**known.by_fact, **older})


@given(answers(), told_long_ago(), encounters())
@settings(max_examples=20, deadline=None)
@pytest.mark.hazard("H05")
@pytest.mark.hazard("H03")
def test_the_verdict_on_merged_records_is_at_least_as_strict_as_on_each(
    a: Answers, b: Answers, circumstances: Encounter
) -> None:
    """A merge that loses a "yes" lets somebody be massaged who must not be."""
    both = screened(one_person(a, b, circumstances), circumstances)
    for alone in (a, b):
        single = screened(Judge(circumstances).settle(record(alone)), circumstances)
        assert both.category.value >= single.category.value
        assert single.category.allows_session or not both.category.allows_session
        if both.category.allows_session:
            assert both.caps.session <= single.caps.session
            assert both.allowed_techniques <= single.allowed_techniques
            assert single.excluded_zones <= both.excluded_zones


@given(answers(), answers(), encounters())
@settings(max_examples=10, deadline=None)
@pytest.mark.hazard("H05")
def test_it_does_not_matter_which_record_is_kept(
    a: Answers, b: Answers, circumstances: Encounter
) -> None:
    """Whoever merges chooses a name and an address, not a verdict."""
    one = screened(one_person(a, b, circumstances), circumstances)
    other = screened(one_person(b, a, circumstances), circumstances)
    assert one.category == other.category


def said(
    value: object, fact: str = FACT, *, days_ago: int = 0, author: str = "patient"
) -> Candidate:
    """Give one answer."""
    at = ANSWERED - timedelta(days=days_ago)
    return Candidate(fact, value, at, author, at, 1)


def together(a: list[Candidate], b: list[Candidate], fact: str) -> object:
    """Say what counts for a fact after a merge; None is unknown."""
    both = known_of_one_person([a, b], [{}, {}], MERGED, Encounter(at=AT))
    return both[fact].value if fact in both else None


YES, NO, UNKNOWN = ([said(value)] for value in (True, False, None))
NOT_ASKED = [said(46, "age_years")]
NO_LATER = [said(NO[0].value, author="physician")]
NO_EARLIER = [said(NO[0].value, author="physician", days_ago=2)]
YES_EARLIER = [said(YES[0].value, days_ago=2)]


@pytest.mark.hazard("H03")
@pytest.mark.hazard("H05")
@pytest.mark.parametrize(
    ("a", "b", "counts"),
    [
        (YES, NO, True),
        (YES, UNKNOWN, True),
        (YES, NOT_ASKED, True),
        (NO, UNKNOWN, None),
        (NO, NOT_ASKED, None),
        (NO, NO, False),
        (NO, [], False),
        (YES_EARLIER, NO, True),
        (YES_EARLIER, NO_LATER, False),
        (YES, NO_EARLIER, True),
    ],
)
def test_yes_counts_before_unknown_before_no(
    a: list[Candidate], b: list[Candidate], counts: object
) -> None:
    """Only a clinician who asked later takes back what the other record says."""
    assert together(a, b, FACT) is counts
    assert together(b, a, FACT) is counts


def test_an_answer_given_after_the_merge_counts_as_it_is() -> None:
    """Whoever asks the one person again ends the doubt."""
    later = replace(NO[0], at=AT, recorded_at=AT)
    assert together([*YES, later], YES, FACT) is False


def test_where_yes_is_the_mild_answer_it_does_not_win() -> None:
    """Consent in one record and its refusal in the other is no consent."""
    fact = "consent_treatment"
    yes, no = ([said(one[0].value, fact)] for one in (YES, NO))
    assert together(yes, no, fact) is False


def test_of_two_lists_both_count() -> None:
    """Somebody allergic to two things may have told each desk of one."""
    one, two = ([said([word], "allergies")] for word in ("latex", "silicone"))
    assert together(one, two, "allergies") == ["latex", "silicone"]


def test_every_lesion_of_either_record_is_kept() -> None:
    """A mole that only the old record knows is still on the skin."""
    mole, wound = {"id": "m", "radius_mm": 5}, {"id": "m", "radius_mm": 9}
    both = united_measures([{"mass_kg": 70, "lesions": [mole]}, {"lesions": [wound, mole]}])
    assert both == {"mass_kg": 70, "lesions": [mole, {**wound, "id": "m-2"}]}
    assert united_measures([]) is None


@pytest.mark.hazard("H05")
def test_what_only_counts_together_is_not_taken_apart() -> None:
    """Two answers that together forbid a session must not each give way to the other record."""
    one = {fact: said(1, fact, days_ago=1) for fact in ("x", "y")}
    other = {fact: said(2, fact) for fact in ("x", "y")}

    def strictness(chosen: Mapping[str, Candidate]) -> tuple[tuple[int, ...], ...]:
        together = all(fact in chosen and chosen[fact].value == 1 for fact in ("x", "y"))
        return ((int(together),),)

    both = united([one, other], {}, strictness=strictness, is_fresh=lambda _: True)
    assert {fact: found.value for fact, found in both.items()} == {"x": 1, "y": 1}
