"""The session over its minutes as one strip: the stages numbered, the one at hand marked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lumbalis.domain.plan import Session
from lumbalis.drawing.body.lettering import SMALL, Ink, Size, fitted, line
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.clock import TimedStage, clock, timed_stages
from lumbalis.drawing.svg import element
from lumbalis.drawing.words import SheetWords

HEIGHT: Final = 56.0
_BAR: Final = 28.0
_EVERY_S: Final = 300
_MIDDLE: Final = Ink(Size.SMALL, colour="quiet", anchor="middle")
_END: Final = Ink(Size.SMALL, colour="quiet", anchor="end")
_PAD: Final = 6.0
_TELLING: Final = 6


def timeline(
    session: Session, names: SheetWords, corner: tuple[float, float], width: float, at: str | None
) -> str:
    """Draw the stages as long as they last; `at` is the stage at hand, or None for all alike."""
    x, y = corner
    scale = width / session.hands_on_s
    stages = timed_stages(session)
    return "".join(
        (
            *(_stage(stage, session, names, (x, y, scale), at) for stage in stages),
            *_minutes(session.hands_on_s, (x, y + _BAR, scale)),
        )
    )


def _stage(
    stage: TimedStage,
    session: Session,
    names: SheetWords,
    place: tuple[float, float, float],
    at: str | None,
) -> str:
    x, y, scale = place
    left, width = x + stage.start_s * scale, stage.seconds * scale
    here = stage.stage == at
    box = element(
        "rect",
        class_="here" if here else "stage",
        x=left + 0.75,
        y=y,
        width=max(width - 1.5, 1.0),
        height=_BAR,
        rx=3,
    )
    name = names.name("stage", f"{session.script}.{stage.stage}")
    title = f"<title>{stage.number}. {_safe(name)}</title>"
    return f"<g>{title}{box}{_label(stage.number, name, (left, y, width), here=here)}</g>"


def _label(number: int, name: str, box: tuple[float, float, float], *, here: bool) -> str:
    left, y, width = box
    colour = "halo" if here else "ink"
    shown = Ink(Size.SMALL, bold=True, colour=colour)
    text = fitted(f"{number} {name}", width - 2 * _PAD, shown)
    if len(text) >= _TELLING:
        return line(left + _PAD, y + _BAR / 2 + 4.2, text, shown)
    middle = Ink(Size.SMALL, bold=True, colour=colour, anchor="middle")
    return line(left + width / 2, y + _BAR / 2 + 4.2, str(number), middle)


def _minutes(last_s: int, place: tuple[float, float, float]) -> Iterator[str]:
    x, y, scale = place
    for second in range(0, last_s, _EVERY_S):
        if (last_s - second) * scale < SMALL.width(clock(last_s)) * 2:
            continue
        tick = x + second * scale
        yield element("line", x1=tick, y1=y + 3, x2=tick, y2=y + 7, stroke=var("quiet"))
        yield line(tick, y + 20, clock(second), SMALL if second == 0 else _MIDDLE)
    yield line(x + last_s * scale, y + 20, clock(last_s), _END)


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


STYLE: Final = ".stage{fill:var(--rule)}.here{fill:var(--accent)}"
"""The style rules of the timeline."""
