"""Whatever a phone may send: links that open nothing, replays, forgeries, stale pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clinic_people import House
from intake_phone import BORN, Phone
from lumbalis.clinic.records.models import Invitation, PainDrawing, Patient
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import intake, invitations
from lumbalis.clinic.web.intake.reading import sign_page


def fault(html: str) -> str:
    """Give the one sentence that says what is wrong."""
    found = re.search(r'id="fault">([^<]+)<', html)
    return found[1] if found else ""


def change(phone: Phone, **fields: object) -> None:
    """Change the newest invitation behind the patient's back."""
    with in_clinic(phone.clinic):
        Invitation.objects.filter(pk=phone.invitation.pk).update(**fields)


@pytest.mark.parametrize("spoilt", ["expired", "revoked", "locked", "erased", "unknown", "clinic"])
def test_a_link_that_opens_nothing_shows_one_calm_page(house: House, spoilt: str) -> None:
    """The same page whatever is wrong, so that nobody learns from it."""
    phone = Phone(house)
    now = timezone.now()
    fields: dict[str, dict[str, object]] = {
        "expired": {"expires_at": now - timedelta(seconds=1)},
        "revoked": {"revoked_at": now},
        "locked": {"tries_left": 0},
    }
    if spoilt in fields:
        change(phone, **fields[spoilt])
    link = phone.link
    if spoilt == "erased":
        with in_clinic(phone.clinic):
            Patient.objects.filter(pk=phone.patient.pk).update(erased_at=now)
    if spoilt == "unknown":
        link = phone.link[:-5] + "AAAA/"
    if spoilt == "clinic":
        link = "/i/" + "A" * invitations.TOKEN_CHARACTERS + "/"
    response = Client().get(link)
    assert response.status_code == 404
    assert "This link does not open anything" in response.content.decode()


def test_another_clinic_knows_nothing_of_a_link(house: House) -> None:
    """The secret of one clinic with the name of another opens nothing."""
    north, south = Phone(house), Phone(house, "south")
    half = 3 + 22
    mixed = south.link[:half] + north.link[half:]
    assert Client().get(mixed).status_code == 404


def test_five_wrong_dates_of_birth_lock_the_link(house: House) -> None:
    """The link alone must not be enough, and neither must patience."""
    phone = Phone(house)
    sent = {"day": "6", "month": "3", "year": "1980"}
    for left in (4, 3, 2, 1):
        response = phone.browser.post(phone.link, sent)
        assert response.status_code == 422
        assert str(left) in fault(response.content.decode())
    assert phone.browser.post(phone.link, sent).status_code == 404
    right = {"day": "5", "month": "3", "year": "1980"}
    assert phone.browser.post(phone.link, right).status_code == 404


@pytest.mark.parametrize(
    "sent", [{}, {"day": "31", "month": "2", "year": "1980"}, {"day": "x" * 9000}, {"day": "٣"}]
)
def test_a_date_that_is_none_costs_no_try(house: House, sent: dict[str, str]) -> None:
    """A slip in typing is no guess."""
    phone = Phone(house)
    response = phone.browser.post(phone.link, sent)
    assert response.status_code == 422
    assert "day, month and year" in fault(response.content.decode())
    assert phone.invitation.tries_left == invitations.TRIES


@pytest.mark.parametrize("page", ["terms/", "q/0/", "drawing/", "now/", "done/"])
def test_without_the_date_of_birth_no_page_opens(house: House, page: str) -> None:
    """Who found the link on the bus reads nothing and writes nothing."""
    phone = Phone(house)
    response = phone.browser.get(phone.link + page)
    assert (response.status_code, response["Location"]) == (302, phone.link)
    posted = phone.browser.post(phone.link + page, {"act": "none", "agree": "yes"})
    assert posted.status_code in {302, 405}
    assert phone.count() == 0


def test_being_known_on_one_link_opens_no_other(house: House) -> None:
    """The phone of one patient must not be taken for the phone of the next."""
    first, second = Phone(house).agreed(), Phone(house)
    cookie = first.browser.cookies["intake"]
    second.browser.cookies["intake"] = cookie.value
    second.get()
    assert second.at == second.link


