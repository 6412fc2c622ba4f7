"""Whose record it is, and whether it is one that can be read at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from fhir_samples import (
    ATC,
    ME,
    Resource,
    allergy,
    bundle,
    concept,
    condition,
    medicine,
    patient,
    procedure,
    read,
    response,
    setting,
    shipped_terminology,
    values,
)
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fhir.bundle import read_bundle
from lumbalis.exchange.fhir.report import Why
from lumbalis.knowledge.terminology import DateOf
from patients import AT

HYPERTENSION = "59621000"


def refused(*resources: Resource, **more: object) -> str:
    """Read a Bundle that cannot be used and give the sentence."""
    with pytest.raises(InputError) as error:
        read_bundle(bundle(*resources, **more), "record.json", setting())  # type: ignore[arg-type]
    return str(error.value)


# --- whose record it is


@pytest.mark.hazard("H21")
def test_exactly_one_patient_is_read() -> None:
    """Two patients in one file: nobody can say whose verdict it would be."""
    assert refused(patient(), patient(id="p2")) == (
        "record.json: holds 2 patients; send one Bundle for each patient."
    )
    assert refused(condition(HYPERTENSION)) == (
        "record.json: holds no Patient; send the Patient with the record."
    )


@pytest.mark.hazard("H21")
@pytest.mark.parametrize(
    "reference",
    [
        "Patient/p2",
        "Group/p1",
        "http://elsewhere.example/fhir/Patient/p2",
        "urn:uuid:0b1f7b6e-0000-4000-8000-000000000000",
        "#p1",
        "p1",
    ],
)
def test_a_resource_about_somebody_else_is_refused(reference: str) -> None:
    """One foreign condition is enough to harm."""
    foreign = condition(HYPERTENSION, subject={"reference": reference})
    assert "points to somebody else" in refused(patient(), foreign)


def test_the_same_id_on_another_server_is_another_person() -> None:
    """Ids are unique within a server only."""
    here = {"fullUrl": "http://here.example/fhir/Patient/p1", "resource": patient()}
    for server, fits in (("here", True), ("elsewhere", False)):
        subject = {"reference": f"http://{server}.example/fhir/Patient/p1/_history/2"}
        entries = [here, {"resource": condition(HYPERTENSION, subject=subject)}]
        tree = {"resourceType": "Bundle", "type": "searchset", "entry": entries}
        if fits:
            read_bundle(tree, "record.json", setting())
        else:
            with pytest.raises(InputError, match="somebody else"):
                read_bundle(tree, "record.json", setting())


def test_a_transaction_refers_by_its_own_addresses() -> None:
    """Resources that have no id yet are found by the address of their entry."""
    url = "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"
    nameless = {k: v for k, v in patient().items() if k != "id"}
    mine = condition(HYPERTENSION, subject={"reference": url})
    entries = [{"fullUrl": url, "resource": nameless}, {"resource": mine}]
    tree = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    assert values(read_bundle(tree, "x", setting())) == {"hypertension": True}


@pytest.mark.parametrize("subject", [None, {}, {"display": "Anna Ivanova"}, {"identifier": {}}])
def test_a_resource_about_nobody_is_refused(subject: object) -> None:
    """A display name is no reference."""
    sentence = refused(patient(), condition(HYPERTENSION, subject=subject))
    assert "names no patient by a reference" in sentence
    assert "Ivanova" not in sentence


def test_resources_that_are_not_read_must_fit_too_and_are_listed() -> None:
    """A visit of somebody else shows that the file is mixed up."""
    visit = {"resourceType": "Encounter", "subject": {"reference": "Patient/p2"}}
    assert "somebody else" in refused(patient(), visit)
    history = {"resourceType": "FamilyMemberHistory", "patient": ME}
    person = read({**visit, "subject": ME}, history, history)
    assert {(n.resource, count) for n, count in person.report.only(Why.NOT_READ)} == {
        ("Encounter", 1),
        ("FamilyMemberHistory", 2),
    }
    assert values(person) == {}


def test_the_same_resource_twice_is_refused() -> None:
    """Nobody can tell which of two versions counts."""
    one = condition(HYPERTENSION, id="c1")
    assert "is in the Bundle twice" in refused(patient(), one, {**one, "recordedDate": "2020"})


# --- the Bundle itself


@pytest.mark.parametrize("kind", ["collection", "searchset", "document", "transaction"])
def test_four_types_of_bundle_are_read(kind: str) -> None:
    """However the sender packs the record."""
    tree = bundle(patient(), condition(HYPERTENSION), kind=kind)
    assert values(read_bundle(tree, "x", setting())) == {"hypertension": True}


@pytest.mark.parametrize("kind", ["history", "batch", "message", "transaction-response", None, 7])
def test_other_types_are_refused(kind: object) -> None:
    """A history holds versions that no longer count."""
    assert "is none of collection" in refused(patient(), type=kind)


def test_something_else_than_a_bundle_is_refused() -> None:
    """A lone resource is no record."""
    with pytest.raises(InputError, match="is not Bundle; send the record as a FHIR R4 Bundle"):
        read_bundle(patient(), "x", setting())
    with pytest.raises(InputError, match="is not a JSON object"):
        read_bundle([], "x", setting())


def test_a_page_of_many_is_reported() -> None:
    """The next page may hold the cancer."""
    link = [{"relation": "next", "url": "https://example.org/next"}]
    tree = bundle(patient(), kind="searchset", link=link)
    assert read_bundle(tree, "x", setting()).report.only(Why.MORE_PAGES)


OTHER_VERSIONS: dict[str, Resource] = {
    "R5 medication": medicine("x", medication={"concept": concept(ATC, "B01AA03")}),
    "R5 occurrence": procedure("18946005", occurrenceDateTime="2026"),
    "R5 participant": condition(HYPERTENSION, participant=[]),
    "R5 allergy type": allergy("111088007", type=concept("x", "allergy")),
    "R5 profile": condition(
        HYPERTENSION, meta={"profile": ["http://hl7.org/fhir/R5/StructureDefinition/Condition"]}
    ),
    "5.0 profile": patient(
        meta={"profile": ["http://hl7.org/fhir/5.0/StructureDefinition/Patient"]}
    ),
    "profile version": patient(
        meta={"profile": ["http://hl7.org/fhir/StructureDefinition/Patient|3.0.2"]}
    ),
    "R4B profile": patient(
        meta={"profile": ["http://hl7.org/fhir/4.3/StructureDefinition/Patient"]}
    ),
    "STU3 clinical status": condition(HYPERTENSION, clinicalStatus="active"),
    "STU3 verification": condition(HYPERTENSION, verificationStatus="confirmed"),
    "STU3 allergy": allergy("111088007", clinicalStatus="active"),
    "STU3 context": condition(HYPERTENSION, context={"reference": "Encounter/1"}),
    "STU3 asserted": condition(HYPERTENSION, assertedDate="2020"),
    "STU3 not done": procedure("18946005", notDone=True),
    "STU3 taken": medicine("B01AA03", kind="Statement", taken="n"),
    "STU3 animal": patient(animal={}),
    "DSTU2 order": {"resourceType": "MedicationOrder", "patient": ME},
    "DSTU2 group": response(group={}),
    "capability statement": {"resourceType": "CapabilityStatement", "fhirVersion": "5.0.0"},
    "parameters": {
        "resourceType": "Parameters",
        "parameter": [{"name": "fhirVersion", "valueString": "3.0.2"}],
    },
}


@pytest.mark.parametrize("case", OTHER_VERSIONS)
def test_another_version_of_fhir_is_refused_in_one_sentence(case: str) -> None:
    """Elements moved and changed their meaning between versions."""
    resource = OTHER_VERSIONS[case]
    others = () if resource["resourceType"] == "Patient" else (patient(),)
    sentence = refused(*others, resource)
    assert "FHIR version" in sentence
    assert sentence.endswith("export the record again as FHIR R4 (4.0.1).")


def test_r4_may_be_stated() -> None:
    """The version that is read, said in every way it may be said."""
    stated = {"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1"}
    profiles = [
        "http://hl7.org/fhir/StructureDefinition/Condition|4.0.1",
        "http://hl7.org/fhir/us/core/StructureDefinition/us-core-condition|5.0.1",
        "http://hl7.org/fhir/R4/StructureDefinition/Condition",
    ]
    person = read(stated, condition(HYPERTENSION, meta={"profile": profiles}))
    assert values(person) == {"hypertension": True}


@pytest.mark.hazard("H21")
@pytest.mark.parametrize(
    "resource",
    [
        condition(HYPERTENSION, modifierExtension=[{"url": "urn:not"}]),
        condition(HYPERTENSION, evidence=[{"modifierExtension": [{"url": "urn:not"}]}]),
        condition(HYPERTENSION, implicitRules="urn:opposite"),
        medicine("B01AA03", dosageInstruction=[{"modifierExtension": [{"url": "urn:not"}]}]),
    ],
)
def test_what_may_reverse_a_meaning_is_refused(resource: Resource) -> None:
    """FHIR demands it: a modifier that is not understood makes a resource unusable."""
    assert "may reverse its meaning" in refused(patient(), resource)


@pytest.mark.parametrize(
    ("resource", "what"),
    [
        (condition(HYPERTENSION, "almost"), "clinicalStatus: is not a status of FHIR R4"),
        (condition(HYPERTENSION, "active", "maybe"), "verificationStatus: is not a status"),
        (medicine("B01AA03", "taken"), "status: is not a status of FHIR R4"),
        (procedure("18946005", "done"), "status: is not a status of FHIR R4"),
        (condition(HYPERTENSION, onsetDateTime="yesterday"), "onsetDateTime: is not a FHIR date"),
        (condition(HYPERTENSION, onsetDateTime="2026-13-01"), "onsetDateTime: is not a FHIR date"),
        (condition(HYPERTENSION, onsetDateTime="2026-11-22T09:30:00"), "is not a FHIR date"),
        (condition(HYPERTENSION, recordedDate="2026-11-23"), "is later than the screening"),
        (condition(HYPERTENSION, code="I10"), "code: is not an object"),
        (condition(HYPERTENSION, code={"coding": {}}), "coding: is not a list"),
        (condition(HYPERTENSION, onsetDateTime=2020), "is missing or not a text"),
    ],
)
def test_a_resource_that_makes_no_sense_is_refused_with_its_place(
    resource: Resource, what: str
) -> None:
    """The sender can correct what is named, and nothing else."""
    sentence = refused(patient(), resource)
    assert sentence.startswith("record.json, entry[1].resource.")
    assert what in sentence


def test_two_clinical_statuses_are_refused() -> None:
    """Active and resolved at once."""
    codes = [{"code": "active"}, {"code": "resolved"}]
    sentence = refused(patient(), condition(HYPERTENSION, clinicalStatus={"coding": codes}))
    assert "gives two statuses" in sentence


# --- the patient


@pytest.mark.parametrize(
    ("born", "years"),
    [
        ("1980-11-22", 46),
        ("1980-11-23", 45),
        ("1979", 46),
        ("1979-11", 46),
        ("1981", None),
        ("1961", None),
        ("1961-12", 64),
        ("1961-11", None),
        ("2008", None),
        ("2026-11-22", 0),
    ],
)
def test_age_is_unknown_where_an_incomplete_date_leaves_open_what_a_rule_asks(
    born: str, years: int | None
) -> None:
    """Somebody born in 1961 may or may not be 65 already; 46 or 47 makes no difference."""
    tree = bundle(patient(birthDate=born))
    person = read_bundle(tree, "x", setting())
    answer = person.answers.by_fact.get("age_years")
    assert (None if answer is None else answer.value) == years


@pytest.mark.parametrize(
    ("gender", "sex"),
    [("male", "male"), ("female", "female"), ("other", "other"), ("unknown", None), (None, None)],
)
def test_gender_is_taken_over(gender: str | None, sex: str | None) -> None:
    """Unknown stays unknown, so nothing that depends on it is skipped."""
    person = read_bundle(bundle(patient(gender=gender)), "x", setting())
    answer = person.answers.by_fact.get("sex")
    assert (None if answer is None else answer.value) == sex


def test_what_the_record_leaves_open_can_be_answered() -> None:
    """An unknown gender does not stand against the word of the patient."""
    asked = response({"linkId": "sex", "answer": [{"valueCoding": {"code": "female"}}]})
    person = read_bundle(bundle(patient(gender="unknown"), asked), "x", setting())
    assert person.answers.by_fact["sex"].value == "female"


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"deceasedBoolean": True}, "says that the patient has died"),
        ({"deceasedDateTime": "2026-11-22"}, "says that the patient has died"),
        ({"deceasedDateTime": "2020"}, "says that the patient has died"),
        ({"active": False}, "says that this record is not in use"),
        ({"link": [{"type": "replaced-by"}]}, "says that another record replaced this one"),
        ({"birthDate": "2027"}, "is later than the screening"),
        ({"birthDate": "1850-01-01"}, "outside 0 to 120 a"),
        ({"birthDate": "14.05.1980"}, "is not a FHIR date"),
        ({"gender": "f"}, "is not a status of FHIR R4"),
    ],
)
def test_a_patient_who_cannot_be_screened_is_refused(changes: Resource, what: str) -> None:
    """The record of somebody who has died, or one that is out of use, or an impossible one."""
    assert what in refused(patient(**changes))


def test_a_death_after_the_screening_is_none_yet() -> None:
    """Screening an earlier day again is how a verdict is explained."""
    early = AT - timedelta(days=2)
    at_that_time = replace(setting(), at=early)
    tree = bundle(patient(deceasedDateTime="2026-11-22T09:00:00+03:00"))
    assert read_bundle(tree, "x", at_that_time).deceased is False


def test_every_statement_of_now_holds_at_the_screening() -> None:
    """What the record says to be so does not go stale with the date of its entry."""
    person = read(condition(HYPERTENSION, recordedDate="1999"))
    answer = person.answers.by_fact["hypertension"]
    assert (answer.at, answer.by) == (AT, "record")


def test_dates_of_meanings_are_dates_of_the_entry() -> None:
    """Only dates that a claim asks for are taken, and none later than today."""
    dated = {
        claim.fact
        for meaning in shipped_terminology().meanings.values()
        for claim in meaning.claims
        if isinstance(claim.value, DateOf)
    }
    assert dated == {"respiratory_recovery_date", "spinal_injection_date"}
    today = read(condition("195662009", "resolved", abatementDateTime="2026-11-22"))
    assert values(today) == {"respiratory_recovery_date": AT.date()}
    assert isinstance(AT, datetime)
