"""Two worlds that differ only in another clinic look the same from here, to the byte."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinic_people import House, answers_of
from lumbalis.clinic.policy import Role
from lumbalis.clinic.services import invitations
from lumbalis.clinic.services.answers import Given, give_answers
from lumbalis.clinic.services.people import joining
from web.access_routes import address, keys_in
from web.access_table import LETTERS, inside

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H17")]

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NAME: dict[str, Any] = {
    "family_name": "Шевченко",
    "given_name": "Олена",
    "birth_date": date(1975, 6, 1),
    "phone": "+380 44 123 45 67",
}
OF_THE_INSTALLATION = {"health:show": "tells the administrator of the disk and the database"}
SECRETS = re.compile(
    rb'(?:csrfmiddlewaretoken|form_token)" value="[^"]*"|X-CSRFToken[^}]*}|csrftoken[^;]*'
    rb'|"(?:form_token|csrf|server_ms)": *[^,}]*|"escrow": *{[^}]*}'
)
Seen = Mapping[tuple[str, str, str], tuple[int, bytes, int]]


@dataclass
class North:
    """The clinic that looks, with the addresses of what it has."""

    house: House
    keys: Mapping[str, object]


@pytest.fixture
def north(house: House) -> Iterator[North]:
    """Stop the clock over a clinic with somebody in it."""
    with time_machine.travel(NOW, tick=False):
        patient = house.patient("north", **NAME)
        _answered(house, "north", patient)
        yield North(house, keys_in(house, "north", patient))


@pytest.mark.parametrize("role", tuple(LETTERS.values()))
def test_another_clinic_leaves_no_trace(north: North, role: str) -> None:
    """Not in a page, not in a search, not in a count, not in the number of queries."""
    client = north.house.client("north", role)
    alone = _seen(north, client, role)
    _fill_the_south(north.house)
    together = _seen(north, client, role)
    assert len(alone) > 5
    for asked, (status, body, queries) in alone.items():
        assert together[asked][0] == status, asked
        assert together[asked][1] == body, asked
        assert together[asked][2] == queries, asked


def test_the_comparison_notices_a_leak(north: North) -> None:
    """A mirror that always shows the same face proves nothing."""
    client = north.house.client("north", "receptionist")
    alone = _seen(north, client, "receptionist")
    north.house.patient("north", **{**NAME, "given_name": "Оксана"})
    together = _seen(north, client, "receptionist")
    changed = {asked[1] for asked, seen in alone.items() if together[asked] != seen}
    assert {"home:show", "patients:index"} <= changed


def _seen(north: North, client: Client, role: str) -> Seen:
    """Open whatever this role may open, and search; what that leaves behind is undone."""
    with _undone():
        return {
            (method, page, sent.get("q", "")): _answer(client, method, where, sent)
            for method, page, where, sent in _asked(north, client, role)
        }


def _asked(
    north: North, client: Client, role: str
) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    for page, (opens, _) in inside().items():
        if role in opens and page not in OF_THE_INSTALLATION:
            yield "GET", page, address(page, "north", north.keys), {}
    if role in inside()["patients:index"][1]:
        where = address("patients:index", "north", {})
        token = _token(client, where)
        for sought in ("шевч", "0441234567", "1.6.1975", "x"):
            yield "POST", "patients:index", where, {"q": sought, "form_token": token}


def _answer(
    client: Client, method: str, where: str, sent: dict[str, str]
) -> tuple[int, bytes, int]:
    with CaptureQueriesContext(connection) as queries:
        answer: Any = client.post(where, sent) if method == "POST" else client.get(where)
    return answer.status_code, SECRETS.sub(b"", answer.content), len(queries)


def _token(client: Client, where: str) -> str:
    page = client.get(where).content.decode()
    return str(re.findall(r'name="form_token" value="([^"]+)"', page)[0])


def _fill_the_south(house: House) -> None:
    """Give the other clinic the same people, colleagues on their way, and much to do."""
    patient = house.patient("south", **NAME)
    for example in ("fever", "emergency", "ready-for-session"):
        _answered(house, "south", house.patient("south", **NAME), example)
    keys_in(house, "south", patient)
    desk, office = house.acting("south", "receptionist"), house.acting("south", "administrator")
    assert isinstance(invitations.invite(desk, patient, "uk"), invitations.Invited)
    known = house.people["north"]["therapist"].email
    both = joining.Newcomer(known, "Works there as well", roles=[Role.PHYSICIAN])
    assert isinstance(joining.invite(office, both), joining.Sent)


def _answered(house: House, clinic: str, patient: Any, example: str = "fever") -> None:  # noqa: ANN401
    told = {k: v for k, v in answers_of(example).items() if k not in {"age_years", "sex"}}
    by = house.acting(clinic, "physician")
    given = give_answers(by, patient, told, author_kind="physician", origin="office")
    assert isinstance(given, Given), given


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
