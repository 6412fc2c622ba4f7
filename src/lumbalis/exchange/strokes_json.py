"""The strokes of a session as JSON: generators and anchors, from which every path follows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeVar

from lumbalis.domain.anatomy import Anchor, Side
from lumbalis.domain.plan import Seconds
from lumbalis.domain.plan.strokes import Contact, ForceKnot, Generator, Stroke, StrokePlan
from lumbalis.exchange.fields import Fields
from lumbalis.exchange.plan_json import plain_object

if TYPE_CHECKING:
    from lumbalis.domain.anatomy import Body

SCHEMA: Final = "lumbalis-strokes/1"
POLICIES: Final = ("classical_bottom_up", "lymph_territory")
_DRAWN = "drawn"
_HALF_TURN = 180.0
_LONGEST_MM = 3000.0
"""No body is longer; a slip beyond it would be traced for hours."""
_Choice = TypeVar("_Choice", bound=Enum)


def strokes_object(plan: StrokePlan, body: Body | None = None) -> dict[str, object]:
    """Give a plan as plain JSON values.

    With its body, `drawn` adds the paths by stroke, each a list of stretches of points in mm:
    for whoever only draws. Nobody reads them back, since the generators are the truth.
    """
    plain = plain_object(plan)
    if not isinstance(plain, dict):
        raise TypeError(type(plain).__name__)
    drawn = {} if body is None else {_DRAWN: _drawn(plan, body)}
    return {"schema": SCHEMA, **plain, **drawn}


def _drawn(plan: StrokePlan, body: Body) -> dict[str, object]:
    from lumbalis.domain.plan.tracing import trace  # noqa: PLC0415 - only where paths are wanted

    paths = ((stroke.id, trace(stroke, body).stretches) for stroke in plan.strokes)
    return {name: [stretch.round(1).tolist() for stretch in path] for name, path in paths}


def read_strokes(value: object, file: str) -> StrokePlan:
    """Read a plan from parsed JSON.

    Raises
    ------
    InputError
        For another schema, a key that is missing or unknown, a value that is out of its
        range, or two strokes with one id.
    """
    root = Fields.root(value, file)
    root.refuse_unknown((*_names(StrokePlan), "schema", _DRAWN), "part of a plan of strokes")
    if root.text("schema") != SCHEMA:
        root.refuse("schema", f"is not {SCHEMA}", "send a plan that this version has written")
    plan = StrokePlan(
        session_index=root.whole("session_index", 1),
        body_sha256=root.text("body_sha256"),
        policy=_word(root, "policy", POLICIES),
        strokes=tuple(_stroke(item) for item in root.each("strokes")),
        idle=tuple(_place(root, item) for item in root.items("idle")),
    )
    if len({stroke.id for stroke in plan.strokes}) != len(plan.strokes):
        root.refuse("strokes", "has one id twice", "give every stroke its own")
    return plan


def _place(root: Fields, item: object) -> int:
    if isinstance(item, bool) or not isinstance(item, int) or item < 0:
        root.refuse("idle", "holds something that is no place of a step", "write 0 or more")
    return item


def _stroke(item: Fields) -> Stroke:
    item.refuse_unknown(_names(Stroke), "part of a stroke")
    return Stroke(
        id=item.text("id"),
        step=item.whole("step", 0),
        zone=item.text("zone"),
        manipulation=item.text("manipulation"),
        generator=_choice(item, "generator", Generator),
        lane=_lane(item),
        contact=_contact(item.below("contact")),
        force=_force(item),
        amplitude_mm=_between(item, "amplitude_mm", most=_LONGEST_MM),
        pitch_mm=_between(item, "pitch_mm", most=_LONGEST_MM),
        speed_mm_s=_between(item, "speed_mm_s"),
        tempo_hz=_between(item, "tempo_hz"),
        repeats=item.whole("repeats", 1),
        vacuum_kpa=_between(item, "vacuum_kpa"),
        starts_s=Seconds(item.whole("starts_s", 0)),
        seconds=Seconds(item.whole("seconds", 1)),
        return_share=_between(item, "return_share", most=1.0),
    )


def _lane(item: Fields) -> tuple[Anchor, ...]:
    lane = tuple(_anchor(anchor) for anchor in item.each("lane"))
    if not lane:
        item.refuse("lane", "has no anchor", "give one for a place, more for a way")
    return lane


def _anchor(item: Fields) -> Anchor:
    item.refuse_unknown(_names(Anchor), "part of an anchor")
    return Anchor(
        landmark=item.text("landmark"),
        side=_choice(item, "side", Side),
        up_mm=_way(item, "up_mm"),
        out_mm=_way(item, "out_mm"),
    )


def _way(item: Fields, key: str) -> float:
    way = item.number(key, most=_LONGEST_MM)
    if way < -_LONGEST_MM:
        item.refuse(key, f"is below -{_LONGEST_MM:g}", "check the number and its sign")
    return way


def _contact(item: Fields) -> Contact:
    item.refuse_unknown(_names(Contact), "part of a contact")
    for key in ("length_mm", "width_mm"):
        if item.number(key) <= 0:
            item.refuse(key, "is not above zero", "give the whole axis in mm")
    return Contact(
        tool=item.text("tool"),
        length_mm=item.number("length_mm"),
        width_mm=item.number("width_mm"),
        angle_deg=_between(item, "angle_deg", most=_HALF_TURN),
    )


def _force(item: Fields) -> tuple[ForceKnot, ...]:
    knots = tuple(_knot(knot) for knot in item.each("force"))
    shares = [knot.share for knot in knots]
    rising = shares == sorted(set(shares))
    if not rising or not shares or (shares[0], shares[-1]) != (0.0, 1.0):
        item.refuse("force", "has no knots from 0 to 1 in order", "begin at 0 and end at 1")
    return knots


def _knot(item: Fields) -> ForceKnot:
    item.refuse_unknown(_names(ForceKnot), "part of a knot")
    return ForceKnot(_between(item, "share", most=1.0), _between(item, "newton"))


def _between(item: Fields, key: str, most: float | None = None) -> float:
    value = item.number(key, most)
    if value < 0:
        item.refuse(key, "is below zero", "check the number and its sign")
    return value


def _choice(item: Fields, key: str, choices: type[_Choice]) -> _Choice:
    return choices(_word(item, key, [choice.value for choice in choices]))


def _word(item: Fields, key: str, known: Collection[str]) -> str:
    word = item.text(key)
    if word not in known:
        item.refuse(key, "is not one of the known words", f"write one of {', '.join(known)}")
    return word


def _names(
    kind: type[StrokePlan | Stroke | Anchor | Contact | ForceKnot],
) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
