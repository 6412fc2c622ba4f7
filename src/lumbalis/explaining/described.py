"""Every part of a protocol as properties in words: what two versions are compared by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass

from lumbalis.domain.expressions import Condition
from lumbalis.domain.facts import Fact
from lumbalis.domain.protocol import Case, Dose, Protocol, Rule, Zone
from lumbalis.exchange.verdict_json import plain
from lumbalis.explaining.rules import modifiers_in_words
from lumbalis.knowledge.sentences import as_prose, expression_text, sentence
from lumbalis.knowledge.texts import Texts

Described = Mapping[str, Mapping[str, str]]
"""Things by name, each with its properties by name."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A version with its own words in the reader's language."""

    protocol: Protocol
    texts: Texts


def _cases(edition: Edition) -> Described:
    return {
        case.id: _case(case, rule, edition)
        for rule in edition.protocol.rules
        for case in rule.cases
    }


def _case(case: Case, rule: Rule, edition: Edition) -> Mapping[str, str]:
    protocol, texts = edition.protocol, edition.texts
    return {
        **_condition(case.when, edition),
        "category": texts.get("screening", "categories", case.category.name, "name"),
        "scope": case.scope.value,
        "effect": "; ".join(modifiers_in_words(case.modifiers, protocol, texts)),
        "override": "; ".join(modifiers_in_words(case.overridden, protocol, texts))
        if case.overridden
        else "",
        "overridable": "yes" if case.overridden is not None else "no",
        "release": ordered(case.release) if case.release else "",
        "within": case.within or "",
        "certainty": rule.certainty,
        "source": ", ".join(rule.source),
    }


def _limits(edition: Edition) -> Described:
    return {
        name: {
            "value": edition.texts.value(limit, "named"),
            "certainty": limit.certainty,
            "source": ", ".join(limit.source),
        }
        for name, limit in edition.protocol.limits.items()
    }


def _facts(edition: Edition) -> Described:
    facts = edition.protocol.vocabulary.facts
    return {name: _fact(fact, edition.texts) for name, fact in facts.items()}


def _fact(fact: Fact, texts: Texts) -> Mapping[str, str]:
    return {
        "question": texts.find("facts", fact.id, "clinician") or fact.id,
        "silence": fact.silence.policy.value,
        "condition_of_silence": expression_text(fact.silence.when.expression)
        if fact.silence.when
        else "",
        "default": "" if fact.silence.default is None else str(plain(fact.silence.default)),
        "valid_for": str(fact.valid_for or ""),
        "range": f"{fact.minimum} {fact.maximum} {fact.unit}",
        "values": ", ".join(fact.values),
        "who": ", ".join(fact.asked_of),
    }


def _phases(edition: Edition) -> Described:
    return {phase.phase: _condition(phase.when, edition) for phase in edition.protocol.phases}


def _ties(edition: Edition) -> Described:
    ties = edition.protocol.vocabulary.implications
    return {
        f"{tie.id} {tie.fact}": {
            **_condition(tie.when, edition),
            "follows": f"{tie.fact} = {plain(tie.value)}",
            "source": ", ".join(tie.source),
        }
        for tie in ties
    }


def _zones(edition: Edition) -> Described:
    return {zone.id: _zone(zone) for zone in edition.protocol.zones.zones.values()}


def _zone(zone: Zone) -> Mapping[str, str]:
    return {
        "kind": zone.kind.value,
        "maximum": str(zone.maximum),
        "reduced_by": str(zone.reduced_by),
        "manipulations": ", ".join(sorted(zone.manipulations)),
        "source": ", ".join(zone.source),
    }


def _groups(edition: Edition) -> Described:
    table = edition.protocol.zones
    named = {**table.groups, **table.regions_of_facts}
    return {name: {"content": ", ".join(sorted(zones))} for name, zones in named.items()}


def _doses(edition: Edition) -> Described:
    return {f"{d.phase} {d.severity}": _dose(d) for d in edition.protocol.dose.doses}


def _dose(dose: Dose) -> Mapping[str, str]:
    hours = (dose.spacing_usual_h, dose.spacing_least_h, dose.spacing_first_h)
    return {
        "sessions": " + ".join(map(str, dose.blocks)),
        "spacing": ", ".join(map(str, hours)),
        "per_week": f"{dose.per_week}, {dose.per_week_by_order}",
        "reviews": ", ".join(map(str, dose.reviews)),
        "certainty": dose.certainty,
        "source": ", ".join(dose.source),
    }


def _ceilings(edition: Edition) -> Described:
    return {
        f"{row.phase} {row.from_session}": {
            "cap": str(row.cap),
            "in_pain": f"{row.cap_in_pain or ''} {row.nrs_move_at_least or ''}".strip(),
            "source": ", ".join(row.source),
        }
        for row in edition.protocol.dose.ceilings
    }


def _severities(edition: Edition) -> Described:
    return _plain({band.severity: band for band in edition.protocol.dose.severities})


def _condition(when: Condition, edition: Edition) -> Mapping[str, str]:
    told = sentence(when.expression, edition.protocol.vocabulary, edition.texts)
    return {"condition": as_prose(told), "written": expression_text(when.expression)}


def _techniques(edition: Edition) -> Described:
    return _plain(edition.protocol.techniques)


def _scripts(edition: Edition) -> Described:
    return _plain(edition.protocol.scripts)


def _plain(things: Mapping[str, object]) -> Described:
    return {name: {"content": ordered(thing)} for name, thing in things.items()}


def ordered(thing: object) -> str:
    """Write a thing so that the same thing is always the same text, sets sorted."""
    match thing:
        case frozenset():
            return "{" + ", ".join(sorted(map(repr, thing))) + "}"
        case tuple():
            return "(" + ", ".join(map(ordered, thing)) + ")"
        case _ if is_dataclass(thing) and not isinstance(thing, type):
            named = ((f.name, getattr(thing, f.name)) for f in fields(thing))
            return ", ".join(f"{name}: {ordered(held)}" for name, held in named if held)
        case _:
            return str(thing)


DESCRIBED: Mapping[str, Callable[[Edition], Described]] = {
    "case": _cases,
    "phase": _phases,
    "limit": _limits,
    "fact": _facts,
    "tie": _ties,
    "zone": _zones,
    "group": _groups,
    "dose": _doses,
    "ceiling": _ceilings,
    "severity": _severities,
    "technique": _techniques,
    "script": _scripts,
}
"""How each kind of thing is described, in the order in which changes are told."""
