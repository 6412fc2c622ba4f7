"""What a patient may ask for: a copy of everything, a halt, and being forgotten."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model

from clinic_people import House
from lumbalis.clinic.knowledge import knowledge_files, protocol
from lumbalis.clinic.records.models import (
    AuditEvent,
    Course,
    Identifier,
    Invitation,
    OrderRecord,
    Patient,
    PatientKey,
    PatientRecord,
    TenantModel,
)
from lumbalis.clinic.records.sealing import ErasedError, seal, unseal
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import consents, privacy, tombstones
from lumbalis.clinic.services.answers import Given, give_answers
from lumbalis.clinic.services.audit_chain import verify
from lumbalis.clinic.services.patients import add_identifier
from lumbalis.clinic.services.person_export import export
from lumbalis.clinic.services.person_record import NOT_EXPORTED, PARTS
from lumbalis.clinic.services.privacy import Refused, WhyNot
from lumbalis.exchange.fhir.bundle import read_bundle
from lumbalis.exchange.fhir.claiming import Setting
from lumbalis.knowledge.terminologies import read_terminology

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LATER = AT + timedelta(days=1)
CANARIES = ("Канаркова", "Zebrafinch", "0507654321", "bird@nest.example", "AK778899", "nightingale")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the tombstones of a test to itself."""
    monkeypatch.setattr(tombstones, "_file", lambda: tmp_path / "erased.log")
    return tmp_path


def bird(house: House) -> Patient:
    """Register somebody with a canary in every field, who has answered, consented and a course."""
    patient = house.patient(
        "north", AT, family_name="Канаркова", given_name="Zebrafinch", birth_date=date(1980, 3, 5),
        sex="female", phone="0507654321", email="bird@nest.example", note="nightingale",
    )  # fmt: skip
    desk, physician = (
        house.acting("north", "receptionist", AT),
        house.acting("north", "physician", AT),
    )
    add_identifier(desk, patient, "passport", "AK778899")
    consents.give(desk, patient, "treatment", language="uk")
    values = {
        "known_aneurysm": False, "nrs_rest": 3, "stature_cm": 171.5, "allergies": ["latex"],
        "cancer_ever": None, "nsaid_hours_since": None,
    }  # fmt: skip
    known = {name: value for name, value in values.items() if name in protocol().vocabulary.facts}
    given = give_answers(physician, patient, known, author_kind="patient", origin="intake")
    assert isinstance(given, Given)
    with in_clinic(house.north):
        order = OrderRecord.objects.create(
            clinic=house.north, patient=patient, number=1, at=AT,
            contents=seal(patient, {"note": "nightingale"}),
        )  # fmt: skip
        Course.objects.create(
            clinic=house.north, patient=patient, order=order, state="signed", opened_at=AT
        )
        Invitation.objects.create(
            clinic=house.north, patient=patient, token_hash="hush", created_at=AT,  # noqa: S106 - no token
            expires_at=AT + timedelta(days=7), progress={"screens": [["nrs_rest"]]},
        )  # fmt: skip
    return patient


