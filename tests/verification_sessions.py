"""Good sessions and courses, written from the tables by hand, and the histories they follow."""

from __future__ import annotations

from dataclasses import replace

from lumbalis.domain.plan import (
    Course,
    Cups,
    PlannedSession,
    PointHold,
    ProtocolStamp,
    Seconds,
    Session,
    Step,
)
from lumbalis.domain.verification import SessionHistory
from verification_fixtures import PROTOCOL, REMISSION, SUBSIDING
from verification_scripts import ITEMS, ROWS, Row

CHOSEN = frozenset({"BL22", "BL23", "BL24", "BL25", "BL26"})
_LEAST_LEVEL = {"squeezing": 2, "kneading": 2}
_TOOL = {
    "stroking": "palms",
    "squeezing": "palms",
    "rubbing": "four_fingers",
    "kneading": "palms",
    "vibration": "hand",
    "patting": "cupped_hands",
    "acupressure": "finger_pads",
    "device": "device",
    "cupping": "silicone_cup",
}
_DIRECTION = {
    "rubbing": "transverse",
    "vibration": "along",
    "patting": "in_place",
    "cupping": "along",
    "acupressure": "in_place",
    "device": "along",
}
_TEMPO = {"stroking": "slow", "cupping": "slow", "acupressure": "slow"}
_LEGS = {"thigh", "knee", "lower_leg"}


def session(
    script: str, index: int, phase: str, level: int, ceiling: int, hurts: str = ""
) -> Session:
    """Write out a session from its script's table; `hurts` is the side of a painful leg."""
    steps = [
        _in_glass(script, replace(_step(row, side, level, hurts, index), stage=stage))
        for stage, rows in ROWS[script].items()
        for row in rows
        for side in (("left", "right") if row.each_side else ("",))
    ]
    return Session(
        index=index,
        script=script,
        phase=phase,
        level=level,
        ceiling=ceiling,
        zone_caps={zone.id: zone.cap(ceiling) for zone in PROTOCOL.zones.zones.values()},
        position="prone",
        flags=("bolster",),
        target_s=Seconds(1200),
        shortened_s=Seconds(0),
        rest_s=Seconds(1800),
        sit_before_standing_s=Seconds(120),
        steps=_ask(steps),
    )


def _step(row: Row, side: str, level: int, hurts: str, index: int) -> Step:
    regions = set(row.regions)
    at = min(level, row.at_most)
    at = max(1, at - 1) if regions & _LEGS and side == hurts else at
    at = max(1, min(at, level - 2, 2)) if "kidney" in regions else at
    base, _, form = row.what.partition(".")
    if at < _LEAST_LEVEL.get(base, 1) and row.what:
        base, form = "stroking", "flat"
    amplitude = row.amplitude if base == "vibration" else None
    up = "distal_to_proximal" if regions & _LEGS else "caudal_to_cranial"
    return Step(
        stage="",
        step=f"{row.id}_{side}" if side else row.id,
        technique=row.technique,
        zones=_zones(row, side),
        manipulations=(f"{base}.{form}",) if row.what else (),
        tools=(_TOOL[base],) if row.what else (),
        direction=_DIRECTION.get(base, up) if row.what else "",
        tempo=_TEMPO.get(base, "moderate") if row.what else "",
        amplitude="low" if amplitude and index < 4 else amplitude,
        manner=row.manner,
        level=at if row.what else 0,
        seconds=Seconds(row.seconds),
        cue=f"steps.{row.id}",
        cups=_cups(row),
        points=(_hold(row.id),) if row.mode == "point" else (),
        medium=row.medium,
    )


def _in_glass(script: str, step: Step) -> Step:
    """Turn cups into glass ones, after the fire checklist."""
    if script != "cupping_glass":
        return step
    tools = tuple(tool.replace("silicone", "glass") for tool in step.tools)
    return replace(step, tools=tools, checklist=ITEMS if step.step == "test" else ())


def _zones(row: Row, side: str) -> tuple[str, ...]:
    parts = row.where.split()
    return tuple(zone for part in parts for zone in _sided(part, side))


def _sided(part: str, side: str) -> tuple[str, ...]:
    region = part.rstrip("*_")
    if part.endswith("*"):
        return (f"{region}_left", f"{region}_right")
    return (f"{region}_{side}",) if part.endswith("_") else (part,)


def _cups(row: Row) -> Cups | None:
    if row.mode is None or row.mode == "point":
        return None
    return Cups(1 if row.mode == "test" else 2, 50, row.mode)


