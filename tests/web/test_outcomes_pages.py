"""The course's outcomes, the letter and the clinic's report: what stands there, and for whom."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from clinic_people import House
from lumbalis.clinic.records.models import Clinic, Questionnaire, QuestionnaireAnswer
from lumbalis.clinic.records.sealing import unseal
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import privacy
from lumbalis.clinic.services.outcomes import clinic_report, results
from lumbalis.clinic.services.outcomes.reports import reports_of
from lumbalis.domain.guided.events import AdverseReported
from lumbalis.domain.outcomes.change import ChangeLabel
from lumbalis.domain.truth import Truth
from outcomes_world import OnCourse, days_ago, on_course

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
NAME = "Kanarienvogel"


@pytest.fixture
def person(house: House) -> OnCourse:
    """Give somebody on a course."""
    return on_course(house, family_name=NAME)


def base(person: OnCourse) -> str:
    """Give where somebody's outcomes are."""
    return f"/c/north/patients/{person.patient.pk}/outcomes/"


def enter(client: Client, person: OnCourse, **fields: Any) -> Any:  # noqa: ANN401 - an answer
    """Enter a sum from paper."""
    page = client.get(base(person)).content.decode()
    token = TOKEN.findall(page)[-1]
    return client.post(base(person) + "total/", {"form_token": token, **fields})


def hold_licences(house: House, *names: str) -> None:
    """Let the north say which licences it holds."""
    Clinic.objects.filter(pk=house.north.pk).update(settings={"licences": list(names)})


def whole_course(person: OnCourse, *, before: int = 12, after: int = 3) -> None:
    """Give three sessions, with an RMDQ sum at both ends."""
    client = person.house.client("north", "therapist")
    assert (
        enter(client, person, instrument="rmdq24", moment="baseline", total=before).status_code
        == 302
    )
    for number in (1, 2, 3):
        person.give(number, days_ago(10 - 2 * number), before=6 - number, after=5 - number)
    assert enter(client, person, instrument="rmdq24", moment="end", total=after).status_code == 302


def test_the_page_says_the_change_its_threshold_and_whose_it_is(person: OnCourse) -> None:
    """12 to 3 of 24 is an improvement of 75 per cent; it counts from 8 on, by a public source."""
    whole_course(person)
    page = person.house.client("north", "physician").get(base(person)).content.decode()
    for words in (
        "better by 9 (75",
        "matters: 8 or below",
        "V46",
        "Responder",
        "before 5, after 4",
    ):
        assert words in page, words
    assert "sum entered from paper" in page


def test_a_start_too_close_to_the_end_of_the_scale_is_said_not_judged(person: OnCourse) -> None:
    """From an RMDQ of 3 no improvement can be read; the page says so and why."""
    whole_course(person, before=3, after=1)
    with in_clinic(person.house.north):
        outcome = results.outcome_of(person.fresh())
    assert outcome.rows[0].label is ChangeLabel.NOT_INTERPRETABLE
    assert outcome.why_not == "not_interpretable"
    page = person.house.client("north", "physician").get(base(person)).content.decode()
    assert "so close to the end of its scale" in page
    assert "Responder" not in page


def test_worse_is_said_first(person: OnCourse) -> None:
    """From 8 to 15 is worse by an important amount."""
    whole_course(person, before=8, after=15)
    page = person.house.client("north", "physician").get(base(person)).content.decode()
    assert "change--worse" in page
    assert "worse by 7" in page


@pytest.mark.parametrize(
    ("held", "instrument", "works"),
    [((), "odi", False), (("odi",), "odi", True), (("odi",), "start_back", False)],
)
def test_a_licensed_form_is_offered_only_where_the_licence_is_held(
    house: House,
    person: OnCourse,
    held: tuple[str, ...],
    instrument: str,
    works: bool,  # noqa: FBT001 - a case
) -> None:
    """ODI and STarT Back as sums only, and only where the clinic says it may use them."""
    hold_licences(house, *held)
    client = house.client("north", "physician")
    fields = {"instrument": instrument, "moment": "baseline", "total": "5", "distress": "2"}
    assert enter(client, person, **fields).status_code == (302 if works else 422)
    page = client.get(base(person)).content.decode()
    assert (f'value="{instrument}"' in page) is works


def test_a_prognosis_is_a_group_and_no_outcome(house: House, person: OnCourse) -> None:
    """STarT Back of 6 with 4 of distress is high risk; it changes nothing in the result."""
    hold_licences(house, "start_back")
    client = house.client("north", "physician")
    wrong = {"instrument": "start_back", "moment": "baseline", "total": "6", "distress": "7"}
    assert enter(client, person, **wrong).status_code == 422
    assert enter(client, person, **{**wrong, "distress": "4"}).status_code == 302
    assert "high risk" in client.get(base(person)).content.decode()


