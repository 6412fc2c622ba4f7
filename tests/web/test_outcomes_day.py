"""The day after a session: what the patient says is kept at once, and acted on where it must be."""

from __future__ import annotations

import pytest
from django.utils import timezone

from clinic_people import House
from lumbalis.clinic.records.models import Course, NextDayReport
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.holds import hold_of
from lumbalis.clinic.services.outcomes import next_day
from lumbalis.clinic.services.outcomes.reports import reports_of
from lumbalis.clinic.services.outcomes.rules import adaptation_rules
from lumbalis.clinic.services.plans.starting import startable
from lumbalis.domain.adaptation import Grade, grade
from lumbalis.domain.truth import Truth
from outcomes_world import OnCourse, days_ago, on_course

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H24")]


@pytest.fixture
def person(house: House) -> OnCourse:
    """Give somebody who had their first session yesterday."""
    somebody = on_course(house)
    somebody.give(1, days_ago(1))
    return somebody.invited()


def said(person: OnCourse, session: int = 1) -> next_day.Said:
    """Give what is kept about a session."""
    with in_clinic(person.house.north):
        found = next_day.newest(person.fresh(), session)
    assert found is not None
    return found


def say(person: OnCourse, item: str, session: int = 1, **sent: object) -> str:
    """Answer one question."""
    return person.send(f"day/{session}/{item}/", **sent)


def about_the_session(person: OnCourse) -> None:
    """Answer what everybody is asked first."""
    say(person, "pain", value="3")
    say(person, "borne", value="3")
    say(person, "radiation", value="no")


def test_a_quiet_day_is_told_in_four_taps_and_stands_in_the_report(person: OnCourse) -> None:
    """Pain a day later, how it was borne, no radiation, nothing new; the ladder reads it."""
    assert "The day after your session" in person.get()
    about_the_session(person)
    page = say(person, "anything", value="no")
    assert "Thank you" in page
    assert said(person).finished
    with in_clinic(person.house.north):
        report = reports_of(person.fresh())[0]
    assert (report.nrs_24h, report.tolerance, report.new_radiation) == (3, 3, Truth.FALSE)
    assert report.events == ()
    assert "The day after your session" not in person.get("today/")


def test_what_the_couch_noted_is_in_the_report(person: OnCourse) -> None:
    """Pain before and after, the level the hands worked at, nothing unwanted once signed."""
    with in_clinic(person.house.north):
        report = reports_of(person.fresh())[0]
    assert (report.nrs_before, report.nrs_after, report.events) == (5, 4, ())
    assert report.level == person.sessions[0].level
    assert report.technique == "manual_classical"
    assert report.nrs_24h is None


def test_a_sign_of_nerves_is_an_emergency_before_anything_else_is_answered(
    person: OnCourse,
) -> None:
    """The course is held, the patient told where to go, and the screening knows; at once."""
    say(person, "anything", value="yes")
    page = say(person, "nerves", act="some", line="new_bladder_dysfunction")
    assert person.at.endswith("/now/")
    assert "hospital" in page
    course = person.fresh()
    assert course.state == "on_hold"
    assert next_day.HELD_FOR in course.hold_reasons
    assert "EMERGENCY" in course.hold_reasons
    with in_clinic(person.house.north):
        assert hold_of(course).needs_physician
        assert startable(course, timezone.now())


def test_a_moderate_event_holds_the_course_and_asks_for_a_call(person: OnCourse) -> None:
    """Limits in everyday life make it moderate, however short it was."""
    about_the_session(person)
    say(person, "anything", value="yes")
    say(person, "nerves", act="none")
    say(person, "sudden", act="none")
    say(person, "harm", act="some", line="limits_activity")
    assert person.fresh().state == "on_hold"
    say(person, "over", value="yes")
    say(person, "hours", act="typed", value="5")
    page = say(person, "words", act="unsure")
    assert "call the clinic today" in page
    event = next_day.event_of(said(person))
    assert event is not None
    assert grade(event, adaptation_rules()) is Grade.MODERATE


def test_a_mild_event_that_is_over_holds_nothing(person: OnCourse) -> None:
    """Soreness for some hours is told to the therapist and stops nobody."""
    about_the_session(person)
    say(person, "anything", value="yes")
    for item in ("nerves", "sudden", "harm"):
        say(person, item, act="none")
    say(person, "over", value="yes")
    say(person, "hours", act="typed", value="6")
    page = say(person, "words", value="Sore muscles <b>")
    assert "Thank you for telling us" in page
    assert person.fresh().state == "signed"
    with in_clinic(person.house.north):
        report = reports_of(person.fresh())[0]
    assert report.events is not None
    assert [grade(one, adaptation_rules()) for one in report.events] == [Grade.MINOR]


