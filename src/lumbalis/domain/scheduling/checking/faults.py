"""What can be wrong with a booking, one word each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class FaultKind(Enum):
    """A rule that a booking breaks."""

    TAKEN = "taken"
    TWICE = "twice"
    OUTSIDE = "outside"
    CLOSED = "closed"
    HOURS = "hours"
    THERAPIST = "therapist"
    SHIFT = "shift"
    CREDENTIALS = "credentials"
    UNITS = "units"
    NOT_ACCEPTED = "not_accepted"
    COUCH = "couch"
    BAY = "bay"
    REST_PLACE = "rest_place"
    EQUIPMENT = "equipment"
    NOT_AVAILABLE = "not_available"
    BUSY = "busy"
    MEAL = "meal"
    PHYSIOTHERAPY = "physiotherapy"
    WAIT = "wait"
    ORDER = "order"
    PASSED = "passed"
    LAYOUT = "layout"
    KEPT = "kept"
    SEQUENCE = "sequence"
    SPACING = "spacing"
    LONGEST_GAP = "longest_gap"
    WEEKLY = "weekly"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule that one visit of a course breaks; `what` names the resource, where there is one."""

    kind: FaultKind
    course: str
    index: int
    what: str = ""
