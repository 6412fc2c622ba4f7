"""Who acts, in which clinic and when; and the one transaction an act is done in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lumbalis.clinic.policy import Actor
from lumbalis.clinic.records.engine.turns import fair_turn, one_at_a_time
from lumbalis.clinic.records.models import Clinic
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.clocks import local


@dataclass(frozen=True)
class Acting:
    """Somebody acting in a clinic at a moment, as the clinic's clock shows it."""

    actor: Actor
    clinic: Clinic
    at: datetime

    def __post_init__(self) -> None:
        """Take the moment as the clinic's clock shows it."""
        object.__setattr__(self, "at", local(self.clinic, self.at))


@contextmanager
def whole(by: Acting) -> Iterator[None]:
    """Do an act as a whole or not at all, within the clinic of whoever acts."""
    with fair_turn(), transaction.atomic(), in_clinic(by.clinic):
        one_at_a_time(by.clinic.pk)
        yield
