"""The rows of the step table: a stage's steps in order, two sides of the same work in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lumbalis.domain.plan import Step
from lumbalis.drawing.clock import TimedStage, TimedStep
from lumbalis.drawing.places import split_side


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the same work once, or first on one side and later on the other."""

    times: tuple[TimedStep, ...]

    @property
    def step(self) -> Step:
        """The step that tells what is done; its times differ in the side only."""
        return self.times[0].step


def rows_of(stage: TimedStage) -> tuple[Row, ...]:
    """Give the rows of a stage.

    Sides share rows only where every one-sided step has its like on the other side and
    the first side is finished before the second begins; otherwise each step stands alone
    in order of time, so that nobody has to search for what comes next.
    """
    alone = tuple(Row((timed,)) for timed in stage.steps)
    paired = _paired(stage.steps)
    return paired if _is_orderly(paired) else alone


def goes_twice(rows: Sequence[Row]) -> bool:
    """Tell whether rows with two times are read down once for each side."""
    pairs = [row.times for row in rows if len(row.times) > 1]
    return len(pairs) > 1 and any(first.end_s != second.start_s for first, second in pairs)


def _paired(steps: Sequence[TimedStep]) -> tuple[Row, ...]:
    rows: list[Row] = []
    for timed in steps:
        for number, row in enumerate(rows):
            if len(row.times) == 1 and _are_mirrored(row.times[0].step, timed.step):
                rows[number] = Row((*row.times, timed))
                break
        else:
            rows.append(Row((timed,)))
    return tuple(rows)


def _is_orderly(rows: Sequence[Row]) -> bool:
    """Check that no one-sided step is alone and that one side comes wholly before the other."""
    if any(len(row.times) == 1 and _side(row.step) for row in rows):
        return False
    pairs = [row.times for row in rows if len(row.times) > 1]
    adjacent = all(first.end_s == second.start_s for first, second in pairs)
    ends, starts = [pair[0].end_s for pair in pairs], [pair[1].start_s for pair in pairs]
    return adjacent or max(ends) <= min(starts)


def _are_mirrored(one: Step, other: Step) -> bool:
    sides = {_side(one), _side(other)}
    return sides == {"left", "right"} and _without_side(one) == _without_side(other)


def _without_side(step: Step) -> Step:
    """Give what the two sides of the same work have in common; only the first side may ask."""
    regions = tuple(split_side(zone)[0] for zone in step.zones)
    return replace(step, step="", zones=regions, checkpoint=None)


def _side(step: Step) -> str:
    """Give the one side on which a step works; empty for both, the midline or a mixture."""
    sides = {split_side(zone)[1] for zone in step.zones}
    return sides.pop() if len(sides) == 1 else ""
