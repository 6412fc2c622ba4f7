"""Moving, cancelling and marking one visit, with the spacing of the whole course kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from lumbalis.clinic.records.models import Appointment
from lumbalis.clinic.records.models.booking import STANDING
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.booking import claiming
from lumbalis.clinic.services.booking.asking import Ask, Shut, ask_for
from lumbalis.clinic.services.booking.claiming import TakenError
from lumbalis.clinic.services.booking.days import Window, ahead
from lumbalis.clinic.services.booking.floor import of_user
from lumbalis.clinic.services.booking.keeping import place, touch
from lumbalis.clinic.services.booking.offering import movable
from lumbalis.clinic.services.booking.rules import scheduling_rules
from lumbalis.clinic.services.booking.standing import calendar_of, visit_of
from lumbalis.domain.scheduling.agenda import lay_out
from lumbalis.domain.scheduling.grid import TICK_MIN
from lumbalis.domain.scheduling.moving import Move, Spot, best, spots
from lumbalis.domain.scheduling.moving import visit_of as placed

A_DAY: Final = 3
"""So many times a day are listed; any other allowed one can still be chosen by dragging."""
_REASONS: Final = ("patient", "clinic", "illness", "not_needed")


class NotMoved(StrEnum):
    """Why nothing changed."""

    SHUT = "shut"
    STALE = "stale"
    NOT_STANDING = "not_standing"
    NO_ROOM = "no_room"


@dataclass(frozen=True, slots=True)
class Room:
    """Where one visit of a course may go while the others stay."""

    ask: Ask
    move: Move
    spots: tuple[Spot, ...]

    @property
    def listed(self) -> tuple[Spot, ...]:
        """The best few of every day."""
        return best(self.spots, A_DAY)


def room_for(by: Acting, row: Appointment, *, days: Sequence[date] = ()) -> Room | Shut:
    """Find where a visit may go; with `days`, on those alone."""
    window = ahead(by.clinic, by.at)
    ask = ask_for(row.course, window, by.at)
    if isinstance(ask, Shut):
        return ask
    if row.session not in {one.index for one in ask.request.visits}:
        return Shut.NOTHING_LEFT
    others = tuple(visit_of(one, window) for one in movable(row.course, window) if one.pk != row.pk)
    agenda = lay_out(calendar_of(by.clinic, window, by.at, without=[row.pk]))
    move = Move(agenda, ask.request, others, row.session, scheduling_rules())
    found = spots(move, main=_main(others) or of_user(row.therapist_id))
    wanted = {window.number(one) for one in days}
    return Room(ask, move, tuple(one for one in found if not wanted or one.day in wanted))


def _main(others: Sequence[object]) -> str | None:
    hands = [getattr(one, "therapist", "") for one in others]
    return max(sorted(set(hands)), key=hands.count) if hands else None


def move(
    by: Acting, row: Appointment, version: int, day: date, starts_min: int, therapist: str = ""
) -> Appointment | NotMoved:
    """Move a visit to a start that keeps every rule of its course, or change nothing."""
    with whole(by):
        fresh = _fresh(row)
        if fresh.version != version:
            return NotMoved.STALE
        if fresh.state not in STANDING:
            return NotMoved.NOT_STANDING
        return _moved(by, fresh, day, starts_min, therapist)


def _moved(
    by: Acting, row: Appointment, day: date, starts_min: int, therapist: str
) -> Appointment | NotMoved:
    room = room_for(by, row, days=(day,))
    if isinstance(room, Shut):
        return NotMoved.SHUT
    spot = _at(room, starts_min // TICK_MIN, therapist)
    if spot is None:
        return NotMoved.NO_ROOM
    window = room.ask.window
    claiming.give_back([row])
    place(row, placed(room.move, spot), window)
    try:
        claiming.take([row], window)
    except TakenError:
        return _undone(row, window)
    touch(by, row)
    _note(by, row, "booking.moved")
    return row


def _undone(row: Appointment, window: Window) -> NotMoved:
    """Claim again what the visit had; the transaction holds, so it is still free."""
    row.refresh_from_db()
    claiming.take([row], window)
    return NotMoved.NO_ROOM


def _at(room: Room, tick: int, therapist: str) -> Spot | None:
    found = [one for one in room.spots if one.start == tick]
    if therapist:
        return next((one for one in found if one.therapist == therapist), None)
    return min(found, key=lambda one: one.cost, default=None)


def cancel(by: Acting, row: Appointment, version: int, reason: str) -> Appointment | NotMoved:
    """Cancel one visit; the others keep their place and number, and its time is free at once."""
    said = reason if reason in _REASONS else "clinic"
    return _mark(by, row, version, "cancelled", "booking.cancelled", reason=said)


def no_show(by: Acting, row: Appointment, version: int) -> Appointment | NotMoved:
    """Note that the patient did not come."""
    return _mark(by, row, version, "no_show", "booking.no_show")


def arrived(by: Acting, row: Appointment, version: int, late_min: int) -> Appointment | NotMoved:
    """Note that the patient is there, and how many minutes late."""
    return _mark(by, row, version, "arrived", "booking.arrived", late_min=late_min)


def _mark(
    by: Acting, row: Appointment, version: int, state: str, act: str, **said: object
) -> Appointment | NotMoved:
    with whole(by):
        fresh = _fresh(row)
        if fresh.version != version:
            return NotMoved.STALE
        if fresh.state not in STANDING:
            return NotMoved.NOT_STANDING
        fresh.state = state
        for name, value in said.items():
            setattr(fresh, name, value)
        if state not in STANDING:
            claiming.give_back([fresh])
        touch(by, fresh)
        _note(by, fresh, act)
        return fresh


def _fresh(row: Appointment) -> Appointment:
    rows = Appointment.objects.select_related("course__order", "course__patient__clinic", "patient")
    return rows.select_for_update(of=("self",)).get(pk=row.pk)


def _note(by: Acting, row: Appointment, act: str) -> None:
    audit.record(
        by, act, entity="appointment", entity_id=row.pk, patient=row.patient,
        session=row.session, state=row.state,
    )  # fmt: skip
