"""The adaptation file is read whole or refused with the place and the remedy."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from adaptation_samples import FILES, LIMITS, RULES
from lumbalis.domain.adaptation import AdaptationRules, Constraint, Row
from lumbalis.knowledge.adaptation import build_adaptation
from lumbalis.knowledge.branch import Branch
from lumbalis.knowledge.checks import check_sources
from lumbalis.knowledge.errors import KnowledgeError
from lumbalis.knowledge.library import FOLDER, load_protocol
from lumbalis.knowledge.yaml_source import read_yaml

NAME = f"{FOLDER}/adaptation.yaml"
DOCUMENT = read_yaml(FILES.contents[NAME].decode(), NAME)


def built(change: Callable[[dict[str, Any]], object]) -> AdaptationRules:
    """Build the shipped file after one change to it."""
    tree: Any = deepcopy(DOCUMENT.tree)
    change(tree)
    return build_adaptation(Branch.root(tree, NAME, DOCUMENT.lines), LIMITS)


def swap_rows(tree: dict[str, Any]) -> None:
    """Ask the second row before the first."""
    rows = tree["ladder"]["rows"]
    rows[0], rows[1] = rows[1], rows[0]


FAULTS: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "a section is missing": (lambda tree: tree.pop("stop"), "stop is missing"),
    "a key nobody reads": (lambda tree: tree.update(extra=1), "extra is not known"),
    "rows in another order": (swap_rows, "not in the order"),
    "a row is missing": (lambda tree: tree["ladder"]["rows"].pop(4), "not in the order"),
    "a row leads elsewhere": (
        lambda tree: tree["ladder"]["rows"][0].update(next="hold"),
        "not where this row leads",
    ),
    "twice is no longer the physician's": (
        lambda tree: tree["ladder"]["rows"][2].update(again="lower"),
        "not where this row leads",
    ),
    "a number instead of a limit": (
        lambda tree: tree["ladder"]["rows"][2].update(rise=2),
        "is not a text",
    ),
    "a limit nobody knows": (
        lambda tree: tree["ladder"]["rows"][2].update(rise="pain_rise_huge"),
        "which is no limit",
    ),
    "a limit in another unit": (
        lambda tree: tree["ladder"]["constraints"][1].update(restart_after="rest_after_session"),
        "which is in s",
    ),
    "a limit that is not whole": (
        lambda tree: tree["grades"]["moderate"].update(duration_above="fasting_block"),
        "not whole",
    ),
    "gaps the wrong way round": (
        lambda tree: tree["ladder"]["constraints"][1].update(
            lower_after="restart_gap", restart_after="lower_after_gap"
        ),
        "gaps",
    ),
    "a source that is none": (
        lambda tree: tree["ladder"]["rows"][0].update(source=["somewhere"]),
        "no source id",
    ),
    "no source": (lambda tree: tree["stop"]["signs"][4].pop("source"), "source is missing"),
    "an invented certainty": (
        lambda tree: tree["course"]["review"].update(certainty="sure"),
        "not one of the known words",
    ),
    "an invented status": (lambda tree: tree.update(status="final"), "not one of the known words"),
    "a sign twice": (
        lambda tree: tree["stop"]["signs"].append(tree["stop"]["signs"][0]),
        "a sign twice",
    ),
    "a measured sign is missing": (lambda tree: tree["stop"]["signs"].pop(1), "lacks pain_high"),
    "a sign without its limit": (
        lambda tree: tree["stop"]["signs"][1].pop("pain_from"),
        "pain_from is missing",
    ),
    "no word on the event": (
        lambda tree: tree["stop"]["signs"][0].pop("event"),
        "event is missing",
    ),
    "a reason that is a sign": (
        lambda tree: tree["stop"]["other_reasons"].append("faint"),
        "is no name or is taken",
    ),
    "a feature of two grades": (
        lambda tree: tree["grades"]["moderate"]["features"].append("fracture"),
        "is no name or is taken",
    ),
    "no serious feature": (
        lambda tree: tree["grades"]["serious"].update(features=[]),
        "is empty",
    ),
    "a phase twice": (
        lambda tree: tree["phases"].append(tree["phases"][0]),
        "one twice",
    ),
    "a phase without its gentle sessions": (
        lambda tree: tree["phases"][0].pop("gentle_sessions"),
        "gentle_sessions is missing",
    ),
    "improvements the wrong way round": (
        lambda tree: tree["course"]["review"].update(
            good_from="improvement_least", enough_from="improvement_good"
        ),
        "improvements",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_file_is_refused_with_its_place(fault: str) -> None:
    """A threshold that is misread hurts somebody; a file that does not load hurts nobody."""
    change, what = FAULTS[fault]
    with pytest.raises(KnowledgeError, match=what) as caught:
        built(change)
    assert caught.value.file == NAME
    assert caught.value.what_to_do


def test_a_fault_names_its_line() -> None:
    """Whoever changed the file finds the place without counting."""
    with pytest.raises(KnowledgeError) as caught:
        built(lambda tree: tree["ladder"]["rows"][2].update(rise="pain_rise_huge"))
    line = DOCUMENT.lines["ladder.rows[2].rise"]
    assert str(caught.value).startswith(f"{NAME}:{line}: ladder.rows[2].rise names pain_rise_huge")


def test_the_file_holds_no_number_of_its_own() -> None:
    """Each number has one home, where its source, certainty and unit stand beside it."""

    def leaves(below: object) -> list[object]:
        if isinstance(below, dict):
            return [leaf for value in below.values() for leaf in leaves(value)]
        if isinstance(below, list):
            return [leaf for value in below for leaf in leaves(value)]
        return [below]

    assert not [leaf for leaf in leaves(DOCUMENT.tree) if type(leaf) in (int, float)]


def test_a_changed_limit_changes_the_rules() -> None:
    """The number is read from the limit, not from a copy in the program."""
    limits = {**LIMITS, "restart_gap": replace(LIMITS["restart_gap"], value=10.0)}
    changed = build_adaptation(FILES.branch(NAME), limits)
    assert changed.ladder.restart_after_gap_d == 10


def test_every_row_constraint_and_part_says_where_it_comes_from() -> None:
    """Source, certainty and status travel with the rule to whoever reads the decision."""
    assert set(RULES.ladder.rows) == set(Row)
    assert set(RULES.ladder.constraints) == set(Constraint)
    origins = [
        *RULES.ladder.rows.values(),
        *RULES.ladder.constraints.values(),
        *RULES.grades.origins.values(),
        *RULES.course.origins.values(),
        *(sign.origin for sign in RULES.stop.signs.values()),
        *(phase.origin for phase in RULES.phases),
        RULES.stop.origin,
        RULES.monitor.origin,
    ]
    assert all(origin.source and origin.status == "draft" for origin in origins)
    assert RULES.grades.origins["minor"].certainty == "low"


def test_the_numbers_are_those_of_the_clinical_reference() -> None:
    """Copied by hand from the table, so that a slip in the limits shows."""
    ladder, course = RULES.ladder, RULES.course
    assert (ladder.pain_rise_marked, ladder.pain_rise_slight, ladder.pain_acute) == (2, 1, 7)
    assert (ladder.tolerance_poor, ladder.tolerance_good, ladder.guarding_stop) == (1, 3, 3)
    assert (ladder.lower_after_gap_d, ladder.restart_after_gap_d) == (7, 14)
    assert (ladder.phase_worse_level, ladder.technique_switch_level) == (2, 2)
    assert (ladder.resume_level, ladder.hard_stop) == (1, 25)
    assert (ladder.escalation_sessions, ladder.escalation_pause, ladder.trend_sessions) == (2, 2, 2)
    assert [(p.phase, p.first_level, p.gentle_sessions) for p in RULES.phases] == [
        ("REMISSION", 2, 2),
        ("SUBSIDING", 1, 3),
        ("EXACERBATION", None, None),
    ]
    assert (course.review_from, course.review_to, course.judged_after) == (5, 7, 6)
    assert (course.good_percent, course.enough_percent, course.judged_after_weeks) == (30, 15, 4)
    assert (course.worse_points, course.worse_percent) == (2, 30)
    assert (course.extension, course.hard_stop, course.missed_in_row) == (5, 25, 3)
    stop, grades = RULES.stop, RULES.grades
    assert (stop.pain_high, stop.pain_rise, stop.rise_stays_s, stop.guarding) == (7, 2, 30, 3)
    assert (grades.duration_above_h, grades.blister_above_mm) == (48, 20)
    assert RULES.monitor.rate_above_percent == 36


def test_the_file_names_only_rules_and_phases_of_the_protocol() -> None:
    """The emergency questions after a stop are questions that exist."""
    protocol = load_protocol(FILES)
    rules = [rule.id for rule in protocol.rules]
    assert build_adaptation(FILES.branch(NAME), protocol.limits, rules).stop.signs
    assert {rule.phase for rule in protocol.phases} == {phase.phase for phase in RULES.phases}
    with pytest.raises(KnowledgeError, match="E01, which is no rule"):
        build_adaptation(FILES.branch(NAME), protocol.limits, ["E02"])


def test_every_source_the_file_cites_is_known() -> None:
    """A citation nobody can find is an invention."""
    check_sources(FILES)
