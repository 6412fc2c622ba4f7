"""Colleagues come in by a link, leave at once, and are qualified while their papers are."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clinic_people import House, proved
from lumbalis.clinic.policy import Role
from lumbalis.clinic.records.models import (
    AuditEvent,
    Clinic,
    Credential,
    Membership,
    StaffInvitation,
    User,
)
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.people import credentials_of, joining, memberships, qualifying
from lumbalis.clinic.services.people.memberships import Refused, WhyNot

pytestmark = pytest.mark.django_db
PASSWORD = "a quiet morning in the practice"  # noqa: S105 - of people who do not exist
HOSTILE = ("<script>alert(1)</script>", "{{ 7|add:7 }}", '" onfocus="alert(1)', "Ірина\u202eanirI")
Answer = Any
"""An answer of Django's test client, whose class its stubs make up."""


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def office(house: House) -> Client:
    """Sit down as the administrator of the north, who has just proved who they are."""
    return proved(house.client("north", "administrator"))


def send(client: Client, where: str, source: str = "", **typed: Any) -> Answer:  # noqa: ANN401 - form fields
    """Send a form with the token of its page."""
    page = client.get(source or where).content.decode()
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    assert found
    return client.post(where, {**typed, "form_token": found[1]})


def invited(office: Client, email: str = "anna@x.example", **typed: object) -> str:
    """Invite somebody, and give the way their link leads."""
    usual: dict[str, Any] = {
        "name": "Anna",
        "email": email,
        "roles": ["therapist"],
        "language": "en",
    }
    sent = send(office, "/c/north/people/invite/", **{**usual, **typed})
    assert sent.status_code == 200, sent.content.decode()
    found = re.search(r'value="http://testserver(/join/[^"]+)"', sent.content.decode())
    assert found
    return found[1]


def join(where: str, **typed: str) -> Answer:
    """Make an account by a link."""
    usual = {"name": "Anna Koval", "password": PASSWORD, "again": PASSWORD}
    return Client().post(where, {**usual, **typed})


def signed_in(user: User) -> Client:
    """Sign in with a password, as people do."""
    user.set_password("the password of before")
    user.save()
    client = Client()
    typed = {"login": user.email, "password": "the password of before"}
    assert client.post("/account/login/", typed).status_code == 302
    return client


def of(house: House, role: str, clinic: str = "north") -> str:
    """Give the page of a colleague."""
    return f"/c/north/people/{house.people[clinic][role].pk}/"


def test_a_colleague_joins_by_a_link_and_signs_in(office: Client) -> None:
    """The administrator never knows the password, and no letter is needed."""
    where = invited(office, until="2099-12-31")
    assert "Clinic north" in Client().get(where).content.decode()
    assert join(where)["Location"] == "/account/login/"
    user = User.objects.get(email="anna@x.example")
    assert user.name == "Anna Koval"
    held = Membership.objects.get(user=user)
    assert held.role == "therapist"
    assert held.valid_until == datetime(2100, 1, 1, tzinfo=UTC)
    client = Client()
    client.post("/account/login/", {"login": "anna@x.example", "password": PASSWORD})
    assert client.get("/")["Location"] == "/c/north/"


def test_a_link_works_once(office: Client) -> None:
    """Whoever finds it in a mailbox later finds nothing."""
    where = invited(office)
    join(where)
    assert Client().get(where).status_code == 404
    assert join(where, name="Somebody else").status_code == 404


def test_a_link_works_for_two_days(office: Client) -> None:
    """An old letter is no key."""
    where, now = invited(office), timezone.now()
    with time_machine.travel(now + timedelta(hours=47)):
        assert Client().get(where).status_code == 200
    with time_machine.travel(now + timedelta(hours=49)):
        assert Client().get(where).status_code == 404
        assert join(where).status_code == 404
    assert not User.objects.filter(email="anna@x.example").exists()


def test_a_link_can_be_taken_back(house: House, office: Client) -> None:
    """Sent to the wrong person, it is made useless at once."""
    where = invited(office)
    with in_clinic(house.north):
        key = StaffInvitation.objects.get().pk
    send(office, f"/c/north/people/links/{key}/", "/c/north/people/")
    assert Client().get(where).status_code == 404


def test_a_newer_link_replaces_the_older(office: Client) -> None:
    """Two links for one person are one too many."""
    first, second = invited(office), invited(office, email="Anna@X.example")
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200


