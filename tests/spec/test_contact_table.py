"""The table of tools and motions keeps to the limits of the body and to its own sums."""

from __future__ import annotations

import math

import pytest

from lumbalis.domain.anatomy import Side
from lumbalis.domain.plan.strokes import Contact, ForceKnot, Generator
from lumbalis.domain.plan.tracing import path_length_mm, trace
from lumbalis.domain.protocol import Motion
from protocols import shipped_protocol
from tracing_bodies import beside_spine, body, stroke

PROTOCOL = shipped_protocol()
TABLE = PROTOCOL.contact
MOTIONS = TABLE.motions
SCALE = pytest.mark.parametrize(
    ("name", "level"), [(name, level) for name, m in MOTIONS.items() for level in m.force_n]
)
EVERY = pytest.mark.parametrize("name", MOTIONS)


def _kpa(newton: float, tool: str) -> float:
    ellipse = TABLE.tools[tool]
    return 1000 * newton / Contact(tool, ellipse.length_mm, ellipse.width_mm, 0).area_mm2


@SCALE
def test_no_force_is_above_the_limit_of_its_level(name: str, level: int) -> None:
    """What the table offers is planned sooner or later."""
    assert MOTIONS[name].force_n[level][1] <= PROTOCOL.limit(f"force_level_{level}")


@SCALE
def test_no_pressure_is_above_the_limit_of_its_level(name: str, level: int) -> None:
    """The same force under one finger is forty times the pressure of a palm."""
    for tool in MOTIONS[name].tools:
        kind = "finger" if TABLE.tools[tool].kind == "finger" else "hand"
        most = PROTOCOL.limit(f"{kind}_pressure_level_{level}")
        assert _kpa(MOTIONS[name].force_n[level][1], tool) <= most


@SCALE
def test_a_higher_level_never_presses_less(name: str, level: int) -> None:
    """A level says how strongly: both ends of the range rise with it."""
    force = MOTIONS[name].force_n
    if level + 1 in force:
        assert force[level][0] < force[level + 1][0]
        assert force[level][1] < force[level + 1][1]


@EVERY
def test_speed_tempo_and_suction_keep_to_the_limits(name: str) -> None:
    """The fastest and the strongest that the table knows are still allowed."""
    motion = MOTIONS[name]
    assert motion.speed_mm_s[2] <= PROTOCOL.limit("stroke_speed_maximum")
    assert motion.tempo_hz[2] <= PROTOCOL.limit("loop_rate_maximum")
    assert motion.vacuum_kpa <= PROTOCOL.limit("cup_vacuum_maximum")


LOOPS = {
    Generator.CIRCLES: 1,
    Generator.COMBINED: 1,
    Generator.SPIRAL: 1,
    Generator.DOUBLE_RING: 2,
    Generator.FOUR_FINGER: 1,
    Generator.LIFTING: 1,
    Generator.TRANSVERSE: 1,
    Generator.SHAKE: 1,
    Generator.CUP_CIRCLE: 1,
    Generator.DEVICE: 1,
}
LOOPING = [name for name, m in MOTIONS.items() if Generator(m.generator) in LOOPS]


@pytest.mark.parametrize("name", LOOPING)
def test_speed_is_the_length_of_a_loop_at_its_tempo(name: str) -> None:
    """Two figures for one thing: whoever takes either gets the same rhythm."""
    motion = MOTIONS[name]
    per_loop = _millimetres_per_loop(motion)
    for speed, tempo in zip(motion.speed_mm_s, motion.tempo_hz, strict=True):
        assert speed == pytest.approx(per_loop * tempo, rel=0.25)


def _millimetres_per_loop(motion: Motion) -> float:
    """Take a lane of ten pitches beside the spine and share its way out among the loops."""
    generator = Generator(motion.generator)
    if generator is Generator.COMBINED:
        generator = Generator.CIRCLES
    low, high = beside_spine(Side.LEFT, 60)
    high = type(high)(low.landmark, low.side, 10 * motion.pitch_mm, low.out_mm)
    one = stroke(
        generator,
        lane=(low, high),
        amplitude_mm=motion.amplitude_mm,
        pitch_mm=motion.pitch_mm,
        repeats=1,
    )
    whole = generator in {Generator.SPIRAL, Generator.TRANSVERSE, Generator.DEVICE}
    return path_length_mm(one, body()) / LOOPS[generator] / (10 if whole else 11)


