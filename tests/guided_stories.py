"""Stories of sessions, most of them strange: events with their times, as strategies and by seed."""

from __future__ import annotations

from random import Random

from guided_samples import MORNING_MS
from lumbalis.domain.guided.events import (
    Added,
    AdverseReported,
    CupsPlaced,
    CupsRemoved,
    Entry,
    Event,
    Finished,
    GotUp,
    GuardingSeen,
    MediaUsed,
    Outcome,
    PainScored,
    Paused,
    RestEnded,
    RestStarted,
    Resumed,
    Started,
    StepEntered,
    StepExtended,
    StepLeft,
    StepLighter,
    Stopped,
    ToleranceSaid,
    When,
)
from lumbalis.domain.truth import Truth


def story(seed: int, steps: int) -> list[Entry]:
    """Give what one or two devices wrote; clocks may stand still or go back."""
    dice = Random(seed)  # noqa: S311 - a story needs no secret
    entries = []
    for device in dice.choice([["a"], ["a", "b"]]):
        at = MORNING_MS
        for seq in range(dice.randrange(40)):
            at += dice.choice([0, dice.randrange(-2_000, 90_000)])
            entries.append(Entry(f"{device}{seq}", device, seq, at, _event(dice, steps, at)))
    dice.shuffle(entries)
    return entries


def _event(dice: Random, steps: int, at: int) -> Event:
    step = dice.randrange(-1, steps + 1)
    often: list[Event] = [
        StepEntered(step),
        StepLeft(step, dice.choice(list(Outcome))),
        StepExtended(step, dice.randrange(1, 60)),
        StepLighter(step, dice.randrange(1, 6)),
        Paused(),
        Resumed(),
    ]
    seldom: list[Event] = [
        Started(),
        PainScored(dice.choice(list(When)), dice.choice([None, 3]), dice.choice([None, 8])),
        CupsPlaced(step, ("buttocks_left",), at + 60_000),
        CupsRemoved(step),
        GuardingSeen(dice.randrange(4)),
        ToleranceSaid(dice.randrange(5)),
        AdverseReported("nausea", {"limits_activity": dice.choice(list(Truth))}),
        Stopped(dice.choice([(), ("dizziness",), ("patient_says_stop", "nausea")])),
        RestStarted(1800),
        RestEnded(),
        GotUp(dice.choice(list(Truth))),
        MediaUsed("oil", dice.choice(["", "b7"])),
        Finished(dice.choice(["same", "better"])),
        Added("More."),
    ]
    return dice.choice(often if dice.random() < 0.7 else seldom)
