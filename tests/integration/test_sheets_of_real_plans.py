"""What the planner plans can be drawn, in the shipped words of every language."""

from __future__ import annotations

from functools import cache

import pytest

from drawing_samples import AT, PROTOCOL, STAMP
from lumbalis.domain.plan import Course, Session
from lumbalis.domain.planning import Order
from lumbalis.drawing import (
    PAPER,
    SheetWords,
    advice_from,
    plan_pdf,
    plan_sheets,
    session_overview,
    session_pages,
    words_from,
)
from lumbalis.knowledge.files import KnowledgeFiles
from lumbalis.knowledge.texts import Texts
from planning_fixtures import (
    PROTOCOL as SHIPPED,
)
from planning_fixtures import (
    SCRIPTS,
    in_pain,
    in_remission,
    planned,
    planned_course,
    without,
)

LANGUAGES = ("en", "ru", "uk")
