"""The course as charts: pain, levels and scores; and the pain drawings of its two ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from lumbalis.clinic.knowledge import protocol, texts
from lumbalis.clinic.records.models import Course, PainDrawing
from lumbalis.clinic.records.sealing import unseal
from lumbalis.clinic.services.clocks import zone_of
from lumbalis.clinic.services.outcomes import scores
from lumbalis.clinic.services.outcomes.reports import SessionTold, sessions_of
from lumbalis.clinic.services.outcomes.rules import adaptation_rules, instrument_of, outcome_rules
from lumbalis.clinic.services.outcomes.scores import Measured, measured_in
from lumbalis.clinic.services.pain_drawings import body_of
from lumbalis.domain.anatomy import Body
from lumbalis.domain.outcomes.pain_drawing import PainChange, compare, pain_area
from lumbalis.domain.outcomes.pain_drawing import PainDrawing as Marks
from lumbalis.domain.truth import Truth
from lumbalis.drawing.charts import (
    CourseRecord,
    Flagged,
    Mark,
    Scale,
    Track,
    Visit,
    pain_scale,
    track_of,
)
from lumbalis.drawing.pain_drawing import pain_picture
from lumbalis.drawing.pain_words import PainVisit, PainWords
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fields import Fields
from lumbalis.exchange.pain_records import read_pain_drawings

PAIN: Final = "nrs"


def record_of(course: Course, language: str) -> CourseRecord:
    """Gather what the charts of a course show, for those who treat."""
    visits = tuple(_visit(one) for one in sessions_of(course))
    level = Scale(0, adaptation_rules().scales.level)
    pain = pain_scale(instrument_of(PAIN), visits)
    return CourseRecord(visits, pain, _tracks(measured_in(course), language, "name"), None, level)


def record_for_patient(course: Course, language: str) -> CourseRecord:
    """Gather the same for the patient: their own answers, without a verdict on them."""
    visits = tuple(
        replace(_visit(one), phase=None, flags=(), level=None) for one in sessions_of(course)
    )
    pain = replace(pain_scale(instrument_of(PAIN), visits), important=None)
    tracks = _tracks(measured_in(course), language, "patient")
    calm = (replace(t, change=None, scale=replace(t.scale, important=None)) for t in tracks)
    return CourseRecord(visits, pain, tuple(calm))


def _visit(one: SessionTold) -> Visit:
    told = one.report
    return Visit(
        session=one.number,
        day=one.day,
        before=told.nrs_before,
        after=told.nrs_after,
        phase=told.phase,
        flags=tuple(_flags(one)),
        later=told.nrs_24h,
        level=told.level,
    )


def _flags(one: SessionTold) -> Sequence[Flagged]:
    found = []
    if one.report.stopped_early is Truth.TRUE:
        found.append(Flagged(Mark.STOPPED))
    if one.report.events:
        found.append(Flagged(Mark.ADVERSE))
    return found


def _tracks(measured: tuple[Measured, ...], language: str, name: str) -> tuple[Track, ...]:
    """Make a track for each instrument that measures change and was measured."""
    said = texts(language)
    return tuple(
        track_of(
            instrument,
            said.get("outcomes", "instruments", key, name),
            {one.day: one.score for one in scores.of_instrument(measured, key)},
        )
        for key, instrument in outcome_rules().instruments.items()
        if instrument.important_change and scores.of_instrument(measured, key)
    )


@dataclass(frozen=True, slots=True)
class PainPair:
    """The first pain drawing and the last, on one body; `change` compares their areas."""

    body: Body
    visits: tuple[PainVisit, ...]
    change: PainChange | None


def pain_pair(course: Course, at: datetime) -> PainPair | None:
    """Give the drawing made before the course and the newest one; None where there is none.

    A drawing on a body that was measured otherwise is left out: its places are not comparable.
    """
    patient = course.patient
    if patient.wrapped_key() is None:
        return None
    body, zone = body_of(patient, at), zone_of(patient.clinic)
    visits = []
    for row in PainDrawing.objects.filter(patient=patient).order_by("at", "pk"):
        marks = _marks(course, row, body)
        if marks is not None:
            visits.append(PainVisit(row.at.astimezone(zone).date(), pain_area(marks, body)))
    if not visits:
        return None
    if len(visits) == 1:
        return PainPair(body, (visits[0],), None)
    change = compare(visits[0].area, visits[-1].area)
    return PainPair(body, (visits[0], visits[-1]), change)


def _marks(course: Course, row: PainDrawing, body: Body) -> Marks | None:
    """Read a drawing if it lies on this body."""
    kept = unseal(course.patient, row.drawing)
    if not isinstance(kept, dict) or kept.get("body_sha256") != body.sha256:
        return None
    words = frozenset(protocol().vocabulary.facts["pain_quality"].values)
    try:
        drawn = {"pain_drawings": kept["pain_drawings"]}
        visits = read_pain_drawings(Fields.root(drawn, "drawing"), words)
    except (InputError, KeyError):
        return None
    return Marks(body.sha256, visits[-1].marks) if visits else None


def pain_drawn(pair: PainPair, place: int, language: str) -> str:
    """Draw one of the two visits by itself, narrow enough to stand beside the other."""
    return pain_picture(pair.body, [pair.visits[place]], PainWords.of(texts(language)), narrow=True)


def pain_said(pair: PainPair, language: str) -> str:
    """Say what the drawings show."""
    return PainWords.of(texts(language)).description(pair.visits)
