"""The register: finding people, warning of duplicates, changing what is written."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from clinic_people import House
from lumbalis.clinic.records.models import AuditEvent, Patient
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.finding import found, read_query
from lumbalis.clinic.services.patients import (
    Changed,
    LooksKnown,
    Registered,
    Stale,
    Unusable,
    add_identifier,
    change,
    register,
    remove_identifier,
)

PETROV: dict[str, Any] = {
    "family_name": "Петров",
    "given_name": "Пётр",
    "patronymic": "Іванович",
    "birth_date": date(1980, 3, 5),
    "phone": "+380 (50) 123-45-67",
}


def names_found(house: House, typed: str) -> list[str]:
    """List the family names a search finds."""
    with in_clinic(house.north):
        return [patient.family_name for patient in found(read_query(typed))]


@pytest.mark.parametrize(
    "typed",
    [
        "петров", "ПЕТРОВ", "пет", "Пётр", "петр петров", "ПЕТРОВ ПЕТР", "іванович", "05.03.1980",
        "петров 5.3.1980", "1980-03-05", "1980", "0501234567", "+38 050 123", "80501234567", "4567",
        "Petrov", "petroff pyotr", "АК 123-456", "ак123", "123456",
    ],
)  # fmt: skip
def test_a_patient_is_found_by_anything_known_of_them(house: House, typed: str) -> None:
    """SQLite folds the case of Latin letters only; a search by its LIKE finds no петров."""
    patient = house.patient("north", **PETROV)
    add_identifier(house.acting("north", "receptionist"), patient, "passport", "АК 123456")
    house.patient("north", family_name="Сидоренко", given_name="Олена", phone="067 000 00 00")
    assert names_found(house, typed) == ["Петров"]


def test_the_register_reads_as_the_alphabet_does(house: House) -> None:
    """Whoever looks for Євтушенко looks between Ж and Д, on every database."""
    listed = [
        "Adams",
        "Ґалаґан",
        "Деркач",
        "Ёлкина",
        "Євтушенко",
        "Жук",
        "Іваненко",
        "Їжак",
        "Яшин",
    ]
    for name in reversed(listed):
        house.patient("north", family_name=name)
    assert names_found(house, "") == listed


@pytest.mark.parametrize("typed", ["етров", "петров сидор", "6.3.1980", "%", "_", "9999999"])
def test_a_search_finds_nobody_who_does_not_fit(house: House, typed: str) -> None:
    """The wrong patient on the screen is the worst answer a search can give."""
    house.patient("north", **PETROV)
    shown = names_found(house, typed)
    assert shown == ([] if read_query(typed) != read_query("") else ["Петров"])


def test_those_who_fit_as_written_come_before_those_who_sound_so(house: House) -> None:
    """Transliteration adds hits; it must not push the obvious one down."""
    house.patient("north", **PETROV)
    house.patient("north", family_name="Petrov", given_name="Andrew")
    assert names_found(house, "Petrov") == ["Petrov", "Петров"]
    assert names_found(house, "Петров") == ["Петров", "Petrov"]


def test_a_search_never_leaves_the_clinic(house: House) -> None:
    """A name typed here must not tell that the same person goes elsewhere."""
    house.patient("south", **PETROV)
    assert names_found(house, "Петров") == []
    outcome = register(house.acting("north", "receptionist"), PETROV)
    assert isinstance(outcome, Registered)


@pytest.mark.parametrize(
    ("described", "why"),
    [
        ({"family_name": "Other", "phone": "050 1234567"}, "phone"),
        ({"family_name": "ПЕТРОВ", "birth_date": "5.3.1980"}, "born"),
        ({"family_name": "Петрив", "birth_date": "5.3.1980"}, "born"),
        ({"family_name": "Petrov", "given_name": "Petr"}, "name"),
        ({"family_name": "Петров", "given_name": "Петр", "patronymic": "Иванович"}, "name"),
    ],
)
@pytest.mark.hazard("H05")
def test_somebody_who_looks_known_is_not_registered_twice(
    house: House, described: dict[str, Any], why: str
) -> None:
    """Two records of one person hide a "yes" from whoever reads the other one."""
    known = house.patient("north", **PETROV)
    outcome = register(house.acting("north", "receptionist"), described)
    assert isinstance(outcome, LooksKnown)
    assert [one.patient for one in outcome.similar] == [known]
    assert why in outcome.similar[0].why
    with in_clinic(house.north):
        assert Patient.objects.count() == 1


@pytest.mark.parametrize(
    "described",
    [
        {"family_name": "Петров", "given_name": "Пётр", "birth_date": "6.3.1980"},
        {"family_name": "Сидоров", "birth_date": "5.3.1980"},
        {"family_name": "Петров"},
    ],
)
def test_a_namesake_is_not_taken_for_the_same_person(
    house: House, described: dict[str, Any]
) -> None:
    """A warning that cries at every Petrov is soon clicked away."""
    house.patient("north", **PETROV)
    outcome = register(house.acting("north", "receptionist"), described)
    assert isinstance(outcome, Registered)


@pytest.mark.parametrize(
    ("fields", "field", "what"),
    [
        ({"family_name": ""}, "family_name", "missing"),
        ({}, "family_name", "missing"),
        ({"family_name": "Iva\x00nov"}, "family_name", "unreadable"),
        ({"family_name": "\ud800"}, "family_name", "unreadable"),
        ({"family_name": "x" * 81}, "family_name", "too_long"),
        ({"family_name": "🙂"}, "family_name", "no_letters"),
        ({"family_name": ["a"]}, "family_name", "no_text"),
        ({"family_name": "A", "birth_date": "31.2.1980"}, "birth_date", "no_day"),
        ({"family_name": "A", "birth_date": "1.1.2222"}, "birth_date", "in_the_future"),
        ({"family_name": "A", "birth_date": "1.1.1800"}, "birth_date", "too_long_ago"),
        ({"family_name": "A", "phone": "12"}, "phone", "no_phone"),
        ({"family_name": "A", "email": "a@b"}, "email", "no_email"),
        ({"family_name": "A", "sex": "x"}, "sex", "not_offered"),
        ({"family_name": "A", "language": "xx"}, "language", "not_offered"),
        ({"family_name": "A", "note": "n" * 501}, "note", "too_long"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_stored(
    house: House, fields: dict[str, Any], field: str, what: str
) -> None:
    """One sentence at the field; no half a patient."""
    outcome = register(house.acting("north", "receptionist"), fields)
    assert isinstance(outcome, Unusable)
    assert [(problem.field, problem.what) for problem in outcome.problems] == [(field, what)]
    with in_clinic(house.north):
        assert not Patient.objects.exists()
        assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "محمد", "O'Brien 🙂", "Ааа" * 20, "a" * 80, "林", "Ng"]
)
def test_a_name_is_kept_as_its_bearer_writes_it(house: House, name: str) -> None:
    """Names are not what programmers believe them to be."""
    patient = house.patient("north", family_name=name)
    with in_clinic(house.north):
        assert Patient.objects.get(pk=patient.pk).family_name == name


def test_a_change_made_meanwhile_is_not_overwritten(house: House) -> None:
    """Two people at two desks: the second sees what the first wrote."""
    patient = house.patient("north", **PETROV)
    desk = house.acting("north", "receptionist")
    first = change(desk, patient, {"phone": "050 7654321"}, version=1)
    second = change(desk, patient, {"phone": "050 0000000"}, version=1)
    assert isinstance(first, Changed)
    assert first.fields == ("phone",)
    assert isinstance(second, Stale)
    assert second.patient.phone == "050 7654321"


def test_saving_without_a_change_changes_nothing(house: House) -> None:
    """Looking must not look like acting in the audit."""
    patient = house.patient("north", **PETROV)
    same = change(house.acting("north", "receptionist"), patient, PETROV, version=1)
    assert isinstance(same, Changed)
    assert same.fields == ()
    assert same.patient.version == 1


def test_an_identifier_taken_away_is_not_found_and_can_be_put_back(house: House) -> None:
    """Undo instead of a question needs to know what was there."""
    patient = house.patient("north", **PETROV)
    desk = house.acting("north", "receptionist")
    kept = add_identifier(desk, patient, "insurance", "77 11")
    assert not isinstance(kept, Unusable)
    assert remove_identifier(desk, patient, kept.pk) == ("insurance", "77 11")
    assert names_found(house, "7711") == []
    assert remove_identifier(desk, patient, kept.pk) is None


def test_the_audit_says_which_fields_changed_and_not_what_they_say(house: House) -> None:
    """The audit outlives the patient's erasure; it must hold no name."""
    patient = house.patient("north", **PETROV)
    change(house.acting("north", "receptionist"), patient, {"family_name": "Новий"}, version=1)
    with in_clinic(house.north):
        last = AuditEvent.objects.order_by("-seq").first()
    assert last is not None
    assert last.action == "patient.changed"
    assert last.detail == {"fields": ["family_name"]}
