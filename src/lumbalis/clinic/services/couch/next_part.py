"""The pack's part about the next session: what it may come to, in words, and its milder forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.services.couch import adapting
from lumbalis.clinic.services.outcomes import next_day
from lumbalis.clinic.services.screening import current_verdict
from lumbalis.exchange.plan_json import plain_object
from lumbalis.surfaces.couch_steps import couch_steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from lumbalis.clinic.records.models import Course
    from lumbalis.clinic.services.couch.adapting import SoFar
    from lumbalis.domain.adaptation import NextSession
    from lumbalis.domain.plan import Session

ASKED_AGAIN = (("pain", "radiation", "borne", "anything"), ("pain", "radiation"))
"""What is asked about the last session, and about the one before, if nobody has said it since."""


def next_of(
    course: Course, so_far: SoFar, session: Session, signed_at: datetime, language: str
) -> dict[str, object]:
    """Give what the tablet decides by.

    `decisions` are all that may come out; `by` says which holds in which phase, without (0) and
    with (1) a pain medicine, at each pain from 0 and last where nobody asked. `gentler` are the
    session's milder forms that the verifier let pass, by level. `open` names what nobody has said
    about the last two sessions, on which a decision may hang.
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


def _open(course: Course, so_far: SoFar) -> Iterator[dict[str, object]]:
    known = next_day.newest_of(course)
    for told, asked in zip(reversed(so_far.told), ASKED_AGAIN, strict=False):
        said = known.get(told.number)
        items: Mapping[str, object] = {} if said is None else said.items
        missing = [one for one in asked if items.get(one) is None]
        if missing:
            yield {"session": told.number, "day": told.day.isoformat(), "items": missing}


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
