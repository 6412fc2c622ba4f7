"""What surrounds every request: its number, its line in the log, and the limit of its size."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from lumbalis.clinic.operations.logs import pseudonym, request_id, tell

Answer = Callable[[HttpRequest], HttpResponseBase]
_LOG = logging.getLogger("lumbalis.request")
_TOO_LARGE, _BAD = 413, 400
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
            response = self._next(request)
            response.headers["X-Request-ID"] = number
            _tell(request, response.status_code, (time.perf_counter() - began) * 1000)
        finally:
            request_id.reset(reset)
        return response


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


def _too_large(request: HttpRequest) -> HttpResponse:
    response = render(request, "errors/413.html", status=_TOO_LARGE)
    response.headers["Connection"] = "close"
    return response


def _tell(request: HttpRequest, status: int, ms: float) -> None:
    match = request.resolver_match
    route = (match.view_name if match else "") or "unknown"
    if route in _QUIET:
        return
    tell(
        _LOG,
        "request",
        method=request.method if request.method in _METHODS else "other",
        route=route,
        status=status,
        ms=round(ms, 1),
        **_who(request),
    )


_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


def _who(request: HttpRequest) -> dict[str, str]:
    """Name who asks, if the page asked too: looking them up here would cost every page a query."""
    user = getattr(request, "_cached_user", None)
    key = getattr(user, "pk", None)
    return {"user": pseudonym(key)} if key else {}
