"""Harm to times, units, stages and their order."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from lumbalis.domain.plan import LeftOut, Seconds, Session, Step
from planting import (
    all_changed,
    explained,
    first_changed,
    presses,
    session_harm,
    shifted,
    touches,
    with_steps,
)

_YES = True
_TARGET = ("paravertebral", "kidney")


def _anything(_: Step) -> bool:
    return True


@session_harm("seconds_not_whole")
def fractions_of_a_second(session: Session) -> Session | None:
    """Give a step half a second more."""
    return first_changed(
        session, touches, lambda s: replace(s, seconds=cast("Seconds", s.seconds + 0.5))
    )


@session_harm("seconds_not_whole")
def yes_for_a_second(session: Session) -> Session | None:
    """Write "yes" where one second is meant."""
    return first_changed(session, touches, lambda s: replace(s, seconds=cast("Seconds", _YES)))


@session_harm("seconds_not_whole")
def words_for_a_rest(session: Session) -> Session:
    """Write the rest as text."""
    return replace(session, rest_s=cast("Seconds", "1800"))


@session_harm("level_not_whole")
def level_and_a_half(session: Session) -> Session | None:
    """Work at one and a half."""
    return first_changed(session, touches, lambda s: replace(s, level=cast("int", 1.5)))


@session_harm("count_not_whole")
def session_one_point_nought(session: Session) -> Session:
    """Give the session a number with decimals."""
    return replace(session, index=cast("int", float(session.index)))


@session_harm("seconds_not_positive")
def step_of_no_time(session: Session) -> Session | None:
    """Let a step take no time."""
    return first_changed(session, touches, lambda s: replace(s, seconds=Seconds(0)))


@session_harm("seconds_not_positive")
def shortened_backwards(session: Session) -> Session:
    """Shorten by less than nothing."""
    return replace(session, shortened_s=Seconds(-60))


@session_harm("session_empty")
def nothing_to_do(session: Session) -> Session:
    """Remove every step."""
    return with_steps(session, ())


@session_harm("sum_differs")
def one_second_more(session: Session) -> Session | None:
    """Let a step run one second over."""
    return first_changed(session, _anything, lambda s: replace(s, seconds=Seconds(s.seconds + 1)))


@session_harm("sum_differs")
def shortened_only_on_paper(session: Session) -> Session:
    """Say that a minute was left out and work it all the same."""
    return explained(replace(session, shortened_s=Seconds(session.shortened_s + 60)), 60)


@session_harm("target_differs")
def another_target(session: Session) -> Session:
    """Aim at five minutes more than the script and call them left out."""
    more = 300
    return explained(
        replace(
            session,
            target_s=Seconds(session.target_s + more),
            shortened_s=Seconds(session.shortened_s + more),
        ),
        more,
    )


@session_harm("session_too_short")
def ten_minutes(session: Session) -> Session:
    """Halve every step."""
    steps = tuple(replace(s, seconds=Seconds(max(1, s.seconds // 2))) for s in session.steps)
    short = with_steps(session, steps)
    missing = session.target_s - short.hands_on_s
    return explained(replace(short, shortened_s=Seconds(missing)), missing)


@session_harm("session_too_long")
def twice_as_long(session: Session) -> Session | None:
    """Work twice as long as planned."""
    return all_changed(session, _anything, lambda s: replace(s, seconds=Seconds(s.seconds * 2)))


@session_harm("session_unit_suspect")
def minutes_for_seconds(session: Session) -> Session | None:
    """Write all steps in minutes."""
    return all_changed(session, _anything, lambda s: replace(s, seconds=Seconds(s.seconds // 60)))


@session_harm("session_unit_suspect")
def seconds_for_minutes(session: Session) -> Session | None:
    """Turn seconds into seconds once too often."""
    return all_changed(session, _anything, lambda s: replace(s, seconds=Seconds(s.seconds * 60)))


@session_harm("step_unit_suspect")
def step_of_two_seconds(session: Session) -> Session | None:
    """Write one step's two minutes as two."""
    return first_changed(session, touches, lambda s: replace(s, seconds=Seconds(2)))


@session_harm("step_unit_suspect")
def step_of_an_hour(session: Session) -> Session | None:
    """Write one step's minute as an hour."""
    return first_changed(session, touches, lambda s: replace(s, seconds=Seconds(3600)))


@session_harm("point_unit_suspect")
def point_of_four_seconds(session: Session) -> Session | None:
    """Hold a point for as many seconds as it should be minutes."""
    return first_changed(session, presses, lambda s: _held(s, 1))


@session_harm("point_unit_suspect")
def point_of_two_hours(session: Session) -> Session | None:
    """Hold a point for as many minutes as it should be seconds."""
    return first_changed(session, presses, lambda s: _held(s, 1800))


def _held(step: Step, part: int) -> Step:
    first = replace(
        step.points[0],
        find_press_s=Seconds(part),
        hold_s=Seconds(part),
        rotate_s=Seconds(part),
        release_s=Seconds(part),
    )
    return replace(step, points=(first, *step.points[1:]))


@session_harm("rest_unit_suspect")
def rest_of_thirty_seconds(session: Session) -> Session:
    """Write the half hour of rest as thirty."""
    return replace(session, rest_s=Seconds(30))


