"""The guided session: what was noted while it ran, and what that adds up to."""

from lumbalis.domain.guided.account import Account, CupSpell, PainScore, StepDone, Stretch
from lumbalis.domain.guided.deviations import Deviation, DeviationKind, deviations
from lumbalis.domain.guided.events import Entry, Event, Outcome, When
from lumbalis.domain.guided.report import report_of
from lumbalis.domain.guided.telling import account_of
from lumbalis.domain.guided.zones import ZoneWork, work_by_zone

__all__ = [
    "Account",
    "CupSpell",
    "Deviation",
    "DeviationKind",
    "Entry",
    "Event",
    "Outcome",
    "PainScore",
    "StepDone",
    "Stretch",
    "When",
    "ZoneWork",
    "account_of",
    "deviations",
    "report_of",
    "work_by_zone",
]
