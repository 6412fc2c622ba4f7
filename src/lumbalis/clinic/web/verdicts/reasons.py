"""A reason of a verdict in words: what it rests on, what ends it, what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.services.turning import Turn
from lumbalis.clinic.services.verdict_view import Seen, Told
from lumbalis.domain.expressions import Value
from lumbalis.domain.facts import CONTEXT
from lumbalis.domain.protocol import Scope
from lumbalis.domain.screening import Reason
from lumbalis.explaining.words import category_name, rule_title
from lumbalis.knowledge.texts import Texts
from lumbalis.knowledge.wording import answer, label_of, lower_first


@dataclass(frozen=True, slots=True)
class Said:
    """One answer behind a reason: what was asked, the answer, when it was true, who knew it."""

    label: str
    answer: str
    told: Told | None
    by: str
    assumed: bool
    confidential: bool


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One answer that alone would end a reason: other words for it, and the verdict then."""

    label: str
    instead: str
    then: str


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A reason as the page shows it; `category` is the key of its colour and shape."""

    case: str
    title: str
    category: str
    meaning: str
    because: tuple[Said, ...]
    unknown: tuple[str, ...]
    act: str
    release: str
    not_before: datetime | None
    asides: tuple[str, ...]
    sources: tuple[str, ...]
    turns: tuple[TurnRow, ...]
    together: bool
    """It stands on several answers at once: none of them alone would end it."""
    set_aside_by: str
    may_be_set_aside: bool

    @property
    def waits(self) -> bool:
        """Tell whether no answer at all stands behind it; it only waits for one."""
        return not self.because and bool(self.unknown)


@dataclass(frozen=True, slots=True)
class Reader:
    """In which language, and whether confidential answers are theirs to see."""

    texts: Texts
    sees_confidential: bool

    def say(self, key: str, **values: object) -> str:
        """Give words of the page."""
        return wording.say(self.texts.language, f"verdicts.{key}", **values)

    def label(self, fact: str) -> str:
        """Name a fact or a circumstance."""
        return label_of(fact, self.texts)

    def hides(self, fact: str) -> bool:
        """Tell whether the answer to a fact is not theirs to see."""
        known = protocol().vocabulary.facts.get(fact)
        return known is not None and known.private and not self.sees_confidential

    def answer(self, fact: str, value: Value) -> str:
        """Say an answer, or that it is confidential."""
        if self.hides(fact):
            return self.say("confidential")
        return answer(fact, value, protocol().vocabulary, self.texts)


def reason_rows(seen: Seen, reader: Reader, *, certain: bool) -> tuple[ReasonRow, ...]:
    """Say the reasons that stand on answers, or those that only stay open."""
    chosen = [reason for reason in seen.verdict.reasons if reason.certain is certain]
    return tuple(_row(reason, seen, reader) for reason in chosen)


def _row(reason: Reason, seen: Seen, reader: Reader) -> ReasonRow:
    texts, turned = reader.texts, seen.turns.get(reason.case)
    stops = not reason.category.allows_session
    release = texts.find("screening", "rules", reason.case, "release") if stops else None
    act = texts.find("screening", "rules", reason.case, "do") if reason.certain else None
    return ReasonRow(
        case=reason.case,
        title=rule_title(reason.case, texts),
        category=reason.category.name,
        meaning=texts.find("screening", "rules", reason.case, "meaning") or "",
        because=tuple(_said(fact, value, seen, reader) for fact, value in reason.because.items()),
        unknown=tuple(reader.label(fact) for fact in reason.unknown),
        act=act or "",
        release=lower_first(release) if release else "",
        not_before=reason.earliest,
        asides=tuple(_asides(reason, reader)),
        sources=reason.source,
        turns=tuple(_turn(turn, reader) for turn in turned or ()),
        together=turned == () and bool(reason.because),
        set_aside_by=reason.set_aside_by or "",
        may_be_set_aside=reason.may_be_overridden and reason.certain,
    )


def _said(fact: str, value: Value, seen: Seen, reader: Reader) -> Said:
    told = None if fact in CONTEXT else seen.told.get(fact)
    known = protocol().vocabulary.facts.get(fact)
    return Said(
        label=reader.label(fact),
        answer=reader.answer(fact, value),
        told=told,
        by=_by(told, reader),
        assumed=fact in seen.verdict.assumed,
        confidential=known is not None and known.private,
    )


def _by(told: Told | None, reader: Reader) -> str:
    if told is None:
        return ""
    key = f"verdicts.authors.{told.by}"
    return wording.say(reader.texts.language, key) if _has(key, reader) else told.by


def _has(key: str, reader: Reader) -> bool:
    return wording.has(reader.texts.language, key)


def _turn(turn: Turn, reader: Reader) -> TurnRow:
    if reader.hides(turn.fact):
        instead = reader.say("turns.confidential")
    elif turn.answers:
        said = [reader.answer(turn.fact, value) for value in turn.answers]
        instead = reader.say("turns.or").join(said)
    else:
        instead = reader.say(f"turns.{turn.direction or 'another'}")
    return TurnRow(reader.label(turn.fact), instead, turn.then.name)


def _asides(reason: Reason, reader: Reader) -> Iterator[str]:
    """Say how far a reason reaches, and what an open one would be if it were so."""
    texts = reader.texts
    if reason.scope is not Scope.SESSION:
        yield texts.get("interface", "verdict", f"stops_{reason.scope.value}")
    if not reason.certain and reason.full_category is not reason.category:
        category = category_name(reason.full_category, texts)
        yield texts.get("interface", "verdict", "would_be", category=category)


def titles(cases: Mapping[str, object] | tuple[str, ...], texts: Texts) -> tuple[str, ...]:
    """Give the titles of cases; one that this protocol does not have keeps its id."""
    found = (texts.find("screening", "rules", case, "title") or case for case in cases)
    return tuple(dict.fromkeys(found))
