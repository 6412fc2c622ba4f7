"""A rule as one sentence: from its structure, in three languages, and never of another rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from lumbalis.domain.expressions import Condition, Expression, compile_expression, nodes
from lumbalis.domain.protocol import Case, Category, Modifiers, Scope
from lumbalis.explaining.rules import rule_sentence
from lumbalis.knowledge.texts import Texts
from lumbalis.surfaces.workplace import Workplace
from protocols import shipped_protocol

LANGUAGES = ("en", "ru", "uk")
CASES = tuple(case for rule in shipped_protocol().rules for case in rule.cases)


@cache
def spoken(language: str) -> Texts:
    """Give the words of a language."""
    return Workplace(language).texts


def told(case: Case, language: str) -> str:
    """Say a case as one sentence."""
    return rule_sentence(case, shipped_protocol(), spoken(language))


def with_other_numbers(expression: Expression) -> Iterator[Expression]:
    """Give the expression once for each number in it, that number one greater."""
    match expression:
        case nodes.And(children) | nodes.Or(children):
            for place, child in enumerate(children):
                for other in with_other_numbers(child):
                    yield type(expression)((*children[:place], other, *children[place + 1 :]))
        case nodes.Not(child) | nodes.Stated(child):
            for other in with_other_numbers(child):
                yield type(expression)(other)
        case nodes.Compare(left, sign, right):
            if isinstance(right, nodes.LimitNumber):
                yield nodes.Compare(left, sign, _greater(right))
            if isinstance(left, nodes.LimitNumber):
                yield nodes.Compare(_greater(left), sign, right)
        case _:
            return


def _greater(operand: nodes.LimitNumber) -> nodes.LimitNumber:
    return nodes.LimitNumber(replace(operand.limit, value=operand.limit.value + 1))


def conditions(case: Case) -> Iterator[Condition]:
    """Give the condition of a case with one number changed."""
    return (compile_expression(one) for one in with_other_numbers(case.when.expression))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_changed_number_changes_the_sentence(language: str) -> None:
    """What the rule says and what it does cannot drift apart."""
    changed = 0
    for case in CASES:
        for condition in conditions(case):
            assert told(replace(case, when=condition), language) != told(case, language), case.id
            changed += 1
    assert changed > 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_changed_effect_changes_the_sentence(language: str) -> None:
    """Category, scope, ceiling, zones, techniques, margins, release and who may set it aside."""
    for case in CASES:
        milder = Category.POSTPONE if case.category is not Category.POSTPONE else Category.ELIGIBLE
        others = [
            replace(case, category=milder),
            replace(case, scope=Scope.ZONE if case.scope is not Scope.ZONE else Scope.SESSION),
            replace(case, modifiers=replace(case.modifiers, cap=(case.modifiers.cap or 0) + 1)),
            replace(case, overridden=None if case.overridden is not None else Modifiers(cap=1)),
            *_released(case),
        ]
        for other in others:
            assert told(other, language) != told(case, language), case.id


def _released(case: Case) -> Iterator[Case]:
    release = case.release
    if release is not None and release.after is not None:
        later = replace(release.after, value=release.after.value + 1)
        yield replace(case, release=replace(release, after=later))


def test_no_two_rules_are_told_alike() -> None:
    """Cases that differ are told differently, in every language."""
    for language in LANGUAGES:
        sentences = [told(case, language) for case in CASES]
        assert len(set(sentences)) == len(sentences)


def test_the_languages_are_not_one() -> None:
    """Nothing is left in another language."""
    for case in CASES:
        assert len({told(case, language) for language in LANGUAGES}) == len(LANGUAGES)
