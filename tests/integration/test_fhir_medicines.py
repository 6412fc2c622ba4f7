"""Procedures, medicines and allergies of a record, and the record beside the answers of today."""

from __future__ import annotations

from datetime import date

import pytest

from fhir_samples import (
    ATC,
    NOW,
    RXNORM,
    SNOMED,
    allergy,
    concept,
    condition,
    medicine,
    noted,
    procedure,
    read,
    response,
    values,
    yes_no,
)
from lumbalis.exchange.fhir.report import Why
from patients import AT

HYPERTENSION = "59621000"
LUNG_CANCER = "254637007"


# --- procedures and medicines


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        ("completed", True),
        ("in-progress", True),
        ("on-hold", True),
        ("stopped", True),
        ("unknown", True),
        ("preparation", False),
        ("not-done", False),
        ("entered-in-error", False),
    ],
)
def test_a_procedure_counts_once_it_has_begun(status: str, *, counts: bool) -> None:
    """What was planned and not done leaves no scar."""
    person = read(procedure("70536003", status, performedDateTime="2010"))
    expected = {"renal_disease": "single_or_transplant", "immunosuppressed": True}
    assert values(person) == (expected if counts else {})
    assert bool(noted(person, Why.NOT_DONE) | noted(person, Why.ENTERED_IN_ERROR)) is not counts


def test_a_needle_at_the_spine_counts_for_three_months() -> None:
    """Infection may follow, and an injection has to wear off: both date and fact are taken over."""
    late = {"start": "2026-10-01T08:00:00Z", "end": "2026-10-01T09:00:00Z"}
    assert values(read(procedure("18946005", performedPeriod=late))) == {
        "spinal_procedure_3mo": True,
        "spinal_injection_date": date(2026, 10, 1),
    }
    assert values(read(procedure("18946005", performedDateTime="2026-05-01"))) == {}
    undated = read(procedure("18946005"))
    assert ("18946005", "spinal_procedure_3mo") in noted(undated, Why.UNDATED)


@pytest.mark.parametrize(
    ("code", "system", "fact", "value"),
    [
        ("B01AA03", ATC, "anticoagulant", "vka"),
        ("B01AF02", ATC, "anticoagulant", "doac"),
        ("B01AE07", ATC, "anticoagulant", "doac"),
        ("B01AB05", ATC, "anticoagulant", "heparin"),
        ("H02AB06", ATC, "steroid_systemic_3mo", True),
        ("L04AD02", ATC, "immunosuppressed", True),
        ("1664463", RXNORM, "immunosuppressed", True),
        ("583214", RXNORM, "cancer_now", True),
        ("1736854", RXNORM, "malignant_current", True),
        ("J01CA04", ATC, "bacterial_infection_3mo", True),
        ("904419", RXNORM, "osteoporosis", True),
    ],
)
@pytest.mark.parametrize("kind", ["Request", "Statement"])
def test_a_medicine_in_use_tells_what_it_is_taken_for(
    code: str, system: str, fact: str, value: object, kind: str
) -> None:
    """The diagnosis behind it is often not in the record."""
    assert values(read(medicine(code, system=system, kind=kind)))[fact] == value


@pytest.mark.parametrize(
    ("kind", "status", "counts"),
    [
        *(("Request", status, True) for status in ("active", "on-hold", "unknown")),
        *(("Request", status, False) for status in ("cancelled", "draft", "entered-in-error")),
        *(("Statement", status, True) for status in ("active", "intended", "on-hold", "unknown")),
        *(("Statement", status, False) for status in ("not-taken", "entered-in-error")),
    ],
)
def test_a_medicine_counts_unless_it_is_certainly_not_taken(
    kind: str,
    status: str,
    *,
    counts: bool,
) -> None:
    """On hold and unknown count; withdrawn before the first dose does not, and is reported."""
    person = read(medicine("B01AA03", status, kind=kind))
    assert (values(person) == {"anticoagulant": "vka"}) is counts
    taken_back = noted(person, Why.NOT_DONE) | noted(person, Why.ENTERED_IN_ERROR)
    assert taken_back == (set() if counts else {("B01AA03", None)})


def test_an_order_not_to_give_a_medicine_is_not_the_medicine() -> None:
    """A negation that is easily lost."""
    person = read(medicine("B01AA03", doNotPerform=True))
    assert values(person) == {}
    assert noted(person, Why.NOT_DONE) == {("B01AA03", None)}


@pytest.mark.parametrize("status", ["completed", "stopped"])
@pytest.mark.parametrize(("end", "counts"), [("2026-09-15", True), ("2026-05-01", False)])
def test_a_steroid_counts_three_months_beyond_its_end(
    status: str,
    end: str,
    *,
    counts: bool,
) -> None:
    """Bone and skin do not recover in a day."""
    period = {"start": "2025-01-01", "end": end}
    person = read(medicine("H02AB06", status, kind="Statement", effectivePeriod=period))
    assert (values(person) == {"steroid_systemic_3mo": True}) is counts


def test_a_stopped_medicine_without_an_end_is_unknown_unless_begun_lately() -> None:
    """Ordered two years ago and stopped: perhaps yesterday."""
    old = read(medicine("H02AB06", "stopped", authoredOn="2024-01-01"))
    assert values(old) == {}
    assert noted(old, Why.END_UNKNOWN) == {("H02AB06", "steroid_systemic_3mo")}
    lately = read(medicine("H02AB06", "stopped", authoredOn="2026-10-01"))
    assert values(lately) == {"steroid_systemic_3mo": True}


