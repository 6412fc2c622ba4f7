"""The questions of a course on the patient's phone: one a screen, kept at once, nothing lost."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from clinic_people import House
from lumbalis.clinic.records.models import (
    Answer,
    AuditEvent,
    InstrumentText,
    Questionnaire,
    QuestionnaireAnswer,
)
from lumbalis.clinic.records.sealing import unseal
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import invitations
from lumbalis.clinic.services.outcomes import asking, forms, results, scores
from lumbalis.clinic.services.outcomes.schedule import due, months_after
from lumbalis.domain.outcomes.change import ChangeLabel
from outcomes_world import OnCourse, days_ago, on_course

pytestmark = pytest.mark.django_db
STATEMENTS = [f"Statement {number} as the authors wrote it" for number in range(1, 25)]
ACTIVITIES = ["Tie my shoes", "Carry <b>shopping</b>", "Sit through a film"]


@pytest.fixture
def person(house: House) -> OnCourse:
    """Give somebody whose course is signed and not begun."""
    return on_course(house).invited()


def official(house: House, language: str = "en") -> None:
    """Let the clinical lead enter the official wording of the RMDQ."""
    lead = house.acting("north", "lead")
    with in_clinic(house.north):
        said = forms.add(lead, "rmdq24", language, "\n".join(STATEMENTS), "From the authors")
    assert said == ""


def measured(person: OnCourse) -> dict[str, object]:
    """Give what was scored, by instrument and moment."""
    with in_clinic(person.house.north):
        return {
            f"{one.instrument}/{one.moment}": one.score.value
            for one in scores.measured_in(person.fresh())
        }


def name_activities(person: OnCourse, *names: str) -> str:
    """Answer the first question of the PSFS."""
    where = person.asked("psfs").pk
    return person.send(f"q/{where}/activities/", act="typed", activity=list(names))


def test_before_the_course_the_patient_is_asked_what_the_protocol_names(person: OnCourse) -> None:
    """Average pain and activities of their own; the RMDQ only where its official text is."""
    page = unescape(person.get())
    assert "How strong the pain is" in page
    assert "The activities you chose yourself" in page
    assert "What your back makes difficult" not in page
    official(person.house)
    assert "What your back makes difficult today" in person.get("today/")


def test_a_wording_that_is_not_there_in_a_language_is_not_asked_in_it(person: OnCourse) -> None:
    """A form is valid only in its official translation; half of one is none."""
    official(person.house, "uk")
    page = person.get("today/")
    assert "What your back makes difficult today" not in page
    with in_clinic(person.house.north):
        assert not Questionnaire.objects.filter(instrument="rmdq24").exists()
    person.get("today/?language=uk")
    assert person.asked("rmdq24").moment == "baseline"


def test_the_patient_answers_and_the_score_is_the_protocols(person: OnCourse) -> None:
    """Three activities rated 2, 3 and 4 make a mean of 3; unknown is an answer, too."""
    person.get()
    name_activities(person, *ACTIVITIES)
    for rating in ("2", "3", "4"):
        person.send(value=rating)
    assert person.at.endswith("/today/")
    assert measured(person) == {"psfs/baseline": 3}


def test_the_rmdq_counts_what_applies_today(person: OnCourse) -> None:
    """24 screens, each a statement as it stands; one "I don't know" is flagged, not guessed."""
    official(person.house)
    person.get()
    where = person.asked("rmdq24").pk
    for number in range(1, 25):
        page = person.get(f"q/{where}/{number}/")
        assert f"Statement {number} as the authors wrote it" in page
        sent = {"act": "unsure"} if number == 24 else {"value": "yes" if number <= 10 else "no"}
        person.send(**sent)
    with in_clinic(person.house.north):
        (one,) = scores.measured_in(person.fresh())
        assert one.score.value == 10
        assert one.score.worst_case == 11
        assert one.score.missing == (24,)
        read = QuestionnaireAnswer.objects.filter(questionnaire=where).first()
        assert read is not None
        assert read.text == InstrumentText.objects.get()


@pytest.mark.hazard("H07")
def test_going_back_keeps_both_answers_and_shows_the_last(person: OnCourse) -> None:
    """What was said first stays on record; the same again writes nothing."""
    person.get()
    where = person.asked("nrs").pk
    person.send(f"q/{where}/average/", value="6")
    person.send(f"q/{where}/average/", value="6")
    person.send(f"q/{where}/average/", value="4")
    assert measured(person) == {}
    person.send(f"q/{where}/rest/", value="3")
    person.send(f"q/{where}/movement/", act="unsure")
    with in_clinic(person.house.north):
        rows = QuestionnaireAnswer.objects.filter(item="average").order_by("number")
        assert [unseal(person.patient, row.value) for row in rows] == [6, 4]
    assert measured(person) == {"nrs/baseline": 4}


def test_a_changed_list_of_activities_asks_for_their_ratings_again(person: OnCourse) -> None:
    """A rating belongs to its activity and never to the one that took its place."""
    person.get()
    name_activities(person, *ACTIVITIES)
    for rating in ("2", "3", "4"):
        person.send(value=rating)
    name_activities(person, ACTIVITIES[1], "Sleep through", ACTIVITIES[2])
    with in_clinic(person.house.north):
        asked = asking.asked(person.asked("psfs"))
    assert asked.next_item == "rating.1"
    assert "rating.3" in asked.said
    assert "rating.2" not in asked.said


def test_too_few_activities_are_said_and_nothing_typed_is_lost(person: OnCourse) -> None:
    """The instrument needs three; the two typed stand in their fields again."""
    person.get()
    page = name_activities(person, "Walk", "", "Sit")
    assert person.status == 422
    assert 'value="Walk"' in page
    assert 'value="Sit"' in page
    assert "at least 3" in page


def test_what_is_typed_never_becomes_markup(person: OnCourse) -> None:
    """An activity is a patient's text."""
    person.get()
    name_activities(person, *ACTIVITIES)
    page = person.get(f"q/{person.asked('psfs').pk}/rating.2/")
    assert "Carry &lt;b&gt;shopping" in page
    assert "<b>shopping" not in page


