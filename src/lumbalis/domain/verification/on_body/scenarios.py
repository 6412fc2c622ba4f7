"""The plan with its landmarks wrong: does it still hurt nobody, and by how many millimetres.

A level found by hand may be a whole vertebra off (B02). Hands follow what was felt, so all
strokes then lie beside where they should; only what can hurt is judged again: areas without
contact, kidneys, the hollows of the knees. Breathing and the prone kidney are part of the
kidney zones already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lumbalis.domain.verification.on_body.case import PlanCase, StrokeCase
from lumbalis.domain.verification.on_body.findings import (
    BodyCheck,
    BodyFinding,
    Robustness,
    Scenario,
    check,
)
from lumbalis.domain.verification.on_body.ground import is_kidney
from lumbalis.domain.verification.on_body.guards import (
    breaks,
    clearance,
    critical,
    exact_within,
    left_when_moved,
    may_break,
)
from lumbalis.domain.verification.on_body.look import Guard, Look
from lumbalis.domain.verification.on_body.reach import Floats

ACROSS: Final = (-1.0, 0.0, 1.0)
UP: Final = (-1.0, -0.5, 0.0, 0.5, 1.0)
ERRORS: Final = tuple(product(ACROSS, UP))
"""Shares of the error to the patient's right and towards the head; one of them is none."""
_STRIDE_MM: Final = 4.0
_SEARCHED: Final = 1.5
"""How many times the greatest error is asked for when the margins are measured."""
_ACROSS: Final = ((-1.0, 0.0), (1.0, 0.0))
_ALONG: Final = ((0.0, 1.0), (0.0, -1.0))


def landmark_error(case: PlanCase) -> Iterator[BodyFinding]:
    """Nothing critical breaks where a landmark was felt in the wrong place."""
    broken: dict[tuple[str, str], int] = {}
    for mask, (stroke, kind) in _broken(case.strokes):
        broken[stroke, kind] = int(mask.sum())
    places = {one.stroke.id: one for one in case.strokes}
    for (stroke, kind), count in broken.items():
        one, total = places[stroke], len(ERRORS)
        found = f"{kind} {total - count}/{total}"
        yield BodyFinding(one.where, stroke, one.look.place(0), found, f"= {total}/{total}")


def robustness(case: PlanCase) -> Robustness:
    """Check the plan under every error of the landmarks, and measure how much it stands."""
    found = list(_broken(case.strokes))
    lateral = case.limit("landmark_error_lateral")
    scenarios = tuple(
        Scenario(right * lateral, up, tuple(which for mask, which in found if mask[place]))
        for place, (right, up) in enumerate(ERRORS)
    )
    searched = _searched(case)
    left, right, up, down = _margins(case, searched)
    return Robustness(scenarios, left, right, up, down, searched)


def _broken(
    strokes: Sequence[StrokeCase],
) -> Iterator[tuple[NDArray[np.bool_], tuple[str, str]]]:
    """Give the scenarios (15,) in which each stroke breaks something, and the kind of it."""
    for one in strokes:
        for region, mask in _seen(one).items():
            if mask.any():
                yield mask, (one.stroke.id, kind_of(region))


def _seen(one: StrokeCase) -> dict[str, NDArray[np.bool_]]:
    """Look at a stroke under every error, once."""
    look = one.look
    if not look.broken:
        across = one.limit("landmark_error_lateral")
        for guard in critical(look, one.prepared):
            shifts = np.array(ERRORS) * (across, _off_by(guard, one))
            look.broken[guard.region] = breaks(guard, look, one.prepared, shifts)
    return look.broken


def _off_by(guard: Guard, one: StrokeCase) -> float:
    """Give how far off to reckon with: the kidneys hang on the levels, whatever the lane does."""
    if not is_kidney(guard.region):
        return one.look.off_by_mm
    return max(one.look.off_by_mm, one.prepared.body.landmarks["L4"].off_by_mm)


def kind_of(region: str) -> str:
    """Name what breaks where a critical region is reached."""
    if is_kidney(region):
        return "kidney_force"
    return "popliteal_force" if region.startswith("popliteal") else f"{region}_touched"


def _searched(case: PlanCase) -> int:
    marks = case.prepared.body.landmarks.values()
    return int(_SEARCHED * max(mark.off_by_mm for mark in marks))


def _margins(case: PlanCase, searched: int) -> tuple[int, int, int, int]:
    """Give the whole millimetres the plan stands to each side, up and down.

    To the side everything is moved; up and down only what hangs on a level of the spine, a
    lane or a kidney: folds, creases and ankles can be seen.
    """
    looks = [one.look for one in case.strokes]
    everything = [(guard, look) for look in looks for guard in critical(look, case.prepared)]
    told = [pair for pair in everything if pair[1].on_level or is_kidney(pair[0].region)]
    left, right = (_margin(everything, case, np.array(way), searched) for way in _ACROSS)
    up, down = (_margin(told, case, np.array(way), searched) for way in _ALONG)
    return left, right, up, down


def _margin(pairs: Sequence[tuple[Guard, Look]], case: PlanCase, way: Floats, searched: int) -> int:
    """Narrow down, pair by pair, how far everything may lie that way; -1 if even 0 fails."""
    most, prepared = searched, case.prepared
    for guard, look in sorted(pairs, key=lambda pair: clearance(pair[0], pair[1], prepared).mm):
        if not may_break(guard, look, prepared, most):
            break
        tried = _doubtful(guard, look, case, way, most)
        fails = tried[breaks(guard, look, prepared, tried[:, None] * way)] if tried.size else tried
        most = int(fails.min(initial=most + 1)) - 1
    return most


def _doubtful(guard: Guard, look: Look, case: PlanCase, way: Floats, most: int) -> Floats:
    """Give the whole millimetres up to the most at which the raster alone cannot say no."""
    coarse = np.arange(0.0, most + _STRIDE_MM, _STRIDE_MM)
    left = left_when_moved(guard, look, case.prepared, coarse[:, None] * way)
    near = coarse[left <= exact_within(case.prepared) + _STRIDE_MM / 2]
    around = near[:, None] + np.arange(-_STRIDE_MM // 2, _STRIDE_MM // 2 + 1)
    every = np.unique(around)
    return every[(every >= 0) & (every <= most)]


PLAN_CHECKS: tuple[BodyCheck[PlanCase], ...] = (check(landmark_error, "B02", "B08", "B10", "E"),)
