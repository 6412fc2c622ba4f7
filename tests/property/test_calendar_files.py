"""Whatever a visit says and wherever it is, its calendar says the same to any reader.

The reader (`calendar_reading`) knows RFC 5545 and nothing else: the offset of a moment comes
from the rules in the calendar, and is then compared with the time zone database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from calendar_reading import (
    Part,
    moment_of,
    physical_lines,
    read_calendar,
    wall_of,
    zones_of,
)
from calendar_samples import BOOKED_AT, FEED, FILE, visit
from lumbalis.exchange.calendars import CalendarVisit, ical_feed, revised, visit_uid
from lumbalis.exchange.calendars.local_times import moment_of_wall
from lumbalis.exchange.calendars.visits import _DIAGNOSIS
from lumbalis.exchange.calendars.zones import zone_component
from lumbalis.exchange.errors import InputError

_ZONES = sorted(available_timezones())
_FIRST, _LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 12, 31, 23, 59, tzinfo=UTC)
_HOUR = timedelta(hours=1)

_texts = st.text(max_size=300) | st.lists(
    st.sampled_from(
        [" ", "\n", "\r\n", ",", ";", "\\", "\\n", "\\N", ":", '"', "Підготовка", "ё", "😀", "👩‍⚕️"]
    ),
    max_size=60,
).map("".join)
_lines = _texts.filter(lambda text: text.strip() != "" and not _DIAGNOSIS.search(text))


def _wall_at(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _offset(moment: datetime, zone: str) -> timedelta:
    return moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


@st.composite
def _moments(draw: st.DrawFn, zone: str) -> datetime:
    """Draw a minute between 2020 and 2040, half of them around a change of the clock."""
    minutes = int((_LAST - _FIRST) / timedelta(minutes=1))
    moment = _FIRST + timedelta(minutes=draw(st.integers(0, minutes)))
    if draw(st.booleans()):
        return moment
    days = [moment + timedelta(days=day) for day in range(400)]
    changes = [day for day, after in pairwise(days) if _offset(day, zone) != _offset(after, zone)]
    if not changes:
        return moment
    near = min(changes[0], _LAST - timedelta(days=2))
    return near + timedelta(minutes=draw(st.integers(0, 24 * 60)))


@st.composite
def _visits(draw: st.DrawFn, uid: str = "one") -> CalendarVisit:
    zone = draw(st.sampled_from(_ZONES))
    course = draw(st.integers(1, 30))
    return visit(
        uid=uid,
        sequence=draw(st.integers(0, 99)),
        summary=draw(_lines),
        description=draw(_texts),
        location=draw(_texts),
        starts=_wall_at(draw(_moments(zone)), zone),
        zone=zone,
        minutes=draw(st.integers(1, 1440)),
        number=draw(st.integers(1, course)),
        of=course,
        alarm_min=draw(st.none() | st.integers(0, 3000)),
        is_cancelled=draw(st.booleans()),
    )


_courses = st.integers(1, 4).flatmap(
    lambda count: st.tuples(*(_visits(f"uid-{place}") for place in range(count)))
)


def _as_any_file_can_hold(text: str) -> str:
    one_break = re.sub("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", "\n", text)
    return re.sub(r"[\x00-\x08\x0e-\x1f\x7f]", "", one_break)


def _by_uid(whole: Part) -> dict[str, Part]:
    events = whole.named("VEVENT")
    found = {event.text("UID"): event for event in events}
    assert len(found) == len(events), "a UID stands twice"
    return found


@given(_courses)
def test_times_come_back_in_every_zone(course: Sequence[CalendarVisit]) -> None:
    """The same moments in UTC, and the same wall times unless the clock shows them twice."""
    whole = read_calendar(ical_feed(course, FILE))
    zones, events = zones_of(whole), _by_uid(whole)
    for said in course:
        start, end = (events[said.uid].lines[name] for name in ("DTSTART", "DTEND"))
        there = said.starts.replace(tzinfo=ZoneInfo(said.zone))
        assert moment_of(start, zones) == there.astimezone(UTC)
        assert moment_of(end, zones) == there.astimezone(UTC) + timedelta(minutes=said.minutes)
        if start.parameters:
            assert wall_of(start) == said.starts
            assert start.parameters["TZID"] == said.zone
        else:
            shown_before = there.utcoffset() != there.replace(fold=0).utcoffset()
            assert shown_before or said.zone == "UTC", "UTC without need"


def test_every_zone_is_called_by_its_name() -> None:
    """Nine o'clock in each of them, with the zone beside it; only UTC has a form of its own."""
    course = [visit(uid=f"u{place}", zone=zone) for place, zone in enumerate(_ZONES)]
    events = _by_uid(read_calendar(ical_feed(course, FEED)))
    for said in course:
        for line in (events[said.uid].lines[name] for name in ("DTSTART", "DTEND")):
            assert line.parameters == ({} if said.zone == "UTC" else {"TZID": said.zone})
            assert line.value.endswith("Z") is (said.zone == "UTC")


