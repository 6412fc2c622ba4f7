"""Harm by hands: wrong technique, wrong movement, wrong moment, no question."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from lumbalis.domain.plan import Seconds, Session
from planting import (
    all_changed,
    by_hand,
    does,
    first_changed,
    session_harm,
    touches,
    works_in,
)


@session_harm("script_unknown")
def script_of_our_own(session: Session) -> Session:
    """Follow a script the protocol does not have."""
    return replace(session, script="hot_stones")


@session_harm("session_number_impossible")
def session_too_many(session: Session) -> Session:
    """Give the session a number beyond the hard stop."""
    return replace(session, index=session.index + 25)


@session_harm("session_number_impossible")
def session_nought(session: Session) -> Session:
    """Count from nought."""
    return replace(session, index=0)


@session_harm("history_differs")
def cancelled_one_counted(session: Session) -> Session:
    """Count a cancelled session as given."""
    return replace(session, index=session.index + 1)


@session_harm("flag_dropped")
def instructions_lost(session: Session) -> Session | None:
    """Lose the verdict's instructions."""
    return replace(session, flags=()) if session.flags else None


@session_harm("position_not_allowed")
def standing(session: Session) -> Session:
    """Massage a standing patient."""
    return replace(session, position="standing")


@session_harm("phase_differs")
def another_phase(session: Session) -> Session:
    """Plan for another phase than today's."""
    return replace(session, phase="REMISSION" if session.phase != "REMISSION" else "SUBSIDING")


@session_harm("technique_unknown")
def technique_of_our_own(session: Session) -> Session | None:
    """Use a technique the protocol does not have."""
    return first_changed(session, touches, lambda s: replace(s, technique="hot_stones"))


@session_harm("technique_not_allowed")
def honey_nobody_ordered(session: Session) -> Session | None:
    """Use honey, which nobody ordered."""
    return first_changed(session, touches, lambda s: replace(s, technique="honey"))


@session_harm("technique_not_in_script")
def oil_smuggled_in(session: Session) -> Session | None:
    """Use an allowed medium in a stage that does not have it."""
    last = session.steps[-1].stage
    return first_changed(session, lambda s: s.stage == last, lambda s: replace(s, technique="oil"))


@session_harm("technique_wrong_phase")
def device_while_it_hurts(session: Session) -> Session | None:
    """Use a device in the symptomatic phase."""
    if session.phase == "REMISSION":
        return None
    return first_changed(session, touches, lambda s: replace(s, technique="device"))


@session_harm("medium_unknown")
def hands_for_a_medium(session: Session) -> Session | None:
    """Name something that is no medium as one."""
    return first_changed(session, by_hand, lambda s: replace(s, medium="percussion"))


@session_harm("medium_not_allowed")
def honey_on_the_hands(session: Session) -> Session | None:
    """Put honey on the hands, which nobody ordered."""
    return first_changed(session, by_hand, lambda s: replace(s, medium="honey"))


@session_harm("medium_not_in_script")
def oil_on_the_hands(session: Session) -> Session | None:
    """Put an allowed medium on the hands in a stage that does not have it."""
    return first_changed(
        session, lambda s: by_hand(s) and s.medium is None, lambda s: replace(s, medium="oil")
    )


@session_harm("joint_manipulation")
def thrust_in_a_cue(session: Session) -> Session | None:
    """Tell the therapist to thrust."""
    return first_changed(session, touches, lambda s: replace(s, cue="quick thrust at L4"))


@session_harm("joint_manipulation")
def joint_work_by_name(session: Session) -> Session | None:
    """Name a manipulation of joints."""
    return first_changed(
        session, touches, lambda s: replace(s, manipulations=("joint_manipulation.lumbar",))
    )


@session_harm("manipulation_unknown")
def exercise_for_massage(session: Session) -> Session | None:
    """Take the source's mistranslated word for a manipulation."""
    return first_changed(session, touches, lambda s: replace(s, manipulations=("push_up.double",)))


@session_harm("form_unknown")
def form_of_our_own(session: Session) -> Session | None:
    """Do a manipulation in a form nobody knows."""
    return first_changed(session, touches, lambda s: replace(s, manipulations=("stroking.zigzag",)))


@session_harm("form_unknown")
def form_not_named(session: Session) -> Session | None:
    """Do a manipulation without saying in which form."""
    return first_changed(session, touches, lambda s: replace(s, manipulations=("stroking",)))


@session_harm("manipulation_level")
def kneading_like_a_feather(session: Session) -> Session | None:
    """Knead below the level at which kneading can be done."""
    return first_changed(
        session,
        lambda s: by_hand(s) and s.level == 1,
        lambda s: replace(s, manipulations=("kneading.ordinary",)),
    )


@session_harm("manipulation_level")
def stroking_like_a_press(session: Session) -> Session | None:
    """Stroke above the level at which it is still stroking."""
    return first_changed(session, does("stroking"), lambda s: replace(s, level=3))


@session_harm("manipulation_not_in_zone")
def kneading_knees(session: Session) -> Session | None:
    """Knead knees."""
    return first_changed(
        session,
        by_hand,
        lambda s: replace(
            s, manipulations=("kneading.ordinary",), zones=("knee_left", "knee_right")
        ),
    )


