"""The cheapest course, exactly: a shortest path over session, day, tick and the week behind it.

The sessions of a course lie on different days, so in a fixed calendar one session's choice
meets the next only through the time between them and the weekly maximum. The value of every
start is computed from the last visit to the first, for all main therapists at once. Only a gap
of just the least number of days makes the tick matter (nine o'clock after nine, not before);
every other gap compares whole days, and that is what makes it fast.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lumbalis.domain.scheduling.chain import Chain, Shifts, Step
from lumbalis.domain.scheduling.costs import NEVER, Costs
from lumbalis.domain.scheduling.grid import WEEK_DAYS
from lumbalis.domain.scheduling.weekly import FORBIDDEN, FRESH


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """What the rest of the course costs from one visit on, this one included.

    `node` (ticks, mains, days) is the visit's own cost. What follows costs `tail` (states,
    mains, days) or, where the tick matters, `near[state]` (ticks, mains, days), whichever is
    less. `least` is the minimum over the day's ticks, with a last row of `NEVER` for
    forbidden states.
    """

    node: Costs
    tail: Costs
    near: dict[int, Costs]
    least: Costs

    def values(self, state: int) -> Costs:
        """Give the value of every start in one state."""
        follows = self.tail[state][None]
        if state in self.near:
            follows = np.minimum(follows, self.near[state])
        found: Costs = np.minimum(self.node + follows, NEVER)
        return found

    def column(self, state: int, day: int) -> Costs:
        """Give the value of every start of one day in one state, for the first main."""
        follows = self.tail[state, 0, day]
        if state in self.near:
            follows = np.minimum(follows, self.near[state][:, 0, day])
        found: Costs = np.minimum(self.node[:, 0, day] + follows, NEVER)
        return found


@dataclass(frozen=True, slots=True)
class Place:
    """Where one visit lies: day and tick of the arrays."""

    day: int
    tick: int


@dataclass(frozen=True, slots=True)
class Path:
    """The cheapest way to place the whole course, with the main therapist's number."""

    cost: int
    main: int
    places: tuple[Place, ...]


def cheapest(chain: Chain) -> Path | None:
    """Find the cheapest course, or None where none exists.

    Among equals the first main therapist, the earliest day and the earliest tick win, and
    later visits stay near the tick of the one before.
    """
    chain, first = chain.trimmed()
    costs = cost_by_main(chain)
    cost = min(costs)
    if cost >= NEVER:
        return None
    main = costs.index(cost)
    places = _trace(chain.only(main))
    return Path(cost, main, tuple(Place(one.day, one.tick + first) for one in places))


def cost_by_main(chain: Chain) -> list[int]:
    """Give the cost of the cheapest course with each main therapist; `NEVER` where none."""
    return [int(cost) for cost in _total(chain, _layers(chain)[0]).min(axis=(0, 2))]


def _total(chain: Chain, first: _Layer) -> Costs:
    """Give the cost of the whole course by its first start: (ticks, mains, days)."""
    total = np.full(first.node.shape, NEVER, dtype=np.int32)
    for state in {int(one) for one in chain.state} - {FORBIDDEN}:
        days = np.flatnonzero(chain.state == state)
        total[:, :, days] = first.values(state)[:, :, days]
    found: Costs = np.minimum(total + chain.enter[:, None], NEVER)
    return found


def _layers(chain: Chain) -> list[_Layer]:
    """Value every visit, from the last to the first."""
    layers = [_last_layer(chain)]
    for node, step in zip(chain.nodes[-2::-1], chain.steps[::-1], strict=True):
        layers.append(_layer(chain, node, step, layers[-1]))
    return layers[::-1]


def _last_layer(chain: Chain) -> _Layer:
    node = chain.nodes[-1]
    tail = np.zeros((len(chain.week), *node.shape[1:]), dtype=np.int32)
    return _Layer(node, tail, {}, _least(node, tail, {}))


def _least(node: Costs, tail: Costs, near: dict[int, Costs]) -> Costs:
    own = node.min(axis=0)
    least = np.full((len(tail) + 1, *own.shape), NEVER, dtype=np.int32)
    np.minimum(tail + own, NEVER, out=least[:-1])
    for state, values in near.items():
        np.minimum(least[state], (node + values).min(axis=0), out=least[state])
    return least