def test_not_knowing_counts_as_the_worse_answer(person: OnCourse) -> None:
    """Somebody who cannot tell whether they were badly hurt is called, not reassured."""
    about_the_session(person)
    say(person, "anything", value="yes")
    say(person, "nerves", act="none")
    say(person, "sudden", act="none")
    say(person, "harm", act="unsure")
    say(person, "over", act="unsure")
    say(person, "hours", act="unsure")
    page = say(person, "words", act="unsure")
    assert "call the clinic now" in page
    assert person.fresh().state == "on_hold"


def test_a_complaint_begun_and_left_stops_the_next_start(person: OnCourse) -> None:
    """A phone that went dark after "yes" must not look like a quiet night."""
    say(person, "anything", value="yes")
    with in_clinic(person.house.north):
        assert "complaint_open" in startable(person.fresh(), timezone.now())
    say(person, "anything", value="no")
    with in_clinic(person.house.north):
        assert "complaint_open" not in startable(person.fresh(), timezone.now())


def test_a_complaint_told_to_its_end_before_the_day_after_still_counts(person: OnCourse) -> None:
    """Only pain a day later waits for that day; a grave doubt does not."""
    say(person, "anything", value="yes")
    for item in ("nerves", "sudden"):
        say(person, item, act="none")
    say(person, "harm", act="unsure")
    say(person, "over", value="no")
    say(person, "hours", act="typed", value="2")
    say(person, "words", act="unsure")
    assert not said(person).finished
    assert person.fresh().state == "on_hold"


def test_a_released_course_is_held_again_by_a_new_grave_answer(person: OnCourse) -> None:
    """What a physician released was what they knew then."""
    say(person, "anything", value="yes")
    say(person, "harm", act="some", line="needs_first_aid")
    with in_clinic(person.house.north):
        Course.objects.filter(pk=person.course.pk).update(
            state="signed", hold_reasons=[], state_before_hold=""
        )
    say(person, "harm", act="some", line="fracture")
    assert person.fresh().state == "on_hold"


@pytest.mark.hazard("H07")
def test_going_back_and_forth_loses_nothing(person: OnCourse) -> None:
    """Every answer is a version of its own; the same again writes none."""
    say(person, "pain", value="3")
    say(person, "pain", value="3")
    say(person, "pain", value="5")
    page = person.get("day/1/pain/")
    assert 'value="5" aria-pressed="true"' in page
    with in_clinic(person.house.north):
        assert NextDayReport.objects.count() == 2
    assert said(person).items == {"pain": 5}


def test_the_next_session_closes_the_question_before(person: OnCourse) -> None:
    """Nobody is asked about the day after once the next session has been given."""
    person.give(2, timezone.now())
    person.get("day/1/pain/")
    assert person.at.endswith("/today/")
    page = person.get("today/")
    assert "The day after your session" not in page
    assert "Tell the clinic about a complaint" in page


@pytest.mark.parametrize("item", ["blister", "over", "words", "nothing"])
def test_a_question_that_is_not_asked_takes_no_answer(person: OnCourse, item: str) -> None:
    """An address somebody made up writes nothing."""
    say(person, item, value="yes")
    assert person.status == 404
    with in_clinic(person.house.north):
        assert not NextDayReport.objects.exists()


def test_nonsense_is_said_back_in_one_sentence(person: OnCourse) -> None:
    """A value off the scale is not kept."""
    for sent in ({"value": "11"}, {"value": "-1"}, {"value": "x"}, {}):
        page = say(person, "pain", **sent)  # type: ignore[arg-type]  # fields of a form
        assert person.status == 422
        assert "Choose an answer" in page
    say(person, "anything", value="yes")
    say(person, "harm", act="some", line="burn")
    for typed in ("1e9", "-3", "nan", "501", ""):
        say(person, "blister", act="typed", value=typed)
        assert person.status == 422, typed


def test_a_blister_larger_than_the_limit_is_serious(person: OnCourse) -> None:
    """The limit is the protocol's, and the answer in millimetres."""
    limit = adaptation_rules().grades.blister_above_mm
    say(person, "anything", value="yes")
    say(person, "harm", act="some", line="burn")
    say(person, "blister", act="typed", value=str(limit + 1))
    assert next_day.advice(said(person)) is next_day.Advice.EMERGENCY
