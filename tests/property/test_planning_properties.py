"""What must hold of every session, whatever the verdict allows and whatever is asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lumbalis.domain.screening import Caps
from planning_fixtures import FORBIDDEN, PROTOCOL, ZONES, without
from planning_strategies import Asked, asked, plan_or_skip

LEGS = PROTOCOL.zones.named("legs")


@given(asked())
def test_the_sum_is_exact(what: Asked) -> None:
    """No second is lost or found: steps and shortening make up the target."""
    session = plan_or_skip(what)
    assert all(type(step.seconds) is int and step.seconds > 0 for step in session.steps)
    assert session.hands_on_s == session.target_s - session.shortened_s
    assert PROTOCOL.whole("session_minimum") <= session.hands_on_s <= session.target_s
    if what.request.wished_s is not None:
        assert session.hands_on_s <= what.request.wished_s


@given(asked())
def test_no_step_presses_harder_than_its_zones_allow(what: Asked) -> None:
    """Session ceiling, zone, rule and kidney caps, each worked out here once more."""
    session = plan_or_skip(what)
    caps = what.verdict.caps
    assert 1 <= session.level <= min(session.ceiling, caps.session, what.request.level)
    for step in session.steps:
        for zone in step.zones:
            assert step.level <= min(caps.session, caps.zones.get(zone, caps.session))
            assert step.level <= ZONES[zone].maximum
            assert step.level <= session.zone_caps[zone]
            if "kidney" in zone:
                assert step.level <= min(2, max(1, session.level - 2))


@given(asked())
def test_nothing_excluded_is_used(what: Asked) -> None:
    """Forbidden and excluded zones are never touched, excluded techniques never used."""
    session = plan_or_skip(what)
    touched = {zone for step in session.steps for zone in step.zones}
    assert not touched & (FORBIDDEN | what.verdict.excluded_zones)
    assert all(what.verdict.caps.zones.get(zone, 1) for zone in touched)
    assert {step.technique for step in session.steps} <= what.verdict.allowed_techniques
    if "percussion" not in what.verdict.allowed_techniques:
        assert not any("patting.cupped" in step.manipulations for step in session.steps)


@given(asked())
def test_every_step_fits_the_catalogue(what: Asked) -> None:
    """Level, tools, direction, tempo and amplitude stay what each manipulation can be."""
    for step in plan_or_skip(what).steps:
        for name in step.manipulations:
            family, _, form = name.partition(".")
            manipulation = PROTOCOL.manipulations[family]
            assert form in manipulation.forms
            assert manipulation.levels[0] <= step.level <= manipulation.levels[1]
            assert step.direction in manipulation.directions
            assert step.tempo in manipulation.tempos
            assert set(step.tools) & set(manipulation.tools)
        assert (step.level > 0) is bool(step.manipulations)


@given(asked())
def test_left_and_right_are_equal(what: Asked) -> None:
    """To the second, wherever neither side is excluded."""
    verdict = replace(
        what.verdict, excluded_zones=frozenset(), caps=Caps(what.verdict.caps.session, {})
    )
    session = plan_or_skip(replace(what, verdict=verdict))
    seconds: Counter[str] = Counter()
    for step in session.steps:
        seconds.update(dict.fromkeys(step.zones, step.seconds))
    for zone in seconds:
        if zone.endswith("_left"):
            assert seconds[zone] == seconds[f"{zone.removesuffix('_left')}_right"], zone


@given(asked())
def test_planning_is_deterministic(what: Asked) -> None:
    """The same question has the same answer, or nobody could check it later."""
    assert what.plan() == what.plan()


@given(asked(), st.sampled_from(sorted(ZONES)))
def test_excluding_more_never_presses_harder(what: Asked, zone: str) -> None:
    """Taking a zone away lowers levels or leaves them; it never frees one for more force."""
    fewer = Asked(without(what.verdict, zone), what.request)
    before, after = plan_or_skip(what), plan_or_skip(fewer)
    level = {(s.stage, s.step, s.points): s.level for s in before.steps}
    for step in after.steps:
        highest = max(s.level for s in before.steps if s.step == step.step)
        assert step.level <= highest
        assert (step.stage, step.step, step.points) in level


@given(asked(), st.sampled_from(sorted(ZONES)), st.integers(0, 3))
def test_a_lower_zone_cap_never_presses_harder(what: Asked, zone: str, cap: int) -> None:
    """Capping a zone more tightly leaves no step of the session stronger."""
    caps = what.verdict.caps
    lower = min(cap, caps.zones.get(zone, caps.session))
    tighter = replace(what.verdict, caps=Caps(caps.session, {**caps.zones, zone: lower}))
    before, after = plan_or_skip(what), plan_or_skip(Asked(tighter, what.request))
    for step in after.steps:
        assert step.level <= max(s.level for s in before.steps if s.step == step.step)


@given(asked())
def test_only_gentle_stroking_grows(what: Asked) -> None:
    """Time given back makes light stroking longer, by a minute a stage at most; nothing else."""
    session = plan_or_skip(what)
    for stage in PROTOCOL.scripts[session.script].stages:
        steps = [step for step in session.steps if step.stage == stage.id]
        longer = sum(step.seconds for step in steps) - stage.seconds
        assert longer <= min(stage.absorbs_s, PROTOCOL.whole("absorb_maximum"))
        if longer > 0:
            assert {step.level for step in steps} == {1}


@given(asked())
def test_stages_keep_their_order(what: Asked) -> None:
    """R027, R072, R094: nothing is done before its time, and stroking begins and ends it all."""
    session = plan_or_skip(what)
    order = [stage.id for stage in PROTOCOL.scripts[session.script].stages]
    places = [order.index(step.stage) for step in session.steps]
    assert places == sorted(places)
    hands = [step for step in session.steps if step.manipulations]
    for step in (hands[0], hands[-1]):
        assert all(name.startswith("stroking.") for name in step.manipulations)
        assert step.level == 1


@given(asked())
def test_checkpoints_are_never_missing(what: Asked) -> None:
    """At every marked stage and before every rise of the level somebody asks."""
    session = plan_or_skip(what)
    marked = {s.id for s in PROTOCOL.scripts[session.script].stages if s.checkpoint}
    level, stage = 0, ""
    for step in session.steps:
        if step.level > level or (step.stage in marked and step.stage != stage):
            assert step.checkpoint is not None
        level, stage = step.level, step.stage


@given(asked("classical"))
def test_vibration_and_patting_keep_their_limits(what: Asked) -> None:
    """C01, C06, C19: late, short and low first; patting never in pain, never on the kidneys."""
    session = plan_or_skip(what)
    facts = what.verdict.facts
    answers = [facts["nrs_rest"], facts["nrs_move"]]
    pain = None if None in answers else max(a for a in answers if isinstance(a, int))
    high: Counter[str] = Counter()
    low: set[str] = set()
    for step in session.steps:
        if step.amplitude == "high":
            assert session.index > 3
            assert session.phase == "REMISSION" or (pain is not None and pain <= 3)
            assert set(step.zones) <= low
            high.update(dict.fromkeys(step.zones, step.seconds))
        elif step.amplitude == "low":
            low |= set(step.zones)
        if "patting.cupped" in step.manipulations:
            assert pain is not None
            assert pain < 5
            assert all(zone.startswith(("gluteal", "paravertebral")) for zone in step.zones)
            assert step.manner == "light" or step.level >= 3
    assert all(seconds <= 60 for seconds in high.values())


@given(asked("classical"))
def test_the_sore_leg_never_gets_more(what: Asked) -> None:
    """A13: what may hurt is worked one level lighter than the plan for the other leg."""
    session = plan_or_skip(what)
    facts = what.verdict.facts
    sound = {"left": {"right"}, "right": {"left"}}.get(str(facts["leg_side"]), set())
    sore = {"left", "right"} - (sound if facts["leg_pain"] is not False else {"left", "right"})
    steps = {s.id: s for stage in PROTOCOL.scripts["classical"].stages for s in stage.steps}
    for step in session.steps:
        for zone in LEGS & set(step.zones):
            if zone.rsplit("_", 1)[1] in sore:
                full = min(session.level, steps[step.step].at_most)
                assert step.level <= max(1, full - 1)


@given(asked("cupping_silicone"))
def test_suction_keeps_its_limits(what: Asked) -> None:
    """A19: three minutes on a muscle at first, five later, ten never; nothing near the kidneys."""
    session = plan_or_skip(what)
    suction: Counter[str] = Counter()
    for step in session.steps:
        if step.cups is not None and step.cups.mode != "none":
            assert all(zone.startswith(("paravertebral", "gluteal")) for zone in step.zones)
            assert step.cups.count <= PROTOCOL.whole("cups_moving_maximum")
            suction.update(dict.fromkeys(step.zones, step.seconds))
    assert all(s <= (300 if what.request.cups_so_far else 180) for s in suction.values())
