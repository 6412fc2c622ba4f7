"""Claims about sessions: every script sums and fits, whatever zones and techniques are left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, combinations

from lumbalis.domain.plan import Session
from lumbalis.domain.planning import CannotPlan, SessionRequest, Why, plan_session
from lumbalis.domain.protocol import Protocol, Script
from lumbalis.domain.screening import Caps, TechniqueVerdict, Verdict, screen
from lumbalis.proof.claims.claim import Claim, Question
from lumbalis.proof.ground import Ground

_MAY_REFUSE = frozenset(
    {
        Why.MAIN_PART,
        Why.NO_OPENING,
        Why.NO_CLOSING,
        Why.NO_PREPARATION,
        Why.TOO_SHORT,
        Why.TECHNIQUE,
    }
)
"""Why a session may be refused on less ground; never because its seconds do not add up."""


def _scripts_fit(ground: Ground) -> Iterator[Question]:
    """Every script gives a session that sums, or a plain refusal, on every piece of ground."""
    for script in ground.protocol.scripts.values():
        verdict = _open_verdict(script, ground)
        if verdict is None:
            yield Question((script.id,), (), settled=False)
            continue
        for zones in _zone_sets(script, ground.protocol):
            for without in _technique_sets(script, verdict):
                planned = _planned(script, _narrowed(verdict, zones, without), ground.protocol)
                fits = _is_sound(planned, script, zones, without)
                yield Question((script.id, *sorted(zones), *sorted(without)), (), settled=fits)


def _open_verdict(script: Script, ground: Ground) -> Verdict | None:
    """Screen somebody for whom everything a script uses is allowed."""
    net, gates = ground.net, ground.gates
    used = {script.technique, *script.needs_techniques, *_may_be_missing(script)}
    ground.choose_usual()
    person = ground.prover.somebody(
        ground.allowed,
        *(net.techniques[name] for name in sorted(used)),
        gates.no(gates.some(net.excluded.values())),
    )
    if person is None:
        return None
    vocabulary = ground.protocol.vocabulary
    return screen(ground.protocol, person.answers(vocabulary), person.encounter())


def _may_be_missing(script: Script) -> frozenset[str]:
    return frozenset(name for stage in script.stages for s in stage.steps for name in s.needs)


def _zone_sets(script: Script, protocol: Protocol) -> list[frozenset[str]]:
    """Give every set of zones that some answer about the body takes from a script."""
    worked_on = _zones_of(script, protocol)
    found = {frozenset[str]()}
    for zones in protocol.zones.regions_of_facts.values():
        found |= {before | (zones & worked_on) for before in found}
    return sorted(found, key=sorted)


def _zones_of(script: Script, protocol: Protocol) -> frozenset[str]:
    """Give every zone a script may touch."""
    steps = [step for stage in script.stages for step in stage.steps]
    regions = {region for step in steps for region in step.regions}
    if any(step.point is not None for step in steps):
        regions |= {point.region for point in protocol.points.values()}
    return frozenset(z.id for z in protocol.zones.zones.values() if z.region in regions)


def _technique_sets(script: Script, verdict: Verdict) -> list[frozenset[str]]:
    names = sorted(_may_be_missing(script) & verdict.allowed_techniques)
    subsets = chain.from_iterable(combinations(names, n) for n in range(len(names) + 1))
    return [frozenset(subset) for subset in subsets]


def _narrowed(verdict: Verdict, zones: frozenset[str], without: frozenset[str]) -> Verdict:
    kept = {name: cap for name, cap in verdict.caps.zones.items() if name not in zones}
    banned = {name: TechniqueVerdict(allowed=False, rules=("L02",)) for name in without}
    return replace(
        verdict,
        excluded_zones=zones,
        caps=Caps(verdict.caps.session, kept),
        techniques={**verdict.techniques, **banned},
    )


def _planned(script: Script, verdict: Verdict, protocol: Protocol) -> Session | CannotPlan:
    points = tuple(point.id for point in protocol.points.values() if point.selectable)
    asked = any(step.point is not None for stage in script.stages for step in stage.steps)
    return plan_session(
        verdict,
        protocol,
        SessionRequest(
            index=verdict.session,
            level=verdict.caps.session,
            script=script.id,
            points=points[:2] if asked else (),
            device_present=True,
        ),
    )


def _is_sound(
    planned: Session | CannotPlan, script: Script, zones: frozenset[str], without: frozenset[str]
) -> bool:
    if isinstance(planned, CannotPlan):
        return bool(zones or without) and planned.why in _MAY_REFUSE
    seconds = sum(step.seconds for step in planned.steps)
    touched = {zone for step in planned.steps for zone in step.zones}
    used = {step.technique for step in planned.steps}
    return (
        seconds == script.target_s - planned.shortened_s
        and planned.shortened_s >= 0
        and not touched & zones
        and not used & without
    )


SCRIPTS = (Claim("scripts_fit", _scripts_fit),)
