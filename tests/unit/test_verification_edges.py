"""The edges of single checks: what stays allowed right beside what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lumbalis.domain.plan import Course, LeftOut, Seconds, Session, Step
from lumbalis.domain.protocol import Protocol
from lumbalis.domain.screening import TechniqueVerdict, Verdict
from lumbalis.domain.verification import Ordered, SessionHistory, verify_course, verify_session
from verification_fixtures import PROTOCOL, REMISSION, SUBSIDING, verdict
from verification_sessions import GOOD, course


def kinds(
    name: str,
    session: Session,
    today: Verdict | None = None,
    before: SessionHistory | None = None,
    protocol: Protocol = PROTOCOL,
) -> set[str]:
    """Name the objections to a changed session, mostly in its own circumstances."""
    good, history = GOOD[name]
    own = verdict(good.phase, good.index)
    result = verify_session(session, today or own, protocol, before or history)
    return {violation.kind for violation in result.violations}


def course_kinds(changed: Course, ordered: Ordered | None = None) -> set[str]:
    """Name the objections to a changed course."""
    facts = {"severity": changed.severity}
    today = verdict(changed.phase, facts=facts)
    result = verify_course(changed, today, PROTOCOL, ordered or Ordered())
    return {violation.kind for violation in result.violations}


def shortened(good: Session, kept: list[Step]) -> Session:
    """Keep some steps, and say what became of the rest."""
    lost = good.hands_on_s - sum(step.seconds for step in kept)
    return replace(
        good,
        steps=tuple(kept),
        shortened_s=Seconds(lost),
        left_out=(LeftOut("some", Seconds(lost), ("X18",)),),
    )


def spaced(good: Course, index: int, least: int, usual: int) -> Course:
    """Change the spacing before one session."""
    rows = list(good.timeline)
    rows[index - 1] = replace(rows[index - 1], spacing_least_h=least, spacing_usual_h=usual)
    return replace(good, timeline=tuple(rows))


# --- stages


def test_a_droppable_stage_may_be_dropped_with_its_reason() -> None:
    """Legs may be left out; what remains is a session."""
    good, _ = GOOD["later"]
    assert kinds("later", shortened(good, [s for s in good.steps if s.stage != "legs"])) == set()


def test_a_stage_whose_zones_are_closed_is_not_missed() -> None:
    """A wound on the sacrum ends the sacral stage, and nobody asks for it."""
    good, _ = GOOD["later"]
    kept = [s for s in good.steps if "sacrum" not in s.zones]
    session = replace(shortened(good, kept), zone_caps={**good.zone_caps, "sacrum": 0})
    today = replace(verdict(SUBSIDING, 7), excluded_zones=frozenset({"sacrum"}))
    assert kinds("later", session, today) == set()
    assert "stage_missing" in kinds("later", session)


@pytest.mark.parametrize(("less", "objected"), [(0, False), (1, True)])
def test_half_of_the_legs_still_makes_sense(less: int, *, objected: bool) -> None:
    """The least time of a stage is allowed, a second less is not."""
    good, _ = GOOD["later"]
    steps = [
        replace(s, seconds=Seconds(s.seconds // 2)) if s.stage == "legs" else s for s in good.steps
    ]
    legs = [i for i, s in enumerate(steps) if s.stage == "legs"]
    missing = 90 - sum(steps[i].seconds for i in legs)
    first = steps[legs[0]]
    steps[legs[0]] = replace(first, seconds=Seconds(first.seconds + missing - less))
    found = kinds("later", shortened(good, steps))
    assert ("stage_too_short" in found) is objected


def test_one_leg_alone_may_take_less_than_both() -> None:
    """What is left out counts neither for the stage nor against it."""
    good, _ = GOOD["later"]
    left = frozenset({"thigh_left", "knee_left", "lower_leg_left"})
    kept = [s for s in good.steps if not left.intersection(s.zones)]
    kept = [replace(s, seconds=Seconds(s.seconds - 2)) if s.stage == "legs" else s for s in kept]
    session = replace(shortened(good, kept), zone_caps={**good.zone_caps, **dict.fromkeys(left, 0)})
    today = replace(verdict(SUBSIDING, 7), excluded_zones=left)
    assert "stage_too_short" not in kinds("later", session, today)
    assert "stage_too_short" in kinds("later", session)


def test_a_stage_that_needs_a_refused_technique_is_not_missed() -> None:
    """Where percussion is refused nobody asks for pats, even in a stage that must not drop."""
    script = PROTOCOL.scripts["classical"]
    stages = tuple(replace(stage, droppable=False) for stage in script.stages)
    strict = replace(PROTOCOL, scripts={"classical": replace(script, stages=stages)})
    good, _ = GOOD["later"]
    session = shortened(good, [s for s in good.steps if s.manner is None])
    today = verdict(SUBSIDING, 7)
    refused = {"percussion": TechniqueVerdict(allowed=False, rules=("X31",))}
    without = replace(today, techniques={**today.techniques, **refused})
    assert kinds("later", session, without, protocol=strict) == set()
    assert "stage_missing" in kinds(
        "later", shortened(good, [s for s in good.steps if s.stage != "legs"]), protocol=strict
    )


# --- levels and zones


def test_a_lifted_ceiling_lifts_no_zone() -> None:
    """Zones follow the ceiling worked out, not the one written down."""
    good, _ = GOOD["first"]
    lifted = replace(good, ceiling=4, zone_caps={**good.zone_caps, "gluteal_left": 4})
    assert "zone_cap_too_high" in kinds("first", lifted)


def test_a_history_names_a_technique_for_every_level() -> None:
    """Half a history is no history."""
    good, before = GOOD["later"]
    half = replace(before, techniques=before.techniques[:-1])
    assert kinds("later", good, before=half) == {"history_differs"}


# --- words


@pytest.mark.parametrize(
    ("cue", "objected"),
    [
        ("spinal manipulation", True),
        ("Joint.Manipulation", True),
        ("slow traction", True),
        ("end the manipulation softly", False),
        ("beside the knee joint", False),
        ("wait for the contraction to pass", False),
    ],
)
def test_only_work_on_joints_is_refused_by_its_words(cue: str, *, objected: bool) -> None:
    """Ordinary words that look alike stay usable."""
    good, _ = GOOD["first"]
    steps = (replace(good.steps[0], cue=cue), *good.steps[1:])
    assert ("joint_manipulation" in kinds("first", replace(good, steps=steps))) is objected


# --- cups, points, devices


def test_after_one_cupping_the_longer_time_holds() -> None:
    """The first time is over once there was one."""
    good, _ = GOOD["cups_first"]
    steps = tuple(
        replace(s, seconds=Seconds(200)) if s.step.startswith("circles") else s for s in good.steps
    )
    before = replace(
        GOOD["cups_first"][1], cuppings=1, cuppings_last_week=1, hours_since_cupping=96.0
    )
    longer = replace(good, steps=steps)
    assert "cup_moving_too_long" in kinds("cups_first", longer)
    assert "cup_moving_too_long" not in kinds("cups_first", longer, before=before)


def test_cups_come_off_by_release_or_in_the_stage_for_it() -> None:
    """Either tells the therapist to take them off; work without either does not."""
    good, _ = GOOD["cups_first"]

    def released(step: Step) -> Step:
        return replace(step, cups=None, manipulations=("stroking.flat",), tools=("palms",))

    stage_only = tuple(released(s) if s.stage == "removal" else s for s in good.steps)
    assert "cup_not_removed" not in kinds("cups_first", replace(good, steps=stage_only))
    cups_only = tuple(
        replace(s, stage="closing") if s.stage == "removal" else s for s in good.steps
    )
    assert "cup_not_removed" not in kinds("cups_first", replace(good, steps=cups_only))
    neither = tuple(
        released(replace(s, stage="closing")) if s.stage == "removal" else s for s in good.steps
    )
    assert "cup_not_removed" in kinds("cups_first", replace(good, steps=neither))


def test_cups_under_the_lowest_ceiling_for_them_are_allowed() -> None:
    """The level a technique needs is enough."""
    good, _ = GOOD["cups_first"]
    assert "technique_ceiling_too_low" not in kinds("cups_first", replace(good, ceiling=2))


def test_special_techniques_wait_even_where_their_own_gate_forgot_it() -> None:
    """The protocol's limit holds for cups, points and devices whatever the table says."""
    forgetful = replace(
        PROTOCOL,
        techniques={
            name: replace(technique, from_session=None)
            for name, technique in PROTOCOL.techniques.items()
        },
    )
    good, _ = GOOD["cups_first"]
    third = replace(good, index=3)
    assert "technique_too_early" in kinds("cups_first", third, protocol=forgetful)
    assert "technique_too_early" not in kinds("cups_first", good, protocol=forgetful)


