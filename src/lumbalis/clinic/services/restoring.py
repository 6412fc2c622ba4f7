"""What follows from a restore: a new epoch, courses held, erasures repeated, nobody signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session

from lumbalis.clinic.records.models import Clinic
from lumbalis.clinic.services import audit, nightly, privacy
from lumbalis.clinic.services.acting import whole
from lumbalis.clinic.services.epochs import next_epoch

RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Settled:
    """What was done after a restore."""

    epoch: int
    held: int
    erased_again: int


def settle(at: datetime, made_at: str, *, above: int) -> Settled:
    """Make an installation that went back in time safe to use.

    A "yes" recorded after the backup is gone, so no course goes on before somebody has looked.
    """
    epoch = next_epoch(above=above)
    erased = _erase_again()
    held = sum(_hold_in(clinic, at, made_at, epoch) for clinic in Clinic.objects.order_by("slug"))
    Session.objects.all().delete()
    return Settled(epoch, held, erased)


def _hold_in(clinic: Clinic, at: datetime, made_at: str, epoch: int) -> int:
    by = nightly.nobody(clinic, at)
    with whole(by):
        held = nightly.hold_all(clinic, at, RESTORED)
        audit.record(
            by,
            "installation.restored",
            entity="installation",
            epoch=epoch,
            backup_of=made_at,
            held=held,
        )
        return held


def _erase_again() -> int:
    return privacy.apply_tombstones()
