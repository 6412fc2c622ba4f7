"""What a stroke must keep clear of, and with which part of its path: asked in two tiers.

A raster of distances answers as long as the contact stays farther away than `exact_within`;
nearer than that the exact geometry is asked. The raster can be wrong by half a cell's
diagonal and the path can come nearer between two samples, by less than that limit together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.plan.tracing import SPACING_MM
from lumbalis.domain.verification.case import base_of
from lumbalis.domain.verification.on_body.exact import nearest, runs, touches
from lumbalis.domain.verification.on_body.fields import ROUNDING_MM
from lumbalis.domain.verification.on_body.ground import LESION, Prepared, is_kidney
from lumbalis.domain.verification.on_body.look import Clearance, Guard, Look
from lumbalis.domain.verification.on_body.reach import Floats
from lumbalis.domain.verification.words import CUP_WORK, DEVICE, PATTING

NEVER_ON_KIDNEYS: Final = frozenset({PATTING, CUP_WORK, DEVICE})
UNSURE_MM: Final = ROUNDING_MM + SPACING_MM / 2
"""What the raster and the samples can be wrong by; `exact_within` is never less."""
_ELSEWHERE_MM: Final = 60.0
"""A distance that is more is no room left to a limit, it is another place."""
_NEVER: Final = Clearance(float("inf"))


def keep_outs(look: Look, prepared: Prepared) -> Iterator[Guard]:
    """Give what no part of the contact may touch at any force."""
    guards = guards_of(look, prepared)
    return (guards[name] for name in prepared.body.keep_outs)


def critical(look: Look, prepared: Prepared) -> Iterator[Guard]:
    """Give what still may not be reached when the landmarks are wrong.

    A lesion is left out: it is seen, or was measured from the very landmark the lane hangs
    on, and moves with it.
    """
    guards = guards_of(look, prepared).values()
    return (guard for guard in guards if not guard.region.startswith(LESION))


def guards_of(look: Look, prepared: Prepared) -> dict[str, Guard]:
    """Give every guard of a stroke by the region it guards, worked out once."""
    if not look.guards:
        everything, core = np.ones(look.trace.newton.size, bool), prepared.limit("spill_core")
        for name in prepared.body.keep_outs:
            look.guards[name] = Guard(name, 1.0, everything)
        for regions in (prepared.kidneys, prepared.hollows):
            hot = _too_much(regions[0], look, prepared) if regions else everything
            look.guards.update((name, Guard(name, core, hot)) for name in regions)
    return look.guards


def _too_much(region: str, look: Look, prepared: Prepared) -> NDArray[np.bool_]:
    """Find the samples that a kidney, or a hollow of the knee, does not stand."""
    newton = look.trace.newton
    if is_kidney(region) and base_of(look.stroke.manipulation) in NEVER_ON_KIDNEYS:
        return np.ones(newton.size, bool)
    force, pressure = critical_limits(region, look)
    most = min(prepared.limit(force), prepared.limit(pressure) / look.kpa(1.0))
    return newton > most


def critical_limits(region: str, look: Look) -> tuple[str, str]:
    """Name the limits of force and pressure that hold for a stroke in a critical region."""
    if not is_kidney(region):
        return "popliteal_force_maximum", "popliteal_pressure_maximum"
    if look.presses_point:
        return "kidney_point_force_maximum", "kidney_point_pressure_maximum"
    return "kidney_force_maximum", "kidney_pressure_maximum"


def clearance(guard: Guard, look: Look, prepared: Prepared) -> Clearance:
    """Measure how far the guarded samples stay from the region, by raster or exactly."""
    known = look.clearances.get(guard.region)
    if known is None:
        known = look.clearances[guard.region] = _measured(guard, look, prepared)
    return known


def room(region: str, looks: Sequence[Look], prepared: Prepared) -> float:
    """Give the exact distance in mm of the stroke that comes nearest to a region.

    Only strokes that could be nearer than the nearest found so far are looked at exactly.
    """
    guards = [guards_of(look, prepared)[region] for look in looks]
    known = [
        (clearance(guard, look, prepared), guard, look)
        for guard, look in zip(guards, looks, strict=True)
    ]
    best = float("inf")
    for clear, guard, look in sorted(known, key=lambda one: one[0].mm):
        if clear.mm >= min(best, _ELSEWHERE_MM):
            break
        exact = clear if clear.at is not None else _exactly(guard, look, prepared, guard.hot)
        best = min(best, exact.mm)
    return best


def _measured(guard: Guard, look: Look, prepared: Prepared) -> Clearance:
    field = prepared.fields[guard.region]
    if field.far_from(look.bounds):
        return Clearance(field.beyond_mm)
    if not guard.hot.any():
        return _NEVER
    points, near = look.trace.points, exact_within(prepared)
    left = np.where(guard.hot, _room_at_most(guard, look, prepared, points), np.inf)
    close = left <= near
    if close.any():
        left[close] = _room_of_discs(guard, look, prepared, points[close])
    least = float(left.min())
    if least > near:
        return Clearance(least - UNSURE_MM, rough=True)
    return _exactly(guard, look, prepared, _with_neighbours(left <= near) & guard.hot)


def _room_at_most(guard: Guard, look: Look, prepared: Prepared, points: Floats) -> Floats:
    """Give the room (n,) in mm that one disc around the whole contact leaves at each place."""
    half = guard.share * look.reach.half_length_mm
    return np.asarray(prepared.fields[guard.region].near(points) - half, np.float64)


def _room_of_discs(guard: Guard, look: Look, prepared: Prepared, points: Floats) -> Floats:
    """Give the room (...) in mm that the discs covering the contact leave at places (..., 2)."""
    # the core of a contact is covered by the same discs, all of them drawn in alike
    centres = points[..., None, :] + guard.share * look.reach.offsets
    left = prepared.fields[guard.region].near(centres) - guard.share * look.reach.radii
    return np.asarray(left.min(axis=-1), np.float64)


def _exactly(guard: Guard, look: Look, prepared: Prepared, near: NDArray[np.bool_]) -> Clearance:
    contact = look.stroke.contact
    region = prepared.stretched.of(guard.region, prepared.regions[guard.region], contact)
    lines = [look.trace.points[run] for run in runs(near, look.trace.starts)]
    found = nearest(lines, region, contact)
    mm = (found.times - guard.share) * found.each_mm
    return Clearance(mm, found.at, float(look.trace.newton[near].max()))


def breaks(guard: Guard, look: Look, prepared: Prepared, shifts: Floats) -> NDArray[np.bool_]:
    """Tell for each shift (m, 2) in mm of the stroke whether it then touches the region."""
    found = np.zeros(len(shifts), bool)
    doubtful = left_when_moved(guard, look, prepared, shifts) <= exact_within(prepared)
    if doubtful.any():
        found[doubtful] = _touched(guard, look, prepared, shifts[doubtful])
    return found


def may_break(guard: Guard, look: Look, prepared: Prepared, way_mm: float) -> bool:
    """Tell whether a stroke could touch the region if it lay so far off in any direction."""
    known = clearance(guard, look, prepared)
    if known.mm <= way_mm and known.rough:
        left = _room_of_discs(guard, look, prepared, look.trace.points[guard.hot])
        known = look.clearances[guard.region] = Clearance(float(left.min()) - UNSURE_MM)
    return known.mm <= way_mm


def left_when_moved(
    guard: Guard, look: Look, prepared: Prepared, shifts: Floats
) -> NDArray[np.float64]:
    """Give the room (m,) in mm that the raster shows for each shift (m, 2) of the stroke."""
    way = float(np.hypot(shifts[:, 0], shifts[:, 1]).max())
    if not may_break(guard, look, prepared, way):
        return np.full(len(shifts), np.inf)
    points, near = look.trace.points[guard.hot], exact_within(prepared) + way
    points = points[_room_at_most(guard, look, prepared, points) <= near]
    points = points[_room_of_discs(guard, look, prepared, points) <= near]
    moved = points + shifts[:, None]
    room_left = _room_of_discs(guard, look, prepared, moved)
    return np.asarray(room_left.min(axis=1, initial=np.inf))


def _touched(guard: Guard, look: Look, prepared: Prepared, shifts: Floats) -> NDArray[np.bool_]:
    contact = look.stroke.contact
    region = prepared.stretched.of(guard.region, prepared.regions[guard.region], contact)
    found = np.zeros(len(shifts), bool)
    for run in runs(guard.hot, look.trace.starts):
        found |= touches(look.trace.points[run], shifts, region, contact, guard.share)
    return found


def _with_neighbours(chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    wider = chosen.copy()
    wider[1:] |= chosen[:-1]
    wider[:-1] |= chosen[1:]
    return wider


def exact_within(prepared: Prepared) -> float:
    """Give the distance in mm below which the raster is not believed."""
    return max(prepared.limit("exact_within"), UNSURE_MM)
