"""What the sessions of a course were like: read from the runs at the couch and the day after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.records.models import Course, PlanRecord, SessionRun
from lumbalis.clinic.records.sealing import ErasedError
from lumbalis.clinic.services.clocks import zone_of
from lumbalis.clinic.services.couch import runs
from lumbalis.clinic.services.outcomes import next_day, reviewed
from lumbalis.clinic.services.plans.opening import latest_plan, open_plan
from lumbalis.domain.adaptation import SessionReport
from lumbalis.domain.adaptation.context import MASKED_FLAG as MASKED
from lumbalis.domain.guided import Account, Entry, account_of, report_of
from lumbalis.domain.guided.given import as_given, began
from lumbalis.domain.guided.report import Afterwards
from lumbalis.domain.plan import Session
from lumbalis.domain.truth import Truth, any_of, truth_of
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.guided_events import OTHERS, read_event


@dataclass(frozen=True, slots=True)
class SessionTold:
    """One session that was given: when, by whom, and what is known about it.

    `given` is the session as it was given and `account` what its events add up to; None where
    its plan cannot be read any more.
    """

    number: int
    at: datetime
    day: date
    therapists: tuple[UUID, ...]
    report: SessionReport
    given: Session | None = None
    account: Account | None = None


def reports_of(course: Course) -> tuple[SessionReport, ...]:
    """Give the reports of the sessions given so far, in their order, as they were reviewed."""
    return tuple(one.report for one in sessions_of(course))


def sessions_of(course: Course) -> tuple[SessionTold, ...]:
    """Give the sessions given so far; what nobody asked or noted stays unanswered."""
    if course.patient.wrapped_key() is None:
        return ()
    told, seen = next_day.newest_of(course), reviewed.events_of(course)
    planned = _Planned(course)
    found: list[SessionTold] = []
    for number, (session, together) in enumerate(sorted(_treated(course).items()), start=1):
        day = _day(course, together)
        given, account, report = _report(planned, session, together)
        days_since = (day - found[-1].day).days if found else None
        known = reviewed.seen(next_day.on(report, told.get(session)), seen.get(session, {}))
        known = replace(known, session=number, days_since=days_since)
        found.append(
            SessionTold(session, together[0].first_at, day, _hands(together), known, given, account)
        )
    return tuple(found)


def given_in(course: Course) -> tuple[int, ...]:
    """Give the numbers of the sessions somebody was treated in."""
    return tuple(sorted(_treated(course)))


def _treated(course: Course) -> dict[int, list[SessionRun]]:
    rows = SessionRun.objects.filter(course=course, treated=True)
    found: defaultdict[int, list[SessionRun]] = defaultdict(list)
    for run in rows.select_related("device", "patient").order_by("first_at", "pk"):
        found[run.session].append(run)
    return dict(found)


def day_of(course: Course, session: int) -> date | None:
    """Give the clinic's day of a session that was given."""
    together = _treated(course).get(session)
    return _day(course, together) if together else None


def _day(course: Course, together: Sequence[SessionRun]) -> date:
    return together[0].first_at.astimezone(zone_of(course.patient.clinic)).date()


def _hands(together: Sequence[SessionRun]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(run.device.user_id for run in together))


class _Planned:
    """The sessions of a course as they were planned, each plan opened once."""

    def __init__(self, course: Course) -> None:
        self._course, self._newest = course, latest_plan(course)
        self._opened: dict[UUID, Mapping[int, Session]] = {}

    def session(self, number: int, together: Sequence[SessionRun]) -> Session | None:
        """Give a session of the plan these runs were made from; None where it cannot be read."""
        ids = [run.plan_id for run in together if run.plan_id]
        record = PlanRecord.objects.filter(pk=ids[-1]).first() if ids else self._newest
        return None if record is None else self._sessions(record).get(number)

    def _sessions(self, record: PlanRecord) -> Mapping[int, Session]:
        if record.pk not in self._opened:
            try:
                sessions = open_plan(self._course.patient, record).course.sessions
            except (InputError, ErasedError, KeyError, ValueError):
                sessions = ()
            self._opened[record.pk] = {one.index: one for one in sessions}
        return self._opened[record.pk]


def _report(
    planned: _Planned, number: int, together: Sequence[SessionRun]
) -> tuple[Session | None, Account | None, SessionReport]:
    """Give a session as it was given, what its events add up to, and what they say of it."""
    entries = [one for run in together for one in entries_of(run)]
    start = began(entries)
    asked = start.planned if start is not None and start.planned is not None else number
    session = planned.session(asked, together)
    if session is None:
        return None, None, SessionReport(session=number)
    given = as_given(session, entries, protocol())
    technique = protocol().scripts[given.script].technique
    masked = _masked(together)
    afterwards = Afterwards(technique=technique, masked=masked)
    account = account_of(given, entries)
    return given, account, report_of(given, account, afterwards)


def _masked(together: Sequence[SessionRun]) -> Truth:
    """Tell whether a pain medicine hid the pain, as the screening before the session said."""
    said = [one.get("body") for run in together for one in runs.events_of(run) if _is_verdict(one)]
    flags = [one.get("flags") for one in said if isinstance(one, Mapping)]
    known = [one for one in flags if isinstance(one, list)]
    return any_of(truth_of(MASKED in one) for one in known) if known else Truth.UNKNOWN


def _is_verdict(event: Mapping[str, object]) -> bool:
    return event.get("kind") == "rescreen.judged"


def entries_of(run: SessionRun) -> Iterator[Entry]:
    """Read the events of a run; one this version cannot read is left to whoever reviews it."""
    for one in runs.events_of(run):
        kind = str(one.get("kind", ""))
        if kind in OTHERS:
            continue
        try:
            event = read_event(kind, one.get("body"))
            yield Entry(
                str(one["id"]), str(one["device"]), int(str(one["seq"])), int(str(one["at"])), event
            )
        except (InputError, KeyError, ValueError):
            continue
