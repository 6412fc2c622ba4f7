"""Where a tablet sends by itself what it still holds; its signature stands for a sign-in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from lumbalis.clinic.records.models import Clinic
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import nightly
from lumbalis.clinic.services.couch import quarantine
from lumbalis.clinic.services.couch.quarantine import Unusable
from lumbalis.clinic.web.access import public
from lumbalis.clinic.web.couch.views_sync import now

_NOT_FOUND, _NOT_ALLOWED, _NO_ROOM = 404, 405, 507


@public("a tablet whose person cannot sign in any more has no other way to hand in its notes")
@csrf_exempt
def late(request: HttpRequest) -> HttpResponse:
    """Take signed events into quarantine; to anything unsigned there is nothing here."""
    if request.method != "POST":
        return JsonResponse({"why": "method"}, status=_NOT_ALLOWED)
    found = quarantine.read_file(request.body)
    if isinstance(found, Unusable):
        return _nothing()
    clinic = Clinic.objects.filter(slug=found.clinic).first()
    if clinic is None:
        return _nothing()
    with in_clinic(clinic):
        taken = quarantine.upload(clinic, found, nightly.nobody(clinic, timezone.now()))
    if isinstance(taken, Unusable):
        return _nothing()
    status = _NO_ROOM if taken.no_room else 200
    return JsonResponse({**taken.plain(), **now()}, status=status)


def _nothing() -> JsonResponse:
    """Answer alike whatever was wrong: a stranger learns of no clinic and no tablet."""
    return JsonResponse({"why": "unknown"}, status=_NOT_FOUND)
