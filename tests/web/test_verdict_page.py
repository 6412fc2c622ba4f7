"""The verdict page: every reason with its answers, what would change it, what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils.html import escape

from clinic_people import House
from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.records.models import AuditEvent, Patient, VerdictRecord
from lumbalis.clinic.records.tenancy import in_clinic
from verdict_people import AT, answer, fit_patient, qualify, signed_course

Queries = Callable[[int], AbstractContextManager[object]]


@pytest.fixture(autouse=True)
def at_the_clinic(house: House) -> Iterator[None]:
    """Let it be the day of the ordinary patient's answers."""
    qualify(house)
    with time_machine.travel(AT + timedelta(minutes=1), tick=False):
        yield


def url(patient: Patient, path: str = "verdict/", clinic: str = "north") -> str:
    """Give the address of a page about a patient."""
    return f"/c/{clinic}/patients/{patient.pk}/{path}"


def shown(client: Client, patient: Patient, path: str = "verdict/") -> str:
    """Open a page about a patient."""
    answered = client.get(url(patient, path))
    assert answered.status_code == 200
    return answered.content.decode()


def verdicts(house: House, patient: Patient) -> int:
    """Count the verdicts kept."""
    with in_clinic(house.north):
        return VerdictRecord.objects.filter(patient=patient).count()


def test_the_page_says_category_in_words_and_shape(house: House) -> None:
    """Colour alone tells nothing to one man in twelve."""
    page = shown(house.client("north", "physician"), fit_patient(house))
    assert "With care" in page
    assert "category--large" in page
    assert 'class="icon"' in page


def test_every_reason_carries_the_answers_that_caused_it(house: House) -> None:
    """A verdict nobody can trace is one nobody can check."""
    patient = fit_patient(house, temperature_c=38.2)
    page = shown(house.client("north", "therapist"), patient)
    title = texts("en").get("screening", "rules", "S22", "title")
    assert escape(title) in page
    assert "38.2" in page
    assert "physician, " in page


def test_what_would_change_it_is_said(house: House) -> None:
    """The fever's reason hangs on the temperature alone; lower, and the rest would remain."""
    page = shown(house.client("north", "physician"), fit_patient(house, temperature_c=38.2))
    assert "What would change it" in page
    assert "a lower value" in page


def test_missing_answers_lead_to_where_they_are_given(house: House) -> None:
    """A physician is sent to the answers, a therapist to the observations, each to the field."""
    patient = fit_patient(house, temperature_c=None)
    link = 'href="../answers/infection_skin/#f-temperature_c"'
    assert link in shown(house.client("north", "physician"), patient)
    link = 'href="../observations/#f-temperature_c"'
    assert link in shown(house.client("north", "therapist"), patient)


def test_looking_keeps_nothing(house: House) -> None:
    """A verdict is kept by an act, never because somebody looked."""
    patient = fit_patient(house)
    before = verdicts(house, patient)
    with time_machine.travel(AT + timedelta(days=3), tick=False):
        shown(house.client("north", "physician"), patient)
    assert verdicts(house, patient) == before


@pytest.mark.hazard("H02")
def test_a_verdict_out_of_date_says_since_when(house: House) -> None:
    """The page shows what holds now, and that the kept one does not."""
    patient = fit_patient(house)
    with time_machine.travel(AT + timedelta(days=3), tick=False):
        page = shown(house.client("north", "physician"), patient)
    assert "no longer holds" in page
    assert "It has not held since" in page
    assert "With care" in page


def test_screening_again_keeps_it(house: House) -> None:
    """The button does what the nightly job does."""
    patient = fit_patient(house)
    before = verdicts(house, patient)
    with time_machine.travel(AT + timedelta(days=3), tick=False):
        client = house.client("north", "therapist")
        token = token_of(client, patient, "verdict/")
        sent = client.post(url(patient), {"form_token": token})
        assert sent.status_code == 302
        assert "no longer holds" not in shown(client, patient)
    assert verdicts(house, patient) == before + 1


def token_of(client: Client, patient: Patient, path: str) -> str:
    """Read the token of the first form of a page."""
    page = client.get(url(patient, path)).content.decode()
    return page.split('name="form_token" value="')[1].split('"')[0]


def test_a_form_of_another_patient_changes_nothing(house: House) -> None:
    """Two tabs, two patients: a token never crosses over."""
    mine, other = fit_patient(house), fit_patient(house)
    with time_machine.travel(AT + timedelta(days=3), tick=False):
        client = house.client("north", "physician")
        token = token_of(client, mine, "verdict/")
        before = verdicts(house, other)
        assert client.post(url(other), {"form_token": token}).status_code == 409
    assert verdicts(house, other) == before


def test_confidential_answers_are_for_physicians(house: House) -> None:
    """A therapist needs the reason, not what the patient told the physician in confidence."""
    patient = fit_patient(house, new_sexual_dysfunction=True)
    label = texts("en").get("facts", "new_sexual_dysfunction", "label")
    physician = shown(house.client("north", "physician"), patient)
    therapist = shown(house.client("north", "therapist"), patient)
    assert f"{escape(label)}: <strong>yes</strong>" in physician
    assert f"{escape(label)}: <strong>confidential</strong>" in therapist


