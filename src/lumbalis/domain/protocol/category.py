"""The eight answers to "may this person be massaged today", in order of strictness."""

from __future__ import annotations

from enum import Enum


class Category(Enum):
    """A verdict's category; the number is its rank, strictest last."""

    ELIGIBLE = 0
    ELIGIBLE_PRECAUTIONS = 1
    INCOMPLETE = 2
    POSTPONE = 3
    REFER_FOR_EXAM = 4
    PHYSICIAN_DECISION = 5
    CONTRAINDICATED = 6
    EMERGENCY = 7

    @property
    def allows_session(self) -> bool:
        """Tell whether a session may take place under this category."""
        return self.value <= Category.ELIGIBLE_PRECAUTIONS.value

    def or_stricter(self, other: Category) -> Category:
        """Give the stricter of the two."""
        return self if self.value >= other.value else other
