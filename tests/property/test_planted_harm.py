"""Whatever harm is planted in a good plan, the verifier finds it and calls it by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from random import Random
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harm import COURSE_HARMS, SCENE_HARMS, SESSION_HARMS, Harm, Scene
from lumbalis.domain.plan import Course, Cups, LeftOut, PointHold, Seconds, Session, Step
from lumbalis.domain.verification import (
    Verification,
    all_kinds,
    verify_course,
    verify_session,
)
from verification_fixtures import PROTOCOL, REMISSION, SUBSIDING, verdict
from verification_sessions import GOOD, course

SCENES = {
    name: Scene(good, verdict(good.phase, good.index), before)
    for name, (good, before) in GOOD.items()
}
COURSES = {phase: course(phase) for phase in (SUBSIDING, REMISSION)}
T = TypeVar("T")
ZONES = sorted(PROTOCOL.zones.zones)
_NAMES = st.sampled_from(sorted(GOOD))


def check_scene(scene: Scene) -> Verification:
    """Check a session in its circumstances."""
    return verify_session(scene.session, scene.verdict, PROTOCOL, scene.history)


def check_session(name: str, session: Session) -> Verification:
    """Check another session in the circumstances of a good one."""
    return check_scene(replace(SCENES[name], session=session))


def found(result: Verification) -> set[str]:
    """Name what a verification objects to."""
    return {violation.kind for violation in result.violations}


@pytest.mark.parametrize("harm", SESSION_HARMS, ids=lambda harm: f"{harm.kind}-{harm.name}")
def test_harm_in_a_session_is_found_wherever_it_fits(harm: Harm[Session]) -> None:
    """One good session of every kind is spoiled; each time the right check objects."""
    spoiled = {name: harm.plant(scene.session) for name, scene in SCENES.items()}
    planted = {name: session for name, session in spoiled.items() if session is not None}
    assert planted, f"{harm.name} fits no good session and proves nothing"
    for name, session in planted.items():
        assert repr(session) != repr(SCENES[name].session)
        assert harm.kind in found(check_session(name, session)), name


@pytest.mark.parametrize("harm", SCENE_HARMS, ids=lambda harm: f"{harm.kind}-{harm.name}")
def test_harm_in_the_circumstances_is_found_wherever_it_fits(harm: Harm[Scene]) -> None:
    """Yesterday's good plan is no good plan when verdict or history have changed."""
    planted = [scene for one in SCENES.values() if (scene := harm.plant(one)) is not None]
    assert planted, f"{harm.name} fits no good session and proves nothing"
    for scene in planted:
        assert harm.kind in found(check_scene(scene)), scene.session.script


@pytest.mark.parametrize("harm", COURSE_HARMS, ids=lambda harm: f"{harm.kind}-{harm.name}")
def test_harm_in_a_course_is_found_wherever_it_fits(harm: Harm[Course]) -> None:
    """A course is more than its sessions: number, rhythm, reviews, ceilings."""
    planted = [
        (phase, spoiled)
        for phase, good in COURSES.items()
        if (spoiled := harm.plant(good)) is not None
    ]
    assert planted, f"{harm.name} fits no good course and proves nothing"
    for phase, spoiled in planted:
        result = verify_course(spoiled, verdict(phase), PROTOCOL)
        assert harm.kind in found(result), phase


def planted_harms() -> list[tuple[str, str]]:
    """List every harm by kind and name."""
    return [
        *((harm.kind, harm.name) for harm in SESSION_HARMS),
        *((harm.kind, harm.name) for harm in SCENE_HARMS),
        *((harm.kind, harm.name) for harm in COURSE_HARMS),
    ]


def test_every_check_objects_to_some_planted_harm() -> None:
    """A check that never objects proves nothing; a new check brings its harm with it."""
    harmed = {kind for kind, _ in planted_harms()}
    assert set(all_kinds()) - harmed == set(), "checks without a harm that proves them"
    assert harmed - set(all_kinds()) == set(), "harms that name no check"


def test_no_single_check_carries_the_proof_alone() -> None:
    """Far more kinds of harm are planted than a reader would think of checking by hand."""
    harms = planted_harms()
    assert len({name for _, name in harms}) == len(harms)
    assert len({kind for kind, _ in harms}) >= 40


# --- numbers in another unit, one at a time


Scale = Callable[[int], int]


def renumbered(thing: T, **numbers: int) -> T:
    """Replace numbers by name, whatever unit their types promise."""
    changes: dict[str, Any] = dict(numbers)
    return replace(thing, **changes)  # type: ignore[type-var]


_FACTORS: tuple[Scale, ...] = (
    lambda number: number * 60,
    lambda number: number // 60,
    lambda number: number * 1000,
    lambda number: number // 1000,
)
_SCALE = st.sampled_from(_FACTORS)
Change = Callable[[Scale], Session]


