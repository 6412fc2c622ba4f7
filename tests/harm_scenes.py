"""Harm by circumstances: yesterday's good plan under the verdict or the history of today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lumbalis.domain.expressions import Value
from lumbalis.domain.plan import Session
from lumbalis.domain.protocol import Category
from lumbalis.domain.screening import Caps, TechniqueVerdict, Verdict
from lumbalis.domain.verification import SessionHistory
from planting import Harm, collector, does, presses, sucks, touches


@dataclass(frozen=True, slots=True)
class Scene:
    """A session with the verdict and the history it stands on."""

    session: Session
    verdict: Verdict
    history: SessionHistory


SCENE_HARMS: list[Harm[Scene]] = []
scene_harm = collector(SCENE_HARMS)


def _facts(scene: Scene, facts: Mapping[str, Value | None]) -> Scene:
    return replace(scene, verdict=replace(scene.verdict, facts={**scene.verdict.facts, **facts}))


def _without(scene: Scene, technique: str) -> Scene:
    refused = {technique: TechniqueVerdict(allowed=False, rules=("X16",))}
    return replace(
        scene,
        verdict=replace(scene.verdict, techniques={**scene.verdict.techniques, **refused}),
    )


@scene_harm("verdict_refuses")
def postponed(scene: Scene) -> Scene:
    """Screen a fever."""
    return replace(scene, verdict=replace(scene.verdict, category=Category.POSTPONE))


@scene_harm("verdict_refuses")
def incomplete(scene: Scene) -> Scene:
    """Leave a question open that must be answered."""
    return replace(scene, verdict=replace(scene.verdict, category=Category.INCOMPLETE))


@scene_harm("verdict_of_other_protocol")
def other_version(scene: Scene) -> Scene:
    """Screen by another version of the protocol."""
    return replace(scene, verdict=replace(scene.verdict, protocol_version="0.9.0"))


@scene_harm("verdict_of_other_protocol")
def other_hash(scene: Scene) -> Scene:
    """Screen by a protocol somebody has edited."""
    return replace(scene, verdict=replace(scene.verdict, protocol_sha256="00" * 32))


@scene_harm("verdict_of_other_protocol")
def draft_as_signed(scene: Scene) -> Scene:
    """Pass a draft off as signed."""
    return replace(scene, verdict=replace(scene.verdict, protocol_status="active"))


@scene_harm("phase_without_massage")
def exacerbated(scene: Scene) -> Scene:
    """Find an exacerbation and keep the plan."""
    return replace(scene, verdict=replace(scene.verdict, phase="EXACERBATION"))


@scene_harm("phase_differs")
def phase_changed(scene: Scene) -> Scene:
    """Find another phase and keep the plan."""
    other = "SUBSIDING" if scene.verdict.phase == "REMISSION" else "REMISSION"
    return replace(scene, verdict=replace(scene.verdict, phase=other))


@scene_harm("flag_dropped")
def new_instruction(scene: Scene) -> Scene:
    """Find something the therapist has to be told, and do not tell."""
    flags = scene.verdict.flags | {"nothing_over_mole"}
    return replace(scene, verdict=replace(scene.verdict, flags=flags))


@scene_harm("position_not_allowed")
def cannot_lie_prone(scene: Scene) -> Scene | None:
    """Find that the patient can only lie on the side."""
    if scene.session.position == "side_lying":
        return None
    return replace(scene, verdict=replace(scene.verdict, positions=("side_lying",)))


@scene_harm("zone_excluded")
def wound_where_hands_go(scene: Scene) -> Scene | None:
    """Find a wound in a zone the plan works."""
    worked = [zone for step in scene.session.steps for zone in step.zones]
    if not worked:
        return None
    excluded = scene.verdict.excluded_zones | {worked[-1]}
    return replace(scene, verdict=replace(scene.verdict, excluded_zones=excluded))


@scene_harm("level_above_zone_cap")
def zone_capped_since(scene: Scene) -> Scene | None:
    """Find a reason for a lower cap on a zone the plan works harder."""
    hard = [zone for step in scene.session.steps if step.level > 1 for zone in step.zones]
    if not hard:
        return None
    caps = Caps(scene.verdict.caps.session, {**scene.verdict.caps.zones, hard[0]: 1})
    return replace(scene, verdict=replace(scene.verdict, caps=caps))


@scene_harm("ceiling_above_verdict")
def capped_since(scene: Scene) -> Scene | None:
    """Find a reason for a lower session cap than the plan's."""
    if scene.session.ceiling < 2:
        return None
    caps = Caps(scene.session.ceiling - 1, scene.verdict.caps.zones)
    return replace(scene, verdict=replace(scene.verdict, caps=caps))


