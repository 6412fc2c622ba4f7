"""Who and what a visit needs: therapists with credentials, couches, rest places, equipment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lumbalis.domain.scheduling.grid import Horizon, Span


@dataclass(frozen=True, slots=True)
class Credential:
    """A qualification and the days it is valid, both included; `to_day` None has no end."""

    kind: str
    from_day: int
    to_day: int | None = None

    def valid_on(self, day: int) -> bool:
        """Tell whether it is valid on a day."""
        return self.from_day <= day and (self.to_day is None or day <= self.to_day)


@dataclass(frozen=True, slots=True)
class Therapist:
    """Somebody whose hands work.

    `shifts` are the hours of work, without breaks. `units_a_day_x100` is the most massage
    units in one day, in hundredths, by the norm the clinic has chosen; None counts none.
    """

    id: str
    credentials: tuple[Credential, ...]
    shifts: tuple[Span, ...]
    units_a_day_x100: int | None = None

    def holds(self, kinds: frozenset[str], day: int) -> bool:
        """Tell whether every credential asked for is held and valid on that day."""
        held = {one.kind for one in self.credentials if one.valid_on(day)}
        return kinds <= held


@dataclass(frozen=True, slots=True)
class Couch:
    """A couch to be treated on, and the room it stands in."""

    id: str
    room: str


@dataclass(frozen=True, slots=True)
class Room:
    """A room, and how many may be treated in it at once; None: as many as it has couches.

    A bay is one such place. Where there are fewer bays than couches, every treatment claims one.
    """

    id: str
    at_once: int | None = None

    @property
    def bays(self) -> tuple[str, ...]:
        """The names of its bays; none where the couches are the only bound."""
        return tuple(f"{self.id}/bay-{number + 1}" for number in range(self.at_once or 0))


@dataclass(frozen=True, slots=True)
class RestPlace:
    """A place to lie down after the session."""

    id: str


@dataclass(frozen=True, slots=True)
class Equipment:
    """A device or a set of cups: one thing that one session uses, then needs care."""

    id: str
    kind: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A resource is taken for some ticks of a day. `units_x100` counts for a therapist only."""

    resource: str
    span: Span
    units_x100: int = 0


@dataclass(frozen=True, slots=True)
class Clinic:
    """Everything that can be claimed, and when it is away (leave, illness, a broken couch)."""

    therapists: tuple[Therapist, ...]
    couches: tuple[Couch, ...]
    rooms: tuple[Room, ...] = ()
    rest_places: tuple[RestPlace, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    away: tuple[Claim, ...] = ()
    by_id: dict[str, Therapist] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = tuple(self.names())
        if len(set(names)) != len(names):
            msg = "two resources have the same id; give each its own."
            raise ValueError(msg)
        if any(room.at_once == 0 for room in self.rooms):
            msg = "a room where nobody may be treated; close it by an absence instead."
            raise ValueError(msg)
        object.__setattr__(self, "by_id", {one.id: one for one in self.therapists})

    def names(self) -> Iterator[str]:
        """Give the id of everything that can be claimed."""
        for group in (self.therapists, self.couches, self.rest_places, self.equipment):
            yield from (one.id for one in group)
        for room in self.rooms:
            yield from room.bays

    def bays_of(self, couch: Couch) -> tuple[str, ...]:
        """Give the bays of which a treatment on this couch needs one; none if it needs none."""
        return next((room.bays for room in self.rooms if room.id == couch.room), ())


@dataclass(frozen=True, slots=True)
class Calendar:
    """A living calendar: the clinic, its days, and what is booked already."""

    clinic: Clinic
    horizon: Horizon
    booked: tuple[Claim, ...] = ()
