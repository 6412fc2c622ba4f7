"""Refusing a database that could lose, mix up or leak what it is told to keep."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from lumbalis.clinic import sqlite_build
from lumbalis.clinic.records.engine import conditions, guards, sqlite_guards
from lumbalis.clinic.records.engine.structure import READ_ANYWHERE, tables

PATIENCE_MS = 20_000
OLDEST_POSTGRES = 150_000
_REMOTE = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs"})
_WAL = {"journal_mode": "wal", "synchronous": 2}
_WITHOUT_WAL = {"journal_mode": "delete", "synchronous": 3}
_ALWAYS = {
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "recursive_triggers": 1,
    "mmap_size": 0,
    "ignore_check_constraints": 0,
    "writable_schema": 0,
}
_SERVER = {
    "fsync": "on",
    "full_page_writes": "on",
    "data_checksums": "on",
    "server_encoding": "UTF8",
}
_ROLE = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
_GUARDED = """
SELECT c.relname FROM pg_class c
WHERE c.relrowsecurity AND c.relforcerowsecurity
  AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'one_clinic')
"""
_TRIGGERS = "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'guard\\_%' AND tgenabled = 'O'"


class UnsafeDatabaseError(RuntimeError):
    """The database must not be used as it is; each line says what is wrong and what to do."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("The database is not safe to use.\n" + "\n".join(faults))
        self.faults = faults


def assert_settings(connection: BaseDatabaseWrapper) -> None:
    """Check the live connection of a migrated database.

    Raises
    ------
    UnsafeDatabaseError
        If a setting or a guard is not as it must be.
    """
    check = _of_sqlite if connection.vendor == "sqlite" else _of_postgres
    faults = tuple(check(connection))
    if faults:
        raise UnsafeDatabaseError(faults)


def notice(connection: BaseDatabaseWrapper) -> str:
    """Say what an administrator should know about the database, or nothing."""
    if connection.vendor == "sqlite" and not _trusts_wal(connection):
        return (
            "This SQLite is older than 3.51.3 and could corrupt a database in WAL mode. "
            "It runs in the slower, safe mode; install pysqlite3 0.6.1 or newer."
        )
    return ""


def _of_sqlite(connection: BaseDatabaseWrapper) -> Iterator[str]:
    wanted = {**_ALWAYS, **(_WAL if _trusts_wal(connection) else _WITHOUT_WAL)}
    for name, value in wanted.items():
        found = _pragma(connection, name)
        if found != value:
            yield f"SQLite's {name} is {found} and must be {value}. Leave the settings as shipped."
    if int(str(_pragma(connection, "busy_timeout"))) < PATIENCE_MS:
        yield f"SQLite's busy_timeout must be {PATIENCE_MS} ms or more. Leave it as shipped."
    if getattr(connection, "transaction_mode", None) != "IMMEDIATE":
        yield "SQLite's transactions must be IMMEDIATE. Leave the settings as shipped."
    yield from _place(Path(str(connection.settings_dict["NAME"])))
    yield from _guards_of_sqlite(connection)


def _guards_of_sqlite(connection: BaseDatabaseWrapper) -> Iterator[str]:
    raw = connection.connection
    lies = dict(raw.execute("SELECT name, sql FROM main.sqlite_master WHERE type = 'trigger'"))
    if any(lies.get(name) != sql for name, sql in sqlite_guards.triggers().items()):
        yield "Guards of the records are missing in the file. Run migrate."
    views = {
        name for (name,) in raw.execute("SELECT name FROM temp.sqlite_master WHERE type = 'view'")
    }
    names = {table.name for table in tables()} - READ_ANYWHERE
    if not names <= views or not names <= guards.isolation(connection).hidden:
        yield "This connection does not keep clinics apart. Start again, then run migrate."


def _place(file: Path) -> Iterator[str]:
    kind = file_system(file)
    if kind in _REMOTE:
        yield (
            f"The database lies on a network disk ({kind}), where SQLite cannot lock safely. "
            "Move LUMBALIS_DATA to a local disk, or use PostgreSQL."
        )


def file_system(file: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """Name the kind of file system a file lies on, or '' where the machine does not tell."""
    if not mounts.exists():
        return ""
    points = [line.split()[1:3] for line in mounts.read_text().splitlines()]
    around = {str(file.resolve()), *map(str, file.resolve().parents)}
    holding = [(len(point), kind) for point, kind in points if point in around]
    return max(holding, default=(0, ""))[1]


def _of_postgres(connection: BaseDatabaseWrapper) -> Iterator[str]:
    if _ask(connection, "SHOW server_version_num") < str(OLDEST_POSTGRES):
        yield "PostgreSQL must be 15 or newer."
    for name, value in _SERVER.items():
        found = _ask(connection, f"SHOW {name}")
        if found != value:
            yield f"PostgreSQL's {name} is {found} and must be {value}."
    if _ask(connection, "SHOW synchronous_commit") in {"off", "local"}:
        yield "PostgreSQL's synchronous_commit must be on, or signed plans can be lost."
    if _ask(connection, _ROLE) != "False":
        yield (
            "The application's role is a superuser or may bypass row-level security. "
            "Give it a role of its own: CREATE ROLE lumbalis LOGIN."
        )
    yield from _guards_of_postgres(connection)


def _guards_of_postgres(connection: BaseDatabaseWrapper) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(_GUARDED)
        secured = {name for (name,) in cursor.fetchall()}
    open_to_all = sorted({table.name for table in tables()} - secured)
    if open_to_all:
        yield f"Row-level security is not forced on {', '.join(open_to_all)}. Run migrate."
    if int(_ask(connection, _TRIGGERS)) < _triggers_wanted():
        yield "Guards of the records are missing in the database. Run migrate."


def _triggers_wanted() -> int:
    rows = sum(
        1 for table in tables() if conditions.on_writing(table) or conditions.on_changing(table)
    )
    return rows + 2 * sum(1 for table in tables() if table.lasting)


def _trusts_wal(connection: BaseDatabaseWrapper) -> bool:
    version = _ask(connection, "SELECT sqlite_version()")
    return tuple(int(part) for part in version.split(".")) >= sqlite_build.SOUND


def _pragma(connection: BaseDatabaseWrapper, name: str) -> object:
    guards.isolation(connection)  # opens the connection
    row = connection.connection.execute(f"PRAGMA {name}").fetchone()
    return row[0] if row else None


def _ask(connection: BaseDatabaseWrapper, sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchone()[0])
