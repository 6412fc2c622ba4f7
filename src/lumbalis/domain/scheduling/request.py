"""What is asked for: a course's visits with their needs, and what the patient can and wishes."""

from __future__ import annotations

from dataclasses import dataclass

from lumbalis.domain.scheduling.grid import Span


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a visit in ticks: check, hands-on, then rest.

    The therapist stays for the first `stays` ticks of the rest. What the patient has lain on is
    free `changeover` ticks after; equipment is free `care` ticks after the hands-on time.
    """

    check: int
    hands_on: int
    rest: int
    stays: int
    changeover: int
    care: int = 0

    @property
    def to_rest(self) -> int:
        """Ticks from the start of the visit to the start of the rest."""
        return self.check + self.hands_on

    @property
    def visit(self) -> int:
        """Ticks the patient is in the clinic."""
        return self.to_rest + self.rest

    @property
    def therapist(self) -> int:
        """Ticks the therapist is claimed."""
        return self.to_rest + self.stays

    @property
    def couch(self) -> int:
        """Ticks the couch is claimed if a rest place takes over."""
        return self.to_rest + self.changeover

    @property
    def couch_with_rest(self) -> int:
        """Ticks the couch is claimed if the patient rests on it."""
        return self.visit + self.changeover

    @property
    def rest_place(self) -> int:
        """Ticks the rest place is claimed, from the start of the rest."""
        return self.rest + self.changeover

    @property
    def equipment(self) -> int:
        """Ticks equipment is claimed, from the start of the visit."""
        return self.to_rest + self.care


@dataclass(frozen=True, slots=True)
class VisitNeed:
    """One session to be placed.

    `least_min` and `usual_days` are the least time since the start of the session before and
    the usual number of days; `review_before` tells that a physician reviews the course between
    the session before and this one. `kept` pins the visit to one start: (day, tick).
    """

    index: int
    layout: Layout
    credentials: frozenset[str]
    equipment: frozenset[str] = frozenset()
    units_x100: int = 0
    least_min: int = 0
    usual_days: int = 0
    review_before: bool = False
    gentle: bool = False
    kept: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Meal:
    """A meal the patient has at a tick, on these weekdays (0 is Monday)."""

    tick: int
    weekdays: frozenset[int] = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Wait:
    """A medical wait: no session before `until_day`. `reason` is a key of a text."""

    reason: str
    until_day: int


@dataclass(frozen=True, slots=True)
class Patient:
    """What binds the patient, and what the patient would like.

    `available` are the spans within which a whole visit must lie, rest included; None means any
    time. `busy` is what the patient has elsewhere. Physiotherapy on the same day needs
    `physiotherapy_ordered`. `only` are the therapists the patient accepts, None means all.
    The last four are wishes: they cost, and forbid nothing.
    """

    id: str
    available: tuple[Span, ...] | None = None
    busy: tuple[Span, ...] = ()
    meals: tuple[Meal, ...] = ()
    physiotherapy: tuple[Span, ...] = ()
    physiotherapy_ordered: bool = False
    waits: tuple[Wait, ...] = ()
    only: frozenset[str] | None = None
    prefers: str | None = None
    preferred_tick: int | None = None
    disliked_weekdays: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Held:
    """A session of the course that has taken place, or stands and is not to be moved."""

    day: int
    tick: int


@dataclass(frozen=True, slots=True)
class CourseRequest:
    """A course to be booked, or what is left of one.

    `order_days` are the first and last day of the order's validity; `not_before` is the earliest
    start (day, tick), in practice now. `longest_gap_d` is the longest gap in days between two
    sessions that does not start the course again. `held` are the sessions before the first of
    `visits`, in order; `main` fixes the course's main therapist.
    """

    id: str
    patient: Patient
    visits: tuple[VisitNeed, ...]
    per_week: int
    longest_gap_d: int
    order_days: tuple[int, int]
    not_before: tuple[int, int] = (0, 0)
    held: tuple[Held, ...] = ()
    main: str | None = None

    def __post_init__(self) -> None:
        numbers = [visit.index for visit in self.visits]
        if not numbers or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            msg = "the visits of a course are consecutive sessions, at least one."
            raise ValueError(msg)
        if self.per_week < 1 or self.longest_gap_d < 1:
            msg = "a course without a weekly maximum or longest gap cannot be booked; state both."
            raise ValueError(msg)
