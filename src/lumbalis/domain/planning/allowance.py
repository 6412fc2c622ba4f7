"""What may be done at all, and for how long: patting, high amplitude, suction, devices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from lumbalis.domain.planning.ground import REMISSION, Ground
from lumbalis.domain.protocol import StageStep

PATTING = "patting"
PATTING_PAIN = "patting_pain"
HIGH_TIME, SUCTION_TIME, DEVICE_TIME = "high_amplitude_time", "suction_time", "device_time"
_SUCTION = ("test", "static", "moving")


@cache
def families(manipulations: tuple[str, ...]) -> frozenset[str]:
    """Name manipulations without their forms."""
    return frozenset(name.partition(".")[0] for name in manipulations)


def reasons_against(step: StageStep, ground: Ground) -> tuple[str, ...]:
    """Name the rules and reasons for which a step is left out; empty where it may be done.

    Patting asks for pain that is known and below its limit.
    """
    against: list[str] = []
    for technique in dict.fromkeys((step.technique, *step.needs)):
        if not ground.is_used(technique):
            against += ground.rules_against(technique) or (technique,)
    if PATTING in families(step.manipulations):
        below = ground.protocol.limit("patting_nrs_below")
        if ground.pain is None or ground.pain >= below:
            against.append(PATTING_PAIN)
    return tuple(dict.fromkeys(against))


def high_amplitude_fits(ground: Ground) -> bool:
    """Tell whether vibration may reach a high amplitude (C01).

    In remission, or with pain known to be at most the limit; never in early sessions.
    """
    if ground.request.index < ground.protocol.whole("vibration_high_from_session"):
        return False
    if ground.verdict.phase == REMISSION:
        return True
    highest = ground.protocol.limit("vibration_high_nrs_maximum")
    return ground.pain is not None and ground.pain <= highest


def manner_of(step: StageStep, level: int, ground: Ground) -> str | None:
    """Give the manner: energetic only from its level on, with cups only in later sessions."""
    if step.manner != "energetic":
        return step.manner
    from_level = ground.protocol.whole("energetic_from_level")
    if step.cups is not None:
        first = ground.protocol.whole("energetic_cups_from_session")
        fits = ground.request.index >= first and ground.level >= from_level
    else:
        fits = level >= from_level
    return "energetic" if fits else "light"


class Allowance:
    """The seconds a zone may still have of what is limited; taken step by step."""

    def __init__(self, ground: Ground) -> None:
        """Begin a session with nothing used."""
        self._ground = ground
        self._used: defaultdict[tuple[str, str], int] = defaultdict(int)

    def take(
        self, step: StageStep, zones: tuple[str, ...], amplitude: str | None, seconds: int
    ) -> tuple[int, tuple[str, ...]]:
        """Take seconds for a step on its zones.

        Returns
        -------
        seconds : int
            At most what was asked for.
        because : tuple of str
            The limits that cut it; empty where nothing was cut.
        """
        allowed = seconds
        because: list[str] = []
        for what, limit in self._limits(step, amplitude):
            most = min((limit - self._used[what, zone] for zone in zones), default=limit)
            if most < allowed:
                allowed = max(0, most)
                because.append(what)
        for what in {what for what, _ in self._limits(step, amplitude)}:
            for zone in zones:
                self._used[what, zone] += allowed
        return allowed, tuple(dict.fromkeys(because))

    def _limits(self, step: StageStep, amplitude: str | None) -> Iterator[tuple[str, int]]:
        whole = self._ground.protocol.whole
        if amplitude == "high":
            yield HIGH_TIME, whole("vibration_high_seconds")
        if "device" in families(step.manipulations):
            yield DEVICE_TIME, whole("device_per_side")
        if step.cups is not None and step.cups.mode in _SUCTION:
            first = self._ground.request.cups_so_far == 0
            kind = "moving" if step.cups.mode == "moving" else "static"
            yield SUCTION_TIME, whole(f"cup_{kind}_{'first' if first else 'later'}")
            yield SUCTION_TIME, whole("cup_absolute")