@pytest.mark.parametrize(("level", "objected"), [(3, False), (4, True)])
def test_a_device_reaches_its_level_and_no_more(level: int, *, objected: bool) -> None:
    """The limit itself is allowed."""
    good, _ = GOOD["device"]
    steps = tuple(replace(s, level=level) if s.technique == "device" else s for s in good.steps)
    assert ("device_too_hard" in kinds("device", replace(good, steps=steps))) is objected


def test_a_device_in_the_hand_is_a_device() -> None:
    """The tool alone gives it away."""
    good, _ = GOOD["device"]
    steps = (replace(good.steps[0], tools=("device",)), *good.steps[1:])
    assert "device_technique_differs" in kinds("device", replace(good, steps=steps))


@pytest.mark.parametrize(("level", "objected"), [(3, False), (4, True)])
def test_a_point_reaches_its_level_and_no_more(level: int, *, objected: bool) -> None:
    """The point's own maximum is allowed."""
    good, _ = GOOD["points"]
    steps = tuple(replace(s, level=level) if s.step == "BL25" else s for s in good.steps)
    assert ("point_too_hard" in kinds("points", replace(good, steps=steps))) is objected


# --- courses


def test_a_course_ends_with_a_review() -> None:
    """The last session is followed by one, whatever the dose's list says."""
    good = course(SUBSIDING)
    last = replace(good.timeline[-1], review_after=False)
    unreviewed = replace(good, reviews=(5,), timeline=(*good.timeline[:-1], last))
    assert course_kinds(unreviewed) == {"review_missing"}


