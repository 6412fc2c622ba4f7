"""What must never be true of a row: written once, as SQL that both engines understand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lumbalis.clinic.records.engine.structure import (
    CLINIC,
    ONLY_THESE_CHANGE,
    Parent,
    Table,
    patient_of,
    tables,
)


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A condition on NEW (and OLD) that the engine refuses, and what it then says."""

    name: str
    condition: str
    says: str


def on_writing(table: Table) -> tuple[Forbidden, ...]:
    """List what an inserted or changed row must not be."""
    return (*_other_clinic(table), *_other_patient(table))


def on_changing(table: Table) -> tuple[Forbidden, ...]:
    """List what a change must not do."""
    if table.append_only:
        return ()  # a change is refused as such
    return (*_fixed(table), *_once(table))


def guarded() -> tuple[Table, ...]:
    """List the tables to guard."""
    return tables()


def _other_clinic(table: Table) -> Iterator[Forbidden]:
    for parent in table.parents:
        yield Forbidden(
            f"clinic_of_{parent.column}",
            f'NEW."{parent.column}" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "{parent.table}" k '  # noqa: S608 - our names
            f'WHERE k."id" = NEW."{parent.column}" AND k."{CLINIC}" = NEW."{CLINIC}")',
            f"{table.name}.{parent.column} points to no record of this clinic",
        )


def _other_patient(table: Table) -> Iterator[Forbidden]:
    mine = patient_of(table.name, "NEW")
    for parent in table.parents:
        theirs = patient_of(parent.table, "k", depth=1)
        if mine and theirs and not _is_way_to(parent, mine):
            yield Forbidden(
                f"patient_of_{parent.column}",
                f'NEW."{parent.column}" IS NOT NULL AND (SELECT {theirs} FROM "{parent.table}" k '  # noqa: S608 - our names
                f'WHERE k."id" = NEW."{parent.column}") IS DISTINCT FROM {mine}',
                f"{table.name}.{parent.column} points to a record of another patient",
            )


def _is_way_to(parent: Parent, mine: str) -> bool:
    """Tell whether the row has its patient from this very parent."""
    return mine.endswith(f'NEW."{parent.column}")')


def _fixed(table: Table) -> Iterator[Forbidden]:
    for column in table.fixed:
        yield Forbidden(
            f"fixed_{column}",
            f'OLD."{column}" IS DISTINCT FROM NEW."{column}"',
            f"{table.name}.{column} never changes",
        )


def _once(table: Table) -> Iterator[Forbidden]:
    for column in ONLY_THESE_CHANGE.get(table.name, ()):
        yield Forbidden(
            f"once_{column}",
            f'OLD."{column}" IS NOT NULL AND OLD."{column}" IS DISTINCT FROM NEW."{column}"',
            f"{table.name}.{column} is written once",
        )
