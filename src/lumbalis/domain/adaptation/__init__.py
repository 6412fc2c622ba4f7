"""Adaptation: the next session's level, stopping a session, and how a course goes on."""

from lumbalis.domain.adaptation.context import CoursePosition, context_from
from lumbalis.domain.adaptation.course import (
    CourseDecision,
    CourseState,
    CourseStep,
    decide_course,
    improvement_percent,
)
from lumbalis.domain.adaptation.decision import Because, Kind, NextSession, Question
from lumbalis.domain.adaptation.events import (
    AdverseEvent,
    Grade,
    at_least,
    grade,
    open_questions,
)
from lumbalis.domain.adaptation.ladder import decide_next, ramp_session
from lumbalis.domain.adaptation.monitor import SafetyAlarm, SafetyCount, safety_monitor
from lumbalis.domain.adaptation.reports import NextContext, SessionReport
from lumbalis.domain.adaptation.rules import AdaptationRules, Constraint, Row
from lumbalis.domain.adaptation.stopping import Observations, StopSigns, stop_now

__all__ = [
    "AdaptationRules",
    "AdverseEvent",
    "Because",
    "Constraint",
    "CourseDecision",
    "CoursePosition",
    "CourseState",
    "CourseStep",
    "Grade",
    "Kind",
    "NextContext",
    "NextSession",
    "Observations",
    "Question",
    "Row",
    "SafetyAlarm",
    "SafetyCount",
    "SessionReport",
    "StopSigns",
    "at_least",
    "context_from",
    "decide_course",
    "decide_next",
    "grade",
    "improvement_percent",
    "open_questions",
    "ramp_session",
    "safety_monitor",
    "stop_now",
]
