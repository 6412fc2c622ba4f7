"""The catalogue of what hands do: tools, directions, tempo and the levels they may have."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manipulation:
    """One manipulation of the catalogue. `levels` is (lowest, highest), 1-5.

    `forms` are its named variants (flat, circular, …); a step names one as
    `manipulation.form`. `bottom_up` ones must move caudal to cranial on the back
    and distal to proximal on the legs. `instead` (`stroking.flat`) is done where the
    level is below the lowest. `regions` are the only ones for what no zone lists among
    its manipulations (cups, points, devices); empty where the zones decide.
    """

    id: str
    forms: tuple[str, ...]
    tools: tuple[str, ...]
    directions: tuple[str, ...]
    tempos: tuple[str, ...]
    amplitudes: tuple[str, ...]
    levels: tuple[int, int]
    bottom_up: bool
    source: tuple[str, ...]
    instead: str | None = None
    manners: tuple[str, ...] = ()
    regions: frozenset[str] = frozenset()
