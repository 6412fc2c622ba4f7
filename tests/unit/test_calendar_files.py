"""Calendars say when and where, in every zone and every mail program, and nothing private."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from calendar_reading import Part, moment_of, physical_lines, read_calendar, wall_of, zones_of
from calendar_samples import BOOKED_AT, FEED, FILE, WARSAW, visit
from lumbalis.exchange.calendars import (
    CalendarFace,
    CalendarVisit,
    Organizer,
    ical_feed,
    revised,
    visit_uid,
)
from lumbalis.exchange.calendars.local_times import moment_of_wall
from lumbalis.exchange.calendars.zone_rules import observances
from lumbalis.exchange.errors import InputError


def _wall(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(fold=fold)


def _only_event(*visits: CalendarVisit, face: CalendarFace = FILE) -> Part:
    (event,) = read_calendar(ical_feed(visits, face)).named("VEVENT")
    return event


def test_a_file_is_published_by_the_clinic_in_its_language() -> None:
    """What stands at the head of a calendar that is sent once."""
    whole = read_calendar(ical_feed([visit()], FILE))
    assert {name: line.value for name, line in whole.lines.items()} == {
        "VERSION": "2.0",
        "PRODID": "-//Lumbalis//Courses of massage//EN",
        "CALSCALE": "GREGORIAN",
        "METHOD": "PUBLISH",
        "NAME": "Ваш курс масажу",
        "X-WR-CALNAME": "Ваш курс масажу",
        "LAST-MODIFIED": "20261001T093000Z",
    }
    assert whole.lines["NAME"].parameters == {"LANGUAGE": "uk"}


def test_only_a_feed_says_when_to_look_again() -> None:
    """Both the standard's word and the one that Outlook reads."""
    whole = read_calendar(ical_feed([visit()], FEED))
    assert whole.lines["REFRESH-INTERVAL"].parameters == {"VALUE": "DURATION"}
    assert whole.lines["REFRESH-INTERVAL"].value == "PT1H"
    assert whole.lines["X-PUBLISHED-TTL"].value == "PT1H"


def test_an_event_says_all_of_its_visit() -> None:
    """Every property of one session."""
    event = _only_event(visit(sequence=2, alarm_min=90))
    assert {name: line.value for name, line in event.lines.items()} == {
        "UID": visit_uid("clinic-1", "course-1", "4"),
        "SEQUENCE": "2",
        "DTSTAMP": "20261001T093000Z",
        "LAST-MODIFIED": "20261001T093000Z",
        "DTSTART": "20261021T090000",
        "DTEND": "20261021T100000",
        "SUMMARY": "Сеанс масажу 4 із 10",
        "DESCRIPTION": r"Не їжте з 07:30\; воду можна.\nВізьміть рушник\, будь ласка.",
        "LOCATION": r"Кабінет 2\, 3 поверх",
        "X-LUMBALIS-SESSION": "4/10",
        "ORGANIZER": "mailto:desk@clinic.example",
        "STATUS": "CONFIRMED",
        "TRANSP": "OPAQUE",
        "CLASS": "PRIVATE",
    }
    assert event.lines["DTSTART"].parameters == event.lines["DTEND"].parameters == {"TZID": WARSAW}
    assert event.lines["ORGANIZER"].parameters == {"CN": "Клініка «Спина», Львів"}


def test_the_alarm_comes_before_the_visit_and_shows_what_anybody_may_see() -> None:
    """Ninety minutes before, with the summary and not the preparation."""
    (alarm,) = _only_event(visit(alarm_min=90)).named("VALARM")
    assert alarm.lines["ACTION"].value == "DISPLAY"
    assert alarm.lines["TRIGGER"].value == "-PT1H30M"
    assert alarm.text("DESCRIPTION") == "Сеанс масажу 4 із 10"
    assert _only_event(visit()).parts == []


def test_a_cancelled_visit_stays_struck_out_and_rings_no_more() -> None:
    """It must reach calendars that already hold it, and no longer block the hour."""
    event = _only_event(visit(is_cancelled=True, alarm_min=90, sequence=1))
    assert event.lines["STATUS"].value == "CANCELLED"
    assert event.lines["TRANSP"].value == "TRANSPARENT"
    assert event.parts == []


