"""Booked visits as iCalendar files and feeds (RFC 5545): one event a session, never a rule."""

from lumbalis.exchange.calendars.feed import CalendarFace, Organizer, ical_feed
from lumbalis.exchange.calendars.visits import CalendarVisit, revised, visit_uid

__all__ = ["CalendarFace", "CalendarVisit", "Organizer", "ical_feed", "revised", "visit_uid"]
