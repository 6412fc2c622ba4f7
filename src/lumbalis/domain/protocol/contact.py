"""How hands, cups and devices touch the skin: tools, motions, forces and the dose aimed at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tool:
    """What touches the skin: an ellipse of `length_mm` by `width_mm`.

    `kind` is `hand`, `finger`, `cup` or `device`: the limits of pressure differ by it.
    """

    id: str
    kind: str
    length_mm: float
    width_mm: float
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Motion:
    """How one form of a manipulation is done (`kneading.double_ring`).

    `generator` names one of the plan's generators. `force_n` gives, by level, the least
    and the greatest force in N. `speed_mm_s` and `tempo_hz` are (slowest, usual, fastest);
    zeros where it stays in place or has no rhythm. `amplitude_mm` is the usual reach to
    either side of the lane, `pitch_mm` the usual way from one loop or place to the next.
    `vacuum_kpa` is 0 without a cup. `tools` are those it is done with, the usual one first.
    `return_share` is the share of the force on the way back of a ring or a loop.
    """

    id: str
    generator: str
    force_n: Mapping[int, tuple[float, float]]
    speed_mm_s: tuple[float, float, float]
    tempo_hz: tuple[float, float, float]
    amplitude_mm: float
    pitch_mm: float
    vacuum_kpa: float
    source: tuple[str, ...]
    tools: tuple[str, ...] = ()
    return_share: float = 1.0


@dataclass(frozen=True, slots=True)
class ContactTable:
    """Tools and motions by id, and the mean dose aimed at by region and level in kPa·s."""

    tools: Mapping[str, Tool]
    motions: Mapping[str, Motion]
    prescription: Mapping[str, Mapping[int, float]]
