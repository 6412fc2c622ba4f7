"""What a screening says: the category, every reason, and what a session has to respect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lumbalis.domain.expressions import Value
from lumbalis.domain.facts import Policy, State
from lumbalis.domain.protocol import Category, Scope


@dataclass(frozen=True, slots=True)
class Reason:
    """One case that fired.

    `because` are the answered facts that decided it, `unknown` the unanswered ones
    it hangs on (then `certain` is False: the case fires because nobody has answered).
    `full_category` is what the case would be if it were certain. `set_aside_by` is the
    name on an accepted override; the reason then counts as ELIGIBLE_PRECAUTIONS.
    `earliest` is when it may end, where a time can be given.
    """

    rule: str
    case: str
    category: Category
    full_category: Category
    scope: Scope
    certain: bool
    because: Mapping[str, Value]
    unknown: tuple[str, ...]
    earliest: datetime | None
    may_be_overridden: bool
    set_aside_by: str | None
    source: tuple[str, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact without a usable answer: what its silence means now, and who can answer it."""

    fact: str
    state: State
    policy: Policy
    asked_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TechniqueVerdict:
    """Whether a technique may be used now; if not, every rule that stands against it."""

    allowed: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Override:
    """A physician's decision to set one rule aside.

    Counts only where the rule allows it, between `at` and `until`, with a name and a
    reason. `zones` are excluded in addition.
    """

    rule: str
    by: str
    role: str
    reason: str
    at: datetime
    until: datetime
    zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedOverride:
    """An override that does not count, by the key of the reason why."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Caps:
    """The ceiling of a session (1-5) and of every zone below it (0: no contact), by zone id."""

    session: int
    zones: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to "may this person be massaged now", a pure function of its inputs.

    `earliest` is the first moment at which every reason may have ended; None where one
    of them needs a person, not time. `margins_mm` keeps hands away from things.
    `positions` are the ones that may be used, usual first. `flags` are instructions by
    text key.
    """

    protocol_id: str
    protocol_version: str
    protocol_sha256: str
    protocol_status: str
    at: datetime
    session: int
    category: Category
    phase: str
    reasons: tuple[Reason, ...]
    missing: tuple[Missing, ...]
    caps: Caps
    excluded_zones: frozenset[str]
    techniques: Mapping[str, TechniqueVerdict]
    margins_mm: Mapping[str, int]
    positions: tuple[str, ...]
    flags: frozenset[str]
    earliest: datetime | None
    refused_overrides: tuple[RefusedOverride, ...]
    assumed: Mapping[str, Value]
    """Declared defaults that stood in for a missing answer."""
    not_asked: tuple[str, ...]
    """Facts nobody answered and whose silence has no effect by itself. Not a "no"."""
    facts: Mapping[str, Value | None]
    """What the screening relied on, after staleness, implications and defaults."""

    @property
    def allowed_techniques(self) -> frozenset[str]:
        """The techniques that may be used now."""
        return frozenset(name for name, verdict in self.techniques.items() if verdict.allowed)
