"""A session and its strokes written by hand, good on the plain back: nothing here is planned."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lumbalis.domain.anatomy import Anchor, Body, Side
from lumbalis.domain.plan import Cups, PointHold, Seconds, Session, Step
from lumbalis.domain.plan.generator import Generator
from lumbalis.domain.plan.strokes import Contact, ForceKnot, Stroke, StrokePlan
from lumbalis.domain.plan.tracing import path_length_mm
from lumbalis.domain.protocol import Protocol
from on_body_bodies import plain_body
from protocols import shipped_protocol

PROTOCOL = shipped_protocol()
SIDES = (Side.LEFT, Side.RIGHT)


@dataclass(frozen=True, slots=True)
class OnBody:
    """What a check on the body is given."""

    plan: StrokePlan
    session: Session
    body: Body
    protocol: Protocol = PROTOCOL

    def stroke(self, name: str) -> Stroke:
        """Find a stroke by its id."""
        return next(stroke for stroke in self.plan.strokes if stroke.id == name)

    def change(self, name: str, **fields: object) -> OnBody:
        """Change one stroke and nothing else."""
        changed = tuple(
            replace(one, **fields) if one.id == name else one  # type: ignore[arg-type]
            for one in self.plan.strokes
        )
        return replace(self, plan=replace(self.plan, strokes=changed))

    def add(self, name: str, like: str, **fields: object) -> OnBody:
        """Add a stroke like another one, with something different."""
        other = replace(self.stroke(like), id=name, **fields)  # type: ignore[arg-type]
        return replace(self, plan=replace(self.plan, strokes=(*self.plan.strokes, other)))

    def drop(self, name: str) -> OnBody:
        """Leave one stroke out."""
        left = tuple(one for one in self.plan.strokes if one.id != name)
        return replace(self, plan=replace(self.plan, strokes=left))

    def step(self, place: int, **fields: object) -> OnBody:
        """Change one step of the session."""
        steps = list(self.session.steps)
        steps[place] = replace(steps[place], **fields)  # type: ignore[arg-type]
        return replace(self, session=replace(self.session, steps=tuple(steps)))


def both(region: str) -> tuple[str, str]:
    """Name both sides of a region."""
    return f"{region}_left", f"{region}_right"


def _step(
    name: str, zones: tuple[str, ...], work: str, tool: str, level: int, seconds: int
) -> Step:
    """Write a step of which only what the body sees matters."""
    technique = "acupressure" if work.startswith("acupressure") else "manual_classical"
    return Step(
        stage=name,
        step=name,
        technique=technique,
        zones=zones,
        manipulations=(work,),
        tools=(tool,),
        direction="caudal_to_cranial",
        tempo="slow",
        amplitude=None,
        manner=None,
        level=level,
        seconds=Seconds(seconds),
        cue="",
    )


_HOLD = PointHold("BL25", Seconds(20), Seconds(60), Seconds(30), Seconds(10))
_CUPS = Cups(1, 40, "moving")
STEPS = (
    _step("opening", (*both("paravertebral"), *both("kidney")), "stroking.flat", "palms", 1, 30),
    _step("gluteal", both("gluteal"), "rubbing.straight", "hand", 3, 40),
    _step("rubbing", both("paravertebral"), "rubbing.straight", "fingers", 2, 60),
    _step("sacrum", ("sacrum",), "rubbing.straight", "fingers", 2, 20),
    _step("legs", both("thigh"), "stroking.flat", "palms", 2, 30),
    replace(_step("cups", both("gluteal"), "cupping.straight", "silicone_cup", 2, 60), cups=_CUPS),
    replace(
        _step("points", both("paravertebral"), "acupressure.press", "finger_pads", 2, 120),
        points=(_HOLD,),
    ),
    replace(_step("device", both("gluteal"), "device.moving", "device", 2, 60), technique="device"),
    _step("look", (), "", "", 0, 20),
)
OPENING, GLUTEAL, RUBBING, SACRUM, LEGS, CUPS, POINTS, DEVICE, LOOK = range(len(STEPS))


def good_session() -> Session:
    """Write the session: level 3, nobody excluded."""
    steps = (*STEPS[:-1], replace(STEPS[-1], manipulations=(), tools=()))
    total = Seconds(sum(step.seconds for step in steps))
    return Session(
        index=6,
        script="classical",
        phase="REMISSION",
        level=3,
        ceiling=4,
        zone_caps={name: zone.cap(3) for name, zone in PROTOCOL.zones.zones.items()},
        position="prone",
        flags=(),
        target_s=total,
        shortened_s=Seconds(0),
        rest_s=Seconds(1800),
        sit_before_standing_s=Seconds(120),
        steps=steps,
    )


def lane(landmark: str, side: Side, *places: tuple[float, float]) -> tuple[Anchor, ...]:
    """Write a lane from (up, out) places beside one landmark."""
    return tuple(Anchor(landmark, side, up, out) for up, out in places)


def on_leg(side: Side, *places: tuple[float, float]) -> tuple[Anchor, ...]:
    """Write a lane from (up, out) places beside the gluteal fold."""
    return lane(f"fold_{side.value}", side, *places)


def good_plan(body: Body | None = None) -> OnBody:
    """Lay the strokes of the session on the plain back."""
    body, session = body or plain_body(), good_session()
    strokes = [stroke for side in SIDES for stroke in _of_side(side, session, body)]
    strokes.append(_stroke("sacrum", SACRUM, "sacrum", _SACRUM, session, body, newton=15.0))
    return OnBody(StrokePlan(6, body.sha256, "classical_bottom_up", tuple(strokes)), session, body)


_SACRUM = lane("psis_right", Side.RIGHT, (-29, -46), (-11, -46))


def _of_side(side: Side, session: Session, body: Body) -> list[Stroke]:
    """Give one hand's strokes: at once where both sides are worked, or one after the other."""
    name, late = side.value, side is Side.RIGHT
    back = lane("L4", side, (-10, 68), (120, 68))
    muscle = lane("L4", side, (-58, 60), (-44, 60))
    hip = on_leg(side, (75, 0), (110, 5))
    thigh = on_leg(side, (-180, 15), (-70, 15))
    spot = lane("L4", side, (0, 36))
    args = session, body

    def made(what: str, step: int, region: str, path: tuple[Anchor, ...], newton: float) -> Stroke:
        return _stroke(f"{what}_{name}", step, f"{region}_{name}", path, *args, newton=newton)

    opening = made("opening", OPENING, "kidney", back, 5.0)
    gluteal = made("gluteal", GLUTEAL, "gluteal", hip, 30.0)
    rubbing = made("rubbing", RUBBING, "paravertebral", muscle, 12.0)
    legs = made("legs", LEGS, "thigh", thigh, 15.0)
    cups = _taking_turns(made("cups", CUPS, "gluteal", hip, 3.0), args, late=late)
    points = made("points", POINTS, "paravertebral", spot, 12.0)
    device = _taking_turns(made("device", DEVICE, "gluteal", hip, 10.0), args, late=late)
    return [opening, gluteal, rubbing, legs, cups, points, device]


