"""A FHIR R4 Bundle becomes answers: nothing is lost, nothing is softened, nobody is mixed up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from fhir_samples import (
    ICD10,
    NOW,
    SNOMED,
    Resource,
    concept,
    condition,
    noted,
    read,
    shipped_terminology,
    values,
)
from lumbalis.domain.expressions import Value
from lumbalis.domain.facts import FactType, Policy
from lumbalis.domain.screening import Verdict, screen
from lumbalis.exchange.fhir.report import Why
from lumbalis.knowledge.terminology import Claim, Section, Terminology, When
from patients import ANSWERED, encounter, ordinary_answers
from protocols import shipped_protocol

FACTS = shipped_protocol().vocabulary.facts
LASTING = ("active", "recurrence", "relapse", None)
OVER = ("inactive", "remission", "resolved")
COUNTING = ("confirmed", "unconfirmed", "provisional", "differential", None)
LUNG_CANCER = "254637007"
HYPERTENSION = "59621000"


def coded_as(meaning: str) -> tuple[str, str] | None:
    """Find a code with a meaning among the conditions, and its system; None where there is none."""
    for system in (SNOMED, ICD10):
        table = shipped_terminology().tables[system, Section.STATES]
        candidates = (*table.exact, *table.prefixes, *(first for first, _, _ in table.ranges))
        for code in candidates:
            if table.find(code) == meaning:
                return code, system
    return None


MEANINGS = {
    name: coded for name in shipped_terminology().meanings if (coded := coded_as(name)) is not None
}


def one(
    meaning: str,
    clinical: str | None = "active",
    verification: str | None = "confirmed",
    **more: object,
) -> Resource:
    """Make a Condition with a meaning."""
    code, system = MEANINGS[meaning]
    return condition(code, clinical, verification, system, **more)


def is_as_strict(claim: Claim, value: Value | None) -> bool:
    """Tell whether a value says at least what a claim does."""
    if isinstance(claim.value, frozenset):
        return isinstance(value, frozenset) and claim.value <= value
    order = shipped_terminology().strictness.get(claim.fact)
    if order is None or not isinstance(claim.value, str):
        return value == claim.value
    return isinstance(value, str) and order.stricter(value, claim.value) == value


# --- conditions: every status, every verification, every meaning


@pytest.mark.hazard("H21")
@pytest.mark.parametrize("meaning", MEANINGS)
@pytest.mark.parametrize("verification", COUNTING)
def test_a_lasting_condition_states_the_careful_answer(
    meaning: str, verification: str | None
) -> None:
    """Unconfirmed counts as yes: a suspicion is enough to ask, and it is in the report."""
    for clinical in LASTING:
        person = read(one(meaning, clinical, verification, recordedDate=NOW))
        code = MEANINGS[meaning][0]
        for claim in shipped_terminology().meanings[meaning].claims:
            unsure = verification != "confirmed"
            if claim.when in (When.NOW, When.EVER, When.NOW_OR_RECENT, When.DATED):
                partly = (None, claim.fact) in noted(person, Why.NOT_ALONE)
                assert partly or is_as_strict(claim, values(person).get(claim.fact))
                assert ((code, claim.fact) in noted(person, Why.UNCONFIRMED)) is unsure
            if claim.when is When.HINT:
                assert (code, claim.fact) in noted(person, Why.ASK)


@pytest.mark.hazard("H21")
@pytest.mark.parametrize("meaning", MEANINGS)
@pytest.mark.parametrize("clinical", OVER)
def test_a_condition_that_is_over_answers_only_for_ever(meaning: str, clinical: str) -> None:
    """It is over, but that does not mean "no" now: the disease may have come back."""
    for verification in COUNTING:
        person = read(one(meaning, clinical, verification, onsetDateTime="2001"))
        claims = shipped_terminology().meanings[meaning].claims
        lasting = {claim.fact for claim in claims if claim.when is When.EVER}
        ended = {claim.fact for claim in claims if claim.when is When.ENDED and not claim.within}
        assert set(values(person)) <= lasting | ended
        assert lasting <= {*values(person), *(f for _, f in noted(person, Why.NOT_ALONE))}
        for claim in claims:
            if claim.when is When.NOW:
                assert (MEANINGS[meaning][0], claim.fact) in noted(person, Why.OVER)


@pytest.mark.hazard("H21")
@pytest.mark.parametrize("meaning", MEANINGS)
@pytest.mark.parametrize(
    ("verification", "why"),
    [("refuted", Why.REFUTED), ("entered-in-error", Why.ENTERED_IN_ERROR)],
)
def test_a_condition_taken_back_answers_nothing(meaning: str, verification: str, why: Why) -> None:
    """Refuted is not "no": that nobody has this disease was found once, and is not asked today."""
    for clinical in (*LASTING, *OVER):
        person = read(one(meaning, clinical, verification, recordedDate=NOW))
        assert values(person) == {}
        assert noted(person, why) == {(MEANINGS[meaning][0], None)}


@pytest.mark.hazard("H03")
def test_no_condition_ever_answers_no() -> None:
    """A record can add the careful answer only; what is not in it is unknown."""
    claimed = {
        (claim.fact, claim.value)
        for meaning in shipped_terminology().meanings.values()
        for claim in meaning.claims
        if FACTS[claim.fact].type is FactType.BOOL and claim.when is not When.HINT
    }
    permissive = {fact for fact, value in claimed if value is False}
    assert permissive == {"excluded_fracture", "excluded_dislocation", "excluded_infection"}
    assert values(read()) == {}


def test_a_remission_leaves_the_past_cancer_and_asks_about_the_present() -> None:
    """The two facts decide differently: contraindicated now, a physician's matter later."""
    person = read(condition(LUNG_CANCER, "remission"))
    assert values(person) == {"cancer_ever": True}
    both = values(read(condition(LUNG_CANCER, "relapse")))
    assert both == {"cancer_ever": True, "cancer_now": True, "malignant_current": True}


