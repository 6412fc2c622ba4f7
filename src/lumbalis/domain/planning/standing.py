"""What a verdict leaves for a session: its ceiling, the ceiling of every zone, the techniques.

For the session that was screened this is the verdict itself. For a later session of the
course it is a forecast: what hangs on the session's number is read anew for that number,
everything else stays as it is today. A later screening decides, never the forecast.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lumbalis.domain.expressions import facts_read
from lumbalis.domain.protocol import Case, Modifiers, Protocol, Technique
from lumbalis.domain.screening import Reason, Verdict
from lumbalis.domain.screening.combination import resolve

_BY_NUMBER = frozenset({"T-session", "T-level"})
"""Rules of the technique gate that a later session may pass."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The ceiling of one session (0-5), of every zone by id (0: no contact), and its techniques."""

    cap: int
    zone_caps: Mapping[str, int]
    techniques: frozenset[str]


def whole_fact(verdict: Verdict, name: str) -> int | None:
    """Give a fact that is a whole number; None where nobody has answered."""
    value = verdict.facts.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


class Forecast:
    """Tells what a verdict leaves for any session of the course.

    A cap or zone cap that the rules behind the verdict do not explain is kept for every
    later session.
    """

    def __init__(self, verdict: Verdict, protocol: Protocol) -> None:
        """Look up the modifiers behind the verdict, those of the session's number apart."""
        self._verdict, self._protocol = verdict, protocol
        cases = {case.id: case for rule in protocol.rules for case in rule.cases}
        found = [(cases[r.case], r) for r in verdict.reasons if r.case in cases]
        self._now = [_modifiers(case, reason) for case, reason in found]
        self._later = [
            _modifiers(case, reason)
            for case, reason in found
            if "session" not in facts_read(case.when.expression)
        ]
        self._zones_now = self._named_caps(self._now)
        self._zones_later = self._named_caps(self._later)

    def standing(self, session: int) -> Standing:
        """Tell what is left for one session."""
        verdict, zones = self._verdict, self._protocol.zones.zones
        if session == verdict.session:
            caps = {name: self._zone_cap_today(name) for name in zones}
            cap = min(verdict.caps.session, self._ceiling(session))
            techniques = verdict.allowed_techniques & set(self._techniques(session, cap))
            return Standing(cap, caps, techniques)
        cap = self._cap_later(session)
        caps = {name: self._zone_cap_later(name, cap) for name in zones}
        return Standing(cap, caps, frozenset(self._techniques(session, cap)))

    def _zone_cap_today(self, name: str) -> int:
        if name in self._verdict.excluded_zones:
            return 0
        today = self._verdict.caps
        own = self._protocol.zones.zones[name].cap(today.session)
        return min(own, today.zones.get(name, today.session))

    def _cap_later(self, session: int) -> int:
        explained = self._cap(self._now, self._verdict.session)
        later = self._cap(self._later, session)
        given = self._verdict.caps.session
        return later if given >= explained else min(later, given)

    def _cap(self, modifiers: Sequence[Modifiers], session: int) -> int:
        cap = min([self._ceiling(session), *(m.cap for m in modifiers if m.cap is not None)])
        return max(cap - sum(m.lower_by for m in modifiers), min(cap, 1))

    def _ceiling(self, session: int) -> int:
        nrs_move = whole_fact(self._verdict, "nrs_move")
        return self._protocol.dose.ceiling(self._verdict.phase, session, nrs_move)

    def _zone_cap_later(self, name: str, session_cap: int) -> int:
        if name in self._verdict.excluded_zones:
            return 0
        zone, today = self._protocol.zones.zones[name], self._verdict.caps
        own = zone.cap(today.session)
        later = zone.cap(session_cap)
        given = today.zones.get(name, today.session)
        explained = min(own, self._zones_now.get(name, own))
        later = min(later, self._zones_later.get(name, later))
        return later if given >= explained else min(later, given)

    def _named_caps(self, modifiers: Sequence[Modifiers]) -> dict[str, int]:
        """Give the least cap any modifier names for a zone."""
        least: dict[str, int] = {}
        for modifier in modifiers:
            for name, cap in modifier.zone_caps.items():
                for zone in resolve(name, self._protocol.zones, self._verdict.facts):
                    least[zone] = min(cap, least.get(zone, cap))
        return least

    def _techniques(self, session: int, cap: int) -> Iterator[str]:
        for name, technique in self._protocol.techniques.items():
            judged = self._verdict.techniques.get(name)
            if judged is None or not set(judged.rules) <= _BY_NUMBER:
                continue
            whole = self._protocol.techniques.get(technique.part_of or "", technique)
            if _late_enough(technique, session, cap) and _late_enough(whole, session, cap):
                yield name


def _modifiers(case: Case, reason: Reason) -> Modifiers:
    if reason.set_aside_by is not None and case.overridden is not None:
        return case.overridden
    return case.modifiers


def _late_enough(technique: Technique, session: int, cap: int) -> bool:
    first, level = technique.from_session, technique.from_level
    return (first is None or session >= first.value) and (level is None or cap >= level.value)
