"""What tablets ask for and send while somebody is signed in. Answers are JSON.

What is sent comes as a form: `form_token` ties it to whoever asked `whoami`, so that a sync that
began under one person is never written under another.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone

from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Course, Device
from lumbalis.clinic.services.couch import devices, escrow, leases, limits, packs
from lumbalis.clinic.services.couch import sync as syncing
from lumbalis.clinic.services.couch.devices import Enrolment, NotEnrolled
from lumbalis.clinic.services.couch.leases import HeldElsewhere, Leased
from lumbalis.clinic.services.epochs import current_epoch
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.templatetags.clinic import language
from lumbalis.clinic.web.tokens import form_token
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.strict_json import parse_json

_BAD, _CONFLICT, _NO_ROOM = 400, 409, 507
_MOST_EVENTS: Final = 500


@guarded(Action.COUCH_USE)
def whoami(request: ClinicRequest) -> HttpResponse:
    """Say who is signed in, what time it is here, and what a tablet needs to go on."""
    own = escrow.key_of(request.by)
    return JsonResponse(
        {
            "user": str(request.user.pk),
            "language": language(),
            "form_token": form_token(request, None),
            "csrf": get_token(request),
            "escrow": {"id": str(own.pk), "public": escrow.pack(bytes(own.public))},
            "limits": limits.told(),
            "device": _device(request),
            **now(),
        }
    )


@guarded(Action.COUCH_USE)
def pack(request: ClinicRequest) -> HttpResponse:
    """Give what is needed for today."""
    made = packs.pack_for(packs.Wanted(request.by, language()))
    return JsonResponse({**made, **now()})


@guarded(Action.COUCH_USE, methods=("POST",))
def enrol(request: ClinicRequest) -> HttpResponse:
    """Enrol a tablet for whoever is signed in."""
    try:
        told = Enrolment(
            device=UUID(request.POST.get("device", "")),
            tablet=UUID(request.POST.get("tablet", "")),
            public=escrow.unpack(request.POST.get("public", "")),
            label=request.POST.get("label", ""),
        )
    except ValueError:
        return _refused("unreadable", _BAD)
    outcome = devices.enrol(request.by, told)
    if isinstance(outcome, NotEnrolled):
        return _refused(outcome.why, _CONFLICT)
    return JsonResponse({"device": str(outcome.pk), "share": devices.share_of(outcome), **now()})


@guarded(Action.COUCH_USE, methods=("POST",))
def sync(request: ClinicRequest) -> HttpResponse:
    """Take in events; each is answered, and only what is kept here is acknowledged."""
    try:
        events = parse_json(request.POST.get("events", "").encode(), "events")
        device = UUID(request.POST.get("device", ""))
    except (InputError, ValueError):
        return _refused("unreadable", _BAD)
    if not isinstance(events, list) or len(events) > _MOST_EVENTS:
        return _refused("unreadable", _BAD)
    taken = syncing.receive(request.by, device, events)
    return JsonResponse({**taken.plain(), **now()}, status=_NO_ROOM if taken.no_room else 200)


@guarded(Action.COUCH_USE, methods=("POST",))
def lease(request: ClinicRequest) -> HttpResponse:
    """Take, prolong or give back the lease of a session."""
    found = _leased_for(request)
    if found is None:
        return _refused("unknown", _BAD)
    device, course, session = found
    if request.POST.get("release"):
        done = leases.release(request.by, device, course, session)
        return JsonResponse({"released": done, **now()})
    over = bool(request.POST.get("over"))
    match leases.take(request.by, device, course, session, over=over):
        case Leased(one):
            told = {"number": one.number, "expires_at": packs.ms(one.expires_at)}
            return JsonResponse({"lease": told, **now()})
        case HeldElsewhere(one):
            holder = {"name": one.device.user.name, "since": packs.ms(one.taken_at)}
            return JsonResponse({"held_by": holder, **now()}, status=_CONFLICT)
        case _:
            return _refused("not_yours", _CONFLICT)


def now() -> dict[str, object]:
    """Give the clock and the epoch, which every answer to a tablet carries."""
    return {"server_ms": packs.ms(timezone.now()), "epoch": current_epoch()}


def _refused(why: str, status: int) -> JsonResponse:
    return JsonResponse({"why": why, **now()}, status=status)


def _device(request: ClinicRequest) -> Mapping[str, object]:
    """Say what is known of the tablet that asks; its share only to the person it belongs to."""
    own = _uuid(request.GET.get("device", ""))
    device = Device.objects.filter(pk=own).first() if own else None
    if device is None:
        return {"known": False}
    mine = device.user_id == request.by.actor.user_id
    if mine:
        devices.heard(request.by, device)
    return {
        "known": True,
        "mine": mine,
        "revoked": device.revoked_at is not None,
        "share": devices.share_of(device) if mine else "",
    }


def _leased_for(request: ClinicRequest) -> tuple[Device, Course, int] | None:
    own, course = _uuid(request.POST.get("device", "")), _uuid(request.POST.get("course", ""))
    session = request.POST.get("session", "")
    if own is None or course is None or not session.isascii() or not session.isdigit():
        return None
    device = Device.objects.filter(pk=own).first()
    held = Course.objects.filter(pk=course, closed_at=None).select_related("patient").first()
    return None if device is None or held is None else (device, held, int(session))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
