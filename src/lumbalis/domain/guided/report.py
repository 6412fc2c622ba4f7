"""From the account of a session to the report that the next one is planned by."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from lumbalis.domain.adaptation import AdverseEvent, SessionReport
from lumbalis.domain.guided.account import Account, PainScore
from lumbalis.domain.guided.events import AdverseReported, When
from lumbalis.domain.plan import Session
from lumbalis.domain.truth import Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Afterwards:
    """What was asked about a session beside its events.

    `nrs_24h` is the pain a day later, `later` what happened until then, None while nobody
    has asked. `technique` is the script's main technique. `masked` and `new_radiation`
    come from the answers of the day.
    """

    technique: str | None = None
    days_since: int | None = None
    nrs_24h: int | None = None
    later: tuple[AdverseEvent, ...] | None = None
    masked: Truth = Truth.UNKNOWN
    new_radiation: Truth = Truth.UNKNOWN


def report_of(session: Session, account: Account, afterwards: Afterwards) -> SessionReport:
    """Say what a session was like; what nobody asked stays unanswered.

    Its level is the highest level the hands worked at. That nothing unwanted happened is
    only known once the session was signed.
    """
    before, after = (account.pain_when(when) for when in (When.BEFORE, When.AFTER))
    return SessionReport(
        session=session.index,
        level=_level(account),
        technique=afterwards.technique,
        phase=session.phase,
        days_since=afterwards.days_since,
        nrs_before=_worst(before),
        nrs_after=_worst(after),
        nrs_24h=afterwards.nrs_24h,
        tolerance=account.tolerance,
        guarding=account.guarding,
        events=_events(account, afterwards),
        masked=afterwards.masked,
        new_radiation=afterwards.new_radiation,
        stopped_for=account.stopped_for,
        duration_min=Fraction(account.hands_on_s, 60),
    )


def _level(account: Account) -> int | None:
    levels = [one.highest for one in account.steps if one.highest]
    return max(levels, default=None)


def _worst(score: PainScore | None) -> int | None:
    return None if score is None else score.worst


def _events(account: Account, afterwards: Afterwards) -> tuple[AdverseEvent, ...] | None:
    """Give what happened; None as long as nobody could have said that nothing did."""
    here = (event_of(one, _hours(account)) for one in account.adverse)
    found = (*here, *(afterwards.later or ()))
    return found if found or account.finished_ms is not None else None


def event_of(told: AdverseReported, at_most_h: Fraction | None) -> AdverseEvent:
    """Take what was reported at the couch as an event of the protocol.

    What was over when it was reported lasted no longer than `at_most_h`, the hours since the
    session began; how long anything else lasts nobody knows yet.
    """
    over = told.resolved is Truth.TRUE
    return AdverseEvent(
        told.kind,
        told.features,
        duration_h=at_most_h if over else None,
        blister_mm=told.blister_mm,
        resolved=told.resolved,
    )


def _hours(account: Account) -> Fraction | None:
    """Give the hours from the first touch to the signature; None where one of them is missing."""
    if account.started_ms is None or account.finished_ms is None:
        return None
    return Fraction(max(0, account.finished_ms - account.started_ms), 3_600_000)
