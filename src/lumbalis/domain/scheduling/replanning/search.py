"""Ruin and recreate: a few courses off the board, and back in at their exact best, priced."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lumbalis.domain.scheduling.booked import BookedVisit
from lumbalis.domain.scheduling.replanning.bound import Ascent, Bound
from lumbalis.domain.scheduling.replanning.field import Field
from lumbalis.domain.scheduling.replanning.meter import Meter
from lumbalis.domain.scheduling.replanning.plans import Aim, Plan
from lumbalis.domain.scheduling.replanning.prices import Prices
from lumbalis.domain.scheduling.replanning.seats import seat
from lumbalis.domain.scheduling.replanning.state import Clinic

_MOST = 4
"""The most courses that leave the board beside the one that wants a better place."""

_MANY, _CROWD = 0.1, 8
"""How often a crowd leaves the board at once, and how many they are at most."""
_SLACK, _STUCK = 0.05, 40
"""The share of the gap by which the search may climb before it goes back to its best, and the
steps in vain before it does."""
_ANYBODY = 0.02
"""The share of the mean regret that everybody has, so that nobody is left out for good."""
_PRICED, _STRANGER = 0.7, 0.2
"""How often a course heeds the prices when it returns, and how often a stranger leaves too."""
_WARM, _REBUILDS = 10, 3
"""Steps of the bound before everyone is put in anew, and how often that is tried."""
_PRICINGS, _MOVES = 3, 20
"""Steps of the bound and of the search, by turns."""

Saved = dict[int, tuple[Plan | None, tuple[BookedVisit, ...]]]


class Search:
    """A search that makes the cost of the board smaller, one group of courses at a time.

    A course that pays more than its bound says where it would go if only prices were in its
    way; those it meets there leave the board, it takes the place, they find their own. What
    does not lower the total is undone.
    """

    def __init__(self, clinic: Clinic, aim: Aim, bound: Bound, seed: int) -> None:
        """Begin from the board as it stands; the same seed takes the same steps."""
        self._clinic, self._aim = clinic, aim
        self._rng = np.random.default_rng(seed)
        self._best, self._idle = self._snapshot(), 0
        self.price_by(bound)

    def price_by(self, bound: Bound) -> None:
        """Take new prices and bounds."""
        self._bound, self._prices = bound, Prices(bound.prices)
        self._dream = Field(self._clinic.empty, self._prices)
        self._regrets: dict[int, tuple[Plan, float]] = {}

    def run(self, steps: int, meter: Meter, enough: int) -> None:
        """Take steps until they or the effort are spent, or the cost is `enough`."""
        for _ in range(steps):
            if self._clinic.cost <= enough or not meter.go_on():
                break
            self.step()
        self.settle()

    def step(self) -> None:
        """Ruin and recreate once."""
        first = self._unhappy()
        group = [first, *self._in_the_way(first)]
        if self._rng.random() < _MANY:
            group = list(dict.fromkeys([*group, *(self._unhappy() for _ in range(_CROWD))]))
            self._rng.shuffle(group)
        cost = self._clinic.cost
        saved: Saved = {number: self._clinic.take(number) for number in group}
        for number in group:
            self._clinic.field.prices = self._prices if self._rng.random() < _PRICED else None
            self._clinic.put(number, self._clinic.solve(number, self._aim))
        self._clinic.field.prices = None
        if self._clinic.cost > max(cost, self._best[0] + self._slack()):
            self._undo(saved)
        self._idle += 1
        if self._clinic.cost < self._best[0]:
            self._best, self._idle = self._snapshot(), 0

    def settle(self) -> None:
        """Go back to the best board there was."""
        cost, best = self._best
        if self._clinic.cost > cost:
            changed = {n: one for n, one in best.items() if self._clinic.plans[n] is not one[0]}
            self._undo(changed)

    def _snapshot(self) -> tuple[int, Saved]:
        clinic = self._clinic
        pairs = zip(clinic.plans, clinic.visits, strict=True)
        return clinic.cost, dict(enumerate(pairs))

    def _slack(self) -> float:
        """Give by how much a board may be worse than the best, once nothing else helps."""
        stuck = self._idle >= _STUCK
        return _SLACK * max(0, self._best[0] - self._bound.least) * stuck

    def rebuild(self, meter: Meter) -> None:
        """Take everyone off the board and put them back in by the prices, in any order."""
        cost, group = self._clinic.cost, list(range(len(self._clinic.plans)))
        saved: Saved = {number: self._clinic.take(number) for number in group}
        self._rng.shuffle(group)
        self._clinic.field.prices = self._prices
        for number in group:
            if not meter.time_left():
                break
            self._clinic.put(number, self._clinic.solve(number, self._aim))
        self._clinic.field.prices = None
        whole = all(plan is not None for plan in self._clinic.plans)
        if not whole or self._clinic.cost > cost:
            self._undo(saved)
        self._best = self._snapshot()

    def _undo(self, saved: Saved) -> None:
        for number in saved:
            if self._clinic.plans[number] is not None:
                self._clinic.take(number)
        for number, (plan, visits) in saved.items():
            if plan is not None:
                self._clinic.put(number, plan, visits)

    def _unhappy(self) -> int:
        """Choose a course, the likelier the more its place costs beyond its bound."""
        regrets = np.array([self._regret(number) for number in range(len(self._clinic.plans))])
        weights = regrets + _ANYBODY * (regrets.mean() + 1)
        return int(self._rng.choice(len(weights), p=weights / weights.sum()))

    def _regret(self, number: int) -> float:
        """Give what a course pays, prices and all, above the least it could pay by the prices."""
        plan = self._clinic.plans[number]
        if plan is None:
            return 0.0
        known, regret = self._regrets.get(number, (None, 0.0))
        if known is not plan:
            paid = self._dream.paid(plan.stops, self._clinic.case(number).needs)
            regret = max(0.0, plan.cost + paid - self._bound.values[number])
            self._regrets[number] = (plan, regret)
        return regret

    def _in_the_way(self, first: int) -> list[int]:
        """Choose who leaves the board for a course: whom it meets where it would like to be."""
        clinic = self._clinic
        case = clinic.case(first)
        wish = self._aim.solve(case, self._dream, clinic.barred(first))
        visits = seat(clinic.empty.agenda, case, wish.stops)
        meeting = clinic.meeting(visits)
        meeting.pop(first, None)
        others = sorted(meeting)
        self._rng.shuffle(others)
        return [one for one in self._few(others) if one != first]

    def _few(self, others: Sequence[int]) -> list[int]:
        """Keep a random few, and now and then somebody else."""
        few = list(others[: int(self._rng.integers(1, _MOST + 1))])
        if not few or self._rng.random() < _STRANGER:
            stranger = int(self._rng.integers(len(self._clinic.courses)))
            few += [] if stranger in few else [stranger]
        return few


def improve(clinic: Clinic, aim: Aim, meter: Meter, seed: int, *, anew: bool = False) -> int:
    """Search and raise the bound by turns until they meet; give the bound in thousandths.

    With `anew`, everyone leaves the board once there are prices, and returns by them.
    """
    ascent = Ascent(clinic, aim, clinic.cost)
    search = Search(clinic, aim, ascent.best, seed)
    if not anew:
        search.run(_MOVES, meter, ascent.best.least)
        ascent.target = clinic.cost
    for _ in range(_REBUILDS):
        search.price_by(ascent.run(_WARM, meter))
        if anew and meter.go_on():
            search.rebuild(meter)
    while clinic.cost > ascent.best.least and meter.more:
        ascent.target = clinic.cost
        search.price_by(ascent.run(_PRICINGS, meter))
        search.run(_MOVES, meter, ascent.best.least)
    return ascent.best.least
