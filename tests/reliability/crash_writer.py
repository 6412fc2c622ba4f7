"""A process that writes acts until it is killed, and says after each that it is kept.

Started by test_crashes.py; its arguments are the clinic's id and its own number.
"""

from __future__ import annotations

import sys
from uuid import UUID

import django


def main(clinic: str, writer: str) -> None:
    """Write for ever."""
    django.setup()
    from django.utils import timezone  # noqa: PLC0415 - after the set-up

    from lumbalis.clinic.policy import Actor, Role  # noqa: PLC0415
    from lumbalis.clinic.records.models import Clinic, Patient  # noqa: PLC0415
    from lumbalis.clinic.services import audit  # noqa: PLC0415
    from lumbalis.clinic.services.acting import Acting, whole  # noqa: PLC0415

    where = Clinic.objects.get(pk=UUID(clinic))
    actor = Actor(user_id=None, clinic_id=where.pk, roles=frozenset({Role.RECEPTIONIST}))
    number = 0
    while True:
        number += 1
        name = f"{writer}-{number}"
        by = Acting(actor, where, timezone.now())
        with whole(by):
            made = Patient.objects.create(clinic=where, family_name=name, created_at=by.at)
            audit.record(by, "patient.registered", entity="patient", entity_id=made.pk)
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
