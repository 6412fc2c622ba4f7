"""How granian is started: plain WSGI, few threads, and a queue that says no in time."""

from __future__ import annotations

import os
from collections.abc import Mapping

from lumbalis.clinic.operations.serving.arguments import Wish

APPLICATION = "lumbalis.clinic.wsgi:application"
THREADS = 4


def granian_words(wanted: Wish, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Give the words after `python` that start the server.

    SQLite has one writer, so one worker process is best; PostgreSQL gets one for each core.
    """
    workers = int(environment.get("LUMBALIS_WORKERS", "0")) or min(os.cpu_count() or 1, 8)
    words = (
        *("-m", "granian", APPLICATION),
        *("--interface", "wsgi", "--no-ws"),
        *("--host", wanted.host, "--port", str(wanted.port)),
        *("--workers", str(workers), "--blocking-threads", str(THREADS)),
        *("--backpressure", environment.get("LUMBALIS_BACKPRESSURE", "64")),
        *("--workers-kill-timeout", "10", "--log-level", "warning"),
    )
    return (*words, *_certificate(wanted)) if wanted.tls else words


def _certificate(wanted: Wish) -> tuple[str, ...]:
    folder = wanted.data / "tls"
    return (
        *("--ssl-certificate", str(folder / "server.pem")),
        *("--ssl-keyfile", str(folder / "server.key")),
        *("--ssl-protocol-min", "tls1.2"),
    )
