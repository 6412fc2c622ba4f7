"""What changed between two versions of the protocol, item by item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lumbalis.domain.facts import Fact
from lumbalis.domain.protocol import Case, Protocol, Rule
from lumbalis.explaining.rules import modifiers_in_words
from lumbalis.knowledge.sentences import as_prose, expression_text, sentence
from lumbalis.knowledge.texts import Texts

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True, slots=True)
class Line:
    """One property before and after, in words; `what` is a key of the words of the page."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing added, removed or changed: a case, limit, fact, technique, script or text."""

    kind: str
    name: str
    how: str
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """A version with its own words in the reader's language."""

    protocol: Protocol
    texts: Texts


def compare(old: Edition, new: Edition) -> tuple[Change, ...]:
    """List what changed from one version to another, in the language of the texts."""
    before, after = old.protocol, new.protocol
    return (
        *_changes("case", _cases(old), _cases(new)),
        *_changes("limit", _limits(old), _limits(new)),
        *_changes("fact", _facts(old), _facts(new)),
        *_changes("technique", _plain(before.techniques), _plain(after.techniques)),
        *_changes("script", _plain(before.scripts), _plain(after.scripts)),
    )


def compare_words(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Change, ...]:
    """List the text files that changed; what people read is part of what they agreed to."""
    names = sorted(name for name in {*old, *new} if name.startswith("texts/"))
    return tuple(
        Change("text", name, _how(name in old, name in new))
        for name in names
        if old.get(name) != new.get(name)
    )


_Described = Mapping[str, Mapping[str, str]]


def _changes(kind: str, old: _Described, new: _Described) -> list[Change]:
    return [
        Change(kind, name, _how(name in old, name in new), _lines(old.get(name), new.get(name)))
        for name in dict.fromkeys([*new, *old])
        if old.get(name) != new.get(name)
    ]


def _how(was: bool, remains: bool) -> str:  # noqa: FBT001 - two plain facts
    if was and remains:
        return CHANGED
    return ADDED if remains else REMOVED


def _lines(old: Mapping[str, str] | None, new: Mapping[str, str] | None) -> tuple[Line, ...]:
    before, after = old or {}, new or {}
    return tuple(
        Line(what, before.get(what, ""), after.get(what, ""))
        for what in dict.fromkeys([*after, *before])
        if before.get(what, "") != after.get(what, "")
    )


def _cases(edition: Edition) -> _Described:
    return {
        case.id: _case(case, rule, edition)
        for rule in edition.protocol.rules
        for case in rule.cases
    }


def _case(case: Case, rule: Rule, edition: Edition) -> Mapping[str, str]:
    protocol, texts = edition.protocol, edition.texts
    told = sentence(case.when.expression, protocol.vocabulary, texts)
    return {
        "condition": as_prose(told),
        "written": expression_text(case.when.expression),
        "category": texts.get("screening", "categories", case.category.name, "name"),
        "scope": case.scope.value,
        "effect": "; ".join(modifiers_in_words(case.modifiers, protocol, texts)),
        "override": "; ".join(modifiers_in_words(case.overridden, protocol, texts))
        if case.overridden
        else "",
        "overridable": "yes" if case.overridden is not None else "no",
        "release": repr(case.release) if case.release else "",
        "certainty": rule.certainty,
        "source": ", ".join(rule.source),
    }


def _limits(edition: Edition) -> _Described:
    return {
        name: {
            "value": edition.texts.value(limit, "named"),
            "certainty": limit.certainty,
            "source": ", ".join(limit.source),
        }
        for name, limit in edition.protocol.limits.items()
    }


def _facts(edition: Edition) -> _Described:
    facts = edition.protocol.vocabulary.facts
    return {name: _fact(fact, edition.texts) for name, fact in facts.items()}


def _fact(fact: Fact, texts: Texts) -> Mapping[str, str]:
    return {
        "question": texts.find("facts", fact.id, "clinician") or fact.id,
        "silence": fact.silence.policy.value,
        "default": str(fact.silence.default),
        "valid_for": str(fact.valid_for or ""),
        "range": f"{fact.minimum} {fact.maximum} {fact.unit}",
        "values": ", ".join(fact.values),
        "who": ", ".join(fact.asked_of),
    }


def _plain(things: Mapping[str, object]) -> _Described:
    return {name: {"content": repr(thing)} for name, thing in things.items()}
