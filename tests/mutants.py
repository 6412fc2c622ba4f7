"""Protocols with one thing wrong, each under a name that says what: the slips a person makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from lumbalis.domain.expressions import Condition, Expression, compile_expression, nodes
from lumbalis.domain.facts import Fact, Policy
from lumbalis.domain.protocol import Case, Category, Dose, Modifiers, PhaseRule, Protocol, Rule
from lumbalis.domain.protocol.zone import ZoneKind

_FLIPPED: dict[nodes.Operator, nodes.Operator] = {
    "<": "<=",
    "<=": "<",
    ">": ">=",
    ">=": ">",
    "==": "!=",
    "!=": "==",
}
_TURNED: dict[nodes.Operator, nodes.Operator] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "==": "!=",
    "!=": "==",
}
_MINUTES_FOR_HOURS = 60


@dataclass(frozen=True, slots=True)
class Mutant:
    """A protocol with one thing wrong. `case` is the case it is about, or None."""

    name: str
    protocol: Protocol
    case: str | None = None


def mutants(protocol: Protocol) -> Iterator[Mutant]:
    """Give every mutant, always in the same order; what happens twice in one rule is counted."""
    seen: Counter[str] = Counter()
    for mutant in _all(protocol):
        seen[mutant.name] += 1
        times = seen[mutant.name]
        yield mutant if times == 1 else replace(mutant, name=f"{mutant.name} ({times})")


def _all(protocol: Protocol) -> Iterator[Mutant]:
    for rule in protocol.rules:
        for case in rule.cases:
            yield from _of_case(protocol, rule, case)
    yield from _of_limits(protocol)
    yield from _of_phases(protocol)
    yield from _of_ties(protocol)
    yield from _of_facts(protocol)
    yield from _of_zones(protocol)
    yield from _of_doses(protocol)
    yield from _of_techniques(protocol)


def _with(protocol: Protocol, rule: Rule, case: Case, other: Case | None) -> Protocol:
    """Put another case in a case's place, or none."""
    kept = tuple(other if c is case else c for c in rule.cases)
    cases = tuple(c for c in kept if c is not None)
    rules = [replace(r, cases=cases) if r is rule else r for r in protocol.rules]
    return replace(protocol, rules=tuple(r for r in rules if r.cases))


def _of_case(protocol: Protocol, rule: Rule, case: Case) -> Iterator[Mutant]:
    def made(what: str, other: Case | None) -> Mutant:
        return Mutant(f"{case.id}: {what}", _with(protocol, rule, case, other), case.id)

    yield made("dropped", None)
    for what, expression in _expressions(case.when.expression):
        yield made(what, replace(case, when=compile_expression(expression)))
    stricter, milder = case.category.value + 1, case.category.value - 1
    for value in (stricter, milder):
        if 0 <= value < len(Category):
            category = Category(value)
            yield made(f"called {category.name}", replace(case, category=category))
    if case.overridden is not None:
        yield made("nobody may set it aside", replace(case, overridden=None))
    else:
        yield made("anybody may set it aside", replace(case, overridden=Modifiers()))
    for what, modifiers in _modifiers(case.modifiers):
        yield made(what, replace(case, modifiers=modifiers))


def _expressions(expression: Expression) -> Iterator[tuple[str, Expression]]:
    """Give the slips in a condition: turned round, unknown as no, and every slip inside."""
    yield "negated", nodes.Not(expression)
    yield "unknown counts as no", nodes.Stated(expression)
    yield from _inside(expression)


def _inside(expression: Expression) -> Iterator[tuple[str, Expression]]:
    match expression:
        case nodes.And() | nodes.Or():
            yield from _of_group(expression)
        case nodes.Not(child):
            yield "a not left out", child
            yield from ((what, nodes.Not(inner)) for what, inner in _inside(child))
        case nodes.Stated(child):
            yield from ((what, nodes.Stated(inner)) for what, inner in _inside(child))
        case nodes.Compare(left, sign, right):
            for other in dict.fromkeys((_FLIPPED[sign], _TURNED[sign])):
                yield f"{sign} as {other}", nodes.Compare(left, other, right)
        case nodes.IsOneOf(name, words) | nodes.HasAny(name, words):
            for word in sorted(words) if len(words) > 1 else ():
                yield f"without {word}", type(expression)(name, words - {word})
        case _:
            return


