"""The pages of the audit log: for auditors only, exact, and without a patient's name."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic_people import House
from lumbalis.clinic import wording
from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import AuditEvent, Patient
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import whole
from lumbalis.clinic.web.auditing.lines import what
from lumbalis.knowledge.locales import LANGUAGES

pytestmark = pytest.mark.django_db
LOG, FIND = "/c/north/audit/", "/c/north/audit/find/"
NAME = "Zubrowska"
SERVICES = Path(audit.__file__).parent


@pytest.fixture
def auditor(house: House) -> Client:
    """Sign the auditor of the north in."""
    return house.client("north", "auditor")


@pytest.fixture
def patient(house: House) -> Patient:
    """Somebody whose chart two people looked at, one of them twice."""
    patient = house.patient("north", family_name=NAME, birth_date="1980-05-01")
    for role, times in (("physician", 2), ("therapist", 1)):
        by = house.acting("north", role)
        for _ in range(times):
            with whole(by):
                audit.record(by, "read.chart_read", entity="patient", patient=patient)
    return patient


def send(client: Client, to: str, **fields: str) -> Any:  # noqa: ANN401 - Django's response
    """Send a form with the token its page carries."""
    page = client.get(LOG).content.decode()
    token = page.split('name="form_token" value="', 1)[1].split('"', 1)[0]
    return client.post(to, {"form_token": token, **fields})


def who_saw(patient: Patient) -> str:
    """Give the address of the page that tells who saw a patient."""
    return reverse("auditing:patient", kwargs={"clinic": "north", "patient_id": patient.pk})


@pytest.mark.parametrize(
    "role", ["physician", "therapist", "receptionist", "lead", "administrator"]
)
def test_only_auditors_read_the_log(role: str, house: House, patient: Patient) -> None:
    """Who looks at whom is itself sensitive."""
    client = house.client("north", role)
    assert [client.get(to).status_code for to in (LOG, who_saw(patient))] == [404, 404]
    assert house.client("south", "auditor").get(LOG).status_code == 404


@pytest.mark.hazard("H16")
def test_a_refused_look_is_kept(house: House, patient: Patient) -> None:
    """Who tried and may not is the first thing to ask after a complaint."""
    house.client("north", "receptionist").get(who_saw(patient))
    with in_clinic(house.north):
        newest = AuditEvent.objects.order_by("-seq").first()
    assert newest is not None
    assert (newest.outcome, newest.patient_id) == ("denied", patient.pk)


def test_the_page_tells_who_saw_a_patient(auditor: Client, patient: Patient, house: House) -> None:
    """The one question every patient may ask, answered with people and times."""
    page = auditor.get(who_saw(patient)).content.decode()
    assert page.count('<li class="card">') == 3  # the receptionist registered the patient
    for role in ("physician", "therapist"):
        assert house.people["north"][role].name in page
    assert "Looked 2 times" in page


def test_no_page_of_the_log_names_a_patient(auditor: Client, patient: Patient) -> None:
    """An auditor checks the staff and has no reason to read the register."""
    for to in (LOG, who_saw(patient)):
        assert NAME not in auditor.get(to).content.decode()


def test_a_record_is_found_by_exact_name_and_birth_date(auditor: Client, patient: Patient) -> None:
    """The patient who asks gives both; half of it finds nobody, so nobody is found by guessing."""
    found = send(auditor, FIND, family_name=NAME.upper(), birth_date="1980-05-01")
    assert (found.status_code, found.headers["Location"]) == (302, who_saw(patient))
    assert send(auditor, FIND, family_name="Zub", birth_date="1980-05-01").status_code == 404
    assert send(auditor, FIND, family_name=NAME, birth_date="").status_code == 400
    assert send(auditor, FIND, family_name=NAME, birth_date="31.31.31").status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "person=x",
        "since=yesterday",
        "until=2026-13-01",
        "kind=secret",
        "since=2026-02-02&until=2026-01-01",
    ],
)
def test_a_filter_that_cannot_be_understood_is_said(query: str, auditor: Client) -> None:
    """A filter that is ignored shows everything and looks like an answer."""
    answer = auditor.get(f"{LOG}?{query}")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["before=x", "before=-1", "before=" + "9" * 30, "person=", "kind="]
)
def test_an_odd_but_harmless_address_is_answered(query: str, auditor: Client) -> None:
    """Somebody shortens or mangles an address; the page shows what it can."""
    assert auditor.get(f"{LOG}?{query}").status_code == 200


def test_filters_narrow_the_log(auditor: Client, patient: Patient, house: House) -> None:
    """Each filter leaves what fits and nothing else."""
    physician = house.people["north"]["physician"].pk
    shown: Callable[[str], int] = lambda query: _lines(auditor.get(f"{LOG}?{query}"))  # noqa: E731
    assert shown(f"person={physician}") == 2
    assert shown("kind=reads") == 3
    assert shown("kind=refused") == 0
    assert shown("since=2020-01-01&until=2020-02-01") == 0
    assert shown("kind=changes") >= 1
    assert patient.pk


def test_older_entries_follow_without_gap_or_repetition(auditor: Client, house: House) -> None:
    """Pages go by the number of the entry, so new entries do not shift them."""
    by = house.acting("north", "physician")
    with whole(by):
        for _ in range(120):
            audit.record(by, "test.act")
    seen, before = [], ""
    while True:
        answer = auditor.get(f"{LOG}?before={before}")
        seen += [line.seq for line in answer.context["lines"]]
        if not answer.context["older"]:
            break
        before = str(answer.context["older"])
    assert seen == list(range(seen[0], 0, -1))
    assert len(seen) >= 120


def test_the_chain_is_verified_from_the_page(
    auditor: Client, patient: Patient, house: House
) -> None:
    """The result is said in words, and that somebody verified is an entry too."""
    assert patient.pk
    answer = send(auditor, "/c/north/audit/verify/")
    assert answer.status_code == 302
    assert "The chain is whole" in auditor.get(LOG).content.decode()
    with in_clinic(house.north):
        assert AuditEvent.objects.filter(action="audit.verified").count() == 1


def test_the_export_is_fhir_without_names(auditor: Client, patient: Patient) -> None:
    """Each line is an AuditEvent with what FHIR R4 requires of one."""
    body = send(auditor, "/c/north/audit/export/", kind="reads").content.decode()
    resources = [json.loads(line) for line in body.splitlines()]
    assert len(resources) == 3
    for one in resources:
        assert one["resourceType"] == "AuditEvent"
        assert one["action"] == "R"
        assert one["type"]["code"] == "110110"
        assert one["recorded"].endswith("Z")
        assert one["agent"][0]["requestor"] is True
        assert one["source"]["observer"]["identifier"]["value"]
        assert one["entity"][0]["what"]["reference"] == f"Patient/{patient.pk}"
    assert NAME not in body


def test_the_number_of_queries_does_not_grow(
    auditor: Client, patient: Patient, house: House
) -> None:
    """A page of fifty lines costs as much as a page of one."""
    pages = (LOG, who_saw(patient))
    few = [queries_of(auditor, page) for page in pages]
    by = house.acting("north", "physician")
    with whole(by):
        for _ in range(60):
            audit.record(by, "read.chart_read", patient=patient)
    assert [queries_of(auditor, page) for page in pages] == few


def queries_of(client: Client, page: str) -> int:
    """Count the queries of a page, once it was opened before."""
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_look_has_words(language: str) -> None:
    """A code in the log is a riddle to the person who has to judge it."""
    for action in Action:
        assert wording.has(language, f"auditing.access.{action.value}"), action
        assert action.value not in what(f"read.{action.value}", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_has_words(language: str) -> None:
    """The acts are read off the services; a new one needs a line in words/*/auditing.yaml."""
    assert acts()
    assert not {act for act in acts() if not wording.has(language, f"auditing.acts.{act}")}


def acts() -> set[str]:
    """Find what the services record, as the keys of its words."""
    calls = (
        node
        for file in SERVICES.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record"
    )
    named = (call.args[1] for call in calls if len(call.args) > 1)
    return {str(one.value).replace(".", "_") for one in named if isinstance(one, ast.Constant)}


def _lines(answer: Any) -> int:  # noqa: ANN401 - Django's response
    assert answer.status_code == 200
    return len(answer.context["lines"])