def session_numbers(session: Session) -> Iterator[tuple[str, Change]]:
    """Give every number of a session with a way to replace it."""
    for name in ("index", "level", "ceiling", "target_s", "rest_s", "sit_before_standing_s"):
        yield name, _field(session, name)
    for zone, cap in session.zone_caps.items():
        if cap > 0:
            yield f"cap of {zone}", _cap(session, zone)
    for place, step in enumerate(session.steps):
        for what, change in step_numbers(step):
            yield f"{what} of step {place}", _put(session, place, change)


def step_numbers(step: Step) -> Iterator[tuple[str, Callable[[Scale], Step]]]:
    """Give every number of a step with a way to replace it."""
    for name in ("level", "seconds"):
        if getattr(step, name) > 0:
            yield name, _of_step(step, name)
    if step.cups is not None and step.cups.mode != "none":
        for name in ("count", "diameter_mm"):
            yield name, _of_cups(step, step.cups, name)
    for part in fields(PointHold)[1:] if step.points else ():
        yield part.name, _of_point(step, part.name)


def _field(session: Session, name: str) -> Change:
    return lambda scale: renumbered(session, **{name: scale(getattr(session, name))})


def _cap(session: Session, zone: str) -> Change:
    caps = session.zone_caps
    return lambda scale: replace(session, zone_caps={**caps, zone: scale(caps[zone])})


def _put(session: Session, place: int, change: Callable[[Scale], Step]) -> Change:
    return lambda scale: _with(session, place, change(scale))


def _with(session: Session, place: int, step: Step) -> Session:
    return replace(session, steps=(*session.steps[:place], step, *session.steps[place + 1 :]))


def _of_step(step: Step, name: str) -> Callable[[Scale], Step]:
    return lambda scale: renumbered(step, **{name: scale(getattr(step, name))})


def _of_cups(step: Step, cups: Cups, name: str) -> Callable[[Scale], Step]:
    return lambda scale: replace(step, cups=renumbered(cups, **{name: scale(getattr(cups, name))}))


def _of_point(step: Step, name: str) -> Callable[[Scale], Step]:
    first = step.points[0]
    return lambda scale: replace(
        step, points=(renumbered(first, **{name: scale(getattr(first, name))}),)
    )


@pytest.mark.hazard("H10")
@pytest.mark.parametrize("name", GOOD)
def test_every_number_in_another_unit_is_refused(name: str) -> None:
    """Minutes for seconds, seconds for minutes, thousands: all of them, at every place."""
    good = SCENES[name].session
    for what, change in session_numbers(good):
        for scale in _FACTORS:
            spoiled = change(scale)
            if _unused_ceiling(good, spoiled, what):
                continue
            assert found(check_session(name, spoiled)), f"{what} passed"


def _unused_ceiling(good: Session, spoiled: Session, what: str) -> bool:
    """Tell whether only the ceiling of a zone that nobody works was lowered: that harms nobody."""
    zone = what.removeprefix("cap of ")
    worked = {z for step in good.steps for z in step.zones}
    return what != zone and zone not in worked and spoiled.zone_caps[zone] < good.zone_caps[zone]


@pytest.mark.hazard("H10")
@given(name=_NAMES, scale=_SCALE)
def test_a_whole_session_in_another_unit_is_refused(name: str, scale: Scale) -> None:
    """Also when the swap is consistent, so that every sum still adds up."""
    good = SCENES[name].session
    steps = tuple(_scaled(step, scale) for step in good.steps)
    total, rest = sum(step.seconds for step in steps), Seconds(scale(good.rest_s))
    spoiled = replace(good, steps=steps, target_s=Seconds(total), rest_s=rest)
    assert {"session_unit_suspect", "rest_unit_suspect"} <= found(check_session(name, spoiled))


def _scaled(step: Step, scale: Scale) -> Step:
    held = tuple(
        renumbered(p, **{f.name: scale(getattr(p, f.name)) for f in fields(PointHold)[1:]})
        for p in step.points
    )
    return replace(step, points=held, seconds=Seconds(scale(step.seconds)))


@pytest.mark.hazard("H10")
@given(scale=_SCALE, field=st.sampled_from(["spacing_least_h", "spacing_usual_h"]))
def test_spacing_in_another_unit_is_refused(scale: Scale, field: str) -> None:
    """Hours between sessions are checked like seconds within them."""
    good = COURSES[SUBSIDING]
    rows = tuple(
        renumbered(row, **{field: scale(getattr(row, field))}) if row.index > 1 else row
        for row in good.timeline
    )
    spoiled = replace(good, timeline=rows)
    assert "spacing_unit_suspect" in found(verify_course(spoiled, verdict(), PROTOCOL))


# --- sides, zones and levels


