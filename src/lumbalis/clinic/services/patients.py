"""Registering patients and changing what the register says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from lumbalis.clinic.records.models import (
    Identifier,
    Patient,
    PatientKey,
    PatientWord,
    VerdictRecord,
)
from lumbalis.clinic.records.sealing import new_wrapped_key
from lumbalis.clinic.services import audit, screening
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.register_fields import NAMES, Problem, clean, clean_line
from lumbalis.clinic.services.resemblance import Suspect, suspects
from lumbalis.clinic.services.search_key import digits_of, found_by, number_of, search_key

_SCREENED_FROM = frozenset({"birth_date", "sex"})
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Registered:
    """The patient is in the register."""

    patient: Patient


@dataclass(frozen=True, slots=True)
class LooksKnown:
    """Nothing was stored: these people may be the same person."""

    similar: tuple[Suspect, ...]


@dataclass(frozen=True, slots=True)
class Unusable:
    """Nothing was stored: these fields cannot be kept as they are."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """The register says it now; `fields` are those that differ from before."""

    patient: Patient
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stale:
    """Nothing was stored: somebody else has changed the patient meanwhile."""

    patient: Patient


def register(
    by: Acting,
    fields: Mapping[str, object],
    *,
    identifiers: Sequence[tuple[str, str]] = (),
    despite_duplicates: bool = False,
) -> Registered | LooksKnown | Unusable:
    """Put a patient into the register, with a key of their own."""
    cleaned = clean({"family_name": None, **fields}, by.at.date())
    numbers, wrong = _clean_numbers(identifiers)
    if cleaned.problems or wrong:
        return Unusable((*cleaned.problems, *wrong))
    with whole(by):
        similar = () if despite_duplicates else suspects(cleaned.fields, [n for _, n in numbers])
        if similar:
            return LooksKnown(similar)
        patient = _new(by, cleaned.fields, numbers)
        audit.record(
            by, "patient.registered", entity="patient", entity_id=patient.pk, patient=patient,
            despite_duplicates=despite_duplicates,
        )  # fmt: skip
        return Registered(patient)


def change(
    by: Acting, patient: Patient, fields: Mapping[str, object], *, version: int
) -> Changed | Stale | Unusable:
    """Change what the register says; screen again if that was used for screening."""
    cleaned = clean(fields, by.at.date())
    if cleaned.problems:
        return Unusable(cleaned.problems)
    with whole(by):
        fresh = locked(patient.pk)
        if fresh.version != version:
            return Stale(fresh)
        differing = tuple(
            sorted(name for name, value in cleaned.fields.items() if getattr(fresh, name) != value)
        )
        if differing:
            _change(by, fresh, {name: cleaned.fields[name] for name in differing})
        return Changed(fresh, differing)


def add_identifier(by: Acting, patient: Patient, system: str, value: str) -> Identifier | Unusable:
    """Add a number the patient is known by; the same number again changes nothing."""
    numbers, wrong = _clean_numbers([(system, value)])
    if wrong:
        return Unusable(wrong)
    with whole(by):
        fresh = locked(patient.pk)
        written = {"clinic": by.clinic, "recorded_at": by.at, "recorded_by_id": by.actor.user_id}
        kept, new = Identifier.objects.get_or_create(
            patient=fresh, system=numbers[0][0], value=numbers[0][1], defaults=written
        )
        if new:
            _numbers_changed(by, fresh, kept.pk, "patient.identifier_added")
        return kept


def remove_identifier(by: Acting, patient: Patient, identifier: UUID) -> tuple[str, str] | None:
    """Take a number away and give it back, so that it can be put back; None if it is gone."""
    with whole(by):
        fresh = locked(patient.pk)
        kept = Identifier.objects.filter(patient=fresh, pk=identifier).first()
        if kept is None:
            return None
        taken = (kept.system, kept.value)
        kept.delete()
        _numbers_changed(by, fresh, identifier, "patient.identifier_removed")
        return taken


def locked(patient: UUID) -> Patient:
    """Read a patient anew for changing; others wait."""
    return Patient.objects.select_for_update(of=("self",)).select_related("clinic").get(pk=patient)


def _new(by: Acting, fields: Mapping[str, object], numbers: Sequence[tuple[str, str]]) -> Patient:
    patient = Patient(clinic=by.clinic, created_at=by.at, created_by_id=by.actor.user_id, **fields)
    _set_keys(patient)
    patient.save(force_insert=True)
    values = [value for _, value in numbers]
    PatientWord.objects.bulk_create(_words(patient, [patient], values))
    PatientKey.objects.create(
        clinic=by.clinic,
        patient=patient,
        wrapped=new_wrapped_key(patient.pk),
        made_at=by.at,
    )
    Identifier.objects.bulk_create(
        Identifier(
            clinic=by.clinic, patient=patient, system=system, value=value,
            recorded_at=by.at, recorded_by_id=by.actor.user_id,
        )
        for system, value in numbers
    )  # fmt: skip
    return patient


def _change(by: Acting, patient: Patient, fields: Mapping[str, object]) -> None:
    for name, value in fields.items():
        setattr(patient, name, value)
    patient.version += 1
    patient.save()
    index(patient)
    audit.record(
        by, "patient.changed", entity="patient", entity_id=patient.pk, patient=patient,
        fields=sorted(fields),
    )  # fmt: skip
    if _SCREENED_FROM & set(fields) and was_screened(patient):
        screening.rescreen(by, patient, "answers")


def was_screened(patient: Patient) -> bool:
    """Tell whether a verdict was ever given, so that it has to be given anew."""
    return VerdictRecord.objects.filter(patient=patient).exists()


def _numbers_changed(by: Acting, patient: Patient, identifier: UUID, action: str) -> None:
    patient.version += 1
    patient.save()
    index(patient)
    audit.record(by, action, entity="identifier", entity_id=identifier, patient=patient)


def _numbers(people: Sequence[Patient]) -> list[str]:
    rows = Identifier.objects.filter(patient__in=people).order_by("recorded_at", "value")
    return list(rows.values_list("value", flat=True))


def index(patient: Patient) -> None:
    """Write anew by what a patient is found; what merged records say finds them too."""
    people = [patient, *Patient.objects.filter(merged_into=patient).order_by("created_at", "pk")]
    numbers = _numbers(people)
    _set_keys(patient)
    patient.save(update_fields=["search_key", "phone_key"])
    PatientWord.objects.filter(patient=patient).delete()
    PatientWord.objects.bulk_create(_words(patient, people, numbers))


def index_many(patients: Sequence[Patient]) -> None:
    """Write by what patients without identifiers are found, when many are registered at once."""
    for one in patients:
        _set_keys(one)
    Patient.objects.bulk_update(patients, ["search_key", "phone_key"], batch_size=_AT_ONCE)
    rows = (row for one in patients for row in _words(one, [one], ()))
    PatientWord.objects.bulk_create(rows, batch_size=_AT_ONCE)


def _set_keys(patient: Patient) -> None:
    patient.search_key = search_key(getattr(patient, name) for name in NAMES)
    patient.phone_key = digits_of(patient.phone)


def _words(
    patient: Patient, people: Sequence[Patient], numbers: Sequence[str]
) -> list[PatientWord]:
    names = (getattr(one, name) for one in people for name in NAMES)
    words = found_by(names, numbers, [one.phone for one in people if one.phone])
    return [
        PatientWord(clinic_id=patient.clinic_id, patient=patient, word=word.encode())
        for word in words
    ]


def _clean_numbers(
    given: Sequence[tuple[str, str]],
) -> tuple[list[tuple[str, str]], tuple[Problem, ...]]:
    """Read identifiers; those left wholly empty were not meant."""
    kept: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for system, value in given:
        if not system.strip() and not value.strip():
            continue
        parts = [clean_line("system", system), clean_line("value", value)]
        problems += [part for part in parts if isinstance(part, Problem)]
        if isinstance(parts[1], str) and not number_of(parts[1]):
            problems.append(Problem("value", "no_letters"))
        kept.append((str(parts[0]), str(parts[1])))
    return list(dict.fromkeys(kept)), tuple(problems)