@pytest.mark.hazard("H04")
def test_a_page_signed_for_another_patient_is_refused(house: House) -> None:
    """Answers land on the patient whose page was read, or nowhere."""
    first, second = Phone(house).agreed(), Phone(house).agreed()
    response = first.browser.post(first.link + "q/0/", {"page": second.signed(), "act": "none"})
    assert response.status_code == 422
    assert (first.count(), second.count()) == (0, 0)


@pytest.mark.parametrize("page", ["", "nonsense", "a:b:c"])
def test_a_page_we_did_not_sign_is_refused(house: House, page: str) -> None:
    """Facts cannot be slipped in beside those that were asked."""
    phone = Phone(house).agreed()
    response = phone.browser.post(phone.link + "q/0/", {"page": page, "act": "none"})
    assert response.status_code == 422
    assert "not sent by us" in fault(response.content.decode())
    assert phone.count() == 0


def test_a_line_that_was_not_asked_is_refused(house: House) -> None:
    """A tampered line must not become a "no" for the others either."""
    phone = Phone(house).agreed()
    html = phone.send(act="some", line=["order_present"])
    assert phone.status == 422
    assert fault(html)
    assert phone.count() == 0


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"act": "none", "line": ["gait_disturbance_new"]}, "You ticked a line"),
        ({"act": "some"}, "Nothing is ticked"),
        ({"act": "enter"}, "not sent by us"),
        ({}, "not sent by us"),
    ],
)
@pytest.mark.hazard("H03")
def test_what_does_not_add_up_is_asked_again(
    house: House, sent: dict[str, object], said: str
) -> None:
    """Between "none" and a tick nobody can choose but the patient."""
    phone = Phone(house).agreed()
    html = phone.send(**sent)
    assert (phone.status, phone.count()) == (422, 0)
    assert said in fault(html)


@pytest.mark.parametrize(
    "value", ["", "abc", "-1", "121", "40.5", "1e400", "NaN", "9" * 5000, "<b>"]
)
def test_a_number_that_is_none_gets_one_clear_sentence(house: House, value: str) -> None:
    """What was typed stays, escaped; the sentence names the range and the way out."""
    phone = Phone(house).agreed()
    phone.until("At what age did your back first hurt?")
    before = phone.count()
    html = phone.send(act="typed", value=value)
    assert (phone.status, phone.count()) == (422, before)
    assert "number" in fault(html)
    assert "<b>" not in html


@pytest.mark.parametrize("value", ["maybe", "True", "1", ""])
def test_a_yes_or_no_is_yes_or_no(house: House, value: str) -> None:
    """Whatever else is sent is no answer."""
    phone = Phone(house).agreed()
    phone.until("Do you agree to this massage?")
    before = phone.count()
    phone.send(value=value)
    assert (phone.status, phone.count()) == (422, before)


def test_a_double_tap_is_one_answer(house: House) -> None:
    """The second sending finds nothing new and leads on."""
    phone = Phone(house).agreed()
    sent = {"page": phone.signed(), "act": "none"}
    for _ in range(2):
        assert phone.browser.post(phone.link + "q/0/", sent).status_code == 302
    assert phone.count() == 6


def test_two_phones_at_once_lose_nothing(house: House) -> None:
    """A stale page is still the patient's own answer to what it asked."""
    phone = Phone(house).agreed()
    stale = {"page": phone.signed(), "act": "none"}
    phone.send(act="none")
    phone.send(act="none")
    kept = phone.count()
    assert phone.browser.post(phone.link + "q/0/", stale).status_code == 302
    assert phone.count() == kept


def test_answers_that_exclude_each_other_name_the_earlier_one(house: House) -> None:
    """Nothing is kept, and the way out is said: go back, or answer differently."""
    phone = Phone(house).agreed()
    html = phone.until("Cancer, now or ever")
    phone.send(act="some", line=["cancer_ever"])
    phone.until("Do you have cancer now")
    phone.send(value="yes")
    facts = ["cancer_ever"]
    sent = {"page": sign_page(phone.invitation.pk, facts), "value": "no"}
    response = phone.browser.post(phone.link + "q/99/", sent)
    assert response.status_code == 409
    assert "Cancer at present" in fault(response.content.decode())
    assert phone.facts()["cancer_ever"] is True
    assert html