def test_a_pain_score_is_also_an_answer_to_the_screening(person: OnCourse) -> None:
    """One patient, one truth: what stands in the chart is what the screening reads."""
    person.get()
    person.send(f"q/{person.asked('nrs').pk}/average/", value="5")
    with in_clinic(person.house.north):
        last = Answer.objects.filter(fact="nrs_avg_7d").order_by("-number").first()
        assert last is not None
        assert unseal(person.patient, last.value) == 5


def test_after_the_first_session_no_baseline_is_asked(person: OnCourse) -> None:
    """A start measured after it is none."""
    person.give(1, days_ago(1))
    with in_clinic(person.house.north):
        assert due(person.fresh(), timezone.now()) == ()
    assert "How strong the pain is" not in person.get("today/")


def test_at_the_end_the_same_activities_are_rated_again(person: OnCourse) -> None:
    """The list is not asked again, and the change is the mean of the same three."""
    person.get()
    name_activities(person, *ACTIVITIES)
    for rating in ("2", "3", "4"):
        person.send(value=rating)
    for number in (1, 2, 3):
        person.give(number, days_ago(8 - 2 * number))
    page = person.get("today/")
    assert "activities/" not in page
    where = person.asked("psfs", "end").pk
    for number, rating in enumerate(("5", "6", "7"), start=1):
        page = person.get(f"q/{where}/rating.{number}/")
        assert unescape(page).count(ACTIVITIES[number - 1].split("<")[0])
        person.send(value=rating)
    with in_clinic(person.house.north):
        outcome = results.outcome_of(person.fresh())
    (row,) = [row for row in outcome.rows if row.instrument == "psfs"]
    assert row.change is not None
    assert row.change.points == 3
    assert row.label is ChangeLabel.RESPONDER
    assert row.important == 5
    assert row.source == ("K",)


def test_follow_ups_come_when_the_protocol_says(house: House) -> None:
    """One and three months after the last session, and in between nothing."""
    person = on_course(house, opened=timedelta(days=-60)).invited()
    for number in (1, 2, 3):
        person.give(number, days_ago(50 - number))
    with in_clinic(house.north):
        course = person.fresh()
        ended = days_ago(47).date()
        found = {one.moment: one for one in due(course, timezone.now())}
        assert set(found) == {"follow_up"}
        assert (found["follow_up"].visit, found["follow_up"].day) == (1, months_after(ended, 1))
        later = timezone.now() + timedelta(days=60)
        assert {one.visit for one in due(course, later)} == {3}
        assert not due(course, timezone.now() + timedelta(days=200))


def test_nobody_answers_for_somebody_else(house: House, person: OnCourse) -> None:
    """A questionnaire of another patient is none of this link's."""
    other = on_course(house, birth_date="1980-05-04").invited()
    other.get()
    theirs = other.asked("nrs").pk
    person.send(f"q/{theirs}/average/", value="9")
    with in_clinic(house.north):
        assert not QuestionnaireAnswer.objects.exists()


def test_a_link_for_the_intake_opens_no_outcomes_and_the_other_way_round(
    house: House, person: OnCourse
) -> None:
    """Each secret is good for one thing."""
    desk = house.acting("north", "receptionist")
    with in_clinic(house.north):
        made = invitations.invite(desk, person.patient, "en")
    assert isinstance(made, invitations.Invited)
    assert Client().get(f"/o/{made.token}/").status_code == 404
    token = person.link.split("/")[2]
    assert Client().get(f"/i/{token}/").status_code == 404
    assert "Your questions" in person.get("today/")


def test_without_the_date_of_birth_nothing_is_seen(person: OnCourse) -> None:
    """A link alone is not enough for any page, any picture, any answer."""
    stranger = Client()
    for path in ("today/", "mine/", "trend.svg", "day/1/pain/", "now/", "terms/"):
        answer = stranger.get(person.link + path)
        assert answer.status_code == 302, path
        assert answer["Location"] == person.link
    assert not Questionnaire.everywhere.exists()


@pytest.mark.hazard("H17")
def test_the_patients_own_page_has_no_verdict_and_no_promise(person: OnCourse) -> None:
    """Their own answers as pictures and words; looking is written down."""
    person.give(1, days_ago(2), before=6, after=4)
    page = person.get("mine/")
    assert "before 6, after 4" in page
    for word in ("Responder", "Recovered", "matters:", "draft", "Improved"):
        assert word not in page
    picture = person.browser.get(person.link + "trend.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert "matters" not in picture.content.decode()
    with in_clinic(person.house.north):
        assert AuditEvent.objects.filter(action="read.outcomes_read").exists()
