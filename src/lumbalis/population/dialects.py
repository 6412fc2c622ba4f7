"""How each database writes the few things they write differently."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True, slots=True)
class Dialect:
    """The spellings of one database. All arguments are SQL already, but moments and days."""

    name: str
    quote: str
    double: str
    has_any: Callable[[str, Sequence[str]], str]
    has_all: Callable[[str, Sequence[str]], str]
    count_but_none: Callable[[str], str]
    days_since: Callable[[str, date], str]
    moment_type: str
    fence: str

    def quoted(self, column: str) -> str:
        """Write a column's name, which may hold a dot."""
        return f"{self.quote}{column}{self.quote}"

    def text(self, word: str) -> str:
        """Write a word of the protocol."""
        return "'" + word.replace("'", "''") + "'"

    def number(self, value: float) -> str:
        """Write a number as the database's 64-bit floating point."""
        return f"CAST({value!r} AS {self.double})"

    def moment(self, moment: datetime) -> str:
        """Write a moment in UTC."""
        written = moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f+00:00")
        return f"{self.moment_type} '{written}'"


def _array(words: Sequence[str]) -> str:
    return f"ARRAY[{', '.join(words)}]"


def _listed(words: Sequence[str]) -> str:
    return f"[{', '.join(words)}]"


DUCKDB = Dialect(
    name="duckdb",
    quote='"',
    double="DOUBLE",
    has_any=lambda column, words: f"list_has_any({column}, {_listed(words)})",
    has_all=lambda column, words: f"list_has_all({column}, {_listed(words)})",
    count_but_none=lambda column: f"len(list_filter({column}, lambda w: w <> 'none'))",
    days_since=lambda column, today: f"(DATE '{today}' - {column})",
    moment_type="TIMESTAMPTZ",
    fence="OFFSET 0",
)
POSTGRESQL = Dialect(
    name="postgresql",
    quote='"',
    double="DOUBLE PRECISION",
    has_any=lambda column, words: f"({column} && {_array(words)})",
    has_all=lambda column, words: f"({column} @> {_array(words)})",
    count_but_none=lambda column: f"cardinality(array_remove({column}, 'none'))",
    days_since=lambda column, today: f"(DATE '{today}' - {column})",
    moment_type="TIMESTAMPTZ",
    fence="OFFSET 0",
)
SPARK = Dialect(
    name="spark",
    quote="`",
    double="DOUBLE",
    has_any=lambda column, words: f"arrays_overlap({column}, array({', '.join(words)}))",
    has_all=lambda column, words: f"size(array_except(array({', '.join(words)}), {column})) = 0",
    count_but_none=lambda column: f"size(array_remove({column}, 'none'))",
    days_since=lambda column, today: f"datediff(DATE '{today}', {column})",
    moment_type="TIMESTAMP",
    fence="",
)
DIALECTS = {dialect.name: dialect for dialect in (DUCKDB, POSTGRESQL, SPARK)}
