"""Building limits and the vocabulary of facts from parsed knowledge."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lumbalis.domain.expressions import Language, Limit, Value
from lumbalis.domain.facts import (
    CONTEXT,
    AnswerError,
    Fact,
    FactType,
    Implication,
    Policy,
    Silence,
    Vocabulary,
    accept,
)
from lumbalis.knowledge.rule_data import condition

if TYPE_CHECKING:
    from lumbalis.knowledge.branch import Branch

_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?\Z")
_DAYS_A_YEAR = 365
_FACT_KEYS = (
    "values",
    "unit",
    "minimum",
    "maximum",
    "because",
    "valid_for",
    "codes",
    "none_allowed",
    "private",
)


def build_limits(roots: Sequence[Branch]) -> dict[str, Limit]:
    """Read every limit of every limits file; a name may stand in one file only."""
    limits: dict[str, Limit] = {}
    for root in roots:
        root.only(("certainty", "status", "limits"))
        for name, branch in root.children("limits").items():
            if name in limits:
                branch.refuse("value", f"of {name} is given twice", "Keep one of them")
            limits[name] = _limit(name, branch, root)
    return limits


def _limit(name: str, branch: Branch, root: Branch) -> Limit:
    branch.only(("value", "source"), ("unit", "certainty", "status"))
    return Limit(
        id=name,
        value=branch.real("value"),
        unit=branch.optional("unit", branch.text),
        source=branch.texts("source"),
        certainty=(branch if branch.has("certainty") else root).text("certainty"),
        status=(branch if branch.has("status") else root).text("status"),
    )


def build_vocabulary(root: Branch, limits: Mapping[str, Limit]) -> Vocabulary:
    """Read all facts and the ties between them."""
    root.only(("default_certainty", "facts", "consistency"))
    branches = {branch.text("id"): branch for branch in root.branches("facts")}
    bare = {name: _fact(branch) for name, branch in branches.items()}
    if len(bare) != len(root.branches("facts")):
        root.refuse("facts", "has an id twice", "Give every fact its own id")
    names = {**CONTEXT, **{fact.id: fact.value_type for fact in bare.values()}}
    language = Language(names, limits)
    facts = {name: _with_condition(bare[name], branches[name], language) for name in bare}
    return Vocabulary(facts, tuple(_implications(root, facts, language)))


def _fact(branch: Branch) -> Fact:
    branch.only(("id", "type", "unknown", "asked", "group", "asked_of", "source"), _FACT_KEYS)
    fact = Fact(
        id=branch.text("id"),
        type=branch.choice("type", FactType),
        group=branch.text("group"),
        silence=Silence(Policy.SILENT),
        asked=frozenset(branch.texts("asked")),
        asked_of=branch.texts("asked_of"),
        source=branch.texts("source"),
        values=branch.texts_or_none("values"),
        unit=branch.optional("unit", branch.text),
        minimum=branch.optional("minimum", branch.real),
        maximum=branch.optional("maximum", branch.real),
        none_allowed=branch.has("none_allowed") and branch.flag("none_allowed"),
        valid_for=_duration(branch),
        private=branch.has("private") and branch.flag("private"),
    )
    _check_shape(fact, branch)
    return replace(fact, silence=_silence(fact, branch))


def _check_shape(fact: Fact, branch: Branch) -> None:
    worded = fact.type in (FactType.ENUM, FactType.SET)
    if worded != bool(fact.values):
        branch.refuse("values", "do not fit the type", "Give values to enum and set only")
    numeric = fact.type in (FactType.INT, FactType.DECIMAL)
    bounds = (fact.unit, fact.minimum, fact.maximum)
    if numeric and None in bounds:
        branch.refuse("unit", "or a bound is missing", "Give unit, minimum and maximum")
    if not numeric and bounds != (None, None, None):
        branch.refuse("unit", "or a bound does not fit the type", "Remove it")


def _duration(branch: Branch) -> timedelta | None:
    if not branch.has("valid_for"):
        return None
    match = _DURATION.match(branch.text("valid_for"))
    if match is None or not any(match.groups()):
        branch.refuse("valid_for", "is not a duration", "Write one like P30D or PT2H")
    years, days, hours, minutes = (int(part or 0) for part in match.groups())
    return timedelta(days=years * _DAYS_A_YEAR + days, hours=hours, minutes=minutes)


def _silence(fact: Fact, branch: Branch) -> Silence:
    unknown = branch.branch("unknown")
    unknown.only(("policy",), ("value", "when", "strictest"))
    word = unknown.text("policy").removesuffix("_IF")
    if word not in [policy.value for policy in Policy]:
        unknown.refuse("policy", f"is {word}", "Use BLK, BLK_IF, POS, DEF or OPT")
    policy = Policy(word)
    because = branch.optional("because", branch.text)
    if policy is not Policy.DEFAULT:
        return Silence(policy, because=because)
    if because is None:
        branch.refuse("because", "is missing", "Say why this default is safe")
    strictest = unknown.flag("strictest") if unknown.has("strictest") else True
    return Silence(policy, _value(fact, unknown, "value"), because=because, strictest=strictest)


def _value(fact: Fact, branch: Branch, key: str) -> Value:
    try:
        value = accept(fact, branch.tree.get(key), date.max)
    except AnswerError as error:
        branch.refuse(key, f"does not fit: {error}", "Correct the value")
    if value is None:
        branch.refuse(key, "is missing", "Give a value of the fact's type")
    return value


def _with_condition(fact: Fact, branch: Branch, language: Language) -> Fact:
    unknown = branch.branch("unknown")
    if unknown.text("policy") == "BLK_IF" and not unknown.has("when"):
        unknown.refuse("when", "is missing", "Say when the answer is needed")
    if not unknown.has("when"):
        return fact
    when = condition(unknown, "when", language)
    return replace(fact, silence=replace(fact.silence, when=when))


def _implications(root: Branch, facts: Mapping[str, Fact], language: Language) -> list[Implication]:
    ties = []
    for branch in root.branches("consistency"):
        branch.only(("id", "when", "then", "source"))
        when = condition(branch, "when", language)
        then = branch.branch("then")
        for name in then.tree:
            if name not in facts:
                then.refuse(name, "is no fact", "Name a fact of this file")
            value = _value(facts[name], then, name)
            ties.append(Implication(branch.text("id"), when, name, value, branch.texts("source")))
    return ties
