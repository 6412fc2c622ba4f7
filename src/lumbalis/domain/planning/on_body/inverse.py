"""Inverse planning: seconds and force of every slot from the dose aimed at, by linear programming.

A slot has its seconds t and a share s (0 to 1) of its range of force; with q = s*t dose is
linear in t and q. Slots that are alike on the left and on the right share their variables,
so a symmetric body gets a symmetric plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from lumbalis.domain.planning.on_body.footing import Floats

_SHARES_OF_EVEN: Final = (0.6, 1.5)
"""A slot gets at least and at most so much of what its length would give it."""
_UNEVEN: Final = 0.02
_OVER_LIMIT: Final = 50.0
_RATIO_SCALE: Final = 100.0
_GAP: Final = 0.01
_NODES: Final = 60


@dataclass(frozen=True, slots=True)
class Columns:
    """What may be chosen, one entry a variable pair.

    Attributes
    ----------
    least_s, even_s : ndarray, shape (k,)
        The shortest time, and the time in proportion to the lane's length, in s.
    least_dose, more_dose : ndarray, shape (zones, k)
        Mean dose in kPa·s of one second at the least force, and what one second at the
        greatest force adds to it.
    least_impulse, more_impulse : ndarray, shape (k,)
        Impulse on the whole body in N·s of the same.
    """

    least_s: Floats
    even_s: Floats
    least_dose: Floats
    more_dose: Floats
    least_impulse: Floats
    more_impulse: Floats


@dataclass(frozen=True, slots=True)
class Aims:
    """What is wanted: aims by zone (nan for none), ceilings by zone, and linear ceilings.

    `ceilings` (zones,) in kPa·s. `ratios` are (upper, lower, share): the mean dose of zone
    `upper` is at most `share` of that of `lower`. `impulse` is the session's ceiling in N·s.
    """

    aims: Floats
    ceilings: Floats
    ratios: tuple[tuple[int, int, float], ...]
    impulse: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whole seconds, and the share (0 to 1) of the range of force, of every variable pair."""

    seconds: Floats
    force_share: Floats


def choose(columns: Columns, aims: Aims, steps: Sequence[tuple[Sequence[int], int]]) -> Chosen:
    """Choose seconds and force.

    Parameters
    ----------
    columns : Columns
        The slots to choose for.
    aims : Aims
        The dose aimed at and its limits. A limit that cannot be kept with every step's
        seconds filled is passed by as little as possible; the verifier then says so.
    steps : sequence of (places, seconds)
        The columns that share a step's seconds, and how many there are.

    Raises
    ------
    ValueError
        If a step's seconds do not suffice for the shortest times of its columns.
    """
    model = _Model(columns, aims, steps)
    found = milp(
        model.cost(),
        constraints=model.constraints(),
        bounds=model.bounds(),
        integrality=model.integrality(),
        options={"mip_rel_gap": _GAP, "node_limit": _NODES},
    )
    if found.x is None:
        msg = f"no division of the steps' seconds was found: {found.message}"
        raise ValueError(msg)
    k = len(columns.least_s)
    seconds = np.round(found.x[:k])
    return Chosen(seconds, np.clip(found.x[k : 2 * k] / np.maximum(seconds, 1.0), 0.0, 1.0))