@pytest.mark.hazard("H32")
@given(name=_NAMES, place=st.integers(min_value=0), side=st.sampled_from(["left", "right"]))
def test_work_on_an_excluded_side_is_found(name: str, place: int, side: str) -> None:
    """A wound on one side is a wound on that side, however the plan is mirrored."""
    scene = SCENES[name]
    sided = sorted({z for s in scene.session.steps for z in s.zones if z.endswith(f"_{side}")})
    zone = sided[place % len(sided)]
    wounded = replace(scene.verdict, excluded_zones=frozenset({zone}))
    assert "zone_excluded" in found(check_scene(replace(scene, verdict=wounded)))


@pytest.mark.hazard("H32")
@given(name=_NAMES, place=st.integers(min_value=0))
def test_a_step_on_the_wrong_side_is_found(name: str, place: int) -> None:
    """Swapping the sides of one step leaves one side short."""
    session = SCENES[name].session
    one_sided = [
        i
        for i, s in enumerate(session.steps)
        if len({z.rpartition("_")[2] for z in s.zones}) == 1 and "_" in s.zones[0] and _counts(s)
    ]
    if not one_sided:
        return
    chosen = one_sided[place % len(one_sided)]
    step = session.steps[chosen]
    swap = {"left": "right", "right": "left"}
    zones = tuple(f"{z.rpartition('_')[0]}_{swap[z.rpartition('_')[2]]}" for z in step.zones)
    spoiled = _with(session, chosen, replace(step, zones=zones))
    assert {"sides_unequal", "side_contradicts"} & found(check_session(name, spoiled))


def _counts(step: Step) -> bool:
    return step.cups is None or step.cups.mode != "test"


@pytest.mark.hazard("H09")
@given(name=_NAMES, place=st.integers(min_value=0), more=st.integers(min_value=1, max_value=4))
def test_a_level_above_the_zone_is_found(name: str, place: int, more: int) -> None:
    """One level over the cap is enough, in any zone."""
    session = SCENES[name].session
    worked = [i for i, s in enumerate(session.steps) if s.level and s.zones]
    chosen = worked[place % len(worked)]
    step = session.steps[chosen]
    cap = min(PROTOCOL.zones.zones[zone].cap(session.ceiling) for zone in step.zones)
    spoiled = _with(session, chosen, replace(step, level=cap + more))
    assert "level_above_zone_cap" in found(check_session(name, spoiled))


@pytest.mark.hazard("H09")
@given(name=_NAMES, place=st.integers(min_value=0), zone=st.sampled_from(["spine", "lymph_nodes"]))
def test_any_step_moved_to_a_forbidden_zone_is_found(name: str, place: int, zone: str) -> None:
    """No manipulation, tool or level makes work on the spine acceptable."""
    session = SCENES[name].session
    chosen = place % len(session.steps)
    spoiled = _with(session, chosen, replace(session.steps[chosen], zones=(zone,)))
    assert "zone_forbidden" in found(check_session(name, spoiled))


@pytest.mark.hazard("H09")
@given(name=_NAMES, place=st.integers(min_value=0), zone=st.sampled_from(ZONES))
def test_a_step_moved_to_another_zone_is_found(name: str, place: int, zone: str) -> None:
    """Moving sided work elsewhere unbalances the sides or breaks the zone's own rules."""
    session = SCENES[name].session
    worked = [i for i, s in enumerate(session.steps) if s.zones and _counts(s)]
    chosen = worked[place % len(worked)]
    step = session.steps[chosen]
    if zone in step.zones or not any("_" in z for z in step.zones):
        return
    spoiled = _with(session, chosen, replace(step, zones=(zone,)))
    assert found(check_session(name, spoiled))


@given(name=_NAMES, seconds=st.integers(min_value=-600, max_value=600).filter(bool))
def test_time_that_appears_or_vanishes_is_found(name: str, seconds: int) -> None:
    """The steps are the session; a second more or less is another session."""
    session = SCENES[name].session
    longest = max(range(len(session.steps)), key=lambda i: session.steps[i].seconds)
    step = session.steps[longest]
    spoiled = _with(session, longest, replace(step, seconds=Seconds(step.seconds + seconds)))
    assert "sum_differs" in found(check_session(name, spoiled))


@given(
    name=_NAMES,
    order=st.randoms(use_true_random=False),
)
def test_a_shuffled_session_is_found(name: str, order: Random) -> None:
    """Preparation, target and closing come in that order."""
    session = SCENES[name].session
    steps = list(session.steps)
    order.shuffle(steps)
    if [s.stage for s in steps] == [s.stage for s in session.steps]:
        return
    spoiled = replace(session, steps=tuple(steps))
    assert {"stage_order_differs", "stage_repeated"} & found(check_session(name, spoiled))


@given(name=_NAMES, seconds=st.integers(min_value=1, max_value=10_000))
def test_explained_leftovers_hide_no_missing_time(name: str, seconds: int) -> None:
    """A list of what was left out does not make a sum right."""
    session = SCENES[name].session
    left = (LeftOut("legs", Seconds(seconds), ("X18",)),)
    spoiled = replace(session, left_out=left, shortened_s=Seconds(seconds))
    assert "sum_differs" in found(check_session(name, spoiled))
