"""Reading the protocol: rules, numbers, questions, sessions, and what stands behind each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render

from lumbalis.clinic.knowledge import origins, protocol, texts
from lumbalis.clinic.policy import Action, Resource, can
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.services.protocols.impact import affected_by
from lumbalis.clinic.web.access import ClinicRequest, guarded
from lumbalis.clinic.web.templatetags.clinic import language
from lumbalis.domain.protocol import Category
from lumbalis.explaining.find import explanation_page
from lumbalis.explaining.words import category_name, rule_title
from lumbalis.knowledge.wording import label_of

_MOST_NAMES = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list: a name that can be explained, what it is, and a value beside it."""

    name: str
    title: str
    aside: str = ""
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading; `category` gives its colour and shape."""

    title: str
    entries: tuple[Entry, ...]
    category: str = ""


@guarded(Action.PROTOCOL_READ)
def index(request: ClinicRequest) -> HttpResponse:
    """List the rules, strictest first; `q` narrows them."""
    groups = [_rules_of(category) for category in reversed(Category)]
    return _listed(request, "rules", groups)


@guarded(Action.PROTOCOL_READ)
def numbers(request: ClinicRequest) -> HttpResponse:
    """List every clinical number with its source."""
    said = texts(language())
    entries = tuple(
        Entry(name, said.value(limit, "named"), ", ".join(limit.source), limit.status == "draft")
        for name, limit in protocol().limits.items()
    )
    return _listed(request, "numbers", [Group("", entries)])


@guarded(Action.PROTOCOL_READ)
def questions(request: ClinicRequest) -> HttpResponse:
    """List every question by its group."""
    said, facts = texts(language()), protocol().vocabulary.facts.values()
    names = dict.fromkeys(fact.group for fact in facts)
    groups = [
        Group(
            said.find("screening", "groups", group) or group.replace("_", " "),
            tuple(
                Entry(
                    fact.id,
                    label_of(fact.id, said),
                    said.get("screening", "policies", fact.silence.policy.value),
                )
                for fact in facts
                if fact.group == group
            ),
        )
        for group in names
    ]
    return _listed(request, "questions", groups)


@guarded(Action.PROTOCOL_READ)
def sessions(request: ClinicRequest) -> HttpResponse:
    """Show the scripts of the sessions, stage by stage."""
    return render(
        request,
        "protocols/sessions.html",
        {"scripts": protocol().scripts.values(), "kind": "sessions", "draft": _is_draft()},
    )


@guarded(Action.PROTOCOL_READ)
def explained(request: ClinicRequest, name: str) -> HttpResponse:
    """Explain one name, and say whom it concerns today."""
    page = explanation_page(name, protocol(), origins(), texts(language()))
    if page is None:
        raise Http404
    rule = _rule_of(name)
    people = affected_by(rule) if rule else ()
    shown = people[:_MOST_NAMES] if _may_see_charts(request) else ()
    context = {
        "name": name,
        "page": page,
        "is_rule": rule is not None,
        "affected": len(people),
        "people": Patient.objects.filter(pk__in=shown).order_by("search_key", "pk"),
    }
    return render(request, "protocols/explained.html", context)


def _rules_of(category: Category) -> Group:
    said = texts(language())
    entries = tuple(
        Entry(case.id, rule_title(case.id, said), ", ".join(rule.source), rule.status == "draft")
        for rule in protocol().rules
        for case in rule.cases
        if case.category is category
    )
    return Group(category_name(category, said), entries, category.name)


def _listed(request: ClinicRequest, kind: str, groups: Iterable[Group]) -> HttpResponse:
    wanted = request.GET.get("q", "").strip()[:60]
    shown = [kept for group in groups if (kept := _narrowed(group, wanted.casefold())).entries]
    template = "protocols/list.html"
    if request.headers.get("HX-Request"):
        template = "protocols/groups.html"
    context = {"kind": kind, "groups": shown, "q": wanted, "draft": _is_draft()}
    return render(request, template, context)


def _narrowed(group: Group, wanted: str) -> Group:
    kept = tuple(
        entry
        for entry in group.entries
        if wanted in f"{entry.name} {entry.title} {entry.aside}".casefold()
    )
    return Group(group.title, kept, group.category)


def _is_draft() -> bool:
    return protocol().status == "draft"


def _rule_of(name: str) -> str | None:
    """Find the rule that a rule's or a case's name belongs to."""
    owners = (r.id for r in protocol().rules if name == r.id or name in {c.id for c in r.cases})
    return next(owners, None)


def _may_see_charts(request: ClinicRequest) -> bool:
    return can(request.by.actor, Action.CHART_READ, Resource(request.clinic.pk)).allowed
