"""Asking the running server whether it answers."""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Callable

_EVERY_S = 0.1


def answers(port: int, path: str, *, tls: bool, host: str = "127.0.0.1") -> int | None:
    """Give the status the server answers with, or None if it does not."""
    connection = _connection(host, port, tls=tls)
    try:
        connection.request("GET", path, headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def wait_until_ready(
    port: int, *, tls: bool, host: str, patience_s: float, going_on: Callable[[], bool]
) -> bool:
    """Wait until the server says that it lives; give up when it ends or patience does."""
    patience_ends = time.monotonic() + patience_s
    while time.monotonic() < patience_ends and going_on():
        if answers(port, "/health", tls=tls, host=host) == http.client.OK:
            return True
        time.sleep(_EVERY_S)
    return False


def _connection(host: str, port: int, *, tls: bool) -> http.client.HTTPConnection:
    if not tls:
        return http.client.HTTPConnection(host, port, timeout=10)
    # The machine asks itself and sends nothing; its own CA is not in the system's list.
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(host, port, timeout=10, context=context)
