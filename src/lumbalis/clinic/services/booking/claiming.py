"""Claims: every five minutes of everything an appointment needs, taken once or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from django.db import IntegrityError, transaction

from lumbalis.clinic.records.models import Appointment, Claim
from lumbalis.clinic.services.booking.days import Window
from lumbalis.clinic.services.booking.floor import of_patient
from lumbalis.clinic.services.booking.standing import visit_of
from lumbalis.domain.scheduling.grid import DAY_TICKS

_FIRST_DAY: Final = date(2020, 1, 1).toordinal()
_A_TIME: Final = 200
"""Rows in one statement; SQLite takes so many values at once."""


class TakenError(Exception):
    """Something that is needed is claimed already; nothing was written."""


def tick_of(day: date, tick: int) -> int:
    """Give the number of a tick, counted from the first day of the calendar."""
    return (day.toordinal() - _FIRST_DAY) * DAY_TICKS + tick


def take(rows: Iterable[Appointment], window: Window) -> None:
    """Claim what appointments need, all of them or none.

    Raises
    ------
    TakenError
        If any five minutes of anything are claimed by another appointment.
    """
    claims = sorted(_claims(rows, window), key=lambda one: (one.resource, one.tick))
    try:
        with transaction.atomic():
            Claim.objects.bulk_create(claims, batch_size=_A_TIME)
    except IntegrityError as error:
        raise TakenError from error


def give_back(rows: Iterable[Appointment]) -> None:
    """Free everything that appointments claimed."""
    Claim.objects.filter(appointment__in=[row.pk for row in rows]).delete()


def _claims(rows: Iterable[Appointment], window: Window) -> Iterator[Claim]:
    for row in rows:
        for one in visit_of(row, window).claims(of_patient(row.patient_id)):
            for tick in range(one.span.start, one.span.end):
                yield Claim(
                    clinic_id=row.clinic_id,
                    resource=one.resource,
                    tick=tick_of(row.day, tick),
                    appointment=row,
                )
