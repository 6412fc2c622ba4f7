"""Where hands may go today: every zone of a back by how it may be touched, loin and legs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lumbalis.domain.anatomy import Body, Region
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.body.path import TENTHS, area_path, line_path
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.body.view import View, Window, loin
from lumbalis.drawing.svg import element, escaped

SIZE: Final = (560.0, 380.0)
_LOIN: Final = (0.0, 0.0, 340.0, 380.0)
_LEGS: Final = (356.0, 0.0, 204.0, 380.0)
_ABOVE_FOLD_MM, _BESIDE_LEG_MM, _BELOW_ANKLE_MM = 60.0, 24.0, 30.0
_SMOOTH_MM: Final = 0.8
_LETTER: Final = 15.0
_SMALLEST_MM2: Final = 900.0
_APART: Final = 26.0
_FELT: Final = ("rib_12", "crest", "scapula", "gluteal_fold", "crease")


class Touch(StrEnum):
    """How a zone may be touched."""

    FULL = "full"
    LIGHTER = "lighter"
    NONE = "none"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class ZoneTouch:
    """How one zone may be touched, and up to which level of pressure."""

    touch: Touch
    level: int = 0


@dataclass(frozen=True, slots=True)
class _Look:
    """How a kind of touch is drawn: its colour, its pattern, its edge."""

    colour: str
    opacity: float
    turn: int | None = None
    dash: str = ""


_LOOKS: Final[Mapping[Touch, _Look]] = {
    Touch.FULL: _Look("go", 0.30),
    Touch.LIGHTER: _Look("care", 0.0, 45),
    Touch.NONE: _Look("stop", 0.0, -45),
    Touch.LEFT_OUT: _Look("quiet", 0.12, None, "34 22"),
}


_MARKS: Final[Mapping[Touch, str]] = {Touch.NONE: "", Touch.LEFT_OUT: "–"}


def allowed_zones(
    body: Body, zones: Mapping[str, ZoneTouch], words: BodyWords, said: str, key: str = "allowed"
) -> str:
    """Draw a back from behind with every zone by how it may be touched.

    An `svg` to be set into a page: it holds no style sheet, and takes its colours by the names
    of the palette (`--go`, `--skin` ...) from the page around it.

    Parameters
    ----------
    zones : mapping
        How each zone may be touched; a zone that is not named is only outlined.
    said : str
        What a screen reader says instead of the picture.
    key : str
        Begins every id, so that several pictures can stand in one page.
    """
    views, under = views_of(body), outlined(body)
    tints = "".join(_tints(body, zones, key))
    parts = "".join(view.frame(f'<use href="#{key}-back"/>') for view in views)
    letters = "".join(_letters(body, zones, views, words))
    width, height = SIZE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="allowed-zones" '
        f'viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escaped(said)}">'
        f'<defs>{_patterns(key)}<g id="{key}-back">{under}{tints}</g></defs>{parts}{letters}</svg>'
    )


def _legs(body: Body) -> Window:
    """Show both legs from above the gluteal folds to below the ankles."""
    top = body.landmarks["fold_left"].at.y + _ABOVE_FOLD_MM
    bottom = body.landmarks["ankle_left"].at.y - _BELOW_ANKLE_MM
    half = max(abs(body.landmarks[f"trochanter_{side}"].at.x) for side in ("left", "right"))
    return Window(-half - _BESIDE_LEG_MM, bottom, half + _BESIDE_LEG_MM, top)


def _view(window: Window, place: tuple[float, float, float, float]) -> View:
    x, y, width, height = place
    return View.fitted(window, x, y, (width, height))


def views_of(body: Body) -> tuple[View, View]:
    """Give the two parts of the picture: the loin, and the legs beside it."""
    return _view(loin(body), _LOIN), _view(_legs(body), _LEGS)


def outlined(body: Body) -> str:
    """Draw the body itself: its skin, what can be felt, the spinous processes."""
    outline = area_path(body.outline, _SMOOTH_MM)
    felt = (line_path(one) for name, one in body.guides.items() if name.startswith(_FELT))
    spine = (
        element("ellipse", cx=round(at.x * TENTHS), cy=round(-at.y * TENTHS), rx=20, ry=34,
                fill=var("bone"), stroke=var("stop"), stroke_width=8)
        for at in body.spine
    )  # fmt: skip
    return (
        element("path", d=outline, fill=var("skin"), stroke=var("edge"), stroke_width=14)
        + element("path", d="".join(felt), fill="none", stroke=var("guide"), stroke_width=9,
                  stroke_dasharray="38 30", stroke_opacity=0.75)
        + "".join(spine)
    )  # fmt: skip


def _tints(body: Body, zones: Mapping[str, ZoneTouch], key: str) -> Iterator[str]:
    """Paint the zones, what may be touched first, so that no permission covers a ban."""
    order = list(_LOOKS)
    named = [(name, zone) for name, zone in body.zones.items() if name in zones]
    for name, zone in sorted(named, key=lambda pair: order.index(zones[pair[0]].touch)):
        yield _tint(zone, _LOOKS[zones[name].touch], zones[name].touch, key)


def _tint(zone: Region, look: _Look, touch: Touch, key: str) -> str:
    path = area_path(zone, _SMOOTH_MM)
    paint: dict[str, str | float] = {"stroke": var(look.colour), "stroke_width": 10}
    if look.dash:
        paint["stroke_dasharray"] = look.dash
    if look.turn is not None:
        return element("path", d=path, fill=f"url(#{key}-{touch})", **paint)
    fill = var(look.colour) if look.opacity else "none"
    return element("path", d=path, fill=fill, fill_opacity=look.opacity, **paint)


def _patterns(key: str) -> str:
    return "".join(_pattern(key, touch, look) for touch, look in _LOOKS.items())


def _pattern(key: str, touch: Touch, look: _Look) -> str:
    if look.turn is None:
        return ""
    apart = 46 if touch is Touch.NONE else 62
    stripe = element(
        "line", x1=0, y1=0, x2=0, y2=apart, stroke=var(look.colour), stroke_width=14,
        stroke_opacity=0.6,
    )  # fmt: skip
    return (
        f'<pattern id="{key}-{touch}" width="{apart}" height="{apart}" '
        f'patternUnits="userSpaceOnUse" patternTransform="rotate({look.turn})">{stripe}</pattern>'
    )


def _letters(
    body: Body, zones: Mapping[str, ZoneTouch], views: Iterable[View], words: BodyWords
) -> Iterator[str]:
    """Write the sides in each part of the picture, and the level on what may be touched."""
    for view in views:
        y = view.y + _LETTER + 2
        yield _letter(view.x + 6, y, words.say("left_upper"), "start", "quiet")
        yield _letter(view.x + view.width - 6, y, words.say("right_upper"), "end", "quiet")
        yield from _levels(body, zones, view)


def _levels(body: Body, zones: Mapping[str, ZoneTouch], view: View) -> Iterator[str]:
    """Write the level on each zone, and a dash on what is left out; one word at one place."""
    written: list[tuple[float, float]] = []
    for name, touch in zones.items():
        zone = body.zones.get(name)
        text = _MARKS.get(touch.touch, str(touch.level))
        if zone is None or not text or zone.area < _SMALLEST_MM2:
            continue
        at = zone.representative_point()
        x, y = view.across(at.x), view.down(at.y)
        if _inside(view, x, y) and all(abs(x - a) + abs(y - b) > _APART for a, b in written):
            written.append((x, y))
            yield _letter(x, y + _LETTER / 3, text, "middle", "ink")


def _inside(view: View, x: float, y: float) -> bool:
    across = view.x + _LETTER < x < view.x + view.width - _LETTER
    return across and view.y + 2 * _LETTER < y < view.y + view.height - _LETTER


def _letter(x: float, y: float, text: str, anchor: str, colour: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{_LETTER:g}" font-weight="700" '
        f'text-anchor="{anchor}" fill="{var(colour)}" stroke="{var("halo")}" stroke-width="3" '
        f'stroke-linejoin="round" paint-order="stroke">{escaped(text)}</text>'
    )
