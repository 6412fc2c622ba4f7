"""The document around a drawn session: its title and description, its foot, its paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lumbalis.domain.plan import Session
from lumbalis.drawing.clock import TimedStage, clock, timed_stages
from lumbalis.drawing.page import BOTTOM_MM, CONTENT_MM, LEFT_MM, RIGHT_MM, WIDTH_MM
from lumbalis.drawing.sheet_head import stamp_lines
from lumbalis.drawing.svg import Pen, escaped, mm, rectangle, rule
from lumbalis.drawing.typeface import SMALL, Medium, width_mm, wrap
from lumbalis.drawing.words import PlanStamp, SheetWords

_PAGE_MARK_GAP_MM: Final = 6.0
_FOOT_LINES: Final = 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a sheet is drawn from."""

    session: Session
    words: SheetWords
    stamp: PlanStamp
    medium: Medium

    @property
    def pen(self) -> Pen:
        """The pen of the sheet's medium."""
        return Pen(self.medium)

    @property
    def title(self) -> str:
        """Which session of how many, and its script."""
        index, count = str(self.session.index), str(self.stamp.sessions)
        script = self.words.name("script", self.session.script)
        return f"{self.words.text('session_of', index=index, count=count)}. {script}"


def document(sheet: Sheet, inner: str, height: float) -> str:
    """Wrap drawn content, `height` mm high, in an SVG document that a reader can announce."""
    name = f"session-{sheet.session.index}"
    attributes = (
        f'viewBox="0 0 {mm(WIDTH_MM)} {mm(height)}" width="{mm(WIDTH_MM)}mm" '
        f'height="{mm(height)}mm" role="img" aria-labelledby="{name}-title {name}-desc" '
        f'xml:lang="{escaped(sheet.words.language)}" '
        f'font-family="{escaped(sheet.medium.family)}" fill="#000000"'
    )
    summary = session_summary(sheet.session, sheet.words)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>'
        f'<title id="{name}-title">{escaped(sheet.title)}</title>'
        f'<desc id="{name}-desc">{escaped(summary)}</desc>'
        f"{rectangle(0, 0, WIDTH_MM, height, fill='#ffffff')}{inner}</svg>"
    )


def foot(sheet: Sheet, page: int, pages: int) -> str:
    """Tell protocol, plan, who, when, and which page of how many this is."""
    words, pen = sheet.words, sheet.pen
    top = sheet.medium.height_mm - BOTTOM_MM - _FOOT_LINES * SMALL.leading - 1
    mark = words.text("page", page=str(page), pages=str(pages))
    room = CONTENT_MM - width_mm(mark, SMALL) - _PAGE_MARK_GAP_MM
    lines = wrap(stamp_line(sheet.stamp, words), SMALL, room)
    return (
        rule(LEFT_MM, top, RIGHT_MM, top)
        + pen.lines(LEFT_MM, top + 0.8, lines, SMALL)
        + pen.line(RIGHT_MM, top + 0.8 + SMALL.leading * 0.77, mark, SMALL, "end")
    )


def stamp_line(stamp: PlanStamp, words: SheetWords) -> str:
    """Tell protocol, plan, who and when in one line."""
    facts = (*stamp_lines(stamp, words), stamp.who, words.moment(stamp.at))
    return "\u00a0· ".join(fact for fact in facts if fact)


def session_summary(session: Session, words: SheetWords) -> str:
    """Tell the session in sentences, for those who cannot see the strip."""
    stages = (_stage_in_words(session, stage, words) for stage in timed_stages(session))
    return words.text(
        "summary",
        time=clock(session.hands_on_s),
        level=str(session.level),
        ceiling=str(session.ceiling),
        stages="; ".join(stages),
    )


def _stage_in_words(session: Session, stage: TimedStage, words: SheetWords) -> str:
    levels = sorted({timed.step.level for timed in stage.steps})
    return words.text(
        "summary_stage",
        stage=words.name("stage", f"{session.script}.{stage.stage}"),
        start=clock(stage.start_s),
        end=clock(stage.end_s),
        levels=", ".join(str(level) for level in levels),
    )
