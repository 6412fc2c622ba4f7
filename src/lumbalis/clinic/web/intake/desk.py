"""The desk's page of one patient's link: make it, show it once, take it back."""

from __future__ import annotations

import segno
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone

from lumbalis.clinic import wording
from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Invitation, Patient
from lumbalis.clinic.services import invitations
from lumbalis.clinic.services.intake import state_of
from lumbalis.clinic.web.access import ClinicRequest, guarded

_CONFLICT = 409


@guarded(Action.INVITE, methods=("GET", "POST"))
def invitation(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Show how far the intake is; make a link or take it back."""
    if request.method != "POST":
        return _page(request, patient)
    if request.POST.get("act") == "revoke":
        invitations.revoke(request.by, patient)
        return redirect("intake:invitation", clinic=request.clinic.slug, patient_id=patient.pk)
    language = wording.spoken(request.POST.get("language", patient.language))
    match invitations.invite(request.by, patient, language):
        case invitations.Invited(token=token, invitation=made):
            link = request.build_absolute_uri(reverse("intake_start", kwargs={"token": token}))
            card = _card(request, made)
            return _page(request, patient, link=link, made=made, picture=qr(link), card=card)
        case invitations.NotInvited(why=why):
            return _page(request, patient, status=_CONFLICT, why=why)


def _page(
    request: ClinicRequest, patient: Patient, *, status: int = 200, **context: object
) -> HttpResponse:
    every = {
        "patient": patient,
        "state": state_of([patient], request.by.at)[patient.pk],
        "newest": invitations.newest(patient),
        **context,
    }
    return render(request, "intake/invitation.html", every, status=status)


def _card(request: ClinicRequest, made: Invitation) -> dict[str, str]:
    """Write the card in the patient's language, which need not be the desk's."""
    until = wording.written(made.language, made.expires_at.astimezone(get_current_timezone()))
    values = {"clinic": request.clinic.name, "until": until}
    keys = {"title": "card", "qr": "qr", "how": "how", "until": "until"}
    return {
        name: wording.say(made.language, f"intake.desk.{key}", **values)
        for name, key in keys.items()
    }


def qr(link: str) -> SafeString:
    """Draw the link as a QR code; the drawing is ours from edge to edge."""
    drawn = segno.make(link, error="m", micro=False).svg_inline(
        scale=6, border=4, omitsize=True, dark="#000", light="#fff"
    )
    return mark_safe(drawn)  # noqa: S308 - written by us, holds nothing but squares
