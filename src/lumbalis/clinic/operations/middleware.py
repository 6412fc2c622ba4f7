"""What surrounds every request: its number, its line in the log, and the limit of its size."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from lumbalis.clinic.operations.logs import pseudonym, request_id, tell

Answer = Callable[[HttpRequest], HttpResponseBase]
_LOG = logging.getLogger("lumbalis.request")
_TOO_LARGE, _BAD, _BROKEN, _NO_ROOM = 413, 400, 500, 507
_POSTGRES_DISK_FULL = "53100"
_SQLITE_SAYS = ("database or disk is full", "readonly database", "disk I/O error")
_LAST_RESORT = "The server cannot answer. Nothing was stored. Tell whoever looks after it."
_QUIET = frozenset({"liveness"})
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestLine:
    """Gives each request an id and writes one line about it when it is done."""

    def __init__(self, get_response: Answer) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on and tell how it went."""
        given = request.headers.get("X-Request-ID", "")
        number = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        reset = request_id.set(number)
        began = time.perf_counter()
        try:
            response = self._answered(request)
            response.headers["X-Request-ID"] = number
            _tell(request, response.status_code, (time.perf_counter() - began) * 1000)
        finally:
            request_id.reset(reset)
        return response

    def _answered(self, request: HttpRequest) -> HttpResponseBase:
        """Answer even where Django cannot: the server would log the error's message."""
        try:
            return self._next(request)
        except Exception:  # noqa: BLE001 - nothing may escape into the server's log
            _LOG.exception("unanswered")
            return HttpResponse(
                _LAST_RESORT, status=_BROKEN, content_type="text/plain; charset=utf-8"
            )


class BodyLimit:
    """Refuses a body that is too large before a byte of it is read."""

    def __init__(self, get_response: Answer) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse, or pass the request on."""
        told = request.META.get("CONTENT_LENGTH") or "0"
        if not told.isascii() or not told.isdigit():
            return HttpResponse(status=_BAD)
        if int(told) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return _too_large(request)
        return self._next(request)


class NoRoom:
    """Answers 507 where the database cannot write any more; the transaction is undone by then."""

    def __init__(self, get_response: Answer) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self._next(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Tell a full disk from every other fault."""
        if not isinstance(error, DatabaseError) or not _no_room(error):
            return None
        _LOG.error("no room", extra={"told": {"kind": type(error).__name__}})
        response: HttpResponse = render(request, "health/no_room.html", status=_NO_ROOM)
        return response


def _no_room(error: DatabaseError) -> bool:
    if getattr(error.__cause__, "sqlstate", None) == _POSTGRES_DISK_FULL:
        return True
    return connection.vendor == "sqlite" and any(said in str(error) for said in _SQLITE_SAYS)


def _too_large(request: HttpRequest) -> HttpResponse:
    response = render(request, "errors/413.html", status=_TOO_LARGE)
    response.headers["Connection"] = "close"
    return response


def _tell(request: HttpRequest, status: int, ms: float) -> None:
    match = request.resolver_match
    route = (match.view_name if match else "") or "unknown"
    if route in _QUIET:
        return
    line: dict[str, object] = {
        "method": request.method if request.method in _METHODS else "other",
        "route": route,
        "status": status,
        "ms": round(ms, 1),
    }
    tell(_LOG, "request", **line, **_who(request))


_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


def _who(request: HttpRequest) -> dict[str, str]:
    """Name who asks, if the page asked too: looking them up here would cost every page a query."""
    user = getattr(request, "_cached_user", None)
    key = getattr(user, "pk", None)
    return {"user": pseudonym(key)} if key else {}
