"""Adding up the events of a session to its account.

The same events give the same account in whatever order they arrived, and however often.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from lumbalis.domain.guided.account import Account, CupSpell, PainScore, StepDone, Stretch
from lumbalis.domain.guided.events import (
    Added,
    AdverseReported,
    CheckpointAnswered,
    CupsPlaced,
    CupsRemoved,
    Entry,
    Event,
    Finished,
    GotUp,
    GuardingSeen,
    MediaUsed,
    NoteSpoken,
    Outcome,
    PainScored,
    PalpationNoted,
    Paused,
    PointHeld,
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
)
from lumbalis.domain.plan import Session

_WORK = (Started, StepEntered, StepLeft, StepExtended, StepLighter, Paused, Resumed)


def account_of(session: Session, entries: Iterable[Entry]) -> Account:
    """Add up what was noted.

    Events about a step the plan has not are left aside: they belong to another plan, and
    whoever keeps them has told so before. What was done last in a step counts.
    """
    told = in_order(entries)
    teller = _Teller(session)
    for entry in told:
        teller.hear(entry.event, entry.at_ms)
    devices = tuple(dict.fromkeys(one.device for one in told if not isinstance(one.event, Added)))
    return replace(teller.account(), devices=devices)


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Put entries in the order in which they were written, each of them once.

    A device's own count decides among its own entries, because its clock may have been set
    back; between devices the clock decides.
    """
    once = {entry.id: entry for entry in entries}
    own: dict[str, list[Entry]] = {}
    for entry in sorted(once.values(), key=lambda one: (one.device, one.seq, one.id)):
        own.setdefault(entry.device, []).append(entry)
    return _merged([own[device] for device in sorted(own)])


def _merged(queues: Sequence[list[Entry]]) -> tuple[Entry, ...]:
    """Take the earliest of what stands first, until nothing is left."""
    places = [0] * len(queues)
    merged: list[Entry] = []
    while ready := [n for n, queue in enumerate(queues) if places[n] < len(queue)]:
        first = min(ready, key=lambda n: (queues[n][places[n]].at_ms, queues[n][places[n]].device))
        merged.append(queues[first][places[first]])
        places[first] += 1
    return tuple(merged)


