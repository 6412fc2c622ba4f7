"""One row of any table of a clinic, made from the model alone, so that no table goes untested."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import models

from lumbalis.clinic.records.engine.structure import models_of_a_clinic
from lumbalis.clinic.records.models import Clinic, Patient, User

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MODELS = models_of_a_clinic()
_number = itertools.count(1)
_SPECIAL: dict[tuple[str, str], Any] = {
    ("Course", "state"): "proposed",
    ("OverrideRecord", "until"): NOW + timedelta(days=1),
    ("PlanRecord", "accepted"): False,
    ("PlanRecord", "violations"): 0,
    ("SessionRun", "state"): "opened",
    ("RunEvent", "standing"): "accepted",
    ("QuarantineReview", "decision"): "set_aside",
    ("CourseReview", "decision"): "go_on",
    ("Questionnaire", "moment"): "baseline",
    ("InstrumentText", "statements"): ["One"],
    ("Place", "kind"): "couch",
    ("OpeningHours", "closes_min"): 10**4,
    ("WorkingHours", "ends_min"): 10**4,
    ("Absence", "last_day"): date(1990, 5, 1),
    ("Closure", "last_day"): date(1990, 5, 1),
    ("Appointment", "parts"): {"check": 10, "hands_on": 20, "rest": 30},
}
_NEEDED = frozenset({("Absence", "place")})
"""Pointers that may be empty, of which a row needs one nonetheless."""


def row(model: type[Any], clinic: Clinic, patient: Patient | None = None, **given: Any) -> Any:  # noqa: ANN401
    """Make a row of a model in a clinic, about a patient, with whatever it must point to."""
    about = patient if patient or model is Patient else row(Patient, clinic)
    values = {**_values(model, clinic, about, given), **given}
    made = model(**values)
    made.save(force_insert=True)
    return made


def _values(
    model: type[Any], clinic: Clinic, patient: Patient | None, given: dict[str, Any]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for one in model._meta.concrete_fields:
        special = _SPECIAL.get((model.__name__, one.name))
        if one.name in given or one.primary_key or one.has_default():
            continue
        if special is not None:
            values[one.name] = special
        elif isinstance(one, models.ForeignKey):
            values.update(_pointer(one, clinic, patient))
        elif not one.null:
            values[one.name] = _simple(one)
    return values


def _pointer(field: Any, clinic: Clinic, patient: Patient | None) -> dict[str, Any]:  # noqa: ANN401
    target = field.related_model
    if target is Clinic:
        return {field.name: clinic}
    if field.name == "patient":
        return {field.name: patient}
    if field.null and (field.model.__name__, field.name) not in _NEEDED:
        return {}
    if target is User:
        return {field.name: User.objects.create_user(f"{uuid.uuid4().hex}@example.org", name="A")}
    return {field.name: row(target, clinic, None if target is Patient else patient)}


def _simple(field: Any) -> object:  # noqa: ANN401, PLR0911 - one line for each kind
    match field:
        case models.DateTimeField():
            return NOW
        case models.DateField():
            return date(1980, 5, 1)
        case models.BooleanField():
            return False
        case models.IntegerField():
            return next(_number)
        case models.BinaryField():
            return b"sealed"
        case models.EmailField():
            return ""
        case models.UUIDField():
            return uuid.uuid4()
        case _:
            return f"x{next(_number)}"[: field.max_length or 9]
