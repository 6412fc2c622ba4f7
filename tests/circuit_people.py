"""People for readings that must agree: near boundaries, unanswered, stale, set aside."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from generated_patients import FACTS, telling_values
from lumbalis.domain.facts import (
    CREDENTIALS,
    Answer,
    Answers,
    CourseSoFar,
    Encounter,
    Practitioner,
    Site,
)
from lumbalis.domain.screening import Override
from patients import ANSWERED, AT, FULLY_QUALIFIED, ordinary_values
from protocols import shipped_protocol

TELLING = {fact.id: telling_values(fact) for fact in FACTS}
MAY_BE_SET_ASIDE = sorted(
    {
        name
        for rule in shipped_protocol().rules
        for case in rule.cases
        if case.overridden is not None
        for name in (rule.id, case.id)
    }
)


@dataclass(frozen=True, slots=True)
class DrawnPerson:
    """Everything a screening takes."""

    answers: Answers
    encounter: Encounter
    overrides: tuple[Override, ...]


def drawn_people(seed: int, count: int) -> Iterator[DrawnPerson]:
    """Draw people, from nearly ordinary to nearly nothing known; the same seed, the same people."""
    dice = random.Random(seed)  # noqa: S311 - people of a test, not a secret
    ordinary = ordinary_values(shipped_protocol().vocabulary)
    for _ in range(count):
        values = dict(ordinary)
        for fact in dice.sample(FACTS, dice.choice((0, 1, 2, 3, 6, 12, 30))):
            values[fact.id] = dice.choice(TELLING[fact.id])
        for fact in dice.sample(FACTS, dice.choice((0, 0, 1, 2, 5, 20, 100))):
            values.pop(fact.id, None)
        old = {fact.id for fact in dice.sample(FACTS, dice.choice((0, 0, 1, 2, 5, 20)))}
        answers = Answers(
            {
                name: Answer(value, ANSWERED - _age(name, dice) * (name in old))
                for name, value in values.items()
            }
        )
        yield DrawnPerson(answers, _encounter(dice), _overrides(dice))


def _age(name: str, dice: random.Random) -> timedelta:
    """Draw an age right around the longest an answer may be used."""
    longest = shipped_protocol().vocabulary.facts[name].valid_for
    usable = (longest or timedelta(days=3000)) - (AT - ANSWERED)
    return usable + timedelta(seconds=dice.choice((-1, 0, 1, 86400)))


def _encounter(dice: random.Random) -> Encounter:
    credentials = frozenset(dice.sample(CREDENTIALS, dice.randint(0, len(CREDENTIALS))))
    hands = dice.choice((FULLY_QUALIFIED, FULLY_QUALIFIED, None, Practitioner(credentials)))
    return Encounter(
        at=AT,
        session=dice.choice((1, 1, 2, 3, 4, 6, 7, 10, 15)),
        practitioner=hands,
        site=Site(dice.choice(("seed_strict", "guideline")), dice.choice((False, True))),
        course=CourseSoFar(
            sessions_done=dice.choice((None, 0, 3, 4, 5, 10)),
            gap_days=dice.choice((None, 0, 13, 14, 15, 40)),
            weeks=dice.choice((None, 1, 2, 3, 4, 8)),
            pain_change_percent=dice.choice((None, -30.0, -29.0, 0.0, 30.0)),
            pain_change_points=dice.choice((None, -2.0, -1.0, 0.0, 2.0)),
            serious_adverse_event=dice.choice((None, False, False, True)),
        ),
    )


def _overrides(dice: random.Random) -> tuple[Override, ...]:
    names = dice.sample(MAY_BE_SET_ASIDE, dice.choice((0, 0, 1, 5)))
    return tuple(_override(name) for name in names)


def _override(name: str) -> Override:
    until = AT + timedelta(days=1)
    return Override(name, "A. Physician", "physician", "seen today", ANSWERED, until)
