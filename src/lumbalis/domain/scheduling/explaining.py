"""Why a course cannot be booked: an irreducible set of reasons, and where the course gets stuck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lumbalis.domain.scheduling.agenda import Agenda, lay_out
from lumbalis.domain.scheduling.chain import link
from lumbalis.domain.scheduling.costs import NEVER, Costs
from lumbalis.domain.scheduling.effort import Effort
from lumbalis.domain.scheduling.groups import NOTHING, Group
from lumbalis.domain.scheduling.path import cheapest
from lumbalis.domain.scheduling.request import CourseRequest, VisitNeed
from lumbalis.domain.scheduling.resources import Calendar
from lumbalis.domain.scheduling.rules import SchedulingRules
from lumbalis.domain.scheduling.starts import Mask, starts_of


@dataclass(frozen=True, slots=True)
class OnWeekday:
    """Ticks of a weekday within which something could begin: `first` to `last`, both in."""

    weekday: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Stuck:
    """The session at which the course gets stuck.

    `could_come` is when the patient could begin it, `could_treat` when each therapist who has
    `credentials` could, by id: what each side offers alone, therapists' bookings left out.
    `qualified` are those who have the credentials on any day.
    """

    index: int
    credentials: frozenset[str]
    qualified: tuple[str, ...]
    could_come: tuple[OnWeekday, ...]
    could_treat: tuple[tuple[str, tuple[OnWeekday, ...]], ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no course.

    `because` is irreducible: with any one of these groups set aside, the remaining ones would
    no longer be in the way. `enough_alone` are the groups of which setting aside just that one,
    all others kept, makes the course possible. `complete` is False where the search was ended
    before the reasons were irreducible; all of them together are then still a reason. Empty
    reasons mean that no single group is to blame: the days of the calendar do not suffice.
    """

    because: tuple[Group, ...]
    enough_alone: tuple[Group, ...]
    stuck: Stuck
    complete: bool = True


def explain(
    calendar: Calendar, request: CourseRequest, rules: SchedulingRules, effort: Effort | None = None
) -> Refusal:
    """Find an irreducible set of reasons by setting the groups aside one after another."""
    effort = effort or Effort()
    groups = list(Group)
    aside: frozenset[Group] = NOTHING
    for done, group in enumerate(groups):
        if not effort.go_on(done, len(groups)):
            break
        if not possible(calendar, request, rules, aside | {group}):
            aside |= {group}
    because = tuple(group for group in groups if group not in aside)
    return Refusal(
        because=because,
        enough_alone=_enough_alone(calendar, request, rules, because, effort),
        stuck=_stuck(calendar, request, rules),
        complete=not effort.stopped,
    )


def _enough_alone(
    calendar: Calendar,
    request: CourseRequest,
    rules: SchedulingRules,
    because: Sequence[Group],
    effort: Effort,
) -> tuple[Group, ...]:
    return tuple(
        group
        for done, group in enumerate(because)
        if effort.go_on(done, len(because))
        and possible(calendar, request, rules, frozenset({group}))
    )


def possible(
    calendar: Calendar,
    request: CourseRequest,
    rules: SchedulingRules,
    aside: frozenset[Group] = NOTHING,
    visits: int | None = None,
) -> bool:
    """Tell whether the course, or its first visits, can be placed without some constraints."""
    agenda = lay_out(calendar, aside)
    needs = request.visits[:visits]
    nodes = [_anyhow(agenda, request, need, rules, aside) for need in needs]
    chain = link(agenda, _first(request, needs), nodes, rules, aside)
    return cheapest(chain) is not None


def _first(request: CourseRequest, needs: Sequence[VisitNeed]) -> CourseRequest:
    return replace(request, visits=tuple(needs))


def _anyhow(
    agenda: Agenda,
    request: CourseRequest,
    need: VisitNeed,
    rules: SchedulingRules,
    aside: frozenset[Group],
) -> Costs:
    """Give 0 where the visit may begin with anybody, and never elsewhere: (ticks, 1, days)."""
    starts = starts_of(agenda, request, need, rules, aside)
    anybody = starts.everything().any(axis=1)
    return np.where(anybody, 0, NEVER).astype(np.int32)[:, None]


def _stuck(calendar: Calendar, request: CourseRequest, rules: SchedulingRules) -> Stuck:
    """Find the first session up to which the course cannot be placed, and who could when."""
    low, high = 1, len(request.visits)
    while low < high:
        middle = (low + high) // 2
        if possible(calendar, request, rules, visits=middle):
            low = middle + 1
        else:
            high = middle
    need = request.visits[low - 1]
    aside = frozenset({Group.THERAPIST_BOOKINGS, Group.UNITS})
    agenda = lay_out(calendar, aside)
    starts = starts_of(agenda, request, need, rules, aside)
    therapists, days = calendar.clinic.therapists, range(len(calendar.horizon))
    able = [any(one.holds(need.credentials, day) for day in days) for one in therapists]
    return Stuck(
        index=need.index,
        credentials=need.credentials,
        qualified=tuple(one.id for one, can in zip(therapists, able, strict=True) if can),
        could_come=_weekdays(agenda, starts.patient),
        could_treat=tuple(
            (one.id, _weekdays(agenda, starts.hands[:, place]))
            for place, one in enumerate(therapists)
            if able[place]
        ),
    )


def _weekdays(agenda: Agenda, mask: Mask) -> tuple[OnWeekday, ...]:
    """Sum a mask (ticks, days) up by weekday."""
    found = []
    weekdays = np.array([day.weekday for day in agenda.calendar.horizon.days])
    for weekday in range(7):
        at = np.flatnonzero(mask[:, weekdays == weekday].any(axis=1))
        if at.size:
            found.append(OnWeekday(weekday, int(at[0]) + agenda.first, int(at[-1]) + agenda.first))
    return tuple(found)
