"""Furnishing the demonstration clinics at the first start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from lumbalis.clinic.operations.demonstration.passwords import one_time_password
from lumbalis.clinic.operations.demonstration.premises import book_what_is_signed, set_up
from lumbalis.clinic.operations.demonstration.script import (
    Person,
    Scene,
    Visitor,
    answers_of,
    scenes,
)
from lumbalis.clinic.operations.demonstration.stories import Cast, DemonstrationError, play
from lumbalis.clinic.policy import Role
from lumbalis.clinic.records.models import Clinic, Patient, User
from lumbalis.clinic.services import founding
from lumbalis.clinic.services.answers import Refused, give_answers
from lumbalis.clinic.services.patients import Registered, register

Tell = Callable[[str], None]
_SINCE = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class SignIn:
    """How one of the demonstration's people signs in the first time."""

    who: Person
    clinic: str
    password: str


def furnish_demonstration(tell: Tell) -> None:
    """Make the clinics, their people and patients, all or nothing, and say how to sign in."""
    at = timezone.now()
    tell("Making two invented clinics with patients, verdicts and three planned courses.")
    tell("That takes about half a minute, once.")
    with transaction.atomic():
        sign_ins = [one for scene in scenes() for one in _furnish(scene, at, tell)]
    _tell_sign_ins(sign_ins, tell)


def _furnish(scene: Scene, at: datetime, tell: Tell) -> list[SignIn]:
    new = founding.NewClinic(scene.slug, scene.name, scene.timezone, scene.language, relaxed=True)
    clinic = founding.found_clinic(new, at)
    sign_ins, staff = [], {}
    for person in scene.people:
        password = one_time_password()
        user = _welcome(clinic, person, password, at)
        staff.update(dict.fromkeys(person.roles, user))
        if person.name:
            sign_ins.append(SignIn(person, scene.name, password))
    cast = Cast(clinic, staff, at, tell)
    set_up(cast, scene.premises)
    for visitor in scene.patients:
        play(visitor.story, cast, _patient(cast, visitor))
    book_what_is_signed(cast)
    return sign_ins


def _welcome(clinic: Clinic, person: Person, password: str, at: datetime) -> User:
    roles = [Role(one) for one in person.roles]
    new = founding.Newcomer(person.email, person.name, person.language, password)
    user = founding.welcome(clinic, new, roles, at)
    if person.credentials:
        since = (at - _SINCE).date()
        founding.record_credentials(clinic, user, person.credentials, since, at)
    return user


def _patient(cast: Cast, visitor: Visitor) -> Patient:
    outcome = register(cast.acting("receptionist"), visitor.register)
    if not isinstance(outcome, Registered):
        msg = f"The demonstration cannot register a patient: {outcome}"
        raise DemonstrationError(msg)
    values = answers_of(visitor, cast.at.date())
    if values:
        by = cast.acting("physician")
        given = give_answers(by, outcome.patient, values, author_kind="physician", origin="office")
        if isinstance(given, Refused):
            msg = f"The demonstration's answers are refused: {given.problems}"
            raise DemonstrationError(msg)
    return outcome.patient


def _tell_sign_ins(sign_ins: list[SignIn], tell: Tell) -> None:
    tell("\nTwo invented clinics were made. Their people sign in with these, shown only now:\n")
    for clinic in dict.fromkeys(one.clinic for one in sign_ins):
        tell(f"  {clinic}")
        for one in sign_ins:
            if one.clinic == clinic:
                roles = ", ".join(one.who.roles)
                tell(f"    {one.who.email:28} {one.password:36} {roles}")
    tell("")
    tell(
        "Signing and the like ask for a second factor in real clinics; in these two they do not.\n"
    )
