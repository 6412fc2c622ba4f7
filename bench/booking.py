"""Booking, rescue, repair and re-planning in made-up clinics: one table each, seeds committed.

Run it with `.venv/bin/python bench/booking.py [SECONDS ...]`; SECONDS are the budgets of the
re-planning (default 5). All times are of the processor, because a busy machine stretches the
others. The clinics come from `booking_instances.py`. A bound is below the cost of
anything that can be booked; the gap is what could still be saved at most.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from booking_instances import Instance, fill, make_instance

from lumbalis.domain.scheduling.agenda import lay_out
from lumbalis.domain.scheduling.booked import BookedCourse
from lumbalis.domain.scheduling.booking import book_best, prepare
from lumbalis.domain.scheduling.chain import Chain
from lumbalis.domain.scheduling.costs import NEVER
from lumbalis.domain.scheduling.effort import Effort
from lumbalis.domain.scheduling.explaining import possible
from lumbalis.domain.scheduling.grid import DAY_TICKS, Span
from lumbalis.domain.scheduling.replanning.cases import hit
from lumbalis.domain.scheduling.replanning.changes import Change, changes
from lumbalis.domain.scheduling.replanning.means import Means
from lumbalis.domain.scheduling.replanning.repair import repair
from lumbalis.domain.scheduling.replanning.replan import replan
from lumbalis.domain.scheduling.replanning.rescue import rescue
from lumbalis.domain.scheduling.request import CourseRequest, Held
from lumbalis.domain.scheduling.resources import Calendar, Claim
from lumbalis.domain.scheduling.rules import SchedulingRules
from lumbalis.knowledge.library import load_protocol
from lumbalis.knowledge.scheduling import load_disturbance, load_scheduling

LOADS = (60, 75, 90)
SEEDS = (1, 2, 3)
NEWCOMERS = 40
ILL_FROM = 14
_T = TypeVar("_T")
Pairs = list[tuple[CourseRequest, BookedCourse]]


def main() -> int:
    """Print every table."""
    budgets = [float(one) for one in sys.argv[1:]] or [5.0]
    rules = load_scheduling(load_protocol().limits)
    means = Means(rules, load_disturbance(), steps=10**9)
    _one_course(rules)
    _rescues(means)
    _replans(means, budgets)
    _repairs(means, budgets)
    return 0


def _newcomers(seed: int, rules: SchedulingRules, many: int) -> list[CourseRequest]:
    """Give people nobody has seen yet, who ask for a course in the same clinic."""
    asked = make_instance(seed + 100, rules, many).requests
    return [
        replace(one, id=f"new-{n}", patient=replace(one.patient, id=f"newcomer-{n}"))
        for n, one in enumerate(asked)
    ]


def _timed(act: Callable[[], _T]) -> tuple[_T, float]:
    began = time.process_time()
    found = act()
    return found, (time.process_time() - began) * 1000


def _quantiles(ms: Sequence[float]) -> str:
    ordered = sorted(ms)
    return f"{statistics.median(ordered):6.1f} {ordered[int(len(ordered) * 0.95)]:6.1f}"


def _one_course(rules: SchedulingRules) -> None:
    print("One course into a living calendar (ms with laying it out; cost in points)")
    print("courses  median    p95   cost  first fit  (fails)  bound: alone in the clinic")
    for load in LOADS:
        instance = make_instance(SEEDS[0], rules, load)
        calendar, _ = fill(instance, rules)
        alone = lay_out(Calendar(calendar.clinic, calendar.horizon))
        ms, rows, fails = [], [], 0
        for asked in _newcomers(SEEDS[0], rules, NEWCOMERS):
            best, took = _timed(partial(_book, calendar, asked, rules))
            ms.append(took)
            first = _first_fit(prepare(lay_out(calendar), asked, rules).chain)
            fails += best is not None and first is None
            least = book_best(alone, asked, rules)
            if best is not None and first is not None and least is not None:
                rows.append((best.cost, first, least.cost))
        cost, first_fit, bound = (statistics.mean(column) for column in zip(*rows, strict=True))
        print(f"{load:7} {_quantiles(ms)} {cost:6.1f} {first_fit:10.1f} {fails:8} {bound:10.1f}")


def _book(calendar: Calendar, asked: CourseRequest, rules: SchedulingRules) -> BookedCourse | None:
    return book_best(lay_out(calendar), asked, rules)


def _first_fit(chain: Chain) -> int | None:
    """Book every visit at the first moment allowed, with the best main; None where it gets stuck.

    The weekly maximum is left out, in favour of first fit.
    """
    costs = (_first_fit_with(chain.only(main)) for main in range(chain.nodes[0].shape[1]))
    return min((cost for cost in costs if cost is not None), default=None)


def _first_fit_with(chain: Chain) -> int | None:
    free = chain.nodes[0][:, 0] + chain.enter < NEVER
    if not free.any():
        return None
    day, tick = divmod(int(free.T.argmax()), len(free))
    cost = int(chain.nodes[0][tick, 0, day] + chain.enter[tick, day])
    for node, step in zip(chain.nodes[1:], chain.steps, strict=True):
        for gap, (dear, shift) in enumerate(zip(step.cost, step.shift, strict=True), start=1):
            if day + gap >= node.shape[2] or dear[day] >= NEVER:
                continue
            begins = max(0, tick + int(shift[day]))
            later = node[begins:, 0, day + gap] < NEVER
            if later.any():
                cost += int(dear[day])
                day, tick = day + gap, begins + int(later.argmax())
                cost += int(node[tick, 0, day])
                break
        else:
            return None
    return cost


def _rescues(means: Means) -> None:
    print("\nRescue: courses for which there is no room, though an empty clinic had some")
    print("courses  seed  asked  rescued   one/two moved  calls  median    p95 ms")
    for load in (*LOADS[1:], 100):
        for seed in SEEDS:
            calendar, pairs = _filled(make_instance(seed, means.rules, load), means.rules)
            agenda, empty = lay_out(calendar), replace(calendar, booked=())
            ms, found = [], []
            for asked in _newcomers(seed, means.rules, 2 * NEWCOMERS):
                if book_best(agenda, asked, means.rules) is not None:
                    continue
                if possible(empty, asked, means.rules):
                    effort = Effort(time.process_time, 1)
                    act = partial(rescue, calendar, pairs, asked, means, effort)
                    one, took = _timed(act)
                    ms.append(took)
                    found.append(one)
            saved = [one for one in found if one is not None]
            moved = Counter(one.people for one in saved)
            calls = statistics.mean(len(one.calls) for one in saved) if saved else 0
            print(
                f"{load:7} {seed:5} {len(found):6} {len(saved):8} {moved[1]:9}/{moved[2]:<5}"
                f" {calls:6.1f} {_quantiles(ms or [0])}"
            )


def _filled(instance: Instance, rules: SchedulingRules) -> tuple[Calendar, Pairs]:
    calendar, booked = fill(instance, rules)
    asked = {one.id: one for one in instance.requests}
    return calendar, [(asked[one.course], one) for one in booked]


def _replans(means: Means, budgets: Sequence[float]) -> None:
    print("\nThe whole clinic anew, from nothing (points; whom nobody can treat counts 1000)")
    print("courses  seed  seconds     greedy       cost      bound    gap")
    for load in LOADS:
        for seed in SEEDS:
            instance = make_instance(seed, means.rules, load)
            asked = [(one, None) for one in instance.requests]
            calendar = Calendar(instance.clinic, instance.horizon)
            for budget in budgets:
                found = replan(calendar, asked, means, Effort(time.process_time, budget), seed)
                print(
                    f"{load:7} {seed:5} {budget:8.0f} {found.floor:10.0f} {found.cost:10.0f}"
                    f" {found.bound:10.1f} {found.gap:6.2%}"
                )


def _repairs(means: Means, budgets: Sequence[float]) -> None:
    print("\nThe busiest therapist away: changes (therapist/time/day/cut), cost, bound")
    print(
        "courses  seed  days  lost  rebook       first aid    seconds  repaired     "
        "   cost    bound    gap people"
    )
    for load in LOADS[:2]:
        for seed in SEEDS:
            calendar, all_pairs = _filled(make_instance(seed, means.rules, load), means.rules)
            pairs = _left(all_pairs, ILL_FROM)
            for days in (7, 1):
                _repair(means, (calendar, pairs), (load, seed, days), budgets)


def _repair(
    means: Means,
    clinic: tuple[Calendar, Pairs],
    case: tuple[int, int, int],
    budgets: Sequence[float],
) -> None:
    load, seed, days = case
    calendar, pairs = clinic
    lost = _busiest(pairs, ILL_FROM, days)
    gone = sum(1 for asked, old in pairs for _ in hit(old.visits, asked.patient.id, lost))
    rebooked = _kinds(_rebook(calendar, pairs, lost, means.rules))
    aid = _kinds(repair(calendar, pairs, lost, replace(means, steps=0)).calls)
    for budget in budgets:
        found = repair(calendar, pairs, lost, means, Effort(time.process_time, budget), seed)
        print(
            f"{load:7} {seed:5} {days:5} {gone:5}  {rebooked:12} {aid:12} {budget:7.0f}"
            f"  {_kinds(found.calls):12} {found.cost:8.2f} {found.bound:8.2f} {found.gap:6.1%}"
            f" {found.people:5}"
        )


def _left(pairs: Pairs, today: int) -> Pairs:
    """Give what is left of every course on a day, the visits before it held."""
    left = []
    for asked, booked in pairs:
        held = tuple(Held(one.day, one.start) for one in booked.visits if one.day < today)
        rest = asked.visits[len(held) :]
        if rest:
            now = replace(
                asked, visits=rest, held=held, not_before=max(asked.not_before, (today, 0))
            )
            left.append((now, replace(booked, visits=booked.visits[len(held) :])))
    return left


def _busiest(pairs: Pairs, first: int, days: int) -> list[Claim]:
    """Let the therapist with the most visits be away."""
    visits = [one for _, booked in pairs for one in booked.visits]
    first = min(one.day for one in visits if one.day >= first)
    seen = Counter(one.therapist for one in visits if first <= one.day < first + days)
    who = max(sorted(seen), key=lambda one: seen[one])
    return [Claim(who, Span(day, 0, DAY_TICKS)) for day in range(first, first + days)]


def _rebook(
    calendar: Calendar, pairs: Pairs, lost: Sequence[Claim], rules: SchedulingRules
) -> list[Change]:
    """Cancel what is left of every course that is touched, and book it again, one by one."""
    touched = [one for one in pairs if any(hit(one[1].visits, one[1].patient, lost))]
    free = Counter(claim for _, old in touched for claim in old.claims())
    claims = list((Counter(calendar.booked) - free).elements())
    clinic = replace(calendar.clinic, away=(*calendar.clinic.away, *lost))
    told: list[Change] = []
    for asked, old in touched:
        agenda = lay_out(replace(calendar, clinic=clinic, booked=tuple(claims)))
        new = book_best(agenda, asked, rules)
        visits = () if new is None else new.visits
        claims += [] if new is None else new.claims()
        told += changes(old.course, old.patient, old.visits, visits)
    return told


def _kinds(calls: Sequence[Change]) -> str:
    counted = Counter(one.kind.value for one in calls)
    return "/".join(str(counted[kind]) for kind in ("therapist", "time", "day", "cut"))


if __name__ == "__main__":
    sys.exit(main())
