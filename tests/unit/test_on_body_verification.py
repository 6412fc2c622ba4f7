"""The verifier on the body: good strokes pass, planted harm is found by the rule meant for it."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from body_harm import BODY_HARMS
from body_planting import aside, force
from lumbalis.domain.anatomy import Side
from lumbalis.domain.plan.strokes import Contact
from lumbalis.domain.verification.on_body import (
    BodyVerification,
    all_body_kinds,
    prepare,
    verify_edit,
    verify_on_body,
)
from on_body_bodies import plain_body
from on_body_plans import OnBody, good_plan, lane
from planting import Harm

GOOD = good_plan()
PREPARED = prepare(GOOD.body, GOOD.protocol)
ROOM = Path(__file__).parents[2] / "src" / "lumbalis" / "domain" / "verification"


def judged(plan: OnBody) -> BodyVerification:
    """Check a plan; the body is laid out anew only where the harm lies in it."""
    same = plan.body is GOOD.body and plan.protocol is GOOD.protocol
    ready = PREPARED if same else prepare(plan.body, plan.protocol)
    return verify_on_body(plan.plan, plan.session, plan.body, plan.protocol, prepared=ready)


def kinds(plan: OnBody) -> set[str]:
    """Name what is found against a plan."""
    return {found.kind for found in judged(plan).violations}


def test_good_strokes_pass_with_room_to_every_limit() -> None:
    """A checker that objects to everything would find every harm too."""
    found = judged(GOOD)
    assert found.violations == ()
    assert found.accepted
    assert min(found.margins.values()) >= 0


@pytest.mark.hazard("H09")
@pytest.mark.parametrize("harm", BODY_HARMS, ids=lambda harm: harm.name)
def test_planted_harm_is_found_by_the_rule_meant_for_it(harm: Harm[OnBody]) -> None:
    """Every harm is one change of the good plan."""
    spoiled = harm.plant(GOOD)
    assert spoiled is not None
    found = judged(spoiled)
    assert harm.kind in {one.kind for one in found.violations}
    assert not found.accepted


def test_every_rule_has_a_harm_that_triggers_it() -> None:
    """A rule that never objects proves nothing."""
    assert set(all_body_kinds()) == {harm.kind for harm in BODY_HARMS}


def test_every_rule_says_why_it_is_asked() -> None:
    """A limit without a source is an opinion."""
    for harm in BODY_HARMS:
        spoiled = harm.plant(GOOD)
        assert spoiled is not None
        assert all(found.source for found in judged(spoiled).violations)


def test_a_violation_names_its_place_from_the_nearest_landmark() -> None:
    """A therapist looks for L2, not for a coordinate."""
    path = lane("L2", Side.LEFT, (0, 40), (5, 40))
    spoiled = GOOD.change("opening_left", lane=path, repeats=600)
    found = next(one for one in judged(spoiled).violations if one.kind == "spine_touched")
    assert (found.where, found.stroke) == ("6/opening/1", "opening_left")
    assert found.at is not None
    assert found.anchor is not None
    assert found.at.x == pytest.approx(-20, abs=0.01)
    assert found.anchor.landmark == "L2"
    assert found.anchor.side is Side.LEFT
    assert found.anchor.out_mm == pytest.approx(20, abs=0.01)


def test_the_contact_is_judged_and_not_what_the_stroke_says() -> None:
    """A stroke for the flank whose palm lies on the kidney gets the kidney's limits."""
    path = lane("L4", Side.LEFT, (60, 68), (90, 68))
    hard = GOOD.step(0, level=3).change(
        "opening_left", zone="paravertebral_left", lane=path, force=force(16.0), repeats=110
    )
    assert "kidney_force" in kinds(hard)


@pytest.mark.parametrize(("reach_mm", "touched"), [(17.49, False), (17.51, True)])
def test_a_rim_over_a_kidney_counts_from_the_core_on(reach_mm: float, *, touched: bool) -> None:
    """Outside the core of a palm lie five percent of it; with a core of 70 mm x 0.8 / 2 = 28 mm."""
    palm = Contact("palms", 120.0, 70.0, 90.0)
    up = 10 - 28 - 17.5 + reach_mm
    path = lane("L4", Side.LEFT, (up - 1, 82), (up, 82))
    hard = GOOD.step(0, level=3).change(
        "opening_left", lane=path, contact=palm, force=force(16.0), repeats=3300
    )
    assert ("kidney_force" in kinds(hard)) is touched


def test_force_falling_at_the_border_of_the_kidney_is_allowed() -> None:
    """What the planner has to do is possible: strong below, light above."""
    path = lane("L4", Side.LEFT, (-58, 60), (100, 60))
    falling = force(18.0, 4.0, 4.0, 4.0, 4.0)
    change = GOOD.step(2, zones=(*GOOD.session.steps[2].zones, "kidney_left"))
    stroke = change.change("rubbing_left", lane=path, force=falling, repeats=49)
    allowed = {"sides_unequal_dose", "landmark_error"}
    assert kinds(stroke) <= allowed


def test_a_stroke_seen_alone_is_judged_as_in_the_whole_plan() -> None:
    """An editor shows at once what the full check would say of that stroke."""
    for harm in BODY_HARMS:
        spoiled = harm.plant(GOOD)
        if spoiled is None or spoiled.body is not GOOD.body or spoiled.session != GOOD.session:
            continue
        changed = [s for s in spoiled.plan.strokes if s not in GOOD.plan.strokes]
        if len(changed) != 1 or len(spoiled.plan.strokes) != len(GOOD.plan.strokes):
            continue
        before = judged(GOOD)
        seen = verify_edit(before, changed[0], spoiled.plan, spoiled.session, PREPARED)
        alone = {one.kind for one in judged(spoiled).violations if one.stroke == changed[0].id}
        assert {one.kind for one in seen.violations} >= alone - {
            "landmark_error",
            "stroke_repeated",
            "stroke_beyond_step",
            "hands_collide",
        }