def _taking_turns(stroke: Stroke, args: tuple[Session, Body], *, late: bool) -> Stroke:
    """Give a stroke half the time of its step: the left side first."""
    half = Seconds(stroke.seconds // 2)
    start = half if late else Seconds(0)
    return paced(replace(stroke, starts_s=start, seconds=half), args[1])


def _stroke(
    name: str,
    step: int,
    zone: str,
    path: tuple[Anchor, ...],
    session: Session,
    body: Body,
    *,
    newton: float,
) -> Stroke:
    """Write a stroke as its motion usually goes, as often as its step has time for."""
    done = session.steps[step]
    motion, tool = (
        PROTOCOL.contact.motions[done.manipulations[0]],
        PROTOCOL.contact.tools[done.tools[0]],
    )
    size = (tool.length_mm, tool.width_mm) if done.cups is None else (40.0, 40.0)
    stroke = Stroke(
        id=name,
        step=step,
        zone=zone,
        manipulation=motion.id,
        generator=Generator(motion.generator),
        lane=path,
        contact=Contact(tool.id, *size, 0.0),
        force=(ForceKnot(0, newton), ForceKnot(1, newton)),
        amplitude_mm=motion.amplitude_mm,
        pitch_mm=motion.pitch_mm,
        speed_mm_s=motion.speed_mm_s[1],
        tempo_hz=motion.tempo_hz[1],
        repeats=1,
        vacuum_kpa=motion.vacuum_kpa,
        starts_s=Seconds(0),
        seconds=done.seconds,
        return_share=motion.return_share,
    )
    return paced(stroke, body)


def paced(stroke: Stroke, body: Body) -> Stroke:
    """Repeat a stroke as often as its speed and time ask for."""
    if not stroke.speed_mm_s:
        return stroke
    length = path_length_mm(stroke, body)
    return replace(stroke, repeats=max(1, round(stroke.seconds * stroke.speed_mm_s / length)))
