"""No clinic sees or touches the records of another, whatever the code above the database does."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from clinic_people import House
from clinic_rows import MODELS, NOW, row
from lumbalis.clinic.records.engine.structure import READ_ANYWHERE, WITHOUT_CLINIC
from lumbalis.clinic.records.models import AuditEvent, Membership, Patient, TenantModel
from lumbalis.clinic.records.tenancy import NoClinicError, in_clinic

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H17")]
NAMES = [model.__name__ for model in MODELS]
_SQLITE_ONLY = pytest.mark.skipif("connection.vendor != 'sqlite'")


def everything(model: type[Any]) -> Any:  # noqa: ANN401 - a manager without the first layer
    """Give the manager that does not filter by clinic, so that only the database does."""
    return getattr(model, "everywhere", model._base_manager)


@pytest.fixture(params=MODELS, ids=NAMES)
def planted(request: pytest.FixtureRequest, house: House) -> Any:  # noqa: ANN401
    """Plant a row of one table in the north."""
    with in_clinic(house.north):
        return row(request.param, house.north)


def test_the_other_clinic_reads_nothing(planted: Any, house: House) -> None:  # noqa: ANN401
    """The database hides the row even from a query that forgot the clinic."""
    model = type(planted)
    if model is Membership:
        return
    with in_clinic(house.south):
        assert not everything(model).filter(pk=planted.pk).exists()
        assert planted.pk not in {found.pk for found in everything(model).all()}
    with in_clinic(house.north):
        assert everything(model).filter(pk=planted.pk).exists()


def test_without_a_clinic_nothing_is_read(planted: Any) -> None:  # noqa: ANN401
    """Code that never said whom it serves gets nothing instead of everything."""
    model = type(planted)
    if model is not Membership:
        assert not everything(model).filter(pk=planted.pk).exists()


def test_the_other_clinic_changes_nothing(planted: Any, house: House) -> None:  # noqa: ANN401
    """An update aimed at a foreign row is refused or finds nothing; so is a deletion."""
    model, key = type(planted), planted.pk
    with in_clinic(house.south):
        for harm in (
            lambda: everything(model).filter(pk=key).update(clinic=house.south),
            lambda: everything(model).filter(pk=key)._raw_delete(connection.alias),
            lambda: planted.save(force_update=True),
            planted.delete,
        ):
            _must_not_happen(harm)
    with in_clinic(house.north):
        assert everything(model).get(pk=key).clinic_id == house.north.pk


def test_no_row_is_planted_in_the_other_clinic(planted: Any, house: House) -> None:  # noqa: ANN401
    """A new row names the clinic being served or is refused."""
    model = type(planted)
    with in_clinic(house.south), pytest.raises(DatabaseError), transaction.atomic():
        _copy(planted).save(force_insert=True)
    with in_clinic(house.south), pytest.raises(DatabaseError), transaction.atomic():
        everything(model).bulk_create([_copy(planted)])


def test_a_row_never_moves_to_another_clinic(planted: Any, house: House) -> None:  # noqa: ANN401
    """Not even its own clinic may give a record away."""
    with in_clinic(house.north), pytest.raises(DatabaseError), transaction.atomic():
        everything(type(planted)).filter(pk=planted.pk).update(clinic=house.south)


def test_raw_sql_reads_nothing_of_the_other_clinic(planted: Any, house: House) -> None:  # noqa: ANN401
    """The guard is the engine's: it holds without Django's queries too."""
    table = type(planted)._meta.db_table
    if table in READ_ANYWHERE:
        return
    with in_clinic(house.south), connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - a name of our own
        own = everything(type(planted)).filter(clinic=house.south).count()
        assert cursor.fetchone()[0] == own


@_SQLITE_ONLY
def test_the_table_behind_the_view_is_closed(planted: Any, house: House) -> None:  # noqa: ANN401
    """SQLite's view can be walked around by naming the schema; the authorizer closes that way."""
    table = type(planted)._meta.db_table
    if table in READ_ANYWHERE:
        return
    with in_clinic(house.south), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="prohibited"):
            cursor.execute(f'SELECT "id" FROM main."{table}"')  # noqa: S608 - a name of our own
        with pytest.raises(DatabaseError, match="not authorized"):
            cursor.execute(f'SELECT count(*) FROM main."{table}"')  # noqa: S608 - same


@pytest.mark.parametrize(
    "model", [m for m in MODELS if issubclass(m, TenantModel)], ids=lambda m: m.__name__
)
def test_the_manager_refuses_to_work_without_a_clinic(model: type[TenantModel]) -> None:
    """The first layer, which says what is wrong instead of giving an empty list."""
    with pytest.raises(NoClinicError):
        model.objects.all()


