"""What a physician orders, as it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from lumbalis.domain.planning import CLASSICAL, Order
from lumbalis.domain.verification import Ordered


@dataclass(frozen=True, slots=True)
class Wishes:
    """An order: methods, severity, length, what is left out, and a note to the therapist.

    `leave_out` are zones with side. `script` is the script used besides the classical one.
    """

    methods: tuple[str, ...] = ()
    severity: str | None = None
    sessions: int | None = None
    script: str = CLASSICAL
    points: tuple[str, ...] = ()
    device: bool = False
    leave_out: tuple[str, ...] = ()
    note: str = ""

    def written(self) -> dict[str, object]:
        """Give the order as plain JSON values."""
        return {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in asdict(self).items()
        }

    @property
    def order(self) -> Order:
        """Give what the planner is asked for."""
        return Order(
            severity=self.severity,
            sessions=self.sessions,
            special=None if self.script == CLASSICAL else self.script,
            points=self.points,
            device_present=self.device,
        )

    @property
    def decided(self) -> Ordered:
        """Give what the verifier is told that somebody entitled to it has decided."""
        return Ordered(
            sessions=self.sessions,
            severity=self.severity,
            points_chosen=frozenset(self.points),
        )


def read_wishes(kept: object) -> Wishes:
    """Read an order that was kept."""
    given = kept if isinstance(kept, Mapping) else {}
    known = {name: given[name] for name in Wishes.__dataclass_fields__ if name in given}
    return Wishes(
        **{n: tuple(one) if isinstance(one, list) else one for n, one in known.items()}  # type: ignore[arg-type]  # as written
    )
