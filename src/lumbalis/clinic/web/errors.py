"""Pages for what went wrong; they tell what is kept and what to do, and nothing of anybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_BAD_REQUEST, _FORBIDDEN, _NOT_FOUND, _BROKEN = 400, 403, 404, 500


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the request cannot be understood."""
    del exception
    return render(request, "errors/400.html", status=_BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that this may not be done."""
    del exception
    return render(request, "errors/403.html", status=_FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is nothing here, the same to everybody."""
    del exception
    return render(request, "errors/404.html", status=_NOT_FOUND)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours."""
    return render(request, "errors/500.html", status=_BROKEN)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form is too old to be trusted."""
    del reason
    return render(request, "errors/csrf.html", status=_FORBIDDEN)
