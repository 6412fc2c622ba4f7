"""What a session reported, and what is known before the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lumbalis.domain.adaptation.events import AdverseEvent, check_features
from lumbalis.domain.adaptation.rules import AdaptationRules
from lumbalis.domain.truth import Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReport:
    """One completed session; None and UNKNOWN mean that nobody has answered yet.

    `session` is its number among the completed sessions of the course: a cancelled
    one has none. Pain is the higher of rest and movement, 0 to 10: before, right after,
    and a day later. `tolerance` runs from 0 (unbearable) to 4 (comfortable), `guarding`
    of the muscles from 0 to 3. `events` is empty where somebody asked and nothing
    happened. `masked`: a pain medicine was taken shortly before. `stopped_for` holds
    the signs or other reasons that ended the session early, empty when it ran to its end.
    `days_since` counts the days since the session before it, begun days included.
    """

    session: int
    level: int | None = None
    technique: str | None = None
    phase: str | None = None
    days_since: int | None = None
    nrs_before: int | None = None
    nrs_after: int | None = None
    nrs_24h: int | None = None
    tolerance: int | None = None
    guarding: int | None = None
    events: tuple[AdverseEvent, ...] | None = None
    masked: Truth = Truth.UNKNOWN
    new_radiation: Truth = Truth.UNKNOWN
    stopped_for: frozenset[str] | None = None
    duration_min: Fraction | int | None = None

    @property
    def stopped_early(self) -> Truth:
        """Whether the session ended before its time."""
        if self.stopped_for is None:
            return Truth.UNKNOWN
        return Truth.TRUE if self.stopped_for else Truth.FALSE


@dataclass(frozen=True, slots=True, kw_only=True)
class NextContext:
    """What is known at the couch before the session being planned.

    `session` is its number, `sessions_ordered` how many the physician has ordered so
    far. `cap` (0 to 5) is the ceiling of the screening, which includes the ceiling by
    session number and phase. `emergency` tells whether an emergency rule fires today.
    `days_since` counts the days since the last session, begun days included; it is not
    read before the first. `reviewed_session` is the last session whose report a named
    physician has reviewed and after which they let the course go on.
    """

    session: int
    sessions_ordered: int
    phase: str | None
    technique: str
    cap: int
    nrs_rest: int | None
    nrs_move: int | None
    emergency: Truth
    masked: Truth
    days_since: int | None
    reviewed_session: int | None = None

    @property
    def pain(self) -> int | None:
        """The higher of the two pain scores; None as long as one of them is not known."""
        if self.nrs_rest is None or self.nrs_move is None:
            return None
        return max(self.nrs_rest, self.nrs_move)


def check(reports: Sequence[SessionReport], context: NextContext, rules: AdaptationRules) -> None:
    """Refuse values that cannot be true; no message quotes a patient's answer.

    Raises
    ------
    ValueError
        If a value lies outside its scale, a phase, a stop reason or a grading question
        is not the protocol's, or the reports are not in the order of their sessions.
    """
    numbers = [report.session for report in reports]
    if numbers != sorted(set(numbers)) or (numbers and not 0 < numbers[0] <= numbers[-1]):
        msg = "The reports are not in the order of their sessions; sort them, one a session."
        raise ValueError(msg)
    if context.session < 1 or (numbers and numbers[-1] >= context.session):
        msg = "A report is younger than the session being planned; count the sessions again."
        raise ValueError(msg)
    for report in reports:
        _check_report(report, rules)
    _check_context(context, rules)


def _check_report(report: SessionReport, rules: AdaptationRules) -> None:
    where, scales = f"Session {report.session}", rules.scales
    for name in ("nrs_before", "nrs_after", "nrs_24h"):
        _within(where, name, getattr(report, name), scales.pain)
    _within(where, "tolerance", report.tolerance, scales.tolerance)
    _within(where, "guarding", report.guarding, scales.guarding)
    _within(where, "level", report.level, scales.level, lowest=1)
    _not_negative(where, "days_since", report.days_since)
    _known_phase(where, report.phase, rules)
    known = rules.stop.signs.keys() | set(rules.stop.other_reasons)
    for reason in sorted((report.stopped_for or frozenset()) - known):
        msg = f"{where}: no stop sign or reason is called {reason}; use an id of the protocol."
        raise ValueError(msg)
    for event in report.events or ():
        check_features(event, rules.grades)


def _check_context(context: NextContext, rules: AdaptationRules) -> None:
    where, scales = "The session being planned", rules.scales
    _within(where, "nrs_rest", context.nrs_rest, scales.pain)
    _within(where, "nrs_move", context.nrs_move, scales.pain)
    _within(where, "cap", context.cap, scales.level)
    _not_negative(where, "days_since", context.days_since)
    _known_phase(where, context.phase, rules)


def _within(where: str, what: str, value: int | None, highest: int, lowest: int = 0) -> None:
    if value is not None and (isinstance(value, bool) or not lowest <= value <= highest):
        msg = f"{where}: {what} lies outside {lowest} to {highest}; enter it anew."
        raise ValueError(msg)


def _not_negative(where: str, what: str, value: int | None) -> None:
    if value is not None and value < 0:
        msg = f"{where}: {what} lies below zero; enter it anew."
        raise ValueError(msg)


def _known_phase(where: str, phase: str | None, rules: AdaptationRules) -> None:
    if phase is not None and rules.phase(phase) is None:
        msg = f"{where}: the phase is not one of the protocol's; use one of them, or None."
        raise ValueError(msg)
