"""Copying and restoring a database, on either engine, and counting what is in it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import LiteralString

import psycopg
from django.conf import settings
from django.db import connection, connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from lumbalis.clinic import environment

UNREADABLE = (sqlite3.DatabaseError, psycopg.Error)
_CLIENT = "/usr/lib/postgresql"


class EngineError(RuntimeError):
    """The database or its tools refuse."""


def is_sqlite() -> bool:
    """Tell which engine is used."""
    return bool(connection.vendor == "sqlite")


def database_file() -> Path:
    """Give the file of the embedded database."""
    return Path(str(settings.DATABASES["default"]["NAME"]))


def copy_database(into: Path) -> Mapping[str, int]:
    """Copy the database as it is at one moment, while others write, and count the copy's rows.

    Raises
    ------
    EngineError
        If the copy cannot be made or does not pass its check.
    """
    if is_sqlite():
        _copy_sqlite(into)
        check_sqlite(into)
        return rows_of_file(into)
    with cursor_of(keeper()) as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = _one(cursor, "SELECT pg_export_snapshot()")
        _pg(
            keeper(), "pg_dump", "--format=custom", "--schema=public",
            f"--snapshot={snapshot}", "--file", str(into),
        )  # fmt: skip
        rows = _rows_pg(cursor)
        cursor.execute("COMMIT")
    check_dump(into)
    return rows


def check_sqlite(file: Path) -> None:
    """Open a database file and have SQLite read all of it.

    Raises
    ------
    EngineError
        If it is damaged.
    """
    try:
        with _opened(file, "mode=ro") as raw:
            found = [row[0] for row in raw.execute("PRAGMA integrity_check")]
            broken = raw.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        msg = "The copy of the database cannot be read."
        raise EngineError(msg) from error
    if found != ["ok"] or broken:
        msg = "The copy of the database did not pass SQLite's check."
        raise EngineError(msg)


def check_dump(file: Path) -> None:
    """Have the dump's table of contents read, and its data uncompressed to the end.

    Raises
    ------
    EngineError
        If it is damaged.
    """
    _pg(keeper(), "pg_restore", "--file", os.devnull, str(file))


def rows_of_file(file: Path) -> Mapping[str, int]:
    """Count the rows of each table in a file of SQLite."""
    with _opened(file, "mode=ro") as raw:
        return {table: _count(raw, table) for table in _tables(raw)}


def rows_now() -> Mapping[str, int]:
    """Count the rows of each table of the database in use, whatever clinic they belong to."""
    if is_sqlite():
        return rows_of_file(database_file()) if database_file().exists() else {}
    with cursor_of(keeper()) as cursor:
        return _rows_pg(cursor)


@contextmanager
def cursor_of(who: Reach) -> Iterator[psycopg.Cursor]:
    """Open a cursor of a role."""
    with (
        psycopg.connect(make_conninfo(**who.keywords), autocommit=True) as raw,
        raw.cursor() as cursor,
    ):
        yield cursor


@dataclass(frozen=True, slots=True)
class Reach:
    """How a role reaches the database."""

    host: str
    port: str
    user: str
    password: str
    name: str

    @property
    def keywords(self) -> dict[str, str]:
        """Give it as psycopg takes it."""
        said = {
            "host": self.host, "port": self.port, "user": self.user,
            "password": self.password, "dbname": self.name,
        }  # fmt: skip
        return {key: value for key, value in said.items() if value}

    @property
    def environment(self) -> dict[str, str]:
        """Give it as PostgreSQL's tools take it, where no other user of the machine can read it."""
        names = {
            "host": "PGHOST", "port": "PGPORT", "user": "PGUSER",
            "password": "PGPASSWORD", "dbname": "PGDATABASE",
        }  # fmt: skip
        return {names[key]: value for key, value in self.keywords.items()}


def owner() -> Reach:
    """Give the application's own role, which owns the tables."""
    said = connection.settings_dict
    keys = ("HOST", "PORT", "USER", "PASSWORD", "NAME")
    host, port, user, password, name = (str(said.get(key) or "") for key in keys)
    return Reach(host, port, user, password, name)


def keeper() -> Reach:
    """Give the role that may read every row; row-level security hides them from the owner."""
    url = environment.text("DATABASE_KEEPER_URL")
    if not url:
        return owner()
    said = environment.postgres(url)
    return replace(
        owner(),
        host=str(said["HOST"]) or owner().host,
        port=str(said["PORT"]) or owner().port,
        user=str(said["USER"]),
        password=str(said["PASSWORD"]),
    )


def tool(name: str) -> str:
    """Find one of PostgreSQL's tools, the newest there is.

    Raises
    ------
    EngineError
        If this machine has none.
    """
    homes = sorted(Path(_CLIENT).glob("*/bin"), key=lambda home: int(home.parent.name))
    found = shutil.which(name, path=os.pathsep.join(str(home) for home in reversed(homes)))
    found = found or shutil.which(name)
    if not found:
        msg = f"{name} is missing. Install PostgreSQL's client (Debian: postgresql-client)."
        raise EngineError(msg)
    return found


def _pg(who: Reach, name: str, *words: str) -> None:
    done = subprocess.run(  # noqa: S603 - our words
        [tool(name), *words],
        env={**os.environ, **who.environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        told = done.stderr.strip().splitlines()
        msg = f"{name} refused: {told[0] if told else 'no reason given'}"
        if "row-level security" in msg:
            msg += ". Set DATABASE_KEEPER_URL to a role that may read every row (BYPASSRLS)."
        raise EngineError(msg)


def _copy_sqlite(into: Path) -> None:
    try:
        with _opened(database_file(), "mode=ro") as raw:
            raw.execute("VACUUM INTO ?", [str(into)])
    except sqlite3.DatabaseError as error:
        msg = f"The database cannot be copied: {error}"
        raise EngineError(msg) from error
    into.chmod(0o600)


@contextmanager
def _opened(file: Path, how: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{file}?{how}", uri=True, timeout=60)) as raw:
        yield raw


def _tables(raw: sqlite3.Connection) -> Sequence[str]:
    rows = raw.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return sorted(row[0] for row in rows)


def _count(raw: sqlite3.Connection, table: str) -> int:
    return int(raw.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608 - a table's name


def _rows_pg(cursor: psycopg.Cursor) -> Mapping[str, int]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    names = sorted(str(row[0]) for row in cursor.fetchall())
    return {name: int(str(_one(cursor, _count_of(name)))) for name in names}


def _count_of(table: str) -> sql.Composed:
    return sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(table))


def _one(cursor: psycopg.Cursor, query: sql.Composed | LiteralString) -> object:
    found = cursor.execute(query).fetchone()
    return found[0] if found else None


def replace_schema(dump: Path) -> None:
    """Restore a dump in the place of what the database holds; on refusal all is as before.

    Raises
    ------
    EngineError
        If PostgreSQL refuses the dump.
    """
    with cursor_of(owner()) as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS replaced CASCADE")
        cursor.execute("ALTER SCHEMA public RENAME TO replaced")
        cursor.execute("CREATE SCHEMA public")
        cursor.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")
        try:
            _pg(
                owner(),
                "pg_restore",
                "--dbname",
                owner().name,
                "--single-transaction",
                "--exit-on-error",
                "--no-owner",
                "--clean",
                "--if-exists",
                str(dump),
            )
        except EngineError:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("ALTER SCHEMA replaced RENAME TO public")
            raise
        cursor.execute("DROP SCHEMA replaced CASCADE")


def close_all() -> None:
    """Let go of the database before its file is exchanged."""
    connections.close_all()
