"""What an outcome instrument is: range, direction, scoring, licence; all of it data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from lumbalis.domain.outcomes.thresholds import (
    BandSet,
    BaselineLimits,
    GlobalRating,
    ImportantChange,
    Provenance,
    Recovered,
)


class Direction(Enum):
    """Which end of the scale is the bad one."""

    HIGHER_IS_WORSE = "higher_is_worse"
    HIGHER_IS_BETTER = "higher_is_better"


class Scoring(Enum):
    """How answers become one value."""

    SINGLE = "single"
    COUNT = "count"
    PERCENT = "percent_of_answered"
    ACTIVITIES = "mean_of_activities"
    MEAN = "mean"
    START_BACK = "start_back"
    SUM_TO_T = "sum_to_t"


class MissingPolicy(Enum):
    """What an unanswered item does to the score."""

    NO_IMPUTATION = "no_imputation"
    NOT_ENDORSED = "not_endorsed"
    REDUCE_DENOMINATOR = "reduce_denominator"
    MAX_ONE = "max_one"
    MEAN_OF_THE_REST = "mean_of_the_rest"
    CERTAIN_GROUP_ONLY = "certain_group_only"


@dataclass(frozen=True, slots=True)
class Range:
    """The values a score may take; `decimals` is for showing, never for deciding."""

    minimum: Fraction
    maximum: Fraction
    whole_numbers: bool
    decimals: int

    def __post_init__(self) -> None:
        """Refuse a range without an inside."""
        if self.minimum >= self.maximum:
            msg = "a range must begin below its end; correct minimum and maximum."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Items:
    """How many items there are, and the whole numbers each may be answered with."""

    at_least: int
    at_most: int
    minimum: Fraction
    maximum: Fraction

    def __post_init__(self) -> None:
        """Refuse an impossible count or an item without a choice of answers."""
        if not 0 < self.at_least <= self.at_most:
            msg = "items need one or more, and no fewer at most than at least; correct the counts."
            raise ValueError(msg)
        if self.minimum >= self.maximum:
            msg = "an item's answers must begin below their end; correct minimum and maximum."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class MissingRule:
    """One way of scoring with missing answers.

    More than `warn_above` missing answers raise a warning flag. More than
    `refuse_above` of them, or fewer given than `answers_needed`, leave the score
    without a value; so does a single one where nothing is imputed.
    """

    policy: MissingPolicy
    warn_above: int | None
    refuse_above: int | None
    answers_needed: int
    round_to_decimals: int | None
    provenance: Provenance

    def __post_init__(self) -> None:
        """Refuse to score a form that nobody filled in."""
        if self.answers_needed < 1:
            msg = "a score needs one answer or more; correct answers_needed."
            raise ValueError(msg)

    def refuses(self, given: int, missing: int) -> bool:
        """Tell whether so many given and missing answers leave the score without a value."""
        imputes = self.policy is not MissingPolicy.NO_IMPUTATION
        too_many = self.refuse_above is not None and missing > self.refuse_above
        return given < self.answers_needed or too_many or (missing > 0 and not imputes)

    def warns(self, missing: int) -> bool:
        """Tell whether so many missing answers call for a warning."""
        return self.warn_above is not None and missing > self.warn_above


@dataclass(frozen=True, slots=True)
class StartBackRule:
    """How the STarT Back items make a risk group; items are counted from 1."""

    distress_items: frozenset[int]
    rated_item: int
    rated_minimum: int
    rated_maximum: int
    rated_positive_from: int
    low_total_up_to: int
    medium_distress_up_to: int
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class SumToT:
    """T-scores (mean 50, standard deviation 10) for each raw sum, from `first_sum` upwards."""

    first_sum: int
    t_scores: tuple[Fraction, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Licence:
    """Whether item texts may be shipped, whether a site must first hold a licence, and why."""

    may_ship_items: bool
    needed: bool
    note: str
    source: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse to give away what others must license."""
        if self.may_ship_items and self.needed:
            msg = "items that need a licence may not be shipped; correct may_ship_items or needed."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Code:
    """A code of this instrument in a code system; `of` says which part of it is meant."""

    system: str
    code: str
    of: str
    status: str
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One outcome instrument; `facts` maps a reading of it to the fact that records it.

    `important_change` is None for an instrument that measures no change by two
    readings: a prognosis, or a rating of the change itself (`global_rating`).
    """

    id: str
    range: Range
    direction: Direction
    items: Items
    scoring: Scoring
    missing: tuple[MissingRule, ...]
    important_change: ImportantChange | None
    global_rating: GlobalRating | None
    recovered: Recovered | None
    baseline_limits: BaselineLimits | None
    band_sets: tuple[BandSet, ...]
    start_back: StartBackRule | None
    sum_to_t: SumToT | None
    facts: Mapping[str, str]
    licence: Licence
    codes: tuple[Code, ...]
    provenance: Provenance

    def __post_init__(self) -> None:
        """Refuse an instrument whose parts do not fit each other."""
        fault = next(self._faults(), None)
        if fault is not None:
            msg = f"{self.id}: {fault}"
            raise ValueError(msg)

    def _faults(self) -> Iterator[str]:
        if not self.missing:
            yield "there is no rule for missing answers; add one."
        if any(rule.policy not in _POLICIES[self.scoring] for rule in self.missing):
            yield "a missing-answer policy does not belong to this scoring; choose another."
        if not self._items_make_the_range():
            yield "its items cannot make its range by this scoring; correct one of the two."
        if not all(self._covers_range(bands) for bands in self.band_sets):
            yield "a band set does not reach from the lowest value to the highest; extend it."
        if self.range.minimum != 0 and self._counts_per_cent():
            yield "the scale has no true zero, so per cent mean nothing; remove that threshold."
        if self.sum_to_t is not None and not self._covers_sums(self.sum_to_t):
            yield "the table does not give one T-score for every sum; complete it."
        if self.start_back is not None and not self._has_items(self.start_back):
            yield "the grouping rule names an item that there is not; correct its number."
        if not all(self.range.minimum <= value <= self.range.maximum for value in self._named()):
            yield "a threshold lies outside the range; correct one of the two."

    def _items_make_the_range(self) -> bool:
        """Compare the range with what the items give at their extremes."""
        whole = (self.range.minimum, self.range.maximum)
        each = (self.items.minimum, self.items.maximum)
        match self.scoring:
            case Scoring.SINGLE:
                return whole == each and self.items.at_most == 1
            case Scoring.MEAN | Scoring.ACTIVITIES:
                return whole == each
            case Scoring.COUNT | Scoring.START_BACK:
                return each == _TICK and whole == (_NONE, Fraction(self.items.at_least))
            case Scoring.PERCENT:
                return whole[0] == each[0] == 0
            case Scoring.SUM_TO_T:
                scores = () if self.sum_to_t is None else self.sum_to_t.t_scores
                return bool(scores) and whole == (min(scores), max(scores))

    def _covers_range(self, bands: BandSet) -> bool:
        ends = (bands.bands[0].lower, bands.bands[-1].upper)
        return ends == (self.range.minimum, self.range.maximum)

    def _counts_per_cent(self) -> bool:
        change = self.important_change
        return change is not None and (
            change.improvement.percent is not None or change.worsening.percent is not None
        )

    def _covers_sums(self, table: SumToT) -> bool:
        lowest = self.items.minimum * self.items.at_least
        highest = self.items.maximum * self.items.at_most
        return table.first_sum == lowest and len(table.t_scores) == highest - lowest + 1

    def _has_items(self, rule: StartBackRule) -> bool:
        named = rule.distress_items | {rule.rated_item}
        return all(1 <= item <= self.items.at_least for item in named)

    def _named(self) -> Iterator[Fraction]:
        """Every single value of the scale that a rule gives a meaning to."""
        if self.recovered is not None:
            yield self.recovered.value
        if self.baseline_limits is not None:
            yield from (self.baseline_limits.improvement_from, self.baseline_limits.worsening_up_to)
        if self.global_rating is not None:
            yield from (self.global_rating.improved_up_to, self.global_rating.worse_from)

    def missing_rule(self, policy: MissingPolicy | None = None) -> MissingRule:
        """Give the rule of one missing-answer policy, by default the instrument's first.

        Raises
        ------
        ValueError
            If the instrument does not offer that policy.
        """
        for rule in self.missing:
            if policy is None or rule.policy is policy:
                return rule
        msg = (
            f"{self.id} does not offer the chosen missing-answer policy; "
            "choose one of those listed with the instrument."
        )
        raise ValueError(msg)

    def bands(self, band_set: str | None = None) -> BandSet:
        """Give one band set by its id, by default the instrument's first.

        Raises
        ------
        ValueError
            If the instrument has no such band set.
        """
        for bands in self.band_sets:
            if band_set is None or bands.id == band_set:
                return bands
        msg = f"{self.id} has no such band set; choose one of those listed with the instrument."
        raise ValueError(msg)


_POLICIES: Mapping[Scoring, frozenset[MissingPolicy]] = {
    Scoring.SINGLE: frozenset({MissingPolicy.NO_IMPUTATION}),
    Scoring.COUNT: frozenset({MissingPolicy.NOT_ENDORSED}),
    Scoring.PERCENT: frozenset({MissingPolicy.REDUCE_DENOMINATOR, MissingPolicy.MAX_ONE}),
    Scoring.ACTIVITIES: frozenset({MissingPolicy.MEAN_OF_THE_REST}),
    Scoring.MEAN: frozenset({MissingPolicy.NO_IMPUTATION}),
    Scoring.START_BACK: frozenset({MissingPolicy.CERTAIN_GROUP_ONLY}),
    Scoring.SUM_TO_T: frozenset({MissingPolicy.NO_IMPUTATION}),
}

_NONE = Fraction(0)
_TICK = (_NONE, Fraction(1))
