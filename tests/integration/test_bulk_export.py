"""A folder of bulk export: thirteen people who do not exist, and everything that can go wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from fhir_samples import (
    ATC,
    Resource,
    concept,
    condition,
    medicine,
    observation,
    patient,
    setting,
    values,
)
from lumbalis.domain.expressions import Value
from lumbalis.domain.facts import Encounter
from lumbalis.domain.screening import Verdict, screen
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fhir.bulk import BulkPerson, read_bulk_folder
from lumbalis.exchange.fhir.report import Why
from patients import AT
from protocols import shipped_protocol

SYNTHEA = Path(__file__).parents[1] / "data" / "synthea-10"
CANCERS = "129c6ac7-8d06-89de-ad63-0204a93e76c3"
SEIZURES = "3af3708d-41f1-cd80-f3dd-ec5ac76072bf"
TRANSPLANT = "79a66c97-6131-3213-f3c9-4606946ab056"
FRACTURE = "a5cb8ce9-cec6-6b23-0990-cbaf753578a4"
BACK_PAIN = "ca15b832-01e4-41dd-6a52-97bd3e5510cb"
HYPERTENSION = "59621000"


@cache
def export() -> Mapping[str, BulkPerson]:
    """Read the thirteen people."""
    return {one.label: one for one in read_bulk_folder(SYNTHEA, setting())}


def known(label: str) -> Mapping[str, Value | None]:
    """Give what the record says about one of them."""
    person = export()[label].person
    assert person is not None
    return values(person)


def verdict(label: str) -> Verdict:
    """Screen one of them."""
    person = export()[label].person
    assert person is not None
    return screen(shipped_protocol(), person.answers, Encounter(at=AT))


def test_every_person_comes_out_once() -> None:
    """In the order of the Patient file."""
    lines = (SYNTHEA / "Patient.000.ndjson").read_text().splitlines()
    assert list(export()) == [json.loads(line)["id"] for line in lines]
    assert len(export()) == 13


@pytest.mark.parametrize(
    ("label", "facts"),
    [
        (CANCERS, {"cancer_now": True, "cancer_ever": True, "malignant_current": True}),
        (TRANSPLANT, {"renal_disease": "single_or_transplant", "immunosuppressed": True}),
        (FRACTURE, {"osteoporosis": True, "fragility_fracture": True}),
        (SEIZURES, {"epilepsy_uncontrolled": True}),
    ],
)
def test_serious_disease_comes_out_as_what_it_is(label: str, facts: Mapping[str, object]) -> None:
    """Lung and breast cancer, a transplanted kidney, brittle bones, seizures."""
    assert facts.items() <= known(label).items()


def test_back_pain_alone_answers_nothing() -> None:
    """A chronic complaint in a record is no answer about today, and no diagnosis."""
    assert known(BACK_PAIN) == {}


@pytest.mark.parametrize(
    ("label", "rules"),
    [
        (CANCERS, {"S14"}),
        (TRANSPLANT, {"X09", "X12"}),
        (FRACTURE, {"X06"}),
        (SEIZURES, {"X21"}),
    ],
)
def test_serious_disease_is_among_the_reasons(label: str, rules: set[str]) -> None:
    """Whoever reads the verdict sees why."""
    assert rules <= {reason.rule for reason in verdict(label).reasons if reason.certain}


@pytest.mark.hazard("H03")
def test_nobody_is_eligible_on_a_record_alone() -> None:
    """The export holds no examination of today, no temperature and no pain score."""
    for label in export():
        assert not verdict(label).category.allows_session
        assert {m.fact for m in verdict(label).missing} >= {"temperature_c", "nrs_move"}


def test_those_who_have_died_are_named_and_the_others_go_on() -> None:
    """One line each; the record stays readable."""
    died = [label for label, one in export().items() if one.problem is not None]
    assert died == [CANCERS, SEIZURES, TRANSPLANT]
    problem = export()[CANCERS].problem
    assert str(problem) == (
        "Patient.000.ndjson:1, deceasedDateTime: says that the patient has died; "
        "do not screen; check the record."
    )


@pytest.mark.hazard("H21")
def test_every_code_of_the_export_is_in_a_list() -> None:
    """So that "unmapped" stays short enough to be read."""
    for one in export().values():
        assert one.person is not None
        assert one.person.report.unmapped == ()


# --- folders made here


def folder(path: Path, **files: list[Resource]) -> Path:
    """Write an export with these files."""
    for name, resources in files.items():
        lines = [json.dumps(resource) for resource in resources]
        (path / f"{name}.ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def somebody(label: str, resource: Resource) -> Resource:
    """Give a resource to another person."""
    return {**resource, "subject": {"reference": f"Patient/{label}"}}


def read(path: Path) -> dict[str, BulkPerson]:
    """Read an export by label."""
    return {one.label: one for one in read_bulk_folder(path, setting())}


def refused(path: Path) -> str:
    """Read an export that cannot be used and give the sentence."""
    with pytest.raises(InputError) as error:
        read(path)
    return str(error.value)


def test_resources_find_their_person_whatever_the_order_of_files(tmp_path: Path) -> None:
    """Files are read by kind: first the people, then what belongs to them."""
    pulse = observation("8867-4", 70, "/min")
    out = read(
        folder(
            tmp_path,
            a_Observation=[somebody("p2", pulse), pulse],
            b_Condition=[somebody("p2", condition(HYPERTENSION))],
            z_Patient=[patient(), patient(id="p2")],
        )
    )
    persons = {label: one.person for label, one in out.items()}
    assert persons["p1"] is not None
    assert persons["p2"] is not None
    assert values(persons["p1"]) == {"pulse": 70}
    assert values(persons["p2"]) == {"pulse": 70, "hypertension": True}


def test_a_bad_resource_stops_its_own_person_only(tmp_path: Path) -> None:
    """Twelve others are waiting for their verdicts."""
    kelvin = observation("8310-5", 310, "K")
    out = read(
        folder(
            tmp_path,
            Patient=[patient(), patient(id="p2"), patient(id="p3", birthDate="x")],
            Observation=[somebody("p2", observation("8867-4", 70, "/min")), kelvin, kelvin],
        )
    )
    assert out["p1"].person is None
    assert str(out["p1"].problem).startswith("Observation.ndjson:2, valueQuantity.code: ")
    assert str(out["p3"].problem).startswith("Patient.ndjson:3, birthDate: ")
    assert out["p2"].person is not None
    assert out["p2"].problem is None


@pytest.mark.hazard("H21")
def test_a_resource_of_nobody_stops_the_whole_export(tmp_path: Path) -> None:
    """Whose it is cannot be said, so nobody's record is known to be whole."""
    stray = somebody("p9", condition(HYPERTENSION))
    path = folder(tmp_path, Patient=[patient()], Condition=[condition(HYPERTENSION), stray])
    assert refused(path) == (
        "Condition.ndjson:2: this Condition belongs to no Patient of the export; "
        "export all patients together with their resources."
    )


