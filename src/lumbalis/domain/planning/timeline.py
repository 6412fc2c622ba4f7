"""The sessions of a course in order: script, forecast level, ceiling and spacing of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from lumbalis.domain.plan import PlannedSession
from lumbalis.domain.planning.admission import uses_cups
from lumbalis.domain.planning.dosage import Dosage
from lumbalis.domain.planning.ground import REMISSION, first_level
from lumbalis.domain.planning.request import CLASSICAL, CannotPlan, Order, Why
from lumbalis.domain.planning.standing import Standing
from lumbalis.domain.protocol import Protocol
from lumbalis.domain.screening import Verdict

_HOURS_A_WEEK = 168


@dataclass(frozen=True, slots=True)
class _Spacing:
    least_h: int
    usual_h: int


def scripts_of(
    verdict: Verdict, protocol: Protocol, dose: Dosage, order: Order
) -> tuple[str, ...] | CannotPlan:
    """Choose the script of every session: the classical one, and the special one where ordered.

    The special script begins where its technique may, and alternates with the classical
    one unless the order names its sessions.
    """
    numbers = range(1, dose.sessions + 1)
    if order.special is None or order.special == CLASSICAL:
        return tuple(CLASSICAL for _ in numbers)
    script = protocol.scripts.get(order.special)
    if script is None:
        return CannotPlan(Why.UNKNOWN_SCRIPT, verdict.category, about=(order.special,))
    first = protocol.techniques[script.technique].from_session
    earliest = int(first.value) if first is not None else 1
    chosen = order.special_sessions
    if chosen is None:
        chosen = tuple(range(earliest, dose.sessions + 1, protocol.whole("special_every")))
        chosen = chosen[: protocol.whole("cups_per_course")] if uses_cups(script) else chosen
    if not chosen or not all(earliest <= number <= dose.sessions for number in chosen):
        about = tuple(str(number) for number in chosen)
        return CannotPlan(Why.SPECIAL_SESSIONS, verdict.category, about=about)
    return tuple(order.special if number in chosen else CLASSICAL for number in numbers)


def timeline_of(
    phase: str,
    protocol: Protocol,
    dose: Dosage,
    scripts: Sequence[str],
    standings: Mapping[int, Standing],
) -> tuple[PlannedSession, ...]:
    """Lay out the sessions of a course that has not begun."""
    gentle = _gentle_sessions(phase, protocol)
    numbers = range(1, dose.sessions + 1)
    ceilings = {n: standings[n].cap for n in numbers}
    levels = forecast_levels(phase, protocol, scripts, ceilings)
    spacing = [_spacing(protocol, dose, scripts, n) for n in numbers]
    return tuple(
        PlannedSession(
            index=n,
            block=_block_of(n, dose.blocks),
            script=scripts[n - 1],
            level=levels[n - 1],
            ceiling=ceilings[n],
            spacing_least_h=spacing[n - 1].least_h,
            spacing_usual_h=spacing[n - 1].usual_h,
            review_after=n in dose.reviews,
            gentle=n <= gentle,
        )
        for n in numbers
    )


def _gentle_sessions(phase: str, protocol: Protocol) -> int:
    name = "gentle_sessions_remission" if phase == REMISSION else "gentle_sessions"
    return protocol.whole(name)


def forecast_levels(
    phase: str, protocol: Protocol, scripts: Sequence[str], ceilings: Mapping[int, int]
) -> tuple[int, ...]:
    """Give the level of every session if every report is good: the ladder's best case.

    One more after two sessions at the same level, not before the gentle sessions are
    reached, never above the ceiling; a technique that is new in the course starts at the
    level for changes.
    """
    gentle = _gentle_sessions(phase, protocol)
    pause = protocol.whole("escalation_sessions")
    levels: list[int] = []
    for place, script in enumerate(scripts):
        n = place + 1
        level = levels[-1] if levels else first_level(phase, protocol)
        settled = len(levels) >= pause and len(set(levels[-pause:])) == 1
        if settled and n >= gentle:
            level += 1
        if place and script not in scripts[:place]:
            level = min(level, protocol.whole("technique_switch_level"))
        levels.append(min(level, ceilings[n]))
    return tuple(levels)


def _spacing(protocol: Protocol, dosage: Dosage, scripts: Sequence[str], n: int) -> _Spacing:
    """Give the hours since the session before, least and usual; none for the first."""
    if n == 1:
        return _Spacing(0, 0)
    dose, before, script = dosage.dose, scripts[n - 2], scripts[n - 1]
    least = dose.spacing_least_h
    if n <= dose.first_sessions:
        least = max(least, dose.spacing_first_h)
    if {before, script} != {CLASSICAL}:
        least = max(least, protocol.whole("spacing_special"))
    if uses_cups(protocol.scripts[script]):
        least = max(least, protocol.whole("cup_interval"))
        if uses_cups(protocol.scripts[before]):
            least = max(least, ceil(_HOURS_A_WEEK / protocol.whole("cups_per_week")))
    return _Spacing(least, max(least, dose.spacing_usual_h))


def _block_of(n: int, blocks: Sequence[int]) -> int:
    ends = [sum(blocks[: place + 1]) for place in range(len(blocks))]
    return next(place + 1 for place, end in enumerate(ends) if n <= end)
