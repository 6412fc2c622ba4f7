"""A small protocol and verdicts for it, written by hand, for tests of the verifier."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from lumbalis.domain.expressions import Value
from lumbalis.domain.facts import Vocabulary
from lumbalis.domain.protocol import Category, ContactTable, Protocol, Scope
from lumbalis.domain.screening import Caps, Reason, TechniqueVerdict, Verdict
from verification_scripts import SCRIPTS
from verification_tables import (
    LIMITS,
    REMISSION,
    RULES,
    SOURCE,
    SUBSIDING,
    doses,
    manipulations,
    points,
    techniques,
    zones,
)

__all__ = ["LIMITS", "PROTOCOL", "REMISSION", "SUBSIDING", "protocol", "reason", "verdict"]

SHA = "5f" * 32
AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def protocol() -> Protocol:
    """Put the protocol together."""
    return Protocol(
        id="lumbar-osteochondrosis",
        version="1.0.0",
        sha256=SHA,
        status="draft",
        vocabulary=Vocabulary({}),
        limits=LIMITS,
        phases=(),
        rules=RULES,
        zones=zones(),
        techniques=techniques(),
        manipulations=manipulations(),
        dose=doses(),
        scripts=SCRIPTS,
        points=points(),
        contact=ContactTable({}, {}, {}),
    )


PROTOCOL = protocol()

_CALM: dict[str, Value | None] = {
    "nrs_rest": 2,
    "nrs_move": 3,
    "leg_pain": False,
    "leg_pain_below_knee": False,
    "leg_side": "none",
    "severity": "moderate",
}


def verdict(
    phase: str = SUBSIDING,
    session: int = 1,
    facts: Mapping[str, Value | None] | None = None,
    fired: tuple[str, ...] = (),
    cap: int | None = None,
) -> Verdict:
    """Give an eligible patient's verdict; `fired` names rules, `cap` the cap they lead to."""
    known = {**_CALM, **(facts or {})}
    pain = known["nrs_move"]
    dose = PROTOCOL.dose.ceiling(phase, session, pain if isinstance(pain, int) else None)
    level = dose if cap is None else cap
    table = PROTOCOL.zones.zones.values()
    caps = {zone.id: zone.cap(level) for zone in table if zone.cap(level) < level}
    return Verdict(
        protocol_id=PROTOCOL.id,
        protocol_version=PROTOCOL.version,
        protocol_sha256=PROTOCOL.sha256,
        protocol_status=PROTOCOL.status,
        at=AT,
        session=session,
        category=Category.ELIGIBLE_PRECAUTIONS if fired else Category.ELIGIBLE,
        phase=phase,
        reasons=tuple(reason(name) for name in fired),
        missing=(),
        caps=Caps(level, caps),
        excluded_zones=frozenset(),
        techniques=_gate(phase, session, level),
        margins_mm={},
        positions=("prone",),
        flags=frozenset({"bolster"}),
        earliest=AT,
        refused_overrides=(),
        assumed={},
        not_asked=(),
        facts=known,
    )


def reason(name: str, set_aside_by: str | None = None) -> Reason:
    """Write a reason as screening would, for a rule of this protocol."""
    category = Category.ELIGIBLE_PRECAUTIONS
    return Reason(
        rule=name,
        case=name,
        category=category,
        full_category=category,
        scope=Scope.SESSION,
        certain=True,
        because={},
        unknown=(),
        earliest=None,
        may_be_overridden=True,
        set_aside_by=set_aside_by,
        source=SOURCE,
        status="draft",
    )


def _gate(phase: str, session: int, level: int) -> dict[str, TechniqueVerdict]:
    said = {}
    for name, technique in PROTOCOL.techniques.items():
        rules = [] if phase in technique.phases else ["S33"]
        if name in ("warming_agent", "honey"):
            rules.append("S06")
        first, least = technique.from_session, technique.from_level
        rules += ["T-session"] if first is not None and session < first.value else []
        rules += ["T-level"] if least is not None and level < least.value else []
        said[name] = TechniqueVerdict(not rules, tuple(rules))
    return said
