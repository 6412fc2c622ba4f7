"""The pages of a plan: ordering, making, changing, signing, printing; also when it goes wrong."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from clinic_people import House, answers_of, proved
from lumbalis.clinic.records.models import Patient, PlanRecord, Signature
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.answers import give_answers
from lumbalis.clinic.services.plans import drafting
from lumbalis.exchange.bodies import WhyNot

TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


@pytest.fixture(autouse=True)
def on_paper(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the body out except where a test is about it: laying strokes takes seconds."""
    if "on_the_body" not in request.keywords:
        monkeypatch.setattr(drafting, "body_for", lambda *_: WhyNot(()))


def ready(house: House) -> tuple[Client, Patient, str]:
    """Give a physician at work, somebody whom nothing stops, and where their pages are."""
    patient = house.patient("north")
    by = house.acting("north", "physician")
    give_answers(
        by, patient, answers_of("ready-for-session"), author_kind="physician", origin="office"
    )
    return proved(house.client("north", "physician")), patient, f"/c/north/patients/{patient.pk}"


def send(client: Client, page: str, to: str = "", **fields: Any) -> Any:  # noqa: ANN401 - a form and a response
    """Send the first form of a page with these fields."""
    found = TOKEN.findall(client.get(page).content.decode())
    return client.post(to or page, {"form_token": found[0], **fields})


ORDER: dict[str, Any] = {
    "methods": ["manual_classical", "oil"],
    "severity": "moderate",
    "sessions": 3,
    "script": "classical",
    "feasible": "on",
    "note": "Gently <script>alert(1)</script>",
}


def plan_of(house: House) -> PlanRecord:
    """Give the newest plan of the northern clinic."""
    with in_clinic(house.north):
        newest = PlanRecord.objects.order_by("-number").first()
    assert newest is not None
    return newest


def ordered_and_planned(house: House) -> tuple[Client, str]:
    """Order and plan through the pages."""
    client, _, base = ready(house)
    assert send(client, f"{base}/order/", **ORDER).status_code == 302
    made = send(client, f"{base}/plan/", f"{base}/plan/make/")
    assert made.status_code == 302
    return client, base


def test_a_physician_orders_plans_and_signs(house: House) -> None:
    """The whole way, as a person goes it."""
    client, base = ordered_and_planned(house)
    page = client.get(f"{base}/plan/")
    assert page.status_code == 200
    body = page.content.decode()
    assert "<script>alert(1)" not in body
    tokens = TOKEN.findall(body)
    outcome = client.post(f"{base}/plan/sign/", {"form_token": tokens[-1]})
    assert outcome.status_code == 302
    with in_clinic(house.north):
        assert Signature.objects.filter(withdrawn_at=None).count() == 1


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_every_page_of_a_plan_speaks_every_language(house: House, language: str) -> None:
    """The therapist reads the plan in their own language."""
    client, base = ordered_and_planned(house)
    client.cookies["language"] = language
    for page in ("order/", "plan/", "plan/1/"):
        answer = client.get(f"{base}/{page}")
        assert answer.status_code == 200, page
        assert f'lang="{language}"' in answer.content.decode()


@pytest.mark.hazard("H09")
def test_a_change_that_harms_is_shown_at_its_step(house: House) -> None:
    """Whoever drags a step too long sees it there, at once."""
    client, base = ordered_and_planned(house)
    page = f"{base}/plan/1/"
    answer = send(client, page, f"{page}edit/", change="seconds:3:200")
    assert answer.status_code == 302
    body = client.get(page).content.decode()
    assert 'class="against"' in body
    assert not plan_of(house).accepted


@pytest.mark.parametrize(
    "change", ["seconds:3:x", "nothing:1:1", "seconds:900:1", "move:1:9999:0", "", "level:1:99"]
)
def test_a_change_that_is_none_changes_nothing(house: House, change: str) -> None:
    """One sentence, and the plan as it was."""
    client, base = ordered_and_planned(house)
    page = f"{base}/plan/1/"
    answer = send(client, page, f"{page}edit/", change=change)
    assert answer.status_code == 422
    assert plan_of(house).number == 1


@pytest.mark.hazard("H04")
def test_a_form_of_another_patient_is_refused(house: House) -> None:
    """Two tabs, two patients: what was written for one never lands on the other."""
    client, base = ordered_and_planned(house)
    _, other, elsewhere = ready(house)
    token = TOKEN.findall(client.get(f"{elsewhere}/order/").content.decode())[0]
    answer = client.post(f"{base}/plan/1/edit/", {"form_token": token, "change": "remove:3"})
    assert answer.status_code == 409
    assert plan_of(house).number == 1
    assert other.pk


def test_a_stale_tab_is_told(house: House) -> None:
    """The second of two changes made from one page is not made."""
    client, base = ordered_and_planned(house)
    page = f"{base}/plan/1/"
    token = TOKEN.findall(client.get(page).content.decode())[0]
    sent = {"form_token": token, "change": "seconds:3:-10"}
    assert client.post(f"{page}edit/", sent).status_code == 302
    assert client.post(f"{page}edit/", sent).status_code == 409


@pytest.mark.parametrize(
    "wrong", [{"methods": []}, {"severity": "worst"}, {"sessions": "many"}, {"feasible": ""}]
)
def test_an_unusable_order_is_not_kept(house: House, wrong: dict[str, object]) -> None:
    """The form comes back with what is wrong, and nothing was written."""
    client, _, base = ready(house)
    answer = send(client, f"{base}/order/", **{**ORDER, **wrong})
    assert answer.status_code == 422
    assert 'class="empty' in client.get(f"{base}/plan/").content.decode()


def test_a_plan_is_printed(house: House) -> None:
    """Paper says who signed, or that nobody did."""
    client, base = ordered_and_planned(house)
    answer = client.get(f"{base}/plan/print/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_therapist_reads_and_does_not_change(house: House) -> None:
    """The page is theirs to read; its buttons are not."""
    _, base = ordered_and_planned(house)
    client = house.client("north", "therapist")
    body = client.get(f"{base}/plan/1/").content.decode()
    assert "seconds:3:" not in body
    assert client.get(f"{base}/order/").status_code == 404


@pytest.mark.on_the_body
def test_a_session_is_drawn_on_the_body(house: House) -> None:
    """With measures the page shows strokes, not a table alone."""
    client, _, base = ready(house)
    measures = {"build": "male", "stature_cm": "178", "mass_kg": "76", "sessions": 1}
    send(client, f"{base}/order/", **{**ORDER, **measures})
    send(client, f"{base}/plan/", f"{base}/plan/make/")
    picture = client.get(f"{base}/plan/1/sheet.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert plan_of(house).body_sha256
    drawn = client.get(f"{base}/order/body.svg?build=male&stature_cm=178&mass_kg=76")
    assert drawn.content.startswith(b"<svg")
