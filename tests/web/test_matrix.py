"""Every route by every kind of person: who gets in, who sees nothing, and that nothing leaks."""

from __future__ import annotations

import io
import itertools
import logging
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic_people import House, answers_of
from lumbalis.clinic.operations.logs import SafeJson
from lumbalis.clinic.records.models import AuditEvent, Membership, Patient, User
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import invitations
from lumbalis.clinic.services.answers import Given, give_answers
from web.access_routes import Route, address, keys_in, routes
from web.access_table import LETTERS, NEEDS_A_RECORD, inside, outside

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H17")]

TABLE = inside()
STAFF = tuple(LETTERS.values())
STRANGERS = ("revoked", "expired", "not_yet", "of_the_other_clinic", "of_no_clinic")
METHODS = ("GET", "POST", "DELETE")
CANARIES: dict[str, Any] = {
    "family_name": "Kanarienvogel",
    "given_name": "Wellensittich",
    "phone": "+380 44 765 43 21",
    "email": "nachtigall@canary.example",
    "note": "Zaunkönig in the note",
}
BORN = {"birth_date": "1980-05-04"}
MARKS = ("Kanarienvogel", "Wellensittich", "765 43 21", "7654321", "nachtigall", "Zaunkönig")
CHANGES = re.compile(
    rb'name="(?:csrfmiddlewaretoken|form_token)" value="[^"]*"|X-CSRFToken[^}]*|/c/[^"\'?]*'
)


@dataclass
class Small:
    """Both clinics with a patient each, and the addresses that lead to what they have."""

    house: House
    patients: dict[str, Patient] = field(default_factory=dict)
    keys: dict[str, Mapping[str, object]] = field(default_factory=dict)

    def address(self, page: str, clinic: str = "north", whose: str | None = None) -> str:
        """Give the address of a page in a clinic, about what another clinic has if said so."""
        return address(page, clinic, self.keys[whose or clinic])


@pytest.fixture
def small(house: House) -> Small:
    """Make a north to work in and a south full of canaries."""
    world = Small(house)
    for clinic in ("north", "south"):
        patient = house.patient(clinic, **(CANARIES if clinic == "south" else BORN))
        by = house.acting(clinic, "physician")
        told = {k: v for k, v in answers_of("fever").items() if k not in {"age_years", "sex"}}
        given = give_answers(by, patient, told, author_kind="physician", origin="office")
        assert isinstance(given, Given), given
        world.patients[clinic] = patient
        world.keys[clinic] = keys_in(house, clinic, patient)
    return world


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that would stand in the log."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(SafeJson())
    loggers = [logging.getLogger(), logging.getLogger("lumbalis")]
    for logger in loggers:
        logger.addHandler(handler)
    yield lines
    for logger in loggers:
        logger.removeHandler(handler)


def test_every_route_has_its_line() -> None:
    """A page nobody thought about is a page nobody guards."""
    found = {route.name for route in routes() if route.is_inside}
    assert found == set(TABLE)


def test_every_route_outside_a_clinic_has_its_line() -> None:
    """That goes for what comes with libraries, too: an update may open a new door."""
    found = {route.name for route in routes() if not route.is_inside}
    assert {name for name in found if not name.startswith("social/")} == set(outside())


def test_every_page_of_ours_passes_the_door_or_says_why_not() -> None:
    """A view without a guard is open to the world by accident."""
    ours = [route for route in routes() if route.view.__module__.startswith("lumbalis.")]
    assert len(ours) > 50
    for route in ours:
        guarded, public = hasattr(route.view, "guarded_by"), hasattr(route.view, "public_because")
        assert guarded is route.is_inside, route.name
        assert public is not route.is_inside, route.name


@pytest.mark.parametrize("role", STAFF)
def test_roles_get_in_where_the_table_says(small: Small, role: str, written: io.StringIO) -> None:
    """Whoever may, gets in; to everybody else the page is not there, and that is written down."""
    client = small.house.client("north", role)
    wrong = [
        complaint
        for page, method in itertools.product(TABLE, METHODS)
        for complaint in _misjudged(small, client, role, page, method)
    ]
    assert not wrong, "\n".join(wrong)
    assert not _marked(written.getvalue())


@pytest.mark.parametrize("role", STAFF)
def test_nobody_reaches_the_other_clinic(small: Small, role: str, written: io.StringIO) -> None:
    """Not by its address, and not by naming its records at home; nothing tells that they exist."""
    client = small.house.client("north", role)
    for page, method in itertools.product(TABLE, ("GET", "POST")):
        abroad = client.generic(method, small.address(page, "south"))
        assert abroad.status_code == 404, (page, method)
        assert not _marked(_all_of(abroad)), page
        if "patient_id" not in _parameters(page):
            continue
        foreign = client.generic(method, small.address(page, "north", whose="south"))
        unknown = client.generic(method, _unknown(small, page))
        assert foreign.status_code == unknown.status_code == 404, (page, method)
        assert not _marked(_all_of(foreign)), page
        assert _same(foreign) == _same(unknown) == _same(abroad), page
    assert not _marked(written.getvalue())


@pytest.mark.parametrize("who", STRANGERS)
def test_strangers_find_nothing(small: Small, who: str) -> None:
    """A role that ended, has not begun or never was, opens nothing; the clinic seems not to be."""
    client = Client()
    client.force_login(_stranger(small.house, who), "django.contrib.auth.backends.ModelBackend")
    nowhere = client.get("/c/nowhere/")
    assert nowhere.status_code == 404
    for page, method in itertools.product(TABLE, ("GET", "POST")):
        answer = client.generic(method, small.address(page))
        assert answer.status_code == 404, (page, method)
        assert _same(answer) == _same(nowhere), page


