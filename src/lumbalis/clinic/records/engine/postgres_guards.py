"""The guards of PostgreSQL: row-level security forced even on the owner, and triggers."""

from __future__ import annotations

from collections.abc import Container, Iterator

from lumbalis.clinic.records.engine import conditions
from lumbalis.clinic.records.engine.conditions import Forbidden
from lumbalis.clinic.records.engine.structure import (
    CLINIC,
    READ_ANYWHERE,
    WITHOUT_CLINIC,
    Table,
)

PREFIX = "guard_"
SERVED = "nullif(current_setting('app.clinic', true), '')::uuid"
"""The clinic being served. On a reused connection the setting is '' and not null; hence nullif."""


def statements(there: Container[str]) -> Iterator[str]:
    """Give the SQL that puts the guards of the tables there in place, anew."""
    yield _REFUSE_ALWAYS
    for table in _guarded(there):
        yield from _row_security(table)
        yield from _checks(table)
        yield from _append_only(table)


def removal(there: Container[str]) -> Iterator[str]:
    """Give the SQL that takes the guards of the tables there away, as a migration needs it."""
    for table in _guarded(there):
        for name in ("rows", "always", "truncate"):
            yield f'DROP TRIGGER IF EXISTS "{PREFIX}{name}" ON "{table.name}"'
        yield f'ALTER TABLE "{table.name}" NO FORCE ROW LEVEL SECURITY'


def _guarded(there: Container[str]) -> list[Table]:
    return [table for table in conditions.guarded() if table.name in there]


def _row_security(table: Table) -> Iterator[str]:
    name = table.name
    mine = f'"{CLINIC}" = {SERVED}'
    if name in WITHOUT_CLINIC:
        mine = f'"{CLINIC}" IS NOT DISTINCT FROM {SERVED}'
    yield f'ALTER TABLE "{name}" ENABLE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{name}" FORCE ROW LEVEL SECURITY'
    yield f'DROP POLICY IF EXISTS "one_clinic" ON "{name}"'
    yield f'CREATE POLICY "one_clinic" ON "{name}" USING ({mine}) WITH CHECK ({mine})'
    if name in READ_ANYWHERE:
        yield f'DROP POLICY IF EXISTS "read_anywhere" ON "{name}"'
        yield f'CREATE POLICY "read_anywhere" ON "{name}" FOR SELECT USING (true)'


def _checks(table: Table) -> Iterator[str]:
    writing = conditions.on_writing(table)
    changing = () if table.append_only else conditions.on_changing(table)
    yield f'DROP TRIGGER IF EXISTS "{PREFIX}rows" ON "{table.name}"'
    if not writing and not changing:
        return
    function = f'"{PREFIX}{table.name}"'
    changes = "".join(map(_refusal, changing))
    body = "".join(map(_refusal, writing))
    if changes:
        body = f"IF TG_OP = 'UPDATE' THEN\n{changes}END IF;\n{body}"
    yield (
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$guard$ BEGIN\n{body}RETURN NEW;\nEND $guard$"
    )
    yield (
        f'CREATE TRIGGER "{PREFIX}rows" BEFORE INSERT OR UPDATE ON "{table.name}" '
        f"FOR EACH ROW EXECUTE FUNCTION {function}()"
    )


def _refusal(one: Forbidden) -> str:
    return (
        f"IF {one.condition} THEN RAISE EXCEPTION '{one.says}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF;\n"
    )


def _append_only(table: Table) -> Iterator[str]:
    yield f'DROP TRIGGER IF EXISTS "{PREFIX}always" ON "{table.name}"'
    yield f'DROP TRIGGER IF EXISTS "{PREFIX}truncate" ON "{table.name}"'
    if not table.lasting:
        return
    events = "UPDATE OR DELETE" if table.append_only else "DELETE"
    yield (
        f'CREATE TRIGGER "{PREFIX}always" BEFORE {events} ON "{table.name}" '
        f'FOR EACH ROW EXECUTE FUNCTION "{PREFIX}refuse_always"()'
    )
    yield (
        f'CREATE TRIGGER "{PREFIX}truncate" BEFORE TRUNCATE ON "{table.name}" '
        f'FOR EACH STATEMENT EXECUTE FUNCTION "{PREFIX}refuse_always"()'
    )


_REFUSE_ALWAYS = (
    f'CREATE OR REPLACE FUNCTION "{PREFIX}refuse_always"() RETURNS trigger LANGUAGE plpgsql AS '
    "$guard$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
    "USING ERRCODE = 'integrity_constraint_violation'; END $guard$"
)
