"""From an entry of a record to claims about facts, and to lines of the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from lumbalis.exchange.fhir.concepts import Coding, meant, noted
from lumbalis.exchange.fhir.report import Noted, Why
from lumbalis.knowledge.terminology import Claim, DateOf, Terminology, When

if TYPE_CHECKING:
    from lumbalis.domain.expressions import Value
    from lumbalis.domain.facts import Fact, Vocabulary
    from lumbalis.exchange.fhir.moments import Span
    from lumbalis.exchange.fhir.statements import Entry


@dataclass(frozen=True, slots=True)
class Stated:
    """What a record states about one fact.

    `since` is when the record was made; a `dated` claim counts on that date only.
    """

    fact: str
    value: Value
    dated: bool
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Setting:
    """What the reading of one record needs to know: the time, the facts, the code lists."""

    at: datetime
    vocabulary: Vocabulary
    terminology: Terminology

    def is_mildest(self, fact: str, value: Value) -> bool:
        """Tell whether a value is the one that permits most; only a sure record may state it."""
        order = self.terminology.strictness.get(fact)
        return order is not None and value in (order.mildest, frozenset({order.mildest}))


def stated_by(entry: Entry, setting: Setting) -> Iterator[Stated | Noted]:
    """Give every claim of an entry, and a line for whatever it leaves open."""
    known, unmapped = meant(entry.codings, entry.section, setting.terminology, entry.resource)
    if entry.void is not None:
        shown = known[0][0] if known else (entry.codings or (Coding(None, None, None),))[0]
        yield noted(entry.void, entry.resource, shown)
        return
    yield from unmapped
    done: set[str] = set()
    for coding, target in known:
        if target not in done:
            done.add(target)
            for claim in setting.terminology.meanings[target].claims:
                yield from _weigh(claim, entry, coding, setting)


def _weigh(
    claim: Claim, entry: Entry, coding: Coding, setting: Setting
) -> Iterator[Stated | Noted]:
    """Decide whether one claim holds for the entry."""
    holds = _holds(claim, entry, setting)
    value = _value(claim, entry, setting) if holds is True else None
    if value is None:
        if holds is not False:
            why = holds if isinstance(holds, Why) else Why.UNDATED
            yield noted(why, entry.resource, coding, claim.fact)
        return
    if not entry.certain:
        yield noted(Why.UNCONFIRMED, entry.resource, coding, claim.fact)
        if setting.is_mildest(claim.fact, value):
            return
    yield Stated(
        fact=claim.fact,
        value=value,
        dated=claim.when is When.DATED,
        since=entry.since,
    )


def _holds(claim: Claim, entry: Entry, setting: Setting) -> bool | Why:  # noqa: PLR0911 - a line a case
    """Tell whether a claim holds, or why that is worth a line of the report."""
    match claim.when:
        case When.EVER:
            return True
        case When.HINT:
            return Why.ASK if entry.current else False
        case When.NOW:
            return True if entry.current else Why.OVER
        case When.ENDED:
            return not entry.current and _ended_in_window(claim, entry, setting)
        case When.DATED:
            return _still_counts(entry, setting.vocabulary.facts[claim.fact], setting.at)
        case When.RECENT:
            return _recent(claim, entry.began or entry.recorded, setting)
        case When.NOW_OR_RECENT:
            return entry.current or _ended_recently(claim, entry, setting)


def _still_counts(entry: Entry, fact: Fact, at: datetime) -> bool | Why:
    if not entry.current:
        return Why.OVER
    if entry.since is None:
        return Why.UNDATED
    stale = fact.valid_for is not None and at - entry.since > fact.valid_for
    return Why.STALE if stale else True


def _recent(claim: Claim, when: Span | None, setting: Setting) -> bool | Why:
    """Tell whether a date lies in the window of the claim, in its latest reading."""
    if when is None:
        return Why.UNDATED
    return claim.within is not None and setting.at - when.latest <= claim.within


def _ended_in_window(claim: Claim, entry: Entry, setting: Setting) -> bool | Why:
    return True if claim.within is None else _recent(claim, entry.ended, setting)


def _ended_recently(claim: Claim, entry: Entry, setting: Setting) -> bool | Why:
    if entry.ended is not None:
        return _recent(claim, entry.ended, setting)
    began = _recent(claim, entry.began or entry.recorded, setting)
    return Why.END_UNKNOWN if began is False else began


def _value(claim: Claim, entry: Entry, setting: Setting) -> Value | None:
    if isinstance(claim.value, DateOf):
        return _day(entry.ended if claim.value is DateOf.ENDED else entry.began, setting.at)
    if not entry.certain and claim.if_unsure is not None:
        return claim.if_unsure
    return claim.value


def _day(when: Span | None, at: datetime) -> date | None:
    """Give the latest day a date may mean, in the zone of the screening."""
    if when is None:
        return None
    return min(when.latest, at).astimezone(at.tzinfo).date()