def test_a_course_is_single_events_and_never_a_recurrence() -> None:
    """Gaps of a course are irregular, and each visit is moved alone."""
    days = (20, 22, 23, 26, 29)
    course = [
        visit(uid=visit_uid("c", str(day)), starts=_wall(f"2026-10-{day}T09:00")) for day in days
    ]
    data = ical_feed(course, FILE)
    events = read_calendar(data).named("VEVENT")
    assert [wall_of(event.lines["DTSTART"]).day for event in events] == list(days)
    assert all("RRULE" not in event.lines for event in events)
    assert ical_feed(reversed(course), FILE) == data, "the order must not matter"


def test_nine_o_clock_stays_nine_o_clock_when_the_clocks_change() -> None:
    """A visit either side of 25 October: the same wall time, another moment."""
    course = [visit(uid=f"u{day}", starts=_wall(f"2026-10-{day}T09:00")) for day in (24, 26)]
    whole = read_calendar(ical_feed(course, FILE))
    lines = [event.lines["DTSTART"] for event in whole.named("VEVENT")]
    assert [wall_of(line).hour for line in lines] == [9, 9]
    assert [moment_of(line, zones_of(whole)).hour for line in lines] == [7, 8]


def test_a_time_that_spring_skips_is_refused_in_one_sentence() -> None:
    """Nobody may be told to come at a time that the clock never shows."""
    with pytest.raises(InputError) as refusal:
        visit(starts=_wall("2026-03-29T02:30"))
    assert str(refusal.value) == (
        "start of the visit: 02:30 on 2026-03-29 never comes in Europe/Warsaw, where the clocks "
        "go forward by 60 minutes over it; choose an earlier or a later time."
    )
    with pytest.raises(InputError, match="30 minutes over it"):
        visit(starts=_wall("2026-10-04T02:15"), zone="Australia/Lord_Howe")
    for edge in ("2026-03-29T01:59", "2026-03-29T03:00"):
        assert visit(starts=_wall(edge)).starts == _wall(edge)


@pytest.mark.parametrize(
    ("fold", "start", "end"),
    [(0, "20261025T023000", "20261025T013000Z"), (1, "20261025T013000Z", "20261025T033000")],
)
def test_of_an_hour_that_comes_twice_each_is_told_apart(fold: int, start: str, end: str) -> None:
    """By wall time only the first can be named (section 3.3.5); the second stands in UTC.

    And an hour of massage stays an hour, across the change of the clock.
    """
    event = _only_event(visit(starts=_wall("2026-10-25T02:30", fold)))
    written = {name: event.lines[name] for name in ("DTSTART", "DTEND")}
    assert (written["DTSTART"].value, written["DTEND"].value) == (start, end)
    for line in written.values():
        assert ("TZID" in line.parameters) is not line.value.endswith("Z")


def test_a_fold_that_means_nothing_changes_nothing() -> None:
    """At nine in the morning the clock shows every time once."""
    plain, folded = visit(), visit(starts=_wall("2026-10-21T09:00", fold=1))
    assert ical_feed([plain], FILE) == ical_feed([folded], FILE)


@pytest.mark.parametrize(
    ("zone", "rules"),
    [
        ("Europe/Kyiv", {"BYDAY=-1SU;BYMONTH=10", "BYDAY=-1SU;BYMONTH=3"}),
        ("Europe/Dublin", {"BYDAY=-1SU;BYMONTH=10", "BYDAY=-1SU;BYMONTH=3"}),
        ("America/New_York", {"BYDAY=1SU;BYMONTH=11", "BYDAY=2SU;BYMONTH=3"}),
        ("Asia/Tashkent", set()),
    ],
)
def test_zones_with_a_yearly_rule_say_it_as_a_rule(zone: str, rules: set[str]) -> None:
    """Outlook reads no list of dates; and a list would be ten times as long."""
    whole = read_calendar(ical_feed([visit(zone=zone)], FILE))
    (written,) = whole.named("VTIMEZONE")
    found = {part.lines["RRULE"].value for part in written.parts if "RRULE" in part.lines}
    assert found == {f"FREQ=YEARLY;{rule}" for rule in rules}
    assert len(written.parts) == max(1, len(rules))


def test_summer_is_the_later_clock_even_where_the_law_calls_winter_the_exception() -> None:
    """Irish law makes winter time the exception; calendars expect it the other way round."""
    moment = datetime(2026, 7, 1, tzinfo=UTC)
    kinds = {seen.name: seen.is_daylight for seen in observances("Europe/Dublin", moment, moment)}
    assert kinds == {"IST": True, "GMT": False}


