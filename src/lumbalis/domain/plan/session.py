"""One session, minute by minute. Every time is in whole seconds and says so in its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NewType

Seconds = NewType("Seconds", int)
"""A duration in whole seconds. Minutes do not fit in here by accident."""


@dataclass(frozen=True, slots=True)
class Cups:
    """Cups used in a step: how many at once, inner diameter in mm, and whether they move."""

    count: int
    diameter_mm: int
    mode: str
    """`test`, `static`, `moving` or `none` (no suction)."""


@dataclass(frozen=True, slots=True)
class PointHold:
    """One acupressure point (a left-right pair counts as one), worked in four parts."""

    point: str
    find_press_s: Seconds
    hold_s: Seconds
    rotate_s: Seconds
    release_s: Seconds

    @property
    def seconds(self) -> Seconds:
        """The whole time on this point."""
        return Seconds(self.find_press_s + self.hold_s + self.rotate_s + self.release_s)


@dataclass(frozen=True, slots=True)
class Step:
    """What the hands do for some seconds.

    `zones` are zone ids with side (`paravertebral_left`). `manipulations` name the
    catalogue as `stroking.flat`, in order. `level` is 0-5 of the intensity scale.
    `cue` and `checkpoint` are text keys: what to say, and what to ask at the start.
    """

    stage: str
    step: str
    technique: str
    zones: tuple[str, ...]
    manipulations: tuple[str, ...]
    tools: tuple[str, ...]
    direction: str
    tempo: str
    amplitude: str | None
    manner: str | None
    level: int
    seconds: Seconds
    cue: str
    checkpoint: str | None = None
    cups: Cups | None = None
    points: tuple[PointHold, ...] = ()
    checklist: tuple[str, ...] = ()
    medium: str | None = None
    """What is on the hands in this step, such as `oil`; None for bare hands."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something the script has and this session has not, and the rules or reasons behind it."""

    what: str
    seconds: Seconds
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """A planned session.

    `level` is the session level L the script's levels follow from; `ceiling` the
    highest any step may have; `zone_caps` the ceiling of every zone that is touched
    or forbidden, by zone id. `target_s` is what the script aims at; the steps sum to
    exactly that less `shortened_s`. `rest_s` is the lying rest afterwards, not part
    of the hands-on time.
    """

    index: int
    script: str
    phase: str
    level: int
    ceiling: int
    zone_caps: Mapping[str, int]
    position: str
    flags: tuple[str, ...]
    target_s: Seconds
    shortened_s: Seconds
    rest_s: Seconds
    sit_before_standing_s: Seconds
    steps: tuple[Step, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def hands_on_s(self) -> Seconds:
        """The seconds of all steps together."""
        return Seconds(sum(step.seconds for step in self.steps))