def test_medicines_are_found_in_their_own_file(tmp_path: Path) -> None:
    """Exports often keep Medication apart."""
    order = medicine("x", medicationReference={"reference": "Medication/m1"})
    del order["medicationCodeableConcept"]
    warfarin: Resource = {"resourceType": "Medication", "id": "m1", "code": concept(ATC, "B01AA03")}
    out = read(
        folder(tmp_path, Patient=[patient()], MedicationRequest=[order], Medication=[warfarin])
    )
    assert out["p1"].person is not None
    assert values(out["p1"].person) == {"anticoagulant": "vka"}


def test_kinds_that_are_not_read_are_reported_to_everybody(tmp_path: Path) -> None:
    """Their content is not even parsed: an export may be mostly bills."""
    path = folder(tmp_path, Patient=[patient()], Claim=[{"resourceType": "Claim"}])
    with (path / "Claim.ndjson").open("a") as file:
        file.write("not json\n")
    person = read(path)["p1"].person
    assert person is not None
    assert [noted.resource for noted, _ in person.report.only(Why.NOT_READ)] == ["Claim"]


def test_a_file_of_several_kinds_is_refused(tmp_path: Path) -> None:
    """The standard says one kind a file; anything else is a mix-up."""
    path = folder(tmp_path, Patient=[patient(), condition(HYPERTENSION)])
    assert "is not Patient like the first line of the file" in refused(path)


def test_a_patient_twice_is_refused(tmp_path: Path) -> None:
    """Two records of one person may differ."""
    path = folder(tmp_path, Patient=[patient()], Patient2=[patient()])
    assert refused(path).startswith("Patient2.ndjson:1, id: is that of an earlier Patient")


def test_other_versions_are_refused_in_exports_too(tmp_path: Path) -> None:
    """The whole export comes from one system, so the whole export is refused."""
    old = condition(HYPERTENSION, clinicalStatus="active")
    assert "older FHIR version" in refused(folder(tmp_path, Patient=[patient()], Condition=[old]))


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    """With its number, in a file of a million lines."""
    path = folder(tmp_path, Patient=[patient()])
    with (path / "Patient.ndjson").open("a") as file:
        file.write('\n{"resourceType": "Patient", "id": }\n')
    assert refused(path).startswith("Patient.ndjson:3: is not JSON (column 35)")


def test_a_folder_without_people_is_refused(tmp_path: Path) -> None:
    """An empty folder, one without patients, and one that is not there."""
    assert "holds no .ndjson file" in refused(tmp_path)
    assert "holds no Patient" in refused(folder(tmp_path, Condition=[condition(HYPERTENSION)]))
    assert "cannot be read" in refused(tmp_path / "nowhere")


def test_an_empty_file_is_no_fault(tmp_path: Path) -> None:
    """A kind without resources is often exported as a file without lines."""
    path = folder(tmp_path, Patient=[patient()])
    (path / "Condition.ndjson").write_text("")
    assert read(path)["p1"].problem is None


def test_a_reading_of_the_export_is_the_same_every_time() -> None:
    """The same files give the same answers and the same report, to the order."""
    again = {one.label: one for one in read_bulk_folder(SYNTHEA, setting())}
    assert again.keys() == export().keys()
    for label, one in again.items():
        assert one.person == export()[label].person
