"""The pack of a tablet, the shell it keeps, and the pages about tablets."""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from clinic_people import House, answers_of
from couch_tablets import about, enrolled
from lumbalis.clinic.records.models import AuditEvent, Patient
from lumbalis.clinic.records.sealing import fingerprint
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import holds
from lumbalis.clinic.services.answers import Given, give_answers
from lumbalis.clinic.services.couch.limits import PACK_AGE, PACK_HORIZON
from lumbalis.clinic.services.plans.opening import latest_plan, open_course
from lumbalis.clinic.services.plans.ordering import give_order
from lumbalis.clinic.services.plans.proposing import Made, propose
from lumbalis.clinic.services.plans.signing import Signed, sign
from lumbalis.clinic.services.plans.wishes import Wishes
from verdict_people import qualify

pytestmark = [pytest.mark.django_db, pytest.mark.on_the_body]
WISHES = Wishes(methods=("manual_classical", "oil"), severity="moderate", sessions=3, note="")


@pytest.fixture
def planned(house: House) -> Patient:
    """Plan and sign a short course."""
    qualify(house)
    by = house.acting("north", "physician")
    patient = house.patient("north", family_name="Kovalenko", given_name="Andrii")
    told = answers_of("ready-for-session")
    assert isinstance(
        give_answers(by, patient, told, author_kind="physician", origin="office"), Given
    )
    with in_clinic(house.north):
        patient = Patient.objects.select_related("clinic").get(pk=patient.pk)
        made = propose(by, patient, give_order(by, patient, WISHES, feasible=True))  # type: ignore[arg-type]  # nothing was refused
        assert isinstance(made, Made), made
        course = open_course(patient)
        assert course is not None
        plan = latest_plan(course)
        assert plan is not None
        signed = sign(by, plan, "Signed for the test.")
        assert isinstance(signed, Signed), signed
    return patient


def pack(house: House, **headers: Any) -> dict[str, Any]:  # noqa: ANN401 - headers
    """Fetch the pack as the therapist's tablet does."""
    answer = house.client("north", "therapist").get("/c/north/couch/pack", **headers)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_the_pack_holds_what_the_next_session_needs(house: House, planned: Patient) -> None:
    """Initials and the second identifier, steps with seconds and levels, and what is in the way."""
    found = pack(house)
    (line,) = found["people"]
    assert (line["patient"], line["initials"]) == (str(planned.pk), "A. K.")
    assert "Kovalenko" not in json.dumps(found)
    assert (line["session"], line["sessions"]) == (1, 3)
    assert sum(step["seconds"] for step in line["steps"]["steps"]) > 0
    assert all(step["level"] <= line["steps"]["ceiling"] for step in line["steps"]["steps"])
    assert isinstance(line["waiting"], list)
    assert found["valid_until"] - found["made_at"] == PACK_AGE.total_seconds() * 1000
    assert found["drop_after"] - found["made_at"] == PACK_HORIZON.total_seconds() * 1000
    named = {k: v for k, v in found.items() if k not in {"sha256", "server_ms", "epoch"}}
    assert found["sha256"] == fingerprint(named)


def test_a_look_at_the_pack_is_a_look_at_everybody_in_it(house: House, planned: Patient) -> None:
    """The audit names each of them."""
    pack(house)
    with in_clinic(house.north):
        looks = AuditEvent.objects.filter(action="read.couch_use")
        assert [one.patient_id for one in looks] == [planned.pk]


def test_after_a_treated_session_the_pack_holds_the_next(house: House, planned: Patient) -> None:
    """Once its events have come in."""
    tablet = enrolled(house)
    with in_clinic(house.north):
        course = open_course(planned)
        assert course is not None
        tablet.send(tablet.event("run.started", uuid4(), about(course)))
    assert pack(house)["people"][0]["session"] == 2


def test_the_pack_speaks_the_language_of_whoever_asks(house: House) -> None:
    """And nobody of another clinic is in it."""
    assert pack(house, HTTP_ACCEPT_LANGUAGE="uk")["words"]["tablet"]["lock"] == "Закрити"
    assert pack(house)["people"] == []


def test_nobody_on_hold_is_left_out_or_may_start(house: House, planned: Patient) -> None:
    """The tablet shows that they wait, and why."""
    by = house.acting("north", "physician")
    give_answers(by, planned, {"temperature_c": 38.4}, author_kind="physician", origin="office")
    with in_clinic(house.north):
        course = open_course(planned)
        assert course is not None
        assert course.state == holds.ON_HOLD
    waiting = {one["id"]: one["by_answers"] for one in pack(house)["people"][0]["waiting"]}
    assert waiting["on_hold"]  # a temperature may have gone down; only a new verdict says so


def shell(client: Client, **headers: Any) -> dict[str, Any]:  # noqa: ANN401 - headers
    """Read what the service worker keeps."""
    answer = client.get("/c/north/couch/worker.js", **headers)
    assert answer["Content-Type"].startswith("text/javascript")
    found: dict[str, Any] = json.loads(
        re.search(r"const SHELL = (.*);", answer.content.decode())[1]  # type: ignore[index]
    )
    return found


def test_the_shell_is_whole_and_named_by_what_it_is_made_of(house: House) -> None:
    """Every module a kept page imports is kept with it; another language is another shell."""
    client = house.client("north", "therapist")
    found = shell(client)
    assert "/c/north/couch/tablet/" in found["files"]
    kept = {file[8:] for file in found["files"] if file.startswith("/static/")}
    for file in kept:
        path = finders.find(file)
        assert path, file
        text = Path(str(path)).read_text() if file.endswith(".js") else ""
        for name in re.findall(r'from "(\.[./\w]+)"', text):
            assert posixpath.normpath(f"{posixpath.dirname(file)}/{name}") in kept, (file, name)
    assert shell(client, HTTP_ACCEPT_LANGUAGE="ru")["name"] != found["name"]
    assert shell(client)["name"] == found["name"]


@pytest.mark.parametrize("page", ["tablet", "run"])
def test_the_page_brings_the_cookie_that_forms_are_tied_to(house: House, page: str) -> None:
    """Two questions asked at once would each draw one, and a form would be tied to the lost one."""
    client = house.client("north", "therapist")
    assert "csrftoken" in client.get(f"/c/north/couch/{page}/").cookies


def test_the_page_that_is_kept_tells_of_nobody(house: House) -> None:
    """Whoever opens it without network learns neither who works here nor who is treated."""
    client = house.client("north", "therapist")
    text = client.get("/c/north/couch/tablet/").content.decode()
    assert "therapist of north" not in text
    assert "csrfmiddlewaretoken" not in text
    assert "form_token" not in text


def test_tablets_are_listed_with_what_is_still_on_them(house: House) -> None:
    """A gap in the tablet's own order is something that was written and has not come in."""
    tablet = enrolled(house)
    run = uuid4()
    events = [tablet.event("note.spoken", run, {}) for _ in range(4)]
    with in_clinic(house.north):
        tablet.send(events[0], events[3])
    office = house.client("north", "administrator")
    text = office.get("/c/north/couch/tablets/").content.decode()
    assert "2 entries came in" in text
    assert "2 are still on the tablet" in text
    token = re.findall(r'name="form_token" value="([^"]+)"', text)[0]
    where = f"/c/north/couch/tablets/{tablet.device.pk}/revoke/"
    after = office.post(where, {"form_token": token}, follow=True).content.decode()
    assert "revoked" in after
