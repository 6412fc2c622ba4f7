"""Repair after an absence: the fewest people moved, found for the whole clinic at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from lumbalis.clinic.records.models import Absence
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.booking import absences, proposals
from lumbalis.clinic.services.booking.days import ahead
from lumbalis.clinic.services.booking.floor import absent_claims
from lumbalis.clinic.services.booking.proposals import Proposal
from lumbalis.clinic.services.booking.standing import calendar_of
from lumbalis.domain.scheduling.effort import Effort
from lumbalis.domain.scheduling.replanning.repair import repair
from lumbalis.domain.scheduling.replanning.replan import replan

LIMIT_S: Final = 3.0
"""So many seconds a page waits for a better repair; what it has then is shown with its bound."""
Heard = Callable[[int, int], bool]


def propose(by: Acting, row: Absence, limit_s: float = LIMIT_S) -> Proposal:
    """Find the repair that disturbs the fewest people, and say how good it is."""
    window = ahead(by.clinic, by.at)
    hit = absences.affected(row)
    bookings = proposals.bookings_of(by, window) if hit else {}
    helpless = tuple(one for one in hit if str(one.course_id) not in bookings)
    if len(helpless) == len(hit):
        return Proposal(window, (), 0.0, 0.0, stopped=False, helpless=helpless)
    calendar = calendar_of(by.clinic, window, by.at)
    pairs = [one.pair for one in bookings.values()]
    lost = list(absent_claims(row, window))
    found = repair(calendar, pairs, lost, proposals.means(), _effort(limit_s))
    calls = proposals.calls_of(bookings, found.courses, found.calls, found.cut_short)
    return Proposal(
        window=window,
        calls=tuple(calls),
        cost=found.cost,
        bound=found.bound,
        stopped=found.stopped,
        helpless=helpless,
    )


def propose_anew(by: Acting, limit_s: float = LIMIT_S, heard: Heard | None = None) -> Proposal:
    """Plan every course that still stands anew, to make all of them together better.

    `heard` is told how many of how many steps are done, and ends the search by returning False.
    """
    window = ahead(by.clinic, by.at)
    bookings = proposals.bookings_of(by, window)
    if not bookings:
        return Proposal(window, (), 0.0, 0.0, stopped=False)
    calendar = calendar_of(by.clinic, window, by.at)
    pairs = [one.pair for one in bookings.values()]
    found = replan(calendar, pairs, proposals.means(), _effort(limit_s, heard))
    after = [one for one in found.courses if one is not None]
    calls = proposals.calls_of(bookings, after, found.calls)
    return Proposal(
        window=window,
        calls=tuple(calls),
        cost=found.cost,
        bound=found.bound,
        stopped=found.stopped,
    )


def _effort(limit_s: float, heard: Heard | None = None) -> Effort:
    return Effort(clock=time.monotonic, limit_s=limit_s, progress=heard)
