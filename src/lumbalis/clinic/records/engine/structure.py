"""What the guards are drawn up from: read off the models, so that no new table is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Field, ForeignKey, Model

LABEL = "records"
CLINIC = "clinic_id"
PATIENT = "patient_id"

READ_ANYWHERE = frozenset({"records_membership"})
"""Read before it is known which clinic is served; written within one clinic only."""

WITHOUT_CLINIC = frozenset({"records_auditevent"})
"""May also hold rows of no clinic; those belong to the installation."""

ONLY_THESE_CHANGE = {
    "records_signature": ("withdrawn_by_id", "withdrawn_at"),
    "records_overriderecord": ("second_by_id", "second_at", "withdrawn_by_id", "withdrawn_at"),
}
"""Records that can be countersigned or withdrawn, and otherwise stay as they were written."""


@dataclass(frozen=True, slots=True)
class Parent:
    """A column that points to a record of a clinic."""

    column: str
    table: str


@dataclass(frozen=True, slots=True)
class Table:
    """What has to be guarded about one table with a clinic."""

    name: str
    columns: tuple[str, ...]
    parents: tuple[Parent, ...]
    append_only: bool

    @property
    def fixed(self) -> tuple[str, ...]:
        """Columns that never change once written."""
        if self.name in ONLY_THESE_CHANGE:
            may = ONLY_THESE_CHANGE[self.name]
            return tuple(column for column in self.columns if column not in may)
        return tuple(c for c in ("id", CLINIC, PATIENT) if c in self.columns)

    @property
    def lasting(self) -> bool:
        """Whether a row may never be deleted."""
        return self.append_only or self.name in ONLY_THESE_CHANGE


def tables() -> tuple[Table, ...]:
    """List the tables with a clinic."""
    return tuple(_table(model) for model in models_of_a_clinic())


def models_of_a_clinic() -> tuple[type[Model], ...]:
    """List the models whose rows belong to a clinic."""
    found = (model for model in apps.get_app_config(LABEL).get_models() if _has_clinic(model))
    return tuple(sorted(found, key=lambda model: model._meta.db_table))  # noqa: SLF001 - Django's way


def append_only_models() -> tuple[type[Model], ...]:
    """List the models whose rows are written once."""
    return tuple(model for model in models_of_a_clinic() if getattr(model, "append_only", False))


def patient_of(table: str, row: str, depth: int = 0) -> str | None:
    """Write the SQL that gives the patient a row is about, or None if it is about none.

    A row without a patient of its own belongs to the patient of the first record it must have.
    """
    model = {one._meta.db_table: one for one in models_of_a_clinic()}[table]  # noqa: SLF001
    if any(field.column == PATIENT for field in _columns(model)) and table not in WITHOUT_CLINIC:
        return f'{row}."{PATIENT}"'
    for field in _pointing(model):
        parent = field.related_model._meta.db_table  # noqa: SLF001
        alias = f"p{depth}"
        inner = None if field.null or parent == table else patient_of(parent, alias, depth + 1)
        if inner:
            here = f'{alias}."id" = {row}."{field.column}"'
            return f'(SELECT {inner} FROM "{parent}" {alias} WHERE {here})'  # noqa: S608 - our names
    return None


def _table(model: type[Model]) -> Table:
    return Table(
        name=model._meta.db_table,  # noqa: SLF001
        columns=tuple(str(field.column) for field in _columns(model)),
        parents=tuple(
            Parent(field.column, field.related_model._meta.db_table)  # noqa: SLF001
            for field in _pointing(model)
        ),
        append_only=bool(getattr(model, "append_only", False)),
    )


def _pointing(model: type[Model]) -> Iterator[ForeignKey]:  # type: ignore[type-arg]
    """Give the columns that point to records of a clinic."""
    for field in _columns(model):
        if isinstance(field, ForeignKey) and _has_clinic(field.related_model):
            yield field


def _has_clinic(model: type[Model]) -> bool:
    return any(field.column == CLINIC for field in _columns(model))


def _columns(model: type[Model]) -> tuple[Field, ...]:  # type: ignore[type-arg]
    return tuple(model._meta.local_concrete_fields)  # noqa: SLF001
