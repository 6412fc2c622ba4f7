"""The calendar as arrays: how long every resource stays free from every tick of every day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.scheduling.grid import DAY_TICKS
from lumbalis.domain.scheduling.groups import NOTHING, Group
from lumbalis.domain.scheduling.resources import Calendar, Claim, Clinic

Runs = NDArray[np.int16]
_AFTER_HOURS: Final = DAY_TICKS
"""A couch or rest place is free after the last opening hour: it may be made ready then."""


@dataclass(frozen=True, slots=True, eq=False)
class Agenda:
    """A calendar laid out for searching.

    `free` (ticks, resources, days) counts the free ticks from each tick on, `free_before`
    (ticks + 1, therapists, days) those up to it. Tick 0 of the arrays is tick `first` of the
    day. `row` gives a resource's place; therapists come first. `units_left_x100`
    (therapists, days) are the massage units a therapist may still take.
    """

    calendar: Calendar
    first: int
    free: Runs
    free_before: Runs
    row: Mapping[str, int]
    units_left_x100: NDArray[np.int32]

    @property
    def clinic(self) -> Clinic:
        """The clinic whose calendar this is."""
        return self.calendar.clinic

    @property
    def length(self) -> int:
        """The ticks of a day in the arrays."""
        return len(self.free)


def lay_out(calendar: Calendar, aside: frozenset[Group] = NOTHING) -> Agenda:
    """Lay a calendar out for searching, without the constraints that are set aside."""
    clinic, days = calendar.clinic, calendar.horizon.days
    first = min((day.opens for _, day in calendar.horizon.open_days()), default=0)
    last = max((day.closes for _, day in calendar.horizon.open_days()), default=first + 1)
    row = {name: place for place, name in enumerate(clinic.names())}
    shape = (last - first, len(row), len(days))
    busy = _not_on_shift(clinic, first, shape, aside) | _taken(calendar, first, shape, row, aside)
    hands = len(clinic.therapists)
    after = np.full(shape[1:], _AFTER_HOURS, dtype=np.int16)
    after[:hands] = 0
    return Agenda(
        calendar=calendar,
        first=first,
        free=_runs(busy, after),
        free_before=_runs_before(busy[:, :hands]),
        row=row,
        units_left_x100=_units_left(calendar, row, aside),
    )


def _not_on_shift(
    clinic: Clinic, first: int, shape: tuple[int, int, int], aside: frozenset[Group]
) -> NDArray[np.bool_]:
    """Mark the ticks in which a therapist does not work; everything else always could."""
    off = np.zeros(shape, dtype=np.bool_)
    if Group.SHIFTS in aside:
        return off
    for place, therapist in enumerate(clinic.therapists):
        off[:, place] = True
        for span in therapist.shifts:
            if span.day < shape[2]:
                off[max(0, span.start - first) : max(0, span.end - first), place, span.day] = False
    return off


def _taken(
    calendar: Calendar,
    first: int,
    shape: tuple[int, int, int],
    row: Mapping[str, int],
    aside: frozenset[Group],
) -> NDArray[np.bool_]:
    """Mark what is booked or away."""
    edges = np.zeros((shape[0] + 1, *shape[1:]), dtype=np.int16)
    claims = [
        (row[claim.resource], claim.span)
        for claim in _counting(calendar, aside)
        if claim.resource in row and claim.span.day < shape[2]
    ]
    if claims:
        rows = np.array([place for place, _ in claims])
        days = np.array([span.day for _, span in claims])
        starts = np.clip([span.start - first for _, span in claims], 0, shape[0])
        ends = np.clip([span.end - first for _, span in claims], 0, shape[0])
        np.add.at(edges, (starts, rows, days), 1)
        np.add.at(edges, (ends, rows, days), -1)
    return np.cumsum(edges[:-1], axis=0, dtype=np.int16) > 0


def _counting(calendar: Calendar, aside: frozenset[Group]) -> Iterator[Claim]:
    """Give the claims that count, without those of the groups that are set aside."""
    clinic = calendar.clinic
    if not aside:
        yield from calendar.booked
        yield from clinic.away
        return
    groups = group_of_resources(clinic)
    for claim in calendar.booked:
        if groups.get(claim.resource) not in aside:
            yield claim
    for claim in clinic.away:
        group = groups.get(claim.resource)
        if (Group.ABSENCES if group is Group.THERAPIST_BOOKINGS else group) not in aside:
            yield claim


def group_of_resources(clinic: Clinic) -> dict[str, Group]:
    """Give for every resource the group its bookings belong to."""
    groups = dict.fromkeys((one.id for one in clinic.therapists), Group.THERAPIST_BOOKINGS)
    groups |= dict.fromkeys((one.id for one in clinic.couches), Group.COUCHES)
    groups |= dict.fromkeys((one.id for one in clinic.rest_places), Group.REST_PLACES)
    groups |= dict.fromkeys((one.id for one in clinic.equipment), Group.EQUIPMENT)
    groups |= dict.fromkeys((bay for room in clinic.rooms for bay in room.bays), Group.BAYS)
    return groups


def _runs(busy: NDArray[np.bool_], after: Runs) -> Runs:
    """Count the free ticks from each tick on; `after` is what follows the last one."""
    runs = np.empty(busy.shape, dtype=np.int16)
    free, last = (~busy).astype(np.int16), after
    for tick in range(len(busy) - 1, -1, -1):
        np.add(last, 1, out=runs[tick])
        runs[tick] *= free[tick]
        last = runs[tick]
    return runs


def _runs_before(busy: NDArray[np.bool_]) -> Runs:
    """Count the free ticks up to each tick, the end of the day among them."""
    runs = np.zeros((len(busy) + 1, *busy.shape[1:]), dtype=np.int16)
    free = (~busy).astype(np.int16)
    for tick in range(len(busy)):
        np.add(runs[tick], 1, out=runs[tick + 1])
        runs[tick + 1] *= free[tick]
    return runs


def _units_left(
    calendar: Calendar, row: Mapping[str, int], aside: frozenset[Group]
) -> NDArray[np.int32]:
    therapists, days = calendar.clinic.therapists, len(calendar.horizon)
    left = np.full((len(therapists), days), np.iinfo(np.int32).max, dtype=np.int32)
    if Group.UNITS in aside:
        return left
    for place, therapist in enumerate(therapists):
        if therapist.units_a_day_x100 is not None:
            left[place] = therapist.units_a_day_x100
    for claim in calendar.booked:
        place = row.get(claim.resource, len(therapists))  # who has left is in nobody's way
        if claim.units_x100 and claim.span.day < days and place < len(therapists):
            left[place, claim.span.day] -= claim.units_x100
    return left
