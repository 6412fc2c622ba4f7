"""The clinics of the browser tests: in one every page has something to show, the other is empty."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.utils import timezone

from calendar_world import crowd_the_calendar
from clinic_people import LONG_AGO, House, answers_of
from intake_phone import Phone
from lumbalis.clinic.policy import Actor, Role
from lumbalis.clinic.records.models import (
    Absence,
    Appointment,
    Membership,
    Patient,
    SessionRun,
    User,
)
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import invitations, merging
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.answers import Given, give_answers
from lumbalis.clinic.services.overrides import Kept, Wish, give, longest
from lumbalis.clinic.services.people import joining, qualifying
from lumbalis.clinic.services.protocols.keeping import keep_running_version
from lumbalis.domain.guided.events import AdverseReported, Stopped
from outcomes_world import days_ago, on_course
from verdict_people import fit_patient, qualify

LONG_NAME: dict[str, Any] = {
    "family_name": "Константинопольська-Вишневецька",
    "given_name": "Олександра-Єлизавета-Марія",
    "patronymic": "Всеволодівна",
    "phone": "+380 44 123 45 67",
    "birth_date": date(1961, 4, 23),
}
PASSWORD = "a quiet morning in the practice"  # noqa: S105 - of people who do not exist
AN_ACT = "X16.anticoagulant"
_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
LONG_MAIL = "oleksandra-yelyzaveta.konstantynopolska@rehabilitation-centre.example"
EXAMPLES = ("ready-for-session", "fever", "emergency", "missing-answers")
MANY = 40


@dataclass
class World:
    """A clinic in which every page has something to show."""

    house: House
    people: dict[str, Patient] = field(default_factory=dict)
    token: str = ""
    ids: dict[str, object] = field(default_factory=dict)
    phones: dict[str, Phone] = field(default_factory=dict)


Keys = Callable[[World], Mapping[str, object]]


def nothing(_: World) -> Mapping[str, object]:
    """Say nothing more about the address."""
    return {}


def of(example: str, **more: object) -> Keys:
    """Name the patient a page is about, and what else stands in its address."""
    return lambda world: {"patient_id": world.people[example].pk, **more}


def link(world: World) -> Mapping[str, object]:
    """Name a patient's link that nobody has opened."""
    return {"token": world.token}


def one(name: str, key: str) -> Keys:
    """Name something by its id."""
    return lambda world: {key: world.ids[name]}


def planned(**more: object) -> Keys:
    """Name a patient with an order and a plan, made when first asked for."""

    def keys(world: World) -> Mapping[str, object]:
        if "planned" not in world.people:
            world.people["planned"] = _answered(world.house, "ready-for-session")
            _order_and_plan(world.house, world.people["planned"])
        return {"patient_id": world.people["planned"].pk, **more}

    return keys


def treated(*names: str) -> Keys:
    """Name somebody with one session behind them, in which they fainted, made when first asked for.

    `names` are what else stands in the address: `course_id`, `run_id`.
    """

    def keys(world: World) -> Mapping[str, object]:
        if "treated" not in world.people:
            world.people["treated"] = _treated(world.house)
        patient = world.people["treated"]
        with in_clinic(world.house.north):
            run = SessionRun.objects.get(patient=patient)
        known = {"course_id": run.course_id, "run_id": run.pk}
        return {"patient_id": patient.pk, **{name: known[name] for name in names}}

    return keys


def in_calendar(*names: str) -> Keys:
    """Name somebody with a booked course in a furnished clinic, made when first asked for.

    `names` are what else stands in the address: `visit_id`, `absence_id`.
    """

    def keys(world: World) -> Mapping[str, object]:
        if "booked" not in world.people:
            world.people["booked"] = crowd_the_calendar(world.house)
        patient = world.people["booked"]
        with in_clinic(world.house.north):
            visit = Appointment.objects.filter(patient=patient, session=2).get()
            absence = Absence.objects.get()
        known = {"patient_id": patient.pk, "visit_id": visit.pk, "absence_id": absence.pk}
        return {name: known[name] for name in names}

    return keys


