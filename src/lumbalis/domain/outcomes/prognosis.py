"""The STarT Back risk group: a prognosis at the first visit, never an outcome."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from lumbalis.domain.outcomes.checks import (
    check_count,
    check_scoring,
    check_ticked,
    check_whole,
    check_within,
    missing_answers,
)
from lumbalis.domain.outcomes.exact import Number, exact
from lumbalis.domain.outcomes.instruments import Instrument, Scoring, StartBackRule
from lumbalis.domain.outcomes.scores import Prognosis, RiskGroup

_Result = TypeVar("_Result")


def score_start_back(
    instrument: Instrument, agreed: Sequence[bool | None], bothered: Number | None
) -> Prognosis:
    """Score STarT Back from its agree-or-disagree items in order and the rated item.

    A total or group is given only if no completion of the missing answers could
    change it.

    Parameters
    ----------
    agreed : sequence of bool or None
        The items answered by agreeing, in their order, without the rated one.
    bothered : number or None
        The rated item, as the place of the answer on its scale.

    Raises
    ------
    ValueError
        If a count or an answer is impossible.
    """
    check_scoring(instrument, Scoring.START_BACK)
    rule = instrument.start_back
    if rule is None:
        msg = f"{instrument.id} has no grouping rule; add it to the instrument."
        raise ValueError(msg)
    answers = list(agreed)
    answers.insert(rule.rated_item - 1, _rated(instrument, rule, bothered))
    check_count(instrument, len(answers))
    for position, answer in enumerate(answers, start=1):
        check_ticked(instrument, position, answer)
    return _prognosis(instrument, rule, answers)


def risk_group(rule: StartBackRule, total: int, distress: int) -> RiskGroup:
    """Name the group for a total and a distress score, both counts of positive items."""
    if total <= rule.low_total_up_to:
        return RiskGroup.LOW
    return RiskGroup.MEDIUM if distress <= rule.medium_distress_up_to else RiskGroup.HIGH


def _prognosis(
    instrument: Instrument, rule: StartBackRule, answers: Sequence[bool | None]
) -> Prognosis:
    missing, flags, _ = missing_answers(instrument.missing_rule(), answers)
    pairs = list(enumerate(answers, start=1))
    distress = _possible(answer for place, answer in pairs if place in rule.distress_items)
    others = _possible(answer for place, answer in pairs if place not in rule.distress_items)
    groups = {risk_group(rule, d + o, d) for d in distress for o in others}
    totals = {d + o for d in distress for o in others}
    return Prognosis(
        instrument.id,
        total=_only(totals),
        distress=_only(set(distress)),
        group=_only(groups),
        missing=missing,
        flags=flags,
    )


def _possible(answers: Iterable[bool | None]) -> range:
    """Every count of positive items that some completion of the missing ones gives."""
    given = list(answers)
    surely = given.count(True)
    return range(surely, surely + given.count(None) + 1)


def _only(possible: Collection[_Result]) -> _Result | None:
    return next(iter(possible)) if len(possible) == 1 else None


def _rated(instrument: Instrument, rule: StartBackRule, bothered: Number | None) -> bool | None:
    if bothered is None:
        return None
    what = f"{instrument.id}: item {rule.rated_item}"
    place = exact(bothered, what)
    check_within(place, exact(rule.rated_minimum, what), exact(rule.rated_maximum, what), what)
    check_whole(place, what)
    return place >= rule.rated_positive_from
