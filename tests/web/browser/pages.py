"""Every page of the clinic application, and how to come to it. A new page gets a line here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from clinic_people import House, answers_of
from lumbalis.clinic.policy import Role
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import invitations, merging
from lumbalis.clinic.services.answers import Given, give_answers
from lumbalis.clinic.services.people import joining, qualifying
from lumbalis.clinic.services.protocols.keeping import keep_running_version

LONG_NAME: dict[str, Any] = {
    "family_name": "Константинопольська-Вишневецька",
    "given_name": "Олександра-Єлизавета-Марія",
    "patronymic": "Всеволодівна",
    "phone": "+380 44 123 45 67",
    "birth_date": date(1961, 4, 23),
}
_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
LONG_MAIL = "oleksandra-yelyzaveta.konstantynopolska@rehabilitation-centre.example"
EXAMPLES = ("ready-for-session", "fever", "emergency", "missing-answers")


@dataclass
class World:
    """A clinic in which every page has something to show."""

    house: House
    people: dict[str, Patient] = field(default_factory=dict)
    token: str = ""
    ids: dict[str, object] = field(default_factory=dict)


Keys = Callable[[World], Mapping[str, object]]


def _none(_: World) -> Mapping[str, object]:
    return {}


def of(example: str, **more: object) -> Keys:
    """Name the patient a page is about, and what else stands in its address."""
    return lambda world: {"patient_id": world.people[example].pk, **more}


def _link(world: World) -> Mapping[str, object]:
    return {"token": world.token}


def planned(**more: object) -> Keys:
    """Name a patient with an order and a plan, made when first asked for."""

    def keys(world: World) -> Mapping[str, object]:
        if "planned" not in world.people:
            world.people["planned"] = _answered(world.house, "ready-for-session")
            _order_and_plan(world.house, world.people["planned"])
        return {"patient_id": world.people["planned"].pk, **more}

    return keys


@dataclass(frozen=True)
class Place:
    """A page: its route, who opens it, and the rest of its address."""

    route: str
    role: str | None = "physician"
    keys: Keys = _none
    inside: bool = True
    status: int = 200

    @property
    def area(self) -> str:
        """Name the part of the application the page belongs to."""
        return self.route.split(":")[0] if self.inside else "outside"


def outside(
    route: str, role: str | None = "physician", keys: Keys = _none, status: int = 200
) -> Place:
    """Describe a page that lies outside any clinic."""
    return Place(route, role, keys, inside=False, status=status)


PLACES = (
    *(Place("home:show", role) for role in
      ("physician", "therapist", "receptionist", "lead", "administrator", "auditor")),
    Place("patients:index", "receptionist"),
    Place("patients:new", "receptionist"),
    Place("patients:show", "physician", of("long")),
    Place("patients:edit", "receptionist", of("long")),
    Place("patients:choose", "receptionist", of("long")),
    Place("patients:compare", "receptionist",
          lambda w: {"patient_id": w.people["long"].pk, "other_id": w.people["fever"].pk}),
    Place("patients:merges", "physician"),
    Place("patients:merge", "physician", lambda world: {"merge_id": world.ids["merge"]}),
    Place("patients:privacy", "administrator", of("long")),
    Place("patients:erase", "administrator", of("long")),
    Place("intake:invitation", "receptionist", of("long")),
    Place("verdicts:show", "physician", of("ready-for-session")),
    Place("verdicts:show", "therapist", of("fever")),
    Place("verdicts:show", "physician", of("emergency")),
    Place("verdicts:show", "physician", of("long")),
    Place("verdicts:about", "physician", of("fever", name="S22")),
    Place("verdicts:history", "physician", of("fever")),
    Place("verdicts:kept", "physician", of("fever", number=1)),
    Place("verdicts:state", "receptionist", of("emergency")),
    Place("verdicts:answers", "physician", of("fever", group="pain")),
    Place("verdicts:observations", "therapist", of("ready-for-session")),
    Place("plans:order", "physician", of("ready-for-session")),
    Place("plans:show", "physician", of("ready-for-session")),
    Place("plans:show", "physician", planned()),
    Place("plans:session", "physician", planned(session=1)),
    Place("plans:session", "therapist", planned(session=1)),
    Place("protocols:index", "lead"),
    Place("protocols:numbers", "lead"),
    Place("protocols:questions", "lead"),
    Place("protocols:sessions", "lead"),
    Place("protocols:explained", "lead", lambda _: {"name": "S22"}),
    Place("protocols:versions", "lead"),
    Place("protocols:version", "lead", lambda world: {"version_id": world.ids["version"]}),
    Place("auditing:events", "auditor"),
    Place("auditing:patient", "auditor", of("fever")),
    Place("health:show", "administrator"),
    Place("people:index", "administrator"),
    Place("people:index", "auditor"),
    Place("people:invite", "administrator"),
    Place("people:show", "administrator", lambda world: {"user_id": world.ids["colleague"]}),
    Place("couch:tablet", "therapist"),
    Place("couch:quarantine", "physician"),
    Place("couch:tablets", "administrator"),
    Place("outcomes:show", "physician", of("ready-for-session")),
    Place("outcomes:link", "receptionist", of("long")),
    Place("outcomes:report", "lead"),
    Place("outcomes:forms", "lead"),
    outside("join", None, lambda world: {"token": world.ids["join"]}),
    outside("join", None, lambda world: {"token": world.ids["new_password"]}),
    outside("start"),
    outside("intake_start", None, _link),
    outside("account_login", None),
    outside("account_logout"),
    outside("account_reauthenticate", "therapist"),
    outside("mfa_reauthenticate"),
    outside("account_change_password"),
    outside("account_inactive", None),
    outside("account_signup", None),
    outside("account_reset_password", None),
    outside("mfa_index"),
    outside("mfa_list_webauthn"),
    outside("usersessions_list"),
)  # fmt: skip

ELSEWHERE = {
    "liveness": "for machines",
    "couch_late": "for machines",
    "couch:whoami": "for machines",
    "couch:pack": "for machines",
    "couch:worker": "for machines",
    "account_no_reset": "is not there",
    "account_no_set": "is not there",
    "account_no_email": "is not there",
    "account_no_confirmation_sent": "is not there",
    "account_no_confirmation": "is not there",
    "account_no_code": "is not there",
    "account_no_code_confirmation": "is not there",
    "look": "only takes a choice and goes back",
    "verdicts:first_answers": "leads to the first group of answers",
    "verdicts:override": "test_verdict_pages opens it",
    "verdicts:second": "test_verdict_pages opens it",
    "join": "the test of joining opens it",
    "plans:body": "a part of the order",
    "plans:body_svg": "a picture",
    "plans:sheet": "a picture",
    "plans:print": "a PDF",
    "outcomes:trend": "a picture",
    "outcomes:pain": "a picture",
    "outcomes:letter": "a PDF",
    "outcomes_trend": "a picture",
    "outcomes_pain": "a picture",
    "outcomes_start": "the patient's way through a course opens it",
    "outcomes_terms": "the patient's way through a course opens it",
    "outcomes_today": "the patient's way through a course opens it",
    "outcomes_question": "the patient's way through a course opens it",
    "outcomes_day": "the patient's way through a course opens it",
    "outcomes_now": "the patient's way through a course opens it",
    "outcomes_mine": "the patient's way through a course opens it",
    "intake_terms": "the patient's way through the questions opens it",
    "intake_question": "the patient's way through the questions opens it",
    "intake_now": "the patient's way through the questions opens it",
    "intake_drawing": "the patient's way through the questions opens it",
    "intake_done": "the patient's way through the questions opens it",
}
"""Routes of ours that answer GET and are no page of this table, and why."""


def furnish_world(house: House) -> World:
    """Bring patients in every state into the clinics."""
    world = World(house)
    _give_passwords(house)
    world.people["long"] = house.patient("north", **LONG_NAME)
    for example in EXAMPLES:
        world.people[example] = _answered(house, example)
    with in_clinic(house.north):
        _waiting(world)
    return world


def _give_passwords(house: House) -> None:
    """Let everybody of the north be asked again who they are."""
    for user in house.people["north"].values():
        user.set_password("a quiet morning in the practice")
        user.save()


def _answered(house: House, example: str) -> Patient:
    patient = house.patient("north", given_name=example, birth_date=date(1975, 6, 1))
    told = answers_of(example)
    by = house.acting("north", "physician", timezone.now())
    known = {fact: value for fact, value in told.items() if fact not in _REGISTERED}
    outcome = give_answers(by, patient, known, author_kind="physician", origin="office")
    assert isinstance(outcome, Given), outcome
    return patient


_REGISTERED = frozenset({"age_years", "sex"})


def _order_and_plan(house: House, patient: Patient) -> None:
    """Order a short course and plan it, as a physician does on the pages."""
    client, base = house.client("north", "physician"), f"/c/north/patients/{patient.pk}"
    order = {"methods": ["manual_classical", "oil"], "severity": "moderate", "sessions": 3,
             "script": "classical", "feasible": "on", "note": ""}  # fmt: skip
    for page, to, fields in (("order/", "order/", order), ("plan/", "plan/make/", {})):
        token = _TOKEN.findall(client.get(f"{base}/{page}").content.decode())[0]
        sent = client.post(f"{base}/{to}", {"form_token": token, **fields})
        assert sent.status_code == 302, (to, sent.status_code)


def _waiting(world: World) -> None:
    house = world.house
    desk = house.acting("north", "receptionist")
    invited = invitations.invite(desk, world.people["long"], "uk")
    assert isinstance(invited, invitations.Invited)
    world.token = invited.token
    kept, absorbed = world.people["ready-for-session"], house.patient("north", family_name="Ковал")
    merge = merging.propose(desk, kept, absorbed)
    assert not isinstance(merge, merging.Refused), merge
    world.ids["merge"] = merge.pk
    world.ids["version"] = keep_running_version(house.acting("north", "lead")).pk
    _colleagues(world)


def _colleagues(world: World) -> None:
    """Let somebody be on their way, and somebody have qualifications that end."""
    house, office = world.house, world.house.acting("north", "administrator")
    therapist, receptionist = (house.people["north"][one] for one in ("therapist", "receptionist"))
    joins = joining.Newcomer(LONG_MAIL, "Oksana", roles=[Role.PHYSICIAN, Role.LEAD])
    sent = joining.invite(office, joins)
    again = joining.renew_password(office, receptionist)
    assert isinstance(sent, joining.Sent)
    assert isinstance(again, joining.Sent)
    for kind, until in (("fire", office.at.date()), ("device", date(2026, 1, 31))):
        new = qualifying.NewCredential(kind, date(2025, 1, 1), until, "AB 123456, Kyiv")
        kept = qualifying.record_credential(office, therapist, new)
        assert not isinstance(kept, qualifying.Refused)
    world.ids |= {"colleague": therapist.pk, "join": sent.token, "new_password": again.token}
