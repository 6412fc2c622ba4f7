"""The cheapest course on a track: the path of booking, asked thousands of times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from lumbalis.domain.scheduling.chain import Shifts
from lumbalis.domain.scheduling.costs import NEVER, Costs
from lumbalis.domain.scheduling.path import Place
from lumbalis.domain.scheduling.replanning.track import Leg, Track


def value(track: Track, nodes: Sequence[Costs]) -> list[Costs]:
    """Value every visit from the last to the first; `nodes` (ticks, mains, days) for each.

    Gives for every visit what the course costs from there on: (states, ticks, mains, days).
    """
    mine = [
        node[:, :, day : day + track.width] for node, day in zip(nodes, track.offsets, strict=True)
    ]
    layers = [np.broadcast_to(mine[-1], (track.states, *mine[-1].shape))]
    for node, leg in zip(mine[-2::-1], track.legs[::-1], strict=True):
        values = _follows(track, leg, layers[-1])
        values += node
        np.minimum(values, NEVER, out=values)
        layers.append(values)
    return layers[::-1]


def _padded(leg: Leg, least: Costs) -> Costs:
    """Give minima (states, mains, days) as (mains, all places), with `NEVER` around."""
    states, mains, days = least.shape
    padded = np.full((mains, states + 1, days + len(leg.far)), NEVER, dtype=np.int32)
    padded[:, :states, :days] = least.transpose(1, 0, 2)
    return padded.reshape(mains, -1)


def _follows(track: Track, leg: Leg, below: Costs) -> Costs:
    """Give the least that can follow each start: (states, ticks, mains, days)."""
    padded, short = _padded(leg, below.min(axis=1)), leg.within.shape[1]
    follows = np.full((len(padded), track.states, track.width), NEVER, dtype=np.int32)
    if short:
        within = (padded[:, leg.within] + leg.far[:short]).min(axis=2)
        np.minimum(follows, within, out=follows)
    if len(leg.beyond):
        beyond = (padded[:, leg.beyond] + leg.far[short:]).min(axis=1)
        np.minimum(follows, beyond[:, None], out=follows)
    found = np.empty(below.shape, dtype=np.int32)
    found[:] = follows.transpose(1, 0, 2)[:, None]
    for near in leg.near:
        arrived = _best_from(below[list(near.to), :, :, near.gap :])
        if near.shift is not None:
            arrived = _shifted(arrived, near.shift)
        arrived += near.cost
        for place, states in enumerate(near.states):
            for state in states:
                kept = found[state, :, :, : track.width - near.gap]
                np.minimum(kept, arrived[place], out=kept)
    return found


def _best_from(values: Costs) -> Costs:
    """Give at every tick the least value from there to the end of the day; in place."""
    step, length = 1, values.shape[1]
    while step < length:
        np.minimum(values[:, :-step], values[:, step:], out=values[:, :-step])
        step *= 2
    return values


def _shifted(best: Costs, shift: Shifts) -> Costs:
    """Give at every tick the value from `shift` ticks later on, by day."""
    length = best.shape[1]
    at = np.arange(length)[:, None] + shift
    late = (at >= length)[None, :, None]
    found = np.take_along_axis(best, np.clip(at, 0, length - 1)[None, :, None], axis=1)
    return np.where(late, NEVER, found).astype(np.int32)


def total(track: Track, first: Costs) -> Costs:
    """Give the cost of the whole course by its first start: (ticks, mains, days)."""
    padded = np.full((len(first) + 1, *first.shape[1:]), NEVER, dtype=np.int32)
    padded[:-1] = first
    days = np.arange(track.width)
    found = padded[track.state, :, :, days].transpose(1, 2, 0) + track.enter[:, None]
    return np.minimum(found, NEVER)


def trace(track: Track, layers: Sequence[Costs], main: int) -> tuple[int, tuple[Place, ...]]:
    """Walk the cheapest course with one main; the earliest day, then tick, among equals.

    Gives `NEVER` and no places where there is none.
    """
    costs = total(track, layers[0])[:, main]
    day, tick = divmod(int(costs.T.argmin()), len(costs))
    cost = int(costs[tick, day])
    if cost >= NEVER:
        return NEVER, ()
    state, places = int(track.state[day]), [Place(day, tick)]
    for leg, below in zip(track.legs, layers[1:], strict=True):
        values = below[:, :, main]
        _, gap, tick, state = min(_moves(leg, values, state, places[-1]))
        places.append(Place(places[-1].day + gap, tick))
    days = (place.day + first for place, first in zip(places, track.offsets, strict=True))
    return cost, tuple(Place(day, place.tick) for day, place in zip(days, places, strict=True))


def _moves(leg: Leg, below: Costs, state: int, place: Place) -> Iterator[tuple[int, int, int, int]]:
    """Give the best move after any tick and by every near gap: cost, gap, tick and state."""
    states, _, days = below.shape
    gaps = np.arange(min(len(leg.far), days - place.day))
    to, cost = leg.after[state, : len(gaps)], leg.far[: len(gaps), place.day]
    open_ = np.flatnonzero((to < states) & (cost < NEVER))
    if open_.size:
        later = below[to[open_], :, place.day + open_].min(axis=1) + cost[open_]
        gap = int(open_[later.argmin()])
        tick = _nearest(below[to[gap], :, place.day + gap], place, 0)
        yield int(later.min()), gap, tick, int(to[gap])
    for near in leg.near:
        to_near = int(leg.after[state, near.gap])
        if near.gap >= days - place.day or to_near == states:
            continue
        shift = 0 if near.shift is None else int(near.shift[place.day])
        begins = max(0, place.tick + shift)
        if begins < below.shape[1]:
            values = below[to_near, :, place.day + near.gap]
            tick = _nearest(values, place, begins)
            yield int(values[tick] + near.cost[place.day]), near.gap, tick, to_near


def _nearest(values: Costs, place: Place, begins: int) -> int:
    """Give the cheapest tick from `begins` on; among equals the nearest to the visit before."""
    later = values[begins:]
    equal = begins + np.flatnonzero(later == later.min())
    return int(equal[np.abs(equal - place.tick).argmin()])
