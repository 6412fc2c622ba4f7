"""The exact path over one course, made lean for being asked thousands of times.

The same shortest path as `path.cheapest`, over the same `chain.link`: session, day, tick and the
week behind it. What does not change while a calendar is re-planned (gaps, spacing, the weekly
maximum) is laid out once as a track; every question then brings only the costs of the starts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.scheduling.chain import Chain, Shifts, Step
from lumbalis.domain.scheduling.costs import NEVER, Costs
from lumbalis.domain.scheduling.grid import WEEK_DAYS
from lumbalis.domain.scheduling.path import Place
from lumbalis.domain.scheduling.weekly import FORBIDDEN, FRESH, Weekly

Numbers = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Leg:
    """From one visit to the next: gaps after which any tick will do, and the others.

    `far` (gaps, days) is the cost of a gap by the day of the first visit; `NEVER` where it is
    forbidden or the tick matters. `near` are the gaps at which it does.
    """

    far: Costs
    near: tuple[tuple[int, Shifts, Costs], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """What binds the visits of one course to each other, apart from what a start costs.

    `after` (states, gaps) is the weekly machine with one more state, the last, in which nothing
    is allowed; `enter` (ticks, days) the cost of beginning and `state` (days) the machine's state
    then. `reach` are places in the padded values of the next visit: (states, gaps, days).
    """

    legs: tuple[Leg, ...]
    after: Numbers
    enter: Costs
    state: Numbers
    reach: Numbers

    @property
    def states(self) -> int:
        """The states of the weekly machine."""
        return len(self.after)

    @property
    def gaps(self) -> int:
        """The longest gap of any leg, in days."""
        return int(self.after.shape[1])


def lay_track(chain: Chain, factor: int) -> Track:
    """Lay the track of a chain; what the gaps and the entry cost is multiplied by `factor`."""
    days = chain.enter.shape[1]
    gaps = max((step.longest_d for step in chain.steps), default=1)
    after = _after(chain.week, gaps)
    legs = {id(step): _leg(step, len(chain.enter), (gaps, days), factor) for step in chain.steps}
    states = len(after)
    to = np.where(after == FORBIDDEN, states, after)
    each_gap, each_day = np.arange(1, gaps + 1), np.arange(days)
    reach = to[:, :, None] * (days + gaps) + each_gap[:, None] + each_day
    state = np.where(chain.state == FORBIDDEN, states, chain.state)
    return Track(
        legs=tuple(legs[id(step)] for step in chain.steps),
        after=to,
        enter=_times(chain.enter, factor),
        state=state,
        reach=reach.astype(np.intp),
    )


def by_day(track: Track) -> Track:
    """Give the track on which the hour does not matter: one tick a day, and never dearer."""
    legs = {id(leg): Leg(_any_hour(leg), ()) for leg in track.legs}
    return replace(
        track,
        legs=tuple(legs[id(leg)] for leg in track.legs),
        enter=track.enter.min(axis=0, keepdims=True),
    )


def _any_hour(leg: Leg) -> Costs:
    far = leg.far.copy()
    for gap, _, cost in leg.near:
        np.minimum(far[gap - 1, : len(cost)], cost, out=far[gap - 1, : len(cost)])
    return far


def _after(week: Weekly, gaps: int) -> Numbers:
    """Give the state after every gap from 1 day on; a week or more leads to the fresh one."""
    after = np.full((len(week), gaps), FRESH, dtype=np.intp)
    short = min(gaps, WEEK_DAYS - 1)
    after[:, :short] = week.after[:, 1 : short + 1]
    return after


def _leg(step: Step, length: int, shape: tuple[int, int], factor: int) -> Leg:
    far, near = np.full(shape, NEVER, dtype=np.int32), []
    for gap, (cost, shift) in enumerate(zip(step.cost, step.shift, strict=True), start=1):
        dear = _times(cost, factor)
        if shift.max() <= 1 - length:
            far[gap - 1, : len(dear)] = dear
        elif shift.min() < length:
            near.append((gap, shift, dear))
    return Leg(far, tuple(near))


def _times(cost: Costs, factor: int) -> Costs:
    return np.where(cost < NEVER, cost * factor, NEVER).astype(np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Valued:
    """What the course costs from one visit on: `values` (states, ticks, mains, days).

    `least` (mains, states + 1, days + gaps) is the minimum over the ticks, padded with `NEVER`.
    """

    values: Costs
    least: Costs


def value(track: Track, nodes: Sequence[Costs]) -> list[Valued]:
    """Value every visit from the last to the first; `nodes` (ticks, mains, days) for each."""
    last = np.broadcast_to(nodes[-1], (track.states, *nodes[-1].shape))
    layers = [Valued(last, _least(track, last))]
    for node, leg in zip(nodes[-2::-1], track.legs[: len(nodes) - 1][::-1], strict=True):
        values = node + _follows(track, leg, layers[-1])
        np.minimum(values, NEVER, out=values)
        layers.append(Valued(values, _least(track, values)))
    return layers[::-1]


def _least(track: Track, values: Costs) -> Costs:
    states, _, mains, days = values.shape
    least = np.full((mains, states + 1, days + track.gaps), NEVER, dtype=np.int32)
    least[:, :states, :days] = values.min(axis=1).transpose(1, 0, 2)
    return least


def _follows(track: Track, leg: Leg, below: Valued) -> Costs:
    """Give the least that can follow each start: (states, ticks or 1, mains, days)."""
    mains = len(below.least)
    later = below.least.reshape(mains, -1)[:, track.reach]
    later += leg.far
    follows: Costs = later.min(axis=2).transpose(1, 0, 2)[:, None]
    if not leg.near:
        return follows
    found = np.broadcast_to(follows, below.values.shape).copy()
    for gap, shift, cost in leg.near:
        leading = track.after[:, gap - 1]
        for to in {int(one) for one in leading} - {track.states}:
            arrived = _shifted(_best_from(below.values[to][:, :, gap:]), shift) + cost
            for state in np.flatnonzero(leading == to):
                kept = found[state, :, :, :-gap]
                np.minimum(kept, arrived, out=kept)
    return found


def _best_from(values: Costs) -> Costs:
    """Give at every tick the least value from there to the end of the day."""
    found, step = values.copy(), 1
    while step < len(found):
        np.minimum(found[:-step], found[step:], out=found[:-step])
        step *= 2
    return found


def _shifted(best: Costs, shift: Shifts) -> Costs:
    """Give at every tick the value from `shift` ticks later on, by day."""
    if not shift.any():
        return best
    at = np.arange(len(best))[:, None] + shift
    late = at >= len(best)
    found = np.take_along_axis(best, np.clip(at, 0, len(best) - 1)[:, None], axis=0)
    return np.where(late[:, None], NEVER, found).astype(np.int32)


def total(track: Track, layers: Sequence[Valued]) -> Costs:
    """Give the cost of the whole course by its first start: (ticks, mains, days)."""
    first = layers[0].values
    padded = np.full((len(first) + 1, *first.shape[1:]), NEVER, dtype=np.int32)
    padded[:-1] = first
    days = np.arange(first.shape[3])
    found = padded[track.state, :, :, days].transpose(1, 2, 0) + track.enter[:, None]
    return np.minimum(found, NEVER)


def trace(track: Track, layers: Sequence[Valued], main: int) -> tuple[int, tuple[Place, ...]]:
    """Walk the cheapest course with one main; the earliest day, then tick, among equals.

    Gives `NEVER` and no places where there is none.
    """
    costs = total(track, layers)[:, main]
    day, tick = divmod(int(costs.T.argmin()), len(costs))
    if costs[tick, day] >= NEVER:
        return NEVER, ()
    state, places = int(track.state[day]), [Place(day, tick)]
    for leg, below in zip(track.legs, layers[1:], strict=False):
        _, gap, tick, state = min(_moves(track, leg, below, (main, state, places[-1])))
        places.append(Place(places[-1].day + gap, tick))
    return int(costs[places[0].tick, places[0].day]), tuple(places)


def _moves(
    track: Track, leg: Leg, below: Valued, here: tuple[int, int, Place]
) -> Iterator[tuple[int, int, int, int]]:
    """Give the best move of any tick and of every near gap: cost, gap, tick and state."""
    main, state, place = here
    later = below.least[main].reshape(-1)[track.reach[state, :, place.day]] + leg.far[:, place.day]
    gap = int(later.argmin()) + 1
    if later[gap - 1] < NEVER:
        to = int(track.after[state, gap - 1])
        yield int(later[gap - 1]), gap, _nearest(below, (to, main, place.day + gap), place, 0), to
    for gap, shift, cost in leg.near:
        to = int(track.after[state, gap - 1])
        day = place.day + gap
        if to == track.states or day >= below.values.shape[3]:
            continue
        begins = max(0, place.tick + int(shift[place.day]))
        if begins < below.values.shape[1]:
            tick = _nearest(below, (to, main, day), place, begins)
            yield int(below.values[to, tick, main, day] + cost[place.day]), gap, tick, to


def _nearest(below: Valued, where: tuple[int, int, int], place: Place, begins: int) -> int:
    """Give the cheapest tick from `begins` on; among equals the nearest to the visit before."""
    to, main, day = where
    values = below.values[to, begins:, main, day]
    equal = begins + np.flatnonzero(values == values.min())
    return int(equal[np.abs(equal - place.tick).argmin()])
