"""Scenes drawn in the tests: bodies of both builds, a session, strokes laid on them by hand."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from xml.etree import ElementTree as ET

from drawing_samples import classical
from lumbalis.domain.anatomy import Anchor, Body, BodyMeasures, Build, Lesion, Point, Side
from lumbalis.domain.anatomy.build import build_body
from lumbalis.domain.dose import dose_of, raster_of
from lumbalis.domain.plan import Seconds, Session, Step
from lumbalis.domain.plan.strokes import Contact, ForceKnot, Generator, Stroke, StrokePlan
from lumbalis.domain.plan.tracing import trace
from lumbalis.drawing.body.scene import Judgement, MarginRow, Objection, Scene
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.knowledge.bodies import load_body_model
from shipped_texts import texts_in

SIDES = (Side.LEFT, Side.RIGHT)
PALM = Contact("palms", 90, 60, 0)
FINGERS = Contact("four_fingers", 60, 20, 90)
_GENERATORS = {
    "stroking": Generator.LINE,
    "squeezing": Generator.LINE,
    "rubbing": Generator.FOUR_FINGER,
    "kneading": Generator.DOUBLE_RING,
    "vibration": Generator.VIBRATE,
    "patting": Generator.PAT,
}
_LANES = {
    "paravertebral": (("L5", 0, 45), ("T12", 0, 45)),
    "kidney": (("L3", 0, 55), ("T12", 0, 55)),
    "lateral_lumbar": (("L5", 15, 90), ("L3", 0, 95)),
    "iliac_crest": (("L5", 0, 90), ("L4", 0, 100)),
    "gluteal": (("S4", 0, 70), ("S2", 0, 90)),
    "thigh": (("fold_{side}", -280, 0), ("fold_{side}", -60, 0)),
    "knee": (("popliteal_{side}", 20, 40), ("popliteal_{side}", 45, 40)),
    "lower_leg": (("ankle_{side}", 80, 0), ("popliteal_{side}", -70, 0)),
}
JUDGED = Judgement(
    objections=(),
    margins=tuple(MarginRow(f"Room to limit {k}", f"{k} mm", holds=True) for k in range(3, 20)),
    survived=15,
    scenarios=15,
    off_mm=(7, 8, 46, 50),
)
OBJECTED = Judgement(
    objections=(
        Objection(Point(0, 40), "Contact on the spine.", "kneading"),
        Objection(Point(60, -140), "Too strong on the buttock.", "gluteal"),
    ),
    margins=(MarginRow("Room to the spine band", "-4 mm", holds=False),),
    survived=3,
    scenarios=15,
)
FRAGILE = replace(JUDGED, survived=14)
_LAID: dict[str, Scene] = {}
MOLE = Lesion("m1", "mole", (Point(70, 30),), radius_mm=4, margin_mm=20)


@cache
def body(
    build: Build = Build.MALE,
    stature_mm: float = 1760,
    mass_kg: float = 74,
    lesions: tuple[Lesion, ...] = (),
) -> Body:
    """Build a body."""
    measures = BodyMeasures(build, stature_mm, mass_kg, lesions=lesions)
    return build_body(measures, load_body_model())


def scene(of: Body | None = None, judgement: Judgement | None = JUDGED) -> Scene:
    """Lay a classical session on a body."""
    on = of or body()
    if on.sha256 not in _LAID:
        session = classical()
        plan = StrokePlan(session.index, on.sha256, "classical_bottom_up", strokes(session))
        traces = tuple(trace(stroke, on) for stroke in plan.strokes)
        dose = dose_of(traces, raster_of(on))
        aimed = {"paravertebral": 120.0, "gluteal": 100.0}
        _LAID[on.sha256] = Scene(on, session, plan, traces, dose, JUDGED, aimed)
    laid = _LAID[on.sha256]
    return laid if judgement is JUDGED else replace(laid, judgement=judgement)


@cache
def words(language: str) -> BodyWords:
    """Give the words of a language."""
    return BodyWords.of(texts_in(language))


def strokes(session: Session) -> tuple[Stroke, ...]:
    """Give every step of a session one stroke a side, where a lane for its zones is known."""
    return tuple(
        _stroke(f"{place}-{side.value}", place, step, side)
        for place, step in enumerate(session.steps)
        for side in SIDES
        if any(zone.endswith(side.value) for zone in step.zones)
    )


def _stroke(name: str, place: int, step: Step, side: Side) -> Stroke:
    zone = next(zone for zone in step.zones if zone.endswith(side.value))
    lane = _LANES[zone.rpartition("_")[0]]
    kind = step.manipulations[0].partition(".")[0]
    anchors = tuple(Anchor(mark.format(side=side.value), side, up, out) for mark, up, out in lane)
    return Stroke(
        id=name,
        step=place,
        zone=zone,
        manipulation=step.manipulations[0],
        generator=_GENERATORS[kind],
        lane=anchors,
        contact=FINGERS if kind == "rubbing" else PALM,
        force=(ForceKnot(0, 24), ForceKnot(0.4, 24), ForceKnot(0.6, 8), ForceKnot(1, 8)),
        amplitude_mm=12,
        pitch_mm=20,
        speed_mm_s=90,
        tempo_hz=1,
        repeats=2,
        vacuum_kpa=0,
        starts_s=Seconds(0),
        seconds=step.seconds,
    )


def parsed(svg: str) -> ET.Element:
    """Parse a drawing; what is not well-formed fails here."""
    return ET.fromstring(svg)  # noqa: S314 - our own drawing, made a moment ago