@pytest.mark.parametrize("who", ["anonymous", "patient", "closed"])
def test_whoever_is_not_signed_in_is_sent_to_the_sign_in(small: Small, who: str) -> None:
    """The same for what there is and what there is not; a patient's link opens no office."""
    client = _signed_out(small, who)
    for page, method in itertools.product(TABLE, METHODS):
        for where in (small.address(page), small.address(page, "south"), _unknown(small, page)):
            answer = client.generic(method, where)
            assert answer.status_code == 302, (page, method)
            assert answer["Location"].startswith("/account/login/"), page


def test_outside_a_clinic_the_doors_are_as_the_table_says(house: House) -> None:
    """What allauth offers and this house does not want is not there."""
    anonymous, signed_in = Client(), house.client("north", "therapist")
    for page, whom in outside().items():
        route = next(one for one in routes() if one.name == page)
        where = reverse(page, kwargs=_outside_keys(route))
        stranger, member = anonymous.get(where), signed_in.get(where)
        if whom == "nobody":
            assert stranger.status_code == member.status_code == 404, page
        elif whom == "signed in":
            assert stranger.status_code == 302, page
            assert "/account/login/" in stranger["Location"], page
        else:
            assert stranger.status_code < 500, page


def test_a_form_for_one_patient_is_never_written_to_another(small: Small) -> None:
    """Two tabs, two people: the form knows whose it is (H04)."""
    client = small.house.client("north", "receptionist")
    other = small.house.patient("north", family_name="Somebody Else")
    page = client.get(small.address("patients:edit")).content.decode()
    token = re.findall(r'name="form_token" value="([^"]+)"', page)[0]
    where = address("patients:edit", "north", {"patient_id": other.pk})
    answer = client.post(where, {"form_token": token, "family_name": "Written wrongly"})
    assert answer.status_code == 409
    assert "Written wrongly" in answer.content.decode()
    with in_clinic(small.house.north):
        assert Patient.objects.get(pk=other.pk).family_name == "Somebody Else"


def _misjudged(small: Small, client: Client, role: str, page: str, method: str) -> Iterator[str]:
    """Say what is wrong with an answer at home."""
    opens, sends = TABLE[page]
    asked = opens if method == "GET" else sends
    may = role in (asked or opens or sends)
    before = _refusals(small)
    answer = client.generic(method, small.address(page))
    refused = _refusals(small) - before
    said = f"{method} {page} as {role}: {answer.status_code}, refused {refused}"
    if _marked(_all_of(answer)):
        yield f"{said}, and it tells of the other clinic"
    if may and (refused or answer.status_code not in _welcome(page, method, asked)):
        yield f"{said}, and they may"
    if not may and (answer.status_code != 404 or refused != 1):
        yield f"{said}, and they may not"


def _welcome(page: str, method: str, asked: frozenset[str]) -> set[int]:
    """Give the answers that mean: come in. A form without its token goes no further than that."""
    if method == "DELETE" or not asked:
        return {405}
    if method == "POST":
        return {409}
    return {200, 302, 404} if page in NEEDS_A_RECORD else {200, 302}


def _refusals(small: Small) -> int:
    with in_clinic(small.house.north):
        return AuditEvent.objects.filter(clinic=small.house.north, outcome="denied").count()


def _unknown(small: Small, page: str) -> str:
    nobody = {
        name: uuid.uuid4() if isinstance(value, uuid.UUID) else value
        for name, value in small.keys["north"].items()
    }
    return address(page, "north", nobody)


def _parameters(page: str) -> tuple[str, ...]:
    return next(route.parameters for route in routes() if route.name == page)


def _outside_keys(route: Route) -> dict[str, object]:
    usual: dict[str, object] = {
        "token": "x" * 46, "number": 1, "rest": "x", "key": "a-b", "uidb36": "1",
        "provider_id": "oidc", "pk": 1, "session": 1, "item": "pain", "place": 0,
        "questionnaire": uuid.UUID(int=1),
    }  # fmt: skip
    return {name: usual[name] for name in route.parameters}


def _stranger(house: House, who: str) -> User:
    if who == "of_the_other_clinic":
        return house.people["south"]["physician"]
    if who == "of_no_clinic":
        return User.objects.create_user("nobody@x.example", name="Nobody")
    user, now = house.people["north"]["physician"], timezone.now()
    ended: dict[str, Any] = {
        "revoked": {"revoked_at": now},
        "expired": {"valid_until": now},
        "not_yet": {"valid_from": now + timedelta(minutes=5)},
    }[who]
    with in_clinic(house.north):
        Membership.objects.filter(user=user).update(**ended)
    return user


def _signed_out(small: Small, who: str) -> Client:
    client = Client()
    if who == "patient":
        desk = small.house.acting("north", "receptionist")
        invited = invitations.invite(desk, small.patients["north"], "en")
        assert isinstance(invited, invitations.Invited)
        start = reverse("intake_start", kwargs={"token": invited.token})
        assert client.get(start).status_code == 200
    if who == "closed":
        client = small.house.client("north", "physician")
        User.objects.filter(email="physician@north.example").update(is_active=False)
    return client


def _all_of(answer: Any) -> str:  # noqa: ANN401 - an answer of the test client
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{answer.headers}\n{body.decode(errors='replace')}"


def _marked(text: str) -> list[str]:
    return [mark for mark in MARKS if mark in text]


def _same(answer: Any) -> tuple[bytes, list[str]]:  # noqa: ANN401
    """Give what two answers must have in common to be the same to whoever asked."""
    headers = sorted(name for name in answer.headers if name != "Content-Length")
    return CHANGES.sub(b"", answer.content), headers
