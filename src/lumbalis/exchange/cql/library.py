"""The whole protocol as one CQL library: from parameters to the category, rule by rule."""

from __future__ import annotations

from collections.abc import Iterator

from lumbalis.domain.protocol import Category, PhaseRule, Protocol
from lumbalis.exchange.cql.cases import CaseDefinitions
from lumbalis.exchange.cql.facts import (
    CAUTIOUS,
    ORDINARY,
    Definition,
    FactDefinitions,
    final,
    parameters,
    silences,
    usable,
)
from lumbalis.exchange.cql.words import TYPES, name, text, value_of

LIBRARY = "LumbalisScreening"
CONTRADICTED = "CONTRADICTED"


def library_text(protocol: Protocol, remark: str = "") -> str:
    """Write the library. Its result is `Outcome`: a category, or CONTRADICTED.

    Each case has a definition of its own name, null where nobody knows.
    """
    head = [f"// {line}" for line in remark.splitlines()]
    head += [f"library {LIBRARY} version {text(version_of(protocol))}", ""]
    asked = [f"parameter {name(one)} {kind}" for one, kind in parameters(protocol.vocabulary)]
    defined = [f"define {name(one)}:\n  {body}" for one, body in definitions(protocol)]
    return "\n".join([*head, *asked, "", "\n\n".join(defined), ""])


def version_of(protocol: Protocol) -> str:
    """Give the version of the library: the protocol's, with the hash of its data."""
    return f"{protocol.version}-{protocol.sha256[:12]}"


def definitions(protocol: Protocol) -> Iterator[Definition]:
    """Give every definition, each after those it rests on."""
    vocabulary = protocol.vocabulary
    for kind in sorted(set(TYPES.values())):
        yield f"Nothing {kind}", f"null as {kind}"
    yield from usable(vocabulary)
    ordinary = FactDefinitions(vocabulary, ORDINARY)
    yield from ordinary.all()
    yield from silences(ordinary)
    yield from FactDefinitions(vocabulary, CAUTIOUS).all()
    yield "Contradicted", _contradicted(protocol)
    for which in (ORDINARY, CAUTIOUS):
        yield f"Phase {which}", _phase(protocol.phases, protocol, which)
    yield "Phase", _stricter_phase()
    cases = CaseDefinitions(protocol)
    yield from cases.all()
    yield from cases.limits()
    yield from _category(protocol)


def _contradicted(protocol: Protocol) -> str:
    reading = final(protocol.vocabulary, ORDINARY)
    ways = []
    for tie in protocol.vocabulary.implications:
        fact = protocol.vocabulary.facts[tie.fact]
        same = f"{reading.value(tie.fact)} = {value_of(fact, tie.value)}"
        holds = reading.condition(tie.when.expression)
        ways.append(f"({holds} is true and not (({same}) is true))")
    return " or\n  ".join(ways) or "false"


def _phase(rules: tuple[PhaseRule, ...], protocol: Protocol, which: str) -> str:
    reading = final(protocol.vocabulary, which)
    said = ""
    for rule in rules:
        condition = reading.condition(rule.when.expression)
        said += f"if {condition} is true then {text(rule.phase)}\n  "
        said += f"else if {condition} is null then null else "
    return f"{said}null"


def _stricter_phase() -> str:
    """Write the stricter of two phases; not knowing is stricter than anything but a flare."""
    first, second = name("Phase", ORDINARY), name("Phase", CAUTIOUS)

    def either(phase: str) -> str:
        return f"(({first} = {text(phase)} or {second} = {text(phase)}) is true)"

    return (
        f"if {either('EXACERBATION')} then 'EXACERBATION'\n"
        f"  else if {first} is null or {second} is null then null\n"
        f"  else if {either('SUBSIDING')} then 'SUBSIDING' else 'REMISSION'"
    )


def _category(protocol: Protocol) -> Iterator[Definition]:
    facts = protocol.vocabulary.facts
    blocks = [name("Blocks", fact) for fact in facts]
    yield "Answers missing", " or ".join([*blocks, f"({name('credentials')} is null)"])
    cases = [case.id for rule in protocol.rules for case in rule.cases]
    calls = ", ".join(name(case, "calls for") for case in cases)
    missing = f"(if {name('Answers missing')} then {Category.INCOMPLETE.value} else 0)"
    yield "Rank before techniques", f"Max({{{missing}, {calls}}})"
    hands_on = [n for n, technique in protocol.techniques.items() if technique.hands_on]
    allowed = " or ".join(name(one, "allowed") for one in hands_on)
    last = Category.ELIGIBLE_PRECAUTIONS.value
    before = name("Rank before techniques")
    yield "T-none", f"{before} <= {last} and not ({allowed})"
    decision = Category.PHYSICIAN_DECISION.value
    yield "Rank", f"if {name('T-none')} then {decision} else {before}"
    named = "".join(f"if {name('Rank')} = {c.value} then {text(c.name)} else " for c in Category)
    yield "Outcome", f"if {name('Contradicted')} then {text(CONTRADICTED)} else {named}null"
