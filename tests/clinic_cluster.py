"""A private PostgreSQL for one run of the tests, shared by its workers and gone afterwards.

Started from the server's binaries on the first test that needs a database. It listens on a
socket in a folder of its own and on no port.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

APP, KEEPER, OWNER = "lumbalis", "lumbalis_backup", "postgres"
"""The application's role, the one that may dump everything, and the superuser of the cluster."""

_OLDEST = 15
_PREFIX = "lumbalis-pg-"


class NoPostgresError(RuntimeError):
    """The tests shall run on PostgreSQL, and its server is not on this machine."""


class Cluster:
    """The cluster of one run; every process of the run names the same one."""

    def __init__(self, run: str) -> None:
        name = hashlib.sha256(run.encode()).hexdigest()[:8]
        self.folder = Path(tempfile.gettempdir()) / f"{_PREFIX}{name}"
        self.data = self.folder / "data"

    @property
    def address(self) -> str:
        """The address for DATABASE_URL."""
        return f"postgresql://{APP}@/lumbalis?host={self.folder}"

    def use(self) -> None:
        """Start the cluster unless another process of the run did; the last to leave stops it."""
        sweep()
        self.folder.mkdir(mode=0o755, exist_ok=True)
        with self._alone():
            if not (self.data / "postmaster.pid").exists():
                self._create()
            (self.folder / f"user-{os.getpid()}").touch()
        atexit.register(self._leave, os.getpid())

    def sql(self, text: str, *, role: str = OWNER, database: str = "postgres") -> str:
        """Run SQL in the cluster, as its superuser unless told otherwise."""
        done = subprocess.run(
            [
                tool("psql"),
                "-XAtq",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                str(self.folder),
                "-U",
                role,
                "-d",
                database,
                "-c",
                text,
            ],
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def _create(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, OWNER)
        _as_server(
            [
                tool("initdb"),
                "-D",
                str(self.data),
                "-U",
                OWNER,
                "-A",
                "trust",
                "--data-checksums",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-instructions",
            ]
        )
        options = (
            f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' "
            "-c max_connections=60"
        )
        _as_server(
            [
                tool("pg_ctl"),
                "-D",
                str(self.data),
                "-l",
                str(self.folder / "log"),
                "-w",
                "-t",
                "60",
                "-o",
                options,
                "start",
            ]
        )
        self.sql(f"CREATE ROLE {APP} LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS")
        self.sql(f"CREATE ROLE {KEEPER} LOGIN BYPASSRLS IN ROLE pg_read_all_data")

    def _leave(self, process: int) -> None:
        if os.getpid() != process or not self.folder.exists():
            return
        with self._alone():
            (self.folder / f"user-{process}").unlink(missing_ok=True)
            if not _users(self.folder):
                _remove(self.folder)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def tool(name: str) -> str:
    """Find one of PostgreSQL's programs, the newest there is.

    Raises
    ------
    NoPostgresError
        If the machine has none that is new enough.
    """
    versions = sorted(
        (
            int(folder.name)
            for folder in Path("/usr/lib/postgresql").glob("*")
            if folder.name.isdigit()
        ),
        reverse=True,
    )
    for version in versions:
        found = Path(f"/usr/lib/postgresql/{version}/bin/{name}")
        if version >= _OLDEST and found.exists():
            return str(found)
    msg = f"LUMBALIS_TEST_DB=postgresql needs PostgreSQL {_OLDEST} or newer: apt install postgresql"
    raise NoPostgresError(msg)


def _as_server(command: list[str]) -> None:
    """Run a program of the server; it refuses root, so root hands it to the server's user."""
    if os.geteuid() == 0:
        command = ["runuser", "-u", OWNER, "--", *command]
    quiet = subprocess.DEVNULL  # a pipe would be kept open by the server for ever
    subprocess.run(command, check=True, stdin=quiet, stdout=quiet, stderr=quiet, cwd="/")


def sweep() -> None:
    """Remove clusters whose tests were killed before they could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(FileNotFoundError):  # another worker of the run swept it first
            _sweep_away(folder)


def _sweep_away(folder: Path) -> None:
    if (folder / "data").exists() and folder.owner() in {OWNER, _me()} and not _users(folder):
        with (folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if folder.exists() and not _users(folder):
                _remove(folder)


def _users(folder: Path) -> list[int]:
    processes = (int(file.name.removeprefix("user-")) for file in folder.glob("user-*"))
    return [process for process in processes if Path(f"/proc/{process}").exists()]


def _remove(folder: Path) -> None:
    if _serves(folder / "data"):
        _as_server([tool("pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "-w", "stop"])
    shutil.rmtree(folder, ignore_errors=True)


def _serves(data: Path) -> bool:
    """Whether the server of the folder is alive; a machine that went down leaves its pid behind."""
    try:
        process = (data / "postmaster.pid").read_text().split()[0]
        command = Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError, IndexError):
        return False
    return str(data).encode() in command


def _me() -> str:
    return Path("/proc/self").owner()
