"""What a verdict still asks: by who can answer, with the way to answer it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lumbalis.clinic.knowledge import protocol
from lumbalis.domain.facts import CONTEXT, Policy, State
from lumbalis.domain.screening import Missing, Verdict
from lumbalis.knowledge.texts import Texts
from lumbalis.knowledge.wording import label_of, upper_first

_LISTED = 8
"""More questions than this to one person are counted by topic first."""
Way = Callable[[str], str]
"""Gives the address where a fact can be answered, or nothing if it is not theirs to answer."""


@dataclass(frozen=True, slots=True)
class Open:
    """A question without a usable answer."""

    fact: str
    label: str
    stale: bool
    way: str


@dataclass(frozen=True, slots=True)
class Topic:
    """How many questions of one topic are open."""

    name: str
    count: int
    way: str


@dataclass(frozen=True, slots=True)
class Asker:
    """Everything one kind of person can answer."""

    who: str
    questions: tuple[Open, ...]
    topics: tuple[Topic, ...]

    @property
    def is_long(self) -> bool:
        """Tell whether the topics are shown first."""
        return len(self.questions) > _LISTED


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is missing: what blocks by itself, and what counts as the unsafe answer until then."""

    blocking: tuple[Asker, ...]
    unsafe: tuple[Asker, ...]
    count: int
    stale: int
    first_way: str


def gaps_of(verdict: Verdict, texts: Texts, way: Way) -> Gaps:
    """Sort what is missing by what its silence means and who can answer."""
    blocking = [one for one in verdict.missing if one.policy is Policy.BLOCKS]
    unsafe = [one for one in verdict.missing if one.policy is Policy.UNSAFE]
    ways = (way(one.fact) for one in _as_asked((*blocking, *unsafe)))
    return Gaps(
        blocking=_by_asker(blocking, texts, way),
        unsafe=_by_asker(unsafe, texts, way),
        count=len(verdict.missing),
        stale=sum(one.state is State.STALE for one in verdict.missing),
        first_way=next((one for one in ways if one), ""),
    )


def _by_asker(missing: Sequence[Missing], texts: Texts, way: Way) -> tuple[Asker, ...]:
    found: dict[str, list[Missing]] = {name: [] for name in texts.keys("screening", "askers")}
    for one in _as_asked(missing):
        found[one.asked_of[0]].append(one)
    return tuple(
        Asker(
            upper_first(texts.get("screening", "askers", who)),
            tuple(_open(one, texts, way) for one in asked),
            _topics(asked, texts, way),
        )
        for who, asked in found.items()
        if asked
    )


def _as_asked(missing: Sequence[Missing]) -> list[Missing]:
    order = {fact: place for place, fact in enumerate(protocol().vocabulary.facts)}
    return sorted(missing, key=lambda one: order.get(one.fact, -1))


def _open(one: Missing, texts: Texts, way: Way) -> Open:
    return Open(one.fact, label_of(one.fact, texts), one.state is State.STALE, way(one.fact))


def _topics(asked: Sequence[Missing], texts: Texts, way: Way) -> tuple[Topic, ...]:
    groups = Counter(_group(one.fact) for one in asked)
    first = {group: next(o.fact for o in asked if _group(o.fact) == group) for group in groups}
    return tuple(
        Topic(upper_first(texts.get("screening", "groups", group)), count, way(first[group]))
        for group, count in groups.items()
    )


def _group(fact: str) -> str:
    return "order" if fact in CONTEXT else protocol().vocabulary.facts[fact].group
