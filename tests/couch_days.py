"""Days at the couch told twice: what was known and by whom, what is said now, and the verdict.

Python's side is the clinic's own: the same choice between answers as over the records, the same
reading of answers that cannot all be true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from couch_cases import drawn
from couch_verdicts import Json, Told, inquiry, verdict_of
from generated_patients import FACTS, telling_values
from lumbalis.clinic.services.precedence import Candidate, Own
from lumbalis.clinic.services.uniting import Judge
from lumbalis.domain.facts import Answer, Answers, ContradictionError, Fact, accept
from lumbalis.domain.inquiry import changes_by_the_day, day_questions, until_the_end
from lumbalis.domain.screening import screen
from lumbalis.exchange.answers import ScreeningInput
from lumbalis.exchange.verdict_json import plain
from protocols import shipped_protocol

_AUTHORS = (None, "patient", "therapist", "physician", "record")
_COUCH = ("patient", "therapist")
_PREMISES = tuple(shipped_protocol().vocabulary.implications)
_AGES = tuple(timedelta(hours=hours) for hours in (0, 0, 0, 0.5, 5, 30))
Said = tuple[tuple[str, object, timedelta], ...]


@dataclass(frozen=True)
class Day:
    """Somebody on the couch: what is known, and what is said, in its order and how long ago."""

    told: Told
    authors: Mapping[str, str | None]
    said: Said

    def given(self) -> ScreeningInput:
        """Read what is known, with whoever said it."""
        given = self.told.given()
        by_fact = given.answers.by_fact.items()
        signed = {fact: replace(one, by=self.authors[fact]) for fact, one in by_fact}
        return replace(given, answers=Answers(signed))


def days(first: int, after: int) -> Iterator[Day]:
    """Give the drawn days by their numbers; the same number is the same day."""
    for one in drawn(first, after, seed=20261123):
        dice = Random(one.name)  # noqa: S311 - draws patients, guards no secret
        facts = dice.sample(FACTS, dice.choice((0, 1, 2, 4, 8)))
        facts += dice.sample(facts, min(len(facts), dice.choice((0, 0, 1))))
        ages = sorted(dice.choices(_AGES, k=len(facts)), reverse=True)
        asked = [pair for pair in zip(facts, ages, strict=True) if _at_the_couch(pair[0])]
        said = tuple((fact.id, _raw(dice, fact, one), age) for fact, age in asked)
        names = one.given().answers.by_fact
        yield Day(one, {name: dice.choice(_AUTHORS) for name in names}, (*said, *_clash(dice)))


def _at_the_couch(fact: Fact) -> bool:
    return any(one in fact.asked_of for one in _COUCH)


def _raw(dice: Random, fact: Fact, one: Told) -> object:
    value = None if dice.random() < 0.4 else dice.choice(telling_values(fact))
    raw = None if value is None else plain(value)
    day = one.at.date().isoformat()
    return min(raw, day) if fact.type.value == "date" and isinstance(raw, str) else raw


def _clash(dice: Random) -> Said:
    """Say, now and then, what follows from an answer the other way round."""
    if dice.random() < 0.7:
        return ()
    tie = dice.choice(_PREMISES)
    fact = shipped_protocol().vocabulary.facts[tie.fact]
    others = [value for value in telling_values(fact) if value != tie.value]
    if not others or not _at_the_couch(fact):
        return ()
    return ((tie.fact, plain(dice.choice(others)), timedelta()),)


def today_by_python(day: Day) -> Json:
    """Say what the clinic says: the choice of answers, then the verdict until the end."""
    given = day.given()
    answers = _chosen(day, given)
    lasting = until_the_end(answers, shipped_protocol().vocabulary, day.told.at, day.told.until)
    contradictory: list[str] = []
    while True:
        try:
            verdict = screen(shipped_protocol(), lasting, given.encounter, given.overrides)
        except ContradictionError as error:
            names = [one for one in (*error.premises, error.fact) if one in lasting.by_fact]
            contradictory += names
            lasting = lasting.without(*names)
            continue
        return {**verdict_of(verdict), "contradictory": contradictory}


def questions_by_python(day: Day, contradictory: list[str]) -> list[str]:
    """Name what is still asked; what contradicts itself counts as unknown, and is asked again."""
    given = day.given()
    answers = _chosen(day, given)
    said = [fact for fact, _, age in day.said if _lasts(fact, day.told.at - age, day.told.at)]
    asked = [fact for fact in said if said.count(fact) > 1 or fact not in contradictory]
    while True:
        try:
            found = day_questions(inquiry(), answers, given.encounter, day.told.until, asked)
        except ContradictionError as error:
            answers = answers.without(*error.premises, error.fact)
            continue
        return [one.fact for one in found]


def _lasts(fact: str, then: datetime, now: datetime) -> bool:
    declared = shipped_protocol().vocabulary.facts[fact]
    if changes_by_the_day(declared):
        return then.date() == now.date()
    return not Answer(None, then).is_stale(declared, now)


def _chosen(day: Day, given: ScreeningInput) -> Answers:
    before = [
        Candidate(fact, _json(one), one.at, str(one.by), one.at, place)
        for place, (fact, one) in enumerate(given.answers.by_fact.items())
    ]
    now = [
        Candidate(fact, raw, day.told.at - age, _who(fact), day.told.at, place)
        for place, (fact, raw, age) in enumerate(day.said)
    ]
    return Answers(_read(Judge(given.encounter).settle([*before, *now]), day))


def _who(fact: str) -> str:
    declared = shipped_protocol().vocabulary.facts[fact]
    return next(one for one in declared.asked_of if one in _COUCH)


def _json(one: Answer) -> object:
    return None if one.value is None else plain(one.value)


def _read(chosen: Own, day: Day) -> dict[str, Answer]:
    facts, today = shipped_protocol().vocabulary.facts, day.told.at.date()
    return {
        name: Answer(accept(facts[name], one.value, today), one.at, one.author_kind)
        for name, one in chosen.items()
    }
