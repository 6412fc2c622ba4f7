"""Logs as JSON lines, without patient data.

A line says what happened, not about whom: a request is told by its route's name, never by its
address, query or body; a person by a pseudonym; an error by its kind and place, never by its
message, because messages of databases quote what was written.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import logging.config
import traceback
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

OURS = "lumbalis"
_FRAMES = 12
_PSEUDONYM_CHARS = 12

request_id: ContextVar[str] = ContextVar("request_id", default="")


class SafeJson(logging.Formatter):
    """Writes one JSON object a line; of others' messages only the unfilled pattern."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
        }
        if current := request_id.get():
            line["request"] = current
        line.update(getattr(record, "told", {}))
        if record.exc_info and record.exc_info[1] is not None:
            line.update(_fault(record.exc_info))
        return json.dumps(line, ensure_ascii=False, separators=(",", ":"), default=str)


def tell(logger: logging.Logger, event: str, **told: object) -> None:
    """Log an event of ours with what there is to tell; never anything a patient said or is."""
    logger.info(event, extra={"told": told})


def pseudonym(key: object) -> str:
    """Give a name for somebody that only this installation could lead back to them."""
    from django.conf import settings

    digest = hmac.new(settings.SECRET_KEY.encode(), str(key).encode(), hashlib.sha256)
    return digest.hexdigest()[:_PSEUDONYM_CHARS]


def configure(_: Mapping[str, object]) -> None:
    """Send our own events and others' warnings to the standard error stream."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": {"()": SafeJson}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": "WARNING"},
            "loggers": {
                OURS: {"level": "INFO"},
                # What a page refused is in the request's own line.
                "django.request": {"level": "ERROR"},
                "django.security": {"level": "ERROR"},
            },
        }
    )


def _event(record: logging.LogRecord) -> str:
    return str(record.msg) if record.name.split(".")[0] == OURS else str(record.msg)[:120]


def _fault(
    exc_info: tuple[type[BaseException], BaseException, TracebackType | None] | Any,  # noqa: ANN401 - logging's
) -> dict[str, object]:
    kind, _, where = exc_info
    frames = traceback.extract_tb(where)[-_FRAMES:]
    places = [
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames
    ]
    return {"error": kind.__name__, "places": places}