def test_a_look_at_one_stroke_accepts_nothing() -> None:
    """Only a check of everything may say yes."""
    before = judged(GOOD)
    seen = verify_edit(before, GOOD.plan.strokes[0], GOOD.plan, GOOD.session, PREPARED)
    assert seen.violations == ()
    assert not seen.accepted


def test_a_repeated_check_says_the_same() -> None:
    """What is kept of a stroke must not change the answer."""
    fresh = prepare(GOOD.body, GOOD.protocol)
    first = verify_on_body(GOOD.plan, GOOD.session, GOOD.body, GOOD.protocol, prepared=fresh)
    again = verify_on_body(GOOD.plan, GOOD.session, GOOD.body, GOOD.protocol, prepared=fresh)
    assert first == again == judged(GOOD)


def test_another_bodys_preparation_is_refused() -> None:
    """Distances of another patient would answer for this one."""
    other = replace(GOOD.body, sha256="f" * 64)
    with pytest.raises(ValueError, match="another body"):
        verify_on_body(GOOD.plan, GOOD.session, other, GOOD.protocol, prepared=PREPARED)


def test_lymph_policy_sends_the_buttock_out_and_down() -> None:
    """Below the rims of the pelvis the lymph of the skin goes to the groin."""
    work = GOOD.step(1, manipulations=("stroking.flat",), tools=("palms",))
    up = lane("fold_left", Side.LEFT, (75, 0), (105, 5))
    palm = Contact("palms", 120.0, 70.0, 0.0)
    stroked = work.change(
        "gluteal_left", manipulation="stroking.flat", lane=up, contact=palm, repeats=144
    )
    lymph = replace(stroked, plan=replace(stroked.plan, policy="lymph_territory"))
    assert "direction_wrong" not in kinds(stroked)
    assert "direction_wrong" in kinds(lymph)
    assert "direction_wrong" not in kinds(lymph.change("gluteal_left", lane=up[::-1]))


def test_the_checker_knows_nothing_of_how_plans_are_made() -> None:
    """The contract of the imports says so too; this holds where it is not run."""
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            assert not any("planning" in name for name in names), path


@pytest.mark.hazard("H32")
def test_a_mirrored_plan_is_judged_alike() -> None:
    """Left and right of the plain back are the same; a check that prefers a side is wrong."""
    mirrored = tuple(
        replace(
            one,
            zone=_other(one.zone),
            lane=tuple(
                replace(
                    anchor,
                    side=Side.LEFT if anchor.side is Side.RIGHT else Side.RIGHT,
                    landmark=_other(anchor.landmark),
                )
                for anchor in one.lane
            ),
        )
        for one in GOOD.change(
            "opening_left", lane=lane("L4", Side.LEFT, (0, 40), (90, 40))
        ).plan.strokes
    )
    spoiled = replace(GOOD, plan=replace(GOOD.plan, strokes=mirrored))
    found = [one for one in judged(spoiled).violations if one.kind == "spine_touched"]
    assert [one.at.x for one in found if one.at is not None] == [pytest.approx(20, abs=0.01)]


def _other(name: str) -> str:
    part, _, side = name.rpartition("_")
    return f"{part}_{'left' if side == 'right' else 'right'}" if part else name


def test_confirming_l4_frees_more_room_than_palpating_it() -> None:
    """What the patient gains from a second reference is said in scenarios."""
    path = lane("L4", Side.LEFT, (-48, 60), (-38, 60))
    survived = []
    for confirmed in (False, True):
        plan = good_plan(plain_body(confirmed=confirmed))
        hard = plan.change("rubbing_left", lane=path, force=force(20.0), repeats=700)
        robust = judged(hard).robustness
        assert robust is not None
        survived.append(robust.survived)
    assert survived == [12, 15]


def test_the_margins_are_the_first_millimetres_that_break() -> None:
    """Moved by the margin the plan passes; one millimetre more and it touches."""
    path = lane("L4", Side.LEFT, (-10, 62.5), (120, 62.5))
    near = GOOD.change("opening_left", lane=path)
    robust = judged(near).robustness
    assert robust is not None
    assert robust.right_mm == 7
    for moved, touches in ((7, False), (8, True)):
        there = near.change("opening_left", lane=aside(path, out=-moved))
        assert ("spine_touched" in kinds(there)) is touches


@pytest.mark.parametrize(("angle", "half"), [(0.0, 11.0), (90.0, 45.0)])
def test_the_room_to_the_spine_is_said_in_millimetres_across(angle: float, half: float) -> None:
    """A hand laid across reaches farther than one laid along; the room left is the same."""
    edge = Contact("palm_edge", 90.0, 22.0, angle)
    path = lane("L4", Side.LEFT, (20, 20 + half + 3.0), (120, 20 + half + 3.0))
    near = GOOD.step(0, tools=("palm_edge",)).change("opening_left", lane=path, contact=edge)
    assert judged(near).margins["spine_clearance_mm"] == pytest.approx(3.0, abs=1e-6)


def test_fifteen_errors_of_the_landmarks_are_tried() -> None:
    """Three across times five along; one of them is no error at all."""
    robust = judged(GOOD).robustness
    assert robust is not None
    assert len(robust.scenarios) == 15
    assert {one.right_mm for one in robust.scenarios} == {-6.0, 0.0, 6.0}
    assert {one.up_share for one in robust.scenarios} == {-1.0, -0.5, 0.0, 0.5, 1.0}
