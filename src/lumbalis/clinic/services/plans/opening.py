"""Opening a plan that was kept: course and strokes as they were signed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from lumbalis.clinic.records.models import Course as CourseRecord
from lumbalis.clinic.records.models import Patient, PlanRecord
from lumbalis.clinic.records.sealing import ErasedError, unseal
from lumbalis.clinic.services.plans.laid import read_laid
from lumbalis.domain.plan import Course
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.plan_reading import read_course

if TYPE_CHECKING:
    from lumbalis.domain.plan.strokes import StrokePlan


@dataclass(frozen=True)
class OpenPlan:
    """A kept plan with what it holds."""

    record: PlanRecord
    course: Course
    strokes: Mapping[int, StrokePlan]


def open_course(patient: Patient) -> CourseRecord | None:
    """Give the patient's open course."""
    found = CourseRecord.objects.filter(patient=patient, closed_at=None)
    return found.select_related("order", "patient__clinic").first()


def latest_plan(course: CourseRecord) -> PlanRecord | None:
    """Give the newest version of a course's plan."""
    return PlanRecord.objects.filter(course=course).order_by("-number").first()


def open_plan(patient: Patient, record: PlanRecord) -> OpenPlan:
    """Read a kept plan.

    Raises
    ------
    InputError
        If what was kept is no plan this version can read.
    ErasedError
        If the patient was erased.
    """
    if patient.wrapped_key() is None:
        raise ErasedError
    sealed = bytes(record.contents)
    course, strokes = _read(_Sealed(patient, sealed, hashlib.sha256(sealed).hexdigest()))
    return OpenPlan(record, course, strokes)


@dataclass(frozen=True)
class _Sealed:
    """Sealed contents on their way through the cache, which knows them by patient and hash."""

    patient: Patient
    contents: bytes
    sha256: str

    @property
    def _key(self) -> tuple[object, str]:
        return (self.patient.pk, self.sha256)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Sealed) and other._key == self._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=64)
def _read(sealed: _Sealed) -> tuple[Course, Mapping[int, StrokePlan]]:
    tree = unseal(sealed.patient, sealed.contents)
    if not isinstance(tree, Mapping):
        where, what = "plan", "is not an object"
        raise InputError(where, what, "restore it from a backup")
    laid = tree.get("strokes", {})
    strokes = {int(n): read_laid(one, f"strokes[{n}]") for n, one in laid.items()}
    return read_course(tree["course"]), strokes
