"""Fitting work to a body: the first tool, direction and swing whose lanes have room in the zone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from lumbalis.domain.anatomy import Region, Side
from lumbalis.domain.plan.strokes import Contact, Generator
from lumbalis.domain.planning.on_body.areas import around, mirrored, united, within
from lumbalis.domain.planning.on_body.footing import Floats, Footprint
from lumbalis.domain.planning.on_body.lanes import (
    Way,
    extent_mm,
    lanes_in,
    length_mm,
    places_in,
    with_lymph,
)
from lumbalis.domain.planning.on_body.push import Push, push_along
from lumbalis.domain.planning.on_body.result import Undone
from lumbalis.domain.planning.on_body.terrain import Kidney, Terrain
from lumbalis.domain.planning.on_body.work import Work
from lumbalis.domain.protocol.contact import Tool

_SWINGS: Final = (1.0, 0.6, 0.3)
"""Shares of the usual swing that are tried, in this order."""
_ANGLES: Final = (0.0, 90.0)
_PARTS: Final = (1.0, 0.75, 0.5, 0.35)
"""Shares of a hand's length and width that are laid on, from the whole hand to its tips."""
_LEAST_PART_MM: Final = 9.0
"""Nothing narrower than a fingertip is laid on."""
_STRAIGHTENED: Final = frozenset({Generator.CIRCLES, Generator.COMBINED})
"""Where there is no room for circles, these go straight."""
_DIVISIBLE: Final = frozenset({"hand", "finger"})
_OF_STRAYING: Final = 0.92
"""Of the part of the work that may fall beside its zones, this share is used."""
_WORTH_MM: Final = 5.0
_LEAST_MM: Final = 0.1
_LEAST_LANE_MM: Final = 25.0
_SHORT_MM: Final = 10.0
"""Where nothing longer fits, a lane may be so short."""
_WELL_COVERED: Final = 0.5
"""A lane along this share of the zone is good enough to look no further."""
_LEAST_SHIFT: Final = 0.6
"""Lanes lie this share of the contact's width apart."""
CLASSICAL_BOTTOM_UP: Final = "classical_bottom_up"
LYMPH_TERRITORY: Final = "lymph_territory"
_BUTTOCK: Final = "gluteal"
_NEEDS_WAY: Final = frozenset(
    {Generator.LINE, Generator.COMBINED, Generator.CUP_LINE, Generator.DEVICE}
)
_STAYS: Final = frozenset({Generator.CUP_STATIC, Generator.CUP_SPIRAL})


@dataclass(frozen=True, slots=True)
class Hand:
    """One lane for one hand: (n, 2) in mm from its start, with contact, swing and force."""

    work: Work
    lane: Floats
    footprint: Footprint
    push: Push


def fit(work: Work, terrain: Terrain) -> tuple[Hand, ...] | Undone:
    """Find lanes for work on this terrain, or say why there are none.

    The level falls only where nothing fits at the step's own. On an even body the right side
    gets the left side's lanes, mirrored.
    """
    if work.side is Side.RIGHT and terrain.even:
        found = fit_once(work.twin, terrain)
        return found if isinstance(found, Undone) else _mirrored(found, work, terrain)
    target = target_of(work, terrain)
    if target.is_empty or not all(terrain.permits(zone, work.family) for zone in work.zones):
        return Undone.EXCLUDED
    for level in range(work.level, work.family.levels[0] - 1, -1):
        hands = _best(replace(work, level=level), target, terrain)
        if hands is not None:
            return hands
    return _why_not(work, target, terrain)


def fit_once(work: Work, terrain: Terrain) -> tuple[Hand, ...] | Undone:
    """Fit work; what another step has asked for alike is not looked for again."""
    found: tuple[Hand, ...] | Undone | None = terrain.fits.get(work.alike)
    if found is None:
        found = terrain.fits[work.alike] = fit(work, terrain)
    if isinstance(found, Undone):
        return found
    return tuple(replace(hand, work=replace(hand.work, step=work.step)) for hand in found)