def test_the_installation_has_a_chain_of_its_own(house: House) -> None:
    """What belongs to no clinic is seen by no clinic, and written while none is served."""
    kept = _of_the_installation()
    assert AuditEvent.objects.filter(pk=kept.pk).exists()
    with in_clinic(house.north):
        assert not AuditEvent.objects.filter(pk=kept.pk).exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            _of_the_installation()


def _of_the_installation() -> AuditEvent:
    return AuditEvent.objects.create(clinic=None, seq=1, at=NOW, action="x", prev="", hash="")


def test_nobody_is_made_a_member_from_another_clinic(house: House) -> None:
    """Memberships are read before the clinic is known, but only a clinic itself grants them."""
    with in_clinic(house.south), pytest.raises(DatabaseError), transaction.atomic():
        row(Membership, house.north)
    with pytest.raises(DatabaseError), transaction.atomic():
        row(Membership, house.north)


def test_every_table_with_a_clinic_is_guarded() -> None:
    """A new table cannot be forgotten: what the engine guards is compared with what it holds."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT m.name FROM main.sqlite_master m, pragma_table_info(m.name, 'main') c "
                "WHERE m.type = 'table' AND c.name = 'clinic_id'"
            )
            there = {name for (name,) in cursor.fetchall()}
            cursor.execute("SELECT name FROM temp.sqlite_master WHERE type = 'view'")
            guarded = {name for (name,) in cursor.fetchall()} | READ_ANYWHERE
        else:
            cursor.execute(
                "SELECT table_name FROM information_schema.columns WHERE column_name = 'clinic_id' "
                "AND table_schema = 'public'"
            )
            there = {name for (name,) in cursor.fetchall()}
            cursor.execute(
                "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid "
                "WHERE c.relrowsecurity AND c.relforcerowsecurity AND p.polqual IS NOT NULL "
                "AND p.polwithcheck IS NOT NULL"
            )
            guarded = {name for (name,) in cursor.fetchall()}
    assert there == guarded == {model._meta.db_table for model in MODELS}


def test_tables_without_a_clinic_are_few_and_known() -> None:
    """Whatever is not guarded by clinic is named here, and holds nothing about a patient."""
    there = set(connection.introspection.table_names())
    unguarded = there - {model._meta.db_table for model in MODELS}
    assert {name for name in unguarded if name.startswith("records_")} == {
        "records_clinic",
        "records_jobrun",
        "records_user",
        "records_user_groups",
        "records_user_user_permissions",
    }
    assert {name.split("_")[0] for name in unguarded} == {
        "account",
        "auth",
        "django",
        "mfa",
        "records",
        "socialaccount",
        "usersessions",
    }
    assert {"records_auditevent"} == WITHOUT_CLINIC


UNSCOPED = {"records/models/base.py"}
"""Modules that may name the manager that does not filter by clinic, and why they need it:
the base itself declares it."""


def test_the_unscoped_manager_is_named_in_few_modules() -> None:
    """The database would stop a forgotten filter; this stops the forgetting."""
    house = Path(__file__).parents[2] / "src/lumbalis/clinic"
    using = {
        str(file.relative_to(house))
        for file in house.rglob("*.py")
        if "migrations" not in file.parts and _names_everywhere(file)
    }
    assert using <= UNSCOPED


def _names_everywhere(file: Path) -> bool:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return any(
        (isinstance(node, ast.Attribute) and node.attr == "everywhere")
        or (isinstance(node, ast.Name) and node.id == "everywhere")
        for node in ast.walk(tree)
    )


def _must_not_happen(harm: Any) -> None:  # noqa: ANN401 - any act
    try:
        with transaction.atomic():
            done = harm()
    except DatabaseError:
        return
    except NoClinicError:
        return
    assert done in (0, None) or done[0] == 0, done


def _copy(planted: Any) -> Any:  # noqa: ANN401
    values = {
        field.attname: getattr(planted, field.attname)
        for field in planted._meta.concrete_fields
        if not field.primary_key
    }
    return type(planted)(**values)


def test_a_patient_is_found_in_the_own_clinic(house: House) -> None:
    """A guard that hides everything would pass all the tests above."""
    made = house.patient("north")
    with in_clinic(house.north):
        assert Patient.everywhere.get(pk=made.pk) == made
        assert Patient.objects.filter(pk=made.pk).update(given_name="Anna") == 1
