"""What the sessions of a course were like: read from the runs at the couch and the day after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.records.models import Course, PlanRecord, SessionRun
from lumbalis.clinic.records.sealing import ErasedError
from lumbalis.clinic.services.clocks import zone_of
from lumbalis.clinic.services.couch import runs
from lumbalis.clinic.services.outcomes import next_day
from lumbalis.clinic.services.plans.opening import latest_plan, open_plan
from lumbalis.domain.adaptation import SessionReport
from lumbalis.domain.guided import Entry, account_of, report_of
from lumbalis.domain.guided.report import Afterwards
from lumbalis.domain.plan import Session
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.guided_events import OTHERS, read_event


@dataclass(frozen=True, slots=True)
class SessionTold:
    """One session that was given: when, by whom, and what is known about it."""

    number: int
    day: date
    therapists: tuple[UUID, ...]
    report: SessionReport


def reports_of(course: Course) -> tuple[SessionReport, ...]:
    """Give the reports of the sessions given so far, in their order."""
    return tuple(one.report for one in sessions_of(course))


def sessions_of(course: Course) -> tuple[SessionTold, ...]:
    """Give the sessions given so far; what nobody asked or noted stays unanswered."""
    if course.patient.wrapped_key() is None:
        return ()
    told = next_day.newest_of(course)
    given = _treated(course)
    planned = _Planned(course)
    found: list[SessionTold] = []
    for number, (session, together) in enumerate(sorted(given.items()), start=1):
        day = _day(course, together)
        report = _report(planned, session, together, told.get(session))
        days_since = (day - found[-1].day).days if found else None
        known = replace(report, session=number, days_since=days_since)
        found.append(SessionTold(session, day, _hands(together), known))
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
        """Give a session as it was planned for these runs; None where that cannot be read."""
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
    planned: _Planned,
    number: int,
    together: Sequence[SessionRun],
    said: next_day.Said | None,
) -> SessionReport:
    session = planned.session(number, together)
    if session is None:
        return next_day.on(SessionReport(session=number), said)
    account = account_of(session, [one for run in together for one in _entries(run)])
    technique = protocol().scripts[session.script].technique
    afterwards = Afterwards(technique=technique)
    return next_day.on(report_of(session, account, afterwards), said)


def _entries(run: SessionRun) -> Iterator[Entry]:
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
