"""Lengths, thresholds and tables of the instruments are those that were published."""

from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from lumbalis.domain.outcomes.scores import Flag
from lumbalis.domain.outcomes.scoring import score_t
from lumbalis.domain.outcomes.thresholds import Amount
from lumbalis.knowledge.outcomes import outcome_rules_from

KNOWLEDGE = Path(__file__).parents[2] / "src" / "lumbalis" / "knowledge"
OUTCOMES = KNOWLEDGE / "protocols" / "lumbar_osteochondrosis" / "outcomes.yaml"
RULES = outcome_rules_from(yaml.safe_load(OUTCOMES.read_text(encoding="utf-8")))
INSTRUMENTS = RULES.instruments


T_SCORES = (
    *("41.6", "49.6", "52.0", "53.9", "55.6", "57.1", "58.5", "59.9", "61.2"),
    *("62.5", "63.8", "65.2", "66.6", "68.0", "69.7", "71.6", "75.6"),
)


@pytest.mark.parametrize(("raw", "t_score"), list(enumerate(T_SCORES, start=4)))
def test_promis_t_scores_stay_flagged_until_the_manual_was_consulted(
    raw: int, t_score: str
) -> None:
    """The table rests on professional knowledge; the PROMIS scoring manual was not at hand."""
    items = [min(5, max(1, raw - 4 - 4 * place + 1)) for place in range(4)]
    assert sum(items) == raw
    score = score_t(INSTRUMENTS["promis_pain_interference_4a"], items)
    assert score.value == Fraction(t_score)
    assert Flag.UNVERIFIED_TABLE in score.flags


@pytest.mark.parametrize("instrument", ["vas100", "nrs", "rmdq24", "odi", "qbpds"])
def test_worsening_is_judged_by_the_mirror_of_improvement(instrument: str) -> None:
    """Ostelo et al. 2008 speak of improvement; a loss of the same size is called worse."""
    thresholds = INSTRUMENTS[instrument].important_change
    assert thresholds is not None
    assert thresholds.worsening == thresholds.improvement


@pytest.mark.parametrize(
    ("instrument", "improvement", "worsening", "per_cent"),
    [
        ("psfs", 2, 2, None),
        ("psfs_activity", 3, 3, None),
        ("peg", 2, 1, 30),
        ("promis_pain_interference_4a", 3, 2, None),
    ],
)
def test_thresholds_without_consensus_are_read_on_the_safe_side(
    instrument: str, improvement: int, worsening: int, per_cent: int | None
) -> None:
    """PSFS 2, single 3 (Stratford 1995); PEG 1 to 2 or 30 %; PROMIS 2 to 3 T-score points.

    Of a span, the larger end is asked for to improve and the smaller to worsen.
    """
    thresholds = INSTRUMENTS[instrument].important_change
    assert thresholds is not None
    assert thresholds.improvement == Amount(Fraction(improvement), thresholds.improvement.percent)
    assert thresholds.worsening == Amount(Fraction(worsening), thresholds.improvement.percent)
    assert thresholds.improvement.percent == per_cent


@pytest.mark.parametrize(
    ("instrument", "items", "decimals"),
    [
        ("nrs", (1, 1), 0),
        ("vas100", (1, 1), 0),
        ("rmdq24", (24, 24), 0),
        ("odi", (10, 10), 0),
        ("psfs", (3, 5), 1),
        ("peg", (3, 3), 1),
        ("start_back", (9, 9), 0),
        ("promis_pain_interference_4a", (4, 4), 1),
        ("pgic", (1, 1), 0),
        ("psfs_activity", (1, 1), 0),
        ("qbpds", (1, 1), 0),
    ],
)
def test_each_instrument_has_its_published_length(
    instrument: str, items: tuple[int, int], decimals: int
) -> None:
    """The number of items is what makes it this instrument; decimals are for showing only."""
    chosen = INSTRUMENTS[instrument]
    assert (chosen.items.at_least, chosen.items.at_most) == items
    assert chosen.range.decimals == decimals
