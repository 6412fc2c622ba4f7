"""A compiled expression: its truth for one patient, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lumbalis.domain.expressions import nodes
from lumbalis.domain.expressions.tracing import Trace, Tracer, tracer
from lumbalis.domain.expressions.values import Reading
from lumbalis.domain.expressions.written import Rank, written_rank
from lumbalis.domain.truth import Truth

_TRUTHS = (Truth.FALSE, Truth.UNKNOWN, Truth.TRUE)


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled expression: ask it with a reading. It is written out when it is first asked."""

    expression: nodes.Expression
    rank: Rank = field(init=False, repr=False, compare=False)
    """The truth as 0 (no), 1 (unknown) or 2 (yes), for the inner loop."""
    explained: Tracer = field(init=False, repr=False, compare=False)
    """The same with the facts behind it."""

    def __getattr__(self, name: str) -> object:
        """Write out what is asked for the first time; later it is simply there."""
        write = _WRITERS.get(name)
        if write is None:
            msg = f"a condition has no {name}"
            raise AttributeError(msg)
        written = write(self.expression)
        object.__setattr__(self, name, written)
        return written

    def truth(self, reading: Reading) -> Truth:
        """Tell whether the expression holds of this reading."""
        return _TRUTHS[self.rank(reading)]

    def trace(self, reading: Reading) -> Trace:
        """Explain what the expression says of a reading, fact by fact."""
        rank, decided, undecided = self.explained(reading)
        return Trace(_TRUTHS[rank], decided, undecided)


_WRITERS: Mapping[str, Callable[[nodes.Expression], object]] = {
    "rank": written_rank,
    "explained": tracer,
}


def compile_expression(expression: nodes.Expression) -> Condition:
    """Turn an expression into something fast to ask."""
    return Condition(expression)
