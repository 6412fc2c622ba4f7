"""Which clinic is being served: every record of a clinic is read and written within it only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from django.db import connection, models, transaction

if TYPE_CHECKING:
    from lumbalis.clinic.records.models import Clinic

_current: ContextVar[UUID | None] = ContextVar("current_clinic", default=None)
_Row = TypeVar("_Row", bound=models.Model)


class NoClinicError(RuntimeError):
    """A record of a clinic was asked for without saying which clinic is served."""


def current_clinic() -> UUID:
    """Give the clinic being served.

    Raises
    ------
    NoClinicError
        If none is.
    """
    clinic = _current.get()
    if clinic is None:
        msg = "No clinic is being served. Enter in_clinic(clinic) before touching its records."
        raise NoClinicError(msg)
    return clinic


def clinic_or_none() -> UUID | None:
    """Give the clinic being served, or None."""
    return _current.get()


@contextmanager
def in_clinic(clinic: Clinic | UUID) -> Iterator[None]:
    """Serve one clinic; the database itself then refuses the records of all others.

    PostgreSQL keeps the clinic for a transaction, so there one is open throughout.
    """
    key = clinic if isinstance(clinic, UUID) else clinic.pk
    before = _current.set(key)
    try:
        if connection.vendor != "postgresql":
            yield
            return
        with transaction.atomic():
            _tell_postgres(key)
            yield
            _tell_postgres_quietly(before.old_value)
    finally:
        _current.reset(before)


def _tell_postgres(clinic: UUID | None) -> None:
    with connection.cursor() as cursor:
        written = "" if clinic is None else str(clinic)
        cursor.execute("SELECT set_config('app.clinic', %s, true)", [written])


def _tell_postgres_quietly(before: object) -> None:
    """Give an outer transaction its clinic back, unless it is broken and will be rolled back."""
    if not connection.needs_rollback:
        _tell_postgres(before if isinstance(before, UUID) else None)


class TenantManager(models.Manager[_Row]):
    """Sees the rows of the clinic being served, and refuses to work without one."""

    def get_queryset(self) -> models.QuerySet[_Row]:
        """Give the rows of the clinic being served."""
        return super().get_queryset().filter(clinic_id=current_clinic())


class UnscopedManager(models.Manager[_Row]):
    """Sees every row that the database itself lets through; for migrations and related objects."""
