"""The pages of the register, as the people of a clinic use them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from clinic_people import House
from lumbalis.clinic.records.models import AuditEvent, Consent, Identifier, Merge, Patient
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import merging, tombstones
from lumbalis.clinic.services.answers import give_answers
from lumbalis.clinic.services.patients import add_identifier, change

XSS = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'-alert(1)-'", "{{7*7}}",
    "{% debug %}", "</textarea><svg onload=alert(1)>", "javascript:alert(1)", "&lt;b&gt;",
)  # fmt: skip
PETROV: dict[str, Any] = {
    "family_name": "Петров",
    "given_name": "Пётр",
    "birth_date": date(1980, 3, 5),
}
LIST = "/c/north/patients/"
Page = Any
"""An answer of Django's test client, whose class its stubs make up."""


@pytest.fixture(autouse=True)
def _recently_proved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Everybody has just proved who they are; what asks for it is tested with the door."""
    flow = "allauth.account.internal.flows.reauthentication.did_recently_reauthenticate"
    monkeypatch.setattr(flow, lambda _request: True)
    monkeypatch.setattr(tombstones, "_file", lambda: tmp_path / "erased.log")


def page(patient: Patient, rest: str = "") -> str:
    """Give an address on a patient's pages."""
    return f"{LIST}{patient.pk}/{rest}"


def token_in(response: Page, action: str = "") -> str:
    """Read the token of the form that is sent to an address; the first one without an address."""
    text = response.content.decode()
    start = text.find(f'action="{action}') if action else text.find("<main")
    found = re.search(r'name="form_token" value="([^"]+)"', text[max(start, 0) :])
    assert found, "the page has no such form"
    return found[1]


def send(
    client: Client, address: str, data: Mapping[str, object] | None = None, source: str = ""
) -> Page:
    """Open a page, then send its form."""
    opened = client.get(source or address)
    token = token_in(opened, address if source else "")
    sent = {name: "" if value is None else str(value) for name, value in (data or {}).items()}
    return client.post(address, {**sent, "form_token": token})


def text_of(response: Page) -> str:
    """Read a page."""
    return str(response.content.decode())


def test_the_front_desk_finds_and_opens_a_patient(house: House) -> None:
    """The act done forty times a day."""
    patient = house.patient("north", **PETROV)
    house.patient("north", family_name="Сидоренко")
    desk = house.client("north", "receptionist")
    found = send(desk, LIST, {"q": "петр"})
    assert page(patient) in text_of(found)
    assert "Сидоренко" not in text_of(found)
    assert "Пётр" in text_of(desk.get(page(patient)))


def test_type_ahead_gives_the_rows_alone(house: House) -> None:
    """At every letter only what changes is sent, and nothing stands in an address."""
    house.patient("north", **PETROV)
    desk = house.client("north", "receptionist")
    token = token_in(desk.get(LIST))
    rows = desk.post(LIST, {"q": "Petrov", "form_token": token}, headers={"HX-Request": "true"})
    assert "<html" not in text_of(rows)
    assert "Петров" in text_of(rows)


