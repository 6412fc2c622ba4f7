"""The words a patient reads, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lumbalis.domain.plan import Step
from lumbalis.drawing.body.scene import NumberedStep
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.clock import TimedStage
from lumbalis.drawing.places import split_side
from lumbalis.knowledge.texts import Quantity, TextValue

_FILE: Final = "patientview"
_MINUTE_S: Final = 60
_TENS: Final = 10
_LOOKING: Final = "looking"
_SIGNS: Final = ("pain", "leg", "dizzy", "breath", "heart")
_KINDS: Final = {"acupressure": "points", "cupping": "cup_moving"}
_OWN: Final = {
    "kneading.point_pressing": "pressing",
    "cupping.test": "cup_test",
    "cupping.placing": "cup_on",
    "cupping.release": "cup_off",
}
"""Forms that feel unlike the others of their kind."""
_WARM: Final = ("cupping", "device")


@dataclass(frozen=True, slots=True)
class PatientWords:
    """The sentences of `patientview.yaml`."""

    names: BodyWords

    @property
    def language(self) -> str:
        """Tell the language."""
        return self.names.language

    def say(self, *keys: str, **values: TextValue) -> str:
        """Give a text of `patientview.yaml`.

        Raises
        ------
        KnowledgeError
            If there is no such text, or a value is missing.
        """
        return self.names.texts.get(_FILE, *keys, **values)

    def stage(self, stage: str) -> str:
        """Name a stage of any script."""
        return self.say("stages", stage)

    def lasts(self, seconds: int) -> Quantity:
        """Give a duration as one remembers it: half minutes, or tens of seconds."""
        if seconds < _MINUTE_S:
            return Quantity(max(round(seconds / _TENS), 1) * _TENS, "s")
        return Quantity(round(2 * seconds / _MINUTE_S) / 2, "min")

    def where(self, zones: Iterable[str]) -> str:
        """Name the places, each once, with their sides."""
        by_side: dict[str, list[str]] = {}
        for region, side in _sides(zones).items():
            by_side.setdefault(side, []).append(self.say("places", region))
        said = "; ".join(
            self.say(f"where_{side}", places=", ".join(places)) for side, places in by_side.items()
        )
        return said[:1].upper() + said[1:]

    def at_once(self, steps: Iterable[Step]) -> tuple[str, ...]:
        """List what to say at once while these steps are done."""
        burns = ("burn",) if any(_warms(step) for step in steps) else ()
        return tuple(self.say("tell", sign) for sign in (*_SIGNS, *burns, "wish"))

    def scale_end(self) -> int:
        """Give the highest rating of pain."""
        return int(self.say("scale_maximum"))

    def scale_from(self, steps: Sequence[Step]) -> int:
        """Give the least rating to be said at once: the least of any stage that is not light."""
        stages: dict[str, list[Step]] = {}
        for step in steps:
            stages.setdefault(step.stage, []).append(step)
        borne = [self._borne(one) for one in stages.values()]
        return 1 + min((most for most in borne if most), default=0)

    def _borne(self, steps: Sequence[Step]) -> int:
        """Give the rating a stage may reach: by its strongest pressure, and by cups and points."""
        kinds = {one.partition(".")[0] for step in steps for one in step.manipulations}
        keys = str(max(step.level for step in steps)), *sorted(kinds)
        found = (self.names.texts.find(_FILE, "borne", key) for key in keys)
        level, *others = (None if one is None else int(one) for one in found)
        return min([level, *(one for one in others if one is not None)]) if level else 0


def _sides(zones: Iterable[str]) -> dict[str, str]:
    """Give each region's side: left, right, both, or middle."""
    found: dict[str, str] = {}
    for zone in zones:
        region, side = split_side(zone)
        side = side or "middle"
        found[region] = side if found.get(region, side) == side else "both"
    return found


def deeds(steps: Iterable[NumberedStep]) -> Iterator[tuple[str, str | None]]:
    """Give what feels different, each once: its key below `deeds`, and a manipulation of it."""
    seen: set[str] = set()
    for step in steps:
        for manipulation in step.step.manipulations or (None,):
            key = _LOOKING if manipulation is None else deed(manipulation)
            if key not in seen:
                seen.add(key)
                yield key, manipulation


def deed(manipulation: str) -> str:
    """Give the key below `deeds` that a manipulation feels like."""
    kind = manipulation.partition(".")[0]
    return _OWN.get(manipulation, _KINDS.get(kind, kind))


def _warms(step: Step) -> bool:
    return step.cups is not None or any(one.startswith(_WARM) for one in step.manipulations)


def stage_steps(stage: TimedStage) -> tuple[Step, ...]:
    """Give the plain steps of a stage."""
    return tuple(timed.step for timed in stage.steps)
