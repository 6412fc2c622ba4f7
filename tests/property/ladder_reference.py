"""A second implementation of the ladder, written from the table and not from the product.

It knows only histories without gaps in what is known: two truth values, one table of rows
and one of constraints. A history with unanswered questions is completed in every way it
could be answered, and the most cautious of all results counts. That is slow and
obviously right, which is what a second opinion should be.

Numbers are typed here on purpose: a wrong limit in the protocol must show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from lumbalis.domain.adaptation import AdverseEvent, NextContext, SessionReport
from lumbalis.domain.truth import Truth

YES, NO, OPEN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
STRICTNESS = ("REMISSION", "SUBSIDING", "EXACERBATION")
FIRST_LEVEL = {"REMISSION": 2, "SUBSIDING": 1}
GENTLE = {"REMISSION": 2, "SUBSIDING": 3, "EXACERBATION": 99}
SERIOUS = (
    "hospital_or_emergency",
    "neurological_deficit",
    "fracture",
    "deep_burn",
    "injury_from_fainting",
    "expanding_haematoma",
    "anaphylaxis",
)
MODERATE = ("limits_activity", "needs_first_aid", "more_than_mild")
HARMLESS_STOPS = {"patient_says_stop", "time_ran_out", "patient_had_to_leave", "equipment_failed"}
STANDSTILLS = ("stop_course", "hold_for_physician", "no_session")
PAIN = range(11)
UNKNOWN_LEVEL = -1


@dataclass(frozen=True)
class Known:
    """A history in which everything is answered."""

    past: Sequence[SessionReport]
    today: NextContext

    @property
    def last(self) -> SessionReport:
        """The last session."""
        return self.past[-1]

    @property
    def level(self) -> int:
        """L of the table: the level just used; a level nobody noted is the lowest."""
        return max(1, self.last.level or 0)


Outcome = tuple[str, int]
RowOfTable = tuple[str, Callable[[Known], bool], Callable[[Known], Outcome]]


def decide(past: Sequence[SessionReport], today: NextContext) -> Outcome:
    """Give the kind and the level that the table demands."""
    results = {_decide_known(Known(*known)) for known in _completions(past, today)}
    kinds = {kind for kind, _ in results}
    if kinds <= set(STANDSTILLS):
        return max(kinds, key=STANDSTILLS.index), 0
    if kinds & set(STANDSTILLS):
        return "no_session", 0
    kind = "restart" if "restart" in kinds else "level"
    return kind, min(level for _, level in results)


def _decide_known(known: Known) -> Outcome:
    matched = [result(known) for _, holds, result in TABLE if holds(known)]
    for standstill in STANDSTILLS:
        if (standstill, 0) in matched:
            return standstill, 0
    limits = [limit(known) for _, holds, limit in CONSTRAINTS if holds(known)]
    if not known.past:
        return "level", min(FIRST_LEVEL[str(known.today.phase)], known.today.cap)
    level = min(known.today.cap, matched[0][1], *limits)
    return ("restart" if _gap(known) > 14 else "level"), level


# --- the table of the next session; `level` rows give the level, the first one counts


def _stop(_: Known) -> Outcome:
    return "stop_course", 0


def _physician(_: Known) -> Outcome:
    return "hold_for_physician", 0


def _none(_: Known) -> Outcome:
    return "no_session", 0


def _lowest(_: Known) -> Outcome:
    return "level", 1


def _lower(known: Known) -> Outcome:
    return "level", max(1, known.level - 1)


def _same(known: Known) -> Outcome:
    return "level", known.level


def _higher(known: Known) -> Outcome:
    return "level", known.level + 1


def _row_1(known: Known) -> bool:
    events = (event for report in known.past for event in report.events or ())
    return known.today.emergency is YES or any(_grade(event) == 3 for event in events)


def _row_2(known: Known) -> bool:
    return any(
        _grade(event) >= 2 and not _released(known, report, event)
        for report in known.past
        for event in report.events or ()
    )


def _row_2_resumed(known: Known) -> bool:
    return bool(known.past) and any(_grade(event) == 2 for event in known.last.events or ())


def _row_2_technique(known: Known) -> bool:
    return any(
        _grade(event) >= 2 and event.cause == known.today.technique
        for report in known.past
        for event in report.events or ()
    )


def _row_3(known: Known) -> bool:
    return bool(known.past) and _flared(known.last)


def _row_3_again(known: Known) -> bool:
    reviewed = known.today.reviewed_session or 0
    twice = len(known.past) > 1 and all(_flared(report) for report in known.past[-2:])
    return twice and reviewed < known.last.session


def _row_4(known: Known) -> bool:
    return bool(known.past) and _bothered(known.last)


def _row_5(known: Known) -> bool:
    pain = (known.today.nrs_rest, known.today.nrs_move)
    return any(score is not None and score >= 7 for score in pain) or (
        known.today.phase == "EXACERBATION"
    )


def _row_6(known: Known) -> bool:
    return bool(known.past) and YES in (known.last.masked, known.today.masked)


def _row_7(known: Known) -> bool:
    if len(known.past) < 2:
        return False
    two = known.past[-2:]
    return (
        all(_went_well(report) for report in two)
        and all(report.level == known.last.level != UNKNOWN_LEVEL for report in two)
        and all(report.technique == known.today.technique for report in two)
        and _trend_is_good(known)
        and _ramp(known) >= max(GENTLE[str(known.today.phase)], 3)
        and known.level < known.today.cap
    )


TABLE: Sequence[RowOfTable] = (
    ("1", _row_1, _stop),
    ("hard stop", lambda known: known.today.session > 25, _stop),
    ("2", _row_2, _physician),
    ("3 again", _row_3_again, _physician),
    ("no order", lambda known: known.today.session > known.today.sessions_ordered, _physician),
    ("5", _row_5, _none),
    ("a stop nobody recorded", lambda known: any(map(_unrecorded, known.past)), _none),
    ("2, technique removed", _row_2_technique, _none),
    ("no ceiling", lambda known: known.today.cap == 0, _none),
    ("2, resumed", _row_2_resumed, _lowest),
    ("3", _row_3, _lower),
    ("4", _row_4, _lower),
    ("6", _row_6, _same),
    ("7", _row_7, _higher),
    ("8", lambda known: bool(known.past), _same),
)


# --- the constraints below the table


def _gap(known: Known) -> int:
    return known.today.days_since or 0


def _is_worse(known: Known) -> bool:
    now, then = str(known.today.phase), str(known.last.phase)
    return STRICTNESS.index(now) > STRICTNESS.index(then)


CONSTRAINTS: Sequence[tuple[str, Callable[[Known], bool], Callable[[Known], int]]] = (
    (
        "after more than 7 days",
        lambda known: bool(known.past) and _gap(known) > 7,
        lambda known: max(1, known.level - 1),
    ),
    (
        "after more than 14 days",
        lambda known: bool(known.past) and _gap(known) > 14,
        lambda known: FIRST_LEVEL[str(known.today.phase)],
    ),
    (
        "phase worse",
        lambda known: bool(known.past) and _is_worse(known),
        lambda known: min(known.level, 2),
    ),
    (
        "another technique",
        lambda known: bool(known.past) and known.last.technique != known.today.technique,
        lambda _: 2,
    ),
)


# --- what one report says


def _grade(event: AdverseEvent) -> int:
    said = {name for name, answer in event.features.items() if answer is YES}
    if said & set(SERIOUS) or ("burn" in said and (event.blister_mm or 0) > 20):
        return 3
    return 2 if said & set(MODERATE) or (event.duration_h or 0) > 48 else 1


def _released(known: Known, report: SessionReport, event: AdverseEvent) -> bool:
    over = event.resolved is YES and event.cause is not None
    return over and (known.today.reviewed_session or 0) >= report.session


def _rise(report: SessionReport, later: int | None) -> int:
    assert report.nrs_before is not None
    assert later is not None
    return later - report.nrs_before


def _flared(report: SessionReport) -> bool:
    rises = (_rise(report, report.nrs_after), _rise(report, report.nrs_24h))
    return report.new_radiation is YES or max(rises) >= 2


def _bothered(report: SessionReport) -> bool:
    assert report.tolerance is not None
    return (
        bool(report.events)
        or report.tolerance <= 1
        or report.guarding == 3
        or _rise(report, report.nrs_24h) >= 1
    )


def _went_well(report: SessionReport) -> bool:
    assert report.tolerance is not None
    return (
        not report.events
        and report.tolerance >= 3
        and _rise(report, report.nrs_after) <= 0
        and not report.stopped_for
        and report.masked is NO
        and not _flared(report)
        and not _bothered(report)
    )


def _unrecorded(report: SessionReport) -> bool:
    return bool((report.stopped_for or frozenset()) - HARMLESS_STOPS) and not report.events


def _trend_is_good(known: Known) -> bool:
    befores = [report.nrs_before or 0 for report in known.past]
    today = max(known.today.nrs_rest or 0, known.today.nrs_move or 0)
    return today <= befores[-2] and (len(befores) < 3 or befores[-1] <= befores[-3])


def _ramp(known: Known) -> int:
    """Give the number of the session being planned from the last long gap on."""
    number = 1
    for report in reversed(known.past):
        number += 1
        if report.session > 1 and (report.days_since or 0) > 14:
            break
    return number


# --- every way in which the open questions could be answered


def _completions(
    past: Sequence[SessionReport], today: NextContext
) -> Iterator[tuple[Sequence[SessionReport], NextContext]]:
    choices = [tuple(_complete_report(report, today)) for report in past]
    for reports in product(*choices):
        for context in _complete(today, _answers_today()):
            yield reports, context


def _complete_report(report: SessionReport, today: NextContext) -> Iterator[SessionReport]:
    others = "cupping_silicone" if today.technique == "manual_classical" else "manual_classical"
    answers: dict[str, Sequence[object]] = {
        "level": (UNKNOWN_LEVEL,),
        "technique": (today.technique, others),
        "phase": STRICTNESS,
        "days_since": (1, 15),
        "nrs_before": PAIN,
        "nrs_after": PAIN,
        "nrs_24h": PAIN,
        "tolerance": range(5),
        "guarding": range(4),
        "masked": (NO, YES),
        "new_radiation": (NO, YES),
        "stopped_for": (frozenset(), frozenset({"patient_says_stop"}), frozenset({"faint"})),
        "events": tuple(_any_events()),
    }
    for completed in _complete(report, answers):
        for events in product(*(_complete_event(event) for event in completed.events or ())):
            yield replace(completed, events=events)


def _answers_today() -> dict[str, Sequence[object]]:
    return {
        "phase": STRICTNESS,
        "nrs_rest": PAIN,
        "nrs_move": PAIN,
        "emergency": (NO, YES),
        "masked": (NO, YES),
        "days_since": (1, 8, 15),
    }


def _any_events() -> Iterator[tuple[AdverseEvent, ...]]:
    yield ()
    for features in ({}, {"limits_activity": YES}, {"fracture": YES}):
        yield (AdverseEvent("any", features, 1, None, 0, YES, None),)


def _complete_event(event: AdverseEvent) -> Iterator[AdverseEvent]:
    """Answer an event's open questions; one that goes on may still become a long one."""
    asked = (*SERIOUS, *MODERATE, "burn")
    unasked = [name for name in asked if event.features.get(name, OPEN) is OPEN]
    durations = [event.duration_h or 0]
    if event.duration_h is None or event.resolved is not YES:
        durations.append(99)
    blisters = (0, 99) if event.blister_mm is None else (event.blister_mm,)
    for yes in (None, *unasked):
        answered = dict.fromkeys(unasked, NO) | ({yes: YES} if yes else {})
        for duration, blister in product(durations, blisters):
            features = {**event.features, **answered}
            yield replace(event, features=features, duration_h=duration, blister_mm=blister)


def _complete(thing: Any, answers: dict[str, Sequence[object]]) -> Iterator[Any]:  # noqa: ANN401
    names = [name for name in answers if getattr(thing, name) in (None, OPEN)]
    for values in product(*(answers[name] for name in names)):
        yield replace(thing, **dict(zip(names, values, strict=True)))
