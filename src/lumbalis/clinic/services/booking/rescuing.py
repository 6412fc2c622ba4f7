"""A course for which there is no room: booked after all, by moving at most two people a little."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from lumbalis.clinic.records.models import Course
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.booking import proposals
from lumbalis.clinic.services.booking.asking import Ask, Shut, ask_for
from lumbalis.clinic.services.booking.days import ahead
from lumbalis.clinic.services.booking.offering import movable, token_of
from lumbalis.clinic.services.booking.proposals import Call
from lumbalis.clinic.services.booking.standing import calendar_of
from lumbalis.domain.scheduling.effort import Effort
from lumbalis.domain.scheduling.replanning.rescue import rescue

LIMIT_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Rescued:
    """A way to book a course: its own token, and who would have to move for it."""

    ask: Ask
    starts_on: int
    ends_on: int
    token: str
    calls: tuple[Call, ...]


def look(by: Acting, course: Course, limit_s: float = LIMIT_S) -> Rescued | None:
    """Look for a way to book a course by moving at most two people; None where none was found."""
    window = ahead(by.clinic, by.at)
    ask = ask_for(course, window, by.at)
    if isinstance(ask, Shut):
        return None
    own = str(course.pk)
    bookings = {k: v for k, v in proposals.bookings_of(by, window).items() if k != own}
    old = [row.pk for row in movable(course, window)]
    calendar = calendar_of(by.clinic, window, by.at, without=old)
    effort = Effort(clock=time.monotonic, limit_s=limit_s)
    pairs = [one.pair for one in bookings.values()]
    found = rescue(calendar, pairs, ask.request, proposals.means(), effort)
    if found is None:
        return None
    calls = tuple(proposals.calls_of(bookings, found.moved, found.calls))
    return Rescued(
        ask=ask,
        starts_on=found.course.visits[0].day,
        ends_on=found.course.visits[-1].day,
        token=token_of(found.course, course, window),
        calls=calls,
    )
