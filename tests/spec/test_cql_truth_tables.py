"""HL7's published truth tables for CQL, replayed through the rule language and the truth type.

Source: CqlLogicalOperatorsTest of the CQL test suite, version 1.0
(https://cql.hl7.org/09-b-cqlreference.html#logical-operators-3): 39 tests in five groups.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lumbalis.domain.expressions import Kind, Language, ValueType, compile_expression, parse, trace
from lumbalis.domain.truth import Truth

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
VALUES = {T: True, F: False, N: None}

# Rows in the order of the suite: TrueX, FalseX, NullX with X = True, False, Null.
BINARY = {
    "and": ((T, F, N), (F, F, F), (N, F, N)),
    "implies": ((T, F, N), (T, T, T), (T, N, N)),
    "or": ((T, T, T), (T, F, N), (T, N, N)),
    "xor": ((F, T, N), (T, F, N), (N, N, N)),
}
NOT = {T: F, F: T, N: N}
ORDER = (T, F, N)

WRITTEN = {
    "and": "a and b",
    "implies": "implies(a, b)",
    "or": "a or b",
    "xor": "xor(a, b)",
}
DIRECT: dict[str, Callable[[Truth, Truth], Truth]] = {
    "and": lambda a, b: a & b,
    "implies": Truth.implies,
    "or": lambda a, b: a | b,
    "xor": lambda a, b: a ^ b,
}
LANGUAGE = Language({"a": ValueType(Kind.BOOL), "b": ValueType(Kind.BOOL)}, {})

CASES = [
    (operator, left, right, BINARY[operator][i][j])
    for operator in BINARY
    for i, left in enumerate(ORDER)
    for j, right in enumerate(ORDER)
]


@pytest.mark.parametrize(("operator", "left", "right", "expected"), CASES)
def test_binary_operator_agrees_with_cql(
    operator: str, left: Truth, right: Truth, expected: Truth
) -> None:
    """Our rules are exported to CQL one day; both must say the same of a missing answer."""
    reading = {"a": VALUES[left], "b": VALUES[right]}
    expression = parse(WRITTEN[operator], LANGUAGE)
    assert DIRECT[operator](left, right) is expected
    assert compile_expression(expression).truth(reading) is expected
    assert trace(expression, reading).truth is expected


@pytest.mark.parametrize(("value", "expected"), NOT.items())
def test_not_agrees_with_cql(value: Truth, expected: Truth) -> None:
    """The opposite of not knowing is not knowing."""
    expression = parse("not a", LANGUAGE)
    assert ~value is expected
    assert compile_expression(expression).truth({"a": VALUES[value], "b": None}) is expected


def test_all_39_published_cases_are_here() -> None:
    """Four binary operators of nine cases and three of `not`."""
    assert len(CASES) + len(NOT) == 39
