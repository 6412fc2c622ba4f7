"""The rule language: what it reads, what it refuses at load, and what a trace says."""

from __future__ import annotations

from datetime import date

import pytest

from lumbalis.domain.expressions import (
    NO_DATE,
    ExpressionError,
    Kind,
    Language,
    Limit,
    Reading,
    ValueType,
    compile_expression,
    facts_read,
    limits_read,
    parse,
    trace,
)
from lumbalis.domain.truth import Truth


def limit(name: str, value: float, unit: str | None) -> tuple[str, Limit]:
    """Make a limit as the loader would."""
    return name, Limit(name, value, unit, ("E",), "expert-opinion", "draft")


LANGUAGE = Language(
    names={
        "fever": ValueType(Kind.BOOL),
        "chills": ValueType(Kind.BOOL),
        "drug": ValueType(Kind.ENUM, values=frozenset({"none", "vka", "doac"})),
        "pain": ValueType(Kind.SET, values=frozenset({"none", "aching", "sharp", "burning"})),
        "nrs": ValueType(Kind.NUMBER, unit="{score}"),
        "temperature": ValueType(Kind.NUMBER, unit="Cel"),
        "seen": ValueType(Kind.DATE),
        "heavy": ValueType(Kind.BOOL, optional=True),
        "today": ValueType(Kind.DATE),
    },
    limits=dict(
        [
            limit("severe", 7, "{score}"),
            limit("hot", 37.1, "Cel"),
            limit("month", 30, "d"),
            limit("two", 2, "{count}"),
        ]
    ),
)
KNOWN: Reading = {
    "fever": False,
    "chills": True,
    "drug": "vka",
    "pain": frozenset({"aching", "sharp"}),
    "nrs": 7,
    "temperature": 37.1,
    "seen": date(2026, 11, 1),
    "heavy": None,
    "today": date(2026, 11, 22),
}


def truth(text: str, **changes: object) -> Truth:
    """Evaluate a text, checking that the fast path and the trace agree."""
    reading: Reading = {**KNOWN, **changes}  # type: ignore[dict-item]
    expression = parse(text, LANGUAGE)
    fast = compile_expression(expression).truth(reading)
    assert trace(expression, reading).truth is fast
    return fast


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("chills and not fever", Truth.TRUE),
        ('drug == "vka"', Truth.TRUE),
        ('drug != "vka"', Truth.FALSE),
        ('drug in {"doac", "none"}', Truth.FALSE),
        ('drug not in {"doac", "none"}', Truth.TRUE),
        ('any_of(pain, {"sharp", "burning"})', Truth.TRUE),
        ('all_of(pain, {"sharp", "burning"})', Truth.FALSE),
        ("nrs >= limits.severe", Truth.TRUE),
        ("nrs > limits.severe", Truth.FALSE),
        ("temperature >= limits.hot", Truth.TRUE),
        ("days_since(seen) <= limits.month", Truth.TRUE),
        ("count(pain) >= limits.two", Truth.TRUE),
        ("stated(heavy)", Truth.FALSE),
        ("not known(heavy)", Truth.TRUE),
        ("fever or\n   chills", Truth.TRUE),
    ],
)
def test_expression_means_what_it_says(text: str, expected: Truth) -> None:
    """Each form of the language once, on the boundary where it has one."""
    assert truth(text) is expected


@pytest.mark.parametrize(
    "text",
    ["fever", 'drug == "vka"', 'drug != "vka"', 'any_of(pain, {"sharp"})',
     'all_of(pain, {"sharp"})', "nrs >= limits.severe", "days_since(seen) > limits.month",
     "count(pain) >= limits.two"],
)  # fmt: skip
def test_a_missing_answer_leaves_every_leaf_open(text: str) -> None:
    """Where SQL and CQL disagree about null, ours is always unknown."""
    names = dict.fromkeys(("fever", "drug", "pain", "nrs", "seen"))
    assert truth(text, **names) is Truth.UNKNOWN


def test_no_such_date_lies_without_end_in_the_past() -> None:
    """A patient never seen by a dermatologist has no valid clearance, nor a recent injection."""
    assert truth("days_since(seen) > limits.month", seen=NO_DATE) is Truth.TRUE
    assert truth("days_since(seen) <= limits.month", seen=NO_DATE) is Truth.FALSE


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("feber", "did you mean fever"),
        ('drug == "vkaa"', "did you mean vka"),
        ("nrs >= 7", "bare number"),
        ("nrs >= limits.hot", "compare equal units"),
        ("nrs >= limits.sever", "did you mean severe"),
        ("fever == chills", "where a number is needed"),
        ("nrs", "needed"),
        ("known(fever)", "weaker as less is known"),
        ("not not known(fever)", "weaker as less is known"),
        ("stated(fever)", "must not be missing"),
        ("fever.real", "not a yes/no expression"),
        ("fever[0]", "not a yes/no expression"),
        ("(lambda: fever)()", "not a yes/no expression"),
        ("__import__('os')", "not a function"),
        ("nrs >= limits.severe >= nrs", "not a yes/no expression"),
        ('any_of(pain, {"sharp", nrs})', "not a quoted word"),
        ("fever and", "not an expression"),
        ("", "not an expression"),
        ("True", "not a yes/no expression"),
        ("fever or " * 400 + "fever", "split it"),
        ("(" * 900 + "fever" + ")" * 900, "not an expression"),
    ],
)
def test_a_text_that_is_no_rule_does_not_load(text: str, says: str) -> None:
    """A misspelt word must be an error at load, never a silent "no" at the couch."""
    with pytest.raises(ExpressionError, match=says):
        parse(text, LANGUAGE)


def test_a_trace_names_the_facts_that_decided() -> None:
    """The reason shown to a physician holds what mattered and nothing else."""
    expression = parse('fever or (chills and drug == "vka")', LANGUAGE)
    found = trace(expression, KNOWN)
    assert (found.decided_by, found.undecided) == (("chills", "drug"), ())


def test_a_trace_of_an_open_question_names_who_must_be_asked() -> None:
    """`chills` is answered and keeps the question open; `drug` is what is missing."""
    expression = parse('fever or (chills and drug == "vka")', LANGUAGE)
    found = trace(expression, {**KNOWN, "drug": None})
    assert found.truth is Truth.UNKNOWN
    assert found.undecided == ("drug",)


def test_an_expression_lists_what_it_reads() -> None:
    """The loader uses this to see which facts and limits nothing ever reads."""
    expression = parse("fever or nrs >= limits.severe or days_since(seen) > limits.month", LANGUAGE)
    assert facts_read(expression) == ("fever", "nrs", "seen")
    assert [found.id for found in limits_read(expression)] == ["severe", "month"]
