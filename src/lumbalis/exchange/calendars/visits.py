"""One session as a calendar shows it, and what a change makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from lumbalis.exchange.calendars.local_times import moment_of_wall, wall_of_moment
from lumbalis.exchange.errors import InputError

if TYPE_CHECKING:
    from typing import NoReturn

_VISITS = UUID("6f0b4c1e-6a36-5d2b-9c39-2b1d7f0f4a55")
"""The namespace of our UIDs; another one would make every calendar show every visit twice."""

_UID = re.compile(r"[\x21-\x7e]{1,255}\Z")
_DIAGNOSIS = re.compile(r"(?<!\w)(?:[A-ZА-Я]\d\d\.\d|[MМ][45]\d(?!\w))")
"""Codes of ICD-10: any with its decimal, and the dorsopathies and their kin without it."""

_LONGEST_MIN = 24 * 60
_UNTOLD = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarVisit:
    """One session of a course in somebody's calendar.

    Attributes
    ----------
    uid : str
        What the calendar knows the visit by, for ever; see `visit_uid`.
    sequence : int
        How often what was sent has changed since; see `revised`.
    summary : str
        The line that anybody sees who glances at the screen: never a diagnosis.
    description : str
        How to prepare; may have several lines, may be empty.
    location : str
        Where to come; may be empty.
    starts : datetime
        On the wall clock of the place, without an offset. In the hour that autumn repeats,
        `fold` 1 means the second time round.
    zone : str
        IANA name of the time zone of the place.
    minutes : int
        How long it takes on the clock that nobody sets, 1 to 1440.
    number, of : int
        Session `number` of `of`.
    changed_at : datetime
        When it was booked or last changed; needs an offset, is kept in UTC.
    alarm_min : int or None
        How many minutes before the start the calendar reminds; None for not at all.
    is_cancelled : bool
        Whether it will not take place. It stays in the feed, so that calendars strike it out.

    Raises
    ------
    InputError
        For anything that a calendar cannot show as meant.
    """

    uid: str
    sequence: int
    summary: str
    description: str
    location: str
    starts: datetime
    zone: str
    minutes: int
    number: int
    of: int
    changed_at: datetime
    alarm_min: int | None = None
    is_cancelled: bool = False

    def __post_init__(self) -> None:
        _refuse_numbers(self)
        if not _UID.match(self.uid):
            _refuse("uid", "is not 1 to 255 Latin letters, digits and signs", "use visit_uid")
        if not self.summary.strip():
            _refuse("summary", "is blank", "say in a few words what the visit is")
        if _DIAGNOSIS.search(self.summary):
            _refuse("summary", "shows a diagnosis to everybody", "take its code out")
        if self.changed_at.utcoffset() is None:
            _refuse("changed_at", "has no offset from UTC", "give the moment with its zone")
        object.__setattr__(self, "changed_at", self.changed_at.astimezone(UTC))
        moment_of_wall(self.starts, self.zone)

    @property
    def start(self) -> datetime:
        """The moment in UTC at which it starts."""
        return moment_of_wall(self.starts, self.zone)

    @property
    def end(self) -> datetime:
        """The moment in UTC at which it ends."""
        return self.start + timedelta(minutes=self.minutes)

    @property
    def ends(self) -> datetime:
        """What the wall clock of the place shows at the end."""
        return wall_of_moment(self.end, self.zone)


def visit_uid(*parts: str) -> str:
    """Make the UID of a visit from what names it in our records and never changes.

    The same parts always give the same UID, other parts another; it tells nothing about them.
    Its time, place and therapist must not be among the parts: they change.
    """
    named = "".join(f"{len(part)}:{part}" for part in parts)
    return str(uuid5(_VISITS, named))


def revised(sent: CalendarVisit, wanted: CalendarVisit) -> CalendarVisit:
    """Give what to send next about a visit that calendars already hold.

    What a calendar would show the same is not sent again: then it is `sent` itself. Otherwise
    it is `wanted` with the next sequence number, which calendars need to take the change over.

    Raises
    ------
    InputError
        If the two are different visits, or the change is older than what was sent.
    """
    if sent.uid != wanted.uid:
        _refuse("uid", "is that of another visit", "compare a visit with itself")
    if _shows(sent) == _shows(wanted):
        return sent
    if wanted.changed_at < sent.changed_at:
        _refuse("changed_at", "is older than what was sent", "read the visit anew")
    return replace(wanted, sequence=sent.sequence + 1)


def _shows(visit: CalendarVisit) -> tuple[CalendarVisit, datetime]:
    """Give all that a calendar shows; wall times alone are equal whatever their fold is."""
    return replace(visit, sequence=0, changed_at=_UNTOLD), visit.start


def refuse_repeated(visits: Iterable[CalendarVisit]) -> None:
    """Refuse two visits under one UID: a calendar would keep only the later one.

    Raises
    ------
    InputError
        If there are two.
    """
    seen: set[str] = set()
    for visit in visits:
        if visit.uid in seen:
            _refuse("uid", "stands twice in one calendar", "give every visit its own")
        seen.add(visit.uid)


def _refuse_numbers(visit: CalendarVisit) -> None:
    if visit.sequence < 0:
        _refuse("sequence", "is below 0", "count the changes from 0")
    if not 1 <= visit.minutes <= _LONGEST_MIN:
        _refuse("minutes", f"is not 1 to {_LONGEST_MIN}", "give the length of the visit")
    if not 1 <= visit.number <= visit.of:
        _refuse("number", "is not one of the sessions of the course", "count them from 1")
    if visit.alarm_min is not None and visit.alarm_min < 0:
        _refuse("alarm_min", "is below 0", "give the minutes before the start")


def _refuse(field: str, what: str, what_to_do: str) -> NoReturn:
    where = f"calendar visit, {field}"
    raise InputError(where, what, what_to_do)
