"""Where the hands worked, for how long and how hard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lumbalis.domain.guided.account import Account
from lumbalis.domain.plan import Session


@dataclass(frozen=True, slots=True)
class ZoneWork:
    """The work in one zone: seconds by level, planned and done.

    The time of a step that covers several zones is shared equally between them, as the
    plan shares it.
    """

    zone: str
    planned_s: float
    done_s: float
    highest: int | None


def work_by_zone(session: Session, account: Account) -> tuple[ZoneWork, ...]:
    """Add up the work in every zone the plan names, in the plan's order."""
    zones = dict.fromkeys(zone for step in session.steps for zone in step.zones)
    return tuple(_of_zone(zone, session, account) for zone in zones)


def _of_zone(zone: str, session: Session, account: Account) -> ZoneWork:
    numbers = [n for n, step in enumerate(session.steps) if zone in step.zones]
    share = {n: 1 / len(session.steps[n].zones) for n in numbers}
    levels = [level for n in numbers for level in _levels(account, n)]
    return ZoneWork(
        zone,
        sum(session.steps[n].seconds * share[n] for n in numbers),
        sum(account.steps[n].seconds * share[n] for n in numbers),
        max(levels, default=None),
    )


def _levels(account: Account, number: int) -> Iterator[int]:
    highest = account.steps[number].highest
    if highest is not None:
        yield highest
