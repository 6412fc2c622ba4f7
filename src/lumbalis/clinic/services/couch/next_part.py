"""The pack's part about the next session: what it may come to, in words, and its milder forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.services.couch import adapting
from lumbalis.clinic.services.outcomes import next_day, reports
from lumbalis.clinic.services.screening import current_verdict
from lumbalis.exchange.plan_json import plain_object
from lumbalis.surfaces.couch_steps import couch_steps

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from lumbalis.clinic.records.models import Course
    from lumbalis.clinic.services.couch.adapting import SoFar
    from lumbalis.domain.adaptation import NextSession
    from lumbalis.domain.plan import Session

ASKED_AGAIN = ("pain", "radiation", "borne", "anything")
"""What is asked about the last session if nobody has said it since."""


def next_of(
    course: Course, so_far: SoFar, session: Session, signed_at: datetime, language: str
) -> dict[str, object]:
    """Give what the tablet decides by.

    `decisions` are all that may come out; `by` says which holds in which phase, without (0) and
    with (1) a pain medicine, at each pain from 0 and last where nobody asked. `gentler` are the
    session's milder forms that the verifier let pass, by level. `open` names what nobody has said
    about the last session.
    """
    found: dict[str, int] = {}
    decisions: list[dict[str, object]] = []
    by: dict[str, list[list[int]]] = {}
    for state in adapting.states():
        decision = adapting.decide(so_far, session, state)
        written = _written(decision, session, language)
        place = found.setdefault(repr(written), len(decisions))
        if place == len(decisions):
            decisions.append(written)
        rows = by.setdefault(state.phase, [[], []])
        rows[state.masked].append(place)
    verdict = current_verdict(course.patient, signed_at, session=session.index)
    milder = {
        level: adapting.gentler(so_far, session, level, verdict)
        for level in range(1, session.level)
    }
    return {
        "day": so_far.today.isoformat(),
        "decisions": decisions,
        "by": by,
        "gentler": {
            str(level): {"steps": plain_object(one), "shown": couch_steps(one, texts(language))}
            for level, one in milder.items()
            if one is not None
        },
        "open": list(_open(course, so_far)),
        "last": _last(so_far),
    }


def _written(decision: NextSession, session: Session, language: str) -> dict[str, object]:
    known = texts(language)
    reasons = [one.text for one in decision.because]
    level = min(decision.level, session.level) if decision.kind.is_session else 0
    return {
        "kind": decision.kind.value,
        "level": level,
        "because": reasons,
        "says": known.get("adaptation", *_said(decision, level).split(".")),
        "reasons": [known.get("adaptation", *one.split(".")) for one in reasons],
        "unmet": [known.get("adaptation", "criteria", one) for one in decision.criteria_unmet],
        "missing": [known.get("adaptation", "questions", one.about) for one in decision.missing],
    }


def _said(decision: NextSession, level: int) -> str:
    """Say what happens with the level that will be given, which may be below the ladder's."""
    before = decision.level_before
    if decision.text != "next.level_raised" or before is None or level > before:
        return decision.text
    return "next.level_held" if level == before else "next.level_lowered"


def _open(course: Course, so_far: SoFar) -> tuple[str, ...]:
    if not so_far.told:
        return ()
    number = reports.given_in(course)[-1]
    said = next_day.newest(course, number)
    items: Mapping[str, object] = {} if said is None else said.items
    return tuple(one for one in ASKED_AGAIN if items.get(one) is None)


def _last(so_far: SoFar) -> dict[str, object] | None:
    """Give the card of the last session: its day and level, pain before, after and a day later."""
    if not so_far.told:
        return None
    last = so_far.told[-1]
    report = last.report
    return {
        "session": last.number,
        "day": last.day.isoformat(),
        "level": report.level,
        "pain": [report.nrs_before, report.nrs_after, report.nrs_24h],
        "events": None if report.events is None else len(report.events),
        "stopped": bool(report.stopped_for),
    }
