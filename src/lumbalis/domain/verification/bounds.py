"""The ceilings and techniques of a session, worked out anew from protocol and verdict.

A verdict speaks of one session. A course plans later ones under the same verdict, so the
caps that come from the patient are told apart from those that come from the session's
number: a rule is asked again for the later number, and whatever a verdict's cap cannot be
explained by stays in force for every session.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lumbalis.domain.expressions import facts_read
from lumbalis.domain.protocol import Case, Modifiers, Protocol, Zone, ZoneKind
from lumbalis.domain.screening import Verdict
from lumbalis.domain.truth import Truth
from lumbalis.domain.verification.words import LEGS, REMISSION

_SESSION = "session"
_HEALTHY = {"left": "right", "right": "left"}
_AFFECTED_LEG = "affected_leg"
_OF_THE_SESSION = frozenset({"T-session", "T-level"})
"""Gates that only say "not yet"; for another session this room asks them itself."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What verdict and dose allow in one session.

    `dose` is the ceiling of the dose table, `ceiling` the highest session level after all
    caps, `zones` the extra caps that rules put on zones (by zone id; not the zones' own),
    `techniques` what the gate allows.
    """

    dose: int
    ceiling: int
    zones: Mapping[str, int]
    techniques: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ground:
    """What bounds of any session rest on: the verdict, and the cases that may change it."""

    verdict: Verdict
    protocol: Protocol
    lasting: tuple[Modifiers, ...]
    """Modifiers in force whatever the session's number."""
    by_number: tuple[tuple[Case, Modifiers, bool], ...]
    """Cases that read the session's number, their modifiers, and whether they fire now."""
    cap_for_all: int | None
    """The verdict's cap where no rule explains it."""
    zone_caps_for_all: Mapping[str, int]


def ground_of(verdict: Verdict, protocol: Protocol) -> Ground:
    """Sort what a verdict changes into what lasts and what hangs on the session's number."""
    fired = {reason.case: reason.set_aside_by is not None for reason in verdict.reasons}
    cases = [case for rule in protocol.rules for case in rule.cases]
    counting = {case.id for case in cases if _SESSION in facts_read(case.when.expression)}
    lasting = tuple(
        _modifiers(case, set_aside=fired[case.id])
        for case in cases
        if case.id in fired and case.id not in counting
    )
    by_number = tuple(
        (case, _modifiers(case, set_aside=fired.get(case.id, False)), case.id in fired)
        for case in cases
        if case.id in counting
    )
    traced = Ground(verdict, protocol, lasting, by_number, None, {})
    own = _session_ceiling(traced, verdict.session)
    cap = verdict.caps.session
    zones = _unexplained_zones(traced, min(own, cap))
    return replace(traced, cap_for_all=cap if cap < own else None, zone_caps_for_all=zones)


def bounds_of(ground: Ground, session: int) -> Bounds:
    """Work out the bounds of the session with this number."""
    return Bounds(
        dose=_dose_ceiling(ground, session),
        ceiling=_session_ceiling(ground, session),
        zones=dict(_rule_zone_caps(ground, session)),
        techniques=frozenset(_through_the_gate(ground.verdict, session)),
    )


def zone_ceiling(zone: Zone, bounds: Bounds, excluded: frozenset[str], ceiling: int) -> int:
    """Give the highest level in a zone under a session ceiling; 0 is no contact."""
    if zone.kind is ZoneKind.FORBIDDEN or zone.id in excluded:
        return 0
    capped = min(zone.maximum, ceiling, bounds.zones.get(zone.id, ceiling))
    if zone.kind is ZoneKind.REDUCED:
        return min(capped, max(1, ceiling - zone.reduced_by))
    return capped


def is_gentle(protocol: Protocol, phase: str, session: int) -> bool:
    """Tell whether a session is one of the first, gentle ones."""
    name = "gentle_sessions_remission" if phase == REMISSION else "gentle_sessions"
    return session <= protocol.whole(name)


def pain(verdict: Verdict, *names: str) -> int | None:
    """Give the worst of some pain scores; None as soon as one of them is unknown."""
    scores = [verdict.facts.get(name) for name in names]
    known = [score for score in scores if isinstance(score, int) and not isinstance(score, bool)]
    return max(known) if known and len(known) == len(scores) else None


def _dose_ceiling(ground: Ground, session: int) -> int:
    nrs_move = pain(ground.verdict, "nrs_move")
    return ground.protocol.dose.ceiling(ground.verdict.phase, session, nrs_move)


def _session_ceiling(ground: Ground, session: int) -> int:
    protocol, phase = ground.protocol, ground.verdict.phase
    caps = [_dose_ceiling(ground, session), protocol.whole("level_maximum")]
    if is_gentle(protocol, phase, session):
        caps.append(protocol.whole("gentle_cap"))
    if ground.cap_for_all is not None:
        caps.append(ground.cap_for_all)
    in_force = list(_in_force(ground, session))
    caps += [modifier.cap for modifier in in_force if modifier.cap is not None]
    lowered = min(caps) - sum(modifier.lower_by for modifier in in_force)
    return max(lowered, min(*caps, 1))


def _in_force(ground: Ground, session: int) -> Iterator[Modifiers]:
    yield from ground.lasting
    for case, modifiers, fires_now in ground.by_number:
        if _fires(ground, case, session, fires_now=fires_now):
            yield modifiers


def _fires(ground: Ground, case: Case, session: int, *, fires_now: bool) -> bool:
    """Ask a case again for another session number; what fires now goes on unless it is refuted."""
    if session == ground.verdict.session:
        return fires_now
    reading: defaultdict[str, object] = defaultdict(lambda: None, ground.verdict.facts)
    reading.update({_SESSION: session, "phase": ground.verdict.phase})
    match case.when.truth(reading):  # type: ignore[arg-type]  # objects from a verdict
        case Truth.TRUE:
            return True
        case Truth.UNKNOWN:
            return fires_now
        case Truth.FALSE:
            return False


def _modifiers(case: Case, *, set_aside: bool) -> Modifiers:
    if set_aside and case.overridden is not None:
        return case.overridden
    return case.modifiers


def _rule_zone_caps(ground: Ground, session: int) -> Iterator[tuple[str, int]]:
    caps: dict[str, int] = dict(ground.zone_caps_for_all)
    for modifiers in _in_force(ground, session):
        for name, cap in modifiers.zone_caps.items():
            _tighten(caps, dict.fromkeys(_zones_named(ground, name), cap))
    yield from caps.items()


def _zones_named(ground: Ground, name: str) -> frozenset[str]:
    table = ground.protocol.zones
    if name != _AFFECTED_LEG:
        return table.named(name)
    sides = affected_sides(ground.verdict)
    return frozenset(zone for zone in table.named(LEGS) if table.zones[zone].side in sides)


def affected_sides(verdict: Verdict) -> frozenset[str]:
    """Give the sides on which a leg hurts: both where the side is unknown, none without pain."""
    side = verdict.facts.get("leg_side")
    if verdict.facts.get("leg_pain") is False and not verdict.facts.get("leg_pain_below_knee"):
        return frozenset()
    return frozenset({"left", "right"}) - {_HEALTHY.get(str(side), "")}


def _unexplained_zones(ground: Ground, ceiling: int) -> dict[str, int]:
    verdict, caps = ground.verdict, dict(_rule_zone_caps(ground, ground.verdict.session))
    explained = Bounds(ceiling, ceiling, caps, frozenset())
    return {
        name: cap
        for name, cap in verdict.caps.zones.items()
        if name in ground.protocol.zones.zones
        and cap < zone_ceiling(ground.protocol.zones.zones[name], explained, frozenset(), ceiling)
    }


def _tighten(caps: dict[str, int], others: Mapping[str, int]) -> None:
    for name, cap in others.items():
        caps[name] = min(cap, caps.get(name, cap))


def _through_the_gate(verdict: Verdict, session: int) -> Iterator[str]:
    for name, said in verdict.techniques.items():
        not_yet = bool(said.rules) and _OF_THE_SESSION.issuperset(said.rules)
        if said.allowed or (session != verdict.session and not_yet):
            yield name
