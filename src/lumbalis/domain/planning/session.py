"""Planning one session: the script laid on the ground of the verdict, timed to the second."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from lumbalis.domain.plan import Seconds, Session, Step
from lumbalis.domain.planning.admission import refuse_session
from lumbalis.domain.planning.draft import Draft, draft
from lumbalis.domain.planning.ground import Ground, ground_for
from lumbalis.domain.planning.request import CannotPlan, SessionRequest, Why
from lumbalis.domain.planning.seconds import TooLittleTime, absorb, fit
from lumbalis.domain.planning.standing import Forecast, Standing
from lumbalis.domain.planning.steps import steps_of
from lumbalis.domain.protocol import Protocol
from lumbalis.domain.screening import Verdict


def plan_session(
    verdict: Verdict, protocol: Protocol, request: SessionRequest
) -> Session | CannotPlan:
    """Plan one session, or say why not.

    A pure function of its arguments. The steps sum to exactly the script's target less
    `shortened_s`. Zones and techniques that are left out give their seconds first to the
    gentle stroking at both ends; what that cannot take shortens the session, and no
    stage with more pressure ever becomes longer (C18, E). Where the verdict was made for
    another session number, what hangs on that number is a forecast.

    Parameters
    ----------
    verdict : Verdict
        What screening said; it must allow a session.
    protocol : Protocol
        The protocol the verdict was made under.
    request : SessionRequest
        Which session, with which script, at which level.

    Returns
    -------
    Session or CannotPlan
        Never a session that some limit forbids.
    """
    return plan_with(
        Forecast(verdict, protocol).standing(request.index), verdict, protocol, request
    )


def plan_with(
    left: Standing, verdict: Verdict, protocol: Protocol, request: SessionRequest
) -> Session | CannotPlan:
    """Plan one session, given what the verdict leaves for a session of its number."""
    refusal = refuse_session(verdict, protocol, request, left)
    if refusal is not None:
        return refusal
    ground = ground_for(verdict, protocol, request, left)
    timed = _timed(ground)
    if isinstance(timed, CannotPlan):
        return timed
    session = _assembled(ground, timed)
    faults = (fault(session, ground) for fault in _FAULTS)
    return next((fault for fault in faults if fault is not None), session)


def _timed(ground: Ground) -> Draft | CannotPlan:
    """Lay out the script, give time back, and fit it into the wished seconds."""
    target = Seconds(ground.script.target_s)
    wished = ground.request.wished_s or target
    fitted = fit(absorb(draft(ground), wished, ground), wished, ground.script.stages)
    if not isinstance(fitted, TooLittleTime):
        return fitted
    return replace(
        _refusal(ground, Why.DOES_NOT_FIT),
        needed_s=Seconds(fitted.needed_s),
        available_s=wished,
        drop_stage=fitted.drop.id if fitted.drop is not None else None,
        drop_gives_s=Seconds(fitted.drop_gives_s),
    )


def _assembled(ground: Ground, timed: Draft) -> Session:
    protocol, request = ground.protocol, ground.request
    steps = steps_of(timed.steps, ground)
    return Session(
        index=request.index,
        script=ground.script.id,
        phase=ground.verdict.phase,
        level=ground.level,
        ceiling=ground.ceiling,
        zone_caps=_zone_caps(ground, steps),
        position=request.position or ground.verdict.positions[0],
        flags=tuple(sorted(ground.verdict.flags)),
        target_s=Seconds(ground.script.target_s),
        shortened_s=Seconds(ground.script.target_s - timed.seconds),
        rest_s=Seconds(protocol.whole("rest_after_session")),
        sit_before_standing_s=Seconds(protocol.whole("sit_before_standing")),
        steps=steps,
        left_out=timed.left_out,
    )


def _zone_caps(ground: Ground, steps: tuple[Step, ...]) -> dict[str, int]:
    """Give the ceiling of every zone that is touched, and 0 for every zone that must not be."""
    touched = {zone for step in steps for zone in step.zones}
    return {name: cap for name, cap in ground.caps.items() if name in touched or not cap}


def _refusal(ground: Ground, why: Why) -> CannotPlan:
    return CannotPlan(why, ground.verdict.category, session=ground.request.index)


def _without_main_part(session: Session, ground: Ground) -> CannotPlan | None:
    main = ground.script.technique
    if any(step.technique == main and step.manipulations for step in session.steps):
        return None
    return replace(_refusal(ground, Why.MAIN_PART), about=(main,))


def _without_gentle_ends(session: Session, ground: Ground) -> CannotPlan | None:
    """Refuse a session that does not begin and end with light stroking (R067, R094)."""
    touching = [step for step in session.steps if step.manipulations]
    if not _is_light_stroking(touching[0]):
        return _refusal(ground, Why.NO_OPENING)
    return None if _is_light_stroking(touching[-1]) else _refusal(ground, Why.NO_CLOSING)


def _is_light_stroking(step: Step) -> bool:
    return step.level == 1 and all(name.startswith("stroking.") for name in step.manipulations)


def _without_preparation(session: Session, ground: Ground) -> CannotPlan | None:
    """Refuse a session that reaches its target muscles too early (R027, R028, A02)."""
    before = sum(step.seconds for step in _before_target(session, ground))
    least = ground.protocol.whole("preparation_minimum")
    if before >= least:
        return None
    refusal = _refusal(ground, Why.NO_PREPARATION)
    return replace(refusal, needed_s=Seconds(least), available_s=Seconds(before))


def _before_target(session: Session, ground: Ground) -> Iterator[Step]:
    """Give the steps before anything but stroking is done beside the lumbar spine."""
    target = ground.protocol.zones.named("paravertebral") | ground.protocol.zones.named("kidney")
    for step in session.steps:
        gentle = all(name.startswith("stroking.") for name in step.manipulations)
        if not gentle and target & set(step.zones):
            return
        yield step


def _too_short(session: Session, ground: Ground) -> CannotPlan | None:
    least = ground.protocol.whole("session_minimum")
    if session.hands_on_s >= least:
        return None
    refusal = _refusal(ground, Why.TOO_SHORT)
    return replace(refusal, needed_s=Seconds(least), available_s=session.hands_on_s)


_FAULTS: tuple[Callable[[Session, Ground], CannotPlan | None], ...] = (
    _without_main_part,
    _without_gentle_ends,
    _without_preparation,
    _too_short,
)