def _of_group(group: nodes.And | nodes.Or) -> Iterator[tuple[str, Expression]]:
    """Give the slips of "all of" and "any of": taken for each other, and a part left out."""
    kind, children = type(group), group.children
    other = nodes.Or if kind is nodes.And else nodes.And
    yield f"{kind.__name__.lower()} read as {other.__name__.lower()}", other(children)
    for place, child in enumerate(children):
        before, after = children[:place], children[place + 1 :]
        yield f"without part {place + 1} of {len(children)}", kind((*before, *after))
        for what, inner in _inside(child):
            yield what, kind((*before, inner, *after))


def _modifiers(modifiers: Modifiers) -> Iterator[tuple[str, Modifiers]]:
    if modifiers.cap is not None:
        yield "a level more", replace(modifiers, cap=modifiers.cap + 1)
        yield "no ceiling", replace(modifiers, cap=None)
    for zone in sorted(modifiers.exclude_zones):
        yield (
            f"{zone} not left out",
            replace(modifiers, exclude_zones=modifiers.exclude_zones - {zone}),
        )
        if zone.endswith("_left"):
            turned = modifiers.exclude_zones - {zone} | {zone.removesuffix("left") + "right"}
            yield f"{zone} on the other side", replace(modifiers, exclude_zones=turned)
    for technique in sorted(modifiers.exclude_techniques):
        rest = modifiers.exclude_techniques - {technique}
        yield f"{technique} not taken away", replace(modifiers, exclude_techniques=rest)
    for zone, cap in sorted(modifiers.zone_caps.items()):
        caps = {**modifiers.zone_caps, zone: cap + 1}
        yield f"{zone} a level more", replace(modifiers, zone_caps=caps)


def _of_limits(protocol: Protocol) -> Iterator[Mutant]:
    """Give each number one more, one less, and sixty times as much, wherever it is used."""
    for name, limit in protocol.limits.items():
        for what, value in (
            ("one more", limit.value + 1),
            ("one less", limit.value - 1),
            ("sixty times", limit.value * _MINUTES_FOR_HOURS),
        ):
            changed = _with_limit(protocol, name, value)
            if changed is not None:
                yield Mutant(f"limit {name}: {what}", changed)


def _with_limit(protocol: Protocol, name: str, value: float) -> Protocol | None:
    other = replace(protocol.limits[name], value=value)

    def renewed(condition: Condition) -> Condition:
        return compile_expression(_renumbered(condition.expression, name, value))

    rules = tuple(
        replace(rule, cases=tuple(replace(c, when=renewed(c.when)) for c in rule.cases))
        for rule in protocol.rules
    )
    phases = tuple(replace(phase, when=renewed(phase.when)) for phase in protocol.phases)
    limits = {**protocol.limits, name: other}
    return replace(protocol, rules=rules, phases=phases, limits=limits)


def _renumbered(expression: Expression, name: str, value: float) -> Expression:
    match expression:
        case nodes.And(children) | nodes.Or(children):
            return type(expression)(tuple(_renumbered(c, name, value) for c in children))
        case nodes.Not(child) | nodes.Stated(child):
            return type(expression)(_renumbered(child, name, value))
        case nodes.Compare(left, sign, right):
            return nodes.Compare(_other(left, name, value), sign, _other(right, name, value))
        case _:
            return expression


def _other(operand: nodes.Operand, name: str, value: float) -> nodes.Operand:
    if isinstance(operand, nodes.LimitNumber) and operand.limit.id == name:
        return nodes.LimitNumber(replace(operand.limit, value=value))
    return operand


def _of_phases(protocol: Protocol) -> Iterator[Mutant]:
    for place, phase in enumerate(protocol.phases):

        def made(what: str, others: tuple[PhaseRule, ...], own: str = phase.phase) -> Mutant:
            return Mutant(f"{own}: {what}", replace(protocol, phases=others))

        before, after = protocol.phases[:place], protocol.phases[place + 1 :]
        yield made("dropped", (*before, *after))
        for what, expression in _expressions(phase.when.expression):
            other = replace(phase, when=compile_expression(expression))
            yield made(what, (*before, other, *after))
        if after:
            yield made("asked later", (*before, after[0], phase, *after[1:]))


