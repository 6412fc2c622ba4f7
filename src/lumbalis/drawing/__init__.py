"""Pictures and paper: a session as a time sheet, a course as a plan that can be printed."""

from lumbalis.drawing.naming import advice_from, words_from
from lumbalis.drawing.plan_pdf import plan_pdf
from lumbalis.drawing.session_sheet import (
    plan_sheets,
    session_overview,
    session_pages,
    session_sheet,
)
from lumbalis.drawing.sheet_document import session_summary
from lumbalis.drawing.typeface import PAPER, SCREEN, Medium
from lumbalis.drawing.words import Advice, PlanStamp, Sentence, SheetWords

__all__ = [
    "PAPER",
    "SCREEN",
    "Advice",
    "Medium",
    "PlanStamp",
    "Sentence",
    "SheetWords",
    "advice_from",
    "plan_pdf",
    "plan_sheets",
    "session_overview",
    "session_pages",
    "session_sheet",
    "session_summary",
    "words_from",
]
