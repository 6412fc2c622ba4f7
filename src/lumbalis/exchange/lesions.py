"""Moles, wounds and marks on the skin: read strictly, then placed on the patient's own body."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lumbalis.domain.anatomy.body import Body
from lumbalis.domain.anatomy.frame import SPINE, Anchor, Point, Side
from lumbalis.domain.anatomy.measures import BodyError, Lesion, Trouble
from lumbalis.domain.protocol.protocol import Protocol
from lumbalis.exchange.body_fields import above_zero, landmark_name, not_negative, one_of
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fields import Fields

KINDS = ("mole", "skin_break", "neoplasm", "bruise", "mark")
_KEYS = ("id", "kind", "at", "outline", "radius_mm", "margin_mm")
_AT_KEYS = ("landmark", "side", "up_mm", "out_mm")
_ID = re.compile(r"[A-Za-z0-9._-]{1,40}\Z")
_FEWEST_CORNERS = 3


@dataclass(frozen=True, slots=True)
class GivenLesion:
    """A lesion as it was written down: at an anchor with a radius, or as an outline in mm.

    Exactly one of `at` and `outline` is given. `margin_mm` None leaves the margin to the
    protocol. `where` says where it was written, for an error found later.
    """

    id: str
    kind: str
    at: Anchor | None
    outline: tuple[Point, ...]
    radius_mm: float
    margin_mm: float | None
    where: str


def read_lesions(items: Sequence[Fields]) -> tuple[GivenLesion, ...]:
    """Read the lesions of a body object.

    Raises
    ------
    InputError
        For the first mistake, two lesions with one id included.
    """
    lesions: dict[str, GivenLesion] = {}
    for item in items:
        lesion = _lesion(item)
        if lesion.id in lesions:
            item.refuse("id", "is the id of another lesion", "give every lesion an id of its own")
        lesions[lesion.id] = lesion
    return tuple(lesions.values())


def place_lesions(
    lesions: Sequence[GivenLesion], body: Body, protocol: Protocol
) -> tuple[Lesion, ...]:
    """Find the lesions on a body, each with the margin that is to be kept.

    Parameters
    ----------
    body : Body
        The same patient's body, built without them: anchors need its landmarks.
    protocol : Protocol
        Holds the least margin for moles, wounds and tumours; a wider one may be asked for.

    Raises
    ------
    InputError
        If a margin is narrower than the protocol's, or nobody says which one to keep.
    BodyError
        If a lesion is anchored at a landmark the body does not have.
    """
    least = margins_mm(protocol)
    return tuple(
        Lesion(
            id=lesion.id,
            kind=lesion.kind,
            outline=_placed(lesion, body),
            radius_mm=lesion.radius_mm,
            margin_mm=_margin(lesion, least.get(lesion.kind)),
        )
        for lesion in lesions
    )


def margins_mm(protocol: Protocol) -> Mapping[str, int]:
    """Give the widest margin any rule of the protocol keeps, in mm, by the kind of lesion.

    A lesion that is on the body is kept clear whether or not an answer made the rule fire.
    """
    widest: dict[str, int] = {}
    cases = (case for rule in protocol.rules for case in rule.cases)
    for case in cases:
        for modifiers in (case.modifiers, case.overridden):
            for kind, width in ({} if modifiers is None else modifiers.margins_mm).items():
                widest[kind] = max(width, widest.get(kind, 0))
    return widest


def _lesion(fields: Fields) -> GivenLesion:
    fields.refuse_unknown(_KEYS, "part of a lesion")
    if fields.has("at") == fields.has("outline"):
        fields.refuse("at", "and outline are both there or both missing", "give exactly one")
    anchored = fields.has("at")
    if not anchored and fields.has("radius_mm"):
        fields.refuse("radius_mm", "is no part of an outline", "leave it out, or give at instead")
    return GivenLesion(
        id=_id(fields),
        kind=one_of(fields, "kind", KINDS),
        at=_anchor(fields.below("at")) if anchored else None,
        outline=() if anchored else _outline(fields),
        radius_mm=above_zero(fields, "radius_mm") if anchored else 0.0,
        margin_mm=not_negative(fields, "margin_mm") if fields.has("margin_mm") else None,
        where=f"{fields.file}, {fields.path}",
    )


def _id(fields: Fields) -> str:
    label = fields.text("id")
    if not _ID.match(label):
        what_to_do = "use letters, digits, dot, dash and underscore"
        fields.refuse("id", "is not an opaque label", what_to_do)
    return label


def _anchor(fields: Fields) -> Anchor:
    fields.refuse_unknown(_AT_KEYS, "part of a place")
    landmark = landmark_name(fields, fields.text("landmark"), "landmark")
    side = Side(one_of(fields, "side", tuple(side.value for side in Side)))
    up_mm = fields.number("up_mm") if fields.has("up_mm") else 0.0
    out_mm = fields.number("out_mm") if fields.has("out_mm") else 0.0
    if side is Side.MIDLINE and out_mm != 0:
        fields.refuse("out_mm", "leaves the midline", "write left or right as the side")
    if landmark not in SPINE and not landmark.endswith(f"_{side.value}"):
        fields.refuse("side", "is not the side of the landmark", "give both the same side")
    return Anchor(landmark, side, up_mm, out_mm)


def _outline(fields: Fields) -> tuple[Point, ...]:
    corners = tuple(_corner(fields, i, item) for i, item in enumerate(fields.items("outline")))
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners = corners[:-1]
    if len(set(corners)) < _FEWEST_CORNERS:
        what_to_do = "give at least three different corners as [x, y] in mm"
        fields.refuse("outline", "encloses nothing", what_to_do)
    return corners


def _corner(fields: Fields, number: int, item: object) -> Point:
    if not isinstance(item, list) or len(item) != len(Point._fields):
        key = f"outline[{number}]"
        fields.refuse(key, "is not a corner", "write it as [x, y] in mm from the L4 spinous tip")
    pair = Fields(
        fields.file, f"{fields.path}.outline[{number}]", dict(zip("xy", item, strict=True))
    )
    return Point(pair.number("x"), pair.number("y"))


def _placed(lesion: GivenLesion, body: Body) -> tuple[Point, ...]:
    if lesion.at is None:
        return lesion.outline
    if lesion.at.landmark not in body.landmarks:
        raise BodyError(Trouble.LANDMARK_UNKNOWN, lesion.at.landmark)
    return (body.place(lesion.at),)


def _margin(lesion: GivenLesion, least: int | None) -> float:
    where = f"{lesion.where}.margin_mm"
    if lesion.margin_mm is None and least is None:
        what_to_do = "write how many millimetres to stay away"
        what = "is missing, and the protocol has no margin for this kind"
        raise InputError(where, what, what_to_do)
    if lesion.margin_mm is None:
        return float(least or 0)
    if least is not None and lesion.margin_mm < least:
        what = f"is narrower than the protocol's {least} mm"
        raise InputError(where, what, "widen it or leave it out")
    return lesion.margin_mm
