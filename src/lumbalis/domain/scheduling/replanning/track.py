"""The exact path over one course, made lean for being asked thousands of times.

The same shortest path as `path.cheapest`, over the same `chain.link`: session, day, tick and the
week behind it. What does not change while a calendar is re-planned (gaps, spacing, the weekly
maximum) is laid out once as a track; every question then brings only the costs of the starts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.scheduling.chain import Chain, Shifts, Step
from lumbalis.domain.scheduling.costs import NEVER, Costs
from lumbalis.domain.scheduling.grid import WEEK_DAYS
from lumbalis.domain.scheduling.weekly import FORBIDDEN, FRESH, Weekly

Numbers = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """A gap at which the tick matters, counted in days beyond the shortest gap of its leg.

    `shift` and `cost` by day; `shift` None lets the next visit begin at the same tick or later.
    `to` are the states of the weekly machine it leads to, `states` for each of these the states
    it leads from.
    """

    gap: int
    shift: Shifts | None
    cost: Costs
    to: tuple[int, ...]
    states: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Leg:
    """From one visit to the next: gaps after which any tick will do, and the others.

    `least` is the shortest gap in days. `far` (gaps from the shortest on, days) is what a gap
    costs, `NEVER` where it is forbidden or the tick matters; `near` are the gaps at which it
    does. `after` (states, gaps) is the weekly machine with one more state, the last, in which
    nothing is allowed. `within` and `beyond` are places in the padded values of the next visit,
    for gaps within a week by state and for longer ones.
    """

    least: int
    far: Costs
    near: tuple[Near, ...]
    after: Numbers
    within: Numbers
    beyond: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """What binds the visits of one course to each other, apart from what a start costs.

    Visit k lies on one of `width` days from `offsets[k]` on: earlier and later ones leave no
    room for the visits before and after. `enter` (ticks, days) is the cost of beginning, `state`
    (days) the machine's state then; `states` counts its states.
    """

    legs: tuple[Leg, ...]
    offsets: tuple[int, ...]
    width: int
    enter: Costs
    state: Numbers
    states: int


def lay_track(chain: Chain, factor: int) -> Track:
    """Lay the track of a chain; what the gaps and the entry cost is multiplied by `factor`."""
    days, length = chain.enter.shape[1], len(chain.enter)
    begins = np.flatnonzero((chain.enter < NEVER).any(axis=0))
    first = int(begins[0]) if begins.size else 0
    shortest = [_shortest(step, length) for step in chain.steps]
    offsets = [first, *(first + int(one) for one in np.cumsum(shortest))]
    width = days - offsets[-1]
    if width < 1:
        return _nowhere(chain, len(offsets))
    legs = [
        _leg(chain.week, step, (least, day, width), (length, factor))
        for step, least, day in zip(chain.steps, shortest, offsets, strict=False)
    ]
    state = np.where(chain.state == FORBIDDEN, len(chain.week), chain.state)
    window = slice(first, first + width)
    enter = _times(chain.enter[:, window], factor)
    return Track(tuple(legs), tuple(offsets), width, enter, state[window], len(chain.week))


def _nowhere(chain: Chain, visits: int) -> Track:
    """Give the track of a course for which there are too few days."""
    one = np.full((1, 1), NEVER, dtype=np.int32)
    none = np.zeros((1, 0, 1), dtype=np.intp)
    after = np.full((1, 1), 1, dtype=np.intp)
    leg = Leg(1, one, (), after, none + 0, np.zeros((1, 1), dtype=np.intp) + 2)
    enter = np.full((len(chain.enter), 1), NEVER, dtype=np.int32)
    return Track((leg,) * (visits - 1), (0,) * visits, 1, enter, np.ones(1, dtype=np.intp), 1)


def _shortest(step: Step, length: int) -> int:
    """Give the shortest gap in days that is allowed on any day."""
    allowed = (
        gap
        for gap, (cost, shift) in enumerate(zip(step.cost, step.shift, strict=True), start=1)
        if ((cost < NEVER) & (shift < length)).any()
    )
    return next(allowed, step.longest_d)


def _leg(week: Weekly, step: Step, days: tuple[int, int, int], scale: tuple[int, int]) -> Leg:
    """Lay one leg for visits from some day on: `days` are shortest gap, first day and width."""
    (least, first, width), (length, factor) = days, scale
    gaps, after = step.longest_d - least + 1, _after(week, step.longest_d)[:, least - 1 :]
    far, near = np.full((gaps, width), NEVER, dtype=np.int32), []
    for beyond in range(gaps):
        cost, shift = step.cost[least + beyond - 1], step.shift[least + beyond - 1]
        dear, late = _times(cost[first : first + width - beyond], factor), shift[first:]
        if shift.max() <= 1 - length:
            far[beyond, : len(dear)] = dear
        elif shift.min() < length:
            near.append(_near(beyond, late[: len(dear)], dear, after[:, beyond]))
    short = max(0, min(gaps, WEEK_DAYS - least))
    reach = after[:, :, None] * (width + gaps) + np.arange(gaps)[:, None] + np.arange(width)
    return Leg(least, far, tuple(near), after, reach[:, :short], reach[0, short:])


def _near(gap: int, shift: Shifts, cost: Costs, after: Numbers) -> Near:
    to = tuple(sorted({int(one) for one in after} - {len(after)}))
    states = tuple(tuple(int(one) for one in np.flatnonzero(after == state)) for state in to)
    return Near(gap, shift if shift.any() else None, cost, to, states)


def _after(week: Weekly, gaps: int) -> Numbers:
    """Give the state after every gap from 1 day on; a week or more leads to the fresh one."""
    after = np.full((len(week), gaps), FRESH, dtype=np.intp)
    short = min(gaps, WEEK_DAYS - 1)
    after[:, :short] = week.after[:, 1 : short + 1]
    return np.where(after == FORBIDDEN, len(week), after)


def _times(cost: Costs, factor: int) -> Costs:
    return np.where(cost < NEVER, cost * factor, NEVER).astype(np.int32)


def by_day(track: Track) -> Track:
    """Give the track on which the hour does not matter: one tick a day, and never dearer."""
    return replace(
        track,
        legs=tuple(replace(leg, far=_any_hour(leg), near=()) for leg in track.legs),
        enter=track.enter.min(axis=0, keepdims=True),
    )


def _any_hour(leg: Leg) -> Costs:
    far = leg.far.copy()
    for near in leg.near:
        kept = far[near.gap, : len(near.cost)]
        np.minimum(kept, near.cost, out=kept)
    return far