class _Model:
    """The programme. Variables: t, q, off even, under, over, beyond a ceiling."""

    def __init__(
        self, columns: Columns, aims: Aims, steps: Sequence[tuple[Sequence[int], int]]
    ) -> None:
        self.columns, self.aims, self.steps = columns, aims, steps
        self.k, self.z = len(columns.least_s), len(aims.aims)
        self.aimed = np.flatnonzero(~np.isnan(aims.aims))

    def cost(self) -> Floats:
        even = np.full(self.k, _UNEVEN) / np.maximum(self.columns.even_s, 1.0)
        aim = 1.0 / self.aims.aims[self.aimed]
        beyond = np.full(self.z + len(self.aims.ratios) + 1, _OVER_LIMIT)
        return np.concatenate([np.zeros(2 * self.k), even, aim, aim, beyond])

    def integrality(self) -> NDArray[np.int64]:
        kinds = np.zeros(len(self.cost()), dtype=np.int64)
        kinds[: self.k] = 1
        return kinds

    def bounds(self) -> Bounds:
        low, high = np.zeros(len(self.cost())), np.full(len(self.cost()), np.inf)
        low[: self.k], high[: self.k] = self._times()
        return Bounds(low, high)

    def _times(self) -> tuple[Floats, Floats]:
        """Bound the seconds: near the even share, but never so that a step cannot be filled."""
        even, least = self.columns.even_s, np.maximum(1.0, np.ceil(self.columns.least_s))
        low = np.maximum(least, np.floor(_SHARES_OF_EVEN[0] * even))
        high = np.ceil(_SHARES_OF_EVEN[1] * even)
        for places, seconds in self.steps:
            at = list(places)
            for bound in (least, np.ones(self.k)):
                if low[at].sum() > seconds:
                    low[at] = bound[at] if len(at) > 1 else seconds
        return low, np.maximum(low, high)

    def constraints(self) -> list[LinearConstraint]:
        return [
            self._filled(),
            self._within_force(),
            *self._near_even(),
            self._near_aim(),
            self._under_ceilings(),
        ]

    def _rows(self, *blocks: tuple[int, Floats], rows: int) -> sparse.csr_array:
        """Put blocks of columns at their places in otherwise empty rows."""
        whole = sparse.lil_array((rows, len(self.cost())))
        for start, block in blocks:
            whole[:, start : start + block.shape[1]] = block
        return whole.tocsr()

    def _filled(self) -> LinearConstraint:
        rows = np.zeros((len(self.steps), self.k))
        for row, (places, _) in enumerate(self.steps):
            for place in places:
                rows[row, place] += 1
        seconds = np.array([seconds for _, seconds in self.steps], dtype=np.float64)
        return LinearConstraint(self._rows((0, rows), rows=len(rows)), seconds, seconds)

    def _within_force(self) -> LinearConstraint:
        one = np.eye(self.k)
        return LinearConstraint(self._rows((0, -one), (self.k, one), rows=self.k), -np.inf, 0.0)

    def _near_even(self) -> list[LinearConstraint]:
        one, off = np.eye(self.k), 2 * self.k
        return [
            LinearConstraint(
                self._rows((0, sign * one), (off, -one), rows=self.k),
                -np.inf,
                sign * self.columns.even_s,
            )
            for sign in (1.0, -1.0)
        ]

    def _near_aim(self) -> LinearConstraint:
        by_t, by_q = self.columns.least_dose[self.aimed], self.columns.more_dose[self.aimed]
        count, under = len(self.aimed), 3 * self.k
        one = np.eye(count)
        rows = self._rows(
            (0, by_t), (self.k, by_q), (under, one), (under + count, -one), rows=count
        )
        wanted = self.aims.aims[self.aimed]
        return LinearConstraint(rows, wanted, wanted)

    def _under_ceilings(self) -> LinearConstraint:
        limits = np.concatenate(
            [self.aims.ceilings, np.zeros(len(self.aims.ratios)), [self.aims.impulse]]
        )
        scale = np.where(limits > 0, limits, _RATIO_SCALE)
        by_t = self._limited(self.columns.least_dose, self.columns.least_impulse) / scale[:, None]
        by_q = self._limited(self.columns.more_dose, self.columns.more_impulse) / scale[:, None]
        beyond = 3 * self.k + 2 * len(self.aimed)
        rows = self._rows(
            (0, by_t), (self.k, by_q), (beyond, -np.eye(len(limits))), rows=len(limits)
        )
        return LinearConstraint(rows, -np.inf, limits / scale)

    def _limited(self, dose: Floats, impulse: Floats) -> Floats:
        """Stack what the ceilings are about: zones, ratios of zones, the whole impulse."""
        ratios = [dose[upper] - share * dose[lower] for upper, lower, share in self.aims.ratios]
        return np.vstack([dose, *ratios, impulse[None, :]])
