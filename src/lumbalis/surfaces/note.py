"""The note of a session in sentences, written from what was noted while it ran."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lumbalis.domain.guided import Account, CupSpell, Deviation, DeviationKind, PainScore, When
from lumbalis.domain.truth import Truth
from lumbalis.drawing.naming import words_from
from lumbalis.drawing.places import zones_in_words
from lumbalis.knowledge.texts import Quantity, Texts
from lumbalis.knowledge.wording import upper_first

if TYPE_CHECKING:
    from lumbalis.domain.guided.events import MediaUsed
    from lumbalis.domain.plan import Session

_FILE: Final = "note"
_STANDS: Final = {Truth.TRUE: "well", Truth.FALSE: "not_well"}
_SECONDS = "s"


@dataclass(frozen=True, slots=True)
class Told:
    """What a note is about: the plan, how long the course is, what happened, what differed."""

    session: Session
    sessions: int
    account: Account
    differences: tuple[Deviation, ...]


def note_lines(told: Told, texts: Texts) -> tuple[str, ...]:
    """Write the note, a sentence a line: the work, the pain, what was found, how it ended."""
    writer = Writer(told, texts)
    return (
        *writer.work(),
        *writer.pain(),
        *writer.differences(),
        *writer.used(),
        *writer.found(),
        *writer.end(),
    )


def reason_in_words(key: str, texts: Texts) -> str:
    """Name a sign or a reason for which a session ends."""
    found = (texts.find("adaptation", "stop", where, key) for where in _REASONS)
    return next((one for one in found if one), key)


class Writer:
    """Writes the parts of a note in one language."""

    def __init__(self, told: Told, texts: Texts) -> None:
        self._told, self._texts, self._words = told, texts, words_from(texts)
        self._account = told.account

    def _say(self, *keys: str, **values: str | int) -> str:
        return self._texts.get(_FILE, *keys, **values)

    def _time(self, seconds: float) -> str:
        """Write a duration: seconds up to a minute and a half, then minutes and seconds."""
        minutes, rest = divmod(round(seconds), 60)
        if not minutes or (minutes == 1 and rest):
            return self._texts.value(Quantity(round(seconds), _SECONDS))
        said = self._texts.value(Quantity(minutes * 60, _SECONDS))
        return said if not rest else f"{said} {self._texts.value(Quantity(rest, _SECONDS))}"

    def work(self) -> Iterator[str]:
        """Say how long and how hard the hands worked."""
        session, account = self._told.session, self._account
        key = "other" if self._told.differences else "as_planned"
        yield self._say(
            "work",
            key,
            index=session.index,
            count=self._told.sessions,
            script=self._words.name("script", session.script),
            time=self._time(account.hands_on_s),
            planned=self._time(session.hands_on_s),
        )
        if account.pauses_ms:
            yield self._say("work", "paused", time=self._time(account.pauses_ms / 1000))
        highest = max((one.highest or 0 for one in account.steps), default=0)
        planned = max(step.level for step in session.steps)
        if highest:
            yield self._say("work", "highest", level=highest, planned=planned)

    def pain(self) -> Iterator[str]:
        """Say every score; a time nobody asked at is said to be unasked."""
        before, after = (self._account.pain_when(when) for when in (When.BEFORE, When.AFTER))
        yield self._pain("before", before)
        for score in self._account.pain:
            if score.when is When.DURING and score.worst is not None:
                yield self._pain("during", score)
        yield self._pain("after", after)

    def _pain(self, when: str, score: PainScore | None) -> str:
        if score is None or score.worst is None:
            return self._say("pain", f"not_asked_{when}")
        given = {"rest": score.rest, "moving": score.moving}
        known = {name: value for name, value in given.items() if value is not None}
        key = "both" if len(known) > 1 else next(iter(known))
        return self._say("pain", when, pain=self._say("pain", key, **known))

    def differences(self) -> Iterator[str]:
        """Say each difference from the plan; what was not reached in one sentence by stages."""
        for one in self._told.differences:
            if one.kind is DeviationKind.NOT_REACHED:
                continue
            step = "" if one.step is None else self._step(one.step)
            time = self._time(one.amount)
            yield self._say("differences", one.kind.value, step=step, time=time)

        yield from self._not_reached()

    def _not_reached(self) -> Iterator[str]:
        missed = [one for one in self._told.differences if one.kind is DeviationKind.NOT_REACHED]
        stages = dict.fromkeys(self._stage(one.step) for one in missed if one.step is not None)
        if stages:
            time = self._time(sum(one.amount for one in missed))
            yield self._say("differences", "not_reached", step=_joined(stages), time=time)

    def _stage(self, number: int) -> str:
        session = self._told.session
        return self._words.name("stage", f"{session.script}.{session.steps[number].stage}")

    def _step(self, number: int) -> str:
        zones = self._told.session.steps[number].zones
        return f"{self._stage(number)}, {zones_in_words(zones, self._words)}"

    def used(self) -> Iterator[str]:
        """Say what was on the skin: cups, points, media."""
        for cup in self._account.cups:
            if cup.removed_ms is not None:
                yield self._cup(cup, cup.removed_ms)
        if self._account.points:
            said = (
                self._say("point", point=one.point, time=self._time(one.seconds))
                for one in self._account.points
            )
            yield self._say("points", points=_joined(said))
        if self._account.media:
            yield self._say("media", media=_joined(map(self._medium, self._account.media)))

    def _cup(self, cup: CupSpell, removed_ms: int) -> str:
        zones = self._zones(cup.zones)
        return self._say("cups", zones=zones, time=self._time((removed_ms - cup.placed_ms) / 1000))

    def _zones(self, zones: tuple[str, ...]) -> str:
        return zones_in_words(zones, self._words)

    def _medium(self, used: MediaUsed) -> str:
        named = self._words.name("technique", used.medium)
        return self._say("batch", medium=named, batch=used.batch) if used.batch else named

    def found(self) -> Iterator[str]:
        """Say what the hands found and how it was borne."""
        for one in self._account.palpation:
            zone = upper_first(self._words.name("zone", one.zone))
            yield self._say("palpation", zone=zone, finding=self._say("findings", one.finding))
        if self._account.guarding is not None:
            yield self._say("guarding", score=self._account.guarding)
        if self._account.tolerance is not None:
            yield self._say("tolerance", score=self._account.tolerance)

    def end(self) -> Iterator[str]:
        """Say how it ended, what went wrong, what was added, and whether it is signed."""
        account = self._account
        if account.stopped_for:
            yield self._say("stop", reasons=_joined(map(self._reason, sorted(account.stopped_for))))
        elif account.stopped:
            yield self._say("stop_unsaid")
        for one in account.adverse:
            yield self._say("adverse", kind=self._reason(one.kind))
        if account.rest_s is not None:
            yield self._say("rest", time=self._time(account.rest_s))
        if account.got_up in _STANDS:
            yield self._say("got_up", _STANDS[account.got_up])
        yield from self._last()

    def _reason(self, key: str) -> str:
        return reason_in_words(key, self._texts)

    def _last(self) -> Iterator[str]:
        account = self._account
        if account.assessment is not None:
            yield self._say("assessment", account.assessment)
        yield from (self._say("said", text=text) for text in account.notes)
        yield from (self._say("added", text=text) for text in account.added)
        if account.concurrent:
            yield self._say("concurrent")
        if account.finished_ms is None:
            yield self._say("unsigned")


_REASONS = ("signs", "other_reasons")


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(parts)
