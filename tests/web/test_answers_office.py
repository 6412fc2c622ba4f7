"""Answering in the office and at the couch: nothing guessed, nothing lost, nothing foreign."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from clinic_people import House
from lumbalis.clinic.knowledge import protocol, texts
from lumbalis.clinic.records.models import Answer, Patient
from lumbalis.clinic.records.sealing import unseal
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.asking import groups, in_group, observed, tied
from lumbalis.clinic.services.screening import current_verdict
from lumbalis.domain.expressions import facts_read
from lumbalis.knowledge.wording import label_of
from verdict_people import AT, answer, fit_patient, qualify

NOW = AT + timedelta(minutes=1)
FACTS = protocol().vocabulary.facts


@pytest.fixture(autouse=True)
def at_the_clinic(house: House) -> Iterator[None]:
    """Let it be the day of the ordinary patient's answers."""
    qualify(house)
    with time_machine.travel(NOW, tick=False):
        yield


def path(patient: Patient, where: str) -> str:
    """Give the address of a form."""
    return f"/c/north/patients/{patient.pk}/{where}/"


def token(client: Client, address: str) -> str:
    """Read the token of a form."""
    return client.get(address).content.decode().split('name="form_token" value="')[1].split('"')[0]


def send(
    house: House, patient: Patient, where: str, role: str = "physician", **typed: object
) -> Any:  # noqa: ANN401 - Django's patched response
    """Fill a form in and send it."""
    client, address = house.client("north", role), path(patient, where)
    form = {name.replace("__", "-"): value for name, value in typed.items()}
    return client.post(address, {"form_token": token(client, address), **form})


def kept(house: House, patient: Patient) -> list[tuple[str, object, str]]:
    """List the answers kept after those of the ordinary patient."""
    with in_clinic(house.north):
        rows = Answer.objects.filter(patient=patient, at__gte=NOW).order_by("number")
        return [(row.fact, unseal(patient, row.value), row.author_kind) for row in rows]


