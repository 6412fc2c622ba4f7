"""A session as a time sheet: self-contained SVG on A4, black on white first."""

from __future__ import annotations

from typing import Final

from lumbalis.domain.plan import Session
from lumbalis.drawing.clock import TimedStage, clock, timed_stages
from lumbalis.drawing.flow import Flow
from lumbalis.drawing.page import BOTTOM_MM, CONTENT_MM, FOOT_MM, LEFT_MM, RIGHT_MM, WIDTH_MM
from lumbalis.drawing.sheet_head import (
    again_block,
    facts_block,
    levels_block,
    notes_block,
    stamp_lines,
    title_block,
)
from lumbalis.drawing.sheet_tail import after_block, left_out_block, supports_block
from lumbalis.drawing.step_table import table_heads, table_stages
from lumbalis.drawing.strip import strip
from lumbalis.drawing.svg import Pen, escaped, mm, rectangle, rule
from lumbalis.drawing.typeface import SCREEN, SMALL, Medium, width_mm, wrap
from lumbalis.drawing.words import PlanStamp, SheetWords

_PAGE_MARK_GAP_MM: Final = 6.0


def session_sheet(session: Session, words: SheetWords, stamp: PlanStamp) -> str:
    """Draw a session as one SVG: a page of A4, or as many pages below one another as it needs.

    The same arguments always give the same text.

    Raises
    ------
    ValueError
        If the session has nothing to draw: no steps, or a step without duration.
    """
    bodies = _bodies(session, words, stamp, SCREEN)
    page_mm = SCREEN.height_mm
    inner = "".join(
        f'<svg y="{mm(number * page_mm)}" width="{mm(WIDTH_MM)}" height="{mm(page_mm)}">'
        f"{body}</svg>"
        for number, body in enumerate(bodies)
    )
    height = page_mm * len(bodies)
    return _document(inner, height, SCREEN, session, words, stamp)


def session_pages(
    session: Session, words: SheetWords, stamp: PlanStamp, medium: Medium = SCREEN
) -> tuple[str, ...]:
    """Draw a session as one SVG a page, for a plan that is bound or shown page by page.

    Raises
    ------
    ValueError
        As `session_sheet`.
    """
    bodies = _bodies(session, words, stamp, medium)
    return tuple(
        _document(body, medium.height_mm, medium, session, words, stamp) for body in bodies
    )


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


def _bodies(
    session: Session, words: SheetWords, stamp: PlanStamp, medium: Medium
) -> tuple[str, ...]:
    """Give the content of each page, with its foot where the medium asks for one."""
    pages = _flow(session, words, stamp, medium).pages
    if not medium.own_foot:
        return pages
    pen = Pen(medium)
    return tuple(
        page + _foot(number, len(pages), words, stamp, pen)
        for number, page in enumerate(pages, start=1)
    )


def _flow(session: Session, words: SheetWords, stamp: PlanStamp, medium: Medium) -> Flow:
    pen = Pen(medium)
    bottom = medium.height_mm - (FOOT_MM + BOTTOM_MM if medium.own_foot else 0)
    flow = Flow(bottom, again_block(session, stamp, words, pen), table_heads(session, words, pen))
    flow.put(title_block(session, stamp, words, pen))
    flow.put(facts_block(session, words, pen))
    flow.put(notes_block(session, words, pen))
    flow.put(strip(session, words, pen))
    flow.put(levels_block(session, words, pen))
    flow.put_table(table_stages(session, words, pen))
    left_out = left_out_block(session, words, pen)
    if left_out is not None:
        flow.put(left_out)
    flow.put(after_block(session, words, pen), supports_block(words, pen))
    return flow


def _foot(page: int, pages: int, words: SheetWords, stamp: PlanStamp, pen: Pen) -> str:
    """Tell protocol, plan, who, when, and which page of how many this is."""
    top = pen.medium.height_mm - BOTTOM_MM - 2.5 * SMALL.leading
    mark = words.text("page", page=str(page), pages=str(pages))
    room = CONTENT_MM - width_mm(mark, SMALL) - _PAGE_MARK_GAP_MM
    facts = (*stamp_lines(stamp, words), stamp.who, words.moment(stamp.at))
    lines = wrap(" · ".join(fact for fact in facts if fact), SMALL, room)
    return (
        rule(LEFT_MM, top, RIGHT_MM, top)
        + pen.lines(LEFT_MM, top + 0.8, lines, SMALL)
        + pen.line(RIGHT_MM, top + 0.8 + SMALL.leading * 0.77, mark, SMALL, "end")
    )


def _document(
    inner: str,
    height: float,
    medium: Medium,
    session: Session,
    words: SheetWords,
    stamp: PlanStamp,
) -> str:
    """Wrap drawn content in an SVG document with its title and description."""
    name = f"session-{session.index}"
    title = words.text("session_of", index=str(session.index), count=str(stamp.sessions))
    script = words.name("script", session.script)
    paper = rectangle(0, 0, WIDTH_MM, height, fill="#ffffff")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {mm(WIDTH_MM)} {mm(height)}" '
        f'width="{mm(WIDTH_MM)}mm" height="{mm(height)}mm" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" xml:lang="{escaped(words.language)}" '
        f'font-family="{escaped(medium.family)}" fill="#000000">'
        f'<title id="{name}-title">{escaped(f"{title}. {script}")}</title>'
        f'<desc id="{name}-desc">{escaped(session_summary(session, words))}</desc>'
        f"{paper}{inner}</svg>"
    )
