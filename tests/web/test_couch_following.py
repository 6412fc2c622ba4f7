"""What is noted at the couch has its consequences at once, whoever reads the note and when."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from clinic_people import House
from couch_tablets import Event, Tablet, about, enrolled, on_course
from lumbalis.clinic.records.models import Answer, AuditEvent, Course, RunEvent
from lumbalis.clinic.records.sealing import unseal
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.answers import answers_object, give_answers
from lumbalis.clinic.services.couch import devices, quarantine
from lumbalis.clinic.services.couch.packs import ms
from lumbalis.clinic.services.holds import ON_HOLD, hold_of
from lumbalis.clinic.services.outcomes.rules import adaptation_rules

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H24")]


@pytest.fixture
def course(house: House) -> Course:
    """Give somebody in the north a signed course."""
    return on_course(house)


@pytest.fixture
def tablet(house: House) -> Tablet:
    """Enrol a tablet for the north's therapist."""
    return enrolled(house)


def held(house: House, course: Course) -> list[str]:
    """Say why a course is on hold; nothing if it is not."""
    with in_clinic(house.north):
        course.refresh_from_db()
        return list(hold_of(course).keys) if course.state == ON_HOLD else []


def send(house: House, tablet: Tablet, event: Event) -> None:
    """Send an event, as whoever the tablet belongs to."""
    with in_clinic(house.north):
        tablet.send(event)


def said(tablet: Tablet, course: Course, kind: str, /, **body: object) -> Event:
    """Write an event of a new run."""
    return tablet.event(kind, uuid4(), about(course), body=body)


def all_no() -> dict[str, bool]:
    """Deny every grading question."""
    grades = adaptation_rules().grades
    return dict.fromkeys(sorted(grades.features), False)


def test_an_event_nobody_graded_holds_the_course(
    house: House, tablet: Tablet, course: Course
) -> None:
    """What was not answered counts as the worse answer."""
    send(house, tablet, said(tablet, course, "adverse.reported", kind="dizziness", features={}))
    assert held(house, course) == ["adverse_event"]
    with in_clinic(house.north):
        course.refresh_from_db()
        assert hold_of(course).needs_physician


def test_a_surely_minor_event_that_is_over_holds_nothing(
    house: House, tablet: Tablet, course: Course
) -> None:
    """A course is not held for what is over and harmless by every answer."""
    send(
        house,
        tablet,
        said(tablet, course, "adverse.reported", kind="soreness", features=all_no(), resolved=True),
    )
    assert held(house, course) == []


def test_an_event_that_goes_on_holds_the_course(
    house: House, tablet: Tablet, course: Course
) -> None:
    """Nobody knows yet how long it will last."""
    send(
        house,
        tablet,
        said(
            tablet, course, "adverse.reported", kind="soreness", features=all_no(), resolved=False
        ),
    )
    assert held(house, course) == ["adverse_event"]


def test_an_event_that_cannot_be_read_holds_the_course(
    house: House, tablet: Tablet, course: Course
) -> None:
    """A tablet of another version must not make an event disappear."""
    send(
        house,
        tablet,
        said(tablet, course, "adverse.reported", kind="dizziness", features={"odd": True}),
    )
    assert held(house, course) == ["adverse_event"]


@pytest.mark.parametrize(
    ("reasons", "keys"),
    [(["faint"], ["adverse_event"]), (["patient_says_stop"], []), ([], []), (["no_such"], [])],
)
def test_a_stop_holds_the_course_where_its_sign_asks_for_it(
    house: House, tablet: Tablet, course: Course, reasons: list[str], keys: list[str]
) -> None:
    """A patient may end a session for no reason; a faint is looked at before the next one."""
    send(house, tablet, said(tablet, course, "run.stopped", reasons=reasons))
    assert held(house, course) == keys


def test_getting_up_unwell_holds_the_course(house: House, tablet: Tablet, course: Course) -> None:
    """Somebody looks at them before the next session."""
    send(house, tablet, said(tablet, course, "getup.checked", well=False))
    assert held(house, course) == ["adverse_event"]