@given(_courses)
def test_texts_come_back_whatever_they_hold(course: Sequence[CalendarVisit]) -> None:
    """Cyrillic, emoji, breaks, commas, backslashes: what was said is what is read."""
    events = _by_uid(read_calendar(ical_feed(course, FEED)))
    for said in course:
        event = events[said.uid]
        assert event.text("SUMMARY") == _as_any_file_can_hold(said.summary)
        assert event.text("DESCRIPTION") == _as_any_file_can_hold(said.description)
        assert event.text("LOCATION") == _as_any_file_can_hold(said.location)
        assert event.text("SEQUENCE") == str(said.sequence)
        assert event.text("X-LUMBALIS-SESSION") == f"{said.number}/{said.of}"
        assert (event.text("STATUS") == "CANCELLED") is said.is_cancelled
        assert bool(event.parts) is (said.alarm_min is not None and not said.is_cancelled)


@given(_courses, _lines)
def test_every_line_is_short_and_ends_as_the_standard_says(
    course: Sequence[CalendarVisit], name: str
) -> None:
    """At most 75 octets, CR LF after each and nowhere else, every line UTF-8 by itself."""
    data = ical_feed(course, replace(FEED, name=name))
    for line in physical_lines(data):
        assert 0 < len(line) <= 75
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line)
        line.decode()


@given(_courses, st.randoms(use_true_random=False))
def test_a_calendar_depends_on_nothing_but_its_visits(
    course: Sequence[CalendarVisit], dice: object
) -> None:
    """The same bytes in whatever order the visits come."""
    shuffled = list(course)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a Random
    assert ical_feed(shuffled, FEED) == ical_feed(course, FEED)


@given(st.sampled_from(_ZONES).flatmap(lambda zone: st.tuples(st.just(zone), _moments(zone))))
@example(("Europe/Warsaw", datetime(2026, 3, 29, 0, 30, tzinfo=UTC)))
@example(("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)))
def test_a_wall_time_is_refused_exactly_if_no_moment_shows_it(case: tuple[str, datetime]) -> None:
    """All wall times an hour around: each is a moment that shows it, or refused."""
    zone, moment = case
    for minutes in range(-90, 91, 15):
        wall = (_wall_at(moment, zone) + timedelta(minutes=minutes)).replace(fold=0)
        near = {_offset(moment + step * 12 * _HOUR, zone) for step in (-2, -1, 0, 1, 2)}
        shown = {(wall - offset).replace(tzinfo=UTC) for offset in near}
        meant = {one for one in shown if _wall_at(one, zone).replace(fold=0) == wall}
        if meant:
            found = {moment_of_wall(wall.replace(fold=fold), zone) for fold in (0, 1)}
            assert found == meant
        else:
            with pytest.raises(InputError, match="never comes"):
                moment_of_wall(wall, zone)


_CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "summary": _lines,
        "description": _texts,
        "location": _texts,
        "minutes": st.integers(1, 1440),
        "zone": st.sampled_from(["Europe/Kyiv", "Europe/Warsaw"]),
        "is_cancelled": st.booleans(),
        "alarm_min": st.none() | st.integers(0, 99),
    },
)


@given(st.lists(_CHANGES, max_size=6))
def test_each_change_raises_the_sequence_by_one_and_keeps_the_uid(
    changes: list[dict[str, object]],
) -> None:
    """And what changes nothing is not sent again."""
    sent = visit()
    for hour, change in enumerate(changes, start=1):
        wanted = replace(sent, sequence=0, changed_at=BOOKED_AT + hour * _HOUR, **change)  # type: ignore[arg-type]  # any field
        is_new = any(getattr(sent, name) != value for name, value in change.items())
        following = revised(sent, wanted)
        assert following.uid == sent.uid
        assert following.sequence == sent.sequence + is_new
        assert (following is sent) is not is_new
        sent = following


@given(st.lists(st.lists(st.text(max_size=4), min_size=1, max_size=3), unique_by=tuple, max_size=9))
def test_uids_are_stable_and_no_two_visits_share_one(names: list[list[str]]) -> None:
    """However names are cut into parts."""
    uids = [visit_uid(*parts) for parts in names]
    assert uids == [visit_uid(*parts) for parts in names]
    assert len(set(uids)) == len(names)


@pytest.mark.parametrize(
    "share", [0, *(pytest.param(share, marks=pytest.mark.deep) for share in range(1, 8))]
)
def test_the_rules_of_every_zone_hold_for_twenty_years(share: int) -> None:
    """Every zone there is, each fortnight and every hour of those in which the clock changes."""
    for zone in _ZONES[share::8]:
        written = zone_component(zone, _FIRST, _LAST).to_ical()
        whole = read_calendar(b"BEGIN:VCALENDAR\r\n" + written + b"END:VCALENDAR\r\n")
        rules = zones_of(whole)[zone]
        for moment in _telling_moments(zone):
            wall = _wall_at(moment, zone)
            if wall.fold == 0:
                assert rules.offset(wall) == _offset(moment, zone), (zone, moment)


def _telling_moments(zone: str) -> Iterator[datetime]:
    fortnights = [_FIRST + timedelta(days=14) * step for step in range(540)]
    for before, after in pairwise(fortnights):
        changes = _offset(before, zone) != _offset(after, zone)
        for hours in range(14 * 24) if changes else (0,):
            yield before + hours * _HOUR
