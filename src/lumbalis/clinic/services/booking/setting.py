"""Setting up where and when a clinic works; each change is an act of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from lumbalis.clinic.records.models import Clinic, Closure, OpeningHours, Place, Room, WorkingHours
from lumbalis.clinic.records.models.places import PLACE_KINDS, WEEKS
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.booking.rules import NORM, norm_sets, scheduling_rules
from lumbalis.domain.scheduling.grid import TICK_MIN, WEEK_DAYS

DAY_MIN: Final = 24 * 60
_NAME: Final = 60
_MOST_AT_ONCE: Final = 20


class SettingError(ValueError):
    """Something that cannot be kept; `where` names the field."""

    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(where)


@dataclass(frozen=True, slots=True)
class Shift:
    """Hours somebody works on a weekday, in minutes of the day; `week` is every, odd or even."""

    weekday: int
    starts_min: int
    ends_min: int
    week: str = "every"


def set_hours(by: Acting, hours: Iterable[tuple[int, int, int]]) -> None:
    """Set the opening hours: weekday (0 is Monday), first and last minute.

    Raises
    ------
    SettingError
        If hours are out of order or off the grid of five minutes.
    """
    wanted = {weekday: (opens, closes) for weekday, opens, closes in hours}
    for weekday, (opens, closes) in wanted.items():
        _hours(weekday, opens, closes)
    with whole(by):
        OpeningHours.objects.filter(clinic=by.clinic).delete()
        OpeningHours.objects.bulk_create(
            OpeningHours(clinic=by.clinic, weekday=weekday, opens_min=opens, closes_min=closes)
            for weekday, (opens, closes) in sorted(wanted.items())
        )
        _note(by, "calendar.hours_set", days=len(wanted))


def _hours(weekday: int, start: int, end: int) -> None:
    fits = 0 <= weekday < WEEK_DAYS and 0 <= start < end <= DAY_MIN
    if not fits or start % TICK_MIN or end % TICK_MIN:
        raise SettingError(where="hours")


def add_room(by: Acting, name: str, at_once: int | None = None) -> Room:
    """Add a room.

    Raises
    ------
    SettingError
        If the name is empty, too long or in use, or nobody could be treated in it.
    """
    called = _name(name, Room.objects.filter(retired_at=None).values_list("name", flat=True))
    if at_once is not None and not 1 <= at_once <= _MOST_AT_ONCE:
        raise SettingError(where="at_once")
    with whole(by):
        row = Room.objects.create(clinic=by.clinic, name=called, at_once=at_once)
        _note(by, "calendar.place_added", entity_id=row.pk, kind="room")
    return row


def add_place(
    by: Acting, kind: str, name: str, room: UUID | None = None, equipment: str = ""
) -> Place:
    """Add a couch, a rest place or a piece of equipment.

    Raises
    ------
    SettingError
        If the kind is none, the name is in use, or the room or kind of equipment is not known.
    """
    called = _name(name, Place.objects.filter(retired_at=None).values_list("name", flat=True))
    if kind not in PLACE_KINDS:
        raise SettingError(where="kind")
    if kind == "equipment" and equipment not in equipment_kinds():
        raise SettingError(where="equipment")
    found = Room.objects.filter(pk=room, retired_at=None).first() if room else None
    if room and found is None:
        raise SettingError(where="room")
    with whole(by):
        row = Place.objects.create(
            clinic=by.clinic, kind=kind, name=called, room=found,
            equipment=equipment if kind == "equipment" else "",
        )  # fmt: skip
        _note(by, "calendar.place_added", entity_id=row.pk, kind=kind)
    return row


def equipment_kinds() -> tuple[str, ...]:
    """Name the kinds of equipment that techniques take up."""
    return tuple(sorted(set(scheduling_rules().equipment.values())))


def _name(name: str, used: Iterable[str]) -> str:
    called = " ".join(name.split())
    if not called or len(called) > _NAME or called.casefold() in {one.casefold() for one in used}:
        raise SettingError(where="name")
    return called


def retire(by: Acting, row: Room | Place) -> None:
    """Take a room or place out of use; what is booked there stays until it is moved."""
    with whole(by):
        row.retired_at = by.at
        row.save()
        _note(by, "calendar.place_retired", entity_id=row.pk)


def set_shifts(by: Acting, user: UUID, shifts: Iterable[Shift], since: date) -> None:
    """Set when somebody works, from a day on.

    Raises
    ------
    SettingError
        If hours are out of order, off the grid, or of no week.
    """
    wanted = list(shifts)
    for one in wanted:
        _hours(one.weekday, one.starts_min, one.ends_min)
        if one.week not in WEEKS:
            raise SettingError(where="week")
    with whole(by):
        WorkingHours.objects.filter(user=user).delete()
        WorkingHours.objects.bulk_create(
            WorkingHours(
                clinic=by.clinic, user_id=user, weekday=one.weekday, week=one.week,
                starts_min=one.starts_min, ends_min=one.ends_min, valid_from=since,
            )
            for one in wanted
        )  # fmt: skip
        _note(by, "calendar.shifts_set", entity_id=user, shifts=len(wanted))


def close(by: Acting, first: date, last: date, name: str, kind: str = "closure") -> Closure:
    """Close the clinic for some days, both included.

    Raises
    ------
    SettingError
        If the days are out of order.
    """
    if first > last:
        raise SettingError(where="last_day")
    with whole(by):
        row = Closure.objects.create(
            clinic=by.clinic, first_day=first, last_day=last, name=name[:80], kind=kind,
            recorded_by_id=by.actor.user_id, recorded_at=by.at,
        )  # fmt: skip
        _note(by, "calendar.closed", entity_id=row.pk)
    return row


def open_again(by: Acting, row: Closure) -> None:
    """Take a closure back."""
    with whole(by):
        _note(by, "calendar.opened", entity_id=row.pk)
        row.delete()


def choose_norm(by: Acting, norm: str) -> None:
    """Count the load of therapists by a norm; empty counts by none.

    Raises
    ------
    SettingError
        If there is no such norm.
    """
    if norm and norm not in norm_sets():
        raise SettingError(where="norm")
    with whole(by):
        clinic = Clinic.objects.select_for_update().get(pk=by.clinic.pk)
        clinic.settings = {**clinic.settings, NORM: norm}
        clinic.save(update_fields=["settings"])
        by.clinic.settings = clinic.settings
        _note(by, "calendar.norm_chosen", norm=norm)


def _note(by: Acting, act: str, entity_id: UUID | None = None, **said: int | str) -> None:
    audit.record(by, act, entity="calendar", entity_id=entity_id, **said)  # type: ignore[arg-type]  # words of ours
