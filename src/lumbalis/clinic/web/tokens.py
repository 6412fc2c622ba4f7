"""Signed tokens of forms: a form sent for one patient can never be written to another."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from django.core import signing
from django.http import HttpRequest

if TYPE_CHECKING:
    from lumbalis.clinic.records.models import Patient

_SALT = "lumbalis.form"
_VALID_S = 12 * 3600


def form_token(request: HttpRequest, patient: object, version: str = "") -> str:
    """Sign who fills a form in, in which clinic, for which patient and which version of it."""
    return signing.dumps([*_subject(request, patient), version], salt=_SALT)


def token_version(request: HttpRequest, patient: Patient | None) -> str | None:
    """Give the version a form was made for, or None if the form is not for this subject."""
    raw = request.POST.get("form_token", "")
    try:
        *subject, version = signing.loads(raw, salt=_SALT, max_age=_VALID_S)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    same = hmac.compare_digest("|".join(map(str, subject)), "|".join(_subject(request, patient)))
    return str(version) if same else None


def _subject(request: HttpRequest, patient: object) -> list[str]:
    clinic = getattr(request, "clinic", None)
    return [
        str(getattr(request.user, "pk", "")),
        str(getattr(clinic, "pk", "")),
        str(getattr(patient, "pk", "")),
    ]
