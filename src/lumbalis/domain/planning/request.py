"""What a planner is asked for, and what it says where it cannot do it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from lumbalis.domain.plan import Seconds
from lumbalis.domain.protocol import Category

CLASSICAL = "classical"


class Why(Enum):
    """Why nothing was planned; the value is the text key below `cannot_plan`."""

    VERDICT = "verdict"
    OTHER_PROTOCOL = "other_protocol"
    NO_DOSE = "no_dose"
    UNKNOWN_SEVERITY = "unknown_severity"
    UNKNOWN_SCRIPT = "unknown_script"
    TECHNIQUE = "technique"
    NO_LEVEL = "no_level"
    POSITION = "position"
    SESSION_NUMBER = "session_number"
    NO_SESSIONS = "no_sessions"
    HARD_STOP = "hard_stop"
    NEW_ORDER = "new_order"
    PER_WEEK = "per_week"
    SPECIAL_SESSIONS = "special_sessions"
    CUPS_PER_COURSE = "cups_per_course"
    CUPS_PER_WEEK = "cups_per_week"
    CUP_INTERVAL = "cup_interval"
    NO_POINTS = "no_points"
    POINT_NOT_SELECTABLE = "point_not_selectable"
    POINT_TWICE = "point_twice"
    TOO_MANY_POINTS = "too_many_points"
    NO_DEVICE = "no_device"
    NOT_DROPPABLE = "not_droppable"
    MAIN_PART = "main_part"
    NO_OPENING = "no_opening"
    NO_PREPARATION = "no_preparation"
    NO_CLOSING = "no_closing"
    TOO_SHORT = "too_short"
    DOES_NOT_FIT = "does_not_fit"
    WISH_TOO_SHORT = "wish_too_short"
    WISH_TOO_LONG = "wish_too_long"


@dataclass(frozen=True, slots=True)
class CannotPlan:
    """Why there is no plan.

    `category` is the verdict's. `session` is the number of the session that cannot be
    planned; `about` names the technique, script, stage, point or position in question;
    `rules` stand against it. Where time is the reason, `needed_s` stands against
    `available_s`; `drop_stage` is the stage to drop first, which would give back
    `drop_gives_s`.
    """

    why: Why
    category: Category
    session: int | None = None
    about: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    needed_s: Seconds | None = None
    available_s: Seconds | None = None
    drop_stage: str | None = None
    drop_gives_s: Seconds | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What the physician orders for a course.

    Parameters
    ----------
    severity : str or None
        None: as screening has it; if it was only assumed there, the course says so.
    sessions : int or None
        None: as many as the dose gives.
    extension_orders : int
        New orders after the first; each allows one more block.
    special : str or None
        A script used besides the classical one, once sessions are late enough for it.
    special_sessions : tuple of int or None
        The sessions that use it. None: every second one, within its limits.
    points : tuple of str
        The acupressure points a qualified person has confirmed.
    device_present : bool
        Whether the house has a device within its manufacturer's limits.
    per_week : int or None
        Sessions in seven days; None: as the dose gives.
    """

    severity: str | None = None
    sessions: int | None = None
    extension_orders: int = 0
    special: str | None = None
    special_sessions: tuple[int, ...] | None = None
    points: tuple[str, ...] = ()
    device_present: bool = False
    per_week: int | None = None


@dataclass(frozen=True, slots=True)
class SessionRequest:
    """One session to plan.

    Parameters
    ----------
    index : int
        The session's number in the course, from 1.
    level : int
        The level the ladder has chosen; lowered here to the ceiling where that is lower.
    script : str
        The script's id.
    new_technique : bool
        Whether the script's technique has not been used in this course before.
    cups_so_far, cups_this_week : int
        Sessions with cups in this course, and in the last seven days.
    hours_since_cups : float or None
        None: unknown, which is only good enough before the first cups of a course.
    points : tuple of str
        The acupressure points a qualified person has confirmed for this patient.
    device_present : bool
        Whether the house has a device within its manufacturer's limits.
    wished_s : Seconds or None
        Hands-on time, if less than the script's.
    dropped : tuple of str
        Droppable stages to leave out.
    position : str or None
        None: the usual one of the verdict.
    """

    index: int
    level: int
    script: str = CLASSICAL
    new_technique: bool = False
    cups_so_far: int = 0
    cups_this_week: int = 0
    hours_since_cups: float | None = None
    points: tuple[str, ...] = ()
    device_present: bool = False
    wished_s: Seconds | None = None
    dropped: tuple[str, ...] = ()
    position: str | None = None
