"""Screening rules: when they fire, what they do, what ends them, and who may set them aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from lumbalis.domain.expressions import Condition, Limit
from lumbalis.domain.protocol.category import Category


class Scope(Enum):
    """What a case stops: the whole session, or only a technique or a zone of it."""

    SESSION = "session"
    TECHNIQUE = "technique"
    ZONE = "zone"


@dataclass(frozen=True, slots=True)
class Modifiers:
    """What a case changes about a session that takes place. Combined by the strictest.

    `cap` is the highest level allowed (1-5); `lower_by` lowers the session's ceiling
    by that many levels, never below 1. `zone_caps` and `exclude_zones` name zones,
    groups of zones, or `affected_leg`. `exclude_zones_in` and `only_zones_in` name a
    set fact whose words are regions of the body. `margins_mm` keeps hands away from
    something by so many millimetres. `flags` are instructions, by text key.
    """

    cap: int | None = None
    lower_by: int = 0
    zone_caps: Mapping[str, int] = field(default_factory=dict)
    exclude_zones: frozenset[str] = frozenset()
    exclude_zones_in: str | None = None
    only_zones_in: str | None = None
    exclude_techniques: frozenset[str] = frozenset()
    only_techniques: frozenset[str] | None = None
    margins_mm: Mapping[str, int] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Release:
    """What ends a case. The words are texts; the earliest time follows from `after`.

    `after` (in h, d or min) counts from `since`: "now", or a date fact, or
    "last_meal" (the meal was `last_meal_hours` ago). None: no time can be given.
    """

    after: Limit | None = None
    since: str = "now"


MISSING = "missing"
"""What stands for "a missing answer that counts" where a case names what it stands within."""


@dataclass(frozen=True, slots=True)
class Case:
    """One way a rule can fire.

    `id` is the rule's id, or rule.case where a rule has several. `overridden` are
    the modifiers that remain when a physician sets the case aside; None means
    nobody can. `within` names the case without which this one never fires, so that it
    never decides alone; MISSING: it never fires unless a missing answer counts.
    """

    id: str
    when: Condition
    category: Category
    scope: Scope
    modifiers: Modifiers
    release: Release | None
    overridden: Modifiers | None
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A screening rule: its cases are all asked, none hides another."""

    id: str
    cases: tuple[Case, ...]
    source: tuple[str, ...]
    certainty: str
    status: str


@dataclass(frozen=True, slots=True)
class PhaseRule:
    """One phase of the disease and the condition that makes it so; asked in order."""

    phase: str
    when: Condition
    source: tuple[str, ...]
