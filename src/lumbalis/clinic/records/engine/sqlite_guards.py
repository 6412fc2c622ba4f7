"""The guards that lie in a SQLite file itself: whoever opens it, the file refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lumbalis.clinic.records.engine import conditions
from lumbalis.clinic.records.engine.structure import Table

PREFIX = "guard_"


def triggers() -> Mapping[str, str]:
    """Give the triggers of the file by name."""
    found: dict[str, str] = {}
    for table in conditions.guarded():
        for name, event, condition, says in _refusals(table):
            full = f"{PREFIX}{table.name}_{name}"
            found[full] = _trigger(full, event, table.name, condition, says)
    return found


def table_of(trigger: str) -> str:
    """Read off a trigger which table it guards."""
    return trigger.split(' ON "', 1)[1].split('"', 1)[0]


def _refusals(table: Table) -> Iterator[tuple[str, str, str, str]]:
    for one in conditions.on_writing(table):
        yield f"insert_{one.name}", "INSERT", one.condition, one.says
        if not table.append_only:
            yield f"update_{one.name}", "UPDATE", one.condition, one.says
    for one in conditions.on_changing(table):
        yield f"update_{one.name}", "UPDATE", one.condition, one.says
    if table.append_only:
        yield "update", "UPDATE", "", f"{table.name} is append-only"
    if table.lasting:
        yield "delete", "DELETE", "", f"{table.name} is append-only"


def _trigger(name: str, event: str, table: str, condition: str, says: str) -> str:
    when = f" WHEN {condition}" if condition else ""
    return (
        f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}"{when} '
        f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
    )
