"""Pages of the audit log. They show record numbers and never a patient's name."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from lumbalis.clinic import wording
from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.services import audit_log, auditing
from lumbalis.clinic.services.audit_fhir import ndjson
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.auditing import forms
from lumbalis.clinic.web.auditing.lines import lines, people, short
from lumbalis.clinic.web.templatetags.clinic import language

EXPORTED_AT_ONCE = 20_000
_BAD, _NOT_FOUND = 400, 404


@guarded(Action.AUDIT_READ)
def show(request: ClinicRequest) -> HttpResponse:
    """Show the newest entries that fit the filter."""
    return _list(request, forms.asked(request.GET.dict(), _zone(request)))


@guarded(Action.AUDIT_READ)
def patient(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Show who had to do with one patient's record."""
    asked = forms.asked(request.GET.dict(), _zone(request), patient.pk)
    seen = people(audit_log.seen_by(asked.wanted), language())
    return _list(request, asked, {"record": short(patient.pk), "seen": seen})


@guarded(Action.AUDIT_READ, methods=("POST",))
def find(request: ClinicRequest) -> HttpResponse:
    """Go to the record of somebody whose family name and birth date the auditor knows."""
    sought = forms.sought(request.POST.dict())
    found = auditing.records_of(request.by, *sought) if sought else ()
    if len(found) == 1:
        return redirect("auditing:patient", clinic=request.clinic.slug, patient_id=found[0])
    told: dict[str, object] = {
        "candidates": [(key, short(key)) for key in found],
        "sought": request.POST.dict(),
    }
    told["search_error"] = "several" if found else ("none" if sought else "incomplete")
    status = 200 if found else _NOT_FOUND if sought else _BAD
    return _list(request, forms.asked({}, _zone(request)), told, status)


@guarded(Action.AUDIT_READ, methods=("POST",))
def verify(request: ClinicRequest) -> HttpResponse:
    """Prove the chain of this clinic, from its first entry to its last."""
    found = auditing.verify(request.by)
    key = f"auditing.verified.{found.fault or 'sound'}"
    said = wording.say(language(), key, n=found.events, at=found.fault_at, head=found.head[:16])
    messages.add_message(request, messages.SUCCESS if found.sound else messages.ERROR, said)
    return redirect("auditing:events", clinic=request.clinic.slug)


@guarded(Action.AUDIT_READ, methods=("POST",))
def export(request: ClinicRequest) -> HttpResponse:
    """Give the entries that fit the filter as FHIR AuditEvent, one a line, oldest first."""
    asked = forms.asked(request.POST.dict(), _zone(request))
    if asked.wrong:
        return _list(request, asked, status=_BAD)
    found = auditing.export(request.by, asked.wanted, EXPORTED_AT_ONCE)
    answer = HttpResponse("".join(ndjson(found)), content_type="application/fhir+ndjson")
    answer.headers["Content-Disposition"] = 'attachment; filename="audit.ndjson"'
    return answer


def _list(
    request: ClinicRequest,
    asked: forms.Asked,
    more: dict[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:
    page = audit_log.Page((), None) if asked.wrong else audit_log.events(asked.wanted, asked.before)
    told = {
        "asked": asked,
        "kinds": [(kind, f"auditing.kinds.{kind}") for kind in audit_log.KINDS],
        "colleagues": [(str(key), name) for key, name in audit_log.people()],
        "lines": lines(page.events, language()),
        "older": page.older,
        "wrong": [f"auditing.wrong.{name}" for name in asked.wrong],
        **(more or {}),
    }
    return render(request, "auditing/show.html", told, status=_BAD if asked.wrong else status)


def _zone(request: ClinicRequest) -> ZoneInfo:
    return ZoneInfo(request.clinic.timezone)
