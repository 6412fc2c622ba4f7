"""The screening itself: answers, protocol, circumstances in; verdict out. Nothing else counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from lumbalis.domain.facts import Policy, State, Understanding, understand
from lumbalis.domain.protocol import Category, Protocol, Scope
from lumbalis.domain.screening.combination import Combined, combine, removed_techniques
from lumbalis.domain.screening.findings import Finding, find
from lumbalis.domain.screening.gate import pass_gate
from lumbalis.domain.screening.overrides import sort_overrides
from lumbalis.domain.screening.phase import (
    UNKNOWN_PHASE,
    phase_of,
    phase_trace,
    stricter_phase,
)
from lumbalis.domain.screening.release import earliest_end
from lumbalis.domain.screening.verdict import (
    Missing,
    Override,
    Reason,
    TechniqueVerdict,
    Verdict,
)

if TYPE_CHECKING:
    from lumbalis.domain.expressions import Reading, Trace, Value
    from lumbalis.domain.facts import Answers, Encounter

_DERIVED = frozenset({"today", "phase"})
_URGENCY = {Policy.BLOCKS: 0, Policy.UNSAFE: 1}


def screen(
    protocol: Protocol,
    answers: Answers,
    encounter: Encounter,
    overrides: Sequence[Override] = (),
) -> Verdict:
    """Decide whether a session may take place at the time of the encounter, and say why.

    A pure function of its arguments; the order of rules, facts and answers does not
    matter. Every rule is asked; the strictest category wins; all reasons are kept.

    Parameters
    ----------
    protocol : Protocol
        The loaded protocol; its hash is part of the verdict.
    answers : Answers
        What is known. A fact that is missing, None or stale is unknown.
    encounter : Encounter
        Time (with zone), session number, practitioner, site, course so far.
    overrides : sequence of Override
        Physicians' decisions; those that do not count are listed in the verdict.

    Raises
    ------
    ContradictionError
        If two answers cannot both be true.
    """
    known = understand(answers, protocol.vocabulary, encounter)
    readings, phase = with_phase(protocol, known)
    accepted = sort_overrides(
        overrides, protocol.rules, encounter.at, protocol.limit("override_valid")
    )
    findings = list(find(protocol.rules, readings, known.silences, accepted))
    reading = readings[0]
    ceiling = protocol.dose.ceiling(phase, encounter.session, _whole(reading["nrs_move"]))
    combined = combine(findings, ceiling, protocol.zones, protocol.techniques, readings[-1])
    techniques = pass_gate(protocol.techniques, combined, phase, reading)
    reasons = _reasons(findings, protocol, readings, encounter.at)
    missing = _missing(protocol, known, reading)
    reasons += _nothing_left(reasons, techniques, protocol, missing)
    category = _category(reasons, missing)
    return Verdict(
        protocol_id=protocol.id,
        protocol_version=protocol.version,
        protocol_sha256=protocol.sha256,
        protocol_status=protocol.status,
        at=encounter.at,
        session=encounter.session,
        category=category,
        phase=phase,
        reasons=tuple(sorted(reasons, key=lambda r: (-r.category.value, r.case))),
        missing=missing,
        caps=combined.caps,
        excluded_zones=combined.excluded_zones,
        techniques=techniques,
        margins_mm=combined.margins_mm,
        positions=_positions(findings, combined),
        flags=combined.flags,
        earliest=_earliest(category, reasons, missing, encounter.at),
        refused_overrides=accepted.refused,
        assumed=_assumed(known),
        not_asked=tuple(
            sorted(name for name, policy in known.silences.items() if policy is Policy.SILENT)
        ),
        facts={name: reading[name] for name in protocol.vocabulary.facts},
    )


def with_phase(protocol: Protocol, known: Understanding) -> tuple[list[Reading], str]:
    """Add the phase to every reading: the stricter one, where they differ."""
    given = [known.reading] if known.cautious is None else [known.reading, known.cautious]
    phase = phase_of(protocol.phases, given[0])
    for reading in given[1:]:
        phase = stricter_phase(phase, phase_of(protocol.phases, reading))
    return [{**reading, "phase": phase} for reading in given], phase or UNKNOWN_PHASE


def _whole(value: Value | None) -> int | None:
    return int(value) if isinstance(value, int) else None


def _reasons(
    findings: Sequence[Finding], protocol: Protocol, readings: Sequence[Reading], at: datetime
) -> list[Reason]:
    relevant = [f for f in findings if not f.open_blocks and _matters(f, protocol, readings[0])]
    return [_reason(finding, protocol, at) for finding in relevant]


def _matters(finding: Finding, protocol: Protocol, reading: Reading) -> bool:
    """Leave out a technique's ban nobody would notice: the technique was never ordered."""
    if finding.case.scope is not Scope.TECHNIQUE:
        return True
    methods = reading["methods_allowed"]
    if not isinstance(methods, frozenset):
        return True
    removed = removed_techniques(finding.modifiers, protocol.techniques)
    return any(protocol.techniques[name].ordered_as in methods for name in removed)


