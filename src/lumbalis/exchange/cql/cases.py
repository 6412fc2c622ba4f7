"""Rules in CQL: the value of each, what it calls for, and what stands against techniques."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lumbalis.domain.expressions import nodes
from lumbalis.domain.facts import Vocabulary
from lumbalis.domain.protocol import Case, Category, Modifiers, Protocol, Rule, Scope, Technique
from lumbalis.domain.screening.combination import removed_techniques
from lumbalis.domain.screening.findings import NEVER_AUTOMATIC
from lumbalis.exchange.cql.facts import CAUTIOUS, ORDINARY, Definition, final
from lumbalis.exchange.cql.words import ASIDE, name, number, text

_HIGHEST = 5


@dataclass(frozen=True, slots=True)
class CaseDefinitions:
    """Writes the definitions of every case."""

    protocol: Protocol

    @property
    def vocabulary(self) -> Vocabulary:
        """The facts."""
        return self.protocol.vocabulary

    def all(self) -> Iterator[Definition]:
        """Give the definitions of every case of every rule."""
        for rule in self.protocol.rules:
            for case in rule.cases:
                yield from self._case(rule, case)

    def _case(self, rule: Rule, case: Case) -> Iterator[Definition]:
        ordinary, cautious = name(case.id, ORDINARY), name(case.id, CAUTIOUS)
        for which in (ORDINARY, CAUTIOUS):
            reading = final(self.vocabulary, which)
            yield f"{case.id} {which}", reading.condition(case.when.expression)
        yield case.id, f"{ordinary} or {cautious}"
        value = name(case.id)
        unsafe = self._hangs(case, self._unsafe)
        blocked = self._hangs(case, self._blocks)
        uncertain = f"not ({value} is true)"
        yield f"{case.id} unsafe", f"{uncertain} and ({unsafe})"
        yield f"{case.id} blocked", f"{uncertain} and not ({unsafe}) and ({blocked})"
        yield f"{case.id} aside", self._aside(rule, case)
        yield f"{case.id} reason", self._reason(case)
        yield f"{case.id} calls for", self._calls_for(case)

    def _hangs(self, case: Case, meaning: Callable[[str, str], str | None]) -> str:
        """Write that a case hangs on silence: in the ordinary reading, else in the other."""
        expression = case.when.expression
        ordinary, cautious = name(case.id, ORDINARY), name(case.id, CAUTIOUS)
        first = final(self.vocabulary, ORDINARY).hangs_on(
            expression, lambda one: meaning(one, ORDINARY)
        )
        second = final(self.vocabulary, CAUTIOUS).hangs_on(
            expression, lambda one: meaning(one, CAUTIOUS)
        )
        return f"{first} or ({ordinary} is false and {cautious} is null and {second})"

    def _unsafe(self, one: str, which: str) -> str | None:
        del which
        return name("Unsafe", one) if one in self.vocabulary.facts else None

    def _blocks(self, one: str, which: str) -> str:
        """Circumstances block while unknown; so does a fact only the other reading lacks."""
        if one not in self.vocabulary.facts:
            return "true"
        blocks = name("Blocks", one)
        if which == ORDINARY:
            return blocks
        return f"({blocks} or {final(self.vocabulary, ORDINARY).known(one)})"

    def _aside(self, rule: Rule, case: Case) -> str:
        if case.overridden is None:
            return "false"
        held = name(ASIDE)
        named = " or ".join(f"{held} contains {text(one)}" for one in sorted({rule.id, case.id}))
        listed = f"(if {held} is null then false else ({named}))"
        return f"({name(case.id)} is true) and {listed}"

    def _reason(self, case: Case) -> str:
        fires = f"({name(case.id)} is true or {name(case.id, 'unsafe')})"
        if case.scope is not Scope.TECHNIQUE:
            return fires
        methods = final(self.vocabulary, ORDINARY).value("methods_allowed")
        plain = self._noticed(case.modifiers)
        rest = plain if case.overridden is None else self._noticed(case.overridden)
        aside = name(case.id, "aside")
        noticed = f"(if {aside} then {rest} else {plain})"
        return f"{fires} and ({methods} is null or {noticed})"

    def _noticed(self, modifiers: Modifiers) -> str:
        techniques = self.protocol.techniques
        words = {techniques[n].ordered_as for n in removed_techniques(modifiers, techniques)}
        ordered = frozenset(word for word in words if word is not None)
        if not ordered:
            return "false"
        reading = final(self.vocabulary, ORDINARY)
        return f"({reading.condition(nodes.HasAny('methods_allowed', ordered))} is true)"

    def _calls_for(self, case: Case) -> str:
        mild = min(case.category.value, Category.ELIGIBLE_PRECAUTIONS.value)
        reason = name(case.id, "reason")
        if case.scope is not Scope.SESSION:
            return f"if {reason} then {mild} else 0"
        silent = Category.REFER_FOR_EXAM if case.category in NEVER_AUTOMATIC else case.category
        certain = f"if {name(case.id)} is true then {case.category.value} else {silent.value}"
        aside = name(case.id, "aside")
        return f"if not {reason} then 0 else if {aside} then {mild} else {certain}"

    def limits(self) -> Iterator[Definition]:
        """Define the ceiling of the session and which techniques may be used."""
        yield "Ceiling", self._ceiling()
        caps = [*self._caps()]
        yield "Cap before lowering", f"Min({{{', '.join([name('Ceiling'), *caps])}}})"
        lowering = [*self._lowering(), "0"]
        yield "Lowered by", f"Sum({{{', '.join(lowering)}}})"
        before, by = name("Cap before lowering"), name("Lowered by")
        yield "Session cap", f"Max({{{before} - {by}, Min({{{before}, 1}})}})"
        for technique in self.protocol.techniques.values():
            yield f"{technique.id} stands alone", self._stands(technique)
        for technique in self.protocol.techniques.values():
            parts = [one for one in (technique.id, technique.part_of) if one is not None]
            said = " and ".join(name(one, "stands alone") for one in parts)
            yield f"{technique.id} allowed", said

    def _ceiling(self) -> str:
        phase, session = name("Phase"), name("session")
        rows = sorted(self.protocol.dose.ceilings, key=lambda row: -row.from_session)
        move = final(self.vocabulary, ORDINARY).value("nrs_move")
        said = ""
        for row in rows:
            cap = str(row.cap)
            if row.nrs_move_at_least is not None and row.cap_in_pain is not None:
                in_pain = min(row.cap, row.cap_in_pain)
                hurts = f"({move} is null or {move} >= {row.nrs_move_at_least})"
                cap = f"(if {hurts} then {in_pain} else {row.cap})"
            here = (
                f"Coalesce({phase} = {text(row.phase)} and {session} >= {row.from_session}, false)"
            )
            said += f"if {here} then {cap} else "
        return f"{said}0"

    def _active(self) -> Iterator[tuple[str, Modifiers]]:
        for rule in self.protocol.rules:
            for case in rule.cases:
                value, unsafe = name(case.id), name(case.id, "unsafe")
                fires = f"({value} is true or {unsafe} or {name(case.id, 'blocked')})"
                aside = name(case.id, "aside")
                yield f"({fires} and not {aside})", case.modifiers
                if case.overridden is not None:
                    yield aside, case.overridden

    def _caps(self) -> Iterator[str]:
        for active, modifiers in self._active():
            if modifiers.cap is not None:
                yield f"(if {active} then {modifiers.cap} else {_HIGHEST})"

    def _lowering(self) -> Iterator[str]:
        for active, modifiers in self._active():
            if modifiers.lower_by:
                yield f"(if {active} then {modifiers.lower_by} else 0)"

    def _stands(self, technique: Technique) -> str:
        reading = final(self.vocabulary, ORDINARY)
        phases = " or ".join(f"{name('Phase')} = {text(p)}" for p in sorted(technique.phases))
        conditions = [f"(({phases}) is true)" if phases else "false"]
        if technique.ordered_as is not None:
            ordered = nodes.HasAny("methods_allowed", frozenset((technique.ordered_as,)))
            conditions.append(f"({reading.condition(ordered)} is true)")
        if technique.from_session is not None:
            first = number(technique.from_session.value)
            conditions.append(f"({name('session')} >= {first}) is true")
        if technique.from_level is not None:
            conditions.append(f"({name('Session cap')} >= {number(technique.from_level.value)})")
        if technique.credentials is not None:
            held = nodes.HasAll("credentials", technique.credentials.credentials)
            conditions.append(f"({reading.condition(held)} is true)")
        if technique.needs_site_flag is not None:
            conditions.append(f"({name(technique.needs_site_flag)} is true)")
        conditions += [
            f"not {active}"
            for active, modifiers in self._active()
            if technique.id in removed_techniques(modifiers, self.protocol.techniques)
        ]
        return " and ".join(conditions)
