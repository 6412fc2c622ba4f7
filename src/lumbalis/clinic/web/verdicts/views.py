"""Looking at verdicts: now, over time, what stands behind them; and screening again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import origins, protocol, texts
from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Patient, VerdictRecord
from lumbalis.clinic.services import verdict_view
from lumbalis.clinic.services.bodies import measures_of
from lumbalis.clinic.services.desk import state_of
from lumbalis.clinic.services.screening import rescreen
from lumbalis.clinic.services.verdict_view import Change
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.templatetags.clinic import language
from lumbalis.clinic.web.verdicts.limits import limits_of
from lumbalis.clinic.web.verdicts.page import may, verdict_page
from lumbalis.clinic.web.verdicts.reasons import titles
from lumbalis.explaining.find import explanation_page

_ON_A_PAGE = 20
_PAGE = re.compile(r"[1-9][0-9]{0,5}\Z", re.ASCII)
_GONE = 410


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A kept verdict in the list: why it was made, and what it says differently."""

    record: VerdictRecord
    before: str
    cause: str
    came: tuple[str, ...]
    went: tuple[str, ...]
    other: bool


@guarded(Action.VERDICT_READ, post=Action.OBSERVATIONS_GIVE)
def show(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Show the verdict of this moment; sending the page screens again and keeps it."""
    if request.method == "POST":
        rescreen(request.by, patient, "asked")
        return redirect("verdicts:show", clinic=request.clinic.slug, patient_id=patient.pk)
    if patient.erased_at is not None:
        return render(request, "verdicts/erased.html", {"patient": patient}, status=_GONE)
    seen = verdict_view.look(patient, request.by.at)
    context = {
        "patient": patient,
        "page": verdict_page(request, patient, seen, measures_of(patient)),
        "may_observe": may(request, Action.OBSERVATIONS_GIVE),
        "may_release": may(request, Action.ORDER_GIVE),
        "may_confirm": may(request, Action.OVERRIDE_SECOND),
        "may_withdraw": may(request, Action.OVERRIDE_WITHDRAW),
    }
    return render(request, "verdicts/show.html", context)


@guarded(Action.VERDICT_READ)
def about(request: ClinicRequest, patient: Patient, name: str) -> HttpResponse:
    """Open what stands behind a rule, an answer or a source, beside the verdict."""
    page = explanation_page(name, protocol(), origins(), texts(language()))
    if page is None:
        raise Http404
    context = {"patient": patient, "page": page, "name": name}
    if request.headers.get("HX-Request") != "true":
        return render(request, "verdicts/about.html", context)
    panel = render(request, "verdicts/about_panel.html", context)
    panel.headers["HX-Push-Url"] = "false"  # the verdict stays the page one is on
    return panel


@guarded(Action.VERDICT_READ)
def zones(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Draw where hands may go; the verdict asks for it when somebody unfolds its limits."""
    if patient.erased_at is not None:
        return render(request, "verdicts/erased.html", {"patient": patient}, status=_GONE)
    verdict = verdict_view.look(patient, request.by.at).verdict
    limits = limits_of(verdict, measures_of(patient), texts(language()), drawn=True)
    part = request.headers.get("HX-Request") == "true"
    page = "verdicts/picture.html" if part else "verdicts/zones.html"
    return render(request, page, {"patient": patient, "limits": limits})


@guarded(Action.VERDICT_READ)
def history(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """List the verdicts that were kept, each with its cause and what changed."""
    wanted = _page_number(request)
    changes, count = verdict_view.history(patient, (wanted - 1) * _ON_A_PAGE, _ON_A_PAGE)
    context = {
        "patient": patient,
        "rows": [_change_row(change) for change in changes],
        "count": count,
        "newer": wanted - 1 if wanted > 1 else None,
        "older": wanted + 1 if wanted * _ON_A_PAGE < count else None,
    }
    return render(request, "verdicts/history.html", context)


@guarded(Action.VERDICT_READ)
def kept(request: ClinicRequest, patient: Patient, number: int) -> HttpResponse:
    """Show one verdict as it was kept."""
    found = verdict_view.kept_number(patient, number)
    if found is None:
        raise Http404
    record, shown = found
    context = {
        "patient": patient,
        "record": record,
        "cause": _cause(record.cause),
        "reasons": _kept_reasons(shown),
        "missing": _length(shown, "missing"),
        "phase": texts(language()).find("screening", "phases", record.phase, "name"),
    }
    return render(request, "verdicts/kept.html", context)


@guarded(Action.SCREENED_STATE_READ)
def state(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Tell the front desk whether somebody is screened, and nothing else."""
    found = state_of([patient], request.by.at)[patient.pk]
    return render(request, "verdicts/state.html", {"patient": patient, "state": found.value})


def _page_number(request: ClinicRequest) -> int:
    written = request.GET.get("page", "1")
    return int(written) if _PAGE.match(written) else 1


def _change_row(change: Change) -> ChangeRow:
    said = texts(language())
    return ChangeRow(
        record=change.record,
        before=change.before.category if change.before else "",
        cause=_cause(change.record.cause),
        came=titles(change.came, said),
        went=titles(change.went, said),
        other=change.other,
    )


def _cause(key: str) -> str:
    spoken = f"verdicts.causes.{key}"
    return wording.say(language(), spoken) if wording.has(language(), spoken) else key


@dataclass(frozen=True, slots=True)
class KeptReason:
    """A reason of a kept verdict."""

    case: str
    title: str
    category: str
    certain: bool
    set_aside_by: str


def _kept_reasons(shown: Mapping[str, object]) -> tuple[KeptReason, ...]:
    reasons = shown.get("reasons")
    found = (
        [one for one in reasons if isinstance(one, Mapping)] if isinstance(reasons, list) else []
    )
    named = [titles((str(one["case"]),), texts(language()))[0] for one in found]
    return tuple(
        KeptReason(
            case=str(one["case"]),
            title=title,
            category=str(one["category"]),
            certain="unknown" not in one,
            set_aside_by=str(one.get("set_aside_by", "")),
        )
        for one, title in zip(found, named, strict=True)
    )


def _length(shown: Mapping[str, object], key: str) -> int:
    found = shown.get(key)
    return len(found) if isinstance(found, list) else 0