def _of_ties(protocol: Protocol) -> Iterator[Mutant]:
    ties = protocol.vocabulary.implications
    for place, tie in enumerate(ties):
        others = (*ties[:place], *ties[place + 1 :])
        vocabulary = replace(protocol.vocabulary, implications=others)
        yield Mutant(f"{tie.id} {tie.fact}: dropped", replace(protocol, vocabulary=vocabulary))


def _of_facts(protocol: Protocol) -> Iterator[Mutant]:
    for name, fact in protocol.vocabulary.facts.items():

        def made(what: str, other: Fact, own: str = name) -> Mutant:
            facts = {**protocol.vocabulary.facts, own: other}
            vocabulary = replace(protocol.vocabulary, facts=facts)
            return Mutant(f"{own}: {what}", replace(protocol, vocabulary=vocabulary))

        if fact.valid_for is not None:
            sixty = fact.valid_for * _MINUTES_FOR_HOURS
            yield made("valid sixty times as long", replace(fact, valid_for=sixty))
            yield made("valid a second less", replace(fact, valid_for=_less(fact.valid_for)))
        if fact.silence.policy is not Policy.SILENT:
            silent = replace(fact.silence, policy=Policy.SILENT, default=None, when=None)
            yield made("its silence has no effect", replace(fact, silence=silent))


def _less(length: timedelta) -> timedelta:
    return length - timedelta(seconds=1)


def _of_zones(protocol: Protocol) -> Iterator[Mutant]:
    for name, zone in protocol.zones.zones.items():
        changes = {"a level more": replace(zone, maximum=zone.maximum + 1)}
        if zone.kind is not ZoneKind.NORMAL:
            changes["an ordinary zone"] = replace(zone, kind=ZoneKind.NORMAL, maximum=5)
        for what, other in changes.items():
            zones = {**protocol.zones.zones, name: other}
            table = replace(protocol.zones, zones=zones)
            yield Mutant(f"{name}: {what}", replace(protocol, zones=table))


def _of_doses(protocol: Protocol) -> Iterator[Mutant]:
    rows = protocol.dose.ceilings
    for place, row in enumerate(rows):
        for what, other in (
            ("a level more", replace(row, cap=row.cap + 1)),
            ("a session earlier", replace(row, from_session=row.from_session - 1)),
        ):
            changed = (*rows[:place], other, *rows[place + 1 :])
            dose = replace(protocol.dose, ceilings=changed)
            name = f"ceiling {row.phase} {row.from_session}: {what}"
            yield Mutant(name, replace(protocol, dose=dose))
    doses = protocol.dose.doses
    for place, one in enumerate(doses):
        for what, others in (
            ("dropped", (*doses[:place], *doses[place + 1 :])),
            ("a session more", (*doses[:place], _longer(one), *doses[place + 1 :])),
        ):
            dose = replace(protocol.dose, doses=others)
            name = f"dose {one.phase} {one.severity}: {what}"
            yield Mutant(name, replace(protocol, dose=dose))


def _longer(one: Dose) -> Dose:
    return replace(one, blocks=(one.blocks[0] + 1, *one.blocks[1:]))


def _of_techniques(protocol: Protocol) -> Iterator[Mutant]:
    for name, technique in protocol.techniques.items():
        changes = {"in every phase": replace(technique, phases=technique.phases | {"EXACERBATION"})}
        if technique.credentials is not None:
            changes["asks for nothing"] = replace(technique, credentials=None)
        if technique.from_session is not None:
            changes["from the first session"] = replace(technique, from_session=None)
        if technique.from_level is not None:
            changes["at any level"] = replace(technique, from_level=None)
        if technique.ordered_as is not None:
            changes["without an order"] = replace(technique, ordered_as=None)
        for what, other in changes.items():
            techniques = {**protocol.techniques, name: other}
            yield Mutant(f"{name}: {what}", replace(protocol, techniques=techniques))
