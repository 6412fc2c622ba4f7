"""A physician's decisions: setting a rule aside, confirming, withdrawing, releasing a hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import protocol, texts
from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Course, OverrideRecord, Patient
from lumbalis.clinic.services import holds, overrides, verdict_view
from lumbalis.clinic.services.overrides import Kept, Offer, Refused, Standing, Wish
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.templatetags.clinic import language
from lumbalis.clinic.web.verdicts.reasons import Reader, ReasonRow, reason_rows
from lumbalis.explaining.rules import modifiers_in_words

_UNPROCESSABLE, _CONFLICT = 422, 409
_USUAL_DAYS = 7


@guarded(Action.OVERRIDE_GIVE, methods=("GET", "POST"))
def give(request: ClinicRequest, patient: Patient, case: str) -> HttpResponse:
    """Ask for reason, end and zones, and set a rule aside."""
    offered = _offered(request, patient, case)
    if request.method != "POST":
        return _form(request, patient, offered)
    match overrides.give(request.by, patient, _wish(request, case)):
        case Kept(override=row):
            key = "decision.waits" if row.needs_second else "decision.counts"
            messages.success(request, _say(key))
            return _back(request, patient)
        case Refused() as refused:
            return _form(request, patient, offered, refused)


@guarded(Action.OVERRIDE_SECOND, methods=("GET", "POST"))
def second(request: ClinicRequest, patient: Patient, override_id: UUID) -> HttpResponse:
    """Show a decision to its second physician, and confirm it."""
    row = _decision(patient, override_id)
    if request.method != "POST":
        return _to_confirm(request, patient, row)
    outcome = overrides.second(request.by, row)
    if isinstance(outcome, Refused):
        return _to_confirm(request, patient, row, outcome)
    messages.success(request, _say("decision.counts"))
    return _back(request, patient)


@guarded(Action.OVERRIDE_WITHDRAW, methods=("POST",))
def withdraw(request: ClinicRequest, patient: Patient, override_id: UUID) -> HttpResponse:
    """Take a decision back at once."""
    overrides.withdraw(request.by, _decision(patient, override_id))
    messages.success(request, _say("decision.withdrawn"))
    return _back(request, patient)


@guarded(Action.ORDER_GIVE, methods=("POST",))
def release(request: ClinicRequest, patient: Patient, course_id: UUID) -> HttpResponse:
    """Let a held course go on."""
    course = Course.objects.filter(pk=course_id, patient=patient).first()
    if course is None:
        raise Http404
    version = request.form_version
    outcome = holds.release(request.by, course, int(version) if version.isdigit() else 0)
    if isinstance(outcome, holds.StillHeld):
        messages.error(request, _say(f"hold.why.{outcome.why}"))
    else:
        messages.success(request, _say("hold.released"))
    return _back(request, patient)


def _back(request: ClinicRequest, patient: Patient) -> HttpResponse:
    return redirect("verdicts:show", clinic=request.clinic.slug, patient_id=patient.pk)


def _offered(request: ClinicRequest, patient: Patient, case: str) -> Offer:
    """Find a rule among those that may be set aside at all; any other address leads nowhere."""
    del request, patient
    found = overrides.find_case(case)
    if found is None or found[1].overridden is None:
        raise Http404
    rule, one = found
    return Offer(rule.id, one.id, one.category, one.category in overrides.NEEDS_SECOND)


def _decision(patient: Patient, key: UUID) -> OverrideRecord:
    rows = OverrideRecord.objects.select_related("by", "second_by")
    row = rows.filter(pk=key, patient=patient).first()
    if row is None:
        raise Http404
    return row


def _form(
    request: ClinicRequest, patient: Patient, offered: Offer, refused: Refused | None = None
) -> HttpResponse:
    said = texts(language())
    found = overrides.find_case(offered.case)
    remains = found[1].overridden if found else None
    rows = _reasons(request, patient)
    zone = ZoneInfo(request.clinic.timezone)
    last = (request.by.at + overrides.longest()).astimezone(zone).date()
    usual = (request.by.at + timedelta(days=_USUAL_DAYS)).astimezone(zone).date()
    context = {
        "patient": patient,
        "offer": offered,
        "reason_row": next((row for row in rows if row.case == offered.case), None),
        "remains": modifiers_in_words(remains, protocol(), said) if remains else [],
        "reason": request.POST.get("reason", "")[: overrides.LONGEST_REASON],
        "until": request.POST.get("until", "") or min(usual, last).isoformat(),
        "first_day": request.by.at.astimezone(zone).date().isoformat(),
        "last_day": last.isoformat(),
        "last_shown": last,
        "zones": _zones(request),
        "shortest": overrides.SHORTEST_REASON,
        "longest": overrides.LONGEST_REASON,
        "error": _say(f"refused.{refused.why}", **_bounds()) if refused else "",
        "error_field": refused.field if refused else "",
    }
    status = _UNPROCESSABLE if refused else 200
    return render(request, "verdicts/override.html", context, status=status)


def _bounds() -> dict[str, object]:
    return {
        "shortest": overrides.SHORTEST_REASON,
        "longest": overrides.LONGEST_REASON,
        "days": overrides.longest().days,
    }


def _reasons(request: ClinicRequest, patient: Patient) -> tuple[ReasonRow, ...]:
    seen = verdict_view.look(patient, request.by.at)
    return reason_rows(seen, Reader(texts(language()), sees_confidential=True), certain=True)


def _zones(request: ClinicRequest) -> list[tuple[str, str, bool]]:
    chosen = request.POST.getlist("zones")
    said = texts(language())
    return [
        (name, said.get("screening", "zones", name), name in chosen)
        for name, zone in protocol().zones.zones.items()
        if zone.cap(1) > 0
    ]


def _wish(request: ClinicRequest, case: str) -> Wish:
    return Wish(
        case=case,
        reason=request.POST.get("reason", ""),
        until=_end_of(request, request.POST.get("until", "")),
        zones=tuple(dict.fromkeys(request.POST.getlist("zones"))),
    )


def _end_of(request: ClinicRequest, written: str) -> datetime:
    """Turn the last day into its end on the clinic's clock, but not beyond what is allowed.

    What is no day becomes the moment itself, which the service refuses.
    """
    try:
        day = date.fromisoformat(written)
        zone = ZoneInfo(request.clinic.timezone)
        end = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return request.by.at
    longest = request.by.at + overrides.longest()
    within = longest.astimezone(zone).date() == day
    return min(end, longest) if within else end


def _to_confirm(
    request: ClinicRequest, patient: Patient, row: OverrideRecord, refused: Refused | None = None
) -> HttpResponse:
    opened = [one for one in overrides.standing(patient, request.by.at) if one.record.pk == row.pk]
    rows = _reasons(request, patient)
    context = {
        "patient": patient,
        "row": row,
        "decision": opened[0] if opened else Standing(row, ""),
        "title": texts(language()).find("screening", "rules", row.case, "title"),
        "reason_row": next((one for one in rows if one.case == row.case), None),
        "zones": [texts(language()).find("screening", "zones", zone) for zone in row.zones],
        "is_mine": row.by_id == request.by.actor.user_id,
        "error": _say(f"refused.{refused.why}", **_bounds()) if refused else "",
    }
    return render(request, "verdicts/confirm.html", context, status=_CONFLICT if refused else 200)


def _say(key: str, **values: object) -> str:
    return wording.say(language(), f"verdicts.{key}", **values)
