"""What has been answered: a value, when, and by whom. Append-only; the newest counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from lumbalis.domain.expressions import Value

if TYPE_CHECKING:
    from lumbalis.domain.facts.fact import Fact


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `value` None means: asked, and not known."""

    value: Value | None
    at: datetime
    by: str | None = None

    def is_stale(self, fact: Fact, at: datetime) -> bool:
        """Tell whether the answer is older at `at` than the fact allows."""
        return fact.valid_for is not None and at - self.at > fact.valid_for


@dataclass(frozen=True, slots=True)
class Answers:
    """The newest answer to each fact that has one. A fact that is not here is unknown."""

    by_fact: Mapping[str, Answer]

    def without(self, *facts: str) -> Answers:
        """Give the same answers with some facts never answered."""
        return Answers({fact: a for fact, a in self.by_fact.items() if fact not in facts})

    def changed(self, at: datetime, **values: Value | None) -> Answers:
        """Give the same answers with some newer ones, all given at `at`."""
        newer = {fact: Answer(value, at) for fact, value in values.items()}
        return replace(self, by_fact={**self.by_fact, **newer})
