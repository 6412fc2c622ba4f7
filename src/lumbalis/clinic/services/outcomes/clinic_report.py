"""What the clinic achieved in a period: completion, responders, events against the alarm."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final
from uuid import UUID

from lumbalis.clinic.records.models import Course, User
from lumbalis.clinic.services.outcomes import results
from lumbalis.clinic.services.outcomes.reports import SessionTold, sessions_of
from lumbalis.clinic.services.outcomes.results import Outcome
from lumbalis.clinic.services.outcomes.rules import adaptation_rules
from lumbalis.clinic.services.outcomes.schedule import Position, position_of
from lumbalis.domain.adaptation import Grade, SafetyAlarm, SafetyCount, grade, safety_monitor
from lumbalis.domain.outcomes.proportion import Proportion, proportion
from lumbalis.domain.truth import Truth

CONFIDENCE: Final = Fraction(95, 100)
"""The usual level of an interval; a convention of statistics, not a clinical limit."""
FEW: Final = 10
"""Of fewer than this no percentage is shown: one case more would move it by a tenth."""
PERIODS: Final = (90, 365)
"""The periods that can be chosen, in days back from today."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share as it may be shown: as counts alone where there are few."""

    counted: Proportion

    @property
    def is_few(self) -> bool:
        """Tell whether a percentage would claim more than there is."""
        return self.counted.of < FEW


@dataclass(frozen=True, slots=True)
class Tally:
    """Courses and sessions counted together.

    `unknown` counts the ended courses without a result, by the reason. `events` are sessions with
    a minor or moderate event or without a record, as the alarm of the protocol counts them.
    """

    courses: int
    running: int
    completed: Share
    responders: Share
    recovered: Share
    worse: Share
    unknown: Mapping[str, int]
    safety: SafetyCount
    events: Share
    alarm: SafetyAlarm


@dataclass(frozen=True, slots=True)
class Seen:
    """One course with everything that is counted of it."""

    position: Position
    outcome: Outcome
    sessions: tuple[SessionTold, ...]

    @property
    def ended(self) -> bool:
        """Tell whether the course is over."""
        return self.position.ended is not None or self.position.closed is not None

    @property
    def complete(self) -> bool:
        """Tell whether all planned sessions were given."""
        return 0 < self.position.planned <= self.position.given

    @property
    def main_therapist(self) -> UUID | None:
        """Name who gave most of its sessions."""
        hands = Counter(user for one in self.sessions for user in one.therapists)
        return max(hands, key=lambda user: (hands[user], str(user)), default=None)


def courses_since(at: datetime, days: int) -> tuple[Seen, ...]:
    """Look at every course opened in the last days, of people who were not erased."""
    rows = Course.objects.filter(
        opened_at__gte=at - timedelta(days=days), patient__erased_at=None
    ).select_related("patient__clinic")
    return tuple(
        Seen(position_of(one), results.outcome_of(one), sessions_of(one))
        for one in rows.order_by("opened_at", "pk")
    )


def tally(seen: Sequence[Seen]) -> Tally:
    """Count courses and all their sessions."""
    return _tally(seen, [one for course in seen for one in course.sessions])


def by_therapist(seen: Sequence[Seen]) -> tuple[tuple[str, Tally], ...]:
    """Count for each therapist: the sessions they gave, the courses they gave most of."""
    sessions: defaultdict[UUID, list[SessionTold]] = defaultdict(list)
    courses: defaultdict[UUID, list[Seen]] = defaultdict(list)
    for course in seen:
        for one in course.sessions:
            for user in one.therapists:
                sessions[user].append(one)
        if course.main_therapist is not None:
            courses[course.main_therapist].append(course)
    names = dict(User.objects.filter(pk__in=sessions).values_list("pk", "name"))
    told = ((names[user], _tally(courses[user], sessions[user])) for user in sessions)
    return tuple(sorted(told, key=lambda one: one[0]))


def _tally(seen: Sequence[Seen], sessions: Sequence[SessionTold]) -> Tally:
    ended = [one for one in seen if one.ended]
    safety = safety_of(sessions)
    events = safety.with_event + safety.unrecorded
    return Tally(
        courses=len(seen),
        running=len(seen) - len(ended),
        completed=_share(one.complete for one in ended),
        responders=_truths([o.outcome for o in ended], "responder"),
        recovered=_truths([o.outcome for o in ended], "recovered"),
        worse=_truths([o.outcome for o in ended], "worse"),
        unknown=Counter(o.outcome.why_not for o in ended if o.outcome.why_not),
        safety=safety,
        events=Share(proportion(events, safety.sessions, CONFIDENCE)),
        alarm=safety_monitor(safety, adaptation_rules()),
    )


def safety_of(sessions: Iterable[SessionTold]) -> SafetyCount:
    """Count sessions by the gravest thing that followed; one without a record by itself."""
    found = Counter(_worst(one) for one in sessions)
    return SafetyCount(
        sessions=sum(found.values()),
        with_event=found["event"],
        serious=found["serious"],
        unrecorded=found["unrecorded"],
    )


def _worst(one: SessionTold) -> str:
    if one.report.events is None:
        return "unrecorded"
    grades = {grade(event, adaptation_rules()) for event in one.report.events}
    if Grade.SERIOUS in grades:
        return "serious"
    return "event" if grades else "nothing"


def _truths(outcomes: Sequence[Outcome], what: str) -> Share:
    """Count those for whom it is known; silence counts neither for nor against."""
    known = [getattr(one.result, what) for one in outcomes if one.result is not None]
    return _share(truth is Truth.TRUE for truth in known if truth is not Truth.UNKNOWN)


def _share(holds: Iterable[bool]) -> Share:
    every = list(holds)
    return Share(proportion(sum(every), len(every), CONFIDENCE))