def files_of(content: bytes) -> dict[str, dict[str, object]]:
    """Open an exported archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def resources(bundle: dict[str, object], kind: str) -> list[dict[str, object]]:
    """Pick the resources of a kind."""
    entries = bundle["entry"]
    assert isinstance(entries, list)
    return [one["resource"] for one in entries if one["resource"]["resourceType"] == kind]


def test_an_export_holds_everything_about_the_person_and_no_secret(house: House) -> None:
    """Whoever asks for a copy gets all of it, readable; a key or a token would open too much."""
    patient = bird(house)
    told = files_of(export(house.acting("north", "administrator", LATER), patient).content)
    everything = json.dumps(told["everything.json"], ensure_ascii=False)
    for canary in CANARIES:
        assert canary in everything
    assert '"latex"' in everything
    assert "hush" not in everything
    assert "wrapped" not in everything


def test_no_kind_of_record_is_forgotten_in_the_export() -> None:
    """A new kind of record about patients must be handed out too, or be left out knowingly."""
    listed = {part.model for part in PARTS}
    about_patients = {
        model for model in apps.get_app_config("records").get_models()
        if issubclass(model, PatientRecord) and model.__name__ not in NOT_EXPORTED
    }  # fmt: skip
    assert about_patients <= listed
    beyond = {
        model for model in apps.get_app_config("records").get_models()
        if issubclass(model, TenantModel) and _names_a(model, listed) and model not in listed
    }  # fmt: skip
    assert beyond == set()


def _names_a(model: type[Model], listed: set[type[Model]]) -> bool:
    fields = model._meta.get_fields()
    return any(
        getattr(field, "many_to_one", False) and field.related_model in listed for field in fields
    )


def test_two_exports_of_the_same_record_are_the_same_bytes(house: House) -> None:
    """A copy can be compared with an earlier one by its hash."""
    by = house.acting("north", "administrator", LATER)
    patient = bird(house)
    first = export(by, patient)
    with in_clinic(house.north):
        last = AuditEvent.objects.filter(clinic=house.north).order_by("-seq").first()
    assert last is not None
    assert last.action == "patient.exported"
    again = files_of(export(by, patient).content)
    before = files_of(first.content)
    for name in before:
        assert _without_own_trace(again[name]) == before[name]


def _without_own_trace(told: dict[str, object]) -> dict[str, object]:
    """Leave out that the record was handed out before."""
    kept = dict(told)
    for key in ("audit", "entry"):
        held = told.get(key)
        if isinstance(held, list):
            kept[key] = [one for one in held if "patient.exported" not in json.dumps(one)]
    return kept


REQUIRED = {
    "Patient": {"id", "name", "gender"},
    "Consent": {"status", "scope", "category", "patient", "policyRule"},
    "QuestionnaireResponse": {"status", "subject", "authored", "item"},
    "Observation": {"status", "code", "subject", "effectiveDateTime", "valueQuantity"},
    "DetectedIssue": {"status", "patient", "code"},
    "CarePlan": {"status", "intent", "subject"},
    "AuditEvent": {"type", "recorded", "agent", "source"},
}


def test_the_bundle_has_the_shape_of_fhir(house: House) -> None:
    """Another system must be able to read it: required elements, one id each, nothing empty."""
    patient = bird(house)
    bundle = files_of(export(house.acting("north", "administrator", LATER), patient).content)[
        "bundle.json"
    ]
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
    entries = bundle["entry"]
    assert isinstance(entries, list)
    urls = [one["fullUrl"] for one in entries]
    assert len(urls) == len(set(urls))
    for kind, required in REQUIRED.items():
        found = resources(bundle, kind)
        assert found, kind
        for one in found:
            assert required <= set(one), kind
    assert _empty_parts(bundle) == []
    references = set(_references(bundle))
    assert references <= {*urls, f"Patient/{patient.pk}"}


def _empty_parts(value: object, place: str = "") -> list[str]:
    if value in (None, "", [], {}):
        return [place]
    if isinstance(value, dict):
        return [part for key, one in value.items() for part in _empty_parts(one, f"{place}.{key}")]
    if isinstance(value, list):
        return [part for n, one in enumerate(value) for part in _empty_parts(one, f"{place}[{n}]")]
    return []


def _references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["reference"]] if isinstance(value.get("reference"), str) else []
        kind = value.get("resourceType")
        nested = [one for each in value.values() for one in _references(each)]
        return nested if kind == "DetectedIssue" else own + nested
    if isinstance(value, list):
        return [one for each in value for one in _references(each)]
    return []


def test_the_bundle_read_back_says_the_same_answers(house: House) -> None:
    """What leaves the house can come in again without a "no" becoming something else."""
    patient = bird(house)
    bundle = files_of(export(house.acting("north", "administrator", LATER), patient).content)[
        "bundle.json"
    ]
    known = protocol()
    terminology = read_terminology(knowledge_files(), known.vocabulary, known.limits)
    answers = read_bundle(bundle, "bundle", Setting(LATER, known.vocabulary, terminology)).answers
    values = {fact: one.value for fact, one in answers.by_fact.items()}
    assert values["known_aneurysm"] is False
    assert values["nrs_rest"] == 3
    assert values["stature_cm"] == 171.5
    assert values["allergies"] == frozenset({"latex"})
    assert values.get("cancer_ever") is None


def test_a_restriction_has_a_reason_and_an_end(house: House) -> None:
    """The law names four reasons; the record says which, and since when."""
    patient = bird(house)
    by = house.acting("north", "administrator", LATER)
    assert privacy.restrict(by, patient, "because") == Refused(WhyNot.UNKNOWN_REASON)
    restricted = privacy.restrict(by, patient, "objection")
    assert isinstance(restricted, Patient)
    assert restricted.restricted_at == LATER
    with in_clinic(house.north):
        assert privacy.restriction_of(restricted) == "objection"
    assert privacy.release(by, patient).restricted_at is None


def test_nothing_is_erased_before_its_time_without_a_reason_of_law(house: House) -> None:
    """Records of treatment have to be kept; the refusal says until when."""
    patient = bird(house)
    by = house.acting("north", "administrator", LATER)
    assert privacy.erase(by, patient) == Refused(WhyNot.RETAINED, date(2036, 11, 20))
    assert privacy.erase(by, patient, "wish") == Refused(WhyNot.UNKNOWN_REASON)
    erased = privacy.erase(by, patient, "unlawful")
    assert isinstance(erased, Patient)
    assert privacy.erase(by, patient, "unlawful") == Refused(WhyNot.ERASED)


def test_a_record_without_treatment_may_go_at_once(house: House) -> None:
    """Somebody who only called has nothing that the law makes the clinic keep."""
    patient = house.patient("north", AT)
    erased = privacy.erase(house.acting("north", "administrator", LATER), patient)
    assert isinstance(erased, Patient)
    assert erased.full_name == ""


def test_after_an_erasure_nothing_can_be_read_and_nobody_comes_back(house: House) -> None:
    """The key is gone, so the ciphertext is noise; links and courses end."""
    patient = bird(house)
    sealed = seal(patient, "secret")
    privacy.erase(house.acting("north", "administrator", LATER), patient, "unlawful")
    with in_clinic(house.north):
        gone = Patient.objects.get(pk=patient.pk)
        with pytest.raises(ErasedError):
            unseal(gone, sealed)
        assert PatientKey.objects.get(patient=gone).wrapped is None
        assert not Identifier.objects.filter(patient=gone).exists()
        link = Invitation.objects.get(patient=gone)
        assert link.revoked_at == LATER
        assert link.progress == {}
        assert Course.objects.get(patient=gone).closed_at == LATER


@pytest.mark.hazard("H33")
def test_a_restored_backup_erases_again(house: House) -> None:
    """A backup from before the erasure brings the person back; the tombstone does not forget."""
    patient = bird(house)
    with in_clinic(house.north):
        row, key = Patient.objects.get(pk=patient.pk), PatientKey.objects.get(patient=patient)
    privacy.erase(house.acting("north", "administrator", LATER), patient, "unlawful")
    with in_clinic(house.north):
        row.save()
        key.save()
        assert Patient.objects.get(pk=patient.pk).family_name == "Канаркова"
    assert privacy.apply_tombstones() == 1
    with in_clinic(house.north):
        assert Patient.objects.get(pk=patient.pk).family_name == ""
        assert PatientKey.objects.get(patient=patient).wrapped is None
    assert privacy.apply_tombstones() == 0


def test_a_tombstone_holds_no_name_and_survives_a_torn_line(house: House, own_folder: Path) -> None:
    """The list of the erased must not be a list of people; a crash must not make it unreadable."""
    patient = bird(house)
    privacy.erase(house.acting("north", "administrator", LATER), patient, "unlawful")
    written = (own_folder / "erased.log").read_text()
    assert not [canary for canary in CANARIES if canary in written]
    (own_folder / "erased.log").write_text(written + '{"clinic": "tor')
    assert tombstones.buried() == {house.north.pk: [patient.pk]}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "postgresql", reason="a file")
def test_no_byte_of_an_erased_person_is_left_in_the_database_file(house: House) -> None:
    """Deleted rows stay in a database's pages and in its log until somebody overwrites them."""
    patient = bird(house)
    file = Path(connection.settings_dict["NAME"])
    assert _canaries_in(file)
    privacy.erase(house.acting("north", "administrator", LATER), patient, "unlawful")
    assert _canaries_in(file) == []
    with in_clinic(house.north):
        assert verify(house.north).sound


def _canaries_in(file: Path) -> list[str]:
    """Look for names, numbers and their search keys in the file and in its log."""
    parts = [file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-journal")]
    held = b"".join(part.read_bytes() for part in parts if part.exists())
    wanted = {form for canary in CANARIES for form in (canary, canary.casefold())}
    return sorted(form for form in wanted if form.encode() in held)