@pytest.mark.parametrize("role", ["receptionist", "lead", "administrator", "auditor"])
@pytest.mark.parametrize(
    "path", ["verdict/", "verdict/history/", "verdict/history/1/", "answers/", "observations/"]
)
def test_nobody_else_sees_reasons_or_answers(house: House, role: str, path: str) -> None:
    """To them the pages do not exist."""
    patient = fit_patient(house)
    assert house.client("north", role).get(url(patient, path)).status_code == 404


def test_the_front_desk_learns_the_state_and_no_reason(house: House) -> None:
    """Stop, call the physician: that is all, and nothing of a thrombosis."""
    patient = fit_patient(house, calf_swelling_one_sided=True)
    page = shown(house.client("north", "receptionist"), patient, "state/")
    assert "Stop: call the physician" in page
    assert "thrombosis" not in page.lower()
    assert "calf" not in page.lower()


@pytest.mark.parametrize(
    ("changes", "days", "said"),
    [
        ({}, 0, "Screened"),
        ({}, 1, "Not yet screened"),
        ({"temperature_c": 37.6}, 0, "On hold"),
        ({"temperature_c": None, "bp_sys": None, "bp_dia": None}, 0, "Not yet screened"),
        ({"calf_swelling_one_sided": True}, 0, "Stop: call the physician"),
    ],
)
def test_the_four_states_of_the_front_desk(
    house: House, changes: dict[str, object], days: int, said: str
) -> None:
    """Missing answers are not a stop, and yesterday's verdict is not today's."""
    patient = fit_patient(house, **changes)  # type: ignore[arg-type]  # answers by fact
    with time_machine.travel(AT + timedelta(days=days, minutes=1), tick=False):
        page = shown(house.client("north", "receptionist"), patient, "state/")
    assert said in page


def test_what_stands_behind_a_rule_opens_beside_it(house: House) -> None:
    """The panel is a part of a page for htmx, and a page of its own without."""
    patient, client = fit_patient(house), house.client("north", "therapist")
    panel = client.get(url(patient, "verdict/about/S22/"), headers={"HX-Request": "true"})
    assert panel.status_code == 200
    assert "<html" not in panel.content.decode()
    whole = shown(client, patient, "verdict/about/R181/")
    assert "<html" in whole
    assert client.get(url(patient, "verdict/about/nothing/")).status_code == 404


def test_history_says_what_changed_and_why(house: House) -> None:
    """Each kept verdict names its cause and the reasons that came and went."""
    patient = fit_patient(house)
    answer(house, patient, AT + timedelta(seconds=20), temperature_c=38.2)
    page = shown(house.client("north", "physician"), patient, "verdict/history/")
    title = texts("en").get("screening", "rules", "S22", "title")
    assert f"Came: {escape(title)}" in page
    assert "new answers" in page


def test_a_hold_is_shown_with_its_reasons(house: House) -> None:
    """Who opens the verdict of somebody on a course sees at once that it stands still."""
    patient = fit_patient(house)
    signed_course(house, patient)
    answer(house, patient, AT + timedelta(seconds=20), calf_swelling_one_sided=True)
    page = shown(house.client("north", "therapist"), patient)
    assert "The course is on hold" in page
    assert "A physician has to release it." in page


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_every_page_speaks_every_language(house: House, language: str) -> None:
    """No English word of ours is left on a page in another language."""
    patient, client = fit_patient(house, temperature_c=38.2), house.client("north", "physician")
    client.cookies["language"] = language
    for path in (
        "verdict/", "verdict/history/", "verdict/history/1/", "answers/pain/", "observations/",
        "set-aside/X16.anticoagulant/", "verdict/about/S22/", "state/",
    ):  # fmt: skip
        page = shown(client, patient, path)
        assert f'<html lang="{language}"' in page
        assert "Verdict" not in page


def test_the_number_of_queries_does_not_grow(
    house: House, django_assert_max_num_queries: Queries
) -> None:
    """Answers and reasons are read at once, however many there are."""
    patient, client = fit_patient(house), house.client("north", "physician")
    client.get(url(patient))
    with django_assert_max_num_queries(45):
        client.get(url(patient))


def test_looking_is_in_the_audit(house: House) -> None:
    """Who read a verdict can be found later."""
    patient = fit_patient(house)
    shown(house.client("north", "therapist"), patient)
    with in_clinic(house.north):
        read = AuditEvent.objects.filter(patient_id=patient.pk, action="read.verdict_read")
        assert read.exists()


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_the_page_of_somebody_who_answered_nothing_stays_light(house: House, language: str) -> None:
    """It names over a hundred questions, each with its link, on a tablet with a poor net."""
    client = house.client("north", "physician")
    client.cookies["language"] = language
    page = shown(client, house.patient("north"))
    assert page.count("#f-") > 100
    assert len(page.encode()) < 60_000


def test_where_hands_may_go_is_drawn_on_demand_when_no_session_may_be(house: House) -> None:
    """Folded away it would be a fifth of the page; without scripts its link is a page."""
    patient, client = fit_patient(house, temperature_c=38.2), house.client("north", "therapist")
    page = shown(client, patient)
    assert 'href="zones/"' in page
    assert "allowed-zones" not in page
    assert "allowed-zones" in shown(client, patient, "verdict/zones/")
    part = client.get(url(patient, "verdict/zones/"), headers={"HX-Request": "true"})
    assert part.content.decode().startswith("<figure")