@pytest.mark.hazard("H03")
def test_aspirin_alone_does_not_mean_that_nothing_stronger_is_taken() -> None:
    """A record is no complete list: the fact stays unknown, which is stricter than aspirin."""
    person = read(medicine("B01AC06"))
    assert values(person) == {}
    assert noted(person, Why.NOT_ALONE) == {(None, "anticoagulant")}
    answer = response({"linkId": "anticoagulant", "answer": [{"valueCoding": {"code": "none"}}]})
    asked = read(medicine("B01AC06"), answer)
    assert values(asked) == {"anticoagulant": "antiplatelet"}


def test_a_medicine_may_be_a_resource_of_its_own() -> None:
    """By reference in the Bundle, or contained."""
    warfarin = {"resourceType": "Medication", "id": "m1", "code": concept(ATC, "B01AA03")}
    order = medicine("x", medicationReference={"reference": "Medication/m1"})
    del order["medicationCodeableConcept"]
    assert values(read(order, warfarin)) == {"anticoagulant": "vka"}
    inside = {**order, "contained": [warfarin], "medicationReference": {"reference": "#m1"}}
    assert values(read(inside)) == {"anticoagulant": "vka"}
    lost = read(order)
    assert noted(lost, Why.UNMAPPED) == {(None, None)}


# --- allergies


def test_a_known_allergy_does_not_exclude_another() -> None:
    """The substances of a session are cleared only when somebody has asked for all of them."""
    person = read(allergy("111088007"))
    assert values(person) == {}
    assert noted(person, Why.NOT_ALONE) == {(None, "allergies")}
    oils = {"linkId": "allergies", "answer": [{"valueCoding": {"code": "oils"}}]}
    assert values(read(allergy("111088007"), response(oils))) == {
        "allergies": frozenset({"latex", "oils"})
    }


def test_an_allergy_found_by_a_reaction_counts() -> None:
    """The substance may stand only there."""
    reaction = {"substance": concept(SNOMED, "111088007"), "manifestation": [{"text": "rash"}]}
    none = {"linkId": "allergies", "answer": [{"valueCoding": {"code": "none"}}]}
    with_reaction = allergy("999", reaction=[reaction])
    assert values(read(with_reaction, response(none))) == {"allergies": frozenset({"latex"})}


def test_that_there_is_no_allergy_counts_if_confirmed_and_while_fresh() -> None:
    """The only "no" a record can say, because somebody has asked and written it down."""
    person = read(allergy("716186003"))
    answer = person.answers.by_fact["allergies"]
    assert answer.value == frozenset({"none"})
    assert answer.at.date() == date(2026, 11, 1)
    unsure = allergy("716186003", verificationStatus=concept("v", "unconfirmed"))
    assert values(read(unsure)) == {}
    refuted = allergy("716186003", verificationStatus=concept("v", "refuted"))
    assert values(read(refuted)) == {}


def test_aspirin_means_one_thing_as_a_medicine_and_another_as_an_allergen() -> None:
    """The same code, read in the light of where it stands."""
    none = {"linkId": "allergies", "answer": [{"valueCoding": {"code": "none"}}]}
    person = read(allergy("1191", RXNORM), response(none))
    assert values(person) == {"allergies": frozenset({"salicylate"})}


# --- record and answers together


@pytest.mark.hazard("H03")
def test_the_record_outweighs_a_no_of_the_patient() -> None:
    """People forget; yes comes before no, and the report says that they differ."""
    person = read(condition(HYPERTENSION), response(yes_no("hypertension", value=False)))
    assert values(person) == {"hypertension": True}
    assert noted(person, Why.STRICTER_THAN_ANSWER) == {(None, "hypertension")}


@pytest.mark.hazard("H03")
def test_a_clinicians_newer_answer_about_today_outweighs_the_record() -> None:
    """Whoever looks at the patient now knows more about today than an entry of last month."""
    cold = condition("195662009", recordedDate="2026-11-10")
    seen = response(yes_no("respiratory_acute", value=False), author="Practitioner/t1")
    assert values(read(cold, seen)) == {"respiratory_acute": False}
    asked = response(yes_no("respiratory_acute", value=False))
    assert values(read(cold, asked)) == {"respiratory_acute": True}
    before = response(
        yes_no("respiratory_acute", value=False),
        at="2026-11-22T06:00:00+03:00",
        author="Practitioner/t1",
    )
    newer = condition("195662009", recordedDate=NOW)
    assert values(read(newer, before)) == {"respiratory_acute": True}


@pytest.mark.hazard("H03")
def test_a_lasting_disease_is_corrected_in_the_record_only() -> None:
    """A tick by the therapist does not cure a cancer."""
    answers = [yes_no("cancer_ever", value=False), yes_no("osteoporosis", value=False)]
    seen = response(*answers, author="Practitioner/t1")
    person = read(condition(LUNG_CANCER, "resolved"), condition("64859006"), seen)
    assert values(person) == {"cancer_ever": True, "osteoporosis": True}


def test_a_stale_no_does_not_stand_against_the_record() -> None:
    """An answer of last year is no answer."""
    old = response(yes_no("hypertension", value=False), at="2025-01-01T08:00:00Z")
    answer = read(condition(HYPERTENSION), old).answers.by_fact["hypertension"]
    assert (answer.value, answer.at) == (True, AT)


def test_a_stale_yes_is_renewed_by_the_record() -> None:
    """The patient said so a year ago, and the record still does: it must not lapse."""
    old = response(yes_no("hypertension", value=True), at="2025-01-01T08:00:00Z")
    answer = read(condition(HYPERTENSION), old).answers.by_fact["hypertension"]
    assert (answer.value, answer.at) == (True, AT)
