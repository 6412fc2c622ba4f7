"""What therapists have before them: visits, hands-on hours, units, and what they can take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lumbalis.clinic.records.models import Appointment, Clinic, User
from lumbalis.clinic.services.booking.days import window_of
from lumbalis.clinic.services.booking.floor import floor_of, of_user, therapists_of
from lumbalis.clinic.services.booking.rules import norm_of
from lumbalis.domain.scheduling.grid import TICK_MIN

_HOUR_MIN, _UNITS = 60, 100


@dataclass(frozen=True, slots=True)
class Load:
    """One therapist over some days.

    `worked_h` are the hours of the shifts, absences taken out; `hands_on_h` and `units` what is
    booked or done; `most_units` what the norm allows in those shifts, None without a norm;
    `over` are the days on which the units booked are above the norm.
    """

    who: User
    visits: int
    missed: int
    hands_on_h: float
    worked_h: float
    units: float
    most_units: float | None
    over: tuple[date, ...]

    @property
    def share(self) -> float | None:
        """The part of the working time that is hands-on time."""
        return self.hands_on_h / self.worked_h if self.worked_h else None


def loads(clinic: Clinic, first: date, days: int, at: object) -> list[Load]:
    """Report the load of everybody who treats, over some days."""
    window = window_of(clinic, first, days)
    floor = floor_of(clinic, window, at)  # type: ignore[arg-type]  # a moment
    rows = list(Appointment.objects.filter(day__gte=first, day__lte=window.last))
    shifts = {one.id: one.shifts for one in floor.therapists}
    away = {(one.resource, one.span.day): one.span for one in floor.away}
    found = []
    for who in therapists_of(clinic, at):  # type: ignore[arg-type]  # a moment
        name = of_user(who.pk)
        mine = [row for row in rows if row.therapist_id == who.pk]
        worked = [one for one in shifts[name] if (name, one.day) not in away]
        ticks = sum(one.end - one.start for one in worked)
        found.append(
            _load(clinic, who, mine, ticks * TICK_MIN / _HOUR_MIN, {one.day for one in worked})
        )
    return found


def _load(
    clinic: Clinic, who: User, rows: Iterable[Appointment], worked_h: float, days: set[int]
) -> Load:
    given = [row for row in rows if row.state in {"booked", "arrived", "done"}]
    norm = norm_of(clinic)
    by_day: dict[date, int] = {}
    for row in given:
        by_day[row.day] = by_day.get(row.day, 0) + row.units_x100
    most = None if norm is None else norm.units_per_shift
    return Load(
        who=who,
        visits=len(given),
        missed=sum(row.state == "no_show" for row in rows),
        hands_on_h=sum(row.parts["hands_on"] for row in given) / _HOUR_MIN,
        worked_h=worked_h,
        units=sum(by_day.values()) / _UNITS,
        most_units=None if most is None else most * len(days),
        over=tuple(day for day, units in sorted(by_day.items()) if most and units > most * _UNITS),
    )
