"""The session tables as they are specified: stages, seconds, order, levels, zones, doses."""

from __future__ import annotations

import pytest

from lumbalis.domain.protocol import StageStep
from planning_fixtures import (
    PROTOCOL,
    in_pain,
    in_remission,
    planned,
    stage_seconds,
    steps_named,
)

TABLES = {
    "classical": {
        "opening": 90, "preparation": 150, "gluteal": 180, "legs": 180, "sacrum": 90,
        "rubbing": 150, "kneading": 180, "vibration": 90, "patting": 30, "closing": 60,
    },
    "cupping_silicone": {
        "warm_up": 360, "oil_and_test": 60, "suction_on": 30, "moving_cups": 300, "removal": 30,
        "closing": 360, "skin_check": 60,
    },
    "cupping_glass": {
        "warm_up": 360, "fire_check": 60, "oil_and_test": 60, "suction_on": 30, "moving_cups": 300,
        "removal": 30, "closing": 300, "skin_check": 60,
    },
    "acupressure": {"warm_up": 360, "points": 600, "closing": 240},
    "combined": {
        "opening_preparation_gluteal": 360, "manual_lumbar": 240, "device": 300, "closing": 300,
    },
}  # fmt: skip
SHARES = {
    "classical": [7.5, 12.5, 15, 15, 7.5, 12.5, 15, 7.5, 2.5, 5],
    "cupping_silicone": [30, 5, 2.5, 25, 2.5, 30, 5],
    "acupressure": [30, 50, 20],
    "combined": [30, 20, 25, 25],
}
HIGHEST_LEVEL = {
    "opening": 1, "preparation": 2, "gluteal": 3, "legs": 3, "sacrum": 3, "rubbing": 4,
    "kneading": 4, "vibration": 3, "patting": 1, "closing": 1,
}  # fmt: skip
CATALOGUE = {
    "stroking": (1, 2), "squeezing": (2, 3), "rubbing": (1, 4), "kneading": (2, 4),
    "vibration": (1, 3), "patting": (1, 3), "shaking": (1, 1), "cupping": (1, 2),
    "acupressure": (1, 3), "device": (1, 3),
}  # fmt: skip
DOSES = {
    ("SUBSIDING", "mild"): ((10,), 48, 24, 48, 3, 5, (5, 10)),
    ("SUBSIDING", "moderate"): ((10,), 48, 24, 48, 3, 5, (5, 10)),
    ("SUBSIDING", "high"): ((10, 5), 48, 48, 48, 3, 3, (5, 10, 15)),
    ("REMISSION", "mild"): ((10,), 48, 24, 48, 3, 5, (5, 10)),
    ("REMISSION", "moderate"): ((10,), 48, 24, 48, 3, 5, (5, 10)),
    ("REMISSION", "high"): ((10, 5), 48, 24, 48, 3, 3, (5, 10, 15)),
}
CEILINGS = [
    ("SUBSIDING", 3, [2, 2, 2, 3, 3, 3, 3, 3, 3, 3]),
    ("SUBSIDING", 5, [2, 2, 2, 2, 2, 2, 3, 3, 3, 3]),
    ("SUBSIDING", None, [2, 2, 2, 2, 2, 2, 3, 3, 3, 3]),
    ("REMISSION", 0, [2, 2, 3, 3, 3, 4, 4, 4, 4, 4]),
    ("EXACERBATION", 3, [0] * 10),
]


def steps_of(script: str, stage: str) -> tuple[StageStep, ...]:
    """Give the steps of one stage."""
    found = next(s for s in PROTOCOL.scripts[script].stages if s.id == stage)
    return found.steps


@pytest.mark.parametrize("script", TABLES)
def test_stages_take_their_seconds(script: str) -> None:
    """Twenty minutes (R022, A01), divided as the tables say."""
    stages = PROTOCOL.scripts[script].stages
    assert {stage.id: stage.seconds for stage in stages} == TABLES[script]
    assert sum(TABLES[script].values()) == PROTOCOL.whole("session_target")


@pytest.mark.parametrize("script", SHARES)
def test_stages_have_their_shares(script: str) -> None:
    """The percentages of the tables, written independently of the seconds."""
    target = PROTOCOL.scripts[script].target_s
    assert [stage.seconds / target * 100 for stage in PROTOCOL.scripts[script].stages] == SHARES[
        script
    ]


