"""Two records side by side: proposed by one person, decided by another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Answer, Consent, Course, Identifier, Merge, Patient
from lumbalis.clinic.services import merging
from lumbalis.clinic.services.finding import LONGEST_QUERY, read_query
from lumbalis.clinic.services.merging import Refused
from lumbalis.clinic.services.register_fields import FIELDS
from lumbalis.clinic.services.resemblance import suspects
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.patients.forms import LANGUAGE_NAMES, say
from lumbalis.clinic.web.patients.listing import page_of
from lumbalis.clinic.web.patients.undoing import to_page
from lumbalis.clinic.web.templatetags.clinic import day, language, moment

_CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison."""

    label: str
    kept: str
    absorbed: str
    identifies: bool = False

    @property
    def differs(self) -> bool:
        """Tell whether both say who the person is, and not the same."""
        return self.identifies and bool(self.kept and self.absorbed) and self.kept != self.absorbed


@guarded(Action.PATIENT_MERGE_PROPOSE, methods=("GET", "POST"))
def choose(request: ClinicRequest, patient: Patient) -> HttpResponse:
    """Find the other record of the same person."""
    typed = str(request.POST.get("q", ""))[:LONGEST_QUERY]
    query = read_query(typed)
    rows = () if query.is_empty else page_of(request.by, query, 1).rows
    described = {name: getattr(patient, name) for name in FIELDS}
    numbers = Identifier.objects.filter(patient=patient).values_list("value", flat=True)
    context = {
        "patient": patient,
        "q": typed,
        "rows": [row for row in rows if row.patient.pk != patient.pk],
        "likely": suspects(described, list(numbers), but=patient.pk) if query.is_empty else (),
    }
    partial = bool(request.headers.get("HX-Request"))
    return render(request, f"patients/{'chosen' if partial else 'choose'}.html", context)


@guarded(Action.PATIENT_MERGE_PROPOSE, methods=("GET", "POST"))
def compare(request: ClinicRequest, patient: Patient, other_id: UUID) -> HttpResponse:
    """Show two records side by side, and propose that they are one person."""
    other = Patient.objects.filter(pk=other_id).first()
    if other is None:
        raise Http404
    context = {"patient": patient, "other": other, "lines": lines(patient, other)}
    if request.method != "POST":
        return render(request, "patients/compare.html", context)
    outcome = merging.propose(request.by, patient, other)
    if isinstance(outcome, Refused):
        context["refused"] = say(f"merge.refused.{outcome.why.value}")
        return render(request, "patients/compare.html", context, status=_CONFLICT)
    return to_page(request, patient, done="proposed")


@guarded(Action.PATIENT_MERGE_APPROVE)
def waiting(request: ClinicRequest) -> HttpResponse:
    """List the pairs that wait for a second person."""
    context = {"merges": merging.waiting_merges()[:200], "done": request.GET.get("done", "")}
    return render(request, "patients/merges.html", context)


@guarded(Action.PATIENT_MERGE_APPROVE, methods=("GET", "POST"))
def decide(request: ClinicRequest, merge_id: UUID) -> HttpResponse:
    """Look at a proposed pair and decide."""
    merge = _merge(merge_id)
    if request.method != "POST":
        return _decide(request, merge)
    approves = request.POST.get("decision") == "one"
    outcome = (merging.approve if approves else merging.decline)(request.by, merge.pk)
    if isinstance(outcome, Refused):
        why = say(f"merge.refused.{outcome.why.value}")
        return _decide(request, merge, status=_CONFLICT, refused=why)
    if approves:
        return to_page(request, outcome.kept, done="merged", which=str(outcome.pk))
    address = redirect("patients:merges", clinic=request.clinic.slug).url
    return redirect(f"{address}?done=declined")


@guarded(Action.PATIENT_MERGE_APPROVE, methods=("POST",))
def undo(request: ClinicRequest, merge_id: UUID) -> HttpResponse:
    """Take two records apart again."""
    merge = _merge(merge_id)
    outcome = merging.undo(request.by, merge.pk)
    done = "unchanged" if isinstance(outcome, Refused) else "apart"
    return to_page(request, merge.kept, done=done)


def lines(kept: Patient, absorbed: Patient) -> list[Line]:
    """Compare two records field by field, and how much each holds; counts only."""
    pair = (kept, absorbed)
    told = [{name: _shown(name, getattr(one, name)) for name in FIELDS} for one in pair]
    rows = [
        Line(say(f"field.{name}"), told[0][name], told[1][name], identifies=name != "note")
        for name in FIELDS
    ]
    counts = [_held(one) for one in pair]
    more = (Line(label, counts[0][label], counts[1][label]) for label in counts[0])
    return [line for line in (*rows, *more) if line.kept or line.absorbed]


def _held(patient: Patient) -> Mapping[str, str]:
    numbers = Identifier.objects.filter(patient=patient).values_list("system", "value")
    has_course = Course.objects.filter(patient=patient, closed_at=None).exists()
    consents = Consent.objects.filter(patient=patient, withdrawn_at=None).count()
    return {
        say("show.numbers"): "; ".join(f"{system} {value}" for system, value in numbers),
        say("merge.answers"): str(Answer.objects.filter(patient=patient).count()),
        say("merge.consents"): str(consents),
        say("merge.course"): say("merge.yes" if has_course else "merge.no"),
        say("merge.registered"): moment(patient.created_at),
    }


def _shown(name: str, value: object) -> str:
    if name == "birth_date":
        return day(value)  # type: ignore[arg-type]  # a date or None
    if name == "sex":
        return say(f"sex.{value}") if value else ""
    if name == "language":
        return dict(LANGUAGE_NAMES).get(str(value), str(value))
    return str(value or "")


def _merge(merge_id: UUID) -> Merge:
    related = ("kept__clinic", "absorbed", "proposed_by")
    merge = Merge.objects.select_related(*related).filter(pk=merge_id).first()
    if merge is None:
        raise Http404
    return merge


def _decide(
    request: ClinicRequest, merge: Merge, status: int = 200, refused: str = ""
) -> HttpResponse:
    context = {
        "merge": merge,
        "lines": lines(merge.kept, merge.absorbed),
        "own": merge.proposed_by_id == request.by.actor.user_id,
        "open": merge.approved_at is None and merge.undone_at is None,
        "refused": refused,
        "spoken": language(),
    }
    return render(request, "patients/decide.html", context, status=status)