@pytest.mark.parametrize(("total", "objected"), [(25, False), (26, True)])
def test_the_hard_stop_is_the_last_session_there_can_be(total: int, *, objected: bool) -> None:
    """Twenty-five sessions by order are possible, one more is not."""
    good = course(SUBSIDING, "high")
    rows, sessions = list(good.timeline), list(good.sessions)
    while len(rows) < total:
        rows.append(replace(rows[-1], index=len(rows) + 1, block=3))
        sessions.append(replace(sessions[-1], index=len(sessions) + 1))
    longer = replace(good, timeline=tuple(rows), sessions=tuple(sessions))
    assert ("hard_stop_passed" in course_kinds(longer, Ordered(sessions=total))) is objected


def test_six_cuppings_fit_into_a_course() -> None:
    """The long course in remission holds exactly as many as it may."""
    assert course_kinds(course(REMISSION, "high")) == set()


@pytest.mark.parametrize(("index", "objected"), [(3, True), (4, False)])
def test_the_first_three_sessions_are_two_days_apart(index: int, *, objected: bool) -> None:
    """The third still is a first one, the fourth is not."""
    found = course_kinds(spaced(course(SUBSIDING), index, 24, 48))
    assert ("spacing_too_short" in found) is objected


def test_once_a_week_is_no_harm() -> None:
    """Less often than the dose is a slow course, not a dangerous one."""
    assert course_kinds(replace(course(SUBSIDING), per_week=1)) == set()


def test_one_long_pause_does_not_keep_the_others_from_a_week() -> None:
    """The densest week counts."""
    assert course_kinds(spaced(course(SUBSIDING), 6, 160, 160)) == set()


def test_an_assumed_severity_allows_no_closer_rhythm() -> None:
    """Nobody can order five a week for a severity that nobody stated."""
    good = course(SUBSIDING)
    rows = tuple(
        replace(row, spacing_least_h=48) if row.index > 1 else row for row in good.timeline
    )
    often = replace(good, severity_assumed=True, per_week=5, timeline=rows)
    today = replace(verdict(), assumed={"severity": "moderate"})
    result = verify_course(often, today, PROTOCOL, Ordered(often=True))
    assert "per_week_too_many" in {v.kind for v in result.violations}


@pytest.mark.parametrize(("hours", "objected"), [(42, False), (41, True)])
def test_a_cupping_seven_days_ago_is_not_of_this_week(hours: int, *, objected: bool) -> None:
    """Three cuppings within less than seven days are too many."""
    good = course(REMISSION)
    for index in (5, 6, 7, 8):
        good = spaced(good, index, 36, hours)
    assert ("cup_week_full" in course_kinds(good)) is objected
