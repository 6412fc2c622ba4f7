"""The picture of one body: drawn once as named parts, shown in any window as often as needed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Final

from shapely.geometry.base import BaseGeometry

from lumbalis.domain.anatomy import Body, Region
from lumbalis.drawing.body.palette import themes
from lumbalis.drawing.body.path import TENTHS, area_path, line_path
from lumbalis.drawing.body.relief import tones
from lumbalis.drawing.body.view import View
from lumbalis.drawing.svg import element, escaped

SCOPE: Final = "lumbalis-body"
"""The CSS class of a drawing that uses these parts; its palette hangs on it."""
_FELT: Final = ("rib_12", "crest", "scapula", "gluteal_fold", "crease")
"""The guides that a hand can find; the others only help to draw."""
_DOT_MM: Final = 3.0
_SOFT_MM: Final = 3.0


class Part(Enum):
    """What a picture may show, from the lowest layer to the uppermost."""

    SKIN = "skin"
    """The body itself with its relief and edge."""
    GUIDES = "guides"
    """What can be felt: last ribs, crests, shoulder blades, creases."""
    ORGANS = "organs"
    """Where the kidneys are expected."""
    REDUCED = "reduced"
    """Where force must fall."""
    KEEP_OUTS = "keep-outs"
    """Where nothing may touch."""
    SPINE = "spine"
    """The spinous processes."""
    REDUCED_EDGE = "reduced-edge"
    """The edge alone of where force must fall."""
    KEEP_OUT_EDGE = "keep-out-edge"
    """The edge alone of where nothing may touch."""


CAREFUL: Final = (
    Part.SKIN,
    Part.GUIDES,
    Part.ORGANS,
    Part.REDUCED,
    Part.KEEP_OUTS,
    Part.SPINE,
)
"""Everything a therapist should see."""
PLAIN: Final = (Part.SKIN,)
"""The body alone."""

_STYLE: Final = """
.skin{fill:var(--skin)}
.edge{fill:none;stroke:var(--edge);stroke-width:14;stroke-linejoin:round}
.shade{fill:var(--shade);fill-opacity:.062;fill-rule:evenodd}
.lit{fill:var(--lit);fill-opacity:.15;fill-rule:evenodd}
.guide{fill:none;stroke:var(--guide);stroke-width:9;stroke-dasharray:38 30;stroke-opacity:.75}
.organ{fill:var(--care);fill-opacity:.08;stroke:var(--care);stroke-width:9;stroke-opacity:.55}
.less{stroke:var(--care);stroke-width:11;stroke-dasharray:60 26}
.none{stroke:var(--stop);stroke-width:11}
.open{fill:none}
.weave-less{stroke:var(--care);stroke-width:9;stroke-opacity:.5}
.weave-none{stroke:var(--stop);stroke-width:13;stroke-opacity:.62}
.dot{fill:var(--bone);stroke:var(--stop);stroke-width:8}
"""


@dataclass(frozen=True)
class BodyFigure:
    """A body to be drawn.

    `key` begins every id, so that two figures can stand in one document. A document holds
    `defs()` once, and `shown()` for each picture; its outermost element has the class SCOPE
    and its style sheet the rules of `style()`. `soft` lets the tones of the relief run into one
    another; without it they have edges, which is quicker to draw again and again. Without
    `relief` the skin is one tone, for pictures that are small or printed.
    """

    body: Body
    key: str = "body"
    soft: bool = True
    relief: bool = True

    @staticmethod
    def style() -> str:
        """Write the style rules: both palettes, and how each part looks."""
        return themes(SCOPE) + _STYLE

    @cached_property
    def _parts(self) -> dict[Part, str]:
        return {
            Part.SKIN: self._skin(),
            Part.GUIDES: self._guides(),
            Part.ORGANS: _areas("organ", self.body.organs.values()),
            Part.REDUCED: self._woven("less", self._lessened()),
            Part.KEEP_OUTS: self._woven("none", self.body.keep_outs.values()),
            Part.SPINE: self._spine(),
            Part.REDUCED_EDGE: self.clipped(_areas("less open", self._lessened())),
            Part.KEEP_OUT_EDGE: self.clipped(_areas("none open", self.body.keep_outs.values())),
        }

    @cached_property
    def outline(self) -> str:
        """Give the path of the outline, in tenths of a mm, y down."""
        return area_path(self.body.outline)

    def defs(self) -> str:
        """Write the parts for a document to refer to."""
        parts = "".join(
            f'<g id="{self._id(part.value)}">{drawn}</g>' for part, drawn in self._parts.items()
        )
        clip = element("path", d=self.outline)
        return (
            f'<defs><clipPath id="{self._id("within")}">{clip}</clipPath>{self._softener()}'
            f"{self._weave('less', 45, 62)}{self._weave('none', -45, 46)}{parts}</defs>"
        )

    def shown(self, view: View, parts: Iterable[Part] = CAREFUL, over: str = "") -> str:
        """Show parts of the body in a window; `over` is drawn above them, in tenths of a mm."""
        wanted = set(parts)
        used = (element("use", href=f"#{self._id(p.value)}") for p in Part if p in wanted)
        return view.frame("".join(used) + over)

    def clipped(self, inner: str) -> str:
        """Cut what is drawn in tenths of a mm off at the outline."""
        return f'<g clip-path="url(#{self._id("within")})">{inner}</g>'

    def _id(self, name: str) -> str:
        return escaped(f"{self.key}-{name}")

    def _skin(self) -> str:
        shown = tones(self.body) if self.relief else ()
        bands = "".join(element("path", class_=tone.kind, d=tone.path) for tone in shown)
        soft = f' filter="url(#{self._id("soft")})"' if self.soft else ""
        return (
            element("path", class_="skin", d=self.outline)
            + self.clipped(f"<g{soft}>{bands}</g>")
            + element("path", class_="edge", d=self.outline)
        )

    def _softener(self) -> str:
        """Blur by some mm, in the eye's own measure of brightness."""
        if not self.soft:
            return ""
        left, bottom, right, top = (edge * TENTHS for edge in self.body.outline.bounds)
        blur = element("feGaussianBlur", stdDeviation=_SOFT_MM * TENTHS)
        return (
            f'<filter id="{self._id("soft")}" filterUnits="userSpaceOnUse" x="{left:.0f}" '
            f'y="{-top:.0f}" width="{right - left:.0f}" height="{top - bottom:.0f}" '
            f'color-interpolation-filters="sRGB">{blur}</filter>'
        )

    def _guides(self) -> str:
        return "".join(
            element("path", class_="guide", d=line_path(line))
            for name, line in self.body.guides.items()
            if name.startswith(_FELT)
        )

    def _lessened(self) -> Iterable[Region]:
        """Give the kidneys, and the hollows of the knees."""
        yield from self.body.reduced.values()
        for name, zone in self.body.zones.items():
            if name.startswith("popliteal_"):
                yield zone

    def _woven(self, kind: str, regions: Iterable[BaseGeometry]) -> str:
        fill = f"url(#{self._id(f'weave-{kind}')})"
        areas = "".join(
            element("path", class_=kind, d=area_path(region), fill=fill) for region in regions
        )
        return self.clipped(areas)

    def _weave(self, kind: str, turn: int, apart: int) -> str:
        line = element("line", class_=f"weave-{kind}", x1=0, y1=0, x2=0, y2=apart)
        return (
            f'<pattern id="{self._id(f"weave-{kind}")}" width="{apart}" height="{apart}" '
            f'patternUnits="userSpaceOnUse" patternTransform="rotate({turn})">{line}</pattern>'
        )

    def _spine(self) -> str:
        return "".join(
            element(
                "ellipse",
                class_="dot",
                cx=round(place.x * TENTHS),
                cy=round(-place.y * TENTHS),
                rx=_DOT_MM * 7,
                ry=_DOT_MM * 12,
            )
            for place in self.body.spine
        )


def _areas(kind: str, regions: Iterable[BaseGeometry]) -> str:
    return "".join(element("path", class_=kind, d=area_path(region)) for region in regions)
