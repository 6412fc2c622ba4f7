"""A line of a table: one engine, how many people, how long, and what it keeps."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

RUNS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One engine: people a second, and what it keeps."""

    name: str
    people: int
    seconds: float
    unknown: str = "kept"
    explains: str = "no"

    @property
    def rate(self) -> float:
        """People a second."""
        return self.people / self.seconds


def seconds(act: Callable[[], object]) -> float:
    """Give the median time of a few runs."""
    return statistics.median(once(act) for _ in range(RUNS))


def once(act: Callable[[], object]) -> float:
    """Give the time of one run."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def show(lines: list[Line], against: Line) -> None:
    """Print a table with ratios to one of its lines."""
    for line in lines:
        ratio = line.seconds / line.people / (against.seconds / against.people)
        print(
            f"{line.name:34}{line.rate:>14,.0f}{ratio:>11.2f}   {line.unknown:8} {line.explains}",
            flush=True,
        )
