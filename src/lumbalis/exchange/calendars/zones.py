"""Rules of a time zone written as the VTIMEZONE of a calendar."""

from __future__ import annotations

from datetime import datetime

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vDatetime, vRecur, vUTCOffset

from lumbalis.exchange.calendars.texts import EscapedText
from lumbalis.exchange.calendars.zone_rules import Observance, YearlyRule, observances


def zone_component(zone: str, first: datetime, last: datetime) -> Timezone:
    """Write the rules of a zone for every moment from `first` to `last`, both in UTC.

    Raises
    ------
    InputError
        If there is no such zone.
    """
    written = Timezone()
    written.add("tzid", EscapedText(zone))
    for observance in observances(zone, first, last):
        written.add_component(_written(observance))
    return written


def _written(observance: Observance) -> TimezoneDaylight | TimezoneStandard:
    written = TimezoneDaylight() if observance.is_daylight else TimezoneStandard()
    written.add("dtstart", vDatetime(observance.onset))
    if observance.rule is not None:
        written.add("rrule", _rule(observance.rule))
    written.add("tzoffsetfrom", vUTCOffset(observance.offset_from))
    written.add("tzoffsetto", vUTCOffset(observance.offset_to))
    written.add("tzname", EscapedText(observance.name))
    return written


def _rule(rule: YearlyRule) -> vRecur:
    day = {"BYMONTH": rule.month, "BYDAY": f"{rule.nth}{rule.weekday}"}
    until = {} if rule.until is None else {"UNTIL": rule.until}
    return vRecur({"FREQ": "YEARLY", **day, **until})
