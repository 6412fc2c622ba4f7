"""The shipped adaptation rules, and reports of sessions that went well, to be changed by tests."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from lumbalis.domain.adaptation import AdverseEvent, NextContext, SessionReport
from lumbalis.domain.truth import Truth
from lumbalis.knowledge.adaptation import build_adaptation
from lumbalis.knowledge.fact_data import build_limits
from lumbalis.knowledge.files import KnowledgeFiles
from lumbalis.knowledge.library import FOLDER, limit_files

FILES = KnowledgeFiles(use_cache=False)
LIMITS = build_limits([FILES.branch(name) for name in limit_files(FILES)])
RULES = build_adaptation(FILES.branch(f"{FOLDER}/adaptation.yaml"), LIMITS)
CLASSICAL, CUPS = "manual_classical", "cupping_silicone"

HARMLESS = dict.fromkeys(sorted(RULES.grades.features), Truth.FALSE)
MINOR = AdverseEvent(
    kind="soreness",
    features=HARMLESS,
    duration_h=Fraction(20),
    blister_mm=0,
    resolved=Truth.TRUE,
    cause="kneading",
)
MODERATE = replace(MINOR, features=HARMLESS | {"limits_activity": Truth.TRUE})
SERIOUS = replace(MINOR, features=HARMLESS | {"fracture": Truth.TRUE})


def report(session: int, level: int = 2, before: int = 3, after: int = 3) -> SessionReport:
    """Report a session that went well and of which nothing is left unanswered."""
    return SessionReport(
        session=session,
        level=level,
        technique=CLASSICAL,
        phase="SUBSIDING",
        days_since=2,
        nrs_before=before,
        nrs_after=after,
        nrs_24h=min(before, after),
        tolerance=4,
        guarding=0,
        events=(),
        masked=Truth.FALSE,
        new_radiation=Truth.FALSE,
        stopped_for=frozenset(),
        duration_min=20,
    )


def clean(*levels: int) -> tuple[SessionReport, ...]:
    """Report as many good sessions as there are levels."""
    return tuple(report(place, level) for place, level in enumerate(levels, start=1))


def context(session: int, cap: int = 3) -> NextContext:
    """Describe an ordinary day on which nothing stands against the session."""
    return NextContext(
        session=session,
        sessions_ordered=10,
        phase="SUBSIDING",
        technique=CLASSICAL,
        cap=cap,
        nrs_rest=2,
        nrs_move=3,
        emergency=Truth.FALSE,
        masked=Truth.FALSE,
        days_since=2,
    )
