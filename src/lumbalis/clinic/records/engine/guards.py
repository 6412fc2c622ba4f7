"""Putting the guards in place: on each connection, and again after every migration."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate

from lumbalis.clinic.records.engine import postgres_guards, sqlite_guards
from lumbalis.clinic.records.engine.sqlite_connection import Isolation
from lumbalis.clinic.records.engine.structure import LABEL

_KEPT = "lumbalis_isolation"  # kept on Django's connection, which lives as long
_PREPARE = "PRAGMA recursive_triggers=ON"  # else INSERT OR REPLACE deletes past the triggers


def watch() -> None:
    """Follow connections and migrations from now on."""
    connection_created.connect(_on_connection, dispatch_uid="guards")
    pre_migrate.connect(_before_migration, dispatch_uid="guards")
    post_migrate.connect(_after_migration, dispatch_uid="guards")


def install(connection: BaseDatabaseWrapper) -> None:
    """Put all guards in place, anew from the models."""
    if connection.vendor == "sqlite":
        isolation(connection).lift()  # a trigger cannot be made on a table hidden by a view
        _install_in_file(connection)
        isolation(connection).install()
    else:
        _run(connection, postgres_guards.statements)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away until `install`; only migrations and tests of the guards may."""
    if connection.vendor == "sqlite":
        isolation(connection).lift()
        raw = connection.connection
        for name in _guards_in_file(connection):
            raw.execute(f'DROP TRIGGER "{name}"')
        return
    _run(connection, postgres_guards.removal)


def _run(
    connection: BaseDatabaseWrapper, statements: Callable[[Container[str]], Iterable[str]]
) -> None:
    """Run statements about the tables there are, after what waits for the end of a transaction."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for statement in statements(there):
            cursor.execute(statement)


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Work without guards, and put them back whatever happens."""
    lift(connection)
    try:
        yield
    finally:
        install(connection)


def isolation(connection: BaseDatabaseWrapper) -> Isolation:
    """Give the isolation of a connection to SQLite."""
    connection.ensure_connection()
    held = getattr(connection, _KEPT, None)
    if not isinstance(held, Isolation) or held.raw is not connection.connection:
        held = Isolation(connection.connection)
        setattr(connection, _KEPT, held)
    return held


def _on_connection(connection: BaseDatabaseWrapper, **_: object) -> None:
    if connection.vendor != "sqlite":
        return
    connection.connection.execute(_PREPARE)
    held = isolation(connection)
    held.install()
    connection.execute_wrappers[:] = [
        one for one in connection.execute_wrappers if not _is_ours(one)
    ]
    connection.execute_wrappers.append(held.address)


def _is_ours(wrapper: object) -> bool:
    return isinstance(getattr(wrapper, "__self__", None), Isolation)


def _before_migration(app_config: object, using: str, **_: object) -> None:
    if getattr(app_config, "label", "") == LABEL:
        lift(connections[using])


def _after_migration(app_config: object, using: str, **_: object) -> None:
    if getattr(app_config, "label", "") == LABEL:
        install(connections[using])


def _install_in_file(connection: BaseDatabaseWrapper) -> None:
    wanted, there = sqlite_guards.triggers(), _guards_in_file(connection)
    raw = connection.connection
    tables = {row[0] for row in raw.execute("SELECT name FROM main.sqlite_master")}
    for name in there.keys() - wanted.keys():
        raw.execute(f'DROP TRIGGER "{name}"')
    for name, sql in wanted.items():
        if there.get(name) == sql or sqlite_guards.table_of(sql) not in tables:
            continue
        raw.execute(f'DROP TRIGGER IF EXISTS main."{name}"')
        raw.execute(sql)


def _guards_in_file(connection: BaseDatabaseWrapper) -> dict[str, str]:
    connection.ensure_connection()
    found = connection.connection.execute(
        "SELECT name, sql FROM main.sqlite_master WHERE type = 'trigger'"
    )
    return {name: sql for name, sql in found if name.startswith(sqlite_guards.PREFIX)}
