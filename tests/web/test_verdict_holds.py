"""Holds: nothing starts on a verdict that does not allow it, or on one that is out of date."""

from __future__ import annotations

from datetime import timedelta

import pytest

from clinic_people import House
from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.records.models import Course
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.holds import (
    Obstacle,
    Released,
    StillHeld,
    hold_of,
    may_start,
    release,
)
from lumbalis.clinic.services.recalling import candidates
from lumbalis.clinic.services.screening import rescreen
from verdict_people import AT, QUALIFIED, answer, fit_patient, qualify, signed_course

LATER = timedelta(minutes=1)


@pytest.fixture
def course(house: House) -> Course:
    """Open a signed course of somebody fit for a session."""
    qualify(house)
    return signed_course(house, fit_patient(house))


def fresh(house: House, course: Course) -> Course:
    """Read a course again."""
    with in_clinic(house.north):
        return Course.objects.select_related("patient__clinic").get(pk=course.pk)


def test_a_fit_patient_may_start(house: House, course: Course) -> None:
    """Otherwise every test below would pass for the wrong reason."""
    with in_clinic(house.north):
        start = may_start(fresh(house, course), AT, credentials=QUALIFIED)
    assert start.allowed, start.obstacles


@pytest.mark.hazard("H01")
def test_a_new_contraindication_holds_the_course_before_anybody_reads_it(
    house: House, course: Course
) -> None:
    """The answer and the hold are one transaction; nothing can start in between."""
    answer(house, course.patient, AT + LATER, calf_swelling_one_sided=True)
    held = fresh(house, course)
    assert held.state == "on_hold"
    assert "E05" in hold_of(held).rules
    with in_clinic(house.north):
        assert Obstacle.ON_HOLD in may_start(held, AT + LATER, credentials=QUALIFIED).obstacles


@pytest.mark.hazard("H01")
def test_a_hold_stays_until_a_physician_releases_it(house: House, course: Course) -> None:
    """A graver hold does not vanish because somebody corrects an answer."""
    answer(house, course.patient, AT + LATER, calf_swelling_one_sided=True)
    answer(house, course.patient, AT + 2 * LATER, calf_swelling_one_sided=False)
    held = fresh(house, course)
    assert held.state == "on_hold"
    assert hold_of(held).needs_physician
    at = AT + 3 * LATER
    refused = release(house.acting("north", "therapist", at), held, held.version)
    assert refused == StillHeld("not_a_physician")
    done = release(house.acting("north", "physician", at), held, held.version)
    assert isinstance(done, Released)
    assert fresh(house, course).state == "signed"


@pytest.mark.hazard("H01")
def test_no_release_while_the_verdict_allows_no_session(house: House, course: Course) -> None:
    """Releasing is not a way round the verdict."""
    answer(house, course.patient, AT + LATER, calf_swelling_one_sided=True)
    held = fresh(house, course)
    done = release(house.acting("north", "physician", AT + 2 * LATER), held, held.version)
    assert done == StillHeld("verdict")
    assert fresh(house, course).state == "on_hold"


def test_a_stale_tab_releases_nothing(house: House, course: Course) -> None:
    """The hold may have become graver since the page was opened."""
    answer(house, course.patient, AT + LATER, temperature_c=38.4)
    held = fresh(house, course)
    done = release(house.acting("north", "physician", AT + LATER), held, held.version - 1)
    assert done == StillHeld("version")


def test_waiting_ends_with_the_verdict_that_ends_it(house: House, course: Course) -> None:
    """A fever holds only until a new verdict allows a session; nobody has to press a button."""
    answer(house, course.patient, AT + LATER, temperature_c=37.6)
    held = fresh(house, course)
    assert not hold_of(held).needs_physician, held.hold_reasons
    answer(house, course.patient, AT + 2 * LATER, temperature_c=36.6)
    assert fresh(house, course).state == "signed"


def test_a_hold_of_the_house_stays_when_the_verdict_is_fine(house: House, course: Course) -> None:
    """After a restore a person looks first, whatever the old answers say."""
    with in_clinic(house.north):
        Course.objects.filter(pk=course.pk).update(
            state="on_hold", state_before_hold="signed", hold_reasons=["restored"], held_at=AT
        )
    rescreen(house.acting("north", "physician", AT + LATER), course.patient, "asked")
    assert fresh(house, course).state == "on_hold"


def test_a_waiting_hold_that_gets_worse_needs_a_physician(house: House, course: Course) -> None:
    """The strictest reason a course was ever held for decides who releases it."""
    answer(house, course.patient, AT + LATER, temperature_c=37.6)
    answer(house, course.patient, AT + 2 * LATER, calf_swelling_one_sided=True)
    answer(house, course.patient, AT + 3 * LATER, calf_swelling_one_sided=False)
    assert hold_of(fresh(house, course)).needs_physician


def test_answers_that_lapse_wait_for_answers_not_for_a_physician(
    house: House, course: Course
) -> None:
    """Every course would otherwise ask for a physician every morning."""
    night = AT + timedelta(hours=20)
    rescreen(house.acting("north", "physician", night), course.patient, "nightly")
    held = fresh(house, course)
    assert held.state == "on_hold"
    assert not hold_of(held).needs_physician, held.hold_reasons


@pytest.mark.hazard("H02")
@pytest.mark.parametrize(
    "fact",
    [
        fact.id
        for fact in protocol().vocabulary.facts.values()
        if fact.valid_for is not None and fact.silence.policy.value == "BLK"
    ],
)
def test_a_session_starts_only_while_every_answer_is_valid(
    house: House, course: Course, fact: str
) -> None:
    """To the second: at its validity an answer still counts, one second later it does not."""
    valid_for = protocol().vocabulary.facts[fact].valid_for
    assert valid_for is not None
    with in_clinic(house.north):
        told = [one for one in candidates(course.patient) if one.fact == fact]
        at = told[-1].at
        missing = [
            {one.fact for one in may_start(fresh(house, course), moment).verdict.missing}  # type: ignore[union-attr]  # nobody was erased
            for moment in (at + valid_for, at + valid_for + timedelta(seconds=1))
        ]
    assert fact not in missing[0]
    conditional = protocol().vocabulary.facts[fact].silence.when is not None
    assert fact in missing[1] or conditional


@pytest.mark.hazard("H02")
def test_a_kept_verdict_out_of_date_blocks_the_start(house: House, course: Course) -> None:
    """Yesterday's yes is no yes."""
    tomorrow = AT + timedelta(days=1)
    with in_clinic(house.north):
        start = may_start(fresh(house, course), tomorrow, credentials=QUALIFIED)
    assert {Obstacle.VERDICT, Obstacle.STALE} <= set(start.obstacles)


def test_whoever_lacks_a_qualification_starts_nothing(house: House, course: Course) -> None:
    """The verdict of the house is about its best qualified therapist; the start is about one."""
    with in_clinic(house.north):
        start = may_start(fresh(house, course), AT, credentials=("massage",))
    assert Obstacle.VERDICT in start.obstacles
