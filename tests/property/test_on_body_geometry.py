"""Two tiers against exact swept areas: nothing missed, nothing invented, on random strokes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from body_planting import aside
from lumbalis.domain.anatomy import Anchor, Side
from lumbalis.domain.plan import Seconds
from lumbalis.domain.plan.generator import Generator
from lumbalis.domain.plan.strokes import Contact, ForceKnot, Stroke
from lumbalis.domain.verification.on_body.exact import runs
from lumbalis.domain.verification.on_body.fields import ROUNDING_MM, field_of
from lumbalis.domain.verification.on_body.ground import Prepared, prepare
from lumbalis.domain.verification.on_body.guards import (
    UNSURE_MM,
    breaks,
    clearance,
    critical,
    keep_outs,
    may_break,
)
from lumbalis.domain.verification.on_body.look import Guard, Look, look_at
from lumbalis.domain.verification.on_body.reach import reach_of
from lumbalis.domain.verification.on_body.verify import verify_on_body
from on_body_bodies import plain_body, region
from on_body_plans import good_plan
from protocols import shipped_protocol
from swept_areas import ellipse, truth

PROTOCOL = shipped_protocol()
CORE = PROTOCOL.limit("spill_core")
TOOLS = tuple(PROTOCOL.contact.tools.values())
GENERATORS = (
    Generator.LINE,
    Generator.SPIRAL,
    Generator.CIRCLES,
    Generator.TRANSVERSE,
    Generator.POINT_PRESS,
    Generator.PRESS_ROTATE,
    Generator.DOUBLE_RING,
)
CURVED = shapely.LineString([(-14, -90), (-2, 0), (9, 90), (3, 180), (-6, 300)]).buffer(20)
CRESCENT = region(shapely.Point(-70, 60).buffer(55).difference(shapely.Point(-30, 60).buffer(45)))
MOLE = shapely.Point(55, -30).buffer(0.6)
GOOD = good_plan()
GOOD_READY = prepare(GOOD.body, GOOD.protocol)


def ground() -> Prepared:
    """Lay out a back with a curved spine, a hollow shape and a mole smaller than a cell."""
    body = plain_body()
    areas = {"spine": CURVED, "lesion:crescent": CRESCENT, "lesion:mole": MOLE}
    return prepare(replace(body, keep_outs=areas, sha256="curved"), PROTOCOL)


GROUND = ground()


def random_stroke(chance: np.random.Generator, number: int) -> Stroke:
    """Draw a stroke somewhere near what must not be touched."""
    tool = TOOLS[chance.integers(len(TOOLS))]
    start = chance.uniform((-130, -120), (130, 260))
    way = chance.uniform(-90, 90, 2)
    places = (start, start + way)
    return Stroke(
        id=str(number),
        step=0,
        zone="",
        manipulation="stroking.flat",
        generator=GENERATORS[chance.integers(len(GENERATORS))],
        lane=tuple(Anchor("L4", Side.RIGHT, float(y), float(x)) for x, y in places),
        contact=Contact(tool.id, tool.length_mm, tool.width_mm, float(chance.uniform(0, 180))),
        force=(ForceKnot(0, 10), ForceKnot(1, 10)),
        amplitude_mm=float(chance.uniform(3, 20)),
        pitch_mm=float(chance.uniform(20, 40)),
        speed_mm_s=100.0,
        tempo_hz=0.0,
        repeats=1,
        vacuum_kpa=0.0,
        starts_s=Seconds(0),
        seconds=Seconds(10),
    )


def compared(count: int, seed: int) -> Counter[str]:
    """Count what two tiers, and the raster alone, get wrong of strokes and areas."""
    found: Counter[str] = Counter()
    chance = np.random.default_rng(seed)
    for number in range(count):
        look = look_at(random_stroke(chance, number), GROUND)
        for guard in keep_outs(look, GROUND):
            known = truth(look.trace, GROUND.regions[guard.region])
            if not known.sure:
                found["unsure"] += 1
                continue
            centres = look.trace.points[:, None] + look.reach.offsets
            near = GROUND.fields[guard.region].near(centres) - look.reach.radii
            found["touching"] += known.touches
            found.update(_wrong("", known.touches, clearance(guard, look, GROUND).touched))
            found.update(_core_wrong(guard.region, look))
            found.update(_wrong("raster ", known.touches, bool(near.min() < 0)))
    return found


def _core_wrong(name: str, look: Look) -> list[str]:
    """Ask the same of the core of the contact, as kidneys and the hollow of the knee do."""
    contact = look.stroke.contact
    small = replace(contact, length_mm=CORE * contact.length_mm, width_mm=CORE * contact.width_mm)
    known = truth(replace(look.trace, contact=small), GROUND.regions[name])
    everything = np.ones(len(look.trace.points), bool)
    look.clearances.pop(name, None)
    said = clearance(Guard(name, CORE, everything), look, GROUND).touched
    return _wrong("core ", known.touches, said) if known.sure else []


def _wrong(who: str, real: bool, said: bool) -> list[str]:  # noqa: FBT001 - two answers compared
    if real is said:
        return []
    return [who + ("missed" if real else "invented")]


def test_two_tiers_agree_with_exact_swept_areas() -> None:
    """The raster alone is wrong about some of the same strokes; that is why there are two tiers."""
    found = compared(250, seed=3)
    assert found["touching"] > 100
    assert (found["missed"], found["invented"]) == (0, 0)
    assert (found["core missed"], found["core invented"]) == (0, 0)
    assert found["unsure"] <= 1
    assert found["raster missed"] + found["raster invented"] > 0


@pytest.mark.deep
def test_two_tiers_agree_on_thousands_of_strokes() -> None:
    """Among so many there are some that the raster alone would let touch."""
    found = compared(4000, seed=11)
    assert found["touching"] > 1600
    assert (found["missed"], found["invented"]) == (0, 0)
    assert (found["core missed"], found["core invented"]) == (0, 0)
    assert found["unsure"] <= 4
    assert found["raster missed"] > 0


def test_shifted_strokes_agree_with_strokes_placed_there() -> None:
    """An error of a landmark is judged without tracing the stroke again; it must be the same."""
    chance = np.random.default_rng(5)
    for number in range(60):
        stroke = random_stroke(chance, number)
        shifts = chance.uniform(-45, 45, (6, 2))
        look = look_at(stroke, GROUND)
        for guard in critical(look, GROUND):
            broken = breaks(guard, look, GROUND, shifts)
            for shift, found in zip(shifts, broken, strict=True):
                moved = replace(
                    stroke, lane=aside(stroke.lane, out=float(shift[0]), up=float(shift[1]))
                )
                there = look_at(moved, GROUND)
                again = next(g for g in critical(there, GROUND) if g.region == guard.region)
                assert bool(found) is clearance(again, there, GROUND).touched


@given(
    x=st.floats(-300, 300),
    y=st.floats(-300, 500),
)
def test_a_field_is_never_wrong_by_more_than_it_says(x: float, y: float) -> None:
    """Within its window to either side; beyond it the answer may only be too small."""
    field = GROUND.fields["spine"]
    said = float(field.near(np.array([[x, y]]))[0])
    real = shapely.distance(CURVED, shapely.Point(x, y))
    assert said <= real + ROUNDING_MM
    assert said >= min(real, field.beyond_mm) - ROUNDING_MM


def test_a_spot_smaller_than_a_cell_is_not_lost() -> None:
    """Distances are measured from the shape itself and not from cells that it fills."""
    field = field_of(MOLE)
    assert float(field.near(np.array([[55.0, -30.0]]))[0]) < ROUNDING_MM


def test_exact_geometry_is_asked_as_soon_as_the_raster_may_be_wrong() -> None:
    """The limit in the knowledge covers what cells and samples can be wrong by."""
    assert PROTOCOL.limit("exact_within") >= UNSURE_MM


@given(
    length=st.floats(10, 130),
    width=st.floats(10, 130),
    angle=st.floats(0, 180),
)
def test_discs_cover_the_contact_and_little_more(length: float, width: float, angle: float) -> None:
    """What the discs do not reach the contact does not touch."""
    contact = Contact("palms", length, width, angle)
    reach = reach_of(contact)
    rim = ellipse(contact)
    left = np.linalg.norm(rim[:, None] - reach.offsets, axis=2) - reach.radii
    assert left.min(axis=1).max() < 1e-9
    farthest = np.linalg.norm(reach.offsets, axis=1) + reach.radii
    assert farthest.max() <= reach.half_length_mm + 1e-9
    assert reach.radii.max() - reach.half_width_mm <= 0.12 * reach.half_length_mm


def test_what_was_asked_before_changes_no_answer() -> None:
    """A distance known roughly is sharpened when the margins ask; that is no touch."""
    chance = np.random.default_rng(9)
    for number in range(150):
        look = look_at(random_stroke(chance, number), GROUND)
        for guard in keep_outs(look, GROUND):
            before = clearance(guard, look, GROUND).touched
            may_break(guard, look, GROUND, 200.0)
            assert clearance(guard, look, GROUND).touched is before
            assert truth(look.trace, GROUND.regions[guard.region]).touches is before


@given(
    length=st.floats(10, 130),
    width=st.floats(10, 130),
    angle=st.floats(0, 180),
)
def test_stretching_makes_the_contact_the_unit_circle(
    length: float, width: float, angle: float
) -> None:
    """The exact tier rests on this."""
    contact = Contact("palms", length, width, angle)
    stretched = ellipse(contact) @ reach_of(contact).stretch.T
    assert np.allclose(np.hypot(*stretched.T), 1)


@given(chosen=st.lists(st.booleans(), min_size=1, max_size=30), start=st.integers(1, 29))
def test_runs_hold_every_chosen_sample_once(chosen: list[bool], start: int) -> None:
    """And no run goes on through the air."""
    found = list(runs(np.array(chosen), (0, start)))
    places = [place for run in found for place in range(run.start, run.stop)]
    assert places == [place for place, one in enumerate(chosen) if one]
    assert not any(run.start < start < run.stop for run in found)


@settings(max_examples=25, deadline=None)
@given(
    across=st.sampled_from([-0.9, -0.5, 0.5, 0.9]),
    up=st.floats(-8, 8),
)
def test_good_strokes_moved_within_the_margins_stay_good(across: float, up: float) -> None:
    """The margins are a promise: whatever lies within them touches nothing."""
    before = verify_on_body(
        GOOD.plan, GOOD.session, GOOD.body, GOOD.protocol, prepared=GOOD_READY
    ).robustness
    assert before is not None
    way = across * (before.left_mm if across < 0 else before.right_mm)
    strokes = tuple(
        replace(
            one,
            lane=aside(
                one.lane, out=way * one.lane[0].side.sign, up=up if one.id != "sacrum" else 0.0
            ),
        )
        for one in GOOD.plan.strokes
    )
    moved = replace(GOOD.plan, strokes=strokes)
    found = verify_on_body(moved, GOOD.session, GOOD.body, GOOD.protocol, prepared=GOOD_READY)
    hurt = {"spine_touched", "cleft_touched", "lymph_nodes_touched", "kidney_force"}
    assert not hurt & {one.kind for one in found.violations}


@settings(max_examples=25, deadline=None)
@given(closer=st.floats(0, 60), more=st.floats(0, 20))
def test_nearer_to_the_spine_is_never_safer(closer: float, more: float) -> None:
    """Once a stroke touches, moving it on over the spine does not make it good again."""
    found = []
    for out in (closer, closer + more):
        lane = aside(GOOD.stroke("opening_left").lane, out=-out)
        look = look_at(replace(GOOD.stroke("opening_left"), lane=lane), GOOD_READY)
        guard = next(one for one in keep_outs(look, GOOD_READY) if one.region == "spine")
        found.append(clearance(guard, look, GOOD_READY).touched)
    assert found[1] or not found[0]