@scene_harm("verdict_above_dose")
def verdict_beyond_the_dose(scene: Scene) -> Scene:
    """Bring a verdict whose cap is above the dose table's."""
    caps = Caps(5, scene.verdict.caps.zones)
    verdict = replace(scene.verdict, caps=caps, session=scene.session.index)
    return replace(scene, verdict=verdict)


@scene_harm("symptomatic_leg_too_hard")
def leg_hurts_since(scene: Scene) -> Scene | None:
    """Find pain in both legs and work them as before."""
    legs = [
        step.level
        for step in scene.session.steps
        if any(zone.startswith(("thigh", "lower_leg")) for zone in step.zones)
    ]
    if max(legs, default=0) < 2:
        return None
    return _facts(scene, {"leg_pain": True, "leg_side": "both"})


@scene_harm("symptomatic_leg_too_hard")
def nobody_asked_about_legs(scene: Scene) -> Scene | None:
    """Work legs as healthy ones when nobody asked whether they hurt."""
    return (
        None
        if leg_hurts_since(scene) is None
        else _facts(scene, {"leg_pain": None, "leg_side": None})
    )


@scene_harm("script_not_allowed")
def main_technique_refused(scene: Scene) -> Scene | None:
    """Refuse the technique that most of the session consists of."""
    used = [step.technique for step in scene.session.steps if touches(step)]
    return _without(scene, "manual_classical") if "manual_classical" in used else None


@scene_harm("technique_not_allowed")
def technique_refused(scene: Scene) -> Scene | None:
    """Refuse a technique that the plan uses."""
    used = [step.technique for step in scene.session.steps if touches(step)]
    return _without(scene, used[-1]) if used else None


@scene_harm("percussion_not_allowed")
def no_percussion_since(scene: Scene) -> Scene | None:
    """Refuse percussion and pat all the same."""
    pats = any(does("patting")(step) for step in scene.session.steps)
    return _without(scene, "percussion") if pats else None


@scene_harm("point_without_gate")
def certificate_lapsed(scene: Scene) -> Scene | None:
    """Let the therapist's certificate in acupressure lapse."""
    points = any(presses(step) for step in scene.session.steps)
    return _without(scene, "acupressure") if points else None


@scene_harm("vibration_high_in_pain")
def pain_since(scene: Scene) -> Scene | None:
    """Find more pain and vibrate widely all the same."""
    wide = any(step.amplitude == "high" for step in scene.session.steps)
    if not wide or scene.verdict.phase == "REMISSION":
        return None
    return _facts(scene, {"nrs_rest": 4})


@scene_harm("vibration_high_in_pain")
def pain_not_asked(scene: Scene) -> Scene | None:
    """Vibrate widely when nobody asked for the pain."""
    return None if pain_since(scene) is None else _facts(scene, {"nrs_rest": None})


@scene_harm("patting_in_pain")
def patting_since_it_hurts(scene: Scene) -> Scene | None:
    """Find pain of five and pat all the same."""
    pats = any(does("patting")(step) for step in scene.session.steps)
    return _facts(scene, {"nrs_rest": 5}) if pats else None


@scene_harm("patting_in_pain")
def patting_unasked(scene: Scene) -> Scene | None:
    """Pat when nobody asked for the pain."""
    pats = any(does("patting")(step) for step in scene.session.steps)
    return _facts(scene, {"nrs_rest": None}) if pats else None


def _before(scene: Scene, *levels: int) -> Scene:
    history = replace(
        scene.history, levels=levels, techniques=scene.history.techniques[: len(levels)]
    )
    return replace(scene, history=history)


