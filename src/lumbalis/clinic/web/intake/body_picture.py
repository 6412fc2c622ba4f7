"""The outline of a body seen from behind, for drawing on; in tenths of a millimetre."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from lumbalis.clinic.services.pain_drawings import NAMED_ZONES
from lumbalis.domain.anatomy import Body
from lumbalis.drawing.body.path import TENTHS, area_path, line_path
from lumbalis.drawing.body.view import whole

_FINE_MM, _TOLERANCE_MM = 0.4, 1.5
_FELT = ("rib_12", "crest", "gluteal_fold", "crease", "waist", "cleft")


@dataclass(frozen=True, slots=True)
class BodyPicture:
    """Paths of a body. `box` is the view box; x to the patient's right, y down."""

    box: str
    outline: str
    spine: str
    guides: tuple[str, ...]
    zones: tuple[tuple[str, str], ...]


def body_picture(body: Body) -> BodyPicture:
    """Give the paths of a body."""
    return _picture(body.sha256, _Held(body))


class _Held:
    """Carries a body past the cache: bodies with the same hash look the same."""

    def __init__(self, body: Body) -> None:
        self.body = body

    def __hash__(self) -> int:
        return hash(self.body.sha256)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.body.sha256 == self.body.sha256


@lru_cache(maxsize=64)
def _picture(_sha256: str, held: _Held) -> BodyPicture:
    body = held.body
    window = whole(body)
    edges = (window.left, -window.top, window.width, window.height)
    return BodyPicture(
        box=" ".join(f"{edge * TENTHS:.0f}" for edge in edges),
        outline=area_path(body.outline, _FINE_MM),
        spine=line_path([(place.x, place.y) for place in body.spine], _TOLERANCE_MM),
        guides=tuple(
            line_path(line, _TOLERANCE_MM)
            for name, line in body.guides.items()
            if name.startswith(_FELT)
        ),
        zones=tuple((name, area_path(body.zones[name], _TOLERANCE_MM)) for name in NAMED_ZONES),
    )
