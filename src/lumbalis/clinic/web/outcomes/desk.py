"""The desk's page of a patient's link for a course: made, shown once, taken back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import get_current_timezone

from lumbalis.clinic import wording
from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.services import invitations
from lumbalis.clinic.services.outcomes.courses import course_of
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.intake.desk import qr

_CONFLICT = 409


@guarded(Action.INVITE, methods=("GET", "POST"))
def link(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Show whether there is a link; make one or take it back."""
    if request.method != "POST":
        return _page(request, patient)
    if request.POST.get("act") == "revoke":
        invitations.revoke(request.by, patient, invitations.OUTCOMES)
        return redirect("outcomes:link", clinic=request.clinic.slug, patient_id=patient.pk)
    language = wording.spoken(request.POST.get("language", patient.language))
    match invitations.invite(request.by, patient, language, invitations.OUTCOMES):
        case invitations.Invited(token=token, invitation=made):
            where = reverse("outcomes_start", kwargs={"token": token})
            address = request.build_absolute_uri(where)
            until = wording.written(language, made.expires_at.astimezone(get_current_timezone()))
            card = {
                part: wording.say(
                    language, f"outcomes.desk.{part}", clinic=request.clinic.name, until=until
                )
                for part in ("card", "qr", "how", "until")
            }
            return _page(request, patient, link=address, made=made, picture=qr(address), card=card)
        case invitations.NotInvited(why=why):
            return _page(request, patient, status=_CONFLICT, why=why)


def _page(
    request: ClinicRequest, patient: Patient, *, status: int = 200, **context: object
) -> HttpResponse:
    every = {
        "patient": patient,
        "newest": invitations.newest(patient, invitations.OUTCOMES),
        "course": course_of(patient),
        "now": request.by.at,
        **context,
    }
    return render(request, "outcomes/link.html", every, status=status)
