"""A calendar laid out once and kept up to date: bookings come and go in a fraction of the time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.scheduling.agenda import Agenda, lay_out
from lumbalis.domain.scheduling.grid import DAY_TICKS
from lumbalis.domain.scheduling.resources import Calendar, Claim

Days = NDArray[np.intp]
_NO_DAYS: Days = np.zeros(0, dtype=np.intp)


class Board:
    """An agenda whose bookings change in place; only the touched days of a resource are redone.

    `agenda` is always what `lay_out` gives for the bookings of the moment, but for
    `agenda.calendar`, which stays the calendar of the beginning. `rooms` are the rows of the
    couches of each room and of its bays. Claims of what the clinic does
    not have, such as a patient's own time, are passed over.
    """

    def __init__(self, calendar: Calendar) -> None:
        """Lay the calendar out, with what is booked and away in it."""
        bare = replace(calendar.clinic, away=())
        self.agenda: Agenda = replace(lay_out(Calendar(bare, calendar.horizon)), calendar=calendar)
        self._taken: NDArray[np.int16] = (self.agenda.free == 0).astype(np.int16)
        self.rooms: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = self._rooms()
        self.add((*calendar.booked, *calendar.clinic.away))

    def _rooms(self) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
        """Give the rows of the couches that share bays, and of these; no bays bind nobody."""
        clinic, row = self.agenda.clinic, self.agenda.row
        sharing: dict[tuple[int, ...], list[int]] = {}
        for couch in clinic.couches:
            bays = tuple(row[bay] for bay in clinic.bays_of(couch))
            sharing.setdefault(bays, []).append(row[couch.id])
        return tuple((tuple(couches), bays) for bays, couches in sharing.items())

    def add(self, claims: Iterable[Claim]) -> Days:
        """Take what is claimed; give the touched days, in order."""
        return self._change(claims, 1)

    def remove(self, claims: Iterable[Claim]) -> Days:
        """Free what was claimed; give the touched days, in order."""
        return self._change(claims, -1)

    def _change(self, claims: Iterable[Claim], by: int) -> Days:
        agenda, first = self.agenda, self.agenda.first
        row, days = agenda.row, len(agenda.calendar.horizon)
        touched = set()
        for claim in claims:
            span, place = claim.span, row.get(claim.resource)
            if place is None or span.day >= days:
                continue
            start, end = max(0, span.start - first), max(0, span.end - first)
            self._taken[start:end, place, span.day] += by
            touched.add((place, span.day))
            if claim.units_x100:
                agenda.units_left_x100[place, span.day] -= by * claim.units_x100
        if not touched:
            return _NO_DAYS
        rows, on = np.array(sorted(touched), dtype=np.intp).T
        self._redo(rows, on)
        return np.unique(on)

    def _redo(self, rows: Days, days: Days) -> None:
        """Count the free ticks anew in some columns, from every tick on and up to it."""
        agenda, length = self.agenda, self.agenda.length
        hands = len(agenda.clinic.therapists)
        busy = self._taken[:, rows, days] > 0
        at = np.arange(length, dtype=np.int16)[:, None]
        ends = np.where(rows < hands, length, length + DAY_TICKS).astype(np.int16)
        stops = np.where(busy, at, ends)
        nearest = np.minimum.accumulate(stops[::-1], axis=0)[::-1]
        agenda.free[:, rows, days] = np.where(busy, 0, nearest - at)
        mine = rows < hands
        since = np.maximum.accumulate(np.where(busy[:, mine], at + 1, 0), axis=0)
        agenda.free_before[1:, rows[mine], days[mine]] = at + 1 - since
