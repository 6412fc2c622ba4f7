"""The door: what is asked of whoever acts, what is written down, and what is kept meanwhile."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clinic_people import CODE_APP, House, proved
from lumbalis.clinic.policy import Role
from lumbalis.clinic.records.models import AuditEvent, Membership, Patient, User
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import tombstones

pytestmark = pytest.mark.django_db
PASSWORD = "a quiet morning in the practice"  # noqa: S105 - of people who do not exist
Answer = Any
"""An answer of Django's test client, whose class its stubs make up."""


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """Forget who tried how often, and which codes were used."""
    cache.clear()


def token(client: Client, where: str, action: str = "") -> str:
    """Read the token of a form on a page."""
    page = client.get(where).content.decode()
    start = page.find(f'action="{action}') if action else 0
    found = re.search(r'name="form_token" value="([^"]+)"', page[max(start, 0) :])
    assert found, "the page has no form"
    return found[1]


def shown_by(secret: str) -> str:
    """Give what an app with this secret shows now."""
    counter = next(totp.yield_hotp_counters_from_time())
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def code() -> str:
    """Give what the code app shows now."""
    return shown_by(CODE_APP)


def erase(client: Client, patient: Patient, **typed: str) -> Answer:
    """Send the one form that destroys something, as the page gives it."""
    where = f"/c/north/patients/{patient.pk}/privacy/erase/"
    sent = {"name": patient.family_name, "reason": "unlawful", **typed}
    return client.post(where, {**sent, "form_token": token(client, where)})


def erased(house: House, patient: Patient) -> bool:
    """Tell whether it happened."""
    with in_clinic(house.north):
        return Patient.objects.get(pk=patient.pk).erased_at is not None


def acts(house: House) -> list[str]:
    """List what is written down of a clinic."""
    with in_clinic(house.north):
        return list(AuditEvent.objects.filter(clinic=house.north).values_list("action", flat=True))


@pytest.fixture
def unforgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the list of erased people of this test apart."""
    monkeypatch.setattr(tombstones, "_file", lambda: tmp_path / "erased.log")


@pytest.mark.usefixtures("unforgotten")
def test_a_form_waits_for_the_proof_and_then_goes_on_by_itself(house: House) -> None:
    """Nobody types a reason twice because five minutes were over."""
    patient, client = house.patient("north"), house.client("north", "administrator")
    asked = erase(client, patient)
    assert asked.status_code == 302
    assert not erased(house, patient)
    asked = client.get(asked["Location"])
    assert asked["Location"].startswith("/account/2fa/reauthenticate/")
    done = client.post("/account/2fa/reauthenticate/", {"code": code()})
    assert done.status_code == 302
    assert done["Location"].endswith(f"/patients/{patient.pk}/")
    assert erased(house, patient)


def test_what_waits_is_sealed(house: House) -> None:
    """A reason or an answer must not outlive its patient's key in a table of sessions."""
    patient = house.patient("north", family_name="Unmistakable")
    erase(house.client("north", "administrator"), patient)
    kept = [session.get_decoded() for session in Session.objects.all()]
    assert any("account_reauthentication_state" in one for one in kept)
    assert "Unmistakable" not in str(kept)


@pytest.mark.usefixtures("unforgotten")
def test_what_waits_is_forgotten_after_a_quarter_of_an_hour(house: House) -> None:
    """Whoever comes back from lunch looks again before something is destroyed."""
    patient, client = house.patient("north"), house.client("north", "administrator")
    erase(client, patient)
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        done = client.post("/account/2fa/reauthenticate/", {"code": code()})
    assert done.status_code == 302
    assert not erased(house, patient)


@pytest.mark.usefixtures("unforgotten")
def test_a_proof_lasts_five_minutes(house: House) -> None:
    """An open screen is nobody's signature."""
    patient, client = house.patient("north"), proved(house.client("north", "administrator"))
    with time_machine.travel(timezone.now() + timedelta(seconds=301), tick=False):
        assert "reauthenticate" in erase(client, patient)["Location"]
    assert not erased(house, patient)
    assert erase(client, patient).status_code == 302
    assert erased(house, patient)


@pytest.mark.usefixtures("unforgotten")
def test_a_password_alone_proves_nothing_where_a_second_factor_is_due(house: House) -> None:
    """Passwords are watched over shoulders; the page says what to do and keeps what was typed."""
    patient, user = house.patient("north"), house.people["north"]["administrator"]
    Authenticator.objects.filter(user=user).delete()
    client = proved(house.client("north", "administrator"))
    stopped = erase(client, patient, reason="objection")
    assert stopped.status_code == 403
    text = stopped.content.decode()
    assert "/account/2fa/" in text
    assert 'name="reason" value="objection"' in text
    assert not erased(house, patient)


