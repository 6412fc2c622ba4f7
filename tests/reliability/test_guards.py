"""What is written once stays, and nothing points into another clinic or to another patient."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from clinic_people import House
from clinic_rows import MODELS, NOW, row
from lumbalis.clinic.records.engine import guards
from lumbalis.clinic.records.engine.structure import append_only_models
from lumbalis.clinic.records.models import (
    Answer,
    Course,
    Invitation,
    OrderRecord,
    OverrideRecord,
    Patient,
    PlanRecord,
    Signature,
    VerdictRecord,
)
from lumbalis.clinic.records.tenancy import in_clinic

pytestmark = pytest.mark.django_db
APPEND_ONLY = append_only_models()
_ONCE = (Signature, OverrideRecord)


def _ids(model: type[Any]) -> str:
    return model.__name__


def _rows(model: type[Any]) -> Any:  # noqa: ANN401 - a manager
    return getattr(model, "everywhere", model._base_manager)


@pytest.mark.hazard("H16")
def test_the_list_of_what_is_append_only_is_complete() -> None:
    """A model that loses its mark would lose its triggers in silence."""
    assert {model.__name__ for model in APPEND_ONLY} == {
        "Answer",
        "PainDrawing",
        "BodyRecord",
        "VerdictRecord",
        "OrderRecord",
        "PlanRecord",
        "ProtocolApproval",
        "AuditEvent",
        "RunEvent",
        "QuarantineReview",
        "InstrumentText",
        "QuestionnaireAnswer",
        "NextDayReport",
        "CourseReview",
    }


@pytest.mark.hazard("H16")
@pytest.mark.parametrize("model", APPEND_ONLY, ids=_ids)
def test_what_is_append_only_is_never_changed_or_deleted(model: type[Any], house: House) -> None:
    """Not by an instance, not in bulk, not by raw SQL, not by replacing the row."""
    with in_clinic(house.north):
        kept = row(model, house.north)
        before = list(_rows(model).filter(pk=kept.pk).values())
        for harm in (
            kept.save,
            lambda: _rows(model).update(clinic=house.north),
            lambda: _rows(model).all()._raw_delete(connection.alias),
            lambda: _raw(f'DELETE FROM "{model._meta.db_table}"'),  # noqa: S608 - a name of our own
            lambda: _replace(model, kept),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                harm()
        assert list(_rows(model).filter(pk=kept.pk).values()) == before


@pytest.mark.hazard("H16")
@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.parametrize("model", [*APPEND_ONLY, *_ONCE], ids=_ids)
def test_a_table_of_records_is_not_truncated(model: type[Any]) -> None:
    """PostgreSQL empties a table without touching its rows; that has its own trigger."""
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        _raw(f'TRUNCATE "{model._meta.db_table}" CASCADE')


@pytest.mark.hazard("H23")
def test_an_override_is_not_prolonged_behind_its_reason(house: House) -> None:
    """Only the second signature and the withdrawal may be added, once."""
    with in_clinic(house.north):
        kept = row(OverrideRecord, house.north)
        mine = OverrideRecord.objects.filter(pk=kept.pk)
        for change in ({"until": NOW.replace(year=2030)}, {"rule": "Y999"}, {"zones": ["x"]}):
            with pytest.raises(IntegrityError), transaction.atomic():
                mine.update(**change)
        assert mine.update(withdrawn_at=NOW) == 1
        for moment in (None, NOW.replace(year=2027)):
            with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
                mine.update(withdrawn_at=moment)
        with pytest.raises(IntegrityError), transaction.atomic():
            mine._raw_delete(connection.alias)


@pytest.mark.hazard("H17")
@pytest.mark.parametrize(
    ("model", "field"),
    [
        (model, field.name)
        for model in MODELS
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model in MODELS
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_nothing_points_into_another_clinic(model: type[Any], field: str, house: House) -> None:
    """A child of one clinic with a parent of another would carry data across."""
    target = model._meta.get_field(field).related_model
    with in_clinic(house.south):
        foreign = row(target, house.south)
    with in_clinic(house.north):
        with pytest.raises(DatabaseError), transaction.atomic():
            row(model, house.north, **{field: foreign})
        assert row(model, house.north).pk


@pytest.mark.hazard("H04")
@pytest.mark.parametrize(
    ("model", "field", "target"),
    [
        (Answer, "invitation", Invitation),
        (Course, "order", OrderRecord),
        (PlanRecord, "verdict", VerdictRecord),
        (Signature, "verdict", VerdictRecord),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_nothing_points_to_a_record_of_another_patient(
    model: type[Any], field: str, target: type[Any], house: House
) -> None:
    """The answer of one patient under the invitation of another, a plan on another's verdict."""
    with in_clinic(house.north):
        one, other = row(Patient, house.north), row(Patient, house.north)
        theirs, mine = row(target, house.north, other), row(target, house.north, one)
        with pytest.raises(IntegrityError, match="another patient"), transaction.atomic():
            row(model, house.north, one, **{field: theirs})
        assert row(model, house.north, one, **{field: mine}).pk


@pytest.mark.hazard("H04")
def test_a_record_is_never_moved_to_another_patient(house: House) -> None:
    """Merging links two records of a person; it never rewrites whose a record is."""
    with in_clinic(house.north):
        course = row(Course, house.north)
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            Course.objects.filter(pk=course.pk).update(patient=row(Patient, house.north))


def test_the_guards_are_what_the_models_ask_for() -> None:
    """Installing again changes nothing; a lost guard is found and comes back."""
    before = _guards()
    guards.install(connection)
    assert _guards() == before
    guards.lift(connection)
    assert not _guards()
    guards.install(connection)
    assert _guards() == before


def _guards() -> set[str]:
    sql = (
        "SELECT name FROM main.sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgrelid::regclass || tgname FROM pg_trigger WHERE tgname LIKE 'guard%'"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {name for (name,) in cursor.fetchall()}


def _raw(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _replace(model: type[Any], kept: Any) -> None:  # noqa: ANN401 - a row
    if connection.vendor != "sqlite":
        raise IntegrityError  # PostgreSQL has no such statement
    columns = [field.column for field in model._meta.concrete_fields]
    names = ", ".join(f'"{name}"' for name in columns)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {names} FROM "{table}" WHERE "id" = %s', [kept.pk.hex])  # noqa: S608
        marks = ", ".join(["%s"] * len(columns))
        cursor.execute(
            f'INSERT OR REPLACE INTO "{table}" ({names}) VALUES ({marks})',  # noqa: S608
            cursor.fetchone(),
        )
