"""One answer a fact, from what was answered and what the record states: the stricter counts.

A record never answers "no": what is not in it stays unknown. Where the record states
something and somebody has answered less, the record counts, unless a clinician has
answered since, and the question is one of those asked anew before every session (hazard
H03: yes before unknown before no, unless the no is newer and a clinician's). What is
asked once, as an allergy or a chronic disease, has to be corrected in the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from lumbalis.domain.facts import Answer, Fact, FactType
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fhir.report import Noted, Notes, Why

if TYPE_CHECKING:
    from lumbalis.domain.expressions import Value
    from lumbalis.exchange.fhir.claiming import Setting, Stated

_EVERY_SESSION = "S"

RECORD = "record"
"""Who answered, where it was the record itself."""


@dataclass(frozen=True, slots=True)
class Given:
    """One answer that somebody gave, or one reading. `value` None: asked, and not known.

    `where` names its place for an error. `clinician` tells whether a clinician gave it.
    """

    fact: str
    value: Value | None
    at: datetime
    by: str
    clinician: bool
    where: str


def newest(given: Iterable[Given]) -> dict[str, Given]:
    """Keep the newest answer to each fact.

    Raises
    ------
    InputError
        If two different values were given at the same moment.
    """
    kept: dict[str, Given] = {}
    for one in given:
        other = kept.get(one.fact)
        kept[one.fact] = one if other is None else _newer(other, one)
    return kept


def _newer(one: Given, other: Given) -> Given:
    if one.at != other.at:
        return one if one.at > other.at else other
    if other.value is None or one.value == other.value:
        return one
    if one.value is None:
        return other
    what = f"gives {one.fact} a second value for the same moment"
    raise InputError(other.where, what, "keep the right one of the two")


def merged(
    given: dict[str, Given], stated: Sequence[Stated], setting: Setting, notes: Notes
) -> dict[str, Answer]:
    """Join answers and statements fact by fact, in the order of the vocabulary."""
    by_fact: dict[str, list[Stated]] = {}
    for one in stated:
        by_fact.setdefault(one.fact, []).append(one)
    answers = {}
    for name, fact in setting.vocabulary.facts.items():
        answer = _join(fact, given.get(name), by_fact.get(name, []), setting, notes)
        if answer is not None:
            answers[name] = answer
    return answers


def _join(
    fact: Fact, given: Given | None, stated: Sequence[Stated], setting: Setting, notes: Notes
) -> Answer | None:
    answer = None if given is None else Answer(given.value, given.at, given.by)
    counting = [one for one in stated if not _answered_since(fact, given, one)]
    if len(counting) < len(stated):
        notes.add(Noted(Why.ANSWERED_SINCE, RECORD, fact=fact.id))
    if not counting:
        return answer
    value = _strictest(fact, [one.value for one in counting], setting)
    if answer is None or answer.value is None or answer.is_stale(fact, setting.at):
        return _from_record_alone(fact, value, counting, setting, notes) or answer
    both = _strictest(fact, [answer.value, value], setting)
    if both == answer.value:
        return answer
    notes.add(Noted(Why.STRICTER_THAN_ANSWER, RECORD, fact=fact.id))
    return Answer(both, setting.at, RECORD)


def _answered_since(fact: Fact, given: Given | None, stated: Stated) -> bool:
    """Tell whether a clinician has answered later, to a question about the day itself."""
    if given is None or given.value is None or not given.clinician:
        return False
    about_today = _EVERY_SESSION in fact.asked
    return about_today and stated.since is not None and given.at > stated.since


def _from_record_alone(
    fact: Fact, value: Value, stated: Sequence[Stated], setting: Setting, notes: Notes
) -> Answer | None:
    """Take the record's word, if it is strict enough to stand for the whole answer."""
    if not _may_stand_alone(fact, value, setting):
        notes.add(Noted(Why.NOT_ALONE, RECORD, fact=fact.id))
        return None
    at = setting.at
    if setting.is_mildest(fact.id, value) or all(one.dated for one in stated):
        known = [one.since for one in stated if one.since is not None]
        if not known:
            notes.add(Noted(Why.UNDATED, RECORD, fact=fact.id))
            return None
        at = min(max(known), setting.at)
    return Answer(value, at, RECORD)


def _may_stand_alone(fact: Fact, value: Value, setting: Setting) -> bool:
    order = setting.terminology.strictness.get(fact.id)
    if order is None:
        return True
    words = value if isinstance(value, frozenset) else frozenset({str(value)})
    return not order.alone.isdisjoint(words)


def _strictest(fact: Fact, values: Sequence[Value], setting: Setting) -> Value:
    """Combine values of one fact; the last is the record's and decides where none is stricter."""
    if fact.type is FactType.SET:
        return _union([value for value in values if isinstance(value, frozenset)])
    if fact.type is FactType.ENUM:
        order = setting.terminology.strictness[fact.id]
        return max((str(value) for value in values), key=order.order.index)
    if fact.type is FactType.DATE:
        days = [value for value in values if isinstance(value, date)]
        return max(days)
    return values[-1]


def _union(sets: Sequence[frozenset[str]]) -> frozenset[str]:
    words = frozenset(word for one in sets for word in one)
    return words - {"none"} or words
