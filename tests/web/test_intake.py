"""The patient's way from the link to the last question, without a line of script."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from clinic_people import House
from intake_phone import MOST_PAGES, Phone, usual_answer
from lumbalis.clinic.records.models import AuditEvent, Consent, Invitation, PainDrawing
from lumbalis.clinic.records.sealing import unseal
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import invitations
from lumbalis.clinic.services.intake import Standing, state_of
from lumbalis.clinic.services.intake_pages import PAGES
from lumbalis.domain.inquiry import Audience
from protocols import shipped_protocol


def answer_all(phone: Phone) -> int:
    """Answer every page as somebody without problems, and count them."""
    pages = 0
    html = phone.get()
    while "/q/" in phone.at and pages < MOST_PAGES:
        phone.send(**usual_answer(html))
        html = phone.get()
        pages += 1
    return pages


def standing(phone: Phone) -> Standing:
    """Tell what the front desk sees."""
    with in_clinic(phone.clinic):
        return state_of([phone.patient])[phone.patient.pk].standing


def test_a_patient_without_problems_comes_to_the_end(house: House) -> None:
    """The whole way; every sign denied is kept as an explicit no, none as silence."""
    phone = Phone(house).agreed()
    assert answer_all(phone) == 23
    assert phone.at.endswith("/drawing/")
    assert phone.post("drawing/", act="keep", zone=["sacrum"], rating="3") == 302
    phone.get()
    assert phone.at.endswith("/done/")
    kept = phone.facts()
    assert kept["saddle_sensory_change"] is False
    assert kept["anticoagulant"] == "none"
    assert kept["spinal_injection_date"] == "none"
    assert standing(phone) is Standing.ANSWERED


def test_every_page_has_at_most_six_lines_of_known_facts() -> None:
    """Lines out of view would be denied unread; a fact on two pages would be asked twice."""
    facts = shipped_protocol().vocabulary.facts
    listed = [fact for page in PAGES.values() for fact in page]
    assert all(len(page) <= 6 for page in PAGES.values())
    assert len(listed) == len(set(listed))
    assert set(listed) <= {name for name, fact in facts.items() if Audience().may_be_asked(fact)}


def test_what_is_ticked_is_yes_and_the_other_lines_are_no(house: House) -> None:
    """One tap answers six lines; each of them on its own."""
    phone = Phone(house).agreed()
    phone.until("One swollen calf")
    phone.send(act="some", line=["phlebitis_now"])
    kept = phone.facts()
    assert (kept["phlebitis_now"], kept["calf_swelling_one_sided"]) == (True, False)


def test_being_unsure_of_a_line_asks_the_lines_one_at_a_time(house: House) -> None:
    """Unsure is never a dead end, and leaves no line unknown that could be answered."""
    phone = Phone(house).agreed()
    phone.until("One swollen calf")
    phone.send(act="unsure")
    assert "calf_swelling_one_sided" not in phone.facts()
    asked = 0
    html = phone.get()
    while 'name="line"' not in html:
        phone.send(act="unsure")
        html = phone.get()
        asked += 1
    assert asked == 4  # the fifth is less pressing and comes later, alone
    assert phone.facts()["calf_swelling_one_sided"] is None
    assert "phlebitis_now" not in phone.facts()
    phone.until("Do you have an inflamed vein now?")


def test_a_ticked_line_with_choices_is_asked_on(house: House) -> None:
    """Taking a blood thinner is not yet an answer; which one decides."""
    phone = Phone(house).agreed()
    phone.until("A blood thinner")
    phone.send(act="some", line=["anticoagulant"])
    assert "anticoagulant" not in phone.facts()
    html = phone.until("thins the blood?")
    assert "Rivaroxaban" in html
    phone.send(value="doac")
    assert phone.facts()["anticoagulant"] == "doac"


def test_back_shows_what_was_said_and_a_correction_counts(house: House) -> None:
    """Nothing is lost by going back; the newest answer holds, the older one stays on record."""
    phone = Phone(house).agreed()
    phone.send(act="some", line=["gait_disturbance_new"])
    before = phone.browser.get(phone.link + "q/0/").content.decode()
    assert 'value="gait_disturbance_new" checked' in before
    phone.browser.post(phone.link + "q/0/", {"page": signed_in(before), "act": "none"})
    assert phone.facts()["gait_disturbance_new"] is False
    phone.get()
    assert phone.at.endswith("/q/1/")


def test_the_same_link_goes_on_on_another_phone(house: House) -> None:
    """A dead battery costs nothing: the date of birth, and the next question."""
    phone = Phone(house).agreed()
    phone.send(act="none")
    phone.browser = Client()
    phone.get()
    assert phone.at == phone.link
    phone.recognised().get()
    assert phone.at.endswith("/q/1/")


def test_progress_never_goes_back(house: House) -> None:
    """A line that shrinks tells people it will never end."""
    phone = Phone(house).agreed()
    seen = []
    for _ in range(MOST_PAGES):
        html = phone.get()
        if "/q/" not in phone.at:
            break
        seen.append(int(html.split('max="100" value="')[1].partition('"')[0]))
        unsure = 'name="line"' in html and len(seen) % 3 == 0
        phone.send(**({"act": "unsure"} if unsure else usual_answer(html)))
    assert seen == sorted(seen)
    assert len(seen) > 30


@pytest.mark.hazard("H01")
def test_an_emergency_is_told_at_once_and_to_everybody(house: House) -> None:
    """The patient reads what to do, the desk sees it, and the audit says when."""
    phone = Phone(house).agreed()
    html = phone.send(act="some", line=["saddle_sensory_change"])
    assert phone.at.endswith("/now/")
    assert "hospital" in html
    assert "cauda" not in html
    assert standing(phone) is Standing.EMERGENCY
    assert phone.invitation.emergency_at is not None
    with in_clinic(phone.clinic):
        assert AuditEvent.objects.filter(action="intake.emergency").count() == 1
    phone.get()
    assert phone.at.endswith("/q/1/")


def test_an_emergency_taken_back_is_still_told_to_the_desk(house: House) -> None:
    """A slip of the finger can be corrected, but somebody should ask."""
    phone = Phone(house).agreed()
    page = phone.signed()
    phone.send(act="some", line=["saddle_sensory_change"])
    phone.browser.post(phone.link + "q/0/", {"page": page, "act": "none"})
    with in_clinic(phone.clinic):
        state = state_of([phone.patient])[phone.patient.pk]
    assert state.standing is Standing.ANSWERING
    assert state.urgent_at is not None


def test_the_patient_never_reads_a_verdict(house: House) -> None:
    """Thanks and what happens next; a category belongs to a conversation."""
    phone = Phone(house).agreed()
    answer_all(phone)
    phone.post("drawing/", act="skip")
    html = phone.get()
    for word in ("eligible", "contraindicat", "postpone", "verdict", "diagnos"):
        assert word not in html.lower()


def test_terms_come_first_and_their_version_is_kept(house: House) -> None:
    """No question before the agreement; agreeing twice is one agreement."""
    phone = Phone(house).recognised()
    phone.browser.get(phone.link + "q/0/")
    phone.get()
    assert phone.at.endswith("/terms/")
    for _ in range(2):
        phone.post("terms/", agree="yes")
    with in_clinic(phone.clinic):
        kept = Consent.objects.get(patient=phone.patient, kind="data_processing")
    assert (kept.text_version, kept.language) == ("2026-11", "en")


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_the_language_changes_on_any_page_and_ticks_stay(house: House, language: str) -> None:
    """Somebody reads the first line, sees it is not their language, and loses nothing."""
    phone = Phone(house).agreed()
    html = phone.send(speak=language, line=["foot_drop", "gait_disturbance_new"])
    assert f'<html lang="{language}"' in html
    assert 'value="gait_disturbance_new" checked' in html
    assert phone.count() == 0


def test_a_drawing_is_kept_sealed_as_the_exchange_reads_it(house: House) -> None:
    """Finger lines and named places alike, in millimetres of the body; the same again once."""
    phone = Phone(house).agreed()
    answer_all(phone)
    marks = '[{"line": [[0, 0], [40, 0], [40, -60]], "nrs": 5}]'
    drawn = {"act": "keep", "marks": marks, "zone": ["gluteal_left"], "rating": "4"}
    phone.post("drawing/", elsewhere=["groin_left"], **drawn)
    with in_clinic(phone.clinic):
        row = PainDrawing.objects.get(patient=phone.patient)
        kept = unseal(phone.patient, row.drawing)
    assert isinstance(kept, dict)
    assert [mark["nrs"] for mark in kept["pain_drawings"][0]["marks"]] == [5, 4]
    assert kept["elsewhere"] == ["groin_left"]
    assert b"gluteal" not in bytes(row.drawing)


def test_the_desk_makes_a_link_once_shown_and_takes_it_back(house: House) -> None:
    """The link stands on the page that made it, nowhere else; a new one ends the old."""
    phone = Phone(house)
    desk = house.client("north", "receptionist")
    url = f"/c/north/patients/{phone.patient.pk}/invitation/"
    html = desk.get(url).content.decode()
    token = html.split('name="form_token" value="')[1].partition('"')[0]
    made = desk.post(url, {"form_token": token, "act": "invite", "language": "uk"})
    text = made.content.decode()
    assert "<svg" in text
    link = text.split("http://testserver")[1].partition("<")[0]
    assert Client().get(link).status_code == 200
    assert Client().get(phone.link).status_code == 404
    assert link not in desk.get(url).content.decode()
    assert desk.post(url, {"form_token": token, "act": "revoke"}).status_code == 302
    assert Client().get(link).status_code == 404


def test_without_a_date_of_birth_no_link_is_made(house: House) -> None:
    """There would be nothing to recognise the patient by."""
    patient = house.patient("north")
    by = house.acting("north", "receptionist")
    with in_clinic(by.clinic):
        assert invitations.invite(by, patient, "en") == invitations.NotInvited("no_birth_date")


def test_the_desk_sees_each_standing(house: House) -> None:
    """Invited, opened, run out: the desk knows whom to ask."""
    phone = Phone(house)
    stranger = house.patient("north")
    assert standing(phone) is Standing.INVITED
    phone.agreed()
    assert standing(phone) is Standing.ANSWERING
    made = phone.invitation
    with in_clinic(phone.clinic):
        states = state_of([phone.patient, stranger], made.expires_at + timedelta(seconds=1))
    assert states[phone.patient.pk].standing is Standing.LAPSED
    assert states[stranger.pk].standing is Standing.NOT_SCREENED


def test_the_standing_of_a_list_takes_two_queries(
    house: House, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """A desk with three hundred patients must not wait for three hundred looks."""
    phones = [Phone(house) for _ in range(3)]
    with in_clinic(house.north), django_assert_num_queries(2):
        state_of([phone.patient for phone in phones])


def test_only_the_hash_of_a_link_is_kept(house: House) -> None:
    """A stolen database opens no questions."""
    phone = Phone(house)
    secret = phone.link.strip("/").split("/")[1]
    with in_clinic(phone.clinic):
        row = Invitation.objects.values().get(patient=phone.patient)
    assert secret not in str(row)
    assert len(secret) == invitations.TOKEN_CHARACTERS


def signed_in(html: str) -> str:
    """Give the signature of a page."""
    return html.split('name="page" value="')[1].partition('"')[0]