def _mirrored(hands: tuple[Hand, ...], work: Work, terrain: Terrain) -> tuple[Hand, ...]:
    for hand in hands:
        terrain.mirrors.setdefault(id(hand.lane), hand.lane * (-1.0, 1.0))
    return tuple(
        replace(
            hand,
            work=replace(work, level=hand.work.level),
            lane=terrain.mirrors[id(hand.lane)],
        )
        for hand in hands
    )


def target_of(work: Work, terrain: Terrain) -> Region:
    """Give the skin the work is for, on an even body what both sides have; it may be empty."""
    zones = terrain.body.zones
    own, other = ([zones[z] for z in one.zones if z in zones] for one in (work, work.twin))
    if not terrain.even or work.side is Side.MIDLINE:
        return united(own)
    return within(united(own), mirrored(united(other)))


def _best(work: Work, target: Region, terrain: Terrain) -> tuple[Hand, ...] | None:
    """Give the lanes of the first contact that covers the zone well, else of the farthest going.

    A contact that swings less has at least the room of one that swings more, so each is first
    tried with its smallest swing.
    """
    search = _Search(work, target, terrain)
    far = search.farthest_mm()
    if not far:
        return None
    short: list[tuple[float, Footprint]] = []
    for alike in grips(work, terrain):
        wide = [grip for grip in alike if search.extent_mm(grip[-1]) >= _WELL_COVERED * far]
        for footprint in (one for swing in zip(*wide, strict=True) for one in swing):
            if search.extent_mm(footprint) >= _WELL_COVERED * far:
                hands = search.hands(footprint)
                if hands:
                    return hands
        short += [(search.extent_mm(grip[-1]), grip[-1]) for grip in alike]
    short.sort(key=lambda one: -(one[0] // _WORTH_MM))
    return next((hands for _, one in short if (hands := search.hands(one))), None)


class _Search:
    """The rooms of one work's contacts, each computed once."""

    def __init__(self, work: Work, target: Region, terrain: Terrain) -> None:
        self._work, self._target, self._terrain = work, target, terrain
        kidney = terrain.kidney_way(work.family)
        most = max(grip[0].reach_mm for alike in grips(work, terrain) for grip in alike)
        areas = terrain.ground(work, kidney), terrain.barred(work.region)
        self._areas = tuple(
            around(area, target, most) for area in (*areas, terrain.delicate(work, kidney))
        )
        key = work.family.id, work.level, work.zones
        self._rooms: dict[Footprint, Region] = terrain.rooms.setdefault(key, {})

    def farthest_mm(self) -> float:
        """Give how far the slightest contact of any tool can go; 0 where none has room."""
        slightest = {alike[0][0].contact.tool: alike for alike in grips(self._work, self._terrain)}
        return max(self.extent_mm(grip[-1]) for alike in slightest.values() for grip in alike)

    def extent_mm(self, footprint: Footprint) -> float:
        """Give how far a contact can go; 0 where it has no room, something for any place."""
        room = self._room(footprint)
        return 0.0 if room.is_empty else max(extent_mm(room, self._work.region), _LEAST_MM)

    def hands(self, footprint: Footprint) -> tuple[Hand, ...]:
        """Lay the lanes of a contact that lie in the zones of the work for the most part."""
        room = self._room(footprint)
        hands = _hands(self._work, footprint, room, self._terrain)
        return tuple(hand for hand in hands if not self._strays(hand))

    def _room(self, footprint: Footprint) -> Region:
        if footprint not in self._rooms:
            ground, barred, delicate = self._areas
            lean = self._terrain.lean
            room = within(footprint.staying_on(ground, lean.border), self._target)
            room = footprint.staying_off(room, barred, 1.0)
            self._rooms[footprint] = footprint.staying_off(room, delicate, lean.core)
        return self._rooms[footprint]

    def _strays(self, hand: Hand) -> bool:
        shares = self._terrain.shares
        landed = shares.landed(hand.lane, hand.footprint, hand.push.part_at)
        step = self._terrain.session.steps[hand.work.step].zones
        inside = landed[[shares.zones.index(zone) for zone in step if zone in shares.zones]]
        most = _OF_STRAYING * self._terrain.protocol.limit("stray_share_maximum")
        return bool(inside.sum() < (1 - most) * landed.sum())


Grip = tuple[Footprint, ...]
"""A part of a hand laid on in one direction, with ever smaller swings."""


def grips(work: Work, terrain: Terrain) -> list[tuple[Grip, ...]]:
    """Give the contacts to try, the whole hand before part of it; in each group every direction."""
    straight = Generator(work.motion.generator) in _STRAIGHTENED
    swings = (*_SWINGS, 0.0) if straight else _SWINGS if work.motion.amplitude_mm else _SWINGS[:1]
    if work.upright and _by_lymph(work, terrain):
        swings = (0.0,)  # a loop pushes to its sides too, and the way to the groin is one side
    wide = [swing * work.motion.amplitude_mm for swing in swings]
    tools = [terrain.protocol.contact.tools[name] for name in work.tools]
    least = terrain.protocol.limit("contact_share_minimum")
    return [
        tuple(
            tuple(Footprint(_contact(tool, work, angle, part), swing) for swing in wide)
            for angle in _ANGLES[: 1 + (tool.length_mm != tool.width_mm)]
        )
        for part, tool in product(_PARTS, tools)
        if part == 1 or (tool.kind in _DIVISIBLE and part * _narrow(tool) >= _LEAST_PART_MM)
        if part >= least
    ]


def _narrow(tool: Tool) -> float:
    return min(tool.length_mm, tool.width_mm)


def _contact(tool: Tool, work: Work, angle: float, part: float) -> Contact:
    if work.cup_mm and tool.kind == "cup":
        return Contact(tool.id, work.cup_mm, work.cup_mm, angle)
    return Contact(tool.id, tool.length_mm * part, tool.width_mm * part, angle)


def work_stays(work: Work) -> bool:
    """Tell whether the work is done in one place."""
    return Generator(work.motion.generator) in _STAYS


def _hands(work: Work, footprint: Footprint, room: Region, terrain: Terrain) -> tuple[Hand, ...]:
    """Lay lanes in a room and say how hard they may be worked; none where there is no room."""
    if room.is_empty:
        return ()
    lanes = [] if work_stays(work) else _long_lanes(work, footprint, room, terrain)
    if not lanes and Generator(work.motion.generator) not in _NEEDS_WAY:
        lanes = places_in(room)
    return tuple(
        Hand(work, lane, footprint, push_along(lane, footprint, work, terrain))
        for lane in _led(lanes, work, terrain)
    )


def _long_lanes(work: Work, footprint: Footprint, room: Region, terrain: Terrain) -> list[Floats]:
    shift = 2 * footprint.across_mm * _LEAST_SHIFT
    outwards = _by_lymph(work, terrain) and work.region == _BUTTOCK
    way = Way(work.region, work.side, upright=work.upright, outwards_below=outwards)
    lanes = lanes_in(room, way, terrain.body, shift)
    long = [lane for lane in lanes if length_mm(lane) >= _LEAST_LANE_MM]
    return long or [lane for lane in lanes if length_mm(lane) >= _SHORT_MM]


def _by_lymph(work: Work, terrain: Terrain) -> bool:
    return terrain.policy == LYMPH_TERRITORY and work.family.bottom_up


def _led(lanes: list[Floats], work: Work, terrain: Terrain) -> list[Floats]:
    """Let lanes lead where the policy says: up, or with the lymph of the skin."""
    if not _by_lymph(work, terrain):
        return lanes
    marks = terrain.body.landmarks
    crest = min(marks[f"crest_{side}"].at.y for side in ("left", "right"))
    fold = max(marks[f"fold_{side}"].at.y for side in ("left", "right"))
    return [piece for lane in lanes for piece in with_lymph(lane, work.side, (fold, crest))]


def _why_not(work: Work, target: Region, terrain: Terrain) -> Undone:
    nearer = terrain.ground(replace(work, level=work.family.levels[0]), Kidney.BESIDE)
    border = terrain.lean.border
    slightest = [grip[-1] for grip in grips(work, terrain)[-1]]
    if any(within(one.staying_on(nearer, border), target) for one in slightest):
        return Undone.KIDNEY_NEAR
    marked = any(
        name.startswith("lesion:") and area.intersects(target)
        for name, area in terrain.body.keep_outs.items()
    )
    return Undone.LESION_NEAR if marked else Undone.TOO_NARROW
