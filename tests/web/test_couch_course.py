"""A physician reviews a course: what happened is graded, explained, and decided with a reason."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from clinic_people import House
from lumbalis.clinic.records.models import Course, CourseReview
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import nightly
from lumbalis.clinic.services.couch import reviewing
from lumbalis.clinic.services.couch.packs import Wanted, people
from lumbalis.clinic.services.couch.reviewing import Decided
from lumbalis.clinic.services.holds import hold_of
from lumbalis.clinic.services.outcomes import next_day
from lumbalis.clinic.services.outcomes.rules import adaptation_rules
from lumbalis.domain.guided.events import AdverseReported, Stopped
from outcomes_world import OnCourse, days_ago, on_course

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H24")]
TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
FEATURES = sorted(adaptation_rules().grades.features)


@pytest.fixture
def hurt(house: House) -> OnCourse:
    """Give somebody who fainted in the first session."""
    person = on_course(house, sessions=4).invited()
    person.give(1, days_ago(3), events=(AdverseReported("faint"), Stopped(("faint",))))
    with in_clinic(house.north):
        for item, value in {"pain": 3, "borne": 4, "radiation": "no", "anything": "no"}.items():
            next_day.answer(person.by_patient, person.fresh(), 1, item, value)
    return person


def page(person: OnCourse, role: str = "physician") -> str:
    """Open the review of the course."""
    answer = person.house.client("north", role).get(where(person))
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def where(person: OnCourse, what: str = "review") -> str:
    """Give an address of the course."""
    return f"/c/north/patients/{person.patient.pk}/courses/{person.course.pk}/{what}/"


def decided(person: OnCourse, role: str = "physician", **fields: str) -> Any:  # noqa: ANN401
    """Send the form of the page."""
    token = TOKEN.findall(page(person))[0]
    client = person.house.client("north", role)
    return client.post(where(person, "decide"), {"form_token": token, **fields})


def graded(**more: str) -> dict[str, str]:
    """Answer everything about the event of the first session: it is over, and was not grave."""
    own = "event-1-0"
    answers = {f"{own}-{name}": "no" for name in FEATURES}
    return {
        **answers, f"{own}-resolved": "yes", f"{own}-hours": "1", f"{own}-cause": "other",
        "reason": "Stood up too fast.", "decision": "go_on", **more,
    }  # fmt: skip


def kind_of_next(person: OnCourse) -> str:
    """Say what the tablet would decide with little pain."""
    with in_clinic(person.house.north):
        (found,) = people(Wanted(person.house.acting("north", "therapist"), "en"))
    told: Any = found["next"]
    return str(told["decisions"][told["by"]["SUBSIDING"][0][2]]["kind"])


def test_what_happened_is_shown_with_what_the_rules_make_of_it(hurt: OnCourse) -> None:
    """The event by its name, its grade with unanswered questions at their worst, what to do."""
    shown = page(hurt)
    assert "Fainting" in shown
    assert "Serious." in shown
    assert "An adverse event was reported." in shown


def test_until_a_physician_has_decided_there_is_no_session(hurt: OnCourse) -> None:
    """The hold is one wall; the ladder, which knows of the event, is the other."""
    with in_clinic(hurt.house.north):
        assert Course.objects.get(pk=hurt.course.pk).state == "on_hold"
    assert kind_of_next(hurt) not in {"level", "restart"}


def test_a_reviewed_event_lets_the_course_go_on(hurt: OnCourse) -> None:
    """Graded, over, explained, with a reason: the hold ends, and a gentle session may follow."""
    answer = decided(hurt, **graded())
    assert answer.status_code == 302, answer.content.decode()
    with in_clinic(hurt.house.north):
        assert Course.objects.get(pk=hurt.course.pk).state == "signed"
        kept = CourseReview.objects.get()
        assert (kept.after, kept.decision) == (1, "go_on")
    assert kind_of_next(hurt) == "level"
    assert "Stood up too fast." in page(hurt)


def test_a_review_counts_on_a_day_on_which_nobody_is_there(hurt: OnCourse) -> None:
    """The answers of the day are too old by then; what is left is what any session asks first."""
    with in_clinic(hurt.house.north):
        course = Course.objects.select_related("patient__clinic").get(pk=hurt.course.pk)
        evening = timezone.now() + timedelta(hours=30)
        physician = hurt.house.acting("north", "physician", evening)
        nightly.rescreen_one(hurt.house.north, hurt.patient.pk, evening)
        course.refresh_from_db()
        assert hold_of(course).needs_physician
        done = reviewing.decide(physician, course, course.version, "go_on", "Seen.", ())
        assert isinstance(done, Decided)
        course.refresh_from_db()
        assert course.state == "signed" or not hold_of(course).needs_physician


def test_an_event_that_is_not_explained_still_bars_the_session(hurt: OnCourse) -> None:
    """A physician may release the hold; what is open about the event still counts as the worst."""
    answer = decided(hurt, reason="Looks well.", decision="go_on")
    assert answer.status_code == 302
    assert kind_of_next(hurt) not in {"level", "restart"}


def test_a_decision_needs_a_reason(hurt: OnCourse) -> None:
    """Nothing is kept without one, and what was typed is not lost."""
    answer = decided(hurt, **graded(reason=" "))
    assert answer.status_code == 422
    assert "Say why." in answer.content.decode()
    with in_clinic(hurt.house.north):
        assert not CourseReview.objects.exists()


def test_a_course_can_be_ended(hurt: OnCourse) -> None:
    """It is closed, and no tablet shows it any more."""
    assert decided(hurt, **graded(decision="end")).status_code == 302
    with in_clinic(hurt.house.north):
        course = Course.objects.get(pk=hurt.course.pk)
        assert (course.state, course.closed_at is None) == ("finished", False)
        assert people(Wanted(hurt.house.acting("north", "therapist"), "en")) == []


def test_a_therapist_reads_the_review_and_decides_nothing(hurt: OnCourse) -> None:
    """Whoever treats knows what happened; the decision is a physician's."""
    assert 'value="go_on"' not in page(hurt, "therapist")
    assert decided(hurt, "therapist", **graded()).status_code == 404
    with in_clinic(hurt.house.north):
        assert not CourseReview.objects.exists()


def test_a_page_that_is_too_old_decides_nothing(hurt: OnCourse) -> None:
    """Somebody else decided meanwhile."""
    token = TOKEN.findall(page(hurt))[0]
    assert decided(hurt, reason="First.", decision="go_on").status_code == 302
    client = hurt.house.client("north", "physician")
    answer = client.post(where(hurt, "decide"), {"form_token": token, **graded()})
    assert answer.status_code in {409, 422}
    with in_clinic(hurt.house.north):
        assert CourseReview.objects.count() == 1


def test_a_course_without_its_review_waits(house: House) -> None:
    """After the window of the review nobody treats on without having looked."""
    person = on_course(house, sessions=9)
    rules = adaptation_rules().course
    for number in range(1, rules.review_to + 1):
        person.give(number, days_ago(30 - 3 * number))
    assert "No further session before the review." in page(person)
    with in_clinic(house.north):
        (found,) = people(Wanted(house.acting("north", "therapist"), "en"))
    waiting: Any = found["waiting"]
    assert "course_review" in {one["id"] for one in waiting}
