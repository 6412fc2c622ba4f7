"""Plans drawn in the tests: a classical session of 24 steps, one with cups, one with points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

import yaml

from drawing_words import name_in
from lumbalis.domain.plan import (
    Course,
    Cups,
    LeftOut,
    PlannedSession,
    PointHold,
    ProtocolStamp,
    Seconds,
    Session,
    Step,
)
from lumbalis.domain.protocol import Category
from lumbalis.domain.screening import Caps, Verdict
from lumbalis.drawing import Advice, PlanStamp, SheetWords

LANGUAGES = ("en", "ru", "uk")
AT = datetime(2026, 11, 22, 10, 0, tzinfo=timezone(timedelta(hours=3)))
PROTOCOL = ProtocolStamp("lumbar-osteochondrosis", "1.0.0", "5d" * 32, "draft")
STAMP = PlanStamp(PROTOCOL, "3fa91c0e77b2" + "0" * 52, sessions=10, who="A-1043", at=AT)
TEXTS = Path(__file__).parents[1] / "src" / "lumbalis" / "knowledge" / "texts"

_BACK = ("paravertebral_left", "paravertebral_right", "kidney_left", "kidney_right")
_NEIGHBOURS = (
    "lateral_lumbar_left",
    "lateral_lumbar_right",
    "iliac_crest_left",
    "iliac_crest_right",
)


def step(
    stage: str, zones: str | tuple[str, ...], level: int, seconds: int, **other: object
) -> Step:
    """Make a step of quiet stroking; name what is different."""
    plain = Step(
        stage=stage,
        step=f"{stage}_step",
        technique="manual_classical",
        zones=(zones,) if isinstance(zones, str) else zones,
        manipulations=("stroking.flat",),
        tools=("palms",),
        direction="caudal_to_cranial",
        tempo="slow",
        amplitude=None,
        manner=None,
        level=level,
        seconds=Seconds(seconds),
        cue=f"{stage}_cue",
    )
    return replace(plain, **other)  # type: ignore[arg-type]


def each_side(stage: str, works: Mapping[str, tuple[int, int]], **other: object) -> list[Step]:
    """Make the same steps on the left and then on the right: region to level and seconds."""
    return [
        step(stage, f"{region}_{side}", level, seconds, **other)
        for side in ("left", "right")
        for region, (level, seconds) in works.items()
    ]


def classical() -> Session:
    """Give the third session of a course: 24 steps, 20 minutes."""
    steps = [
        step("opening", _BACK, 1, 90, checklist=("skin_looked_at", "pain_asked")),
        step("preparation", _NEIGHBOURS, 2, 150, manipulations=("squeezing.double_ring",)),
        *each_side(
            "gluteal",
            {"gluteal": (2, 90)},
            manipulations=("stroking.combined", "kneading.double_ring", "stroking.flat"),
        ),
        *each_side(
            "legs",
            {"thigh": (2, 45), "knee": (1, 15), "lower_leg": (2, 30)},
            direction="distal_to_proximal",
        ),
        step("sacrum", "sacrum", 2, 45, manipulations=("rubbing.spiral",), checkpoint="pain"),
        step("sacrum", "sacrum", 2, 45, tools=("palm_edge",), direction="transverse"),
        *each_side(
            "rubbing",
            {"paravertebral": (3, 54), "kidney": (1, 21)},
            manipulations=("rubbing.four_finger",),
            tools=("four_fingers", "palm_edge"),
            tempo="moderate",
        ),
        *each_side(
            "kneading",
            {"paravertebral": (3, 72), "kidney": (1, 18)},
            manipulations=("kneading.ordinary",),
        ),
        *each_side(
            "vibration",
            {"paravertebral": (2, 45)},
            manipulations=("vibration.continuous",),
            amplitude="low",
        ),
        step("patting", "gluteal_left", 1, 30, manipulations=("patting.cupped",), manner="light"),
        step("closing", _BACK, 1, 60),
    ]
    return session("classical", with_checkpoints(steps, "gluteal", "kneading", "vibration"))


def with_checkpoints(steps: list[Step], *stages: str) -> list[Step]:
    """Ask at the first step of each of these stages."""
    asked: set[str] = set()
    marked = []
    for one in steps:
        first = one.stage in stages and one.stage not in asked
        asked.add(one.stage)
        marked.append(replace(one, checkpoint="pain") if first else one)
    return marked


def cupping() -> Session:
    """Give a session with silicone cups, shortened by a zone that is left out."""
    cup = {"technique": "cupping_silicone", "tools": ("silicone_cup",), "direction": "in_place"}
    test, moving = Cups(1, 40, "test"), Cups(2, 40, "moving")
    backs = ("paravertebral_left", "paravertebral_right")
    steps = [
        step("warm_up", _BACK, 1, 180),
        step("warm_up", backs, 2, 180, manipulations=("kneading.ordinary",)),
        step("oil_and_test", backs, 1, 60, cups=test, manipulations=("cupping.test",), **cup),
        step("suction_on", backs, 2, 30, manipulations=("cupping.placing",), **cup),
        *each_side(
            "moving_cups",
            {"paravertebral": (2, 90)},
            cups=moving,
            manipulations=("cupping.straight",),
            checkpoint="pain",
            **cup,
        ),
        step("removal", backs, 1, 30, manipulations=("cupping.release",), **cup),
        step("closing", _BACK, 1, 330),
        step("skin_check", backs, 1, 60),
    ]
    return session(
        "cupping_silicone",
        steps,
        phase="REMISSION",
        shortened_s=Seconds(150),
        left_out=(
            LeftOut("moving_cups.moving_cups_straight.left", Seconds(60), ("excluded_zone",)),
            LeftOut("moving_cups.moving_cups_straight.right", Seconds(60), ("excluded_zone",)),
            LeftOut("closing.closing_kneading", Seconds(30), ("S33",)),
        ),
    )


def acupressure() -> Session:
    """Give a short session with two points."""
    hold = (Seconds(20), Seconds(60), Seconds(30), Seconds(10))
    points = tuple(PointHold(point, *hold) for point in ("BL25", "BL26"))
    steps = [
        step("warm_up", _BACK, 1, 360),
        step(
            "points",
            ("paravertebral_left", "paravertebral_right"),
            2,
            240,
            points=points,
            manipulations=("acupressure.press",),
            tools=("finger_pads",),
            direction="in_place",
        ),
        step("closing", _BACK, 1, 300),
    ]
    return session("acupressure", steps, phase="REMISSION")


def session(script: str, steps: list[Step], **other: object) -> Session:
    """Make the third session of a course from its steps."""
    plain = Session(
        index=3,
        script=script,
        phase="SUBSIDING",
        level=3,
        ceiling=3,
        zone_caps={
            "spine": 0,
            "lymph_nodes": 0,
            "kidney_left": 1,
            "kidney_right": 1,
            "knee_left": 2,
            "knee_right": 2,
            "paravertebral_left": 3,
        },
        position="prone",
        flags=("bolster",),
        target_s=Seconds(1200),
        shortened_s=Seconds(0),
        rest_s=Seconds(1800),
        sit_before_standing_s=Seconds(120),
        steps=tuple(steps),
    )
    return replace(plain, **other)  # type: ignore[arg-type]


def course() -> Course:
    """Give a course of ten sessions around the three samples."""
    sessions = tuple(replace(_script_of(index), index=index) for index in range(1, 11))
    return Course(
        protocol=PROTOCOL,
        phase="SUBSIDING",
        severity="moderate",
        severity_assumed=True,
        blocks=(10,),
        per_week=3,
        reviews=(5, 10),
        hard_stop=25,
        restart_after_gap_d=14,
        timeline=tuple(_planned(one) for one in sessions),
        sessions=sessions,
    )


def _script_of(index: int) -> Session:
    return {4: cupping(), 6: acupressure()}.get(index, classical())


def _planned(one: Session) -> PlannedSession:
    return PlannedSession(
        index=one.index,
        block=1,
        script=one.script,
        level=min(3, 1 + one.index // 3),
        ceiling=2 if one.index <= 3 else 3,
        spacing_least_h=0 if one.index == 1 else 48,
        spacing_usual_h=0 if one.index == 1 else 48,
        review_after=one.index in (5, 10),
        gentle=one.index <= 3,
    )


@cache
def words(language: str) -> SheetWords:
    """Give the words of a language: the shipped texts of the drawings, the names of the tests."""
    number = LANGUAGES.index(language)
    file = TEXTS / language / "drawing.yaml"
    texts = yaml.safe_load(file.read_text(encoding="utf-8"))

    def text(key: str, /, **values: str) -> str:
        return str(texts[key]).format(**values)

    def name(kind: str, key: str) -> str:
        return name_in(number, kind, key)

    return SheetWords(language, text, name, lambda at: f"{at:%d.%m.%Y %H:%M}")


def verdict() -> Verdict:
    """Give the verdict behind the course: with care, up to level 2."""
    return Verdict(
        protocol_id=PROTOCOL.id,
        protocol_version=PROTOCOL.version,
        protocol_sha256=PROTOCOL.sha256,
        protocol_status=PROTOCOL.status,
        at=AT,
        session=1,
        category=Category.ELIGIBLE_PRECAUTIONS,
        phase="SUBSIDING",
        reasons=(),
        missing=(),
        caps=Caps(2, {"kidney_left": 1, "kidney_right": 1, "popliteal_left": 1, "spine": 0}),
        excluded_zones=frozenset({"spine", "lymph_nodes", "lower_leg_left"}),
        techniques={},
        margins_mm={},
        positions=("prone",),
        flags=frozenset({"bolster"}),
        earliest=None,
        refused_overrides=(),
        assumed={},
        not_asked=(),
        facts={},
    )


def advice(language: str) -> Advice:
    """Give the advice that ships with the project."""
    file = TEXTS / language / "education.yaml"
    texts = yaml.safe_load(file.read_text(encoding="utf-8"))
    paragraphs = (texts["unwell_during_session"], texts["stop_any_time"])
    return Advice(
        tuple(one.replace("{rest_after_session}", "30 min") for one in paragraphs),
        texts["when_to_seek_help_lead"],
        tuple(texts["when_to_seek_help"]),
    )