def test_a_change_that_is_none_of_summer_stands_alone() -> None:
    """Kazakhstan moved to another standard time on 1 March 2024, once and for all."""
    first, last = datetime(2024, 2, 1, tzinfo=UTC), datetime(2024, 4, 1, tzinfo=UTC)
    before, after = observances("Asia/Almaty", first, last)
    assert (before.is_daylight, after.is_daylight) == (False, False)
    assert after.onset == _wall("2024-03-01T00:00")
    assert after.offset_to == timedelta(hours=5)


def test_a_rule_that_ended_says_so() -> None:
    """Paraguay has kept summer time since 2024: its winters must not go on."""
    moment = datetime(2025, 6, 1, tzinfo=UTC)
    winters = [
        seen
        for seen in observances("America/Asuncion", moment, moment)
        if seen.offset_to == timedelta(hours=-4)
    ]
    assert max(seen.onset for seen in winters).year == 2024
    rules = observances("America/Asuncion", moment - timedelta(days=700), moment)
    assert all(seen.rule is None or seen.rule.until is not None for seen in rules)


def test_visits_in_two_zones_bring_both() -> None:
    """A feed of a therapist who works in two cities."""
    here, there = visit(uid="here"), visit(uid="there", zone="America/New_York")
    whole = read_calendar(ical_feed([here, there], FEED))
    assert list(zones_of(whole)) == ["America/New_York", WARSAW]


def test_a_feed_without_visits_is_still_a_calendar() -> None:
    """A subscriber whose last visit is gone must see none, and no error."""
    whole = read_calendar(ical_feed([], FEED))
    assert [part.name for part in whole.parts] == ["VTIMEZONE"], "one component is the least"


def test_long_cyrillic_lines_are_folded_by_octets_between_letters() -> None:
    """75 octets are some 37 Cyrillic letters; no letter is torn apart."""
    data = ical_feed([visit(description="Підготовка, будь ласка. 😀 " * 40)], FILE)
    lengths = [len(line) for line in physical_lines(data)]
    assert max(lengths) <= 75
    assert max(lengths) > 70, "folded much earlier than needed"
    for line in physical_lines(data):
        line.decode()


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("a;b,c\\d", "a;b,c\\d"),
        ("C:\\New\\nothing", "C:\\New\\nothing"),
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("a\u2028b\u0085c\x0bd", "a\nb\nc\nd"),
        ("nul\x00bell\x07half\ud800\x7f tab\t", "nulbellhalf tab\t"),
        ("BEGIN:VALARM\nEND:VEVENT", "BEGIN:VALARM\nEND:VEVENT"),
        ("👩‍⚕️ добре", "👩‍⚕️ добре"),
    ],
)
def test_a_text_comes_back_as_it_was(given: str, read: str) -> None:
    """Signs with a meaning, breaks of every kind, and characters no file may hold."""
    assert _only_event(visit(description=given)).text("DESCRIPTION") == read


def test_nothing_gets_out_of_the_name_of_the_clinic() -> None:
    """A quote or a line break there would forge parameters and lines."""
    name = 'Spine"; X=1\r\nATTENDEE:mailto:x@y.example'
    event = _only_event(visit(), face=replace(FILE, organizer=Organizer(name, "a@b.example")))
    said = event.lines["ORGANIZER"].parameters
    assert said == {"CN": "Spine'; X=1 ATTENDEE:mailto:x@y.example"}
    assert "ATTENDEE" not in event.lines


def test_another_library_reads_the_same() -> None:
    """A reader that nobody here wrote, with a zone database of its own."""
    here = visit(sequence=3, alarm_min=60)
    (event,) = icalendar.Calendar.from_ical(ical_feed([here], FEED)).events
    assert str(event["summary"]) == here.summary
    assert str(event["description"]) == here.description
    assert event["sequence"] == 3
    assert event.start == datetime(2026, 10, 21, 9, 0, tzinfo=ZoneInfo(WARSAW))
    assert event.end - event.start == timedelta(hours=1)


def test_the_same_visits_are_the_same_bytes() -> None:
    """A subscriber can be answered that nothing has changed."""
    assert ical_feed([visit()], FEED) == ical_feed([visit()], FEED)