def _hold(point: str) -> PointHold:
    return PointHold(point, Seconds(20), Seconds(60), Seconds(30), Seconds(10))


def _ask(steps: list[Step]) -> tuple[Step, ...]:
    """Ask at the start of every stage, and whenever hands become stronger."""
    asked: list[Step] = []
    stage, level = "", 0
    for step in steps:
        ask = step.stage != stage or step.level > level
        asked.append(replace(step, checkpoint="checkpoint.pain") if ask else step)
        stage, level = step.stage, step.level or level
    return tuple(asked)


def history(*levels: int, technique: str = "manual_classical", cuppings: int = 0) -> SessionHistory:
    """Write a history of sessions two days apart; the cuppings lie four and more days back."""
    return SessionHistory(
        levels=levels,
        techniques=(technique,) * len(levels),
        days_since_last=2.0 if levels else None,
        cuppings=cuppings,
        cuppings_last_week=min(cuppings, 1),
        hours_since_cupping=96.0 if cuppings else None,
        points_chosen=CHOSEN,
    )


SUBSIDING_LEVELS = (1, 1, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3)
REMISSION_LEVELS = (2, 2, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2)
CUPPING_SESSIONS = (4, 6, 8, 10, 12, 14)


def ceiling(phase: str, index: int) -> int:
    """Give the ceiling of the dose table for little pain."""
    return PROTOCOL.dose.ceiling(phase, index, 3)


def course(phase: str, severity: str = "moderate") -> Course:
    """Write out a good course: classical while it hurts, with cups in remission."""
    dose = PROTOCOL.dose.dose(phase, severity)
    if dose is None:
        msg = f"no dose for {phase} {severity}; name one of the table"
        raise ValueError(msg)
    levels = REMISSION_LEVELS if phase == REMISSION else SUBSIDING_LEVELS
    total = sum(dose.blocks)
    sessions = tuple(
        session(_script_of(phase, n), n, phase, levels[n - 1], ceiling(phase, n))
        for n in range(1, total + 1)
    )
    reviews = tuple(dict.fromkeys((*dose.reviews, total)))
    return Course(
        protocol=ProtocolStamp(PROTOCOL.id, PROTOCOL.version, PROTOCOL.sha256, PROTOCOL.status),
        phase=phase,
        severity=severity,
        severity_assumed=False,
        blocks=dose.blocks,
        per_week=dose.per_week,
        reviews=reviews,
        hard_stop=25,
        restart_after_gap_d=14,
        timeline=tuple(
            _planned(one, dose.blocks, dose.spacing_least_h, reviews) for one in sessions
        ),
        sessions=sessions,
    )


def _script_of(phase: str, index: int) -> str:
    cups = phase == REMISSION and index in CUPPING_SESSIONS
    return "cupping_silicone" if cups else "classical"


def _planned(
    one: Session, blocks: tuple[int, ...], least: int, reviews: tuple[int, ...]
) -> PlannedSession:
    first = one.index <= 3 or one.script != "classical"
    spacing = max(48, least) if first else least
    return PlannedSession(
        index=one.index,
        block=1 if one.index <= blocks[0] else 2,
        script=one.script,
        level=one.level,
        ceiling=one.ceiling,
        spacing_least_h=0 if one.index == 1 else spacing,
        spacing_usual_h=0 if one.index == 1 else 48,
        review_after=one.index in reviews,
        gentle=one.index <= (2 if one.phase == REMISSION else 3),
    )


GOOD: dict[str, tuple[Session, SessionHistory]] = {
    "first": (session("classical", 1, SUBSIDING, 1, 2), history()),
    "second": (session("classical", 3, SUBSIDING, 2, 2), history(1, 1)),
    "later": (session("classical", 7, SUBSIDING, 3, 3), history(1, 1, 2, 2, 3, 3)),
    "remission": (session("classical", 8, REMISSION, 4, 4), history(2, 2, 3, 3, 3, 3, 3)),
    "cups_first": (session("cupping_silicone", 4, REMISSION, 2, 3), history(2, 2, 2)),
    "cups_later": (
        session("cupping_silicone", 7, REMISSION, 2, 4),
        history(2, 2, 2, 2, 2, 2, cuppings=2),
    ),
    "glass": (session("cupping_glass", 6, REMISSION, 2, 4), history(2, 2, 2, 2, 2)),
    "points": (session("acupressure", 5, REMISSION, 2, 3), history(2, 2, 2, 2)),
    "device": (session("combined", 6, REMISSION, 2, 4), history(2, 2, 2, 2, 2)),
}