def test_a_page_of_the_list_costs_the_same_for_one_row_and_for_thirty(
    house: House, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """A full morning must not make the list slow."""
    desk = house.client("north", "receptionist")
    house.patient("north")
    with django_assert_max_num_queries(60) as one:
        desk.get(LIST)
    for _ in range(34):
        house.patient("north")
    with django_assert_max_num_queries(len(one)):
        response = desk.get(LIST)
    assert text_of(response).count("data-hit") == 30
    second = send(desk, LIST, {"page": 2})
    assert text_of(second).count("data-hit") == 5


def test_the_front_desk_sees_whether_and_never_why(house: House) -> None:
    """A receptionist learns nothing about health from the list or the page."""
    patient = house.patient("north", **PETROV)
    physician = house.acting("north", "physician")
    give_answers(
        physician, patient, {"known_aneurysm": True}, author_kind="patient", origin="intake"
    )
    desk = house.client("north", "receptionist")
    for address in (LIST, page(patient)):
        text = text_of(desk.get(address))
        assert "Call the physician" in text or "Not yet screened" in text
        assert "aneurysm" not in text.lower()
        assert "CONTRAINDICATED" not in text


def test_a_new_patient_is_registered_and_shown(house: House) -> None:
    """From an empty form to the patient's page in one act."""
    desk = house.client("north", "receptionist")
    data = {
        "family_name": "Коваленко", "given_name": "Олена", "birth_date": "7.8.1990",
        "sex": "female", "language": "uk", "phone": "067 111 22 33",
        "system": "passport", "value": "AB 1",
    }  # fmt: skip
    response = send(desk, f"{LIST}new/", data)
    assert response.status_code == 302
    with in_clinic(house.north):
        patient = Patient.objects.get()
        assert patient.birth_date == date(1990, 8, 7)
        assert Identifier.objects.get().value == "AB 1"
    assert response.headers["Location"] == f"{page(patient)}?done=registered"
    assert "Коваленко" not in response.headers["Location"]


@pytest.mark.hazard("H05")
def test_somebody_who_looks_known_is_shown_side_by_side(house: House) -> None:
    """The desk decides with both in view; nothing typed is lost."""
    known = house.patient("north", **PETROV)
    desk = house.client("north", "receptionist")
    data = {"family_name": "Petrov", "birth_date": "5.3.1980", "language": "ru", "note": "typed"}
    stopped = send(desk, f"{LIST}new/", data)
    assert stopped.status_code == 409
    assert page(known) in text_of(stopped)
    assert "typed" in text_of(stopped)
    anyway = desk.post(f"{LIST}new/", {**data, "another": "yes", "form_token": token_in(stopped)})
    assert anyway.status_code == 302
    with in_clinic(house.north):
        assert Patient.objects.count() == 2


def test_people_who_look_alike_appear_while_typing(house: House) -> None:
    """A duplicate is cheapest to avoid before it is made."""
    known = house.patient("north", **PETROV)
    desk = house.client("north", "receptionist")
    token = token_in(desk.get(f"{LIST}new/"))
    typed = {"family_name": "Пет", "given_name": "", "birth_date": "5.3.1980", "form_token": token}
    assert page(known) not in text_of(desk.post(f"{LIST}similar/", typed))
    shown = desk.post(f"{LIST}similar/", {**typed, "family_name": "Петров"})
    assert page(known) in text_of(shown)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("family_name", "", "Write the name"),
        ("birth_date", "31.2.1980", "no day of the calendar"),
        ("phone", "12", "5 to 15 digits"),
        ("family_name", "a\x00b", "cannot be shown"),
        ("family_name", "x" * 81, "at most 80"),
        ("value", "12", "both, the kind and the number"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(
    house: House, field: str, typed: str, said: str
) -> None:
    """One sentence: what is wrong and what to do; the rest of the form stays filled."""
    desk = house.client("north", "receptionist")
    data = {"family_name": "Kept", "given_name": "Stays", "language": "en", field: typed}
    response = send(desk, f"{LIST}new/", data)
    assert response.status_code == 422
    assert said in text_of(response)
    assert "Stays" in text_of(response)
    with in_clinic(house.north):
        assert not Patient.objects.exists()


def test_a_change_of_somebody_else_is_shown_and_nothing_typed_is_lost(house: House) -> None:
    """Two desks, one patient: the second compares and saves again."""
    patient = house.patient("north", **PETROV, phone="050 1112233")
    desk = house.client("north", "receptionist")
    opened = desk.get(page(patient, "edit/"))
    change(house.acting("north", "physician"), patient, {"phone": "067 9998877"}, version=1)
    typed = {"family_name": "Петренко", "language": "en", "phone": "050 1112233"}
    stale = desk.post(page(patient, "edit/"), {**typed, "form_token": token_in(opened)})
    assert stale.status_code == 409
    assert "067 9998877" in text_of(stale)
    assert "Петренко" in text_of(stale)
    again = desk.post(page(patient, "edit/"), {**typed, "form_token": token_in(stale)})
    assert again.status_code == 302


def test_a_change_can_be_undone(house: House) -> None:
    """Undo instead of a question; what was there before travels sealed, not readable."""
    patient = house.patient("north", **PETROV, phone="050 1112233")
    desk = house.client("north", "receptionist")
    data = {"family_name": "Новий", "birth_date": "05.03.1980", "language": "en", "phone": ""}
    response = send(desk, page(patient, "edit/"), data)
    where = response.headers["Location"]
    assert "1112233" not in where
    shown = desk.get(where)
    undo = page(patient, "undo/")
    address = re.search(rf'action="({undo}[^"]*)"', text_of(shown))
    assert address
    desk.post(address[1].replace("&amp;", "&"), {"form_token": token_in(shown, undo)})
    with in_clinic(house.north):
        fresh = Patient.objects.get()
    assert (fresh.family_name, fresh.phone) == ("Петров", "050 1112233")


def test_an_undo_of_another_patient_opens_nothing(house: House) -> None:
    """The sealed text belongs to one patient's key."""
    one, other = house.patient("north", **PETROV), house.patient("north", family_name="Other")
    desk = house.client("north", "receptionist")
    where = send(desk, page(one, "edit/"), {"family_name": "X1", "language": "en"}).headers[
        "Location"
    ]
    was = where.partition("was=")[2]
    token = token_in(desk.get(page(other, "edit/")))
    response = desk.post(page(other, f"undo/?was={was}"), {"form_token": token})
    assert response.headers["Location"].endswith("done=unchanged")
    with in_clinic(house.north):
        assert Patient.objects.get(pk=other.pk).family_name == "Other"


@pytest.mark.hazard("H04")
def test_a_form_of_one_patient_is_never_written_to_another(house: House) -> None:
    """Two tabs, two patients: a swapped token changes nobody."""
    one, other = house.patient("north", **PETROV), house.patient("north", family_name="Other")
    desk = house.client("north", "receptionist")
    token = token_in(desk.get(page(one, "edit/")))
    response = desk.post(page(other, "edit/"), {"family_name": "Wrong", "form_token": token})
    assert response.status_code == 409
    with in_clinic(house.north):
        assert Patient.objects.get(pk=other.pk).family_name == "Other"


@pytest.mark.hazard("H35")
@pytest.mark.parametrize("hostile", XSS)
def test_a_hostile_name_is_text_on_every_page(house: House, hostile: str) -> None:
    """What a stranger typed into a form must not run at a colleague's desk."""
    patient = house.patient(
        "north", family_name=f"a{hostile}", given_name=hostile, note=hostile, patronymic=hostile
    )
    add_identifier(house.acting("north", "receptionist"), patient, hostile, f"1{hostile}")
    other = house.patient("north", family_name="Other")
    physician = house.client("north", "physician")
    addresses = (
        LIST, page(patient), page(patient, "edit/"), page(patient, "merge/"),
        page(patient, f"merge/{other.pk}/"), page(patient, "privacy/"),
    )  # fmt: skip
    for address in addresses:
        text = text_of(physician.get(address))
        for markup in ("<script>alert", "<img src=x", "<svg onload"):
            assert markup not in text, address
        assert "7*7" in text or hostile != "{{7*7}}", address


def test_consents_are_kept_with_version_and_language_and_end_at_once(house: House) -> None:
    """Which text was read, in which language, is what a consent is worth."""
    patient = house.patient("north", **PETROV, language="ru")
    desk = house.client("north", "receptionist")
    give, end = (page(patient, f"consents/photography/{act}/") for act in ("give", "withdraw"))
    send(desk, give, {"language": "uk"}, source=page(patient))
    with in_clinic(house.north):
        consent = Consent.objects.get()
    assert (consent.text_version, consent.language) == ("2026-11", "uk")
    shown = send(desk, end, source=page(patient))
    with in_clinic(house.north):
        assert Consent.objects.get().withdrawn_at is not None
    assert "language=uk" in shown.headers["Location"]


def test_two_people_merge_and_one_takes_apart(house: House) -> None:
    """The whole way: found, compared, proposed, decided by another, undone."""
    kept = house.patient("north", **PETROV)
    absorbed = house.patient("north", family_name="Petrov", birth_date=date(1980, 3, 5))
    desk, physician = house.client("north", "receptionist"), house.client("north", "physician")
    assert page(kept, f"merge/{absorbed.pk}/") in text_of(desk.get(page(kept, "merge/")))
    send(desk, page(kept, f"merge/{absorbed.pk}/"))
    with in_clinic(house.north):
        merge = Merge.objects.get()
    decide = f"{LIST}merges/{merge.pk}/"
    assert decide in text_of(physician.get(f"{LIST}merges/"))
    merged = send(physician, decide, {"decision": "one"})
    assert merged.headers["Location"].startswith(page(kept))
    old = desk.get(page(absorbed))
    assert old.headers["Location"] == f"{page(kept)}?from={absorbed.pk}"
    assert "Petrov" in text_of(desk.get(old.headers["Location"]))
    send(physician, f"{decide}undo/", source=decide)
    assert desk.get(page(absorbed)).status_code == 200


@pytest.mark.hazard("H05")
def test_whoever_proposed_a_merge_is_not_offered_to_decide_it(house: House) -> None:
    """A second person looks, or nobody does."""
    pair = [house.patient("north") for _ in range(2)]
    proposal = merging.propose(house.acting("north", "physician"), *pair)
    assert isinstance(proposal, Merge)
    physician = house.client("north", "physician")
    address = f"{LIST}merges/{proposal.pk}/"
    assert 'value="one"' not in text_of(physician.get(address))
    assert send(physician, address, {"decision": "one"}).status_code == 409


def test_an_export_is_a_file_that_names_nobody(house: House) -> None:
    """The name of a file lands in lists of downloads."""
    patient = house.patient("north", **PETROV)
    physician = house.client("north", "physician")
    response = send(physician, page(patient, "privacy/export/"), source=page(patient, "privacy/"))
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Cache-Control"] == "no-store"
    assert "Петров" not in response.headers["Content-Disposition"]


def test_an_erasure_needs_the_name_and_leaves_a_page_that_says_so(house: House) -> None:
    """The one act that cannot be undone is the one that asks twice."""
    patient = house.patient("north", **PETROV)
    administrator = house.client("north", "administrator")
    address = page(patient, "privacy/erase/")
    wrong = send(administrator, address, {"name": "Иванов"})
    assert wrong.status_code == 422
    done = send(administrator, address, {"name": "ПЕТРОВ"})
    assert done.status_code == 302
    gone = administrator.get(page(patient))
    assert gone.status_code == 200
    assert "Петров" not in text_of(gone)
    assert "Петров" not in text_of(administrator.get(LIST))


def test_a_restricted_record_offers_nothing_that_would_use_it(house: House) -> None:
    """The record is kept, and nothing else is done with it until the restriction ends."""
    patient = house.patient("north", **PETROV)
    physician = house.client("north", "physician")
    restrict = page(patient, "privacy/restrict/")
    send(physician, restrict, {"reason": "objection"}, source=page(patient, "privacy/"))
    shown = text_of(physician.get(page(patient)))
    assert "Use of this record is restricted" in shown
    for rest in ("merge/", "invitation/", "verdict/"):
        assert page(patient, rest) not in shown
        assert physician.get(page(patient, rest)).status_code == 404
    send(physician, page(patient, "privacy/release/"), source=page(patient, "privacy/"))
    assert page(patient, "merge/") in text_of(physician.get(page(patient)))


@pytest.mark.parametrize("act", ["privacy/export/", "privacy/erase/", "privacy/restrict/"])
def test_the_front_desk_may_neither_export_nor_erase(house: House, act: str) -> None:
    """They get the same answer as strangers."""
    patient = house.patient("north", **PETROV)
    desk = house.client("north", "receptionist")
    assert desk.post(page(patient, act), {}).status_code in {404, 409}
    with in_clinic(house.north):
        assert Patient.objects.get().erased_at is None
        assert Patient.objects.get().restricted_at is None


def test_nobody_of_another_clinic_finds_or_opens_a_patient(house: House) -> None:
    """Not by search, not by address, not as a likely duplicate."""
    patient = house.patient("south", **PETROV)
    desk = house.client("north", "receptionist")
    assert "Петров" not in text_of(send(desk, LIST, {"q": "петров"}))
    for rest in ("", "edit/", "merge/", "privacy/"):
        assert desk.get(page(patient, rest)).status_code == 404
    own = house.patient("north")
    assert desk.get(page(own, f"merge/{patient.pk}/")).status_code == 404


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_every_page_speaks_every_language(house: House, language: str) -> None:
    """A missing word would be an error page, so each page is opened in each language."""
    at = timezone.now() - timedelta(minutes=5)
    patient = house.patient("north", at, **PETROV, phone="050 1112233", sex="male", note="x")
    other = house.patient("north", at, family_name="Petrov", birth_date=date(1980, 3, 5))
    proposal = merging.propose(house.acting("north", "receptionist", at), patient, other)
    assert isinstance(proposal, Merge)
    client = house.client("north", "physician")
    administrator = house.client("north", "administrator")
    for each in (client, administrator):
        each.cookies["language"] = language
    addresses = (
        LIST, f"{LIST}new/", f"{LIST}merges/", f"{LIST}merges/{proposal.pk}/", page(patient),
        page(patient, "edit/"), page(patient, "merge/"), page(patient, f"merge/{other.pk}/"),
        page(patient, "privacy/"),
    )  # fmt: skip
    for address in addresses:
        assert client.get(address).status_code == 200, address
    assert administrator.get(page(patient, "privacy/erase/")).status_code == 200
    for done in ("changed", "number_added", "consent_given&kind=treatment", "merged", "nonsense"):
        assert client.get(page(patient, f"?done={done}")).status_code == 200


def test_reading_a_patient_is_written_down(house: House) -> None:
    """Who saw this patient is a question the clinic has to answer."""
    patient = house.patient("north", **PETROV)
    house.client("north", "therapist").get(page(patient))
    with in_clinic(house.north):
        last = AuditEvent.objects.filter(clinic=house.north).order_by("-seq").first()
    assert last is not None
    assert (last.action, last.patient_id) == ("read.patient_read", patient.pk)
