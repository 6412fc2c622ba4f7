"""Asking every case of every rule, and saying what each one that fires rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lumbalis.domain.expressions import Reading, Trace
from lumbalis.domain.facts import Policy
from lumbalis.domain.protocol import Case, Category, Modifiers, Rule, Scope

if TYPE_CHECKING:
    from lumbalis.domain.screening.overrides import Overrides
    from lumbalis.domain.screening.verdict import Override

_NO, _YES = 0, 2
NEVER_AUTOMATIC = (Category.EMERGENCY, Category.CONTRAINDICATED)


@dataclass(frozen=True, slots=True)
class Finding:
    """A case that fires, or would if an unanswered fact were answered badly.

    `open_blocks` marks a case that hangs only on facts which block by themselves: it
    changes caps but is no reason of its own.
    """

    rule: Rule
    case: Case
    trace: Trace
    reading: Reading
    """The reading in which it fires: the strictest."""
    override: Override | None
    certain: bool
    open_blocks: bool = False

    @property
    def modifiers(self) -> Modifiers:
        """What it changes about a session, as overridden if it was set aside."""
        if self.override is not None and self.case.overridden is not None:
            return self.case.overridden
        return self.case.modifiers

    @property
    def full_category(self) -> Category:
        """What the case calls for when it is certain and nobody set it aside."""
        return self.case.category

    @property
    def category(self) -> Category:
        """What it calls for now, for the whole session.

        A case that fires on missing knowledge never rings the alarm by itself: it asks
        for an examination. What stops only a technique or a zone is a precaution.
        """
        if self.open_blocks:
            return Category.INCOMPLETE
        if self.override is not None or self.case.scope is not Scope.SESSION:
            return min(self.case.category, Category.ELIGIBLE_PRECAUTIONS, key=_rank)
        if not self.certain and self.case.category in NEVER_AUTOMATIC:
            return Category.REFER_FOR_EXAM
        return self.case.category


def _rank(category: Category) -> int:
    return category.value


def find(
    rules: Sequence[Rule],
    readings: Sequence[Reading],
    silences: Mapping[str, Policy],
    overrides: Overrides,
) -> Iterator[Finding]:
    """Ask every case with every reading; the strictest reading counts."""
    first, *others = readings
    for rule in rules:
        for case in rule.cases:
            rank, reading = case.when.rank(first), first
            for other in others:
                if (its := case.when.rank(other)) > rank:
                    rank, reading = its, other
            if rank == _YES:
                override = overrides.for_case(rule, case)
                found = case.when.trace(reading)
                yield Finding(rule, case, found, reading, override, certain=True)
            elif rank != _NO:
                found = case.when.trace(reading)
                policy = _silence_of(found.undecided, silences)
                if policy is not Policy.SILENT:
                    blocks = policy is Policy.BLOCKS
                    yield Finding(
                        rule, case, found, reading, None, certain=False, open_blocks=blocks
                    )


def _silence_of(undecided: Sequence[str], silences: Mapping[str, Policy]) -> Policy:
    """Give the strongest meaning among the missing facts a case hangs on.

    Circumstances (such as the practitioner's credentials) block while they are unknown.
    """
    strongest = Policy.SILENT
    for name in undecided:
        policy = silences.get(name, Policy.BLOCKS)
        if policy is Policy.UNSAFE:
            return policy
        if policy is Policy.BLOCKS:
            strongest = policy
    return strongest