@pytest.mark.parametrize("script", TABLES)
def test_a_planned_session_has_the_stages_in_order(script: str) -> None:
    """Nothing is left out of an ordinary session; with all points chosen the table is replayed."""
    points = ("BL22", "BL23", "BL24", "BL25", "BL26")
    verdict = in_remission(methods_allowed=frozenset({*in_remission().techniques}))
    session = planned(verdict, 3, script, points=points)
    assert stage_seconds(session) == TABLES[script]
    assert session.shortened_s == 0


@pytest.mark.parametrize("stage", HIGHEST_LEVEL)
def test_no_stage_goes_above_its_level(stage: str) -> None:
    """The level column of the classical table."""
    steps = steps_of("classical", stage)
    assert max(step.at_most for step in steps) == HIGHEST_LEVEL[stage]


def test_each_leg_gets_its_seconds() -> None:
    """45 s for the thigh, 15 s for the knee, 30 s for the lower leg, on each side."""
    session = planned(in_pain())
    seconds: dict[str, int] = {}
    for step in session.steps:
        if step.stage == "legs":
            (zone,) = step.zones
            seconds[zone] = seconds.get(zone, 0) + step.seconds
    assert seconds == {
        "thigh_left": 45, "knee_left": 15, "lower_leg_left": 30,
        "thigh_right": 45, "knee_right": 15, "lower_leg_right": 30,
    }  # fmt: skip


def test_manipulations_follow_the_order_of_the_table() -> None:
    """Gluteal: stroke, squeeze, knead, pat, stroke; lumbar: rub, knead, press points."""
    gluteal = [
        name.partition(".")[0] for s in steps_of("classical", "gluteal") for name in s.manipulations
    ]
    assert gluteal == ["stroking", "squeezing", "kneading", "patting", "stroking"]
    rubbing = [s.manipulations for s in steps_of("classical", "rubbing")]
    assert rubbing[0] == ("rubbing.four_finger",)
    kneading = [s.manipulations[0] for s in steps_of("classical", "kneading")]
    assert kneading[:2] == ["kneading.lifting", "kneading.point_pressing"]


def test_checkpoints_stand_at_their_stages() -> None:
    """Pain is asked for at the gluteal, sacral, kneading and vibration stages at the latest."""
    asked = {stage.id for stage in PROTOCOL.scripts["classical"].stages if stage.checkpoint}
    assert asked == {"gluteal", "sacrum", "kneading", "vibration"}


def test_the_kidney_is_worked_only_gently() -> None:
    """A06: no patting, cups, device or strong kneading over the kidneys."""
    allowed = {"stroking", "rubbing", "kneading", "acupressure"}
    for script in PROTOCOL.scripts.values():
        for step in (s for stage in script.stages for s in stage.steps if "kidney" in s.regions):
            families = {name.partition(".")[0] for name in step.manipulations}
            assert families <= allowed
            assert step.at_most <= PROTOCOL.whole("kidney_maximum") or step.point is not None


@pytest.mark.parametrize("family", CATALOGUE)
def test_the_catalogue_keeps_its_levels(family: str) -> None:
    """The level ranges of the catalogue; there is nothing else in it."""
    assert PROTOCOL.manipulations[family].levels == CATALOGUE[family]
    assert set(PROTOCOL.manipulations) == set(CATALOGUE)


def test_no_thrust_and_no_traction() -> None:
    """C16: joint manipulation is not in the catalogue, under any name."""
    words = " ".join(f"{m.id} {' '.join(m.forms)}" for m in PROTOCOL.manipulations.values())
    assert not {"thrust", "traction", "adjustment", "mobilisation"} & set(words.split())


def test_vibration_is_never_slow() -> None:
    """R093: slow movement is not offered where muscles are in spasm."""
    assert "slow" not in PROTOCOL.manipulations["vibration"].tempos


