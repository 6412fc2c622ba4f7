"""The table both sides are asked: examples, golden scenarios, each rule's patient, and many drawn.

Everything is seeded; a case is named so that a difference can be looked at again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from random import Random

from couch_verdicts import Told, told
from generated_patients import FACTS, REMISSION, VOCABULARY, telling_values
from lumbalis.domain.expressions import NO_DATE, Value
from lumbalis.domain.facts import (
    CREDENTIALS,
    Answer,
    Answers,
    CourseSoFar,
    Encounter,
    Fact,
    FactType,
    Practitioner,
    Site,
)
from lumbalis.domain.screening import Override
from patients import ANSWERED, AT, FULLY_QUALIFIED, ordinary_answers, ordinary_values
from protocols import shipped_protocol
from spec.test_every_case_fires import CASES, IN_COURSE, LATER
from spec.test_golden_screening import GOLDEN

EXAMPLES = Path(__file__).parents[1] / "examples"
_JUST = timedelta(microseconds=1)
_OFTEN = 0.15
_ZONES = (-43200, -34200, -3600, 0, 0, 7200, 10800, 20700, 50400)
_CASE_IDS = tuple(case.id for rule in shipped_protocol().rules for case in rule.cases)
_RULE_IDS = tuple(rule.id for rule in shipped_protocol().rules)
_TELLING_DAYS = (0, 4, 5, 6, 7, 8, 29, 30, 31, 89, 90, 91, 365, 366)
_REGIONS = ("thigh", "lumbosacral", "kidney_left", "knee")


def table() -> Iterator[Told]:
    """Give the cases somebody thought of."""
    yield from _examples()
    yield from _golden()
    yield from _rules()
    yield from _alone()


def drawn(first: int, after: int, seed: int = 20261122) -> Iterator[Told]:
    """Give the drawn cases of a seed by their numbers; the same seed gives the same ones."""
    return (_drawn(seed, number) for number in range(first, after))


def _examples() -> Iterator[Told]:
    for file in sorted(EXAMPLES.glob("*.json")):
        tree = json.loads(file.read_text())
        if "answers" in tree:
            for hours in (0, 2, 13, 25, 24 * 8):
                at = AT + timedelta(hours=hours)
                yield Told(f"{file.name}+{hours}h", tree, at, at + timedelta(minutes=50))


def _golden() -> Iterator[Told]:
    for one in GOLDEN:
        answers = ordinary_answers(VOCABULARY, **one.changes)
        here = Encounter(AT, one.session, one.practitioner, one.site)
        yield told(one.id, answers, here, one.overrides)


def _rules() -> Iterator[Told]:
    for number, (case, _, changes) in enumerate(CASES):
        answers = ordinary_answers(VOCABULARY, **changes)
        yield told(f"{case}/{number}", answers, LATER)
        yield told(f"{case}/{number} aside", answers, LATER, (_aside(case),))
    for case, _, here in IN_COURSE:
        yield told(case, ordinary_answers(VOCABULARY), here)
    hands = Practitioner(FULLY_QUALIFIED.credentials - {"acupressure_certified"})
    yield told("S29", ordinary_answers(VOCABULARY), replace(LATER, practitioner=hands))


def _aside(rule: str) -> Override:
    until = AT + timedelta(days=10)
    return Override(rule, "Dr A. Example", "physician", "Examined", ANSWERED, until, ("thigh",))


def _alone() -> Iterator[Told]:
    """Each fact alone: missing, not known, every telling value, and around its last moment."""
    for fact in FACTS:
        for session in (1, 8):
            here = Encounter(AT, session, FULLY_QUALIFIED)
            name = f"{fact.id} in {session}"
            yield told(f"{name} missing", ordinary_answers(VOCABULARY).without(fact.id), here)
            for value in (None, *telling_values(fact)):
                yield told(f"{name} = {value}", _with(fact, value, ANSWERED), here)
        for value in (_usual(fact), telling_values(fact)[-1]):
            for age in _ages(fact):
                yield told(f"{fact.id} = {value} {age} old", _with(fact, value, AT - age), LATER)


def _with(fact: Fact, value: Value | None, at: datetime) -> Answers:
    usual = ordinary_answers(VOCABULARY).by_fact
    return Answers({**usual, fact.id: Answer(value, at)})


def _usual(fact: Fact) -> Value | None:
    return ordinary_values(VOCABULARY).get(fact.id)


def _ages(fact: Fact) -> tuple[timedelta, ...]:
    """Give ages just within and just past validity, now and at the end of the session."""
    if fact.valid_for is None:
        return (timedelta(), timedelta(hours=10), timedelta(hours=10, microseconds=1))
    end = fact.valid_for - timedelta(minutes=50)
    return (*(fact.valid_for + step for step in (-_JUST, timedelta(), _JUST)), end, end + _JUST)


def _drawn(seed: int, number: int) -> Told:
    """Draw somebody on the edge of many limits, in any zone, with doubtful and stale answers."""
    dice = Random(f"{seed}/{number}")  # noqa: S311 - draws patients, guards no secret
    at = _moment(dice)
    values: dict[str, Value | None] = dict(ordinary_values(VOCABULARY))
    if dice.random() < _OFTEN:
        values |= REMISSION
    few = dice.choice((1, 3, 8, 25, len(FACTS)))
    for fact in dice.sample(FACTS, few):
        values[fact.id] = _value(dice, fact, at.date())
    for fact in dice.sample(FACTS, dice.choice((0, 0, 1, 3, 40))):
        values.pop(fact.id, None)
    names = list(values)
    dice.shuffle(names)
    stale = dice.choice((0.0, 0.05, 0.3))
    answers = {
        name: Answer(_shifted(values[name], at), _told_at(dice, VOCABULARY.facts[name], at, stale))
        for name in names
    }
    one = told(f"drawn {seed}/{number}", Answers(answers), _here(dice, at), _overrides(dice, at))
    length = timedelta(minutes=dice.choice((0, 20, 50, 150)))
    return replace(one, until=at + length, asked=tuple(dice.sample(names, dice.choice((0, 5)))))


def _moment(dice: Random) -> datetime:
    zone = timezone(timedelta(seconds=dice.choice(_ZONES)))
    near_midnight = timedelta(
        hours=dice.choice((0, 0, 1, 10, 23)), microseconds=dice.choice((0, 1, 59_999_999))
    )
    day = datetime(2026, dice.choice((1, 3, 10, 11)), dice.randint(1, 28), tzinfo=zone)
    return day + near_midnight - dice.choice((_JUST, timedelta()))


def _value(dice: Random, fact: Fact, today: date) -> Value | None:
    if dice.random() < 0.05:
        return None
    if fact.type is FactType.SET and dice.random() < 0.5:
        words = [word for word in fact.values if word != "none"]
        return frozenset(dice.sample(words, dice.randint(1, len(words))))
    if fact.type is FactType.DATE:
        if fact.none_allowed and dice.random() < 0.2:
            return NO_DATE
        return today - timedelta(days=dice.choice(_TELLING_DAYS))
    return dice.choice(telling_values(fact))


def _shifted(value: Value | None, at: datetime) -> Value | None:
    """Keep dates of the usual patient from lying after an earlier day of screening."""
    return min(value, at.date()) if isinstance(value, date) else value


def _told_at(dice: Random, fact: Fact, at: datetime, stale: float) -> datetime:
    valid = fact.valid_for or timedelta(days=400)
    age = timedelta(minutes=dice.randint(0, 100))
    if dice.random() < stale:
        age = valid + dice.choice((-_JUST, timedelta(), _JUST, -timedelta(minutes=30), valid))
    told_at = at - max(age, timedelta())
    return told_at.astimezone(dice.choice((UTC, timezone(timedelta(seconds=dice.choice(_ZONES))))))


def _here(dice: Random, at: datetime) -> Encounter:
    session = dice.choice((1, 2, 3, 4, 5, 6, 7, 8, 15, 25, 26))
    held = dice.sample(CREDENTIALS, dice.randint(3, len(CREDENTIALS)))
    usual = frozenset(held) | dice.choice((frozenset(), FULLY_QUALIFIED.credentials))
    hands = None if dice.random() < 0.03 else Practitioner(usual)
    site = Site(dice.choice(("seed_strict", "guideline")), dice.choice((True, False)))
    return Encounter(at, session, hands, site, _course(dice, session))


def _course(dice: Random, session: int) -> CourseSoFar:
    if dice.random() < 0.6:
        return CourseSoFar()
    return CourseSoFar(
        sessions_done=session - 1,
        gap_days=dice.choice((None, 0, 13, 14, 15)),
        weeks=dice.choice((None, 3, 4, 5)),
        pain_change_percent=dice.choice((None, -30.0, -29.9, 0.0, 14.9, 15.0, 15.1, 50)),
        pain_change_points=dice.choice((None, -2.0, -1.9, 0.0, 3)),
        serious_adverse_event=dice.choice((None, False, False, True)),
    )


def _overrides(dice: Random, at: datetime) -> tuple[Override, ...]:
    if dice.random() < 0.6:
        return ()
    return tuple(_decision(dice, at) for _ in range(dice.choice((1, 3, 60))))


def _decision(dice: Random, at: datetime) -> Override:
    rule = dice.choice((*_CASE_IDS, *_CASE_IDS, *_RULE_IDS, "no-such", "constructor"))
    since = at - dice.choice((timedelta(), timedelta(days=3), -_JUST))
    length = dice.choice((timedelta(days=30), timedelta(days=30) + _JUST, timedelta(days=3)))
    role = dice.choice(("physician", "physician", "physician", "therapist"))
    zones = tuple(dice.sample(_REGIONS, dice.choice((0, 1))))
    return Override(rule, "Dr A. Example", role, "Examined", since, since + length, zones)
