"""A rule's condition as a sentence says everything the condition asks, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumbalis.domain.expressions import Expression, Language, facts_read, nodes, parse
from lumbalis.domain.expressions.nodes import limits_read
from lumbalis.domain.protocol import Case
from lumbalis.knowledge.locales import format_number
from lumbalis.knowledge.sentences import (
    Clause,
    as_lines,
    as_prose,
    expression_text,
    sentence,
)
from lumbalis.knowledge.wording import label_of, lower_first
from protocols import shipped_protocol
from shipped_texts import texts_in

PROTOCOL = shipped_protocol()
VOCABULARY = PROTOCOL.vocabulary
LANGUAGE = Language(VOCABULARY.names, PROTOCOL.limits)
CASES = [case for rule in PROTOCOL.rules for case in rule.cases]
LANGUAGES = ("en", "ru", "uk")


def lines(text: str, language: str = "en") -> list[tuple[int, str]]:
    """Say an expression of the shipped vocabulary."""
    return list(as_lines(sentence(parse(text, LANGUAGE), VOCABULARY, texts_in(language))))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("foot_drop", "foot drop"),
        ("not foot_drop", "foot drop: no"),
        ("not not foot_drop", "foot drop"),
        ("foot_drop or osteoporosis", "foot drop, or osteoporosis"),
        ("foot_drop and osteoporosis", "foot drop, and osteoporosis"),
        ("not (foot_drop or osteoporosis)", "foot drop: no, and osteoporosis: no"),
        ("not (foot_drop and osteoporosis)", "foot drop: no, or osteoporosis: no"),
        ("temperature_c >= limits.fever_axillary", "body temperature at least 37.1 °C"),
        ("not temperature_c >= limits.fever_axillary", "body temperature below 37.1 °C"),
        ("limits.fever_axillary <= temperature_c", "body temperature at least 37.1 °C"),
        ("inr > limits.inr_maximum", "INR above 3.5"),
        ("inflammation_status == 'active'", "inflammation: still active"),
        ("inflammation_status != 'active'", "inflammation: not still active"),
        ("temp_site in {'oral', 'tympanic'}", "where temperature was measured: in the mouth or in"),
        ("any_of(allergies, {'oils', 'latex'})", "allergies: oils or latex"),
        ("not any_of(allergies, {'oils', 'latex'})", "allergies: none of oils or latex"),
        ("all_of(consent_zones, {'lumbar', 'knee'})", "agrees to: all of lower back and knees"),
        ("not all_of(consent_zones, {'lumbar'})", "agrees to: without lower back"),
        ("not known(order_date)", "date of the order: not known"),
        ("not known(inr) or inr > limits.inr_maximum", "INR above 3.5, or not known"),
        ("stated(menstruation_heavy_now)", "stated: heavy menstruation now"),
        ("not stated(menstruation_heavy_now)", "not stated: heavy menstruation now"),
        ("days_since(order_date) > limits.order_valid", "more than 90 days ago, or never"),
        ("days_since(order_date) <= limits.order_valid", "date of the order: at most 90 days ago"),
        ("count(spine_regions_affected) >= limits.regions_combined", "affected: at least 2"),
        ("session <= limits.gentle_sessions", "number of the session at most 3"),
        ("phase == 'REMISSION'", "phase: remission"),
        ("stated(course_worsening_points >= limits.worsening_points)", "at least 2 points"),
    ],
)
def test_every_form_has_its_plain_words(text: str, said: str) -> None:
    """A reader meets the same word for the same thing in every rule."""
    assert len(lines(text)) == 1
    assert said in lines(text)[0][1]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "body temperature at least 37.1 °C"),
        ("ru", "температура тела не ниже 37,1 °C"),
        ("uk", "температура тіла не нижче ніж 37,1 °C"),
    ],
)
def test_a_comparison_is_said_as_the_language_compares(language: str, said: str) -> None:
    """A limit keeps its comparison, its unit and its decimal mark in every language."""
    assert lines("temperature_c >= limits.fever_axillary", language) == [(0, said)]


def test_what_is_long_becomes_a_list_as_deep_as_the_rule() -> None:
    """Three levels of a rule are three levels of indentation, not a row of brackets."""
    rule = next(case for case in CASES if case.id == "E06")
    told = list(as_lines(sentence(rule.when.expression, VOCABULARY, texts_in("en"))))
    assert told[0] == (0, "all of these")
    assert told[1] == (1, "any of these")
    assert {depth for depth, _ in told} == {0, 1, 2}
    assert (2, "recent spinal procedure") in told


def test_a_list_on_one_line_keeps_its_brackets() -> None:
    """Where there is room for one line only, the grouping must not get lost."""
    told = sentence(
        parse("foot_drop and (osteoporosis or not known(inr))", LANGUAGE),
        VOCABULARY,
        texts_in("en"),
    )
    assert as_prose(told) == "all of these (foot drop; osteoporosis, or INR: not known)"


def test_words_that_could_be_two_stand_in_quotation_marks() -> None:
    """`aspirin or clopidogrel` is one answer; beside a second one it must look like one."""
    ((_, said),) = lines("anticoagulant in {'antiplatelet', 'vka'}")
    assert "“aspirin or clopidogrel” or “warfarin or a similar medicine”" in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_sentence_names_every_fact_and_every_number_of_its_rule(
    case: Case, language: str
) -> None:
    """A condition left out of the sentence would be a rule nobody knows of."""
    texts = texts_in(language)
    said = as_prose(sentence(case.when.expression, VOCABULARY, texts))
    for fact in facts_read(case.when.expression):
        assert lower_first(label_of(fact, texts)) in said
    for limit in limits_read(case.when.expression):
        assert format_number(language, limit.value) in said
    assert "{" not in said
    assert "!" not in said


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_rule_written_out_reads_back_as_itself(case: Case) -> None:
    """What is shown as the rule's own words is the rule, not an impression of it."""
    assert parse(expression_text(case.when.expression), LANGUAGE) == case.when.expression