def page_of(answered: Any) -> str:  # noqa: ANN401 - the same
    """Read a page as a person does."""
    return unescape(answered.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def test_only_what_changed_is_kept(house: House) -> None:
    """A form sent back as it came keeps nothing, and the record stays readable."""
    patient = fit_patient(house)
    sent = send(house, patient, "answers/pain", f__nrs_move="5", f__nrs_rest="2")
    assert sent.status_code == 302
    assert kept(house, patient) == [("nrs_move", 5, "physician")]


@pytest.mark.hazard("H03")
@pytest.mark.parametrize("group", groups())
def test_a_form_left_blank_keeps_nothing(house: House, group: str) -> None:
    """Blank is not "no"; it is not even "I don't know"."""
    patient = house.patient("north", NOW)
    assert send(house, patient, f"answers/{group}").status_code == 302
    assert kept(house, patient) == []


@pytest.mark.hazard("H03")
@pytest.mark.parametrize("group", groups())
def test_no_answer_is_ticked_before_anybody_gave_it(house: House, group: str) -> None:
    """A ready-made "no" is the shortest way to a wrong one."""
    patient = house.patient("north", NOW)
    page = house.client("north", "physician").get(path(patient, f"answers/{group}"))
    form = page.content.decode().split("ask--who")[1].split("</fieldset>", 1)[1]
    assert "checked" not in form.split("</form>")[0]


@pytest.mark.hazard("H03")
@pytest.mark.parametrize("group", groups())
def test_i_dont_know_is_offered_for_every_question(house: House, group: str) -> None:
    """Without a third answer people choose the second."""
    patient = house.patient("north", NOW)
    page = house.client("north", "physician").get(path(patient, f"answers/{group}"))
    for fact in in_group(group):
        place = page.content.decode().split(f'id="f-{fact.id}"')[1].split("</fieldset>")[0]
        assert 'value="unknown"' in place, fact.id


@pytest.mark.hazard("H03")
def test_i_dont_know_never_loosens_the_verdict(house: House) -> None:
    """Unsaying a "no" about a red flag takes the permission away."""
    patient = fit_patient(house)
    sent = send(house, patient, "answers/red_flags", f__saddle_sensory_change="unknown")
    assert sent.status_code == 302
    assert kept(house, patient) == [("saddle_sensory_change", None, "physician")]
    with in_clinic(house.north):
        assert not current_verdict(patient, NOW).category.allows_session


@pytest.mark.hazard("H03")
def test_an_answer_out_of_date_is_shown_but_not_ticked(house: House) -> None:
    """Yesterday's temperature is read, and asked again."""
    patient = fit_patient(house, at=AT - timedelta(days=2))
    page = house.client("north", "physician").get(path(patient, "answers/infection_skin"))
    said = page_of(page)
    assert "Out of date: 36.6" in said
    assert 'value="36.6"' not in said


def test_the_same_answer_given_anew_counts_anew(house: House) -> None:
    """An answer that is out of date is worth giving again, even if it is the same."""
    patient = fit_patient(house, at=AT - timedelta(days=2))
    send(house, patient, "answers/infection_skin", f__temperature_c="36,6")
    assert kept(house, patient) == [("temperature_c", 36.6, "physician")]


@pytest.mark.parametrize(
    ("typed", "value"),
    [("37,2", 37.2), ("37.2", 37.2), (" 37.2 ", 37.2), ("37", 37.0)],
)
def test_numbers_are_read_as_people_write_them(house: House, typed: str, value: float) -> None:
    """A comma is a decimal sign in two of our three languages."""
    patient = fit_patient(house)
    send(house, patient, "answers/infection_skin", f__temperature_c=typed)
    assert kept(house, patient) == [("temperature_c", value, "physician")]


@pytest.mark.parametrize(
    ("group", "field", "typed", "said"),
    [
        ("infection_skin", "temperature_c", "366", "Write a number from 34 to 43."),
        ("infection_skin", "temperature_c", "warm", "Write a number from 34 to 43."),
        ("infection_skin", "temperature_c", "1e400", "Write a number from 34 to 43."),
        ("infection_skin", "temperature_c", "nan", "Write a number from 34 to 43."),
        ("pain", "nrs_move", "3.5", "Write a number from 0 to 10."),
        ("pain", "nrs_move", "9" * 400, "Write a number from 0 to 10."),
        ("pain", "leg_side", "middle", "Choose one of the answers offered."),
        ("infection_skin", "sunburn", "perhaps", "Choose yes, no or I don't know."),
        ("order", "order_date", "2031-01-01", "Write a day that has come"),
        ("order", "order_date", "yesterday", "Write a day that has come"),
    ],
)
def test_what_cannot_be_an_answer_is_said_at_its_place(
    house: House, group: str, field: str, typed: str, said: str
) -> None:
    """One clear sentence at the field, the rest of the form as it was, and nothing kept."""
    patient = fit_patient(house)
    sent = send(house, patient, f"answers/{group}", **{f"f__{field}": typed})
    assert sent.status_code == 422
    page = page_of(sent)
    place = page.split(f'id="f-{field}"')[1].split("</fieldset>")[0]
    assert said in place
    assert kept(house, patient) == []


def test_none_does_not_stand_beside_something_else(house: House) -> None:
    """No wound, and one on the left buttock: nobody knows which is meant."""
    patient = fit_patient(house)
    sent = send(
        house, patient, "answers/infection_skin", f__skin_break_sites=["none", "gluteal_left"]
    )
    assert sent.status_code == 422
    assert "none stands alone" in page_of(sent)


def test_a_contradiction_brings_the_other_question_here(house: House) -> None:
    """A yes refused because of a no on another page could otherwise never be recorded."""
    patient = fit_patient(house)
    where = f"answers/{FACTS['malignant_current'].group}"
    sent = send(house, patient, where, f__malignant_current="yes")
    assert sent.status_code == 422
    page = page_of(sent)
    place = page.split('id="f-malignant_current"')[1].split("</fieldset>")[0]
    assert f"“{label_of('cancer_now', texts('en'))}”" in place
    assert 'id="f-cancer_now"' in page
    assert kept(house, patient) == []
    both = {"f__malignant_current": "yes", "f__cancer_now": "yes", "f__cancer_ever": "yes"}
    assert send(house, patient, where, **both).status_code == 302
    assert {fact for fact, _, _ in kept(house, patient)} == {
        "malignant_current", "cancer_now", "cancer_ever",
    }  # fmt: skip


def test_a_contradiction_stands_at_both_fields(house: House) -> None:
    """Who reads only one of the two cannot see which is wrong."""
    patient = fit_patient(house)
    sent = send(house, patient, "answers/pain", f__leg_pain="no", f__leg_pain_below_knee="yes")
    assert sent.status_code == 422
    for fact in ("leg_pain", "leg_pain_below_knee"):
        place = page_of(sent).split(f'id="f-{fact}"')[1].split("</fieldset>")[0]
        assert "cannot both be true" in place


@pytest.mark.hazard("H05")
def test_a_yes_is_not_hidden_by_i_dont_know(house: House) -> None:
    """It would go on to count; whoever sends it is told so."""
    patient = fit_patient(house, osteoporosis=True)
    group = FACTS["osteoporosis"].group
    sent = send(house, patient, f"answers/{group}", f__osteoporosis="unknown")
    assert sent.status_code == 422
    assert "Not knowing takes no yes back." in page_of(sent)


def test_a_stale_tab_loses_nothing_and_overwrites_nothing(house: House) -> None:
    """Both answers are shown at the field, and the one typed waits in it."""
    patient = fit_patient(house)
    client, address = house.client("north", "physician"), path(patient, "answers/pain")
    old = token(client, address)
    answer(house, patient, NOW, nrs_move=6)
    form = {"form_token": old, "f-nrs_move": "4", "f-nrs_rest": "1"}
    sent = client.post(address, form)
    assert sent.status_code == 409
    place = page_of(sent).split('id="f-nrs_move"')[1].split("</fieldset>")[0]
    assert "Answered meanwhile: 6 of 10" in place
    assert 'value="4"' in place
    assert 'value="1"' in page_of(sent)
    assert kept(house, patient) == [("nrs_move", 6, "physician")]


def test_what_others_answered_elsewhere_is_no_conflict(house: House) -> None:
    """Only the same question, answered differently, is one."""
    patient = fit_patient(house)
    client, address = house.client("north", "physician"), path(patient, "answers/pain")
    old = token(client, address)
    answer(house, patient, NOW, temperature_c=36.9)
    assert client.post(address, {"form_token": old, "f-nrs_move": "4"}).status_code == 302


def test_a_double_submit_keeps_one_answer(house: House) -> None:
    """The second finds nothing different."""
    patient = fit_patient(house)
    client, address = house.client("north", "physician"), path(patient, "answers/pain")
    form = {"form_token": token(client, address), "f-nrs_move": "5"}
    assert [client.post(address, form).status_code for _ in range(2)] == [302, 302]
    assert len(kept(house, patient)) == 1


@pytest.mark.hazard("H04")
def test_a_form_of_one_patient_is_never_written_to_another(house: House) -> None:
    """Two tabs, swapped."""
    mine, other = fit_patient(house), fit_patient(house)
    client = house.client("north", "physician")
    form = {"form_token": token(client, path(mine, "answers/pain")), "f-nrs_move": "9"}
    assert client.post(path(other, "answers/pain"), form).status_code == 409
    assert kept(house, other) == []


def test_who_says_so_is_kept(house: House) -> None:
    """What a patient said and what a physician found are not the same."""
    patient = fit_patient(house)
    send(house, patient, "answers/pain", f__nrs_move="5", author="patient")
    send(house, patient, "answers/pain", f__nrs_rest="4", author="archbishop")
    assert kept(house, patient) == [("nrs_move", 5, "patient"), ("nrs_rest", 4, "physician")]


def test_a_therapist_observes_and_it_is_screened_at_once(house: House) -> None:
    """Broken skin seen at the couch changes the verdict in the same act."""
    patient = fit_patient(house)
    sent = send(
        house, patient, "observations", "therapist", f__skin_break_sites=["lumbar"], f__bp_sys="124"
    )
    assert sent.status_code == 302
    assert kept(house, patient) == [("skin_break_sites", ["lumbar"], "therapist")]
    with in_clinic(house.north):
        assert not current_verdict(patient, NOW).category.allows_session


def test_a_therapist_is_asked_what_a_therapist_sees(house: House) -> None:
    """Every fact whose usual observer is the therapist, with the back to point at."""
    patient = fit_patient(house)
    page = house.client("north", "therapist").get(path(patient, "observations")).content.decode()
    assert all(f'id="f-{fact.id}"' in page for fact in observed())
    assert 'data-word="gluteal_left"' in page
    assert 'id="f-new_sexual_dysfunction"' not in page


def test_a_therapist_cannot_answer_what_is_not_theirs(house: House) -> None:
    """A tampered form keeps nothing of what it was not made for."""
    patient = fit_patient(house)
    send(
        house,
        patient,
        "observations",
        "therapist",
        f__cancer_clearance="yes",
        f__order_present="no",
    )
    assert kept(house, patient) == []


def test_receptionists_see_no_answers(house: House) -> None:
    """Neither page exists for them."""
    patient, client = fit_patient(house), house.client("north", "receptionist")
    for where in ("answers/pain", "observations"):
        assert client.get(path(patient, where)).status_code == 404


def test_a_group_nobody_knows_is_not_there(house: House) -> None:
    """An address is no input."""
    patient = fit_patient(house)
    assert house.client("north", "physician").get(path(patient, "answers/soul")).status_code == 404


def test_whatever_hangs_together_can_be_answered_together() -> None:
    """For every tie between answers, each page that shows one of them can take all of them."""
    for group in groups():
        shown = {fact.id for fact in (*in_group(group), *tied(in_group(group)))}
        for tie in protocol().vocabulary.implications:
            facts = {*facts_read(tie.when.expression), tie.fact}
            assert not facts & shown or facts <= shown


def test_every_question_can_be_answered_in_some_group() -> None:
    """A fact without a place in a form could never be corrected."""
    assert {fact.id for group in groups() for fact in in_group(group)} == set(FACTS)
