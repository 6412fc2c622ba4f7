"""Where a session went another way than its plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from lumbalis.domain.guided.account import Account, StepDone
from lumbalis.domain.guided.events import Outcome
from lumbalis.domain.plan import Session, Step


class DeviationKind(Enum):
    """What was different."""

    NOT_REACHED = "not_reached"
    SKIPPED = "skipped"
    STOPPED = "stopped"
    SHORTER = "shorter"
    LONGER = "longer"
    LIGHTER = "lighter"
    STRONGER = "stronger"
    CUPS_OVERDUE = "cups_overdue"
    CUPS_STAND = "cups_stand"
    RESTED_SHORT = "rested_short"
    NOT_RESTED = "not_rested"


@dataclass(frozen=True, slots=True)
class Deviation:
    """One difference: the step it is about, None for the session, and by how much.

    `amount` is in seconds, for levels in levels.
    """

    kind: DeviationKind
    step: int | None = None
    amount: int = 0


def deviations(
    session: Session, account: Account, *, tolerance_s: int, now_ms: int
) -> tuple[Deviation, ...]:
    """List what was different, in the order of the plan.

    Parameters
    ----------
    tolerance_s : int
        Seconds by which a step may differ without anybody having to read of it.
    now_ms : int
        The moment at which it is asked, for cups that still stand.
    """
    found: list[Deviation] = []
    for planned, done in zip(session.steps, account.steps, strict=True):
        found += _of_step(planned, done, tolerance_s)
    return (*found, *_of_cups(account, now_ms), *_of_rest(session, account, tolerance_s))


def _of_step(planned: Step, done: StepDone, tolerance_s: int) -> Iterator[Deviation]:
    if done.how in {None, Outcome.SKIPPED} and not done.seconds:
        kind = DeviationKind.NOT_REACHED if done.how is None else DeviationKind.SKIPPED
        yield Deviation(kind, done.step, planned.seconds)
        return
    if done.how is Outcome.STOPPED:
        yield Deviation(DeviationKind.STOPPED, done.step, planned.seconds - done.seconds)
    elif done.seconds < planned.seconds - tolerance_s:
        yield Deviation(DeviationKind.SHORTER, done.step, planned.seconds - done.seconds)
    elif done.seconds > planned.seconds + tolerance_s:
        yield Deviation(DeviationKind.LONGER, done.step, done.seconds - planned.seconds)
    yield from _of_level(planned, done)


def _of_level(planned: Step, done: StepDone) -> Iterator[Deviation]:
    levels = [one.level for one in done.stretches if one.ms]
    if not levels:
        return
    if max(levels) > planned.level:
        yield Deviation(DeviationKind.STRONGER, done.step, max(levels) - planned.level)
    if min(levels) < planned.level:
        yield Deviation(DeviationKind.LIGHTER, done.step, planned.level - min(levels))


def _of_cups(account: Account, now_ms: int) -> Iterator[Deviation]:
    for spell in account.cups:
        if spell.removed_ms is None:
            yield Deviation(DeviationKind.CUPS_STAND, spell.step, spell.over_s(now_ms))
        elif spell.over_s(now_ms):
            yield Deviation(DeviationKind.CUPS_OVERDUE, spell.step, spell.over_s(now_ms))


def _of_rest(session: Session, account: Account, tolerance_s: int) -> Iterator[Deviation]:
    if not session.rest_s or account.ended_ms is None:
        return
    if account.rest_s is None:
        yield Deviation(DeviationKind.NOT_RESTED, None, session.rest_s)
    elif account.rest_s < session.rest_s - tolerance_s:
        yield Deviation(DeviationKind.RESTED_SHORT, None, session.rest_s - account.rest_s)
