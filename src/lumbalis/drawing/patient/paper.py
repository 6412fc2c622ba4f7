"""A drawing for paper: light colours written out, no blurs, a face that the press has."""

from __future__ import annotations

from lumbalis.drawing.body.palette import Theme, plain
from lumbalis.drawing.typeface import PAPER, SCREEN


def figure_for_pdf(svg: str) -> str:
    """Write out what a simple reader of SVG, such as the maker of the PDF, cannot work out."""
    return plain(svg, Theme.LIGHT).replace(SCREEN.family, f"'{PAPER.family}'")