def _treated(house: House) -> Patient:
    person = on_course(house, sessions=3, family_name="Приймаченко", given_name="Марія")
    events = (AdverseReported("faint"), Stopped(("faint",)))
    person.give(1, days_ago(1), events=events)
    return person.patient


def set_aside(*, override: bool = False) -> Keys:
    """Name a patient with one obstacle that a physician may set aside, or already has."""

    def keys(world: World) -> Mapping[str, object]:
        house = world.house
        if "aside" not in world.people:
            qualify(house)
            world.people["aside"] = fit_patient(house, at=timezone.now(), anticoagulant="doac")
        patient = world.people["aside"]
        if not override:
            return {"patient_id": patient.pk, "case": AN_ACT}
        if "override" not in world.ids:
            by = _another_physician(house)
            wish = Wish(AN_ACT, "Examined today, no bruising at all.", by.at + longest())
            kept = give(by, patient, wish)
            assert isinstance(kept, Kept), kept
            world.ids["override"] = kept.override.pk
        return {"patient_id": patient.pk, "override_id": world.ids["override"]}

    return keys


def _another_physician(house: House) -> Acting:
    """Let a second physician join the north."""
    user = User.objects.create_user("second@north.example", name="Doctor Second")
    with in_clinic(house.north):
        Membership.objects.create(
            clinic=house.north, user=user, role="physician", valid_from=LONG_AGO
        )
    actor = Actor(user.pk, house.north.pk, frozenset({Role.PHYSICIAN}))
    return Acting(actor, house.north, timezone.now())


def erased(world: World) -> Mapping[str, object]:
    """Name somebody who was erased."""
    if "erased" not in world.people:
        gone = world.people["erased"] = world.house.patient("north")
        with in_clinic(world.house.north):
            Patient.objects.filter(pk=gone.pk).update(erased_at=timezone.now())
    return {"patient_id": world.people["erased"].pk}


def crowded(world: World) -> Mapping[str, object]:
    """Let the register have more people than a page."""
    if "crowd" not in world.ids:
        world.ids["crowd"] = MANY
        for number in range(MANY):
            world.house.patient("north", given_name=f"Олена {number}", family_name="Іваненко")
    return {}


def furnish_world(house: House) -> World:
    """Bring patients in every state into the north; the south stays empty."""
    world = World(house)
    for user in (user for clinic in house.people.values() for user in clinic.values()):
        user.set_password(PASSWORD)
        user.save()
    RecoveryCodes.activate(house.people["north"]["physician"])
    world.people["long"] = house.patient("north", **LONG_NAME)
    for example in EXAMPLES:
        world.people[example] = _answered(house, example)
    with in_clinic(house.north):
        _waiting(world)
    return world


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
    """Let some be on their way, and somebody have qualifications that end."""
    house, office = world.house, world.house.acting("north", "administrator")
    therapist, receptionist = (
        house.people["north"][role] for role in ("therapist", "receptionist")
    )
    newcomer = joining.Newcomer(LONG_MAIL, "Oksana", roles=[Role.PHYSICIAN, Role.LEAD])
    known = joining.Newcomer(
        house.people["south"]["therapist"].email, "Known", roles=[Role.THERAPIST]
    )
    links = {
        "join": joining.invite(office, newcomer),
        "join_known": joining.invite(office, known),
        "new_password": joining.renew_password(office, receptionist),
    }
    for name, sent in links.items():
        assert isinstance(sent, joining.Sent), sent
        world.ids[name] = sent.token
    for kind, until in (("fire", office.at.date()), ("device", date(2026, 1, 31))):
        new = qualifying.NewCredential(kind, date(2025, 1, 1), until, "AB 123456, Kyiv")
        kept = qualifying.record_credential(office, therapist, new)
        assert not isinstance(kept, qualifying.Refused)
    world.ids["colleague"] = therapist.pk
