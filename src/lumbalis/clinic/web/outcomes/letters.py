"""The letter to the referring physician: built from what the course's page shows."""

from __future__ import annotations

from datetime import datetime

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import protocol, texts
from lumbalis.clinic.records.models import Course
from lumbalis.clinic.services.clocks import zone_of
from lumbalis.clinic.services.outcomes import results, schedule, trends
from lumbalis.clinic.services.outcomes.reports import SessionTold, sessions_of
from lumbalis.clinic.services.outcomes.results import Outcome
from lumbalis.clinic.services.outcomes.rules import adaptation_rules
from lumbalis.clinic.services.outcomes.schedule import Position
from lumbalis.clinic.web.outcomes.lines import ScoreRow, score_rows
from lumbalis.domain.adaptation import grade
from lumbalis.drawing.charts import ChartWords, course_progress
from lumbalis.drawing.charts.describe import description
from lumbalis.drawing.charts.letter import Letter, LetterRow, letter_document

_HEADINGS = ("name", "first", "latest", "change", "meaning")


def letter_pdf(course: Course, at: datetime, language: str) -> bytes:
    """Write the letter about a course in a language."""
    return letter_document(_letter(course, at, language), at)


def _letter(course: Course, at: datetime, language: str) -> Letter:
    outcome = results.outcome_of(course)
    sessions, position = sessions_of(course), schedule.position_of(course)
    record = trends.record_of(course, language)
    words = ChartWords(texts(language))
    shown = bool(record.visits or record.tracks)
    result, more = result_words(outcome, language)
    draft = protocol().status == "draft"
    return Letter(
        language=language,
        title=_say(language, "title"),
        draft=texts(language).get("drawing", "draft") if draft else "",
        clinic=course.patient.clinic.name,
        who=_who(course, language),
        made=wording.written(language, at.astimezone(zone_of(course.patient.clinic)).date()),
        facts=_facts(position, sessions, language),
        result=result,
        result_more=more,
        table_heading=_say(language, "table"),
        headings={key: _say(language, f"head.{key}") for key in _HEADINGS},
        rows=tuple(_row(row) for row in score_rows(outcome, language)),
        events_heading=_say(language, "events"),
        events=_events(sessions, language),
        picture=course_progress(record, words, draft=draft) if shown else "",
        picture_heading=words.say("title"),
        alternative=description(record, words),
        notes=(_say(language, "evidence"), _say(language, "thresholds")),
        signed=_say(language, "signed"),
        page=_say(language, "page", page="{page}", pages="{pages}"),
        foot=texts(language).get("drawing", "supports"),
    )


def result_words(outcome: Outcome, language: str) -> tuple[str, str]:
    """Say the result of a course in a word and a sentence, or why there is none."""
    said = texts(language)
    if outcome.result is None or outcome.why_not:
        return (
            wording.say(language, "outcomes.result.none"),
            wording.say(language, f"outcomes.result.why.{outcome.why_not or 'no_end'}"),
        )
    label = outcome.result.label.value
    name = said.get("outcomes", "changes", label, "label")
    return name, said.get("outcomes", "changes", label, "clinician")


def _who(course: Course, language: str) -> str:
    patient = course.patient
    if patient.birth_date is None:
        return patient.full_name
    born = wording.written(language, patient.birth_date)
    return _say(language, "who", name=patient.full_name, born=born)


def _facts(
    position: Position, sessions: tuple[SessionTold, ...], language: str
) -> tuple[tuple[str, str], ...]:
    levels = sorted({one.report.level for one in sessions if one.report.level is not None})
    written = (
        "–".join(str(one) for one in dict.fromkeys((levels[0], levels[-1]))) if levels else "–"
    )
    days = (sessions[0].day, sessions[-1].day) if sessions else ()
    span = " – ".join(wording.written(language, one) for one in dict.fromkeys(days)) or "–"
    given = _say(language, "of", given=len(sessions), planned=position.planned or "–")
    return (
        (_say(language, "facts.sessions"), given),
        (_say(language, "facts.days"), span),
        (_say(language, "facts.levels"), written),
    )


def _row(row: ScoreRow) -> LetterRow:
    meaning = ". ".join(part for part in (row.label, row.important) if part)
    return LetterRow(row.name, row.first or "–", row.latest, row.change or "–", meaning, row.source)


def _events(sessions: tuple[SessionTold, ...], language: str) -> tuple[str, ...]:
    """List every adverse event by session and grade, and the sessions nobody told about."""
    said, rules = texts(language), adaptation_rules()
    found = [
        _say(
            language,
            "event",
            session=one.number,
            day=one.day,
            grade=said.get("adaptation", "grades", grade(event, rules).name.lower(), "name"),
        )
        for one in sessions
        for event in one.report.events or ()
    ]
    silent = sum(one.report.events is None for one in sessions)
    if silent:
        found.append(_say(language, "silent", n=silent))
    return tuple(found) or (_say(language, "no_events"),)


def _say(language: str, key: str, **values: object) -> str:
    return wording.say(language, f"outcomes.letter.{key}", **values)
