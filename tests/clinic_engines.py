"""The databases of the tests: SQLite in a file or a private PostgreSQL, guarded as in life."""

from __future__ import annotations

import os
from typing import Any

import pytest

from clinic_cluster import Cluster

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
ON_POSTGRES = os.environ.get("LUMBALIS_TEST_DB", "sqlite") == "postgresql"
cluster = Cluster(RUN)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start the database before Django looks for it."""
    del django_db_modify_db_settings_parallel_suffix
    if ON_POSTGRES:
        cluster.use()
    _empty_tables_unguarded()


def _empty_tables_unguarded() -> None:
    """Let tests with real transactions empty the tables, which the guards rightly refuse."""
    from django.db import connection  # noqa: PLC0415 - needs the settings

    from lumbalis.clinic.records.engine import guards  # noqa: PLC0415

    operations: Any = type(connection.ops)
    empty = operations.execute_sql_flush

    def unguarded(self: Any, sql_list: list[str]) -> None:  # noqa: ANN401 - Django's
        with guards.lifted(self.connection):
            empty(self, sql_list)

    operations.execute_sql_flush = unguarded
