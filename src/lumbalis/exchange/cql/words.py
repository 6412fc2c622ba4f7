"""Spelling of values and names in CQL."""

from __future__ import annotations

from lumbalis.domain.expressions import Kind, NoDate, Value, ValueType
from lumbalis.domain.facts import CONTEXT, Fact, FactType

TYPES = {
    FactType.BOOL: "Boolean",
    FactType.INT: "Integer",
    FactType.DECIMAL: "Decimal",
    FactType.ENUM: "String",
    FactType.SET: "List<String>",
    FactType.DATE: "Date",
}
_WHOLE = frozenset({"session", "course_sessions_done", "course_gap_days", "course_weeks"})
TODAY, ASIDE, PHASE = "Today", "Set aside", "Phase"


def name(*parts: str) -> str:
    """Write an identifier."""
    return '"' + " ".join(parts) + '"'


def text(word: str) -> str:
    """Write a string."""
    return "'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'"


def number(value: float) -> str:
    """Write a decimal; whole numbers keep a point, so that types agree."""
    return f"{value:.8f}".rstrip("0") + "0" if value != int(value) else f"{int(value)}.0"


def value_of(fact: Fact, value: Value) -> str:
    """Write an answer to a fact as its parameter holds it.

    Raises
    ------
    NotImplementedError
        For a date other than "none": no protocol has one as a default or a consequence.
    """
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return text(value)
        case frozenset():
            return "{" + ", ".join(text(word) for word in sorted(value)) + "}"
        case NoDate():
            return "null"
        case int() | float():
            return str(int(value)) if fact.type is FactType.INT else number(float(value))
        case _:
            msg = f"{fact.id}: a date cannot stand in for an answer"
            raise NotImplementedError(msg)


def circumstances() -> dict[str, str]:
    """Name the circumstances with their types; the phase is computed."""
    return {one: _type(one, known) for one, known in CONTEXT.items() if one not in _COMPUTED}


_COMPUTED = ("today", "phase")


def _type(one: str, known: ValueType) -> str:
    match known.kind:
        case Kind.BOOL:
            return "Boolean"
        case Kind.ENUM:
            return "String"
        case Kind.SET:
            return "List<String>"
        case _:
            return "Integer" if one in _WHOLE else "Decimal"
