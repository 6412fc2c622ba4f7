"""What must hold of every screening, whoever the patient is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from generated_patients import FACTS, aged, answers, encounters, telling_values
from lumbalis.domain.facts import Answers, ContradictionError, Encounter, Policy
from lumbalis.domain.screening import Verdict, screen
from patients import encounter, ordinary_answers
from protocols import shipped_protocol

NOT_THE_STRICTEST_DEFAULT = frozenset(f.id for f in FACTS if not f.silence.strictest)


def silence_has_effect(fact: str, without: Verdict) -> bool:
    """Leave out what is optional in these very circumstances, and the owned-up defaults."""
    return fact not in without.not_asked and fact not in NOT_THE_STRICTEST_DEFAULT


def test_only_these_answers_can_be_forgotten_without_effect() -> None:
    """The lists are short and known by name; one more is a clinical decision, not a slip."""
    optional = sorted(fact.id for fact in FACTS if fact.value_type.optional)
    assert optional == [
        "allergies", "bladder_emptied", "bowel_emptied", "bp_dia", "bp_sys", "imaging_mri",
        "imaging_xray", "inr", "menstruation_heavy_now", "nrs_avg_7d", "phase_physician", "pulse",
        "upper_motor_signs",
    ]  # fmt: skip
    assert sorted(NOT_THE_STRICTEST_DEFAULT) == [
        "inflammatory_features", "respiratory_recovery_date", "spinal_injection_date",
    ]  # fmt: skip


def refuse_looser(stricter: Verdict, looser: Verdict) -> None:
    """Fail if the first verdict permits anything that the second does not."""
    assert looser.category.allows_session or not stricter.category.allows_session
    if stricter.category.allows_session:
        assert stricter.category.value >= looser.category.value
    assert stricter.caps.session <= looser.caps.session
    assert stricter.allowed_techniques <= looser.allowed_techniques
    assert looser.excluded_zones <= stricter.excluded_zones
    for zone, cap in looser.caps.zones.items():
        if zone not in stricter.excluded_zones:
            assert stricter.caps.zones.get(zone, stricter.caps.session) <= cap


@given(answers(), encounters(), st.sampled_from(FACTS))
def test_an_answer_replaced_by_unknown_never_loosens_the_verdict(
    known: Answers, circumstances: Encounter, fact: object
) -> None:
    """No answer is not "no": forgetting something can only make us more careful."""
    name = getattr(fact, "id", "")
    assume(name in known.by_fact)
    protocol = shipped_protocol()
    before = screen(protocol, known, circumstances)
    after = screen(protocol, known.without(name), circumstances)
    assume(silence_has_effect(name, after))
    refuse_looser(after, before)


@given(answers(), encounters(), st.sampled_from([f for f in FACTS if f.valid_for is not None]))
def test_an_answer_that_grows_stale_never_loosens_the_verdict(
    known: Answers, circumstances: Encounter, fact: object
) -> None:
    """Age takes no answer away, not even one whose silence would have no effect."""
    declared = next(f for f in FACTS if f is fact)
    assume(declared.id in known.by_fact and declared.valid_for is not None)
    protocol = shipped_protocol()
    before = screen(protocol, known, circumstances)
    old = aged(known, declared, (declared.valid_for or timedelta()) + timedelta(days=1))
    try:
        after = screen(protocol, old, circumstances)
    except ContradictionError:
        return
    refuse_looser(after, before)


@given(answers(), encounters(), st.integers(0, 2**32))
def test_the_order_of_rules_facts_and_answers_does_not_matter(
    known: Answers, circumstances: Encounter, seed: int
) -> None:
    """Two clinics that store their rules in another order must agree on every patient."""
    protocol = shipped_protocol()
    shuffle = Random(seed).sample  # noqa: S311 - shuffles rules, guards no secret
    rules = tuple(shuffle(protocol.rules, len(protocol.rules)))
    facts = dict(shuffle(list(protocol.vocabulary.facts.items()), len(FACTS)))
    ties = tuple(shuffle(protocol.vocabulary.implications, len(protocol.vocabulary.implications)))
    vocabulary = replace(protocol.vocabulary, facts=facts, implications=ties)
    shuffled = replace(protocol, rules=rules, vocabulary=vocabulary)
    items = list(known.by_fact.items())
    other = Answers(dict(shuffle(items, len(items))))
    first, second = screen(protocol, known, circumstances), screen(shuffled, other, circumstances)
    assert replace(second, facts=first.facts) == first
    assert second.facts == first.facts


@given(answers(), encounters())
def test_a_verdict_depends_on_nothing_but_its_inputs(
    known: Answers, circumstances: Encounter
) -> None:
    """Asked twice, it says the same twice."""
    protocol = shipped_protocol()
    assert screen(protocol, known, circumstances) == screen(protocol, known, circumstances)


@given(answers(), encounters())
def test_no_session_without_every_blocking_answer(known: Answers, circumstances: Encounter) -> None:
    """A question that blocks is never passed over, whatever the other answers are."""
    verdict = screen(shipped_protocol(), known, circumstances)
    if verdict.category.allows_session:
        assert not [m for m in verdict.missing if m.policy is Policy.BLOCKS]
        assert verdict.phase in ("REMISSION", "SUBSIDING")
        assert 1 <= verdict.caps.session <= 4
        assert verdict.caps.zones["spine"] == 0
        assert verdict.caps.zones.get("kidney_left", 0) <= 2


def test_forgetting_any_single_answer_of_any_value_never_loosens() -> None:
    """Every fact, every word it has and every limit's neighbourhood, not only drawn ones."""
    protocol = shipped_protocol()
    for session in (1, 8):
        for fact in FACTS:
            without = ordinary_answers(protocol.vocabulary, **{fact.id: None})
            after = screen(protocol, without, encounter(session))
            if not silence_has_effect(fact.id, after):
                continue
            for value in telling_values(fact):
                known = ordinary_answers(protocol.vocabulary, **{fact.id: value})
                try:
                    before = screen(protocol, known, encounter(session))
                except ContradictionError:
                    continue
                refuse_looser(after, before)
