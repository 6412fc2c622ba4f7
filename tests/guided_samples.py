"""Sessions as they were noted: a planned session and its events, told by touches."""

from __future__ import annotations

from itertools import count

from lumbalis.domain.guided.events import (
    Entry,
    Event,
    Finished,
    Outcome,
    PainScored,
    RestEnded,
    RestStarted,
    Started,
    StepEntered,
    StepLeft,
    When,
)
from lumbalis.domain.plan import Session
from on_body_plan_samples import first_session

MORNING_MS = 1_795_600_000_000
TABLET, OTHER = "0a", "0b"


class Hands:
    """Somebody at the couch: each touch is an event, time passes between them."""

    def __init__(self, device: str = TABLET, at_ms: int = MORNING_MS) -> None:
        self.device, self.at_ms = device, at_ms
        self.entries: list[Entry] = []
        self._count = count(1)

    def note(self, event: Event, after_s: float = 0) -> Hands:
        """Let time pass, then touch."""
        self.at_ms += round(after_s * 1000)
        seq = next(self._count)
        self.entries.append(Entry(f"{self.device}-{seq}", self.device, seq, self.at_ms, event))
        return self

    def work(self, session: Session, *, until: int | None = None) -> Hands:
        """Work the steps as planned, up to but not including `until`."""
        self.note(Started())
        for number, step in enumerate(session.steps[:until]):
            self.note(StepEntered(number))
            self.note(StepLeft(number, Outcome.DONE), step.seconds)
        return self


def ordinary(session: Session | None = None) -> tuple[Session, list[Entry]]:
    """Give a session that went as planned, rested and signed."""
    planned = session or first_session()
    hands = Hands().note(PainScored(When.BEFORE, 3, 4)).work(planned)
    hands.note(RestStarted(planned.rest_s)).note(RestEnded(), planned.rest_s)
    hands.note(PainScored(When.AFTER, 2, 3)).note(Finished("same"))
    return planned, hands.entries
