"""A database with one unsafe setting is refused at the start, whichever setting it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from clinic_cluster import APP, OWNER
from clinic_engines import cluster
from lumbalis.clinic.records.engine import guards, safety
from lumbalis.clinic.records.engine.safety import (
    UnsafeDatabaseError,
    assert_settings,
    file_system,
    notice,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.hazard("H31")]
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'")
on_postgres = pytest.mark.skipif("connection.vendor != 'postgresql'")


@pytest.fixture
def live() -> Iterator[Any]:
    """Give the connection of the tests, opened anew afterwards so that nothing flipped stays."""
    wrapper = connections[connection.alias]
    wrapper.ensure_connection()
    yield wrapper
    connection.close()
    connection.ensure_connection()
    guards.install(connection)
    assert_settings(connection)


def test_the_shipped_settings_are_safe(live: Any) -> None:  # noqa: ANN401
    """A check that refuses everything would pass the tests below."""
    assert_settings(live)
    assert notice(live) == ""


@on_sqlite
@pytest.mark.parametrize(
    ("setting", "flipped"),
    [
        ("journal_mode", "DELETE"),
        ("synchronous", "NORMAL"),
        ("foreign_keys", "OFF"),
        ("busy_timeout", "5000"),
        ("trusted_schema", "ON"),
        ("cell_size_check", "OFF"),
        ("mmap_size", "1000000"),
        ("recursive_triggers", "OFF"),
        ("ignore_check_constraints", "ON"),
        ("writable_schema", "ON"),
    ],
)
def test_each_flipped_setting_of_sqlite_is_refused(live: Any, setting: str, flipped: str) -> None:  # noqa: ANN401
    """Every one of them can lose an acknowledged note, corrupt the file or open a guard."""
    live.connection.execute(f"PRAGMA {setting}={flipped}")
    with pytest.raises(UnsafeDatabaseError, match=setting):
        assert_settings(live)
    live.connection.execute("PRAGMA writable_schema=OFF")
    live.connection.execute("PRAGMA journal_mode=WAL")


@on_sqlite
def test_a_deferred_transaction_is_refused(live: Any) -> None:  # noqa: ANN401
    """A transaction that starts by reading can fail when it begins to write."""
    mode, live.transaction_mode = live.transaction_mode, None
    with pytest.raises(UnsafeDatabaseError, match="IMMEDIATE"):
        assert_settings(live)
    live.transaction_mode = mode


@on_sqlite
def test_an_unsound_sqlite_is_refused_in_wal_mode(
    live: Any,  # noqa: ANN401
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Builds before 3.51.3 corrupt a database in WAL mode; without WAL they may be used."""
    with monkeypatch.context() as patched:
        patched.setattr("lumbalis.clinic.sqlite_build.SOUND", (99,))
        assert "older" in notice(live)
        with pytest.raises(UnsafeDatabaseError, match="journal_mode is wal and must be delete"):
            assert_settings(live)


@on_sqlite
def test_a_network_disk_is_refused(live: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401
    """Locks of a file on a network disk hold nobody back."""
    with monkeypatch.context() as patched:
        patched.setattr(safety, "file_system", lambda _: "nfs4")
        with pytest.raises(UnsafeDatabaseError, match="network disk"):
            assert_settings(live)


def test_the_kind_of_disk_is_that_of_the_nearest_mount(tmp_path: Path) -> None:
    """A share mounted deep in the tree counts for what lies in it, and for nothing else."""
    mounts = tmp_path / "mounts"
    mounts.write_text("a / ext4 rw 0 0\nb /srv/share nfs4 rw 0 0\n")
    assert file_system(Path("/srv/share/data/x.sqlite3"), mounts) == "nfs4"
    assert file_system(Path("/srv/shared/x.sqlite3"), mounts) == "ext4"
    assert file_system(tmp_path, tmp_path / "none") == ""


@on_sqlite
@pytest.mark.hazard("H17")
def test_a_connection_that_does_not_isolate_is_refused(live: Any) -> None:  # noqa: ANN401
    """Isolation on SQLite is the connection's; one without it must not serve."""
    guards.isolation(live).lift()
    with pytest.raises(UnsafeDatabaseError, match="keep clinics apart"):
        assert_settings(live)


@pytest.mark.hazard("H16")
def test_a_missing_guard_is_refused(live: Any) -> None:  # noqa: ANN401
    """A restored or hand-repaired database without its triggers does not start."""
    guards.lift(live)
    with pytest.raises(UnsafeDatabaseError, match="Run migrate"):
        assert_settings(live)


@on_postgres
@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_each_flipped_setting_of_the_server_is_refused(live: Any, setting: str) -> None:  # noqa: ANN401
    """Either of them lets a power cut take what was acknowledged."""
    try:
        _flip(live, f"ALTER SYSTEM SET {setting} = off", setting, "off")
        with pytest.raises(UnsafeDatabaseError, match=setting):
            assert_settings(live)
    finally:
        _flip(live, f"ALTER SYSTEM RESET {setting}", setting, "on")


@on_postgres
def test_asynchronous_commit_is_refused(live: Any) -> None:  # noqa: ANN401
    """It would acknowledge a signature that a power cut takes back."""
    with live.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    with pytest.raises(UnsafeDatabaseError, match="synchronous_commit"):
        assert_settings(live)


@on_postgres
@pytest.mark.hazard("H17")
@pytest.mark.parametrize("right", ["SUPERUSER", "BYPASSRLS"])
def test_a_role_above_row_level_security_is_refused(live: Any, right: str) -> None:  # noqa: ANN401
    """To such a role every clinic's records are open, whatever the policies say."""
    try:
        cluster.sql(f"ALTER ROLE {APP} {right}")
        with pytest.raises(UnsafeDatabaseError, match="role"):
            assert_settings(live)
    finally:
        cluster.sql(f"ALTER ROLE {APP} NO{right}")


@on_postgres
@pytest.mark.hazard("H17")
def test_a_table_without_forced_security_is_refused(live: Any) -> None:  # noqa: ANN401
    """The application's role owns its tables, and an owner passes unless it is forced."""
    with live.cursor() as cursor:
        cursor.execute('ALTER TABLE "records_patient" NO FORCE ROW LEVEL SECURITY')
    with pytest.raises(UnsafeDatabaseError, match="records_patient"):
        assert_settings(live)


def _flip(live: Any, command: str, setting: str, expected: str) -> None:  # noqa: ANN401
    """Change a setting of the server and wait until a new connection sees it."""
    cluster.sql(command, role=OWNER)
    cluster.sql("SELECT pg_reload_conf()", role=OWNER)
    for _ in range(100):
        live.close()
        live.ensure_connection()
        with live.cursor() as cursor:
            cursor.execute(f"SHOW {setting}")
            if cursor.fetchone()[0] == expected:
                return
            cursor.execute("SELECT pg_sleep(0.05)")
