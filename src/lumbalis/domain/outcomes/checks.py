"""What answers must satisfy before they are scored; no message quotes an answer."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from lumbalis.domain.outcomes.instruments import Instrument, MissingRule, Scoring
from lumbalis.domain.outcomes.scores import Flag, Score


def missing_answers(
    rule: MissingRule, answers: Sequence[object]
) -> tuple[tuple[int, ...], frozenset[Flag], bool]:
    """Tell which answers are missing (from 1), what to flag, and whether to refuse a score."""
    missing = tuple(place for place, answer in enumerate(answers, start=1) if answer is None)
    number = len(missing)
    refused = rule.refuses(len(answers) - number, number)
    raised = {
        Flag.MISSING_ITEMS: number > 0,
        Flag.MANY_MISSING: refused or rule.warns(number),
        Flag.TOO_MANY_MISSING: refused,
    }
    return missing, frozenset(flag for flag, is_raised in raised.items() if is_raised), refused


def check_scoring(instrument: Instrument, scoring: Scoring) -> None:
    """Refuse to score an instrument by another instrument's method."""
    if instrument.scoring is not scoring:
        msg = (
            f"{instrument.id} is scored as {instrument.scoring.value}, not as {scoring.value}; "
            "use the function for its own method."
        )
        raise ValueError(msg)


def check_same(instrument: Instrument, score: Score) -> None:
    """Refuse a score that belongs to another instrument."""
    if score.instrument != instrument.id:
        msg = (
            f"A score of {score.instrument} cannot be read as one of {instrument.id}; "
            "compare scores of the same instrument."
        )
        raise ValueError(msg)


def check_count(instrument: Instrument, count: int) -> None:
    """Refuse a wrong number of items: a form of another length is another instrument."""
    low, high = instrument.items.at_least, instrument.items.at_most
    if not low <= count <= high:
        wanted = str(low) if low == high else f"{low} to {high}"
        msg = (
            f"{instrument.id} has {wanted} items, {count} were given; "
            "give one answer for each item, None where it is missing."
        )
        raise ValueError(msg)


def check_ticked(instrument: Instrument, position: int, answer: object) -> None:
    """Refuse anything but yes, no and no answer."""
    if answer is not None and not isinstance(answer, bool):
        msg = (
            f"{instrument.id}: item {position} is neither yes, no nor unanswered; "
            "give True, False or None."
        )
        raise ValueError(msg)


def check_within(value: Fraction, minimum: Fraction, maximum: Fraction, what: str) -> None:
    """Refuse a value outside its range."""
    if not minimum <= value <= maximum:
        msg = f"{what} lies outside {float(minimum):g} to {float(maximum):g}; enter it anew."
        raise ValueError(msg)


def check_whole(value: Fraction, what: str) -> None:
    """Refuse decimals on a scale of whole numbers."""
    if value.denominator != 1:
        msg = f"{what} has decimals, which this scale does not have; enter a whole number."
        raise ValueError(msg)