def test_looking_at_a_link_does_not_use_it(office: Client) -> None:
    """Programs that preview links open them before people do."""
    where = invited(office)
    Client().head(where)
    Client().get(where)
    assert join(where).status_code == 302


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"password": "short", "again": "short"}, "12"),
        ({"password": "passwordpassword", "again": "other password"}, "differ"),
        ({"password": "anna@x.example", "again": "anna@x.example"}, "similar"),
        ({"name": ""}, "Write a name"),
    ],
)
def test_a_weak_or_mistyped_password_is_not_kept(
    office: Client, typed: dict[str, str], said: str
) -> None:
    """The link still works afterwards."""
    where = invited(office)
    refused = join(where, **typed)
    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert PASSWORD not in refused.content.decode()
    assert join(where).status_code == 302


@pytest.mark.hazard("H17")
def test_an_invitation_never_takes_over_an_account(house: House, office: Client) -> None:
    """Who invites a colleague of another clinic gets no way into that clinic."""
    theirs = house.people["south"]["physician"]
    where = invited(office, email=theirs.email)
    assert join(where).status_code == 200
    theirs.refresh_from_db()
    assert not theirs.check_password(PASSWORD)
    assert not Membership.objects.filter(user=theirs, clinic=house.north).exists()
    other = house.client("south", "lead")
    assert other.post(where).status_code == 200
    mine = house.client("south", "physician")
    assert mine.post(where)["Location"] == "/c/north/"
    assert mine.get("/c/north/").status_code == 200
    assert mine.get("/c/south/").status_code == 200


@pytest.mark.hazard("H17")
def test_an_invitation_does_not_tell_whether_an_account_exists(
    house: House, office: Client
) -> None:
    """Else anybody's employer could be found out by typing addresses."""

    def shown(email: str) -> str:
        typed: dict[str, Any] = {
            "name": "A",
            "email": email,
            "roles": ["auditor"],
            "language": "en",
        }
        page = send(office, "/c/north/people/invite/", **typed).content.decode()
        return re.sub(r'value="[^"]+"|' + re.escape(email), "", page)

    assert shown("nobody@south.example") == shown(house.people["south"]["lead"].email)


