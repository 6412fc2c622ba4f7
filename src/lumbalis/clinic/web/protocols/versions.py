"""The versions of the protocol: what changed, for whom, who approved, recall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.policy import Action, Resource, can
from lumbalis.clinic.records.models import ProtocolVersion
from lumbalis.clinic.services.protocols.approving import NotApproved, approve, recall
from lumbalis.clinic.services.protocols.impact import impact_on_open_courses
from lumbalis.clinic.services.protocols.keeping import edition_of, running_version, texts_of
from lumbalis.clinic.services.protocols.proving import could_loosen, holds
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.templatetags.clinic import language
from lumbalis.explaining.comparing import compare, compare_words
from lumbalis.knowledge.errors import KnowledgeError

_CONFLICT = 409


@guarded(Action.PROTOCOL_READ)
def listed(request: ClinicRequest) -> HttpResponse:
    """List the versions this clinic has seen, newest first."""
    versions = ProtocolVersion.objects.defer("files").order_by("-proposed_at")
    context = {
        "versions": versions.select_related("proposed_by").prefetch_related("approvals__by"),
        "running": protocol(),
        "kind": "versions",
    }
    return render(request, "protocols/versions.html", context)


@guarded(Action.PROTOCOL_READ)
def shown(request: ClinicRequest, version_id: UUID) -> HttpResponse:
    """Compare a version with another, by default the one that runs."""
    version = _version(version_id)
    other = _other(request, version)
    try:
        changes = _changes(other, version) if other else ()
    except KnowledgeError:
        changes = None
    context = {
        "version": version,
        "other": other,
        "others": ProtocolVersion.objects.defer("files").exclude(pk=version.pk),
        "changes": changes,
        "impact": None if changes is None else impact_on_open_courses(version, request.by.at),
        "approvals": version.approvals.select_related("by").order_by("at"),
        "runs": version.sha256 == protocol().sha256,
        "proof_holds": holds(version),
        "loosens": version.proof is not None and could_loosen(version),
        "changes_by_direction": _by_direction(version),
        "may": {action.name: _may(request, action) for action in _ACTIONS},
    }
    return render(request, "protocols/version.html", context)


@guarded(Action.PROTOCOL_APPROVE, methods=("POST",), step_up=True)
def approving(request: ClinicRequest, version_id: UUID) -> HttpResponse:
    """Give one of the two approvals."""
    version = _version(version_id)
    accepts = request.POST.get("accepts_looser") == "yes"
    outcome = approve(request.by, version, accepts_looser=accepts)
    if isinstance(outcome, NotApproved):
        return _said(request, version, f"protocols.refused.{outcome.why}", _CONFLICT)
    key = "complete" if outcome.complete else "one_more"
    return _said(request, version, f"protocols.approved.{key}")


@guarded(Action.PROTOCOL_RECALL, methods=("POST",), step_up=True)
def recalling(request: ClinicRequest, version_id: UUID) -> HttpResponse:
    """Recall a version at once."""
    version = _version(version_id)
    recall(request.by, version)
    return _said(request, version, "protocols.recalled")


_ACTIONS = (Action.PROTOCOL_APPROVE, Action.PROTOCOL_RECALL)


def _version(key: UUID) -> ProtocolVersion:
    found = ProtocolVersion.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _other(request: ClinicRequest, version: ProtocolVersion) -> ProtocolVersion | None:
    """Choose what to compare with: the one asked for, else the running one."""
    asked = request.GET.get("with", "")
    others = {str(one.pk): one for one in ProtocolVersion.objects.exclude(pk=version.pk)}
    running = running_version()
    usual = str(running.pk) if running else ""
    return others.get(asked) or others.get(usual)


def _changes(old: ProtocolVersion, new: ProtocolVersion) -> tuple[object, ...]:
    spoken = language()
    changed = compare(edition_of(old, spoken), edition_of(new, spoken))
    return (*changed, *compare_words(texts_of(old), texts_of(new)))


def _by_direction(version: ProtocolVersion) -> list[Mapping[str, object]]:
    """Sort what a version could change: first what becomes looser, shown open."""
    found: Sequence[Mapping[str, Any]] = (version.proof or {}).get("changes") or ()
    said = [(one["direction"] == "stricter", one["words"][language()]) for one in found]
    return [
        {
            "title": f"protocols.{'stricter' if stricter else 'looser'}_ways",
            "open": not stricter,
            "changes": [words for direction, words in said if direction is stricter],
        }
        for stricter in (False, True)
    ]


def _may(request: ClinicRequest, action: Action) -> bool:
    return can(request.by.actor, action, Resource(request.clinic.pk)).allowed


def _said(
    request: ClinicRequest, version: ProtocolVersion, key: str, status: int = 0
) -> HttpResponse:
    """Go back to the version and say what happened."""
    said = wording.say(language(), key)
    (messages.warning if status else messages.success)(request, said)
    where = {"clinic": request.clinic.slug, "version_id": version.pk}
    return redirect(reverse("protocols:version", kwargs=where))
