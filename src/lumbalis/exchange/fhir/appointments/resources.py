"""Schedule, Slot and Appointment as values that keep the rules of FHIR R4."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fhir.appointments.codes import (
    ACTORS,
    DID_NOT_HAPPEN,
    WITHOUT_TIME,
    AppointmentStatus,
    CancelledBy,
    Kind,
    Required,
    Response,
    SlotStatus,
)

if TYPE_CHECKING:
    from typing import NoReturn

    from lumbalis.exchange.fhir.concepts import Coding

_ID = re.compile(r"[A-Za-z0-9.-]{1,64}\Z")
_SERVER = re.compile(r"https?://[^\s]+[^\s/]\Z")


@dataclass(frozen=True, slots=True)
class Reference:
    """A resource that is pointed to; `server` is its base address, None for our own server."""

    kind: Kind
    id: str
    server: str | None = None

    def __post_init__(self) -> None:
        _check_id(self.kind.value, self.id)
        if self.server is not None and not _SERVER.match(self.server):
            _refuse(self.kind.value, "server", "is not a base address", "write it without a slash")

    @property
    def text(self) -> str:
        """Write it as FHIR does."""
        local = f"{self.kind.value}/{self.id}"
        return local if self.server is None else f"{self.server}/{local}"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time between two moments with offsets from UTC; both are kept in UTC.

    Two times of one zone would be compared and subtracted as the wall shows them, which is wrong
    by an hour when the clock is changed.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        for name, moment in (("start", self.start), ("end", self.end)):
            if moment.utcoffset() is None:
                _refuse("Period", name, "has no offset from UTC", "give the moment with its zone")
            object.__setattr__(self, name, moment.astimezone(UTC))
        if self.end <= self.start:
            _refuse("Period", "end", "is not after the start", "correct one of the two")

    @property
    def minutes(self) -> int:
        """Whole minutes of it; what is left over does not count."""
        return (self.end - self.start) // timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The hours of one actor: a therapist, a couch, a rest place or a device.

    Attributes
    ----------
    horizon : Stretch or None
        For what time slots are given out.
    service : Coding or None
        What is done in these hours.
    """

    id: str
    actor: Reference
    horizon: Stretch | None = None
    service: Coding | None = None
    is_active: bool = True
    comment: str = ""

    def __post_init__(self) -> None:
        _check_id("Schedule", self.id)
        _check_kind("Schedule", "actor", self.actor, ACTORS)


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of a schedule that is free, or is not."""

    id: str
    schedule: Reference
    status: SlotStatus
    time: Stretch
    comment: str = ""

    def __post_init__(self) -> None:
        _check_id("Slot", self.id)
        _check_kind("Slot", "schedule", self.schedule, {Kind.SCHEDULE})


@dataclass(frozen=True, slots=True)
class Participant:
    """Who or what takes part in an appointment."""

    actor: Reference
    response: Response = Response.ACCEPTED
    required: Required = Required.REQUIRED

    def __post_init__(self) -> None:
        _check_kind("Appointment", "participant", self.actor, ACTORS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One visit: exactly one patient, and whoever and whatever the visit needs.

    Attributes
    ----------
    time : Stretch or None
        From start to end; None only where R4 allows it (invariants app-2 and app-3).
    minutes : int or None
        How long the visit itself takes, not more than the time between start and end.
    based_on : tuple of Reference
        The orders (ServiceRequest) that it serves.
    cancelled_by : CancelledBy or None
        On whose side the cause lies; only if it did not happen (invariant app-4).
    instruction : str
        How the patient prepares.

    Raises
    ------
    InputError
        If a rule of R4 is broken.
    """

    id: str
    status: AppointmentStatus
    participants: tuple[Participant, ...]
    time: Stretch | None
    minutes: int | None = None
    slots: tuple[Reference, ...] = ()
    based_on: tuple[Reference, ...] = ()
    cancelled_by: CancelledBy | None = None
    service: Coding | None = None
    description: str = ""
    comment: str = ""
    instruction: str = ""
    created: datetime | None = None

    def __post_init__(self) -> None:
        _check_id("Appointment", self.id)
        _check_people(self)
        _check_times(self)
        for slot in self.slots:
            _check_kind("Appointment", "slot", slot, {Kind.SLOT})
        for order in self.based_on:
            _check_kind("Appointment", "basedOn", order, {Kind.SERVICE_REQUEST})
        if self.cancelled_by is not None and self.status not in DID_NOT_HAPPEN:
            what = "is given, though the appointment was neither cancelled nor missed"
            _refuse("Appointment", "cancelationReason", what, "remove it or correct the status")

    @property
    def patient(self) -> Reference:
        """Whose visit it is."""
        return self.actors(Kind.PATIENT)[0]

    def actors(self, kind: Kind) -> tuple[Reference, ...]:
        """Give the participants of one kind."""
        return tuple(one.actor for one in self.participants if one.actor.kind is kind)


def _check_people(visit: Appointment) -> None:
    if len(visit.actors(Kind.PATIENT)) != 1:
        what_to_do = "name one patient; a group is booked as several appointments"
        _refuse("Appointment", "participant", "does not name exactly one patient", what_to_do)
    actors = [one.actor for one in visit.participants]
    if len(set(actors)) != len(actors):
        _refuse("Appointment", "participant", "names the same actor twice", "name each once")


def _check_times(visit: Appointment) -> None:
    if visit.time is None and visit.status not in WITHOUT_TIME:
        what = f"is missing, though the status is {visit.status.value}"
        _refuse("Appointment", "start", what, "give start and end")
    if visit.created is not None and visit.created.utcoffset() is None:
        what_to_do = "give the moment with its zone"
        _refuse("Appointment", "created", "has no offset from UTC", what_to_do)
    if visit.minutes is None:
        return
    if visit.minutes < 1:
        _refuse("Appointment", "minutesDuration", "is below 1", "give whole minutes")
    if visit.time is not None and visit.minutes > visit.time.minutes:
        what = "is longer than from start to end"
        _refuse("Appointment", "minutesDuration", what, "correct it or the end")


def _check_id(kind: str, name: str) -> None:
    if not _ID.match(name):
        _refuse(kind, "id", "is not 1 to 64 letters, digits, dots and dashes", "use such an id")


def _check_kind(kind: str, key: str, reference: Reference, known: Collection[Kind]) -> None:
    if reference.kind not in known:
        what_to_do = f"point to {' or '.join(sorted(one.value for one in known))}"
        _refuse(kind, key, f"points to a {reference.kind.value}", what_to_do)


def _refuse(kind: str, key: str, what: str, what_to_do: str) -> NoReturn:
    where = f"{kind}, {key}"
    raise InputError(where, what, what_to_do)
