"""Three-valued truth as two gates: certainly yes, certainly no; neither is unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lumbalis.domain.circuit.gates import ALWAYS, NEVER, Gate, Gates


@dataclass(frozen=True, slots=True)
class Plane:
    """One three-valued truth. The two gates are never open together."""

    yes: Gate
    no: Gate


def certain(*, holds: bool) -> Plane:
    """Give a truth that is the same for everybody."""
    return Plane(ALWAYS, NEVER) if holds else Plane(NEVER, ALWAYS)


def opposite(plane: Plane) -> Plane:
    """Swap yes and no."""
    return Plane(plane.no, plane.yes)


def all_planes(gates: Gates, planes: Iterable[Plane]) -> Plane:
    """Join with strong Kleene `and`."""
    members = list(planes)
    return Plane(gates.every(p.yes for p in members), gates.some(p.no for p in members))


def any_plane(gates: Gates, planes: Iterable[Plane]) -> Plane:
    """Join with strong Kleene `or`."""
    members = list(planes)
    return Plane(gates.some(p.yes for p in members), gates.every(p.no for p in members))


def unknown(gates: Gates, plane: Plane) -> Gate:
    """Give the gate that is open where a truth is unknown."""
    return gates.both(gates.no(plane.yes), gates.no(plane.no))