@pytest.mark.usefixtures("unforgotten")
def test_a_clinic_may_relax_it_and_says_so(house: House) -> None:
    """A demonstration has no telephones; its setting stands on the page of colleagues."""
    house.north.settings["second_factor"] = "relaxed"
    house.north.save()
    patient, user = house.patient("north"), house.people["north"]["administrator"]
    Authenticator.objects.filter(user=user).delete()
    user.set_password(PASSWORD)
    user.save()
    client = proved(house.client("north", "administrator"))
    assert erase(client, patient).status_code == 302
    assert erased(house, patient)
    assert "second_factor" in client.get("/c/north/people/").content.decode()


def test_whoever_has_a_second_factor_is_asked_for_that(house: House) -> None:
    """Else a watched password would be enough after all."""
    user = house.people["north"]["physician"]
    user.set_password(PASSWORD)
    user.save()
    client = house.client("north", "physician")
    asked = client.get("/account/reauthenticate/?next=/")
    assert asked["Location"] == "/account/2fa/reauthenticate/?next=%2F"
    sent = client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert sent["Location"].startswith("/account/2fa/reauthenticate/")
    methods = client.session.get("account_authentication_methods", [])
    assert not [one for one in methods if one.get("reauthenticated")]


def test_a_first_password_opens_nothing_until_it_is_changed(house: House) -> None:
    """Whoever printed it knows it."""
    user = house.people["north"]["receptionist"]
    user.set_password(PASSWORD)
    user.must_change_password = True
    user.save()
    client = house.client("north", "receptionist")
    assert client.get("/c/north/patients/")["Location"] == "/account/password/change/"
    form = {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD}
    same = client.post("/account/password/change/", form)
    assert same.status_code == 200
    new = "another quiet afternoon"
    changed = client.post("/account/password/change/", {**form, "password1": new, "password2": new})
    assert changed.status_code == 302
    assert client.get("/c/north/patients/").status_code == 200