def test_the_same_event_twice_acts_once(house: House, tablet: Tablet, course: Course) -> None:
    """A lost answer makes a tablet send again; nothing happens a second time."""
    event = said(tablet, course, "run.stopped", reasons=["faint"])
    send(house, tablet, event)
    send(house, tablet, event)
    with in_clinic(house.north):
        assert AuditEvent.objects.filter(action="run.held").count() == 1


def test_answers_of_the_couch_are_in_the_record_as_of_when_they_were_said(
    house: House, tablet: Tablet, course: Course
) -> None:
    """Pain asked at the couch is known to the clinic, with its own moment and author."""
    earlier = tablet.by.at - timedelta(hours=2)
    event = said(tablet, course, "rescreen.answered", values={"nrs_rest": 3}, unknown=["nrs_move"])
    send(house, tablet, {**event, "at": ms(earlier)})
    with in_clinic(house.north):
        rows = {one.fact: one for one in Answer.objects.filter(patient=course.patient)}
        assert unseal(course.patient, rows["nrs_rest"].value) == 3
        assert unseal(course.patient, rows["nrs_move"].value) is None
        kept = rows["nrs_rest"]
        assert abs(kept.at - earlier) < timedelta(seconds=1)
        assert (kept.author_id, kept.origin) == (tablet.by.actor.user_id, "couch")


@pytest.mark.hazard("H02")
def test_what_comes_in_late_does_not_replace_what_was_said_after_it(
    house: House, tablet: Tablet, course: Course
) -> None:
    """The office heard of an infection at noon; the tablet delivers the morning's answer later."""
    at = timezone.now()
    with in_clinic(house.north):
        office = house.acting("north", "physician", at - timedelta(hours=1))
        give_answers(
            office,
            course.patient,
            {"bacterial_infection_3mo": True},
            author_kind="patient",
            origin="office",
        )
    event = said(
        tablet, course, "rescreen.answered", values={"bacterial_infection_3mo": False}, unknown=[]
    )
    send(house, tablet, {**event, "at": ms(at - timedelta(hours=3))})
    with in_clinic(house.north):
        known = answers_object(course.patient, at)["answers"]
        assert isinstance(known, dict)
        assert known["bacterial_infection_3mo"]["value"] is True


def test_answers_that_cannot_be_taken_in_hold_the_course(
    house: House, tablet: Tablet, course: Course
) -> None:
    """An answer to a question this version does not know is not simply lost."""
    send(
        house,
        tablet,
        said(tablet, course, "rescreen.answered", values={"no_such_fact": 1}, unknown=[]),
    )
    assert held(house, course) == ["couch_answers"]


@pytest.mark.hazard("H02")
def test_a_tablet_that_judged_too_mildly_holds_the_course(
    house: House, tablet: Tablet, course: Course
) -> None:
    """Nobody has answered anything in the clinic, and the tablet says that a session is allowed."""
    send(
        house,
        tablet,
        said(tablet, course, "rescreen.judged", category="ELIGIBLE", because=[], caps={}),
    )
    assert "verdict_differs" in held(house, course)
    with in_clinic(house.north):
        assert AuditEvent.objects.filter(action="verdict.differs").count() == 1


def test_a_late_note_acts_only_once_a_physician_lets_it_count(
    house: House, tablet: Tablet, course: Course
) -> None:
    """A revoked tablet can neither hold a course by itself nor be silenced for good."""
    with in_clinic(house.north):
        devices.revoke(house.acting("north", "lead"), tablet.device)
        tablet.device.refresh_from_db()
    send(house, tablet, said(tablet, course, "run.stopped", reasons=["faint"]))
    assert held(house, course) == []
    with in_clinic(house.north):
        row = RunEvent.objects.get()
        assert row.standing == "quarantined"
        quarantine.review(house.acting("north", "physician"), row, "accepted")
    assert held(house, course) == ["adverse_event"]
