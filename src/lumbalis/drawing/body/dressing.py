"""The document around a body drawing: style sheet, title and description, paper, foot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lumbalis.drawing.body import charts, dose_image, handwork, marks, timeline
from lumbalis.drawing.body.figure import SCOPE, BodyFigure
from lumbalis.drawing.body.lettering import LETTERING
from lumbalis.drawing.body.palette import Theme, var
from lumbalis.drawing.svg import element, escaped

_STYLE: Final = (
    BodyFigure.style()
    + LETTERING
    + handwork.STYLE
    + dose_image.STYLE
    + charts.STYLE
    + marks.STYLE
    + timeline.STYLE
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a reader can announce of a drawing, and how large it is in page units.

    `key` begins the ids. `theme` fixes the palette; None leaves it to the reader's system.
    """

    key: str
    title: str
    description: str
    language: str
    size: tuple[float, float]
    theme: Theme | None = None


def document(sheet: Sheet, inner: str) -> str:
    """Wrap a drawing into an SVG document of its own: nothing is fetched from outside."""
    width, height = sheet.size
    theme = f' data-theme="{sheet.theme.value}"' if sheet.theme else ""
    key = escaped(sheet.key)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{SCOPE} lettered"{theme} '
        f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" '
        f'role="img" aria-labelledby="{key}-title {key}-desc" '
        f'xml:lang="{escaped(sheet.language)}">'
        f'<title id="{key}-title">{escaped(sheet.title)}</title>'
        f'<desc id="{key}-desc">{escaped(sheet.description)}</desc>'
        f"<style>{_STYLE}</style>"
        f"{element('rect', width=width, height=height, fill=var('paper'))}{inner}</svg>"
    )


def inset(inner: str, size: tuple[float, float], place: tuple[float, float, float, float]) -> str:
    """Set a drawing of a size in page units into another document: at x, y, so wide, so high."""
    x, y, width, height = place
    return (
        f'<svg x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" '
        f'class="{SCOPE} lettered" viewBox="0 0 {size[0]:.0f} {size[1]:.0f}">'
        f"<style>{_STYLE}</style>{inner}</svg>"
    )
