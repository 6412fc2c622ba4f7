"""Three-valued truth (strong Kleene, as in SQL and HL7 CQL): no answer is not "no"."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterable


class Truth(Enum):
    """An answer to a clinical question; UNKNOWN means nobody has answered yet.

    The numbers order the values from "no" to "yes", so that `and` is the smaller
    of two truths and `or` the larger (Kleene 1952, Introduction to Metamathematics, 64).
    """

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    def __bool__(self) -> NoReturn:
        """Refuse `if truth:`, which would silently file UNKNOWN under yes or no.

        Raises
        ------
        TypeError
            Always.
        """
        msg = (
            f"{self} has three possible values, so it cannot stand alone in an `if`. "
            "Ask for the one you mean (`truth is Truth.TRUE`) or match on all three."
        )
        raise TypeError(msg)

    def __and__(self, other: Truth) -> Truth:
        """Both: FALSE if either is FALSE, else UNKNOWN if either is UNKNOWN."""
        return _BY_RANK[min(self.value, other.value)]

    def __or__(self, other: Truth) -> Truth:
        """Either: TRUE if either is TRUE, else UNKNOWN if either is UNKNOWN."""
        return _BY_RANK[max(self.value, other.value)]

    def __invert__(self) -> Truth:
        """Swap TRUE and FALSE; the opposite of UNKNOWN is UNKNOWN."""
        return _BY_RANK[2 - self.value]

    def __xor__(self, other: Truth) -> Truth:
        """Exactly one of the two; UNKNOWN as soon as one of them is."""
        return (self | other) & ~(self & other)

    def implies(self, other: Truth) -> Truth:
        """Tell whether `other` holds wherever this does (material implication)."""
        return ~self | other


_BY_RANK = (Truth.FALSE, Truth.UNKNOWN, Truth.TRUE)


def truth_of(value: bool | None) -> Truth:  # noqa: FBT001 - the argument is the thing converted
    """Turn yes, no or no answer (None) into a truth."""
    match value:
        case None:
            return Truth.UNKNOWN
        case True:
            return Truth.TRUE
        case False:
            return Truth.FALSE


def all_of(truths: Iterable[Truth]) -> Truth:
    """Join truths with `and`; TRUE when there are none."""
    return _BY_RANK[min((truth.value for truth in truths), default=2)]


def any_of(truths: Iterable[Truth]) -> Truth:
    """Join truths with `or`; FALSE when there are none."""
    return _BY_RANK[max((truth.value for truth in truths), default=0)]