BOTTOM_UP = [name for name in MOTIONS if PROTOCOL.manipulations[name.split(".")[0]].bottom_up]


@pytest.mark.parametrize("name", BOTTOM_UP)
def test_what_must_go_up_goes_up_as_usually_done(name: str) -> None:
    """Traced with the table's own figures, the pressed movement keeps to the limit."""
    motion = MOTIONS[name]
    one = stroke(
        Generator(motion.generator),
        amplitude_mm=motion.amplitude_mm,
        pitch_mm=motion.pitch_mm,
        return_share=motion.return_share,
        force=(ForceKnot(0, 20), ForceKnot(1, 20)),
        repeats=2,
    )
    traced = trace(one, body())
    pressed = traced.newton * traced.dwell_s * traced.heading[:, 1]
    upward = pressed[pressed > 0].sum() / abs(pressed).sum()
    assert upward >= PROTOCOL.limit("upward_share_minimum")


def test_stroking_presses_more_than_kneading_and_kneading_more_than_blows() -> None:
    """The order that was measured on a force plate (B14), at a level that all three have."""
    mean = {
        name: math.fsum(MOTIONS[name].force_n[2]) for name in MOTIONS if 2 in MOTIONS[name].force_n
    }
    assert mean["stroking.flat"] > mean["kneading.ordinary"] > mean["patting.cupped"]


@pytest.mark.parametrize(("level", "dose"), TABLE.prescription["kidney"].items())
def test_the_kidneys_get_at_most_half_of_what_the_muscles_get(level: int, dose: float) -> None:
    """The share of the limit, already in what is aimed at."""
    share = PROTOCOL.limit("kidney_dose_share_maximum")
    assert dose <= share * TABLE.prescription["paravertebral"][level]


@pytest.mark.parametrize("region", TABLE.prescription)
def test_no_dose_aimed_at_comes_near_its_limit(region: str) -> None:
    """A third is left for what neighbours spill."""
    regional = {"kidney": "dose_kidney_mean_maximum", "popliteal": "dose_popliteal_mean_maximum"}
    most = PROTOCOL.limit(regional.get(region, "dose_zone_mean_maximum"))
    assert max(TABLE.prescription[region].values()) <= 2 / 3 * most


PINNED = {
    "stroking": {1: (4, 10), 2: (10, 22)},
    "squeezing": {2: (12, 24), 3: (22, 42)},
    "rubbing": {1: (4, 10), 2: (10, 22), 3: (18, 40), 4: (30, 60)},
    "kneading": {2: (8, 22), 3: (18, 40), 4: (30, 59)},
    "vibration": {1: (4, 10), 2: (8, 18), 3: (12, 30)},
    "patting": {1: (2, 6), 2: (4, 12), 3: (8, 20)},
    "shaking": {1: (2, 8)},
    "cupping": {1: (1, 3), 2: (2, 6)},
    "acupressure": {1: (3, 9), 2: (8, 20), 3: (18, 40)},
    "device": {1: (4, 9), 2: (8, 22), 3: (15, 35)},
}


@EVERY
def test_the_forces_are_those_decided(name: str) -> None:
    """A slip of a finger in the file must not pass for a decision."""
    under_a_finger = {1: (3, 7), 2: (6, 20), 3: (12, 36), 4: (20, 40)}
    family = PINNED[name.split(".", maxsplit=1)[0]]
    assert MOTIONS[name].force_n == (under_a_finger if name == "rubbing.transverse" else family)


def test_the_suction_is_that_decided() -> None:
    """Well below the 30 to 40 kPa of published trials."""
    suction = {name: m.vacuum_kpa for name, m in MOTIONS.items() if m.vacuum_kpa}
    assert suction == {
        "cupping.test": 10,
        "cupping.placing": 15,
        "cupping.straight": 20,
        "cupping.circular": 20,
        "cupping.spiral": 20,
        "cupping.release": 7.5,
    }
