"""The rule language: small typed expressions over facts, in three-valued logic."""

from lumbalis.domain.expressions.evaluation import Condition, compile_expression
from lumbalis.domain.expressions.language import Language, parse
from lumbalis.domain.expressions.nodes import Expression, facts_read, limits_read
from lumbalis.domain.expressions.tracing import Trace, trace
from lumbalis.domain.expressions.values import (
    NO_DATE,
    ExpressionError,
    Kind,
    Limit,
    NoDate,
    Reading,
    Value,
    ValueType,
)

__all__ = [
    "NO_DATE",
    "Condition",
    "Expression",
    "ExpressionError",
    "Kind",
    "Language",
    "Limit",
    "NoDate",
    "Reading",
    "Trace",
    "Value",
    "ValueType",
    "compile_expression",
    "facts_read",
    "limits_read",
    "parse",
    "trace",
]
