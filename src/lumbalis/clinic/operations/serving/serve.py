"""`sh run`: prepare, start, say where, keep watching, stop."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from lumbalis.clinic.environment import SettingError
from lumbalis.clinic.operations.running_lock import AlreadyRunningError, alone_on
from lumbalis.clinic.operations.serving import addresses, telling
from lumbalis.clinic.operations.serving.arguments import Wish, wish
from lumbalis.clinic.operations.serving.children import Family
from lumbalis.clinic.operations.serving.granian import granian_words
from lumbalis.clinic.operations.serving.log_file import LogSink
from lumbalis.clinic.operations.serving.probe import answers, wait_until_ready
from lumbalis.clinic.operations.serving.trust_page import serve_trust_page

DONE, FAILED, UNUSABLE = 0, 1, 2
_MODULE = "lumbalis.clinic"
_READY_WITHIN_S = 90
_WATCH_EVERY_S = 0.5
_FIRST_PAGE = "/account/login/"


def serve(words: Sequence[str]) -> int:
    """Serve until asked to stop; the status is 0 after a clean stop."""
    try:
        wanted = wish(words)
        _require_free(wanted.host, wanted.port)
        if wanted.tls:
            _require_free(wanted.host, wanted.trust_port)
        with alone_on(wanted.data) as held:
            return _serve_alone(wanted, held)
    except (SettingError, AlreadyRunningError) as error:
        telling.say(str(error))
        return UNUSABLE


def _serve_alone(wanted: Wish, held: int) -> int:
    stopping = _stop_on_signals()
    environment = _environment(wanted)
    if not _prepared(wanted, environment):
        return DONE if stopping.is_set() else FAILED
    family = Family(environment, _sink(wanted), held)
    try:
        server = family.start("server", granian_words(wanted, environment), essential=True)
        if not wanted.check_only:
            family.start("jobs", ("-m", _MODULE, "jobs"), essential=False)
        ready = wait_until_ready(
            wanted.port,
            tls=wanted.tls,
            host=_own(wanted.host),
            patience_s=_READY_WITHIN_S,
            going_on=lambda: not stopping.is_set() and server.running,
        )
        if stopping.is_set():
            return DONE
        if not ready:
            telling.say(f"The server did not start. The last lines of {family.sink.where} say why.")
            return FAILED
        return _checked(wanted) if wanted.check_only else _keep_serving(wanted, family, stopping)
    finally:
        family.stop()


def _keep_serving(wanted: Wish, family: Family, stopping: threading.Event) -> int:
    family.sink.starting = False
    trust = serve_trust_page(wanted) if wanted.tls else None
    telling.where(wanted)
    try:
        while not stopping.wait(_WATCH_EVERY_S):
            status = family.watch_once()
            if status is not None and not stopping.is_set():
                telling.say(
                    f"The server ended by itself. The last lines of {family.sink.where} say why."
                )
                return status
    finally:
        if trust:
            trust.shutdown()
    telling.say("Stopping: requests under way are finished first.")
    return DONE


def _checked(wanted: Wish) -> int:
    status = answers(wanted.port, _FIRST_PAGE, tls=wanted.tls, host=_own(wanted.host))
    if status != 200:  # noqa: PLR2004 - HTTP's word for a page that came
        telling.say(f"The server lives, but its first page answered {status}.")
        return FAILED
    telling.say("The server started, said that it lives and gave its first page.")
    return DONE


def _prepared(wanted: Wish, environment: dict[str, str]) -> bool:
    words = [sys.executable, "-m", _MODULE, "prepare"]
    if wanted.demonstration:
        words.append("--demonstration")
    if wanted.tls:
        words.append("--tls")
    return subprocess.run(words, env=environment, check=False).returncode == 0  # noqa: S603 - our own


def _environment(wanted: Wish) -> dict[str, str]:
    """Give the settings that follow from how it is served; what is set already stays."""
    set_here = {
        "LUMBALIS_DATA": str(wanted.data),
        "LUMBALIS_ADDRESS": telling.address(wanted),
        "PYTHONUNBUFFERED": "1",
    }
    chosen = {"ALLOWED_HOSTS": addresses.allowed_hosts(_named(wanted.host))}
    if wanted.tls:
        chosen["LUMBALIS_HTTPS"] = "1"
    return {**chosen, **os.environ, **set_here}


def _named(host: str) -> tuple[str, ...]:
    return () if host in {"0.0.0.0", "::"} else (f"[{host}]" if ":" in host else host,)  # noqa: S104 - compared


def _own(host: str) -> str:
    """Give the address by which the machine reaches its own server."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared


def _sink(wanted: Wish) -> LogSink:
    to_terminal = os.environ.get("LUMBALIS_LOG") == "stderr"
    return LogSink(None if to_terminal else Path(wanted.data) / "logs")


def _require_free(host: str, port: int) -> None:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as trying:
            trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trying.bind((host, port))
    except OSError as error:
        raise SettingError(_why_not(host, port, error)) from error


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use. Stop what uses it, or set PORT to another number."
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights. Set PORT to a number from 1024 on."
    return f"HOST is {host!r}, which is no address of this machine. Set HOST to one that is."


def _stop_on_signals() -> threading.Event:
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    return stopping
