"""The named groups of constraints: what can be in the way of a course, one word each."""

from __future__ import annotations

from enum import Enum


class Group(Enum):
    """A group of constraints that is kept or set aside as a whole when we ask for the reason.

    The order is the order in which they are set aside: what comes late is kept as a reason
    where two explanations are equally short, because it is what people can change or must know.
    """

    THERAPIST_BOOKINGS = "therapist_bookings"
    COUCHES = "couches"
    BAYS = "bays"
    REST_PLACES = "rest_places"
    EQUIPMENT = "equipment"
    UNITS = "units"
    ABSENCES = "absences"
    PATIENT_BUSY = "patient_busy"
    PHYSIOTHERAPY = "physiotherapy"
    REVIEWS = "reviews"
    WEEKLY_MOST = "weekly_most"
    LONGEST_GAP = "longest_gap"
    SPACING = "spacing"
    CLOSED_DAYS = "closed_days"
    OPENING_HOURS = "opening_hours"
    MEALS = "meals"
    WAITS = "waits"
    ORDER = "order"
    ONLY_THERAPISTS = "only_therapists"
    SHIFTS = "shifts"
    AVAILABILITY = "availability"
    CREDENTIALS = "credentials"
    KEPT_VISITS = "kept_visits"


NOTHING: frozenset[Group] = frozenset()
"""Nothing is set aside: every constraint counts."""
