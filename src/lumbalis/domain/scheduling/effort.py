"""How long a search may go on, and who hears of its progress. The clock is the caller's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Effort:
    """The time a search may take.

    `clock` gives seconds from any moment; without one the search is not bounded. `progress`
    hears how many of how many steps are done and stops the search by returning False.
    """

    clock: Callable[[], float] | None = None
    limit_s: float | None = None
    progress: Callable[[int, int], bool] | None = None
    stopped: bool = False
    _until: float | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        if (self.clock is None) != (self.limit_s is None):
            msg = "a time limit needs a clock, and a clock a time limit; give both or neither."
            raise ValueError(msg)
        if self.clock is not None and self.limit_s is not None:
            self._until = self.clock() + self.limit_s

    def go_on(self, done: int, of: int) -> bool:
        """Tell whether there is time for another step; the best so far stands if not."""
        if self.progress is not None and not self.progress(done, of):
            self.stopped = True
        if self._until is not None and self.clock is not None and self.clock() >= self._until:
            self.stopped = True
        return not self.stopped