@session_harm("manipulation_not_in_zone")
def rubbing_the_hollow_of_the_knee(session: Session) -> Session | None:
    """Rub over the vessels behind the knee."""
    zones = ("popliteal_left", "popliteal_right")
    return first_changed(
        session, by_hand, lambda s: replace(s, manipulations=("rubbing.spiral",), zones=zones)
    )


@session_harm("direction_unknown")
def sideways(session: Session) -> Session | None:
    """Move in a direction the catalogue does not have."""
    return first_changed(session, by_hand, lambda s: replace(s, direction="zigzag"))


@session_harm("direction_not_upward")
def down_the_back(session: Session) -> Session | None:
    """Stroke from the head towards the pelvis."""
    return first_changed(
        session, does("stroking"), lambda s: replace(s, direction="cranial_to_caudal")
    )


@session_harm("direction_not_upward")
def up_the_back_on_a_leg(session: Session) -> Session | None:
    """Knead a leg in the back's direction."""
    return first_changed(
        session,
        lambda s: does("kneading")(s) and works_in("thigh")(s),
        lambda s: replace(s, direction="caudal_to_cranial"),
    )


@session_harm("tool_unknown")
def brush(session: Session) -> Session | None:
    """Take the source's mistranslated "brush" for a tool."""
    return first_changed(session, by_hand, lambda s: replace(s, tools=("brush",)))


@session_harm("tool_unknown")
def no_tool(session: Session) -> Session | None:
    """Work with nothing."""
    return first_changed(session, by_hand, lambda s: replace(s, tools=()))


@session_harm("tempo_unknown")
def frantic(session: Session) -> Session | None:
    """Work in a tempo the catalogue does not have."""
    return first_changed(session, by_hand, lambda s: replace(s, tempo="frantic"))


@session_harm("vibration_slow")
def slow_vibration(session: Session) -> Session | None:
    """Vibrate slowly on spasmed muscle."""
    return first_changed(session, does("vibration"), lambda s: replace(s, tempo="slow"))


@session_harm("amplitude_unknown")
def vibration_of_no_amplitude(session: Session) -> Session | None:
    """Vibrate without saying how widely."""
    return first_changed(session, does("vibration"), lambda s: replace(s, amplitude=None))


@session_harm("manner_unknown")
def brutally(session: Session) -> Session | None:
    """Work in a manner the catalogue does not have."""
    return first_changed(session, touches, lambda s: replace(s, manner="brutal"))


@session_harm("vibration_high_too_early")
def wide_vibration_at_once(session: Session) -> Session | None:
    """Vibrate widely in a first session."""
    if session.index > 3:
        return None
    return all_changed(session, does("vibration"), lambda s: replace(s, amplitude="high"))


@session_harm("vibration_high_too_long")
def wide_vibration_for_long(session: Session) -> Session | None:
    """Vibrate widely for more than a minute on one area."""
    return first_changed(
        session,
        does("vibration"),
        lambda s: replace(s, amplitude="high", seconds=Seconds(61)),
    )


@session_harm("vibration_high_unprepared")
def wide_before_narrow(session: Session) -> Session | None:
    """Vibrate widely without narrow vibration before."""
    return all_changed(session, does("vibration"), lambda s: replace(s, amplitude="high"))


@session_harm("energetic_too_early")
def vigorous_too_soon(session: Session) -> Session | None:
    """Pat vigorously below the level for it."""
    if session.level >= 3:
        return None
    return first_changed(session, does("patting"), lambda s: replace(s, manner="energetic"))


@session_harm("patting_in_wrong_zone")
def patting_over_kidneys(session: Session) -> Session | None:
    """Pat over the kidneys."""
    zones = ("kidney_left", "kidney_right")
    return first_changed(session, does("patting"), lambda s: replace(s, zones=zones))


@session_harm("patting_hard_on_back")
def patting_the_back_hard(session: Session) -> Session | None:
    """Pat the low back vigorously."""
    return first_changed(
        session,
        lambda s: does("patting")(s) and works_in("paravertebral")(s),
        lambda s: replace(s, manner="energetic"),
    )


@session_harm("patting_hard_on_back")
def patting_the_back_at_level_two(session: Session) -> Session | None:
    """Pat the low back lightly but one level too hard."""
    return first_changed(
        session,
        lambda s: does("patting")(s) and works_in("paravertebral")(s),
        lambda s: replace(s, level=2),
    )


@session_harm("checkpoint_missing_at_stage")
def nobody_asks(session: Session) -> Session | None:
    """Never ask the patient."""
    return replace(session, steps=tuple(replace(s, checkpoint=None) for s in session.steps))


@session_harm("checkpoint_missing_at_rise")
def nobody_asks_when_it_gets_harder(session: Session) -> Session | None:
    """Become stronger without asking."""
    worked = [s.level for s in session.steps if touches(s)]
    rises = any(after > before for before, after in pairwise(worked))
    return nobody_asks(session) if rises else None


@session_harm("checkpoint_without_text")
def a_silent_question(session: Session) -> Session | None:
    """Ask nothing in so many words."""
    return first_changed(
        session, lambda s: s.checkpoint is not None, lambda s: replace(s, checkpoint="  ")
    )


@session_harm("cue_missing")
def a_silent_step(session: Session) -> Session | None:
    """Tell the therapist nothing."""
    return first_changed(session, touches, lambda s: replace(s, cue=""))
