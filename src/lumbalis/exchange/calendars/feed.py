"""A whole calendar: the file that goes with a message, and the feed that is subscribed to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Timezone, vCalAddress

from lumbalis.exchange.calendars.events import event_of
from lumbalis.exchange.calendars.texts import (
    EscapedText,
    duration,
    in_parameter,
    text_in,
)
from lumbalis.exchange.calendars.visits import CalendarVisit, refuse_repeated
from lumbalis.exchange.calendars.zones import zone_component
from lumbalis.exchange.errors import InputError

PRODUCT = "-//Lumbalis//Courses of massage//EN"
"""Who made the calendar, as PRODID wants it; without a version, with which feeds would change."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAIL = re.compile(r"[^\s@:\x00-\x1f]+@[^\s@:\x00-\x1f]+\Z")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*\Z")


@dataclass(frozen=True, slots=True)
class Organizer:
    """Who publishes the calendar, which METHOD:PUBLISH demands (RFC 5546, section 3.2.1).

    Attributes
    ----------
    name : str
        The clinic, as people call it.
    mail : str
        An e-mail address that answers.
    """

    name: str
    mail: str

    def __post_init__(self) -> None:
        if not _MAIL.match(self.mail):
            where, what = "organizer of the calendar", "has no e-mail address"
            raise InputError(where, what, "write it like desk@clinic.example")

    def address(self) -> vCalAddress:
        """Write it as an address of the calendar."""
        named = in_parameter(self.name)
        params = {"CN": named} if named else {}
        return vCalAddress(f"mailto:{self.mail}", params=params)


@dataclass(frozen=True, slots=True)
class CalendarFace:
    """What a calendar is called and by whom it is published.

    Attributes
    ----------
    name : str
        What the list of calendars shows; never a diagnosis.
    language : str
        A BCP 47 tag, like "uk": the language of all texts.
    organizer : Organizer
        The clinic.
    refresh_min : int or None
        How often a subscriber should look again; None for a file that is sent once.
    """

    name: str
    language: str
    organizer: Organizer
    refresh_min: int | None = None

    def __post_init__(self) -> None:
        if not _LANGUAGE.match(self.language):
            where, what = "language of the calendar", "is not a language tag"
            raise InputError(where, what, "write it like uk or en-GB")
        if self.refresh_min is not None and self.refresh_min < 1:
            where, what = "refresh_min of the calendar", "is below 1"
            raise InputError(where, what, "give the minutes between two looks")


def ical_feed(visits: Iterable[CalendarVisit], face: CalendarFace) -> bytes:
    """Write visits as one iCalendar object, to be sent once or to be subscribed to.

    One event for every visit, never a recurrence, because a course has no fixed gaps. Cancelled
    visits stay, marked as cancelled. The same visits give the same bytes, in any order and at
    any time, so that a subscriber can be told that nothing has changed.

    Raises
    ------
    InputError
        If two visits have one UID.
    """
    ordered = sorted(visits, key=lambda visit: (visit.start, visit.uid))
    refuse_repeated(ordered)
    calendar = _cover(face, ordered)
    for zone in _zones(ordered):
        calendar.add_component(zone)
    organizer = face.organizer.address()
    for visit in ordered:
        calendar.add_component(event_of(visit, face.language, organizer))
    written: bytes = calendar.to_ical(sorted=False)
    return written


def _cover(face: CalendarFace, visits: Sequence[CalendarVisit]) -> Calendar:
    calendar = Calendar()
    calendar.add("version", EscapedText("2.0"))
    calendar.add("prodid", EscapedText(PRODUCT))
    calendar.add("calscale", EscapedText("GREGORIAN"))
    calendar.add("method", EscapedText("PUBLISH"))
    calendar.add("name", text_in(face.language, face.name))
    calendar.add("x-wr-calname", text_in(face.language, face.name))
    if visits:
        calendar.add("last-modified", max(visit.changed_at for visit in visits))
    if face.refresh_min is not None:
        every = duration(face.refresh_min)
        calendar.add("refresh-interval", every, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", duration(face.refresh_min))
    return calendar


def _zones(visits: Sequence[CalendarVisit]) -> tuple[Timezone, ...]:
    """Write every zone that is named. A calendar without a component would not be one at all."""
    if not visits:
        return (zone_component("UTC", _EPOCH, _EPOCH),)
    by_zone: dict[str, list[CalendarVisit]] = {}
    for visit in visits:
        by_zone.setdefault(visit.zone, []).append(visit)
    return tuple(
        zone_component(zone, there[0].start, max(visit.end for visit in there))
        for zone, there in sorted(by_zone.items())
    )