@session_harm("rest_differs")
def half_the_rest(session: Session) -> Session:
    """Send the patient home after a quarter of an hour."""
    return replace(session, rest_s=Seconds(session.rest_s // 2))


@session_harm("sit_differs")
def up_at_once(session: Session) -> Session:
    """Let the patient stand up from lying."""
    return replace(session, sit_before_standing_s=Seconds(0))


@session_harm("preparation_too_short")
def straight_to_the_pain(session: Session) -> Session | None:
    """Begin with the first real work on the painful area."""
    hard = [s for s in session.steps if _is_hard_on_target(s)]
    if not hard:
        return None
    rest = [s for s in session.steps if s is not hard[0]]
    return with_steps(session, (hard[0], *rest))


def _is_hard_on_target(step: Step) -> bool:
    light = step.level <= 1 and all(m.startswith("stroking") for m in step.manipulations)
    return touches(step) and not light and any(z.startswith(_TARGET) for z in step.zones)


@session_harm("left_out_too_little")
def shorter_for_no_reason(session: Session) -> Session | None:
    """Drop half a minute and say nothing."""
    longest = max((s.seconds for s in session.steps), default=0)
    less = first_changed(
        session, lambda s: s.seconds == longest, lambda s: replace(s, seconds=Seconds(longest - 30))
    )
    if less is None or longest <= 30:
        return None
    return replace(less, shortened_s=Seconds(session.shortened_s + 30), left_out=())


@session_harm("left_out_too_much")
def more_left_out_than_there_is(session: Session) -> Session:
    """Leave out twice the session."""
    left = LeftOut("everything", Seconds(session.target_s * 2), ("E",))
    return replace(session, left_out=(left,))


@session_harm("stage_unknown")
def stage_of_our_own(session: Session) -> Session | None:
    """Put a step into a stage the script does not have."""
    return first_changed(session, touches, lambda s: replace(s, stage="sauna"))


@session_harm("stage_order_differs")
def backwards(session: Session) -> Session:
    """Do the session from its end to its beginning."""
    return with_steps(session, reversed(session.steps))


@session_harm("stage_repeated")
def once_more_from_the_start(session: Session) -> Session | None:
    """Come back to the first stage at the end."""
    if not session.steps:
        return None
    return with_steps(session, (*session.steps, session.steps[0]))


def _without_stage(session: Session, stage: str) -> Session:
    kept = with_steps(session, (s for s in session.steps if s.stage != stage))
    missing = session.hands_on_s - kept.hands_on_s
    return explained(replace(kept, shortened_s=Seconds(session.shortened_s + missing)), missing)


@session_harm("opening_missing")
def no_opening(session: Session) -> Session:
    """Leave out the first stage."""
    return _without_stage(session, session.steps[0].stage)


@session_harm("closing_missing")
def no_closing(session: Session) -> Session:
    """Leave out the last stage."""
    return _without_stage(session, session.steps[-1].stage)


@session_harm("stage_missing")
def no_second_stage(session: Session) -> Session:
    """Leave out the stage after the opening: the preparation, the test or the lumbar work."""
    stages = list(dict.fromkeys(step.stage for step in session.steps))
    return _without_stage(session, stages[1])


@session_harm("stage_too_short")
def last_stage_in_passing(session: Session) -> Session | None:
    """Do the last stage in a tenth of its time, for a stated reason."""
    last, before = session.steps[-1].stage, session.hands_on_s
    short = all_changed(
        session,
        lambda s: s.stage == last,
        lambda s: replace(s, seconds=Seconds(max(3, s.seconds // 10))),
    )
    if short is None:
        return None
    missing = before - short.hands_on_s
    return explained(replace(short, shortened_s=Seconds(session.shortened_s + missing)), missing)


@session_harm("opening_not_gentle")
def strong_opening(session: Session) -> Session | None:
    """Begin at the second level."""
    return first_changed(session, touches, lambda s: replace(s, level=2))


@session_harm("closing_not_stroking")
def rubbing_goodbye(session: Session) -> Session | None:
    """End with rubbing instead of stroking."""
    last = next((s for s in reversed(session.steps) if touches(s)), None)
    return first_changed(
        session, lambda s: s is last, lambda s: replace(s, manipulations=("rubbing.straight",))
    )


@session_harm("stage_grew")
def time_to_another_stage(session: Session) -> Session | None:
    """Give seconds of the closing to a stage that may not grow."""
    if session.shortened_s or session.left_out:
        return None
    first, last = session.steps[0].stage, session.steps[-1].stage
    grown = shifted(
        session,
        20,
        lambda s: s.stage == last,
        lambda s: s.stage not in (first, last) and s.level > 1,
    )
    return None if grown is None else explained(grown, 20)


@session_harm("harder_stage_grew")
def time_to_a_harder_stage(session: Session) -> Session | None:
    """Give seconds of the closing to a stage above the lightest level."""
    return time_to_another_stage(session)


@session_harm("stage_absorbed_too_much")
def an_endless_opening(session: Session) -> Session | None:
    """Let the opening of the classical script take more than a minute from all the others."""
    if session.script != "classical":
        return None
    first, last, taken = session.steps[0].stage, session.steps[-1].stage, 0
    steps: list[Step] = []
    for step in session.steps:
        less = 4 if step.stage not in (first, last) and step.seconds > 8 else 0
        steps.append(replace(step, seconds=Seconds(step.seconds - less)))
        taken += less
    steps[0] = replace(steps[0], seconds=Seconds(steps[0].seconds + taken))
    return None if taken < 70 else explained(with_steps(session, steps), taken)
