"""Steps counted across the parts of one search, against an effort and a most."""

from __future__ import annotations

from dataclasses import dataclass

from lumbalis.domain.scheduling.effort import Effort


@dataclass(slots=True)
class Meter:
    """Counts steps until `steps` are taken or the effort ends."""

    effort: Effort
    steps: int
    done: int = 0

    def go_on(self) -> bool:
        """Take one step more; tell whether there is one."""
        if self.done >= self.steps or not self.time_left():
            return False
        self.done += 1
        return True

    @property
    def more(self) -> bool:
        """Whether there may be another step."""
        return self.done < self.steps and not self.effort.stopped

    def time_left(self) -> bool:
        """Tell whether the effort allows to go on with the step that has begun."""
        return not self.effort.stopped and self.effort.go_on(min(self.done, self.steps), self.steps)
