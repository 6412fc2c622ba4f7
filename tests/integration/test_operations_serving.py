"""Starting and stopping the application as a person or a machine does."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from made_once import made_once

PATIENCE_S = 60


def free_port() -> int:
    """Find a port nobody uses."""
    with socket.socket() as trying:
        trying.bind(("127.0.0.1", 0))
        return int(trying.getsockname()[1])


def surroundings(data: Path, **more: str) -> dict[str, str]:
    """Give an environment with a data folder of its own."""
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    return {**kept, "LUMBALIS_DATA": str(data), "LUMBALIS_DEMO": "0", **more}


def command(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the application to its end."""
    data = Path(environment.pop("data"))
    return subprocess.run(
        [sys.executable, "-m", "lumbalis.clinic", *words],
        env=surroundings(data, **environment),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


@contextmanager
def served(data: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """Serve until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "lumbalis.clinic", "serve"],
        env=surroundings(data, PORT=str(port)),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        _wait_for(port)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def ask(port: int, path: str, **headers: str) -> tuple[int, bytes]:
    """Ask the server."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own server
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def _wait_for(port: int) -> None:
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        try:
            if ask(port, "/health")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not start")


def lines(data: Path) -> list[dict[str, object]]:
    """Read the log."""
    text = (data / "logs" / "clinic.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prepare an installation once."""

    def make(data: Path) -> None:
        done = command("prepare", data=str(data))
        assert done.returncode == 0, done.stderr

    return made_once(tmp_path_factory, "installation", make)


def test_it_serves_logs_and_stops_cleanly(installation: Path) -> None:
    """One start proves liveness, the limit of size, a log without secrets, a clean stop."""
    port = free_port()
    with served(installation, port) as process:
        assert json.loads(ask(port, "/health")[1]) == {"alive": True, "database": True}
        status, page = ask(port, "/account/login/?next=/secret-place/&name=Petrenko")
        assert status == 200
        assert b"/static/" in page or b"<form" in page
        assert ask(port, "/no/such/Petrenko/place")[0] == 404
        assert _oversized(port) == 413
        assert _answers_beside_idle_connections(port)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0
        assert process.stderr is not None
        told = process.stderr.read()
    assert f"http://localhost:{port}/" in told
    logged = lines(installation)
    requests = [line for line in logged if line.get("event") == "request"]
    assert [line["status"] for line in requests] == [200, 404, 413]
    assert requests[0]["route"] == "account_login"
    text = json.dumps(logged)
    assert "Petrenko" not in text, "an address may hold a name"
    assert "secret-place" not in text


def _oversized(port: int) -> int:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
        raw.sendall(
            f"POST /account/login/ HTTP/1.1\r\nHost: localhost:{port}\r\n"
            "Content-Type: text/plain\r\nContent-Length: 50000000\r\n\r\n".encode()
        )
        return int(raw.recv(100).split()[1])


def _answers_beside_idle_connections(port: int) -> bool:
    """Tell whether it answers while many browsers keep connections open and ask nothing."""
    idle = [http.client.HTTPConnection("127.0.0.1", port, timeout=5) for _ in range(80)]
    try:
        for one in idle:
            one.request("GET", "/health", headers={"Host": f"localhost:{port}"})
            one.getresponse().read()
        return ask(port, "/health")[0] == 200
    finally:
        for one in idle:
            one.close()


def test_check_only_answers_by_its_status(installation: Path) -> None:
    """Continuous integration asks with it whether the application starts at all."""
    done = command("serve", "--check-only", data=str(installation), PORT=str(free_port()))
    assert done.returncode == 0, done.stderr
    assert "gave its first page" in done.stderr


def test_a_second_server_on_the_same_data_is_refused(installation: Path) -> None:
    """Two servers would mean two job loops, and a restore under one of them."""
    port = free_port()
    with served(installation, port):
        other = command("serve", data=str(installation), PORT=str(free_port()))
        same_port = command("serve", data=str(installation), PORT=str(port))
    assert other.returncode == same_port.returncode == 2
    assert "A server is running" in other.stderr
    assert f"Port {port} is in use" in same_port.stderr


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"PORT": "eighty"}, "PORT is 'eighty'"),
        ({"PORT": "70000"}, "PORT is '70000'"),
        ({"HOST": "203.0.113.77", "PORT": "8000"}, "no address of this machine"),
        ({"LUMBALIS_DEMO": "perhaps"}, "LUMBALIS_DEMO is neither yes nor no"),
        ({"DATABASE_URL": "mysql://x/y", "PORT": "0"}, "PORT is '0'"),
    ],
)
def test_a_wrong_setting_is_one_sentence(
    tmp_path: Path, environment: dict[str, str], sentence: str
) -> None:
    """Whoever sets it wrong learns what and where, and sees no traceback."""
    done = command("serve", "--check-only", **{"data": str(tmp_path), **environment})
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_newer_database_is_refused(tmp_path: Path, installation: Path) -> None:
    """An older version would not know what the newer one has written."""
    data = tmp_path / "newer"
    shutil.copytree(installation, data, ignore=shutil.ignore_patterns("*.lock", "logs"))
    _plant_migration(data / "lumbalis.sqlite3")
    done = command("prepare", data=str(data))
    assert done.returncode == 1
    assert "A newer Lumbalis has used this database (records.9999_from_the_future)" in done.stderr


def _plant_migration(file: Path) -> None:
    with sqlite3.connect(file) as raw:
        raw.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('records', '9999_from_the_future', '2030-01-01')"
        )
    raw.close()


def test_the_first_start_makes_the_demonstration(tmp_path: Path) -> None:
    """The README's first command has to end in something to look at, once and not again."""
    first = command("prepare", "--demonstration", data=str(tmp_path))
    again = command("prepare", "--demonstration", data=str(tmp_path))
    assert first.returncode == again.returncode == 0, first.stderr
    assert "physician@harbour.example" in first.stdout
    assert "physician@harbour.example" not in again.stdout
    keys = [tmp_path / name for name in ("secret.key", "master.key", "lumbalis.sqlite3")]
    assert {oct(key.stat().st_mode)[-3:] for key in keys} == {"600"}
