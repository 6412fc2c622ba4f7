"""One visit as one event of a calendar."""

from __future__ import annotations

from datetime import datetime

from icalendar import Alarm, Event, vCalAddress, vDatetime

from lumbalis.exchange.calendars.local_times import comes_first
from lumbalis.exchange.calendars.texts import EscapedText, duration, text_in
from lumbalis.exchange.calendars.visits import CalendarVisit


def event_of(visit: CalendarVisit, language: str, organizer: vCalAddress) -> Event:
    """Write a visit as an event.

    Its stamp is the moment of the change and not of the writing, so that a feed stays the same
    as long as nothing has changed.
    """
    event = Event()
    event.add("uid", EscapedText(visit.uid))
    event.add("sequence", visit.sequence)
    for stamp in ("dtstamp", "last-modified"):
        event.add(stamp, visit.changed_at)
    event.add("dtstart", _clock(visit.starts, visit.start, visit.zone))
    event.add("dtend", _clock(visit.ends, visit.end, visit.zone))
    _add_texts(event, visit, language)
    event.add("organizer", organizer)
    _add_standing(event, visit)
    if visit.alarm_min is not None and not visit.is_cancelled:
        event.add_component(_alarm(visit.alarm_min, visit.summary, language))
    return event


def _clock(wall: datetime, moment: datetime, zone: str) -> vDatetime:
    """Write a time by the clock of the place; in UTC what that clock has shown once before."""
    if zone == "UTC" or not comes_first(wall, zone):
        return vDatetime(moment)
    written = vDatetime(wall)
    written.params["TZID"] = zone  # given at its making, the library drops it
    return written


def _add_texts(event: Event, visit: CalendarVisit, language: str) -> None:
    event.add("summary", text_in(language, visit.summary))
    if visit.description:
        event.add("description", text_in(language, visit.description))
    if visit.location:
        event.add("location", text_in(language, visit.location))
    event.add("x-lumbalis-session", EscapedText(f"{visit.number}/{visit.of}"))


def _add_standing(event: Event, visit: CalendarVisit) -> None:
    event.add("status", EscapedText("CANCELLED" if visit.is_cancelled else "CONFIRMED"))
    event.add("transp", EscapedText("TRANSPARENT" if visit.is_cancelled else "OPAQUE"))
    event.add("class", EscapedText("PRIVATE"))


def _alarm(minutes: int, summary: str, language: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", EscapedText("DISPLAY"))
    alarm.add("trigger", duration(-minutes))
    alarm.add("description", text_in(language, summary))
    return alarm
