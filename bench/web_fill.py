"""Fills an installation for bench/web.py and counts queries; prints what the load needs as JSON.

Run by bench/web.py in a process of its own, because settings are read once a process.
"""

# ruff: noqa: PLC0415, S311, SLF001 - Django is set up first, and nobody here is real

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from random import Random

ROWS, ACTIVE, FEW = 10_000, 100, 10
EXAMPLE = Path(__file__).parent.parent / "examples" / "ready-for-session.json"
SEEN = {
    "ELIGIBLE_PRECAUTIONS": 800,
    "INCOMPLETE": 100,
    "POSTPONE": 50,
    "REFER_FOR_EXAM": 30,
    "PHYSICIAN_DECISION": 15,
    "EMERGENCY": 5,
}
FAMILIES = [
    "Petrenko",
    "Соколова",
    "Bergström",
    "Ковальчук",
    "Silva",
    "Громов",
    "Novák",
    "Литвин",
    "Schäfer",
    "Ткач",
]
GIVEN = ["Anna", "Олена", "Ivan", "Марія", "Jonas", "Тарас", "Lucia", "Ганна", "Erik", "Вера"]


def main() -> None:
    """Fill, count, print."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "lumbalis.clinic.settings"
    import django

    django.setup()
    filled = fill()
    print(json.dumps(filled))


def fill() -> Mapping[str, object]:
    """Make a clinic with so many patients; some of them answered everything."""
    from lumbalis.clinic.policy import Actor, Role
    from lumbalis.clinic.services import founding
    from lumbalis.clinic.services.acting import Acting

    at = datetime.now(UTC)
    clinic = founding.found_clinic(founding.NewClinic("bench", "Bench", "UTC", "en"), at)
    roles = [Role.PHYSICIAN, Role.RECEPTIONIST]
    user = founding.welcome(clinic, founding.Newcomer("p@bench.example", "Bench"), roles, at)
    type(user).objects.filter(pk=user.pk).update(must_change_password=False)
    founding.record_credentials(clinic, user, ["medical_education", "massage"], at.date(), at)
    by = Acting(Actor(user.pk, clinic.pk, frozenset(roles)), clinic, at)
    session = sign_in(user)
    active = [str(register(by, number)) for number in range(FEW)]
    few = queries(session, active[0])
    active += [str(register(by, number)) for number in range(FEW, ACTIVE)]
    register_many(by, range(ACTIVE, ROWS))
    learn_statistics()
    many = queries(session, active[0])
    return {"session": session, "patients": active, "few": few, "many": many}


def learn_statistics() -> None:
    """Let the database look at what it holds, as the nightly job does."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def register(by: object, number: int) -> object:
    """Register a patient who answered everything, as the application does it."""
    from lumbalis.clinic.services.answers import Given, give_answers
    from lumbalis.clinic.services.patients import Registered, register

    fields = {**person(number), "birth_date": str(person(number)["birth_date"])}
    outcome = register(by, fields, despite_duplicates=True)  # type: ignore[arg-type]
    if not isinstance(outcome, Registered):
        sys.exit(f"cannot register: {outcome}")
    answers = json.loads(EXAMPLE.read_bytes())["answers"]
    values = {fact: value for fact, value in answers.items() if fact not in {"age_years", "sex"}}
    given = give_answers(by, outcome.patient, values, author_kind="physician", origin="office")  # type: ignore[arg-type]
    if not isinstance(given, Given):
        sys.exit(f"cannot answer: {given}")
    return outcome.patient.pk


def register_many(by: object, numbers: Sequence[int]) -> None:
    """Register patients with a verdict each, in bulk."""
    from lumbalis.clinic.records.models import Patient, PatientKey, VerdictRecord
    from lumbalis.clinic.records.sealing import new_wrapped_key, seal, unseal
    from lumbalis.clinic.services.acting import whole
    from lumbalis.clinic.services.patients import index_many

    with whole(by):  # type: ignore[arg-type]
        model = VerdictRecord.objects.order_by("at").first()
        if model is None:
            sys.exit("nobody was screened")
        clinic, at = model.clinic_id, model.at
        people = [
            Patient(
                clinic_id=clinic, created_at=at - timedelta(days=number % 1500), **person(number)
            )
            for number in numbers
        ]
        opened = unseal(model.patient, model.snapshot)
        for one in people:
            one._wrapped = new_wrapped_key(one.pk)
        Patient.objects.bulk_create(people, 500)
        index_many(people)
        PatientKey.objects.bulk_create(
            [
                PatientKey(clinic_id=clinic, patient=p, wrapped=p._wrapped, made_at=at)
                for p in people
            ],
            500,
        )
        kept = {f.attname: getattr(model, f.attname) for f in model._meta.concrete_fields}
        kept = {
            key: value for key, value in kept.items() if key not in {"id", "patient_id", "snapshot"}
        }
        VerdictRecord.objects.bulk_create(
            [
                VerdictRecord(
                    patient=p, snapshot=seal(p, opened), **{**kept, "category": category(number)}
                )
                for number, p in enumerate(people)
            ],
            500,
        )


def category(number: int) -> str:
    """Choose a verdict's category, as a practice sees them."""
    return Random(number).choices(list(SEEN), list(SEEN.values()))[0]


def person(number: int) -> dict[str, object]:
    """Invent somebody, always the same for a number."""
    dice = Random(number)
    return {
        "family_name": f"{dice.choice(FAMILIES)}{dice.choice('abcdefgh')}",
        "given_name": dice.choice(GIVEN),
        "birth_date": date(1950, 1, 1) + timedelta(days=dice.randrange(18_000)),
        "sex": "female",
        "language": "en",
        "phone": f"+38067{dice.randrange(10**7):07}",
    }


def sign_in(user: object) -> str:
    """Begin a session."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)  # type: ignore[attr-defined]
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()  # type: ignore[attr-defined]
    session.save()
    return str(session.session_key)


def pages(patient: str) -> Mapping[str, str]:
    """Name the pages that are measured."""
    base = "/c/bench"
    return {
        "home": f"{base}/",
        "list": f"{base}/patients/",
        "patient": f"{base}/patients/{patient}/",
        "verdict": f"{base}/patients/{patient}/verdict/",
        "answers": f"{base}/patients/{patient}/answers/pain/",
    }


def queries(session: str, patient: str) -> Mapping[str, int]:
    """Count the queries of each page, after a first look that fills what is kept in memory."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    counted = {}
    for name, path in pages(patient).items():
        client.get(path, headers={"host": "localhost"})
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(path, headers={"host": "localhost"})
        if answer.status_code != 200:
            sys.exit(f"{path} answers {answer.status_code}")
        counted[name] = len(seen)
    return counted


if __name__ == "__main__":
    main()
