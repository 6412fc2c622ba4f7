"""Where contacts lie: off what must not be touched, on the body, in zones they belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from lumbalis.domain.protocol import Zone
from lumbalis.domain.verification.findings import names, no_more_than
from lumbalis.domain.verification.on_body.case import StrokeCase
from lumbalis.domain.verification.on_body.findings import (
    BodyCheck,
    BodyFinding,
    amount,
    check,
)
from lumbalis.domain.verification.on_body.ground import LESION, SIDES
from lumbalis.domain.verification.on_body.guards import clearance, keep_outs
from lumbalis.domain.verification.on_body.look import Guard

NAMED = ("spine", "cleft", "lymph_nodes")


def spine_touched(case: StrokeCase) -> Iterator[BodyFinding]:
    """Nothing touches the band over the vertebrae."""
    yield from _touched(case, lambda name: name == "spine")


def cleft_touched(case: StrokeCase) -> Iterator[BodyFinding]:
    """Nothing touches the tailbone and the cleft below it."""
    yield from _touched(case, lambda name: name == "cleft")


def lymph_nodes_touched(case: StrokeCase) -> Iterator[BodyFinding]:
    """Nothing touches the lymph nodes of the inner thigh."""
    yield from _touched(case, lambda name: name == "lymph_nodes")


def lesion_touched(case: StrokeCase) -> Iterator[BodyFinding]:
    """Nothing comes nearer to a mole, a wound or a mark than its margin."""
    yield from _touched(case, lambda name: name.startswith(LESION))


def keep_out_touched(case: StrokeCase) -> Iterator[BodyFinding]:
    """Nothing touches any other area that the body keeps clear."""
    yield from _touched(case, lambda name: name not in NAMED and not name.startswith(LESION))


def excluded_zone_touched(case: StrokeCase) -> Iterator[BodyFinding]:
    """Nothing touches a zone whose ceiling is 0 today."""
    zones = case.prepared.body.zones
    everything = np.ones(len(case.look.trace.points), bool)
    for name, cap in case.session.zone_caps.items():
        if cap > 0 or name not in zones or name in case.prepared.body.keep_outs:
            continue
        guard = Guard(case.prepared.excluded(name), 1.0, everything)
        yield from _on(case, guard, name)


def outside_body(case: StrokeCase) -> Iterator[BodyFinding]:
    """Refuse a contact that lies too far beyond the outline."""
    beyond = case.look.shares[:, -1]
    most, worst = case.limit("outside_share_maximum"), int(beyond.argmax())
    if beyond[worst] > most:
        yield _share(case, worst, float(beyond[worst]), most)


def untreated_zone_worked(case: StrokeCase) -> Iterator[BodyFinding]:
    """Refuse contact that lies mostly where the protocol treats nothing."""
    spilled = case.look.shares[:, :-1] @ case.prepared.untreated
    most, worst = case.limit("untreated_share_maximum"), int(spilled.argmax())
    if spilled[worst] > most:
        yield _share(case, worst, float(spilled[worst]), most)


def zone_strays(case: StrokeCase) -> Iterator[BodyFinding]:
    """Refuse a stroke that works mostly beside the zones of its step."""
    look, raster = case.look, case.prepared.raster
    impulse = look.trace.newton * look.trace.dwell_s
    wanted = np.array([zone in case.step.zones for zone in raster.zones], np.float32)
    inside = look.shares[:, :-1] @ wanted
    beside = 1 - float(impulse @ inside) / float(impulse.sum())
    most = case.limit("stray_share_maximum")
    if beside > most:
        yield _share(case, int(inside.argmin()), beside, most)


def side_differs(case: StrokeCase) -> Iterator[BodyFinding]:
    """Refuse a stroke for one side of the body whose hand lies on the other (H32)."""
    _, _, side = case.stroke.zone.rpartition("_")
    if side not in SIDES:
        return
    x, y = case.look.trace.points.T
    heights, middle = np.array(case.prepared.body.spine[::-1]).T[::-1]
    across = (x - np.interp(y, heights, middle)) * (-1 if side == "left" else 1)
    worst = int(across.argmin())
    if across[worst] < 0:
        found = "right" if side == "left" else "left"
        yield BodyFinding(case.where, case.stroke.id, case.look.place(worst), found, side)


def manipulation_not_for_zone(case: StrokeCase) -> Iterator[BodyFinding]:
    """Judge what is done by the zone the contact lies in, not by the one it is meant for."""
    for zone, sample in case.worked():
        if not _may_be_done(case, zone):
            at = case.look.place(sample)
            found = f"{case.base} {zone.id}"
            yield BodyFinding(case.where, case.stroke.id, at, found, names(zone.manipulations))


def _may_be_done(case: StrokeCase, zone: Zone) -> bool:
    manipulation = case.manipulation
    if manipulation is None:
        return False
    if manipulation.regions:
        return zone.region in manipulation.regions
    return manipulation.id in zone.manipulations


def _touched(case: StrokeCase, chosen: Callable[[str], bool]) -> Iterator[BodyFinding]:
    for guard in keep_outs(case.look, case.prepared):
        if chosen(guard.region):
            yield from _on(case, guard, guard.region)


def _on(case: StrokeCase, guard: Guard, name: str) -> Iterator[BodyFinding]:
    clear = clearance(guard, case.look, case.prepared)
    if clear.touched:
        found = f"{name} {amount(clear.mm, 'mm')}"
        yield BodyFinding(case.where, case.stroke.id, clear.at, found, "≥ 0 mm")


def _share(case: StrokeCase, sample: int, found: float, most: float) -> BodyFinding:
    at, percent = case.look.place(sample), f"{100 * found:.0f} %"
    return BodyFinding(case.where, case.stroke.id, at, percent, no_more_than(100 * most, "%"))


STROKE_CHECKS: tuple[BodyCheck[StrokeCase], ...] = (
    check(spine_touched, "R030", "R190", "C05"),
    check(cleft_touched, "R116", "E"),
    check(lymph_nodes_touched, "V70", "C07"),
    check(lesion_touched, "A26", "E"),
    check(keep_out_touched, "E"),
    check(excluded_zone_touched, "A26", "E"),
    check(outside_body, "P", "E"),
    check(untreated_zone_worked, "R027", "P"),
    check(zone_strays, "P", "E"),
    check(side_differs, "E"),
    check(manipulation_not_for_zone, "R036", "A06", "V70", "E"),
)