def test_a_change_keeps_the_uid_and_raises_the_sequence() -> None:
    """Otherwise a calendar shows the visit twice, or not the change."""
    sent = visit(sequence=4)
    later = BOOKED_AT + timedelta(hours=1)
    moved = revised(sent, visit(starts=_wall("2026-10-22T11:00"), changed_at=later))
    assert (moved.uid, moved.sequence, moved.changed_at) == (sent.uid, 5, later)
    assert revised(sent, visit(changed_at=later)) is sent, "nothing to see, nothing to send"


def test_the_second_time_round_is_another_time() -> None:
    """Python calls two wall times equal that differ in their fold alone."""
    first, second = (visit(starts=_wall("2026-10-25T02:30", fold)) for fold in (0, 1))
    assert revised(first, second).sequence == 1


def test_a_change_must_be_of_the_same_visit_and_newer() -> None:
    """A stale reading must not overwrite what was sent."""
    with pytest.raises(InputError, match="that of another visit"):
        revised(visit(), visit(uid="another"))
    with pytest.raises(InputError, match="older than what was sent"):
        revised(visit(), visit(minutes=50, changed_at=BOOKED_AT - timedelta(seconds=1)))


def test_which_change_is_newer_is_judged_in_utc() -> None:
    """Half an hour later on 25 October the clock shows an earlier time."""
    first = datetime(2026, 10, 25, 2, 45, tzinfo=ZoneInfo(WARSAW))
    second = datetime(2026, 10, 25, 2, 15, tzinfo=ZoneInfo(WARSAW), fold=1)
    assert revised(visit(changed_at=first), visit(minutes=50, changed_at=second)).sequence == 1


def test_uids_tell_parts_apart_and_never_change() -> None:
    """The very text is pinned: a new one would double every visit in every calendar."""
    assert visit_uid("clinic-1", "course-1", "4") == "74d1824d-2062-54a0-974c-15a6c115c9a5"
    assert visit_uid("ab", "c") != visit_uid("a", "bc")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"uid": "два слова"}, "uid: is not 1 to 255"),
        ({"uid": "a\r\nb"}, "uid: is not 1 to 255"),
        ({"sequence": -1}, "sequence: is below 0"),
        ({"summary": " "}, "summary: is blank"),
        ({"summary": "Massage M42.1"}, "shows a diagnosis"),
        ({"summary": "Масаж, М54"}, "shows a diagnosis"),
        ({"minutes": 0}, "minutes: is not 1 to 1440"),
        ({"number": 11}, "not one of the sessions"),
        ({"number": 0}, "not one of the sessions"),
        ({"alarm_min": -1}, "alarm_min: is below 0"),
        ({"changed_at": datetime(2026, 10, 1)}, "no offset from UTC"),  # noqa: DTZ001
        ({"starts": datetime(2026, 10, 21, 9, tzinfo=UTC)}, "an offset from UTC of its own"),
        ({"starts": datetime(206, 10, 21, 9)}, "outside the years"),  # noqa: DTZ001
        ({"zone": "Europe/Atlantis"}, "not an IANA name"),
        ({"zone": "Europe"}, "not an IANA name"),
        ({"zone": "../etc/passwd"}, "not an IANA name"),
        ({"zone": ""}, "not an IANA name"),
    ],
)
def test_what_no_calendar_can_show_as_meant_is_refused(
    changes: dict[str, object], says: str
) -> None:
    """In one sentence that names the field."""
    with pytest.raises(InputError, match=re.escape(says)):
        visit(**changes)


def test_a_face_needs_an_address_a_language_and_a_sound_interval() -> None:
    """METHOD:PUBLISH demands an organizer that can be written to."""
    with pytest.raises(InputError, match="no e-mail address"):
        Organizer("Clinic", "desk")
    with pytest.raises(InputError, match="not a language tag"):
        replace(FILE, language="uk\r\n")
    with pytest.raises(InputError, match="is below 1"):
        replace(FILE, refresh_min=0)


def test_two_visits_under_one_uid_are_refused() -> None:
    """A calendar would silently keep only one of them."""
    with pytest.raises(InputError, match="stands twice"):
        ical_feed([visit(), visit(number=5)], FILE)


def test_a_wall_time_is_one_moment() -> None:
    """Warsaw is two hours ahead in summer and one in winter."""
    assert moment_of_wall(_wall("2026-07-01T09:00"), WARSAW).hour == 7
    assert moment_of_wall(_wall("2026-12-01T09:00"), WARSAW).hour == 8