def test_a_point_takes_two_minutes_in_four_parts() -> None:
    """A05, V37: 20 s to press in, 60 s to hold, 30 s to rotate, 10 s to let go."""
    (pattern,) = steps_of("acupressure", "points")
    assert pattern.point is not None
    parts = pattern.point
    assert (parts.find_press_s, parts.hold_s, parts.rotate_s, parts.release_s) == (20, 60, 30, 10)
    assert parts.seconds == PROTOCOL.whole("point_hold_default")


def test_no_point_is_chosen_for_anybody() -> None:
    """A08: five can be chosen, on the kidney at level 2; none on the midline, none by default."""
    selectable = {p.id: p.maximum for p in PROTOCOL.points.values() if p.selectable}
    assert selectable == {"BL22": 2, "BL23": 2, "BL24": 2, "BL25": 3, "BL26": 3}
    assert all(not p.selectable for p in PROTOCOL.points.values() if p.region == "spine")
    assert {p.preset for p in PROTOCOL.points.values() if p.selectable} == {"lumbar_5"}


def test_glass_cups_have_the_whole_fire_checklist() -> None:
    """C20: the flame is out before the cup is placed, and the check comes before any cup."""
    stages = {stage.id: stage for stage in PROTOCOL.scripts["cupping_glass"].stages}
    check = set(stages["fire_check"].checklist)
    assert {"flame_in_cup_seconds", "flame_out_before_placing", "rim_not_hot"} <= check
    assert set(stages["suction_on"].checklist) <= check
    order = list(stages)
    assert order.index("fire_check") < order.index("oil_and_test") < order.index("suction_on")


def test_cups_work_150_seconds_a_side() -> None:
    """Moving cups: 300 s, half on each side, even in a first session with cups."""
    session = planned(in_remission(), 2, "cupping_silicone")
    moving = [s for s in session.steps if s.cups is not None and s.cups.mode == "moving"]
    for side in ("left", "right"):
        assert sum(s.seconds for s in moving if s.zones[0].endswith(side)) == 150
    test = steps_named(session, "cup_test")[0]
    assert test.seconds == PROTOCOL.whole("cup_test")


def test_the_device_works_150_seconds_a_side_below_the_kidneys() -> None:
    """The device stays beside the lower lumbar spine and on the buttocks, at a low level."""
    session = planned(in_remission(), 4, "combined")
    device = steps_named(session, "device_moving")
    assert [s.seconds for s in device] == [PROTOCOL.whole("device_per_side")] * 2
    assert all(s.level <= PROTOCOL.whole("device_level_maximum") for s in device)
    assert {zone.rsplit("_", 1)[0] for s in device for zone in s.zones} == {
        "paravertebral",
        "gluteal",
    }


@pytest.mark.parametrize(("phase", "severity"), DOSES)
def test_doses(phase: str, severity: str) -> None:
    """Ten sessions, or ten, a review and five (R021, R023, A09), spaced as A10 says."""
    dose = PROTOCOL.dose.dose(phase, severity)
    assert dose is not None
    assert dose.first_sessions == 3
    assert DOSES[phase, severity] == (
        dose.blocks, dose.spacing_usual_h, dose.spacing_least_h, dose.spacing_first_h,
        dose.per_week, dose.per_week_by_order, dose.reviews,
    )  # fmt: skip


@pytest.mark.parametrize(("phase", "nrs_move", "expected"), CEILINGS)
def test_ceilings(phase: str, nrs_move: int | None, expected: list[int]) -> None:
    """The ceiling of each of ten sessions; unknown pain is read as pain."""
    assert [PROTOCOL.dose.ceiling(phase, n, nrs_move) for n in range(1, 11)] == expected


def test_nothing_is_planned_for_an_exacerbation() -> None:
    """R004, R018: no dose and no ceiling exists for acute pain."""
    assert {dose.phase for dose in PROTOCOL.dose.doses} == {"SUBSIDING", "REMISSION"}


def test_nothing_is_oiled_while_there_is_fire() -> None:
    """C20, V69: with glass cups the skin stays dry until a cup stands and the flame is out."""
    stages = [stage.id for stage in PROTOCOL.scripts["cupping_glass"].stages]
    oiled = {s.id for s in PROTOCOL.scripts["cupping_glass"].stages for p in s.steps if p.medium}
    assert oiled == {"moving_cups"}
    assert stages.index("suction_on") < stages.index("moving_cups")
