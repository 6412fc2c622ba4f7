"""Bodies to plan on, and what a contact touches: computed here in a way of its own."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import MultiPolygon, Polygon

from lumbalis.domain.anatomy import (
    SPINE,
    Body,
    BodyMeasures,
    Build,
    Lesion,
    Measured,
    Point,
    Region,
    Trust,
    build_body,
)
from lumbalis.domain.plan import Session
from lumbalis.domain.plan.strokes import Stroke
from lumbalis.domain.plan.tracing import trace
from lumbalis.domain.planning.on_body import BodyPlan, plan_strokes
from lumbalis.knowledge.bodies import load_body_model
from planning_fixtures import PROTOCOL, in_pain, in_remission, planned

MODEL = load_body_model()
MAN = BodyMeasures(Build.MALE, 1760, 74.3)
WOMAN = BodyMeasures(Build.FEMALE, 1630, 62.0)
MOLE = Lesion("a", "mole", (Point(45.0, -40.0),), 4.0, 20.0)


@cache
def man() -> Body:
    """Build an ordinary man, estimated from his measures only."""
    return build_body(MAN, MODEL)


@cache
def woman() -> Body:
    """Build an ordinary woman."""
    return build_body(WOMAN, MODEL)


@cache
def confirmed_man() -> Body:
    """Build the same man with L4 counted from two references."""
    return build_body(replace(MAN, landmarks={"L4": Measured(trust=Trust.CONFIRMED)}), MODEL)


@cache
def marked_man() -> Body:
    """Build the same man with a mole beside L5."""
    return build_body(replace(MAN, lesions=(MOLE,)), MODEL)


@cache
def curved_man() -> Body:
    """Build the same man with a lumbar curve to the right."""
    curve = {"T12": 8.0, "L1": 14.0, "L2": 18.0, "L3": 16.0, "L4": 10.0}
    return build_body(replace(MAN, curve=curve), MODEL)


def sized(build: Build, stature_mm: float, bmi: float) -> Body:
    """Build a body of a stature and body mass index."""
    return build_body(BodyMeasures(build, stature_mm, bmi * (stature_mm / 1000) ** 2), MODEL)


def session_of(script: str, level: int) -> Session:
    """Plan a session of a script in remission."""
    return planned(in_remission(6), level, script)


def first_session() -> Session:
    """Plan the first session of a patient in pain."""
    return planned(in_pain(1), 1)


@cache
def drawn(script: str = "classical", level: int = 2) -> BodyPlan:
    """Plan a session on the ordinary man; fail if it cannot be planned."""
    return on(man(), session_of(script, level))


def on(body: Body, session: Session, policy: str = "classical_bottom_up") -> BodyPlan:
    """Plan a session on a body; fail if nothing of it can be."""
    found = plan_strokes(session, body, PROTOCOL, policy=policy)
    assert isinstance(found, BodyPlan), found
    return found


def core_of(stroke: Stroke) -> Stroke:
    """Give a stroke with only that part of its contact that must not reach a kidney."""
    core, contact = PROTOCOL.limit("spill_core"), stroke.contact
    small = replace(contact, length_mm=core * contact.length_mm, width_mm=core * contact.width_mm)
    return replace(stroke, contact=small)


def wherever(name: str, body: Body, stroke: Stroke) -> Region:
    """Give every place an area may have, relative to the hands, where landmarks are wrong.

    Levels are counted from L4, and err as it does.
    """
    names = {"L4" if a.landmark in SPINE else a.landmark for a in stroke.lane}
    along = max(body.landmarks[name].off_by_mm for name in names)
    return _wherever(name, body.sha256, 0.0 if name.startswith("lesion:") else along, _Holder(body))


class _Holder:
    """A body as an argument that a cache does not look at."""

    def __init__(self, body: Body) -> None:
        self.body = body

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder)

    def __hash__(self) -> int:
        return 0


@cache
def _wherever(name: str, _sha256: str, along: float, holder: _Holder) -> Region:
    area = {**holder.body.keep_outs, **holder.body.reduced}[name]
    across = PROTOCOL.limit("landmark_error_lateral") if along else 0.0
    ways = product((-1, 0, 1), (-1, -0.5, 0, 0.5, 1))
    joined = shapely.union_all([affinity.translate(area, x * across, y * along) for x, y in ways])
    assert isinstance(joined, Polygon | MultiPolygon)
    return joined


def hardest_on(region: Region, stroke: Stroke, body: Body) -> float:
    """Give the greatest force with which a stroke's contact touches a region, 0 if never."""
    contact, traced = stroke.contact, trace(stroke, body)
    turn = np.radians(contact.angle_deg)
    axes = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    half = np.array([contact.width_mm, contact.length_mm]) / 2
    matrix = axes / half[:, None]
    flat = affinity.affine_transform(region, [*matrix[0], *matrix[1], 0, 0])
    distance = shapely.distance(shapely.points(traced.points @ matrix.T), flat)
    return float(np.where(distance < 1, traced.newton, 0.0).max())


def lies_on(region: Region, stroke: Stroke, body: Body) -> bool:
    """Tell whether a stroke's contact lies on a region at any time."""
    return hardest_on(region, stroke, body) > 0