@scene_harm("history_differs")
def one_session_less_than_counted(scene: Scene) -> Scene | None:
    """Count a session that was never given."""
    return _before(scene, *scene.history.levels[:-1]) if scene.history.levels else None


@scene_harm("ramp_too_steep")
def risen_after_one_session(scene: Scene) -> Scene | None:
    """Rise directly after another change of level."""
    levels = scene.history.levels
    if len(levels) < 2 or scene.session.level < 2:
        return None
    return _before(scene, *levels[:-2], scene.session.level, scene.session.level - 1)


@scene_harm("ramp_too_steep")
def risen_by_two(scene: Scene) -> Scene | None:
    """Rise by two levels at once."""
    if not scene.history.levels or scene.session.level < 3:
        return None
    return _before(scene, *([scene.session.level - 2] * len(scene.history.levels)))


def _gap(scene: Scene, days: float | None) -> Scene:
    return replace(scene, history=replace(scene.history, days_since_last=days))


@scene_harm("gap_not_lowered")
def after_eight_days(scene: Scene) -> Scene | None:
    """Go on at the same level after more than a week."""
    levels = scene.history.levels
    if not levels or scene.session.level < max(2, levels[-1]):
        return None
    return _gap(scene, 8.0)


@scene_harm("gap_not_lowered")
def after_three_weeks(scene: Scene) -> Scene | None:
    """Go on above the first level after a gap that starts the ramp again."""
    first = 2 if scene.verdict.phase == "REMISSION" else 1
    if not scene.history.levels or scene.session.level <= first:
        return None
    return _gap(scene, 21.0)


@scene_harm("gap_not_lowered")
def after_nobody_knows_how_long(scene: Scene) -> Scene | None:
    """Go on above the first level when nobody knows how long ago the last session was."""
    return None if after_three_weeks(scene) is None else _gap(scene, None)


@scene_harm("switch_not_lowered")
def new_technique_at_full_level(scene: Scene) -> Scene | None:
    """Start a new technique above its first level."""
    if not scene.history.techniques or scene.session.level < 3:
        return None
    other = ("reflex_segmental",) * len(scene.history.techniques)
    return replace(scene, history=replace(scene.history, techniques=other))


def _cupped(scene: Scene, done: int | None, week: int | None, hours: float | None) -> Scene | None:
    if not any(sucks(step) for step in scene.session.steps):
        return None
    history = replace(
        scene.history, cuppings=done, cuppings_last_week=week, hours_since_cupping=hours
    )
    return replace(scene, history=history)


@scene_harm("cup_interval_too_short")
def cups_the_day_before_yesterday(scene: Scene) -> Scene | None:
    """Cup again after two days."""
    return _cupped(scene, 1, 1, 48.0)


@scene_harm("cup_interval_too_short")
def cups_nobody_knows_when(scene: Scene) -> Scene | None:
    """Cup again when nobody knows when the last time was."""
    return _cupped(scene, 1, 1, None)


@scene_harm("cup_week_full")
def third_cupping_of_the_week(scene: Scene) -> Scene | None:
    """Cup for the third time in a week."""
    return _cupped(scene, 2, 2, 80.0)


@scene_harm("cup_week_full")
def nobody_counts_the_week(scene: Scene) -> Scene | None:
    """Cup when nobody counted the week's cuppings."""
    return _cupped(scene, 2, None, 80.0)


@scene_harm("cup_course_full")
def seventh_cupping(scene: Scene) -> Scene | None:
    """Cup for the seventh time in a course."""
    return _cupped(scene, 6, 1, 80.0)


@scene_harm("cup_course_full")
def nobody_counts_the_course(scene: Scene) -> Scene | None:
    """Cup when nobody counted the course's cuppings."""
    return _cupped(scene, None, 1, 80.0)


@scene_harm("point_not_chosen")
def nobody_chose(scene: Scene) -> Scene | None:
    """Press a preset that nobody confirmed."""
    if not any(presses(step) for step in scene.session.steps):
        return None
    return replace(scene, history=replace(scene.history, points_chosen=frozenset()))
