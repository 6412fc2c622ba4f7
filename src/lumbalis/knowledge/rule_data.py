"""Building rules, phases and their modifiers from parsed knowledge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lumbalis.domain.expressions import Condition, Language, compile_expression, parse
from lumbalis.domain.protocol import (
    MISSING,
    Case,
    Category,
    Modifiers,
    PhaseRule,
    Release,
    Rule,
    Scope,
)

if TYPE_CHECKING:
    from lumbalis.knowledge.branch import Branch

_CASE_KEYS = ("category", "scope", "modifiers", "overridden", "release", "within")
_MODIFIER_KEYS = (
    "cap",
    "lower_by",
    "zone_caps",
    "exclude_zones",
    "exclude_zones_in",
    "only_zones_in",
    "exclude_techniques",
    "only_techniques",
    "margins_mm",
    "flags",
)
_SINCE = ("now", "last_meal")


@dataclass(frozen=True, slots=True)
class Names:
    """What rules may refer to: the language, techniques and their groups, zones and groups."""

    language: Language
    techniques: frozenset[str]
    technique_groups: Mapping[str, frozenset[str]]
    zones: frozenset[str]


def condition(branch: Branch, key: str, language: Language) -> Condition:
    """Read an expression under a key; its faults get the key's line."""
    text = branch.text(key)
    try:
        return compile_expression(parse(text, language))
    except ValueError as error:
        branch.refuse(key, f"cannot be used: {error}", "Correct the expression")


def build_phases(root: Branch, language: Language) -> tuple[PhaseRule, ...]:
    """Read the phases, in the order in which they are asked."""
    phases = []
    for branch in root.branches("phases"):
        branch.only(("phase", "when", "source"))
        when = condition(branch, "when", language)
        phases.append(PhaseRule(branch.text("phase"), when, branch.texts("source")))
    return tuple(phases)


def build_rules(root: Branch, names: Names) -> tuple[Rule, ...]:
    """Read all screening rules."""
    rules = tuple(_rule(branch, root, names) for branch in root.branches("rules"))
    _refuse_strays(root, rules)
    return rules


def _refuse_strays(root: Branch, rules: Iterable[Rule]) -> None:
    """Refuse a case that stands within one there is not, or within itself."""
    cases = [case for rule in rules for case in rule.cases]
    known = {MISSING, *(case.id for case in cases)}
    for case in cases:
        if case.within is not None and case.within not in known - {case.id}:
            what = f"has {case.id} within {case.within}, which is no other case"
            root.refuse("rules", what, f"Name another case, or {MISSING}")


def _rule(branch: Branch, root: Branch, names: Names) -> Rule:
    rule_id = branch.text("id")
    if branch.has("cases"):
        branch.only(("id", "cases", "source"), ("certainty", "status"))
        cases = tuple(
            _case(c, f"{rule_id}.{c.text('id')}", names) for c in branch.branches("cases")
        )
    else:
        branch.only(("id", "when", "category", "source"), ("certainty", "status", *_CASE_KEYS))
        cases = (_case(branch, rule_id, names),)
    return Rule(
        id=rule_id,
        cases=cases,
        source=branch.texts("source"),
        certainty=(branch if branch.has("certainty") else root).text("certainty"),
        status=(branch if branch.has("status") else root).text("status"),
    )


def _case(branch: Branch, case_id: str, names: Names) -> Case:
    if "." in case_id:
        branch.only(("id", "when", "category"), _CASE_KEYS)
    overridden = _modifiers(branch, "overridden", names) if branch.has("overridden") else None
    modifiers = _modifiers(branch, "modifiers", names) if branch.has("modifiers") else overridden
    category = branch.text("category")
    if category not in Category.__members__:
        branch.refuse("category", f"is {category}", f"Use {', '.join(Category.__members__)}")
    scope = branch.choice("scope", Scope) if branch.has("scope") else Scope.SESSION
    if overridden is not None and Category[category] is Category.EMERGENCY:
        branch.refuse("overridden", "is given for an emergency", "Emergencies have none")
    return Case(
        id=case_id,
        when=condition(branch, "when", names.language),
        category=Category[category],
        scope=scope,
        modifiers=modifiers or Modifiers(),
        release=_release(branch, names) if branch.has("release") else None,
        overridden=overridden,
        within=branch.text("within") if branch.has("within") else None,
    )


def _modifiers(parent: Branch, key: str, names: Names) -> Modifiers:
    branch = parent.branch(key)
    branch.only((), _MODIFIER_KEYS)
    only = branch.texts_or_none("only_techniques")
    return Modifiers(
        cap=branch.optional("cap", branch.whole),
        lower_by=branch.whole("lower_by") if branch.has("lower_by") else 0,
        zone_caps=_zone_caps(branch, names),
        exclude_zones=_zones(branch, "exclude_zones", branch.texts_or_none("exclude_zones"), names),
        exclude_zones_in=_set_fact(branch, "exclude_zones_in", names),
        only_zones_in=_set_fact(branch, "only_zones_in", names),
        exclude_techniques=_techniques(
            branch, "exclude_techniques", branch.texts_or_none("exclude_techniques"), names
        ),
        only_techniques=_techniques(branch, "only_techniques", only, names) if only else None,
        margins_mm=_wholes(branch, "margins_mm"),
        flags=frozenset(branch.texts_or_none("flags")),
    )


def _wholes(branch: Branch, key: str) -> dict[str, int]:
    if not branch.has(key):
        return {}
    below = branch.branch(key)
    return {name: below.whole(name) for name in below.tree}


def _zone_caps(branch: Branch, names: Names) -> dict[str, int]:
    caps = _wholes(branch, "zone_caps")
    _zones(branch, "zone_caps", caps, names)
    return caps


def _zones(branch: Branch, key: str, words: Iterable[str], names: Names) -> frozenset[str]:
    for word in words:
        if word not in names.zones:
            branch.refuse(key, f"names {word}, which is no zone", "See zones.yaml")
    return frozenset(words)


def _techniques(branch: Branch, key: str, words: Iterable[str], names: Names) -> frozenset[str]:
    found: set[str] = set()
    for word in words:
        if word not in names.techniques and word not in names.technique_groups:
            branch.refuse(key, f"names {word}, which is no technique", "See techniques.yaml")
        found |= names.technique_groups.get(word, frozenset((word,)))
    return frozenset(found)


def _set_fact(branch: Branch, key: str, names: Names) -> str | None:
    if not branch.has(key):
        return None
    fact = branch.text(key)
    known = names.language.names.get(fact)
    if known is None or not known.values:
        branch.refuse(key, f"names {fact}, which is no set of zones", "Name a set fact")
    return fact


def _release(parent: Branch, names: Names) -> Release:
    branch = parent.branch("release")
    branch.only(("after",), ("since",))
    limit = branch.text("after")
    if limit not in names.language.limits:
        branch.refuse("after", f"names {limit}, which is no limit", "See limits.yaml")
    since = branch.text("since") if branch.has("since") else "now"
    if since not in _SINCE and since not in names.language.names:
        branch.refuse("since", f"names {since}, which is no date fact", "Name a date fact")
    return Release(names.language.limits[limit], since)