@pytest.mark.parametrize("role", ["receptionist", "therapist"])
def test_a_new_password_by_a_link(house: House, office: Client, role: str) -> None:
    """The old one works until then; afterwards nobody is signed in with it."""
    user = house.people["north"][role]
    client = signed_in(user)
    sent = send(office, f"{of(house, role)}password/", of(house, role))
    found = re.search(r'value="http://testserver(/join/[^"]+)"', sent.content.decode())
    assert found
    assert client.get("/c/north/").status_code == 200
    assert Client().post(found[1], {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert client.get("/c/north/").status_code == 302
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.hazard("H17")
def test_no_administrator_sets_the_password_of_somebody_another_clinic_relies_on(
    house: House,
) -> None:
    """A small clinic must not be the way into a large one."""
    user, by = house.people["north"]["receptionist"], house.acting("north", "administrator")
    sent = joining.renew_password(by, user)
    assert isinstance(sent, joining.Sent)
    with in_clinic(house.south):
        Membership.objects.create(
            clinic=house.south, user=user, role=Role.RECEPTIONIST, valid_from=by.at
        )
    assert joining.renew_password(by, user) == joining.Refused(joining.WhyNot.ELSEWHERE)
    where = f"/join/{sent.token}/"
    assert Client().post(where, {"password": PASSWORD, "again": PASSWORD}).status_code == 404
    user.refresh_from_db()
    assert not user.check_password(PASSWORD)


def test_whoever_leaves_is_signed_out_at_once(house: House, office: Client) -> None:
    """Everywhere, in the middle of the day."""
    client = signed_in(house.people["north"]["therapist"])
    assert client.get("/c/north/").status_code == 200
    done = send(office, f"{of(house, 'therapist')}leave/", of(house, "therapist"))
    assert done.status_code == 302
    assert client.get("/c/north/")["Location"].startswith("/account/login/")
    again = house.client("north", "therapist")
    assert again.get("/c/north/").status_code == 404
    assert "therapist of north" in office.get("/c/north/people/").content.decode()


def test_whoever_works_on_elsewhere_stays_signed_in_there(house: House) -> None:
    """What ends in one clinic is no business of another."""
    user, by = house.people["north"]["therapist"], house.acting("north", "administrator")
    with in_clinic(house.south):
        Membership.objects.create(
            clinic=house.south, user=user, role=Role.THERAPIST, valid_from=by.at
        )
    client = house.client("north", "therapist")
    assert memberships.end_all(by, user) == 1
    assert client.get("/c/north/").status_code == 404
    assert client.get("/c/south/").status_code == 200


def test_one_role_of_two_ends(house: House, office: Client) -> None:
    """The other one goes on, in the same session."""
    user, page = house.people["north"]["receptionist"], of(house, "receptionist")
    given = send(office, f"{page}roles/", page, role="auditor")
    assert given["Location"].endswith("?done=role_given")
    client = house.client("north", "receptionist")
    assert client.get("/c/north/audit/").status_code == 200
    ended = Membership.objects.get(user=user, role="auditor")
    send(office, f"{page}roles/{ended.pk}/end/", page)
    assert client.get("/c/north/audit/").status_code == 404
    assert client.get("/c/north/patients/").status_code == 200


def test_nobody_changes_their_own_roles(house: House, office: Client) -> None:
    """Who lets people in does not make themselves a physician."""
    own = of(house, "administrator")
    source = of(house, "therapist")
    assert send(office, f"{own}roles/", source, role="physician").status_code == 409
    assert send(office, f"{own}leave/", source).status_code == 409
    held = Membership.objects.get(user=house.people["north"]["administrator"])
    assert send(office, f"{own}roles/{held.pk}/end/", source).status_code == 409
    assert Membership.objects.filter(user=held.user).count() == 1
    assert "roles/" not in office.get(own).content.decode()


def test_the_last_administrator_stays(house: House) -> None:
    """A clinic that lets nobody in any more cannot be helped from within."""
    first, second = (house.people["north"][one] for one in ("administrator", "lead"))
    by = house.acting("north", "administrator")
    assert not isinstance(memberships.give_role(by, second, Role.ADMINISTRATOR), Refused)
    as_second = house.acting("north", "lead")
    assert memberships.end_all(as_second, first) == 1
    by = house.acting("north", "physician")
    held = Membership.objects.get(user=second, role="administrator")
    assert memberships.end_role(by, held.pk) == Refused(WhyNot.LAST_ADMINISTRATOR)
    assert memberships.end_all(by, second) == Refused(WhyNot.LAST_ADMINISTRATOR)


def test_a_role_of_another_clinic_cannot_be_ended_from_here(house: House, office: Client) -> None:
    """Not by naming it in an address of one's own."""
    theirs = Membership.objects.get(user=house.people["south"]["therapist"])
    page = of(house, "therapist")
    assert send(office, f"{page}roles/{theirs.pk}/end/", page).status_code == 404
    abroad = of(house, "therapist", "south")
    assert send(office, f"{abroad}leave/", page).status_code == 404
    assert memberships.end_role(house.acting("north", "administrator"), theirs.pk) is None
    theirs.refresh_from_db()
    assert theirs.revoked_at is None


def test_a_qualification_counts_on_its_days(house: House, office: Client) -> None:
    """Both days included, on the clinic's calendar."""
    page, user = of(house, "therapist"), house.people["north"]["therapist"].pk
    typed = {"kind": "device", "valid_from": "2026-11-01", "valid_until": "2026-11-30"}
    done = send(office, f"{page}credentials/", page, **typed, document="AB 12")
    assert done["Location"].endswith("?done=recorded")

    def holds(day: date) -> bool:
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        with in_clinic(house.north):
            return "device" in credentials_of(user, house.north, at)

    assert not holds(date(2026, 10, 31))
    assert holds(date(2026, 11, 1))
    assert holds(date(2026, 11, 30))
    assert not holds(date(2026, 12, 1))


def test_a_withdrawn_qualification_counts_no_more(house: House, office: Client) -> None:
    """It stays in the records, and who withdrew it stands in the log."""
    page, user = of(house, "therapist"), house.people["north"]["therapist"]
    with in_clinic(house.north):
        held = Credential.objects.get(user=user, kind="cupping")
    where = f"{page}credentials/{held.pk}/withdraw/"
    assert send(office, where, page)["Location"].endswith("?done=withdrawn")
    assert send(office, where, page)["Location"].endswith("?done=unchanged")
    with in_clinic(house.north):
        assert "cupping" not in credentials_of(user.pk, house.north, timezone.now())
        assert AuditEvent.objects.filter(action="credential.withdrawn").count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "surgery", "valid_from": "2026-01-01"}, "Choose one from the list"),
        ({"kind": "device", "valid_from": "yesterday"}, "Write a day as"),
        ({"kind": "device", "valid_from": "2026-02-02", "valid_until": "2026-02-01"}, "before"),
        ({"kind": "device", "valid_from": "2026-02-02", "document": "x" * 121}, "120"),
    ],
)
def test_a_qualification_that_cannot_be_is_refused(
    house: House, office: Client, typed: dict[str, str], said: str
) -> None:
    """With a sentence at the field, and nothing written."""
    page = of(house, "therapist")
    with in_clinic(house.north):
        before = Credential.objects.count()
    refused = send(office, f"{page}credentials/", page, **typed)
    assert refused.status_code == 422
    assert said in refused.content.decode()
    with in_clinic(house.north):
        assert Credential.objects.count() == before


