"""The guards that each connection to SQLite carries: it knows one clinic and no other.

What row-level security is on PostgreSQL is done here with three things of SQLite. A temporary
view hides each table and shows the rows of the clinic being served; an authorizer refuses any
other way to read the table; temporary triggers refuse to write a row of another clinic. Django
writes to tables, and a view cannot be written to, so writing statements are addressed to the
table itself.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from typing import Any

from lumbalis.clinic.records.engine.structure import CLINIC, READ_ANYWHERE, tables
from lumbalis.clinic.records.tenancy import clinic_or_none

PREFIX = "isolate_"
_WRITES = re.compile(
    r'^(?P<act>\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) )"(?P<table>\w+)"'
)
Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


class Isolation:
    """The isolation of one connection; `writing` is the table a statement is about to change."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self.raw = raw
        self.writing = threading.local()
        self.hidden: frozenset[str] = frozenset()
        raw.create_function("current_clinic", 0, _clinic, deterministic=True)

    def install(self) -> None:
        """Put the views, triggers and authorizer in place for the tables that exist."""
        self.lift()
        there = {row[0] for row in self.raw.execute("SELECT name FROM main.sqlite_master")}
        names = [table.name for table in tables() if table.name in there]
        for statement in _statements(names):
            self.raw.execute(statement)
        self.hidden = frozenset(names) - READ_ANYWHERE
        self.raw.set_authorizer(self._allow if self.hidden else None)

    def lift(self) -> None:
        """Take the isolation away, as a migration needs it."""
        self.raw.set_authorizer(None)
        self.hidden = frozenset()
        rows = self.raw.execute(
            "SELECT type, name FROM temp.sqlite_master WHERE type IN ('view', 'trigger')"
        ).fetchall()
        for kind, name in rows:
            self.raw.execute(f'DROP {kind} IF EXISTS temp."{name}"')

    def address(
        self,
        execute: Execute,
        sql: str,
        params: Any,  # noqa: ANN401 - as Django gives them
        many: bool,  # noqa: FBT001 - Django's order
        context: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - whatever Django's cursor gives
        """Address a writing statement to its table, past the view that hides it."""
        found = _WRITES.match(str(sql))
        if found is None or not self.hidden:
            return execute(sql, params, many, context)
        direct = f'{found["act"]}main."{found["table"]}"{sql[found.end() :]}'
        self.writing.table = found["table"]
        try:
            return execute(direct, params, many, context)
        finally:
            self.writing.table = None

    def _allow(
        self,
        action: int,
        table: str | None,
        column: str | None,
        base: str | None,
        inner: str | None,
    ) -> int:
        """Refuse to read a hidden table except through its view or a guard, or to write to it.

        A statement that writes also makes SQLite look up keys of the tables around.
        """
        if action != sqlite3.SQLITE_READ or base != "main" or table not in self.hidden:
            return sqlite3.SQLITE_OK
        if inner is not None:
            return sqlite3.SQLITE_OK
        writing = getattr(self.writing, "table", None)
        key = writing is not None and column is not None and column.endswith("id")
        return sqlite3.SQLITE_OK if key or writing == table else sqlite3.SQLITE_DENY


def _clinic() -> str | None:
    clinic = clinic_or_none()
    return None if clinic is None else clinic.hex


def _statements(names: list[str]) -> Iterator[str]:
    for name in names:
        yield from _triggers(name)
    for name in names:
        if name not in READ_ANYWHERE:
            yield (
                f'CREATE TEMP VIEW "{name}" AS SELECT * FROM main."{name}" '  # noqa: S608 - our names
                f'WHERE "{CLINIC}" IS current_clinic()'
            )


def _triggers(name: str) -> Iterator[str]:
    says = f"{name} belongs to another clinic than the one being served"
    for event, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
        foreign = " OR ".join(f'{row}."{CLINIC}" IS NOT current_clinic()' for row in rows)
        yield (
            f'CREATE TEMP TRIGGER "{PREFIX}{name}_{event.lower()}" BEFORE {event} ON main."{name}" '
            f"WHEN {foreign} BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )
