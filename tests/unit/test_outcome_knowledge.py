"""An outcomes file with a gap, a slip or a contradiction does not load, and says where it is."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from lumbalis.domain.outcomes.rules import OutcomeRules
from lumbalis.knowledge.errors import KnowledgeError
from lumbalis.knowledge.outcomes import instruments_from, outcome_rules_from

KNOWLEDGE = Path(__file__).parents[2] / "src" / "lumbalis" / "knowledge"
OUTCOMES = KNOWLEDGE / "protocols" / "lumbar_osteochondrosis" / "outcomes.yaml"
TREE: dict[str, Any] = yaml.safe_load(OUTCOMES.read_text(encoding="utf-8"))
GONE = object()


def altered(path: str, value: object) -> OutcomeRules:
    """Load the file with one place changed, or removed (GONE)."""
    tree = copy.deepcopy(TREE)
    *above, last = path.split(".")
    place: Any = tree
    for key in above:
        place = place[int(key)] if key.isdigit() else place[key]
    if value is GONE:
        del place[last]
    else:
        place[int(last) if last.isdigit() else last] = value
    return outcome_rules_from(tree)


def every_block(tree: object, path: str = "") -> list[str]:
    """Find the address of every block that states a source."""
    if isinstance(tree, list):
        return [hit for i, item in enumerate(tree) for hit in every_block(item, f"{path}.{i}")]
    if not isinstance(tree, dict):
        return []
    here = [path] if "source" in tree else []
    return here + [hit for key, item in tree.items() for hit in every_block(item, f"{path}.{key}")]


BLOCKS = [path.removeprefix(".") for path in every_block(TREE)]


def test_the_shipped_file_loads() -> None:
    """All the instruments the protocol speaks of are there."""
    assert set(instruments_from(TREE)) == {
        "nrs",
        "vas100",
        "rmdq24",
        "odi",
        "psfs",
        "psfs_activity",
        "peg",
        "start_back",
        "promis_pain_interference_4a",
        "pgic",
        "qbpds",
    }


@pytest.mark.parametrize("block", BLOCKS)
def test_no_block_loads_without_its_source(block: str) -> None:
    """A number without a source is an invention."""
    with pytest.raises(KnowledgeError, match=r"\.source is missing\."):
        altered(f"{block}.source", GONE)


def test_a_block_may_be_surer_than_its_instrument_and_inherits_what_it_leaves_out() -> None:
    """Certainty belongs to a statement; writing it down once for all its parts is enough."""
    nrs = outcome_rules_from(TREE).instruments["nrs"]
    assert nrs.recovered is not None
    assert nrs.important_change is not None
    assert nrs.recovered.provenance.certainty == "moderate"
    assert nrs.important_change.provenance.certainty == nrs.provenance.certainty == "low"


@pytest.mark.parametrize("source", ["V4", "X27", "Ostelo 2008", "RFC"])
def test_a_source_is_named_by_its_id(source: str) -> None:
    """An id can be looked up; a name written by hand cannot."""
    with pytest.raises(KnowledgeError, match="which is no source id"):
        altered("instruments.nrs.recovered.source", [source])


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("instruments.nrs.direction", GONE, "instruments.nrs.direction is missing. Add it."),
        ("instruments.nrs.direction", "down", "instruments.nrs.direction is not one of the known"),
        ("instruments.nrs.recoverd", {}, "instruments.nrs.recoverd is not known here"),
        ("instruments.nrs.certainty", "sure", "instruments.nrs.certainty is not one of"),
        ("instruments.nrs.status", "final", "instruments.nrs.status is not one of"),
        ("instruments.nrs.range.maximum", "10", "instruments.nrs.range.maximum is not a number"),
        ("instruments.nrs.range.maximum", float("nan"), "is not a finite number"),
        ("instruments.nrs.range.maximum", -1, "instruments.nrs.range: a range must begin below"),
        ("instruments.nrs.range.maximum", 0, "instruments.nrs.range: a range must begin below"),
        ("instruments.nrs.range.whole_numbers", 1, "is neither true nor false"),
        ("instruments.nrs.items.at_least", True, "is not a whole number from zero upwards"),
        ("instruments.nrs.items.at_least", 2, "instruments.nrs.items: items need one or more"),
        ("instruments.nrs.items.at_least", 0, "instruments.nrs.items: items need one or more"),
        ("instruments.nrs.items.minimum", 10, "an item's answers must begin below their end"),
        ("instruments.nrs.missing", [], "nrs: there is no rule for missing answers"),
        ("instruments.nrs.missing.0.policy", "not_endorsed", "does not belong to this scoring"),
        ("instruments.rmdq24.missing.0.answers_needed", 0, "a score needs one answer or more"),
        ("instruments.nrs.important_change.improvement.absolute", 0, "must be greater than zero"),
        ("instruments.nrs.important_change.improvement.percent", GONE, "responder_by names a"),
        ("instruments.nrs.important_change.worsening", {}, "worsening has no threshold"),
        ("instruments.nrs.important_change.worsening", 2, "is not a mapping with names as keys"),
        ("instruments.nrs.recovered.value", 11, "a threshold lies outside the range"),
        ("instruments.rmdq24.baseline_limits.worsening_up_to", 25, "lies outside the range"),
        ("instruments.pgic.global_rating.worse_from", 8, "a threshold lies outside the range"),
        ("instruments.pgic.global_rating.worse_from", 2, "improved_up_to must lie below"),
        ("instruments.odi.band_sets.0.bands.0.upper", 21, "published has an overlap or a gap"),
        ("instruments.odi.band_sets.0.bands.1.lower", 22, "published has an overlap or a gap"),
        ("instruments.nrs.band_sets.0.bands.3.lower", 11, "ends before it begins"),
        ("instruments.nrs.range.maximum", 11, "nrs: its items cannot make its range"),
        ("instruments.nrs.items.at_most", 2, "nrs: its items cannot make its range"),
        ("instruments.peg.items.maximum", 11, "peg: its items cannot make its range"),
        ("instruments.rmdq24.items.maximum", 2, "rmdq24: its items cannot make its range"),
        ("instruments.start_back.range.maximum", 8, "start_back: its items cannot make its range"),
        ("instruments.odi.range.minimum", 1, "odi: its items cannot make its range"),
        (
            "instruments.promis_pain_interference_4a.range.maximum",
            80,
            "its items cannot make its range",
        ),
        ("instruments.odi.band_sets.0.bands.4.upper", 99, "does not reach from the lowest value"),
        ("instruments.odi.band_sets.0.bands", [], "band set published is empty"),
        ("instruments.odi.band_sets.0.bands", 3, "bands is not a list"),
        ("instruments.odi.licence.may_ship_items", True, "need a licence may not be shipped"),
        ("instruments.odi.licence.note", " ", "instruments.odi.licence.note is not a text"),
        ("instruments.odi.codes.0.status", "sure", "is not one of the known values"),
        ("instruments.start_back.start_back", GONE, "start_back.start_back is missing"),
        ("instruments.start_back.start_back.rated_item", 10, "names an item that there is not"),
        ("instruments.start_back.start_back.distress_items", [], "distress_items is empty"),
        ("instruments.nrs.sum_to_t", {}, "instruments.nrs.sum_to_t has no use in this scoring"),
        (
            "instruments.promis_pain_interference_4a.sum_to_t.first_sum",
            5,
            "does not give one T-score for every sum",
        ),
        (
            "instruments.promis_pain_interference_4a.important_change.improvement.percent",
            30,
            "the scale has no true zero",
        ),
        ("course.recovered_when_all", ["nrs", "odi"], "names odi, which has no recovered value"),
        ("course.recovered_when_all", ["nrs", "nrs"], "says something twice"),
        ("course.recovered_when_all.0", "ndi", "names ndi, which is no instrument here"),
        ("course.responder_when_any.0.instrument", "pgic", "asks for a threshold that pgic"),
        ("course.responder_when_any", [], "a course needs a rule for recovery and one"),
        ("course.readings", {"nrs": "worst"}, "course.readings.nrs is no reading"),
        ("group_thresholds.roland_disability.difference", 0, "must be greater than zero"),
        ("schedule.session", GONE, "schedule.session is missing"),
        ("schedule.weekly", {}, "schedule.weekly is not known here"),
        ("schedule.session.months_after_end", [1], "months_after_end is not known here"),
        ("schedule.end.measures.1.instrument", "rmdq", "names rmdq, which is no instrument here"),
        ("schedul", {}, "schedul is not known here"),
    ],
)
def test_a_mistake_is_named_with_its_place(path: str, value: object, message: str) -> None:
    """Whoever edits the file must find the line without knowing our code."""
    with pytest.raises(KnowledgeError) as refusal:
        altered(path, value)
    assert message in str(refusal.value)
    assert str(refusal.value).startswith("outcomes.yaml: ")


@pytest.mark.parametrize("value", [0, 10])
def test_a_threshold_may_stand_at_either_end_of_its_range(value: int) -> None:
    """Recovery sits at the very end of the pain scale."""
    rules = altered("instruments.nrs.recovered.value", value)
    recovered = rules.instruments["nrs"].recovered
    assert recovered is not None
    assert recovered.value == value


@pytest.mark.parametrize("tree", [None, [], "text", {1: 2}])
def test_a_file_that_is_no_mapping_is_refused(tree: Any) -> None:  # noqa: ANN401 - any rubbish
    """An empty file parses to None, which must not load as a protocol without outcomes."""
    with pytest.raises(KnowledgeError, match="the file is not a mapping"):
        instruments_from(tree)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (
            lambda: KnowledgeError("a.yaml", 3, "b is missing", "Add it"),
            "a.yaml:3: b is missing. Add it.",
        ),
        (
            lambda: KnowledgeError("a.yaml", None, "b is missing", "Add it"),
            "a.yaml: b is missing. Add it.",
        ),
    ],
)
def test_an_error_says_where_what_and_what_to_do(
    make: Callable[[], KnowledgeError], text: str
) -> None:
    """One line, in the form editors and people can both follow."""
    assert str(make()) == text


def test_nothing_that_needs_a_licence_is_shipped() -> None:
    """Item texts of licensed instruments and of the Roland-Morris form stay with their owners."""
    shipped = {name for name, one in instruments_from(TREE).items() if one.licence.may_ship_items}
    assert shipped == {"nrs", "psfs", "psfs_activity", "pgic"}


def test_every_instrument_is_a_draft_until_a_physician_signs() -> None:
    """Nobody has signed yet, so nothing may say so."""
    assert {one.provenance.status for one in instruments_from(TREE).values()} == {
        "draft",
        "unverified",
    }


def test_loinc_codes_carry_a_true_check_digit() -> None:
    """LOINC ends in a Luhn digit, so most slips of the pen can be seen without a terminology."""
    codes = [
        code.code
        for one in instruments_from(TREE).values()
        for code in one.codes
        if code.system == "http://loinc.org"
    ]
    assert len(codes) == 16
    assert all(luhn(code.replace("-", "")) == 0 for code in codes)


def luhn(digits: str) -> int:
    """Give the Luhn sum modulo ten; zero for a number with a true check digit."""
    doubled = [int(d) * (1 + place % 2) for place, d in enumerate(reversed(digits))]
    return sum(number // 10 + number % 10 for number in doubled) % 10
