"""The next session follows from those before it, and the tablet gets every way it may turn out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from clinic_people import House
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.couch import adapting
from lumbalis.clinic.services.couch.packs import Wanted, people
from lumbalis.clinic.services.outcomes import next_day, reports
from lumbalis.clinic.services.plans.opening import latest_plan, open_plan
from lumbalis.domain.guided.events import Started
from outcomes_world import OnCourse, days_ago, on_course

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H22")]
WELL = {"pain": 2, "borne": 4, "radiation": "no", "anything": "no"}


@pytest.fixture
def person(house: House) -> OnCourse:
    """Give somebody with a signed course of six sessions."""
    return on_course(house, sessions=6).invited()


def said_later(person: OnCourse, session: int, **items: object) -> None:
    """Answer about a session the day after."""
    with in_clinic(person.house.north):
        for item, value in {**WELL, **items}.items():
            next_day.answer(person.by_patient, person.fresh(), session, item, value)


def gave(person: OnCourse, number: int, days: int, before: int = 4, after: int = 3) -> None:
    """Give a session some days ago, and hear of it the day after."""
    person.give(number, days_ago(days), before, after)
    said_later(person, number)


def line(person: OnCourse) -> dict[str, Any]:
    """Give what the tablet knows of somebody."""
    with in_clinic(person.house.north):
        (found,) = people(Wanted(person.house.acting("north", "therapist"), "en"))
    return found


def decision(found: Mapping[str, Any], pain: int | None = 3, *, masked: bool = False) -> Any:  # noqa: ANN401
    """Look up what holds today, as the tablet does."""
    told = found["next"]
    row = told["by"]["SUBSIDING"][masked]
    return told["decisions"][row[-1 if pain is None else pain]]


def test_a_first_session_is_given_as_it_was_signed(person: OnCourse) -> None:
    """Nothing is behind it, and nothing is asked about a session that was not."""
    found = line(person)
    assert decision(found)["kind"] == "level"
    assert decision(found)["level"] == found["steps"]["level"]
    assert (found["next"]["open"], found["next"]["last"]) == ([], None)


def test_pain_that_rose_makes_the_next_session_gentler(person: OnCourse) -> None:
    """The session itself is lowered, passes the verifier, and says why."""
    gave(person, 1, 8)
    gave(person, 2, 6)
    gave(person, 3, 4, before=3, after=6)
    found = line(person)
    decided = decision(found)
    assert decided["kind"] == "level"
    assert decided["because"][0].startswith("because.pain_rose")
    assert decided["level"] < found["steps"]["level"]
    milder = found["next"]["gentler"][str(decided["level"])]
    planned = found["steps"]["steps"]
    for given, signed, shown in zip(
        milder["steps"]["steps"], planned, milder["shown"], strict=True
    ):
        assert given["level"] <= signed["level"]
        assert given["seconds"] == signed["seconds"]
        assert shown["level"] == given["level"]


def test_no_session_is_ever_stronger_than_it_was_signed(person: OnCourse) -> None:
    """Whatever the ladder would allow, for every state somebody may come in."""
    for number, days in ((1, 10), (2, 8), (3, 6), (4, 4)):
        gave(person, number, days, before=4, after=1)
    found = line(person)
    assert all(one["level"] <= found["steps"]["level"] for one in found["next"]["decisions"])


def test_pain_nobody_asked_allows_no_session(person: OnCourse) -> None:
    """Silence about pain today is not little pain."""
    gave(person, 1, 4)
    assert decision(line(person), None)["kind"] == "no_session"


def test_a_pain_medicine_does_not_raise_the_level(person: OnCourse) -> None:
    """With the pain hidden, the level is at most that of the last session."""
    for number, days in ((1, 8), (2, 6), (3, 4)):
        gave(person, number, days, before=4, after=2)
    found = line(person)
    last = found["next"]["last"]["level"]
    assert decision(found, masked=True)["level"] <= last


def test_what_nobody_said_about_last_time_is_asked(person: OnCourse) -> None:
    """What was said is not asked again; the rest is, and lowers the level until it is answered."""
    person.give(1, days_ago(4))
    with in_clinic(person.house.north):
        next_day.answer(person.by_patient, person.fresh(), 1, "pain", 3)
    found = line(person)
    (asked,) = found["next"]["open"]
    assert (asked["session"], asked["items"]) == (1, ["radiation", "borne", "anything"])
    assert decision(found)["because"][0].endswith("_unanswered")


def test_after_a_long_gap_the_gentle_sessions_come_again(person: OnCourse) -> None:
    """The session that was signed as the first is given; the count of the course goes on."""
    gave(person, 1, 27)
    gave(person, 2, 25)
    found = line(person)
    assert (found["session"], found["steps"]["index"]) == (3, 1)
    assert decision(found)["kind"] == "restart"


def test_a_session_given_more_gently_is_reported_at_its_own_level(person: OnCourse) -> None:
    """The next decision builds on what the hands did, not on the plan."""
    gave(person, 1, 8)
    gave(person, 2, 6)
    course = person.fresh()
    with in_clinic(person.house.north):
        plan = latest_plan(course)
        assert plan is not None
        planned = open_plan(course.patient, plan).course.sessions[2]
        assert planned.level > 1
    person.give(3, days_ago(3), started=Started(3, 1))
    with in_clinic(person.house.north):
        last = reports.sessions_of(course)[-1]
        assert last.report.level == 1
        assert last.given is not None
        assert last.given.level == 1
        found = adapting.so_far(course, open_plan(course.patient, plan).course, timezone.now())
        assert adapting.history_of(found).levels[-1] == 1


def test_the_verifier_refuses_a_gentler_session_that_does_not_fit(person: OnCourse) -> None:
    """Nothing is offered on the word of whoever made it milder."""
    course = person.fresh()
    with in_clinic(person.house.north):
        plan = latest_plan(course)
        assert plan is not None
        known = adapting.so_far(course, open_plan(course.patient, plan).course, timezone.now())
        session = known.plan.sessions[-1]
        from lumbalis.clinic.services.screening import current_verdict  # noqa: PLC0415

        verdict = current_verdict(course.patient, timezone.now(), session=session.index)
        forbidden = replace(verdict, excluded_zones=frozenset(session.zone_caps))
        assert adapting.gentler(known, session, 1, forbidden) is None
