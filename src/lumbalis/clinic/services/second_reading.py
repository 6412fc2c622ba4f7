"""Every verdict of the night read a second time: as columns, by the sweep over many people.

Two readings of one protocol that were written apart and differ about somebody mean that one of
them is wrong; that person is held until people have looked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.records.models import Clinic, Course, Patient, VerdictRecord
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.answers import answers_object, screening_input
from lumbalis.clinic.services.nightly import NOT_SCREENED
from lumbalis.domain.screening import screen
from lumbalis.domain.screening.overrides import sort_overrides
from lumbalis.exchange.answers import ScreeningInput


def differing(
    clinic: Clinic, patients: Sequence[UUID], clock: Callable[[], datetime]
) -> frozenset[UUID]:
    """Name the patients whose category the sweep and the screening do not agree about now.

    Both read the same answers at the same moment.
    """
    if not patients:
        return frozenset()
    at = clock()
    with in_clinic(clinic):
        rows = Patient.objects.select_related("clinic").filter(pk__in=patients).order_by("pk")
        given = {row.pk: screening_input(answers_object(row, at), at) for row in rows}
    swept = categories(list(given.values()), at)
    return frozenset(
        patient
        for (patient, one), category in zip(given.items(), swept, strict=True)
        if _screened(one) != category
    )


def _screened(given: ScreeningInput) -> str:
    verdict = screen(protocol(), given.answers, given.encounter, given.overrides)
    return verdict.category.name


def categories(people: Sequence[ScreeningInput], at: datetime) -> list[str]:
    """Sweep people as columns, and give each one's outcome."""
    from lumbalis.population.people import Row, batch_of
    from lumbalis.population.sweep import OUTCOMES

    valid = protocol().limit("override_valid")
    rows = [
        Row(
            str(place),
            one.answers,
            one.encounter,
            tuple(sort_overrides(one.overrides, protocol().rules, at, valid).accepted),
        )
        for place, one in enumerate(people)
    ]
    codes = _sweeper().outcome_codes(batch_of(rows, protocol().vocabulary), at)
    return [OUTCOMES[code] for code in codes]


@cache
def _sweeper():  # type: ignore[no-untyped-def]  # noqa: ANN202 - loads columns only where they are used
    from lumbalis.population.sweep import Sweeper

    return Sweeper(protocol())


def judged_by_another(clinic: Clinic, now: datetime) -> bool:
    """Tell whether somebody on a course was judged last by another version than runs now.

    Whoever could not be screened is held already, and is tried again at night.
    """
    del now
    with in_clinic(clinic):
        courses = Course.objects.filter(closed_at=None, patient__erased_at=None)
        open_ones = courses.values_list("patient_id", "hold_reasons")
        people = {patient for patient, reasons in open_ones if NOT_SCREENED not in reasons}
        rows = VerdictRecord.objects.filter(patient__in=people).order_by("number")
        latest = dict(rows.values_list("patient_id", "protocol_sha256"))
        return any(sha256 != protocol().sha256 for sha256 in latest.values())
