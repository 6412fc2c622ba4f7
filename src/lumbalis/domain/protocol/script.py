"""Session scripts: stages in order, each with its share of the time and the steps inside."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CupUse:
    """Cups a step uses: `test`, `static`, `moving`, or `none` where suction is let go.

    `count` cups at once, each `diameter_mm` wide inside.
    """

    mode: str
    count: int
    diameter_mm: int


@dataclass(frozen=True, slots=True)
class PointTiming:
    """The four parts of the work on one acupressure point, in seconds."""

    find_press_s: int
    hold_s: int
    rotate_s: int
    release_s: int

    @property
    def seconds(self) -> int:
        """The whole time on one point."""
        return self.find_press_s + self.hold_s + self.rotate_s + self.release_s


@dataclass(frozen=True, slots=True)
class StageStep:
    """One step of a stage, as the script writes it.

    `regions` are unsided zone regions; `sides` is "both" (worked together), or
    "each" (one step for the left, one for the right, starting with the side that
    hurts less). `share` is the step's part of the stage, the shares of a stage sum
    to 1. `level` says how the level follows from the session level: `at_most`
    (min of session level and that); the symptomatic leg loses `symptomatic_less`.
    A step without manipulations touches nobody: its level is 0 and it has no regions.
    A step with `point` is a pattern, repeated for every chosen point.
    """

    id: str
    technique: str
    regions: tuple[str, ...]
    sides: str
    manipulations: tuple[str, ...]
    tools: tuple[str, ...]
    direction: str
    tempo: str
    amplitude: str | None
    manner: str | None
    share: float
    at_most: int
    symptomatic_less: int
    needs: tuple[str, ...]
    """Techniques (such as `percussion`) without which this step is left out."""
    optional: bool
    cups: CupUse | None = None
    point: PointTiming | None = None
    medium: str | None = None
    """A medium (such as `oil`) used here where it is allowed; without it the step stays."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a script.

    `seconds` is its time at the script's target; `least_s` the shortest time in
    which it still makes sense. `checkpoint` asks the patient for pain and comfort
    at its start. `absorbs_s` is how many seconds given back by left-out steps it
    may take (gentle stroking only).
    """

    id: str
    seconds: int
    least_s: int
    droppable: bool
    drop_order: int | None
    checkpoint: bool
    absorbs_s: int
    checklist: tuple[str, ...]
    steps: tuple[StageStep, ...]
    source: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """An acupressure point by its WHO name. Inactive until a qualified person selects it."""

    id: str
    name: str
    vertebra: str
    lateral_cun: float
    """Distance from the midline in the patient's own body inches; 0 is the midline."""
    region: str
    maximum: int
    selectable: bool
    preset: str | None
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """A session script for one main technique. Its stages sum to `target_s` seconds."""

    id: str
    technique: str
    needs_techniques: tuple[str, ...]
    target_s: int
    stages: tuple[Stage, ...]
    source: tuple[str, ...]
    certainty: str
    status: str