def test_a_condition_without_a_status_counts_unless_it_has_ended() -> None:
    """The stricter reading, where the record leaves it open."""
    assert values(read(condition(HYPERTENSION, None))) == {"hypertension": True}
    ended = condition(HYPERTENSION, None, abatementDateTime="2020")
    assert values(read(ended)) == {}
    to_come = condition(HYPERTENSION, None, abatementDateTime="2027")
    assert values(read(to_come)) == {"hypertension": True}


@pytest.mark.parametrize(
    ("ended", "counts"),
    [("2026-09-01", True), ("2026-08", True), ("2026-07-01", False), ("2026", True)],
)
def test_what_ended_lately_still_counts_in_the_longest_reading(ended: str, *, counts: bool) -> None:
    """Three months after a bacterial infection the spine may still be infected."""
    person = read(condition("301011002", "resolved", abatementDateTime=ended))
    assert (values(person) == {"bacterial_infection_3mo": True}) is counts


def test_an_end_that_nobody_has_dated_is_reported() -> None:
    """It may have ended yesterday or long ago: unknown, and somebody should ask."""
    person = read(condition("301011002", "resolved", onsetDateTime="2020"))
    assert values(person) == {}
    assert ("301011002", "bacterial_infection_3mo") in noted(person, Why.END_UNKNOWN)


def test_a_sign_of_an_earlier_day_is_no_answer_for_today() -> None:
    """An active fever of last year is a forgotten entry; it must be asked, not acted upon."""
    old = read(condition("386661006", recordedDate="2025-01-01"))
    assert values(old) == {}
    assert noted(old, Why.STALE) == {("386661006", "malaise_or_chills")}
    fresh = read(condition("386661006", recordedDate=NOW))
    assert fresh.answers.by_fact["malaise_or_chills"].value is True
    assert fresh.answers.by_fact["malaise_or_chills"].at == ANSWERED


def test_the_last_day_of_a_cold_is_taken_over() -> None:
    """Five days have to pass after it, so its date matters."""
    cold = condition("195662009", "resolved", abatementDateTime="2026-11-20")
    assert values(read(cold)) == {"respiratory_recovery_date": date(2026, 11, 20)}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("C50.9", {"cancer_now": True, "malignant_current": True, "cancer_ever": True}),
        ("c509", {"cancer_now": True, "malignant_current": True, "cancer_ever": True}),
        ("Z85.3", {"cancer_ever": True}),
        ("I80.2", {"phlebitis_now": True, "dvt_now_or_suspected": True, "dvt_or_pe_ever": True}),
        ("I80.0", {"phlebitis_now": True}),
        ("M80.08", {"osteoporosis": True, "fragility_fracture": True}),
        ("M86.6", {"osteomyelitis": "active"}),
        ("A15.0", {"tb_active": True}),
        ("I71.4", {"known_aneurysm": True}),
        ("I63.9", {"cv_acute": frozenset({"stroke_tia_3mo"}), "other_serious_disease": True}),
        ("G83.4", {"saddle_sensory_change": True}),
        ("Z95.0", {"implanted_device": "pacemaker_icd"}),
        ("D17.1", {"benign_neoplasm": True}),
        ("D22.5", {}),
        ("M54.3", {"leg_pain": True}),
        ("M51.2", {}),
        ("S32.0", {"excluded_fracture": False}),
        ("Z80.3", {}),
    ],
)
def test_icd10_codes_are_read_by_their_longest_beginning(
    code: str, expected: dict[str, object]
) -> None:
    """Ranges where they are natural, exceptions beside them; dots and case do not matter."""
    assert values(read(condition(code, system=ICD10))) == expected