@pytest.mark.parametrize(
    "marks",
    [
        "x",
        "{}",
        '[{"line": [[0, 0]], "nrs": 99}]',
        '[{"line": [[1e9, 0], [0, 0], [5, 5]], "nrs": 3}]',
        '[{"line": "x", "nrs": 3}]',
        '[{"line": [[0, 0], [1, 1], [2, 0]], "nrs": 3, "who": "x"}]',
        "[" * 5000,
        "[" + "1," * 150_000 + "1]",
    ],
)
def test_a_drawing_that_is_none_is_refused_whole(house: House, marks: str) -> None:
    """One sentence, and neither a mark nor a named place is kept."""
    phone = Phone(house).agreed().answered()
    sent = {"act": "keep", "marks": marks, "zone": ["sacrum"], "rating": "3"}
    response = phone.browser.post(phone.link + "drawing/", sent)
    assert response.status_code == 422
    assert fault(response.content.decode())
    with in_clinic(phone.clinic):
        assert not PainDrawing.objects.exists()


@pytest.mark.parametrize(
    "sent", [{"zone": ["head_neck"]}, {"elsewhere": ["moon"]}, {"rating": "x"}, {}]
)
def test_places_are_only_those_offered(house: House, sent: dict[str, object]) -> None:
    """A place that was not offered has no outline to be drawn round."""
    phone = Phone(house).agreed().answered()
    assert phone.post("drawing/", act="keep", **sent) == 422


def test_an_oversized_body_is_refused_without_a_trace(house: House) -> None:
    """Nothing is read of what is too large."""
    phone = Phone(house).agreed()
    response = phone.browser.post(phone.link + "q/0/", {"page": "x" * 1_200_000})
    assert response.status_code in {400, 413}
    assert phone.count() == 0


def test_the_end_cannot_be_reached_without_the_questions(house: House) -> None:
    """Typing the last address finishes nothing."""
    phone = Phone(house).agreed()
    for page in ("drawing/", "done/"):
        phone.browser.post(phone.link + page, {"act": "skip"})
    assert phone.invitation.finished_at is None
    phone.get("done/")
    assert phone.at.endswith("/q/0/")


def test_after_the_end_the_link_only_thanks(house: House) -> None:
    """Whoever comes later changes nothing; corrections go through people."""
    phone = Phone(house).agreed()
    page = phone.signed()
    phone.answered()
    phone.post("drawing/", act="skip")
    kept = phone.count()
    sent = {"page": page, "act": "some", "line": ["gait_disturbance_new"]}
    assert phone.browser.post(phone.link + "q/0/", sent).status_code == 302
    assert phone.count() == kept
    phone.get()
    assert phone.at.endswith("/done/")


def test_pages_tell_nothing_to_caches_and_other_sites(house: House) -> None:
    """The address is the secret."""
    phone = Phone(house)
    response = phone.browser.get(phone.link)
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert "noindex" in response["X-Robots-Tag"]


def test_a_locked_link_recognises_nobody_even_at_the_same_moment(house: House) -> None:
    """Two phones that try together must not get a sixth try between them."""
    phone = Phone(house)
    change(phone, tries_left=0)
    invitation = phone.invitation
    with in_clinic(phone.clinic):
        by = intake.holder(invitation, timezone.now())
        outcome = invitations.recognise(by, invitation, BORN)
    assert outcome == invitations.NotRecognised(0)


def test_nothing_is_finished_while_a_question_is_left(house: House) -> None:
    """The service refuses by itself, whatever page asks for it."""
    phone = Phone(house).agreed()
    invitation = phone.invitation
    with in_clinic(phone.clinic):
        assert not intake.finish(intake.holder(invitation, timezone.now()), invitation)
    assert phone.invitation.finished_at is None