@pytest.mark.parametrize("total", ["25", "-1", "3.5", "", "x"])
def test_a_sum_the_form_cannot_give_is_refused(person: OnCourse, total: str) -> None:
    """And nothing is kept."""
    client = person.house.client("north", "therapist")
    answer = enter(client, person, instrument="rmdq24", moment="baseline", total=total)
    assert answer.status_code == 422
    with in_clinic(person.house.north):
        assert not Questionnaire.objects.exists()


def test_a_corrected_sum_is_kept_beside_the_first(person: OnCourse) -> None:
    """The last one counts; the first is not lost."""
    client = person.house.client("north", "therapist")
    for total in ("12", "13"):
        enter(client, person, instrument="rmdq24", moment="baseline", total=total)
    with in_clinic(person.house.north):
        rows = QuestionnaireAnswer.objects.order_by("number")
        assert [unseal(person.patient, row.value) for row in rows] == [12, 13]
        (row,) = results.outcome_of(person.fresh()).rows
        assert row.latest.score.value == 13


def test_pictures_say_in_words_what_they_show(person: OnCourse) -> None:
    """For a screen reader: title, description, and the same as a list on the page."""
    whole_course(person)
    client = person.house.client("north", "therapist")
    for layout in ("", "?layout=narrow"):
        drawn = client.get(base(person) + "trend.svg" + layout)
        assert drawn["Content-Type"] == "image/svg+xml"
        text = drawn.content.decode()
        assert "<title" in text
        assert "Session 3" in text
        assert "Level 1." in text


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_the_letter_is_one_or_two_pages(person: OnCourse, language: str) -> None:
    """For the referring physician, in three languages, with the charts."""
    whole_course(person)
    client = person.house.client("north", "physician")
    client.cookies["language"] = language
    answer = client.get(base(person) + "letter/")
    assert answer["Content-Type"] == "application/pdf"
    assert NAME not in answer["Content-Disposition"]
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", answer.content)) == 2


def test_a_letter_about_a_course_just_begun_says_that_there_is_nothing(person: OnCourse) -> None:
    """An empty table is no result."""
    answer = person.house.client("north", "therapist").get(base(person) + "letter/")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")


def test_after_erasure_nothing_is_left_to_see(person: OnCourse) -> None:
    """The key is gone; the page says nothing was measured and does not break."""
    whole_course(person)
    office = person.house.acting("north", "administrator")
    with in_clinic(person.house.north):
        privacy.erase(office, person.patient, "consent_withdrawn")
        assert reports_of(person.fresh()) == ()
        assert results.outcome_of(person.fresh()).rows == ()


def report(person: OnCourse, role: str = "lead") -> str:
    """Open the clinic's report."""
    return str(person.house.client("north", role).get("/c/north/outcomes/").content.decode())


def test_of_few_no_percentage_is_shown(person: OnCourse) -> None:
    """One of one is not a hundred per cent of anything."""
    whole_course(person)
    page = report(person)
    assert "1 of 1" in page
    assert "Too few for a percentage." in page
    assert "100 %" not in page
    assert NAME not in page


def test_of_enough_the_interval_stands_beside_the_share(
    person: OnCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of one: between 2.5 and 100 per cent, exactly."""
    whole_course(person)
    monkeypatch.setattr(clinic_report, "FEW", 1)
    assert "100 % (95 % interval 2 to 100 %)" in report(person)


def test_a_serious_event_raises_the_clinics_alarm(person: OnCourse) -> None:
    """One is enough, whatever the rate."""
    harm = AdverseReported("fall", {"fracture": Truth.TRUE})
    person.give(1, days_ago(1), events=(harm,))
    page = report(person)
    assert "1 with a serious one" in page
    assert "A serious adverse event has happened." in page


def test_a_session_without_a_record_counts_as_one_with_an_event(person: OnCourse) -> None:
    """Silence is no safety."""
    person.give(1, days_ago(1), signed=False)
    page = report(person)
    assert "1 without a record" in page
    assert "More than 36" in page


def test_only_the_clinical_lead_sees_therapists(person: OnCourse) -> None:
    """A physician sees the clinic; nobody else sees the report at all."""
    whole_course(person)
    assert "therapist of north" in report(person)
    page = report(person, "physician")
    assert "What the clinic achieves" in page
    assert "therapist of north" not in page


def test_the_lead_enters_the_official_wording(house: House) -> None:
    """The number of lines must be the form's, and its origin is kept; nothing is shipped."""
    client, where = house.client("north", "lead"), "/c/north/outcomes/forms/"
    token = TOKEN.findall(client.get(where).content.decode())[0]
    form = {"form_token": token, "instrument": "rmdq24", "language": "uk", "origin": "rmdq.org"}
    short = client.post(where, {**form, "statements": "one\ntwo"})
    assert short.status_code == 422
    assert "there must be 24" in short.content.decode()
    lines = "\n".join(f"Твердження {n}" for n in range(24))
    assert client.post(where, {**form, "statements": lines}).status_code == 302
    assert "rmdq.org" in client.get(where).content.decode()