@dataclass
class _Teller:
    """Hears one event after another; a stretch of work is open while hands are on."""

    session: Session
    steps: dict[int, StepDone] = field(default_factory=dict)
    levels: dict[int, int] = field(default_factory=dict)
    current: int | None = None
    since_ms: int | None = None
    paused_ms: int | None = None
    rest_ms: int | None = None
    known: Account = field(default_factory=Account)

    def account(self) -> Account:
        """Give what has been heard so far."""
        count = len(self.session.steps)
        steps = tuple(self.steps.get(number, StepDone(number)) for number in range(count))
        return replace(self.known, steps=steps)

    def hear(self, event: Event, at: int) -> None:
        """Take one event in; once signed, no more work is counted."""
        if self.known.finished_ms is not None and isinstance(event, _WORK):
            return
        match event:
            case Started():
                self._note(started_ms=self.known.started_ms or at)
            case StepEntered() | StepLeft() | StepExtended() | StepLighter():
                self._hear_step(event, at)
            case Paused() | Resumed():
                self._hear_pause(event, at)
            case CupsPlaced() | CupsRemoved():
                self._hear_cups(event, at)
            case Stopped() | Finished() | RestStarted() | RestEnded():
                self._hear_end(event, at)
            case _:
                self._hear_finding(event, at)

    def _note(self, **heard: object) -> None:
        self.known = replace(self.known, **heard)  # type: ignore[arg-type]  # fields by name

    def _hear_step(
        self, event: StepEntered | StepLeft | StepExtended | StepLighter, at: int
    ) -> None:
        number = event.step
        if not 0 <= number < len(self.session.steps):
            return
        match event:
            case StepEntered():
                self._enter(number, at)
            case StepLeft(how=how):
                self._close(at)
                if self.current == number:
                    self.current = None
                self._change(number, how=how)
            case StepExtended(seconds=seconds):
                self._change(number, extended_s=self._step(number).extended_s + seconds)
            case StepLighter(level=level):
                self._lighten(number, level, at)

    def _enter(self, number: int, at: int) -> None:
        self._close(at)
        self.current, self.since_ms = number, None if self.paused_ms is not None else at
        self._change(number, how=None, times_entered=self._step(number).times_entered + 1)

    def _lighten(self, number: int, level: int, at: int) -> None:
        working = self.current == number and self.since_ms is not None
        self._close(at)
        self.levels[number] = level
        self.since_ms = at if working else None

    def _close(self, at: int) -> None:
        """End the open stretch; a clock that went back gives it no time."""
        if self.current is None or self.since_ms is None:
            return
        number, level = self.current, self._level(self.current)
        stretch = Stretch(level, max(0, at - self.since_ms))
        self._change(number, stretches=(*self._step(number).stretches, stretch))
        self.since_ms = None

    def _level(self, number: int) -> int:
        return self.levels.get(number, self.session.steps[number].level)

    def _step(self, number: int) -> StepDone:
        return self.steps.get(number, StepDone(number))

    def _change(self, number: int, **changed: object) -> None:
        self.steps[number] = replace(self._step(number), **changed)  # type: ignore[arg-type]

    def _hear_pause(self, event: Paused | Resumed, at: int) -> None:
        if isinstance(event, Paused):
            self._close(at)
            self.paused_ms = at if self.paused_ms is None else self.paused_ms
        elif self.paused_ms is not None:
            self._note(pauses_ms=self.known.pauses_ms + max(0, at - self.paused_ms))
            self.paused_ms = None
            self.since_ms = at if self.current is not None else None

    def _hear_cups(self, event: CupsPlaced | CupsRemoved, at: int) -> None:
        cups = self.known.cups
        if isinstance(event, CupsPlaced):
            spell = CupSpell(event.step, event.zones, at, event.remove_at_ms)
            self._note(cups=(*cups, spell))
            return
        self._note(cups=tuple(_taken_off(one, event.step, at) for one in cups))

    def _hear_end(self, event: Stopped | Finished | RestStarted | RestEnded, at: int) -> None:
        match event:
            case Stopped(reasons=reasons):
                self._end(at, Outcome.STOPPED)
                told = (self.known.stopped_for or frozenset()) | frozenset(reasons)
                self._note(stopped=True, stopped_for=told or None)
            case RestStarted():
                self._end(at, Outcome.DONE)
                self.rest_ms = at
            case RestEnded():
                begun = at if self.rest_ms is None else self.rest_ms
                self._note(rest_s=max(0, at - begun) // 1000)
            case Finished(assessment=assessment):
                self._finish(assessment, at)

    def _end(self, at: int, how: Outcome) -> None:
        """Take the hands off for good."""
        self._close(at)
        if self.current is not None:
            self._change(self.current, how=how)
            self.current = None
        self._note(ended_ms=self.known.ended_ms or at)

    def _finish(self, assessment: str, at: int) -> None:
        if self.known.finished_ms is not None:
            return
        self._end(at, Outcome.DONE)
        self._note(finished_ms=at, assessment=assessment)
        if not self.known.stopped:
            self._note(stopped_for=frozenset[str]())

    def _hear_finding(self, event: Event, at: int) -> None:
        known = self.known
        match event:
            case PainScored(when=when, rest=rest, moving=moving):
                self._note(pain=(*known.pain, PainScore(at, when, rest, moving)))
            case CheckpointAnswered():
                self._note(checkpoints=(*known.checkpoints, event))
            case PointHeld():
                self._note(points=(*known.points, event))
            case PalpationNoted():
                self._note(palpation=(*known.palpation, event))
            case GuardingSeen(score=score):
                self._note(guarding=max(score, known.guarding or 0))
            case ToleranceSaid(score=score):
                self._note(tolerance=score)
            case AdverseReported():
                self._note(adverse=(*known.adverse, event))
            case _:
                self._hear_word(event)

    def _hear_word(self, event: Event) -> None:
        known = self.known
        match event:
            case GotUp(well=well):
                self._note(got_up=well)
            case MediaUsed():
                self._note(media=tuple(dict.fromkeys((*known.media, event))))
            case NoteSpoken(text=text):
                self._note(notes=(*known.notes, text))
            case Added(text=text):
                self._note(added=(*known.added, text))
            case _:
                return


def _taken_off(spell: CupSpell, step: int, at: int) -> CupSpell:
    stands = spell.step == step and spell.removed_ms is None
    return replace(spell, removed_ms=at) if stands else spell
