"""Seconds as people read them on a clock, and where each step of a session lies in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from lumbalis.domain.plan import Session, Step

_MINUTE_S = 60


def clock(seconds: int) -> str:
    """Write seconds as minutes and seconds, `mm:ss`; minutes are not folded into hours."""
    minutes, rest = divmod(seconds, _MINUTE_S)
    return f"{minutes}:{rest:02d}"


def minutes(seconds: int) -> str:
    """Write a longer time as whole minutes, or as `mm:ss` where it is not whole."""
    whole, rest = divmod(seconds, _MINUTE_S)
    return clock(seconds) if rest else str(whole)


@dataclass(frozen=True, slots=True)
class TimedStep:
    """A step and the second of the session at which it begins."""

    start_s: int
    step: Step

    @property
    def end_s(self) -> int:
        """The second at which the step ends and the next begins."""
        return self.start_s + self.step.seconds


@dataclass(frozen=True, slots=True)
class TimedStage:
    """The steps of one stage that follow one another; stages are numbered from 1."""

    number: int
    stage: str
    steps: tuple[TimedStep, ...]

    @property
    def start_s(self) -> int:
        """The second at which the stage begins."""
        return self.steps[0].start_s

    @property
    def end_s(self) -> int:
        """The second at which the stage ends."""
        return self.steps[-1].end_s

    @property
    def seconds(self) -> int:
        """How long the stage lasts."""
        return self.end_s - self.start_s


def timed_stages(session: Session) -> tuple[TimedStage, ...]:
    """Lay the steps of a session out in time, stage by stage.

    Raises
    ------
    ValueError
        If the session has no step or a step has no duration: there is nothing to draw.
    """
    if not session.steps or any(step.seconds <= 0 for step in session.steps):
        msg = (
            f"Session {session.index} has no steps, or a step without duration, so it cannot be "
            "drawn over time. Plan it again."
        )
        raise ValueError(msg)
    runs = groupby(_timed(session), key=lambda timed: timed.step.stage)
    return tuple(
        TimedStage(number, stage, tuple(run)) for number, (stage, run) in enumerate(runs, start=1)
    )


def _timed(session: Session) -> Iterator[TimedStep]:
    start_s = 0
    for step in session.steps:
        yield TimedStep(start_s, step)
        start_s += step.seconds
