"""The smallest page granian can serve: the yardstick of bench/web.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

PAGE = b"<!doctype html><title>A page</title><p>Nothing to see."


def application(_: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
    """Answer every request alike."""
    start("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(PAGE)))])
    return [PAGE]
