"""The hours of one actor cut into what is taken and what is free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fhir.appointments.codes import Kind, SlotStatus
from lumbalis.exchange.fhir.appointments.resources import Reference, Schedule, Slot, Stretch


@dataclass(frozen=True, slots=True)
class Taken:
    """A stretch that is taken, under the id that its slot keeps as long as it stays taken."""

    slot: str
    time: Stretch
    status: SlotStatus = SlotStatus.BUSY


def slots_of(
    schedule: Schedule, hours: Iterable[Stretch], taken: Iterable[Taken]
) -> tuple[Slot, ...]:
    """Cut the hours of an actor into slots, in order of time.

    What is taken outside the hours is told as well. A free slot is as long as it can be; its id
    follows from the schedule and its start.

    Raises
    ------
    InputError
        If two stretches that are taken overlap, which would be a double booking, or two
        stretches of the hours do.
    """
    here = Reference(Kind.SCHEDULE, schedule.id)
    busy = sorted(taken, key=lambda one: (one.time.start, one.slot))
    opened = sorted(hours, key=lambda one: one.start)
    _refuse_overlap([one.time for one in busy], "what is taken", "one actor cannot be at two")
    _refuse_overlap(opened, "the hours", "join them")
    slots = [Slot(one.slot, here, one.status, one.time) for one in busy]
    for stretch in opened:
        for free in _rest(stretch, busy):
            name = f"{schedule.id}-{free.start:%Y%m%dT%H%M%SZ}"
            slots.append(Slot(name, here, SlotStatus.FREE, free))
    return tuple(sorted(slots, key=lambda slot: slot.time.start))


def _rest(stretch: Stretch, busy: Sequence[Taken]) -> Iterator[Stretch]:
    """Give what is left of a stretch, with the busy ones in order of time."""
    since: datetime = stretch.start
    for one in busy:
        if one.time.end <= since or one.time.start >= stretch.end:
            continue
        if one.time.start > since:
            yield Stretch(since, one.time.start)
        since = one.time.end
    if since < stretch.end:
        yield Stretch(since, stretch.end)


def _refuse_overlap(stretches: Sequence[Stretch], thing: str, what_to_do: str) -> None:
    for earlier, later in pairwise(stretches):
        if later.start < earlier.end:
            where, what = f"slots of a schedule, {thing}", "overlaps"
            raise InputError(where, what, what_to_do)
