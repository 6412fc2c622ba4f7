"""Whole numbers in the net: a level is the row of gates "at most 0", "at most 1", ..."""

from __future__ import annotations

from collections.abc import Iterable

from lumbalis.domain.circuit.gates import ALWAYS, NEVER, Gate, Gates

HIGHEST = 5
"""The highest level there is."""

Level = tuple[Gate, ...]
"""Gate k is open where the level is at most k; from HIGHEST on, everywhere."""


def fixed(level: int) -> Level:
    """Give a level that is the same for everybody."""
    return tuple(ALWAYS if k >= level else NEVER for k in range(HIGHEST + 1))


def where(gates: Gates, gate: Gate, level: Level) -> Level:
    """Give a level that counts only where a gate is open; elsewhere it limits nothing."""
    return (*(gates.both(gate, most) for most in level[:-1]), ALWAYS)


def least(gates: Gates, levels: Iterable[Level]) -> Level:
    """Give the least of several levels."""
    rows = list(levels)
    return (*(gates.some(row[k] for row in rows) for k in range(HIGHEST)), ALWAYS)


def lowered(gates: Gates, level: Level, steps: Iterable[tuple[Gate, int]]) -> Level:
    """Take off as many levels as the open gates say; never below 1 what was above 0."""
    at_least = _sums(gates, steps)
    rows = [level[0]]
    rows += [
        gates.some(
            gates.both(there, level[min(k + taken, HIGHEST)])
            for taken, there in enumerate(at_least)
        )
        for k in range(1, HIGHEST + 1)
    ]
    return tuple(rows)


def _sums(gates: Gates, steps: Iterable[tuple[Gate, int]]) -> list[Gate]:
    """Give the gates "the sum is at least 0, 1, ...", up to HIGHEST."""
    at_least = [ALWAYS] + [NEVER] * HIGHEST
    for gate, size in steps:
        at_least = [
            gates.either(there, gates.both(gate, at_least[max(total - size, 0)]))
            for total, there in enumerate(at_least)
        ]
    return at_least


def reduced(level: Level, by: int) -> Level:
    """Take a fixed number of levels off, never below 1."""
    shifted = tuple(level[min(k + by, HIGHEST)] for k in range(HIGHEST + 1))
    return (NEVER, *shifted[1:])


def at_least(gates: Gates, level: Level, least_level: float) -> Gate:
    """Open where a level is at least so high."""
    below = [k for k in range(HIGHEST + 1) if k < least_level]
    return gates.no(level[below[-1]]) if below else ALWAYS
