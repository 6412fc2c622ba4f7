"""The marks of a course: each clinical meaning has its shape as well as its colour."""

from __future__ import annotations

from lumbalis.drawing.body.palette import var
from lumbalis.drawing.charts.course import Mark
from lumbalis.drawing.charts.words import MARK_COLOURS
from lumbalis.drawing.svg import element


def symbol(mark: Mark, x: float, y: float) -> str:
    """Draw a mark around a place: octagon, square or shield, 16 px high."""
    shape = {Mark.HOLD: _square, Mark.REVIEW: _shield}.get(mark, _octagon)(x, y)
    return element("path", d=shape, fill=var(MARK_COLOURS[mark])) + _sign(mark, x, y)


def _octagon(x: float, y: float) -> str:
    return f"M{x - 3.3:.1f} {y - 8:.1f}h6.6l4.7 4.7v6.6l-4.7 4.7h-6.6l-4.7-4.7v-6.6z"


def _square(x: float, y: float) -> str:
    return f"M{x - 7.5:.1f} {y - 7.5:.1f}h15v15h-15z"


def _shield(x: float, y: float) -> str:
    return f"M{x:.1f} {y - 8.5:.1f}l7.5 2.6v5.2c0 4.4-3.2 7.2-7.5 9.2c-4.3-2-7.5-4.8-7.5-9.2v-5.2z"


def _sign(mark: Mark, x: float, y: float) -> str:
    """Draw what stands in the shape: a bar, a dot under a stem, two bars, a cross."""
    paths = {
        Mark.STOPPED: f"M{x - 4:.1f} {y:.1f}h8",
        Mark.ADVERSE: f"M{x:.1f} {y - 4.5:.1f}v5M{x:.1f} {y + 3.6:.1f}v.8",
        Mark.HOLD: f"M{x - 2.5:.1f} {y - 3.5:.1f}v7M{x + 2.5:.1f} {y - 3.5:.1f}v7",
        Mark.REVIEW: f"M{x:.1f} {y - 4:.1f}v7.4M{x - 3.7:.1f} {y - 0.3:.1f}h7.4",
    }
    return element(
        "path", d=paths[mark], fill="none", stroke=var("halo"), stroke_width=2.2,
        stroke_linecap="round",
    )  # fmt: skip
