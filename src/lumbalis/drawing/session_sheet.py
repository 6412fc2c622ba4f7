"""A session as a time sheet: self-contained SVG on A4, black on white first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from lumbalis.domain.plan import Course, Session
from lumbalis.drawing.flow import Flow
from lumbalis.drawing.page import BOTTOM_MM, FOOT_MM, WIDTH_MM
from lumbalis.drawing.sheet_document import Sheet, document, foot
from lumbalis.drawing.sheet_head import (
    again_block,
    facts_block,
    forecast_block,
    levels_block,
    notes_block,
    title_block,
)
from lumbalis.drawing.sheet_tail import after_block, left_out_block, supports_block
from lumbalis.drawing.stage_table import stage_blocks
from lumbalis.drawing.step_table import table_heads, table_stages
from lumbalis.drawing.strip import strip
from lumbalis.drawing.svg import Block, mm
from lumbalis.drawing.typeface import PAPER, SCREEN, Medium
from lumbalis.drawing.words import PlanStamp, SheetWords

Picture = Callable[[float], Block | None]
"""Gives a picture of a session for so many mm of height, or none where that is too little."""


def session_sheet(session: Session, words: SheetWords, stamp: PlanStamp) -> str:
    """Draw a session as one SVG: a page of A4, or as many pages below one another as it needs.

    The same arguments always give the same text.

    Raises
    ------
    ValueError
        If the session has nothing to draw: no steps, or a step without duration.
    """
    sheet = Sheet(session, words, stamp, SCREEN)
    page_mm = SCREEN.height_mm
    bodies = _with_feet(sheet, _steps_flow(sheet).pages)
    inner = "".join(
        f'<svg y="{mm(number * page_mm)}" width="{mm(WIDTH_MM)}" height="{mm(page_mm)}">'
        f"{body}</svg>"
        for number, body in enumerate(bodies)
    )
    return document(sheet, inner, page_mm * len(bodies))


def session_pages(
    session: Session,
    words: SheetWords,
    stamp: PlanStamp,
    medium: Medium = SCREEN,
    picture: Picture | None = None,
) -> tuple[str, ...]:
    """Draw a session with every step, as one SVG a page; `picture` shows it on the body.

    Raises
    ------
    ValueError
        As `session_sheet`.
    """
    sheet = Sheet(session, words, stamp, medium)
    return _documents(sheet, _steps_flow(sheet, picture))


def session_overview(
    session: Session,
    words: SheetWords,
    stamp: PlanStamp,
    medium: Medium = SCREEN,
    picture: Picture | None = None,
) -> tuple[str, ...]:
    """Draw a session stage by stage, without its single steps: usually one page.

    It is for a session that is only a forecast: it says that nobody should work from it.

    Raises
    ------
    ValueError
        As `session_sheet`.
    """
    sheet = Sheet(session, words, stamp, medium)
    return _documents(sheet, _stages_flow(sheet, picture))


def plan_sheets(
    course: Course,
    words: SheetWords,
    stamp: PlanStamp,
    today: int = 1,
    pictures: Mapping[int, Picture] = MappingProxyType({}),
) -> tuple[tuple[str, ...], ...]:
    """Draw the sheets of a printed plan: today's session in full, every other one in short.

    `pictures` shows sessions on the body, by their number.

    Raises
    ------
    ValueError
        As `session_sheet`.
    """
    return tuple(
        (session_pages if session.index == today else session_overview)(
            session, words, stamp, PAPER, pictures.get(session.index)
        )
        for session in course.sessions
    )


def _documents(sheet: Sheet, flow: Flow) -> tuple[str, ...]:
    height = sheet.medium.height_mm
    return tuple(document(sheet, body, height) for body in _with_feet(sheet, flow.pages))


def _with_feet(sheet: Sheet, pages: Sequence[str]) -> tuple[str, ...]:
    """Put a foot on each page where the medium asks for one."""
    if not sheet.medium.own_foot:
        return tuple(pages)
    return tuple(
        page + foot(sheet, number, len(pages)) for number, page in enumerate(pages, start=1)
    )


def _steps_flow(sheet: Sheet, picture: Picture | None = None) -> Flow:
    session, words, pen = sheet.session, sheet.words, sheet.pen
    flow = _flow(sheet)
    flow.put(title_block(session, sheet.stamp, words, pen))
    flow.put(facts_block(session, words, pen))
    _put_strip(sheet, flow)
    shown = picture(flow.room) if picture else None
    if shown is not None:
        flow.put(shown)
    flow.put_table(table_heads(session, words, pen), table_stages(session, words, pen))
    _put_left_out(sheet, flow)
    flow.put(after_block(session, words, pen), supports_block(words, pen))
    return flow


def _stages_flow(sheet: Sheet, picture: Picture | None = None) -> Flow:
    session, words, pen = sheet.session, sheet.words, sheet.pen
    flow = _flow(sheet)
    flow.put(title_block(session, sheet.stamp, words, pen))
    flow.put(facts_block(session, words, pen))
    flow.put(forecast_block(words, pen))
    _put_strip(sheet, flow, legend=picture is None)  # a forecast on one page has no room for both
    left_out = left_out_block(session, words, pen)
    supports = supports_block(words, pen)
    below = [*stage_blocks(session, words, pen), *([left_out] if left_out else []), supports]
    shown = picture(flow.room - sum(block.height for block in below)) if picture else None
    for block in ([shown] if shown else []) + below:
        flow.put(block)
    return flow


def _flow(sheet: Sheet) -> Flow:
    foot_mm = FOOT_MM + BOTTOM_MM if sheet.medium.own_foot else 0.0
    again = again_block(sheet.session, sheet.stamp, sheet.words, sheet.pen)
    return Flow(sheet.medium.height_mm - foot_mm, again)


def _put_strip(sheet: Sheet, flow: Flow, *, legend: bool = True) -> None:
    session, words, pen = sheet.session, sheet.words, sheet.pen
    flow.put(notes_block(session, words, pen))
    flow.put(strip(session, words, pen))
    if legend:
        flow.put(levels_block(session, words, pen))


def _put_left_out(sheet: Sheet, flow: Flow) -> None:
    left_out = left_out_block(sheet.session, sheet.words, sheet.pen)
    if left_out is not None:
        flow.put(left_out)