def test_the_diagnosis_counts_as_confirmed_only_if_the_record_says_so() -> None:
    """The one entry that permits something: it needs a word, and keeps its own date."""
    sure = read(condition("M42.16", system=ICD10, recordedDate="2026-11-17"))
    answer = sure.answers.by_fact["dx_lumbar_osteochondrosis"]
    assert (answer.value, answer.at.date()) == ("confirmed", date(2026, 11, 17))
    for verification in ("unconfirmed", "provisional", "differential", None):
        person = read(condition("M42.16", "active", verification, ICD10, recordedDate=NOW))
        assert values(person) == {"dx_lumbar_osteochondrosis": "suspected"}
    undated = read(condition("M42.16", system=ICD10))
    assert values(undated) == {}


# --- codes nobody knows


@pytest.mark.hazard("H21")
def test_unmapped_codes_are_listed_and_counted() -> None:
    """A code that is in no list may be anything: a person has to look."""
    strange = condition("999999", code=concept(SNOMED, "999999", "Rare disease of the back"))
    person = read(strange, strange, condition("1", system="urn:house"))
    lines = {(n.system, n.code, n.display): count for n, count in person.report.unmapped}
    assert lines == {
        (SNOMED, "999999", "Rare disease of the back"): 2,
        ("urn:house", "1", "1"): 1,
    }


def test_a_condition_in_words_only_is_listed_as_unmapped() -> None:
    """Words are for people; the report shows them to one."""
    person = read(condition("x", code={"text": "Something in the back"}), condition("x", code={}))
    assert [(n.code, n.display) for n, _ in person.report.unmapped] == [
        (None, None),
        (None, "Something in the back"),
    ]


def test_one_known_coding_of_a_concept_is_enough() -> None:
    """All codings of a concept say the same thing."""
    both = {"coding": [{"system": "urn:house", "code": "7"}, *concept(ICD10, "I10")["coding"]]}
    person = read(condition("x", code=both))
    assert values(person) == {"hypertension": True}
    assert person.report.unmapped == ()


def test_the_same_code_of_another_system_is_another_code() -> None:
    """59621000 means hypertension in SNOMED CT only."""
    assert values(read(condition(HYPERTENSION, system="urn:house"))) == {}


def _without(code: str, system: str) -> Terminology:
    """Take everything out of the code lists that would find this code."""
    whole = shipped_terminology()
    table = whole.tables[system, Section.STATES]
    while (found := table.find(code)) is not None:
        table = replace(
            table,
            exact={key: target for key, target in table.exact.items() if target != found},
            prefixes={key: target for key, target in table.prefixes.items() if target != found},
            ranges=tuple(entry for entry in table.ranges if entry[2] != found),
        )
    return replace(whole, tables={**whole.tables, (system, Section.STATES): table})


def _strict_silence(fact: str) -> bool:
    return FACTS[fact].silence.policy in (Policy.BLOCKS, Policy.UNSAFE)


def _verdict(record: Resource, meaning: str, terminology: Terminology) -> Verdict:
    """Screen somebody whose other answers are all fine."""
    person = read(record, terminology=terminology)
    facts = [claim.fact for claim in terminology.meanings[meaning].claims]
    others = ordinary_answers(shipped_protocol().vocabulary).without(*facts)
    joined = replace(others, by_fact={**others.by_fact, **person.answers.by_fact})
    return screen(shipped_protocol(), joined, encounter())


@pytest.mark.hazard("H21")
@pytest.mark.parametrize("meaning", MEANINGS)
def test_a_mapping_that_is_lost_never_permits_more(meaning: str) -> None:
    """A forgotten code leaves its facts unknown and is reported; unknown is no "no"."""
    record = one(meaning, recordedDate=NOW)
    known, lost = read(record), read(record, terminology=_without(*MEANINGS[meaning]))
    assert values(lost) == {}
    assert noted(lost, Why.UNMAPPED) == {(MEANINGS[meaning][0], None)}
    if all(_strict_silence(name) for name in values(known)):
        before = _verdict(record, meaning, shipped_terminology())
        after = _verdict(record, meaning, _without(*MEANINGS[meaning]))
        assert before.category.allows_session or not after.category.allows_session
        assert after.allowed_techniques <= before.allowed_techniques
        assert after.caps.session <= before.caps.session
