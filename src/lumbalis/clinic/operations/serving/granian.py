"""How granian is started: plain WSGI, a process for each core, few threads in each."""

from __future__ import annotations

import os
from collections.abc import Mapping

from lumbalis.clinic.operations.serving.arguments import Wish

APPLICATION = "lumbalis.clinic.wsgi:application"
THREADS = 4
CONNECTIONS = "1024"
"""Granian counts connections here, idle ones too, and a browser keeps six of them open: a small
number would shut everybody out. Requests wait for one of the threads."""


def granian_words(wanted: Wish, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Give the words after `python` that start the server.

    One process for each core: nearly all of a page's time is Python's, and a process uses one
    core. Writers to SQLite queue across processes; LUMBALIS_WORKERS chooses another number.
    """
    workers = int(environment.get("LUMBALIS_WORKERS", "0")) or min(os.cpu_count() or 1, 8)
    words = (
        *("-m", "granian", APPLICATION),
        *("--interface", "wsgi", "--no-ws"),
        *("--host", wanted.host, "--port", str(wanted.port)),
        *("--workers", str(workers), "--blocking-threads", str(THREADS)),
        *("--backlog", "2048", "--backpressure", CONNECTIONS),
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