def test_qualifications_that_end_are_told_in_time() -> None:
    """Two months are enough for a course."""
    clinic = Clinic(timezone="Europe/Kyiv")
    at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def stands(until: date | None, since: date = date(2026, 1, 1)) -> str:
        return qualifying.standing(Credential(valid_from=since, valid_until=until), clinic, at)

    assert stands(None) == "valid"
    assert stands(date(2027, 1, 23)) == "valid"
    assert stands(date(2027, 1, 22)) == "ends_soon"
    assert stands(date(2026, 11, 23)) == "ends_soon"
    assert stands(date(2026, 11, 22)) == "ended"
    assert stands(None, since=date(2026, 11, 24)) == "not_yet"


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_only_names(office: Client, name: str) -> None:
    """Whatever somebody calls themselves is shown and never run."""
    where = invited(office, name=name)
    join(where, name=name)
    for page in (Client().get(where), office.get("/c/north/people/")):
        assert "<script>alert" not in page.content.decode()
        assert 'onfocus="alert' not in page.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {"email": "no address"}, {"email": ""}, {"name": ""}, {"name": "x" * 121}, {"roles": []},
        {"roles": ["patient"]}, {"roles": ["king"]}, {"until": "2020-01-01"}, {"until": "soon"},
        {"language": "xx"},
    ],
)  # fmt: skip
def test_an_invitation_that_cannot_be_is_refused(
    house: House, office: Client, typed: dict[str, object]
) -> None:
    """Nobody becomes a patient, a king, or somebody whose time is over."""
    usual: dict[str, Any] = {
        "name": "A",
        "email": "a@x.example",
        "roles": ["auditor"],
        "language": "en",
    }
    refused = send(office, "/c/north/people/invite/", **{**usual, **typed})
    assert refused.status_code == 422
    with in_clinic(house.north):
        assert not StaffInvitation.objects.exists()


def test_the_list_asks_as_often_for_many_as_for_few(house: House, office: Client) -> None:
    """A hospital opens its list as fast as a practice."""

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert office.get("/c/north/people/").status_code == 200
        return len(asked)

    queries()
    few = queries()
    at = timezone.now()
    with in_clinic(house.north):
        for number in range(30):
            user = User.objects.create_user(f"{number}@x.example", name=f"Colleague {number}")
            Membership.objects.create(
                clinic=house.north, user=user, role=Role.THERAPIST, valid_from=at
            )
            Credential.objects.create(
                clinic=house.north, user=user, kind="massage", valid_from=at, recorded_at=at
            )
    assert queries() == few


def test_the_secret_of_a_link_stands_nowhere(house: House, office: Client) -> None:
    """A copy of the database opens no door."""
    where = invited(office)
    secret = where.removeprefix("/join/").strip("/")[22:]
    with in_clinic(house.north):
        kept = str(list(StaffInvitation.objects.values()))
        kept += str(list(AuditEvent.objects.values()))
    assert len(secret) >= 32
    assert secret not in kept
    assert "anna" not in str(list(AuditEvent.objects.values()))


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_every_page_speaks_every_language(house: House, office: Client, language: str) -> None:
    """A missing word would be an error page."""
    office.cookies["language"] = language
    where = invited(office)
    known = invited(office, email=house.people["south"]["lead"].email)
    for one in (
        "",
        "invite/",
        *(f"{house.people['north'][role].pk}/" for role in ("therapist", "administrator")),
    ):
        assert office.get(f"/c/north/people/{one}").status_code == 200
    for done in ("role_given", "role_ended", "all_ended", "recorded", "withdrawn", "nonsense"):
        assert office.get(f"{of(house, 'therapist')}?done={done}").status_code == 200
    stranger = Client()
    stranger.cookies["language"] = language
    lead = house.client("south", "lead")
    lead.cookies["language"] = language
    pages = [
        stranger.get(where), stranger.get(known), lead.get(known), lead.get(where),
        stranger.get("/account/password/reset/"),
    ]  # fmt: skip
    assert {page.status_code for page in pages} == {200}
    assert stranger.get("/join/" + "x" * 46 + "/").status_code == 404
