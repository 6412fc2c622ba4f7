"""What a net asks of one person: yes or no, nothing else. Everything unknown is an input too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from lumbalis.domain.expressions import Value
from lumbalis.domain.expressions.nodes import Leaf


@dataclass(frozen=True, slots=True)
class Given:
    """Somebody has answered this fact, however long ago; or this circumstance is known."""

    name: str


@dataclass(frozen=True, slots=True)
class Fresh:
    """The answer to this fact is no older than so much."""

    name: str
    within: timedelta


@dataclass(frozen=True, slots=True)
class Holds:
    """A question asked of the given answer; counts only where it is given."""

    leaf: Leaf


@dataclass(frozen=True, slots=True)
class Equals:
    """The given answer is this very value; counts only where it is given."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class SetAside:
    """A physician's accepted override names this rule or case."""

    id: str


Input = Given | Fresh | Holds | Equals | SetAside