def _reason(finding: Finding, protocol: Protocol, at: datetime) -> Reason:
    reading = finding.reading
    decided, unknown = _behind(finding.trace, protocol, reading)
    because = {name: value for name in decided if (value := reading[name]) is not None}
    if len(because) < len(decided):
        unknown = tuple(dict.fromkeys([*unknown, *(n for n in decided if n not in because)]))
    release = finding.case.release if finding.certain else None
    return Reason(
        rule=finding.rule.id,
        case=finding.case.id,
        category=finding.category,
        full_category=finding.full_category,
        scope=finding.case.scope,
        certain=finding.certain,
        because=because,
        unknown=unknown,
        earliest=earliest_end(release, reading, at),
        may_be_overridden=finding.case.overridden is not None,
        set_aside_by=finding.override.by if finding.override is not None else None,
        source=finding.rule.source,
        status=finding.rule.status,
    )


def _behind(
    found: Trace, protocol: Protocol, reading: Reading
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the answered and the unanswered facts behind a trace; for the phase, those behind it."""
    decided, unknown = found.decided_by, found.undecided
    if _DERIVED.isdisjoint(decided) and _DERIVED.isdisjoint(unknown):
        return decided, unknown
    if "phase" in (*decided, *unknown):
        why = phase_trace(protocol.phases, reading)
        decided = (*decided, *why.decided_by)
        unknown = (*unknown, *why.undecided)
    answered = tuple(name for name in dict.fromkeys(decided) if name not in _DERIVED)
    return answered, tuple(name for name in dict.fromkeys(unknown) if name not in _DERIVED)


def _nothing_left(
    reasons: Sequence[Reason],
    techniques: Mapping[str, TechniqueVerdict],
    protocol: Protocol,
    missing: Sequence[Missing],
) -> list[Reason]:
    """Stop a session in which no ordered technique may be used."""
    if not _category(reasons, missing).allows_session:
        return []
    hands_on = (name for name, t in protocol.techniques.items() if t.hands_on)
    if any(techniques[name].allowed for name in hands_on):
        return []
    return [
        Reason(
            rule="T-none",
            case="T-none",
            category=Category.PHYSICIAN_DECISION,
            full_category=Category.PHYSICIAN_DECISION,
            scope=Scope.SESSION,
            certain=True,
            because={},
            unknown=(),
            earliest=None,
            may_be_overridden=False,
            set_aside_by=None,
            source=protocol.techniques["manual_classical"].source,
            status=protocol.status,
        )
    ]


def _missing(protocol: Protocol, known: Understanding, reading: Reading) -> tuple[Missing, ...]:
    facts = protocol.vocabulary.facts
    found = [
        Missing(name, known.states[name], policy, facts[name].asked_of)
        for name, policy in known.silences.items()
        if policy is not Policy.SILENT
    ]
    if reading["credentials"] is None:
        found.append(Missing("credentials", State.MISSING, Policy.BLOCKS, ("clinic",)))
    return tuple(sorted(found, key=lambda m: (_URGENCY[m.policy], m.fact)))


def _category(reasons: Sequence[Reason], missing: Sequence[Missing]) -> Category:
    category = Category.ELIGIBLE
    if any(m.policy is Policy.BLOCKS for m in missing):
        category = Category.INCOMPLETE
    for reason in reasons:
        category = category.or_stricter(reason.category)
    return category


def _positions(findings: Sequence[Finding], combined: Combined) -> tuple[str, ...]:
    """Name the positions allowed, usual first. Sitting is a permission: only on certain ground."""
    usual = "side_lying" if "side_lying_only" in combined.flags else "prone"
    sitting = any("sitting_available" in f.modifiers.flags and f.certain for f in findings)
    return (usual, "sitting") if sitting else (usual,)


def _earliest(
    category: Category, reasons: Sequence[Reason], missing: Sequence[Missing], at: datetime
) -> datetime | None:
    if category.allows_session:
        return at
    if any(m.policy is Policy.BLOCKS for m in missing):
        return None
    ends = [reason.earliest for reason in reasons if not reason.category.allows_session]
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def _assumed(known: Understanding) -> dict[str, Value]:
    values = {
        name: known.reading[name]
        for name, state in known.states.items()
        if state is State.DEFAULTED
    }
    return {name: value for name, value in values.items() if value is not None}
