"""From slots to seconds and force: what is wanted, what limits it, and what comes of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lumbalis.domain.plan import Session
from lumbalis.domain.plan.generator import Generator
from lumbalis.domain.planning.on_body.aiming import Aiming
from lumbalis.domain.planning.on_body.fitting import Hand
from lumbalis.domain.planning.on_body.footing import Floats
from lumbalis.domain.planning.on_body.inverse import Chosen, Columns, choose
from lumbalis.domain.planning.on_body.placing import Placed
from lumbalis.domain.planning.on_body.push import Spared
from lumbalis.domain.planning.on_body.result import DoseAim
from lumbalis.domain.planning.on_body.shares import Shares
from lumbalis.domain.planning.on_body.slots import Slot
from lumbalis.domain.protocol import Protocol

_ALIKE: Final = 0.93
"""A zone is smaller than its twin below this share of the twin's area."""
_LOW_BACK: Final = "paravertebral"
_POINTS: Final = "acupressure"
"""A point's dose is a matter of its own; it is no part of what a zone gets."""
_STRAIGHT_TIME: Final = 0.25
"""The share of its time that a combined stroke goes straight."""
_LEAST_PART: Final = 0.1

Key = tuple[int, int]
"""A slot's place: its step in the session, and its own place in the step."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """What was chosen: whole seconds and the share of the range of force by slot, dose by zone.

    `kidney` is how much the kidneys are spared, so that their force and dose stay within their
    part of the muscles'.
    """

    seconds: Mapping[Key, int]
    force_share: Mapping[Key, float]
    dose: Mapping[str, float]
    kidney: Spared


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """One choice: the slots that share it, and what a second of them does."""

    keys: tuple[Key, ...]
    least_s: float
    even_s: float
    least_dose: Floats
    more_dose: Floats
    least_impulse: float
    more_impulse: float


class Dosing:
    """The dose of a session on a body: aims, limits and influence."""

    def __init__(self, session: Session, shares: Shares, protocol: Protocol) -> None:
        self._session, self._protocol = session, protocol
        self._shares = shares
        self._zones = self._shares.zones
        self._aiming = Aiming(session, protocol, self._zones)
        self._known: dict[tuple[int, int], Floats] = {}

    def choose(self, steps: Sequence[Placed]) -> Sheet:
        """Choose seconds and force of every slot."""
        columns = list(self._columns(steps))
        place = {key: k for k, column in enumerate(columns) for key in column.keys}
        rows = [
            ([place[step.step, n] for n in range(len(step.slots))], self._seconds(step))
            for step in steps
            if step.slots
        ]
        table = _table(columns)
        chosen = choose(table, self._aiming.aims(), rows)
        seconds = {key: int(chosen.seconds[k]) for key, k in place.items()}
        force = {key: float(chosen.force_share[k]) for key, k in place.items()}
        most = self._kidney_most(steps, force)
        usual = self._on_kidney(steps, seconds, force, math.inf)
        on_kidney = self._on_kidney(steps, seconds, force, most)
        other = _dose(table, chosen) - usual
        part = self._kidney_part(other, on_kidney)
        dose = dict(zip(self._zones, (other + part * on_kidney).tolist(), strict=True))
        return Sheet(seconds, force, dose, Spared(most, part))

    def _kidney_most(self, steps: Sequence[Placed], force: Mapping[Key, float]) -> float:
        """Give the most force over the kidneys: a share of what the muscles below them get."""
        pushed = [
            (hand, force[key]) for key, hand in _hands(steps) if hand.work.family.id != _POINTS
        ]
        back = [_on_muscle(hand, share) for hand, share in pushed if hand.work.region == _LOW_BACK]
        most = max(back or [hand.push.start_n(share) for hand, share in pushed], default=0.0)
        return self._protocol.limit("kidney_force_share_maximum") * most

    def _on_kidney(
        self,
        steps: Sequence[Placed],
        seconds: Mapping[Key, int],
        force: Mapping[Key, float],
        most_n: float,
    ) -> Floats:
        """Give the dose (zones,) of what falls on the kidneys with no more force than that."""
        dose = np.zeros(len(self._zones))
        for key, hand in _hands(steps):
            if any(hand.push.on_kidney) and hand.work.family.id != _POINTS:
                hardest = hand.push.on_kidney_n(force[key])
                peak = _loaded(hand) * hand.push.peak_n(force[key]) * min(1.0, most_n / hardest)
                dose += seconds[key] * peak * self._on_kidney_of(hand)
        return dose

    def _on_kidney_of(self, hand: Hand) -> Floats:
        key = id(hand.lane), -id(hand.push)
        if key not in self._known:
            force = hand.push.kidney_part_at
            landed = self._shares.landed(hand.lane, hand.footprint, force)
            self._known[key] = self._shares.dose(landed)
        return self._known[key]

    def _kidney_part(self, other: Floats, on_kidney: Floats) -> float:
        """Give the share of the force over the kidneys that their dose leaves."""
        part = 1.0
        for kidney, muscle, share in self._aiming.kidney_ratios():
            more = on_kidney[kidney] - share * on_kidney[muscle]
            left = share * other[muscle] - other[kidney]
            if more > left > 0:
                part = min(part, left / more)
        return max(_LEAST_PART, part)

    def aims(self, sheet: Sheet) -> tuple[DoseAim, ...]:
        """Compare what is aimed at in every zone with what is expected."""
        wanted = self._aiming.prescribed()
        return tuple(DoseAim(zone, aim, round(sheet.dose[zone], 1)) for zone, aim in wanted.items())

    def _seconds(self, step: Placed) -> int:
        return int(self._session.steps[step.step].seconds)

    def _columns(self, steps: Sequence[Placed]) -> Iterator[_Column]:
        """Give the choices: slots that are alike on either side, in a step or in two, share one."""
        for alike in self._tied(steps):
            shared: dict[tuple[object, ...], list[tuple[Placed, int]]] = {}
            for step in alike:
                for n in range(len(step.slots)):
                    shared.setdefault(_rank(step.slots, n), []).append((step, n))
            yield from map(self._column, shared.values())

    def _tied(self, steps: Sequence[Placed]) -> Iterator[list[Placed]]:
        """Bring together steps that are the same work on either side, slot by slot."""
        groups: dict[tuple[object, ...], list[Placed]] = {}
        for step in steps:
            if step.slots:
                groups.setdefault(self._pattern(step), []).append(step)
        yield from groups.values()

    def _pattern(self, step: Placed) -> tuple[object, ...]:
        asked = self._session.steps[step.step]
        slots = tuple(
            (slot.work.motion.id, slot.work.region, slot.fixed_s, len(slot.hands))
            for slot in step.slots
        )
        uneven = step.step if self._uneven(asked.zones) else None
        return asked.stage, asked.step, asked.level, asked.seconds, slots, uneven

    def _uneven(self, zones: Iterable[str]) -> bool:
        """Tell whether a zone is smaller than its twin: the same work then gives it more."""
        area = self._shares.area_mm2
        pairs = [sorted((area(zone), area(twin_zone(zone)))) for zone in zones]
        return any(less < _ALIKE * more for less, more in pairs)

    def _column(self, places: Sequence[tuple[Placed, int]]) -> _Column:
        slots = [step.slots[n] for step, n in places]
        effects = [self._effect(slot) for slot in slots]
        return _Column(
            keys=tuple((step.step, n) for step, n in places),
            least_s=max(slot.least_s for slot in slots),
            even_s=float(np.mean([self._even(step, n) for step, n in places])),
            least_dose=np.sum([effect[0] for effect in effects], axis=0),
            more_dose=np.sum([effect[1] for effect in effects], axis=0),
            least_impulse=sum(effect[2] for effect in effects),
            more_impulse=sum(effect[3] for effect in effects),
        )

    def _even(self, step: Placed, n: int) -> float:
        """Give a slot's part of the step's seconds, in proportion to the time of a pass."""
        slot = step.slots[n]
        if slot.fixed_s is not None:
            return float(slot.fixed_s)
        times = [max(other.usual_s, 1.0) for other in step.slots]
        return self._seconds(step) * times[n] / sum(times)

    def _effect(self, slot: Slot) -> tuple[Floats, Floats, float, float]:
        """Give dose by zone and impulse of one second, at the least force and what is more."""
        least, more = np.zeros(len(self._zones)), np.zeros(len(self._zones))
        impulse = [0.0, 0.0]
        for hand in slot.hands:
            landed = _loaded(hand) * self._landed(hand)
            span = hand.push.most_n - hand.push.least_n
            if hand.work.family.id == _POINTS:
                landed = np.zeros(len(self._zones))
            least += hand.push.least_n * landed
            more += span * landed
            mean = _loaded(hand) * float(np.mean(hand.push.part_at(np.linspace(0, 1, 9))))
            impulse[0] += hand.push.least_n * mean
            impulse[1] += span * mean
        return least, more, impulse[0], impulse[1]

    def _landed(self, hand: Hand) -> Floats:
        """Give the dose (zones,) of one N·s at the peak."""
        key = id(hand.lane), id(hand.push)
        if key not in self._known:
            landed = self._shares.landed(hand.lane, hand.footprint, hand.push.part_at)
            self._known[key] = self._shares.dose(landed)
        return self._known[key]


def _rank(slots: Sequence[Slot], n: int) -> tuple[object, ...]:
    """Say what a slot does and which of its side and kind it is."""

    def kind(slot: Slot) -> tuple[object, ...]:
        work = slot.work
        return work.motion.id, work.region, len(slot.hands), slot.fixed_s

    side = slots[n].work.side
    before = sum(kind(one) == kind(slots[n]) and one.work.side is side for one in slots[:n])
    return *kind(slots[n]), before


def _loaded(hand: Hand) -> float:
    """Give the mean force of a loop as a share of that on its loaded half."""
    loop = (1 + hand.work.motion.return_share) / 2
    if not hand.footprint.spread_mm:
        return 1.0
    straight = _STRAIGHT_TIME if hand.work.motion.generator == Generator.COMBINED.value else 0.0
    return straight + (1 - straight) * loop


def twin_zone(zone: str) -> str:
    """Name the zone of the other side; of a zone on the midline the zone itself."""
    if zone.endswith("_left"):
        return f"{zone.removesuffix('_left')}_right"
    return f"{zone.removesuffix('_right')}_left" if zone.endswith("_right") else zone


def _hands(steps: Sequence[Placed]) -> Iterator[tuple[Key, Hand]]:
    for step in steps:
        for n, slot in enumerate(step.slots):
            yield from (((step.step, n), hand) for hand in slot.hands)


def _on_muscle(hand: Hand, share: float) -> float:
    """Give the force beside the lower spine; a lane that goes on upwards has it at its start."""
    push = hand.push
    return push.off_kidney_n(share) if len(hand.work.zones) == 1 else push.start_n(share)


def _table(columns: Sequence[_Column]) -> Columns:
    return Columns(
        least_s=np.array([column.least_s for column in columns]),
        even_s=np.array([column.even_s for column in columns]),
        least_dose=np.column_stack([column.least_dose for column in columns]),
        more_dose=np.column_stack([column.more_dose for column in columns]),
        least_impulse=np.array([column.least_impulse for column in columns]),
        more_impulse=np.array([column.more_impulse for column in columns]),
    )


def _dose(table: Columns, chosen: Chosen) -> Floats:
    found: Floats = table.least_dose @ chosen.seconds
    found += table.more_dose @ (chosen.seconds * chosen.force_share)
    return found
