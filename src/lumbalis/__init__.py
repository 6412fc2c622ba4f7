"""Lumbalis: treatment planning for therapeutic massage of the lumbar spine.

`screen` and `plan` take the same answers object as the command line and give the domain's
own values. Both are pure functions of their arguments and the shipped protocol.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from lumbalis.domain.protocol import Protocol
    from lumbalis.domain.screening import Verdict
    from lumbalis.domain.treatment import Held, Proposed

__version__ = "0.1.0"
__all__ = ["plan", "protocol", "screen"]


@cache
def protocol() -> Protocol:
    """Load the shipped protocol, once, with every check.

    Raises
    ------
    KnowledgeError
        If a knowledge file cannot be trusted.
    """
    from lumbalis.knowledge.library import load_checked

    return load_checked()


def screen(answers: Mapping[str, object], *, at: datetime) -> Verdict:
    """Say whether a person may be massaged at a moment, and why.

    Parameters
    ----------
    answers : mapping
        The answers object, as parsed JSON: `{"answers": {...}, "answered_at": ...}`.
    at : datetime
        The moment of the screening, with its UTC offset.

    Raises
    ------
    InputError
        If the object cannot be used, or its answers contradict each other.
    """
    from lumbalis.domain.screening import screen as judge
    from lumbalis.exchange.answers import read_consistent_answers

    given = read_consistent_answers(answers, "answers", at, protocol().vocabulary)
    return judge(protocol(), given.answers, given.encounter, given.overrides)


def plan(answers: Mapping[str, object], *, at: datetime) -> Proposed | Held:
    """Plan a person's course, verified, or say what stands in the way.

    Parameters and errors as for `screen`; also:

    Raises
    ------
    PlannerDefectError
        If the verifier objects to what the planner made. Nothing may be kept then.
    """
    from lumbalis.domain.treatment import propose_course
    from lumbalis.exchange.answers import read_consistent_answers
    from lumbalis.exchange.orders import order_of

    given = read_consistent_answers(answers, "answers", at, protocol().vocabulary)
    order = order_of(given.plan)
    return propose_course(protocol(), given.answers, given.encounter, given.overrides, order)