FLAGS = st.sampled_from(["foot_drop", "osteoporosis", "sunburn"]).map(nodes.Flag)
LEAVES = st.one_of(
    FLAGS,
    st.just(nodes.IsOneOf("temp_site", frozenset({"oral", "tympanic"}))),
    st.just(nodes.IsOneOf("temp_site", frozenset({"oral"}))),
    st.just(nodes.HasAny("allergies", frozenset({"oils", "latex"}))),
    st.just(nodes.HasAll("consent_zones", frozenset({"lumbar", "knee"}))),
    st.sampled_from(["<", "<=", ">", ">=", "==", "!="]).map(
        lambda sign: nodes.Compare(
            nodes.NumberFact("temperature_c"),
            sign,  # type: ignore[arg-type]
            nodes.LimitNumber(PROTOCOL.limits["fever_axillary"]),
        )
    ),
)
EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(nodes.Not),
        st.lists(inner, min_size=2, max_size=4).map(lambda some: nodes.And(tuple(some))),
        st.lists(inner, min_size=2, max_size=4).map(lambda some: nodes.Or(tuple(some))),
    ),
    max_leaves=12,
)


@given(EXPRESSIONS)
def test_any_expression_written_out_reads_back_as_itself(expression: Expression) -> None:
    """Brackets are set where they are needed, whatever the rule."""
    assert parse(expression_text(expression), LANGUAGE) == expression


@given(EXPRESSIONS)
def test_a_double_negation_says_the_same(expression: Expression) -> None:
    """Carrying negations inwards changes the words, never the meaning."""
    texts = texts_in("en")
    twice = nodes.Not(nodes.Not(expression))
    assert sentence(twice, VOCABULARY, texts) == sentence(expression, VOCABULARY, texts)


@given(EXPRESSIONS)
def test_every_sentence_has_a_line_for_every_clause(expression: Expression) -> None:
    """Lists and prose are two layouts of one sentence."""
    told = sentence(expression, VOCABULARY, texts_in("uk"))
    prose = as_prose(told)
    assert all(text in prose for _, text in as_lines(told))
    assert isinstance(told, Clause) == (len(list(as_lines(told))) == 1)
