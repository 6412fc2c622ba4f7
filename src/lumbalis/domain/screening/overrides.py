"""Physicians' decisions to set a rule aside: which count, and why the others do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lumbalis.domain.screening.verdict import Override, RefusedOverride

if TYPE_CHECKING:
    from lumbalis.domain.protocol import Case, Rule


@dataclass(frozen=True, slots=True)
class Overrides:
    """The overrides that count now, by rule or case id, and the refused ones."""

    accepted: Mapping[str, Override]
    refused: tuple[RefusedOverride, ...]

    def for_case(self, rule: Rule, case: Case) -> Override | None:
        """Find the override of a case; None where the case allows none."""
        if case.overridden is None:
            return None
        return self.accepted.get(case.id) or self.accepted.get(rule.id)


def sort_overrides(
    overrides: Sequence[Override], rules: Sequence[Rule], at: datetime, valid_days: float
) -> Overrides:
    """Tell the overrides that count at a moment from those that do not.

    `valid_days` is the longest time between a decision and its end.
    """
    accepted: dict[str, Override] = {}
    refused: list[RefusedOverride] = []
    for override in overrides:
        why = _why_not(override, rules, at, timedelta(days=valid_days))
        if why is None:
            accepted[override.rule] = override
        else:
            refused.append(RefusedOverride(override.rule, why))
    return Overrides(accepted, tuple(refused))


def _why_not(
    override: Override, rules: Sequence[Rule], at: datetime, longest: timedelta
) -> str | None:
    """Give the key of the reason why an override does not count; None if it does."""
    named = _cases_named(override.rule, rules)
    if not named:
        return "no_such_rule"
    problems = {
        "never": all(case.overridden is None for case in named),
        "not_a_physician": override.role != "physician",
        "no_name_or_reason": not override.by.strip() or not override.reason.strip(),
        "not_yet": override.at > at,
        "expired": override.until < at,
        "too_long": override.until - override.at > longest,
    }
    return next((why for why, present in problems.items() if present), None)


def _cases_named(name: str, rules: Sequence[Rule]) -> Sequence[Case]:
    """Give the cases of a rule, or the one case of this name."""
    for rule in rules:
        if rule.id == name:
            return rule.cases
        for case in rule.cases:
            if case.id == name:
                return (case,)
    return ()