def _layer(chain: Chain, node: Costs, step: Step, below: _Layer) -> _Layer:
    """Value one visit from the values of the next."""
    length = len(node)
    tail = np.full((len(chain.week), *node.shape[1:]), NEVER, dtype=np.int32)
    near: dict[int, Costs] = {}
    reached: dict[int, Costs] = {}
    for gap, shift, cost in _gaps(step):
        if shift.max() <= 1 - length:
            _join_days(chain, tail, below, gap, cost)
        elif shift.min() < length:
            _join_ticks(chain, near, reached, below, (gap, shift, cost))
    return _Layer(node, tail, near, _least(node, tail, near))


def _gaps(step: Step) -> Iterator[tuple[int, Shifts, Costs]]:
    """Give every gap in days with its shift and cost."""
    for number, (shift, cost) in enumerate(zip(step.shift, step.cost, strict=True), start=1):
        yield number, shift, cost


def _join_days(chain: Chain, tail: Costs, below: _Layer, gap: int, cost: Costs) -> None:
    """Follow a gap after which any tick will do."""
    kept = tail[:, :, : tail.shape[2] - gap]
    if gap >= WEEK_DAYS:
        follows = (below.least[FRESH][:, gap:] + cost)[None]
    else:
        follows = below.least[chain.week.after[:, gap]][:, :, gap:] + cost
    np.minimum(kept, follows, out=kept)


def _join_ticks(
    chain: Chain,
    near: dict[int, Costs],
    reached: dict[int, Costs],
    below: _Layer,
    how: tuple[int, Shifts, Costs],
) -> None:
    """Follow a gap after which only some ticks of the day will do."""
    gap, shift, cost = how
    arrived: dict[int, Costs] = {}
    for state in range(len(chain.week)):
        to = FRESH if gap >= WEEK_DAYS else int(chain.week.after[state, gap])
        if to == FORBIDDEN:
            continue
        if to not in reached:
            reached[to] = _best_from(below.values(to))
        if to not in arrived:
            arrived[to] = _shifted(reached[to][:, :, gap:], shift) + cost
        _improve(near, state, arrived[to], gap)


def _improve(near: dict[int, Costs], state: int, found: Costs, gap: int) -> None:
    if state not in near:
        length, mains, days = found.shape
        near[state] = np.full((length, mains, days + gap), NEVER, dtype=np.int32)
    kept = near[state][:, :, : near[state].shape[2] - gap]
    np.minimum(kept, found, out=kept)


def _best_from(values: Costs) -> Costs:
    """Give at every tick the least value from there to the end of the day."""
    found, step = values, 1
    while step < len(found):
        nearer = np.empty_like(found)
        np.minimum(found[:-step], found[step:], out=nearer[:-step])
        nearer[-step:] = found[-step:]
        found, step = nearer, step * 2
    return found


def _shifted(best: Costs, shift: Shifts) -> Costs:
    """Give at every tick the value from `shift` ticks later on, by day."""
    found = np.full(best.shape, NEVER, dtype=np.int32)
    length = len(best)
    for ticks in {int(one) for one in shift}:
        days = slice(None) if (shift == ticks).all() else np.flatnonzero(shift == ticks)
        if ticks >= length:
            continue
        if ticks >= 0:
            found[: length - ticks, :, days] = best[ticks:, :, days]
            continue
        early = min(-ticks, length)
        found[:early, :, days] = best[:1, :, days]
        found[early:, :, days] = best[: length - early, :, days]
    return found


def _trace(chain: Chain) -> list[Place]:
    """Walk the cheapest course of a single main therapist from its first start."""
    layers = _layers(chain)
    total = _total(chain, layers[0])[:, 0]
    day, tick = divmod(int(total.T.argmin()), len(total))
    state, places = int(chain.state[day]), [Place(day, tick)]
    for step, below in zip(chain.steps, layers[1:], strict=True):
        _, gap, tick, state = min(_moves(chain, step, below, places[-1], state))
        places.append(Place(places[-1].day + gap, tick))
    return places


def _moves(
    chain: Chain, step: Step, below: _Layer, place: Place, state: int
) -> Iterator[tuple[int, int, int, int]]:
    """Give the best move of every gap: its cost, gap, tick and state."""
    days = below.node.shape[2]
    for gap, shift, cost in _gaps(step):
        to = FRESH if gap >= WEEK_DAYS else int(chain.week.after[state, gap])
        if to == FORBIDDEN or place.day + gap >= days:
            continue
        values = below.column(to, place.day + gap)
        begins = max(0, place.tick + int(shift[place.day]))
        if begins >= len(values):
            continue
        least = values[begins:].min()
        equal = begins + np.flatnonzero(values[begins:] == least)
        tick = int(equal[np.abs(equal - place.tick).argmin()])
        yield int(least + cost[place.day]), gap, tick, to
