"""What must hold before a session is planned: verdict, gate, wishes, cups, points, device."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lumbalis.domain.plan import Seconds
from lumbalis.domain.planning.request import CannotPlan, SessionRequest, Why
from lumbalis.domain.planning.standing import Standing
from lumbalis.domain.protocol import Protocol, Script
from lumbalis.domain.screening import Verdict


def refuse_verdict(verdict: Verdict, protocol: Protocol) -> CannotPlan | None:
    """Refuse a verdict that allows no session, or was made under another protocol."""
    if not verdict.category.allows_session:
        rules = tuple(dict.fromkeys(reason.rule for reason in verdict.reasons))
        return CannotPlan(Why.VERDICT, verdict.category, rules=rules)
    if verdict.protocol_sha256 != protocol.sha256:
        return CannotPlan(Why.OTHER_PROTOCOL, verdict.category)
    if not any(dose.phase == verdict.phase for dose in protocol.dose.doses):
        return CannotPlan(Why.NO_DOSE, verdict.category, about=(verdict.phase,))
    return None


def refuse_session(
    verdict: Verdict, protocol: Protocol, request: SessionRequest, left: Standing
) -> CannotPlan | None:
    """Give the first thing that stands against a session; None where it may be planned.

    `left` is what the verdict leaves for a session of this number.
    """
    refusal = refuse_verdict(verdict, protocol)
    if refusal is None and not 1 <= request.index <= protocol.whole("hard_stop_sessions"):
        refusal = CannotPlan(Why.SESSION_NUMBER, verdict.category)
    if refusal is None and request.script not in protocol.scripts:
        refusal = CannotPlan(Why.UNKNOWN_SCRIPT, verdict.category, about=(request.script,))
    if refusal is None:
        refusal = _gate(verdict, protocol.scripts[request.script], request, left)
    if refusal is None:
        refusal = next((r for check in _CHECKS if (r := check(verdict, protocol, request))), None)
    return None if refusal is None else replace(refusal, session=request.index)


def _gate(
    verdict: Verdict, script: Script, request: SessionRequest, left: Standing
) -> CannotPlan | None:
    """Refuse a script whose techniques may not be used, and a session without any level."""
    for technique in (script.technique, *script.needs_techniques):
        if technique not in left.techniques:
            judged = verdict.techniques.get(technique)
            rules = judged.rules if judged is not None else ()
            return CannotPlan(Why.TECHNIQUE, verdict.category, about=(technique,), rules=rules)
    if min(request.level, left.cap) < 1:
        return CannotPlan(Why.NO_LEVEL, verdict.category)
    return None


def _position(verdict: Verdict, _: Protocol, request: SessionRequest) -> CannotPlan | None:
    wished = request.position
    if verdict.positions and (wished is None or wished in verdict.positions):
        return None
    about = (wished,) if wished is not None else ()
    return CannotPlan(Why.POSITION, verdict.category, about=about)


def _dropped(verdict: Verdict, protocol: Protocol, request: SessionRequest) -> CannotPlan | None:
    droppable = {s.id for s in protocol.scripts[request.script].stages if s.droppable}
    fixed = tuple(name for name in request.dropped if name not in droppable)
    return CannotPlan(Why.NOT_DROPPABLE, verdict.category, about=fixed) if fixed else None


def _wish(verdict: Verdict, protocol: Protocol, request: SessionRequest) -> CannotPlan | None:
    if request.wished_s is None:
        return None
    most = protocol.scripts[request.script].target_s
    least = protocol.whole("session_minimum")
    if least <= request.wished_s <= most:
        return None
    too_short = request.wished_s < least
    return CannotPlan(
        Why.WISH_TOO_SHORT if too_short else Why.WISH_TOO_LONG,
        verdict.category,
        needed_s=Seconds(least if too_short else most),
        available_s=request.wished_s,
    )


def _cups(verdict: Verdict, protocol: Protocol, request: SessionRequest) -> CannotPlan | None:
    if not uses_cups(protocol.scripts[request.script]):
        return None
    category = verdict.category
    if request.cups_so_far >= protocol.whole("cups_per_course"):
        return CannotPlan(Why.CUPS_PER_COURSE, category)
    if request.cups_this_week >= protocol.whole("cups_per_week"):
        return CannotPlan(Why.CUPS_PER_WEEK, category)
    since = request.hours_since_cups
    long_enough = since is not None and since >= protocol.limit("cup_interval")
    if request.cups_so_far and not long_enough:
        return CannotPlan(Why.CUP_INTERVAL, category)
    return None


def _points(verdict: Verdict, protocol: Protocol, request: SessionRequest) -> CannotPlan | None:
    each = point_seconds(protocol.scripts[request.script])
    if not each:
        return None
    chosen, category = request.points, verdict.category
    if not chosen:
        return CannotPlan(Why.NO_POINTS, category)
    known = protocol.points
    wrong = tuple(name for name in chosen if name not in known or not known[name].selectable)
    if wrong:
        return CannotPlan(Why.POINT_NOT_SELECTABLE, category, about=wrong)
    if len(set(chosen)) != len(chosen):
        return CannotPlan(Why.POINT_TWICE, category)
    most = protocol.whole("points_per_session")
    if len(chosen) > most or len(chosen) * each > protocol.whole("points_total_maximum"):
        return CannotPlan(Why.TOO_MANY_POINTS, category)
    return None


def _device(verdict: Verdict, protocol: Protocol, request: SessionRequest) -> CannotPlan | None:
    if protocol.scripts[request.script].technique != "device" or request.device_present:
        return None
    return CannotPlan(Why.NO_DEVICE, verdict.category)


def uses_cups(script: Script) -> bool:
    """Tell whether a script puts cups on the skin."""
    return any(step.cups is not None for stage in script.stages for step in stage.steps)


def point_seconds(script: Script) -> int:
    """Give the seconds a script spends on one acupressure point; 0 if it has none."""
    timings = (step.point for stage in script.stages for step in stage.steps)
    return next((timing.seconds for timing in timings if timing is not None), 0)


_CHECKS: tuple[Callable[[Verdict, Protocol, SessionRequest], CannotPlan | None], ...] = (
    _position,
    _dropped,
    _wish,
    _cups,
    _points,
    _device,
)
