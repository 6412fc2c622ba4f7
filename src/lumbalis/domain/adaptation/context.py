"""What today's screening says to the ladder."""

from __future__ import annotations

from dataclasses import dataclass

from lumbalis.domain.adaptation.reports import NextContext
from lumbalis.domain.adaptation.rules import AdaptationRules
from lumbalis.domain.facts import Policy
from lumbalis.domain.protocol import Category
from lumbalis.domain.screening import Verdict
from lumbalis.domain.truth import Truth

MASKED_FLAG = "pain_masked"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePosition:
    """Where the course stands when a session is planned, in the words of NextContext."""

    session: int
    sessions_ordered: int
    technique: str
    days_since: int | None
    reviewed_session: int | None = None


def context_from(verdict: Verdict, position: CoursePosition, rules: AdaptationRules) -> NextContext:
    """Take from a screening of today what the ladder has to know.

    A screening that allows no session gives a ceiling of 0, and one that could not be
    finished leaves open whether there is an emergency. `position.session` counts all
    completed sessions and this one; the screening itself was made with the number since
    the ramp began (`ramp_session`), by which its ceilings go.
    """
    known = rules.phase(verdict.phase)
    return NextContext(
        session=position.session,
        sessions_ordered=position.sessions_ordered,
        phase=None if known is None else verdict.phase,
        technique=position.technique,
        cap=verdict.caps.session if verdict.category.allows_session else 0,
        nrs_rest=_score(verdict, "nrs_rest"),
        nrs_move=_score(verdict, "nrs_move"),
        emergency=_emergency(verdict),
        masked=Truth.TRUE if MASKED_FLAG in verdict.flags else Truth.FALSE,
        days_since=position.days_since,
        reviewed_session=position.reviewed_session,
    )


def _score(verdict: Verdict, fact: str) -> int | None:
    value = verdict.facts.get(fact)
    return value if isinstance(value, int) else None


def _emergency(verdict: Verdict) -> Truth:
    """Tell whether an emergency rule fires; each fact that one reads blocks while unanswered."""
    if verdict.category is Category.EMERGENCY:
        return Truth.TRUE
    open_facts = (missing.policy for missing in verdict.missing)
    return Truth.UNKNOWN if Policy.BLOCKS in open_facts else Truth.FALSE
