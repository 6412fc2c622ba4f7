"""One session: what stays, what goes, at which level, and why something cannot be planned."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lumbalis.domain.plan import Seconds, Session
from lumbalis.domain.planning import Why, plan_session
from lumbalis.domain.planning.apportion import apportion
from planning_fixtures import (
    FORBIDDEN,
    PROTOCOL,
    capped,
    in_pain,
    in_remission,
    knowing,
    planned,
    refused,
    request,
    stage_seconds,
    steps_named,
    with_limit,
    without,
)


@pytest.mark.parametrize(
    ("total", "weights", "units", "expected"),
    [
        (10, [1, 1, 1], [1, 1, 1], [4, 3, 3]),
        (10, [1, 1], [2, 2], [6, 4]),
        (11, [1, 1], [2, 2], [6, 4]),
        (11, [1, 1], [2, 1], [6, 5]),
        (180, [1 / 6, 0.5, 1 / 3], [2, 2, 2], [30, 90, 60]),
        (10, [1, 2, 4], [1, 1, 1], [1, 3, 6]),
        (7, [0, 1], [1, 1], [0, 7]),
        (7, [0, 0], [1, 1], [0, 0]),
    ],
)
def test_seconds_are_divided_without_loss(
    total: int, weights: list[float], units: list[int], expected: list[int]
) -> None:
    """A second lost in rounding would be a session that does not add up."""
    assert apportion(total, weights, units) == expected


def test_an_ordinary_session_takes_twenty_minutes() -> None:
    """R022, A01, and the rest that belongs to it (R048)."""
    session = planned(in_pain())
    assert (session.hands_on_s, session.shortened_s, session.left_out) == (1200, 0, ())
    assert (session.rest_s, session.sit_before_standing_s) == (1800, 120)
    assert session.position == "prone"


def test_the_level_asked_for_is_lowered_to_the_ceiling() -> None:
    """The ladder proposes, the verdict disposes."""
    session = planned(in_pain(4), level=4)
    assert (session.level, session.ceiling) == (3, 3)


def test_a_verdict_cannot_lift_the_ceiling_of_the_dose() -> None:
    """Whatever a verdict says, the table of ceilings holds."""
    assert planned(capped(in_pain(2), 4), 4).ceiling == 2


def test_a_point_has_its_own_maximum() -> None:
    """A point may be more delicate than the muscle it lies on."""
    gentle = replace(PROTOCOL.points["BL25"], maximum=1)
    protocol = replace(PROTOCOL, points={**PROTOCOL.points, "BL25": gentle})
    session = plan_session(in_remission(), protocol, request(6, 3, "acupressure"))
    assert isinstance(session, Session)
    levels = {s.points[0].point: s.level for s in steps_named(session, "point_work")}
    assert levels == {"BL23": 1, "BL25": 1, "BL26": 3}


def test_a_course_begins_gently() -> None:
    """R038: the first session starts at level 1 while there is pain, at 2 in remission."""
    assert (planned(in_pain(1), 2).level, planned(in_remission(1), 3).level) == (1, 2)


def test_a_new_technique_begins_gently() -> None:
    """A first session with cups, points or a device stays at level 2."""
    assert planned(in_remission(), 4, "combined", new_technique=True).level == 2


def test_at_level_one_nothing_is_squeezed_or_kneaded() -> None:
    """Squeezing and kneading begin at level 2; the cue must not call for them either."""
    session = planned(in_pain(), level=1)
    names = {name for step in session.steps for name in step.manipulations}
    assert not {name for name in names if name.startswith(("squeezing", "kneading"))}
    replaced = steps_named(session, "kneading_lifting", "thigh_kneading")
    assert {step.cue for step in replaced} == {"steps.gentle_instead"}
    assert {step.manipulations for step in replaced} == {("stroking.flat",)}
    assert {(step.tempo, step.tools) for step in replaced} == {("slow", ("palms",))}


def test_the_kidney_stays_two_levels_below() -> None:
    """A06: significantly less force over the kidneys."""
    for level, expected in ((1, 1), (2, 1), (3, 1), (4, 2)):
        session = planned(in_remission(), level)
        kidneys = [s for s in session.steps if any("kidney" in zone for zone in s.zones)]
        assert max(step.level for step in kidneys) == expected


def test_the_sore_leg_gets_one_level_less() -> None:
    """A13: both legs are worked, the one that hurts more lightly, and last."""
    verdict = knowing(in_remission(), leg_pain=True, leg_side="left")
    thighs = steps_named(planned(verdict, 3), "thigh_kneading")
    assert [(s.zones, s.level) for s in thighs] == [(("thigh_right",), 3), (("thigh_left",), 2)]
    assert thighs[0].seconds == thighs[1].seconds


def test_an_unanswered_leg_counts_as_sore() -> None:
    """A missing answer is never "no"."""
    verdict = knowing(in_remission(), leg_pain=None, leg_side=None)
    assert {s.level for s in steps_named(planned(verdict, 3), "thigh_kneading")} == {2}


@pytest.mark.parametrize(
    ("session", "nrs", "remission", "amplitude"),
    [(3, 3, False, "low"), (4, 3, False, "high"), (4, 4, False, "low"), (4, None, False, "low"),
     (3, 0, True, "low"), (4, 0, True, "high")],
)  # fmt: skip
def test_high_amplitude_waits(
    session: int, nrs: int | None, *, remission: bool, amplitude: str
) -> None:
    """C01: high amplitude in remission or with little pain, never in the first sessions."""
    verdict = in_remission(session) if remission else in_pain(session)
    verdict = knowing(verdict, nrs_rest=0, nrs_move=nrs)
    high = steps_named(planned(verdict, 2), "vibration_high")
    assert {s.amplitude for s in high} == {amplitude}
    assert {s.cue for s in high} == {
        "steps.vibration_high" if amplitude == "high" else "steps.vibration_high_stays_low"
    }


def test_low_amplitude_comes_before_high() -> None:
    """C01: always low first, on each side."""
    session = planned(in_remission(), 3)
    for side in ("left", "right"):
        order = [s.amplitude for s in session.steps if s.zones == (f"paravertebral_{side}",)]
        assert [a for a in order if a] == ["low", "high"]


@pytest.mark.parametrize(("nrs", "patted"), [(4, True), (5, False), (None, False)])
def test_patting_needs_little_pain(nrs: int | None, *, patted: bool) -> None:
    """No patting from pain 5 on, nor where pain is unknown; its time goes to stroking."""
    session = planned(knowing(in_pain(), nrs_move=nrs))
    assert bool(steps_named(session, "patting_light", "gluteal_patting")) is patted
    if not patted:
        assert {entry.because for entry in session.left_out} == {("patting_pain",)}
        assert stage_seconds(session)["opening"] == 90 + 48
        assert session.hands_on_s == 1200


def test_patting_needs_its_technique() -> None:
    """A rule against percussion takes patting out and is named as the reason."""
    session = planned(without(in_pain(), "percussion"))
    assert {entry.because for entry in session.left_out} == {("X99",)}
    assert not any("patting.cupped" in step.manipulations for step in session.steps)


@pytest.mark.parametrize(("level", "manner"), [(2, "light"), (3, "energetic")])
def test_energetic_from_level_three(level: int, manner: str) -> None:
    """C19: gentle first, energetic later; the final patting is always light."""
    session = planned(in_remission(), level)
    assert {s.manner for s in steps_named(session, "gluteal_patting")} == {manner}
    assert {s.manner for s in steps_named(session, "patting_light")} == {"light"}


def test_energetic_cups_wait_for_the_sixth_session() -> None:
    """C19: cups stay gentle longer than hands."""
    for session, manner in ((5, "light"), (6, "energetic")):
        steps = steps_named(
            planned(in_remission(session), 3, "cupping_silicone"), "cups_straight_again"
        )
        assert {s.manner for s in steps} == {manner}


def test_an_excluded_zone_is_not_touched() -> None:
    """Its seconds go to gentle stroking first, then they shorten the session."""
    session = planned(without(in_pain(), "legs"))
    assert not any("thigh" in zone for step in session.steps for zone in step.zones)
    seconds = stage_seconds(session)
    assert "legs" not in seconds
    assert (seconds["opening"], seconds["closing"]) == (90 + 60, 60 + 60)
    assert (session.hands_on_s, session.shortened_s) == (1140, 60)
    assert session.zone_caps["thigh_left"] == 0


def test_one_excluded_side_leaves_the_other_as_it_was() -> None:
    """The sound side must not get the time of the wounded one."""
    whole = planned(in_pain())
    half = planned(without(in_pain(), "lower_leg_right"))
    left = [s.seconds for s in steps_named(whole, "lower_leg_kneading") if "left" in s.zones[0]]
    assert [s.seconds for s in steps_named(half, "lower_leg_kneading")] == left


def test_shared_work_keeps_its_balance() -> None:
    """Where one side loses a zone, the other side of the same work gets no longer than it."""
    verdict, protocol = without(in_remission(), "gluteal_left"), with_limit("session_minimum", 600)
    session = plan_session(verdict, protocol, request(6, 3, "combined"))
    assert isinstance(session, Session)
    device = steps_named(session, "device_moving")
    assert [(s.zones[0], s.seconds) for s in device] == [
        ("paravertebral_left", 75),
        ("paravertebral_right", 75),
    ]
    assert {"excluded_zone", "equal_sides"} == {w for out in session.left_out for w in out.because}


def test_a_test_cup_keeps_its_seconds() -> None:
    """Half a test is no test, even where half of the place is excluded."""
    session = planned(without(in_remission(), "paravertebral_left"), 2, "cupping_silicone")
    (test,) = steps_named(session, "cup_test")
    assert test.seconds == PROTOCOL.whole("cup_test")
    assert "paravertebral_left" not in test.zones


def test_forbidden_zones_are_listed_and_never_touched() -> None:
    """R030: the spine is in the plan only as a zone of level 0."""
    session = planned(in_remission(), 4)
    assert {session.zone_caps[zone] for zone in FORBIDDEN} == {0}
    assert not any(zone in FORBIDDEN for step in session.steps for zone in step.zones)


def test_checkpoints_stand_where_the_level_rises() -> None:
    """The patient is asked before every step that presses harder than the one before."""
    for script in PROTOCOL.scripts:
        before = 0
        for step in planned(in_remission(), 4, script).steps:
            if step.level > before:
                assert step.checkpoint is not None, step
            before = step.level


def test_the_checklists_stand_at_both_ends() -> None:
    """What is checked before the first touch, and what is left to do after the last."""
    session = planned(in_pain())
    assert "skin_looked_at" in session.steps[0].checklist
    assert "sits_before_standing" in session.steps[-1].checklist


def test_a_wish_for_less_time_shortens_every_stage() -> None:
    """A shorter session keeps its stages, its order and its balance."""
    session = planned(in_pain(), wished_s=Seconds(1020))
    assert (session.hands_on_s, session.shortened_s) == (1020, 180)
    least = {stage.id: stage.least_s for stage in PROTOCOL.scripts["classical"].stages}
    assert all(least[name] <= seconds for name, seconds in stage_seconds(session).items())
    assert len(stage_seconds(session)) == len(least)
    assert {entry.because for entry in session.left_out} == {("wished_time",)}
    assert sum(entry.seconds for entry in session.left_out) == 180


def test_what_does_not_fit_names_the_stage_to_drop() -> None:
    """The practitioner chooses; the planner says what would give how much."""
    answer = refused(in_pain(), wished_s=Seconds(900))
    assert answer.why is Why.DOES_NOT_FIT
    assert (answer.drop_stage, answer.drop_gives_s) == ("patting", 20)
    assert (answer.needed_s, answer.available_s) == (940, 900)
    answer = refused(in_pain(), wished_s=Seconds(900), dropped=("patting",))
    assert (answer.drop_stage, answer.drop_gives_s) == ("vibration", 60)
    session = planned(in_pain(), wished_s=Seconds(900), dropped=("patting", "vibration"))
    assert session.hands_on_s == 900
    assert {"patting", "vibration"}.isdisjoint(stage_seconds(session))


def test_glass_cups_do_not_fit_into_fifteen_minutes() -> None:
    """Nothing of a session with fire may be dropped, so it takes the time it takes."""
    answer = refused(in_remission(), 2, "cupping_glass", wished_s=Seconds(900))
    assert (answer.why, answer.drop_stage) == (Why.DOES_NOT_FIT, None)


def test_a_first_session_with_cups_stays_under_three_minutes_of_suction() -> None:
    """A19: three minutes of suction on a muscle at first, five later."""
    for so_far, limit in ((0, 180), (1, 300)):
        session = planned(
            in_remission(), 2, "cupping_silicone", cups_so_far=so_far, hours_since_cups=96.0
        )
        suction = [s for s in session.steps if s.cups is not None and s.cups.mode != "none"]
        for zone in ("paravertebral_left", "gluteal_right"):
            assert sum(s.seconds for s in suction if zone in s.zones) <= limit


def test_a_tighter_suction_limit_cuts_the_cups_and_says_so() -> None:
    """Were the limit lowered to two minutes, the planner would follow."""
    protocol = with_limit("cup_moving_first", 120)
    session = plan_session(in_remission(), protocol, request(6, 2, "cupping_silicone"))
    assert isinstance(session, Session)
    suction = [s for s in session.steps if s.cups is not None and s.cups.mode != "none"]
    assert sum(s.seconds for s in suction if "paravertebral_left" in s.zones) == 120
    assert ("suction_time",) in {entry.because for entry in session.left_out}


def test_points_take_two_minutes_each_as_pairs() -> None:
    """A05: a pair counts as one point; unused time goes to the closing, then is dropped."""
    session = planned(in_remission(), 3, "acupressure", points=("BL23", "BL26"))
    work = steps_named(session, "point_work")
    assert [(s.seconds, s.level, s.zones) for s in work] == [
        (120, 1, ("kidney_left", "kidney_right")),
        (120, 3, ("paravertebral_left", "paravertebral_right")),
    ]
    assert [s.points[0].seconds for s in work] == [120, 120]
    assert stage_seconds(session)["closing"] == 240 + 60


def test_a_point_with_one_excluded_side_is_left_out_whole() -> None:
    """Half a pair is not the point the practitioner chose."""
    verdict, protocol = without(in_remission(), "kidney_left"), with_limit("session_minimum", 600)
    session = plan_session(verdict, protocol, request(6, 3, "acupressure"))
    assert isinstance(session, Session)
    assert [s.points[0].point for s in steps_named(session, "point_work")] == ["BL25", "BL26"]


def test_leaving_out_a_delicate_zone_does_not_free_the_others() -> None:
    """Where a zone holds shared work down to level 1, leaving it out keeps it there."""
    held = capped(in_remission(), 4, iliac_crest_left=1)
    for verdict in (held, without(held, "iliac_crest_left")):
        steps = steps_named(planned(verdict, 3), "preparation_squeezing")
        assert {step.level for step in steps} == {1}
