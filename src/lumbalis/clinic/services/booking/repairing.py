"""Repair after an absence: the visits it hits, and for each the place that disturbs least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from lumbalis.clinic.records.models import Absence, Appointment
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.booking import absences, messages, moving
from lumbalis.clinic.services.booking.clock_words import clock, minutes_of
from lumbalis.clinic.services.booking.floor import id_in, of_user
from lumbalis.clinic.services.booking.keeping import appointment_of
from lumbalis.clinic.services.booking.moving import Room
from lumbalis.domain.scheduling.grid import TICK_MIN
from lumbalis.domain.scheduling.moving import Spot


class Change(StrEnum):
    """How a patient is disturbed, the least first."""

    HANDS = "hands"
    TIME = "time"
    DAY = "day"
    NONE = "none"


_COST: Final = {Change.HANDS: 0, Change.TIME: 1, Change.DAY: 2}


@dataclass(frozen=True, slots=True)
class RepairLine:
    """One visit that cannot stay: who has to be called, and where it could go."""

    visit: Appointment
    change: Change
    day: date | None = None
    time: str = ""
    therapist: str = ""

    @property
    def value(self) -> str:
        """Write the move as a form sends it."""
        if self.day is None:
            return ""
        start = f"{self.day.isoformat()}T{self.time}"
        return f"{self.visit.pk}/{self.visit.version}/{start}/{self.therapist}"


@dataclass(frozen=True, slots=True)
class Repair:
    """What an absence leads to."""

    lines: tuple[RepairLine, ...]

    @property
    def people(self) -> int:
        """Count the patients who have to be called."""
        return absences.people_of([one.visit for one in self.lines])

    @property
    def kept(self) -> int:
        """Count the visits that find a place."""
        return sum(one.change is not Change.NONE for one in self.lines)


def propose(by: Acting, row: Absence) -> Repair:
    """Find for every visit an absence hits the place that disturbs its patient least."""
    return Repair(tuple(_line(by, one) for one in absences.affected(row)))


def _line(by: Acting, visit: Appointment) -> RepairLine:
    room = moving.room_for(by, visit)
    if not isinstance(room, Room) or not room.spots:
        return RepairLine(visit, Change.NONE)
    day = room.ask.window.number(visit.day)
    spot = min(room.spots, key=lambda one: _disturbs(one, visit, day))
    change = _change(spot, visit, day)
    return RepairLine(
        visit,
        change,
        day=room.ask.window.date(spot.day),
        time=clock(spot.start * TICK_MIN),
        therapist=spot.therapist,
    )


def _change(spot: Spot, visit: Appointment, day: int) -> Change:
    if spot.day != day:
        return Change.DAY
    return Change.HANDS if spot.start * TICK_MIN == visit.starts_min else Change.TIME


def _disturbs(spot: Spot, visit: Appointment, day: int) -> tuple[int, int, int, bool, int]:
    """Order places: by the kind of change, how far in days and minutes, whose hands, cost."""
    away = abs(spot.start * TICK_MIN - visit.starts_min)
    other = spot.therapist != of_user(visit.therapist_id)
    return _COST[_change(spot, visit, day)], abs(spot.day - day), away, other, spot.cost


def carry_out(by: Acting, row: Absence, wanted: Sequence[str]) -> tuple[int, int]:
    """Move the visits that were chosen; give how many moved, and how many no longer could."""
    hit = {str(one.pk): one for one in absences.affected(row)}
    moved, courses = 0, {}
    for said in wanted:
        key, _, rest = said.partition("/")
        if key in hit and _move(by, hit[key], rest):
            moved += 1
            courses[hit[key].course_id] = hit[key].course
    for course in courses.values():
        messages.tell(by, course)
    return moved, len(wanted) - moved


def _move(by: Acting, visit: Appointment, said: str) -> bool:
    version, _, rest = said.partition("/")
    moment, _, therapist = rest.partition("/")
    day, _, time = moment.partition("T")
    minute = minutes_of(time)
    fresh = appointment_of(visit.pk)
    if fresh is None or minute is None or not version.isdigit():
        return False
    try:
        wanted = date.fromisoformat(day)
        id_in(therapist)
    except ValueError:
        return False
    done = moving.move(by, fresh, int(version), wanted, minute, therapist)
    return isinstance(done, Appointment)