def test_roles_end_between_two_clicks(house: House) -> None:
    """What somebody may do is asked anew each time, not remembered from the morning."""
    client = house.client("north", "receptionist")
    assert client.get("/c/north/patients/").status_code == 200
    with in_clinic(house.north):
        held = Membership.objects.filter(user=house.people["north"]["receptionist"])
        held.update(valid_until=timezone.now() + timedelta(minutes=1))
    assert client.get("/c/north/patients/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert client.get("/c/north/patients/").status_code == 404


def test_roles_of_two_clinics_do_not_mix(house: House) -> None:
    """A physician of the north who sits at the desk of the south sees no chart there."""
    user = house.people["north"]["physician"]
    with in_clinic(house.south):
        Membership.objects.create(
            clinic=house.south, user=user, role=Role.RECEPTIONIST, valid_from=timezone.now()
        )
    there = house.patient("south")
    client = house.client("north", "physician")
    assert client.get(f"/c/south/patients/{there.pk}/").status_code == 200
    assert client.get(f"/c/south/patients/{there.pk}/verdict/").status_code == 404
    assert client.get(f"/c/north/patients/{there.pk}/").status_code == 404
    clinics = client.get("/").content.decode()
    assert "Clinic north" in clinics
    assert "Clinic south" in clinics


def test_whoever_has_one_clinic_goes_straight_there(house: House) -> None:
    """A choice of one is a click too many."""
    assert house.client("north", "therapist").get("/")["Location"] == "/c/north/"


@pytest.mark.hazard("H17")
def test_looks_and_refusals_are_written_down(house: House) -> None:
    """Who saw this patient, and who tried to."""
    patient = house.patient("north")
    house.client("north", "physician").get(f"/c/north/patients/{patient.pk}/verdict/")
    house.client("north", "receptionist").get(f"/c/north/patients/{patient.pk}/verdict/")
    assert "read.verdict_read" in acts(house)
    assert "denied.verdict_read" in acts(house)


def test_strangers_are_written_down_by_the_installation(house: House) -> None:
    """A clinic that does not exist is noted like one that does, so neither takes longer."""
    client = house.client("south", "physician")
    client.get("/c/north/patients/")
    client.get("/c/nowhere/patients/")
    found = AuditEvent.objects.filter(clinic=None, action="denied.patient_list")
    assert found.count() == 2
    assert {one.entity_id for one in found} == {house.north.pk, None}


def test_the_steps_are_the_same_for_what_there_is_and_what_there_is_not(house: House) -> None:
    """Equal answers in unequal time would still tell that a patient exists."""
    client, keys = house.client("north", "therapist"), [
        house.patient("north").pk, house.patient("south").pk, uuid.uuid4(),
    ]  # fmt: skip
    counts = set()
    for key in keys:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/c/north/patients/{key}/answers/pain/").status_code == 404
        counts.add(len(queries))
    assert len(counts) == 1


def test_pages_are_not_kept_by_anything_on_the_way(house: House) -> None:
    """The next person at the device must not find them."""
    patient = house.patient("north")
    client = house.client("north", "physician")
    for where in ("", "patients/", f"patients/{patient.pk}/", f"patients/{patient.pk}/verdict/"):
        assert client.get(f"/c/north/{where}")["Cache-Control"] == "no-store"


def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in() -> None:
    """A sign-in in the middle of a list is no sign-in."""
    part = Client().get("/c/north/patients/", headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert part["HX-Refresh"] == "true"
    assert not part.content


def test_a_forged_or_old_token_stops_a_form(house: House) -> None:
    """What was typed is shown, so that it can be copied."""
    client = house.client("north", "receptionist")
    form = {"family_name": "Kept", "form_token": "forged"}
    stopped = client.post("/c/north/patients/new/", form)
    assert stopped.status_code == 409
    assert "Kept" in stopped.content.decode()
    good = token(client, "/c/north/patients/new/")
    with time_machine.travel(timezone.now() + timedelta(hours=13)):
        late = client.post("/c/north/patients/new/", {**form, "form_token": good})
    assert late.status_code in {302, 409}
    with in_clinic(house.north):
        assert not Patient.objects.filter(family_name="Kept").exists()


def test_a_token_of_a_colleague_is_no_token(house: House) -> None:
    """A form copied from another screen is not one's own."""
    theirs = token(house.client("north", "physician"), "/c/north/patients/new/")
    client = house.client("north", "receptionist")
    form = {"family_name": "Kept", "form_token": theirs}
    assert client.post("/c/north/patients/new/", form).status_code == 409


def test_signing_in_is_written_down_and_limited(house: House) -> None:
    """Guessing is slow, and somebody can see that it happened."""
    user = house.people["north"]["receptionist"]
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    for number in range(6):
        wrong = {"login": user.email, "password": f"guess number {number}"}
        assert client.post("/account/login/", wrong).status_code < 500
    assert AuditEvent.objects.filter(clinic=None, action="sign_in_refused").exists()
    right = {"login": user.email, "password": PASSWORD}
    locked = client.post("/account/login/", right)
    assert locked.status_code == 200
    assert "_auth_user_id" not in client.session
    cache.clear()
    assert client.post("/account/login/", right).status_code == 302
    signed_in = AuditEvent.objects.get(clinic=None, action="signed_in")
    assert signed_in.actor == user.pk


def test_the_password_that_failed_stands_nowhere(house: House) -> None:
    """People type the password of something else, or into the wrong field."""
    Client().post("/account/login/", {"login": "hunter2 is mine", "password": "hunter2 is mine"})
    Client().post("/account/login/", {"login": "a@b.example", "password": "hunter2 is mine"})
    assert "hunter2" not in str(list(AuditEvent.objects.values()))
    assert house.people


def test_a_second_step_is_asked_for_at_the_sign_in(house: House) -> None:
    """A password opens the first of two doors."""
    user = house.people["north"]["physician"]
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    first = client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert first["Location"].startswith("/account/2fa/authenticate/")
    assert client.get("/c/north/")["Location"].startswith("/account/login/")
    wrong = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200
    second = client.post("/account/2fa/authenticate/", {"code": code()})
    assert second.status_code == 302
    assert client.get("/c/north/").status_code == 200


def test_somebody_sets_up_an_app_and_uses_a_recovery_code(house: House) -> None:
    """The secrets stand sealed, and paper opens the door once."""
    user = house.people["north"]["receptionist"]
    user.set_password(PASSWORD)
    user.save()
    client = proved(house.client("north", "receptionist"))
    client.get("/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    shown = shown_by(secret)
    assert client.post("/account/2fa/totp/activate/", {"code": shown}).status_code == 302
    kept = {one.type: one.data for one in Authenticator.objects.filter(user=user)}
    assert secret not in str(kept)
    paper = client.get("/account/2fa/recovery-codes/download/").content.decode().split()
    one = next(word for word in paper if re.fullmatch(r"[0-9a-f]{8}", word))
    for expected in ("/", None):
        other = Client()
        other.post("/account/login/", {"login": user.email, "password": PASSWORD})
        answer = other.post("/account/2fa/authenticate/", {"code": one})
        assert answer.get("Location") == expected


def test_nobody_makes_an_account_of_their_own() -> None:
    """Neither by the address of a page nor by sending its form."""
    form = {"email": "me@x.example", "password1": PASSWORD, "password2": PASSWORD}
    Client().post("/account/signup/", form)
    assert not User.objects.filter(email="me@x.example").exists()
