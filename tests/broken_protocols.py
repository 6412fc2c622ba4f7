"""Protocols broken on purpose, each with the claim that has to find it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from lumbalis.domain.expressions import Language, compile_expression, parse
from lumbalis.domain.facts import Fact, Implication, Policy, Silence
from lumbalis.domain.protocol import Case, Protocol
from protocols import shipped_protocol


def with_case(protocol: Protocol, case_id: str, change: Callable[[Case], Case]) -> Protocol:
    """Change one case of a protocol."""
    rules = tuple(
        replace(rule, cases=tuple(change(c) if c.id == case_id else c for c in rule.cases))
        for rule in protocol.rules
    )
    return replace(protocol, rules=rules)


def with_fact(protocol: Protocol, name: str, change: Callable[[Fact], Fact]) -> Protocol:
    """Change one fact of a protocol."""
    facts = {**protocol.vocabulary.facts, name: change(protocol.vocabulary.facts[name])}
    return replace(protocol, vocabulary=replace(protocol.vocabulary, facts=facts))


def when(text: str, protocol: Protocol) -> Callable[[Case], Case]:
    """Give a case another condition."""
    language = Language(protocol.vocabulary.names, protocol.limits)
    return lambda case: replace(case, when=compile_expression(parse(text, language)))


def _says_yes_by_itself(protocol: Protocol) -> Protocol:
    silence = Silence(Policy.DEFAULT, default=False)
    return with_fact(protocol, "midline_bony_tenderness", lambda f: replace(f, silence=silence))


def _hides_what_stops(protocol: Protocol) -> Protocol:
    def owns_up_no_more(fact: Fact) -> Fact:
        return replace(fact, silence=replace(fact.silence, strictest=True))

    return with_fact(protocol, "inflammatory_features", owns_up_no_more)


def _no_dose(protocol: Protocol) -> Protocol:
    rest = tuple(dose for dose in protocol.dose.doses if dose.severity != "mild")
    return replace(protocol, dose=replace(protocol.dose, doses=rest))


def _never_fires(protocol: Protocol) -> Protocol:
    return with_case(protocol, "E08", when("cancer_now and not cancer_ever", protocol))


def _twice(protocol: Protocol) -> Protocol:
    rule = next(rule for rule in protocol.rules if rule.id == "E08")
    again = replace(rule, id="E99", cases=(replace(rule.cases[0], id="E99"),))
    return replace(protocol, rules=(*protocol.rules, again))


def _not_within(protocol: Protocol) -> Protocol:
    return with_case(protocol, "E08", lambda case: replace(case, within="E04"))


def _technique_for_nobody(protocol: Protocol) -> Protocol:
    honey = replace(protocol.techniques["honey"], phases=frozenset())
    return replace(protocol, techniques={**protocol.techniques, "honey": honey})


def _too_short(protocol: Protocol) -> Protocol:
    script = replace(protocol.scripts["combined"], target_s=600)
    return replace(protocol, scripts={"combined": script})


def _never_ends(protocol: Protocol) -> Protocol:
    postponed = protocol.limits["fever_axillary"].id
    text = f"temperature_c >= limits.{postponed} or temperature_c < limits.{postponed}"
    return with_case(protocol, "S20.acute", when(text, protocol))


def _impossible(protocol: Protocol) -> Protocol:
    language = Language(protocol.vocabulary.names, protocol.limits)
    always = compile_expression(parse('sex == "other" or sex != "other"', language))
    tie = Implication("N99", always, "bleeding_internal_suspected", value=False, source=("E",))
    ties = (*protocol.vocabulary.implications, tie)
    return replace(protocol, vocabulary=replace(protocol.vocabulary, implications=ties))


BROKEN: Mapping[str, tuple[str, Callable[[Protocol], Protocol]]] = {
    "an unanswered red flag counts as no": ("forgetting_never_permits", _says_yes_by_itself),
    "a default hides what an answer would stop": ("forgetting_never_permits", _hides_what_stops),
    "a severity without a dose": ("every_phase_has_a_dose", _no_dose),
    "a rule that cannot fire": ("every_case_fires", _never_fires),
    "a rule nobody can trigger any more": ("every_case_fires", _impossible),
    "a rule that is there twice": ("every_case_decides", _twice),
    "a rule that only claims to stand within another": ("cases_stand_within", _not_within),
    "a technique for no phase": ("every_answer_is_given", _technique_for_nobody),
    "a script longer than its session": ("scripts_fit", _too_short),
    "a postponement that never ends": ("postponements_end", _never_ends),
}


def broken(name: str) -> tuple[str, Protocol]:
    """Give a broken protocol with the name of the claim that must fail."""
    claim, sabotage = BROKEN[name]
    return claim, sabotage(shipped_protocol())
