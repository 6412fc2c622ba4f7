"""What was measured and said, as lines for a page or a letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import origins, texts
from lumbalis.clinic.records.models import Course
from lumbalis.clinic.services.outcomes import asking, next_day, schedule
from lumbalis.clinic.services.outcomes.next_day import NERVES, SUDDEN, Said
from lumbalis.clinic.services.outcomes.results import Outcome, Row
from lumbalis.clinic.services.outcomes.rules import instrument_of
from lumbalis.clinic.services.outcomes.scores import Measured
from lumbalis.clinic.services.outcomes.trends import PainPair
from lumbalis.domain.outcomes.bands import band_of
from lumbalis.domain.outcomes.scores import Flag
from lumbalis.knowledge.texts import Texts

_OURS: Final = frozenset({"E", "K", "P"})
"""Choices of ours, which have an id and no public source."""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One instrument as a row: words and numbers in a language, ready to be shown."""

    name: str
    short: str
    first: str
    first_day: date | None
    latest: str
    latest_day: date
    moment: str
    change: str
    label: str
    label_key: str
    meaning: str
    important: str
    source: str
    source_ids: tuple[str, ...]
    certainty: str
    doubts: tuple[str, ...]
    by_staff: bool


def score_rows(outcome: Outcome, language: str) -> tuple[ScoreRow, ...]:
    """Write a row for every instrument that was measured."""
    said = texts(language)
    return tuple(_row(row, said, language) for row in outcome.rows)


def _row(row: Row, said: Texts, language: str) -> ScoreRow:
    label = row.label.value if row.label else ""
    return ScoreRow(
        name=said.get("outcomes", "instruments", row.instrument, "name"),
        short=said.get("outcomes", "instruments", row.instrument, "short"),
        first=_score(row.first, said),
        first_day=row.first.day if row.first else None,
        latest=_score(row.latest, said),
        latest_day=row.latest.day,
        moment=wording.say(language, f"outcomes.moments.{row.latest.moment}"),
        change=_change(row, said, language),
        label=said.get("outcomes", "changes", label, "label") if label else "",
        label_key=label,
        meaning=said.get("outcomes", "changes", label, "clinician") if label else "",
        important=_important(row, said),
        source="; ".join(_sources(row, language)),
        source_ids=row.source,
        certainty=row.certainty,
        doubts=tuple(_doubts(row, said)),
        by_staff=row.latest.by_staff,
    )


def _score(measured: Measured | None, said: Texts) -> str:
    if measured is None:
        return ""
    if measured.group is not None:
        return said.get("outcomes", "risk_groups", measured.group.value)
    instrument = instrument_of(measured.instrument)
    if instrument.global_rating is not None and measured.score.value is not None:
        band = band_of(instrument, measured.score.value)
        return said.get("outcomes", "bands", band.label, "clinician")
    return number(measured.score.value, measured.instrument, said)


def number(value: Fraction | None, instrument: str, said: Texts) -> str:
    """Write a score with the decimals of its instrument; a dash where there is none."""
    if value is None:
        return "–"
    decimals = instrument_of(instrument).range.decimals
    return said.value(round(float(value), decimals))


def _change(row: Row, said: Texts, language: str) -> str:
    """Write the change in points and in per cent of the start; better is said, not signed."""
    change = row.change
    if change is None or change.points is None:
        return ""
    points = number(abs(change.points), row.instrument, said)
    way = "better" if change.points > 0 else "worse" if change.points < 0 else "same"
    told = wording.say(language, f"outcomes.change.{way}", points=points)
    if change.percent is None or not change.points:
        return told
    percent = said.value(abs(round(float(change.percent))))
    return wording.say(language, "outcomes.change.with_percent", change=told, percent=percent)


def _important(row: Row, said: Texts) -> str:
    if row.important is None:
        return ""
    higher = instrument_of(row.instrument).direction.value == "higher_is_better"
    value = number(row.important, row.instrument, said)
    return said.get("charts", "important_above" if higher else "important_below", value=value)


def _sources(row: Row, language: str) -> Iterator[str]:
    """Give the public sources behind a threshold, as their authors cite them."""
    for name in row.source:
        found = origins().sources.get(name)
        if found is not None and name in _OURS:
            yield wording.say(language, f"outcomes.origin.{name}")
        elif found is not None:
            yield found.what


def _doubts(row: Row, said: Texts) -> Iterator[str]:
    flags: set[Flag] = set(row.latest.score.flags)
    if row.change is not None:
        flags |= row.change.flags
    for flag in sorted(flags, key=lambda one: one.value):
        yield said.get("outcomes", "flags", flag.value)


def due_lines(course: Course, at: datetime, language: str) -> list[dict[str, object]]:
    """List what is due, and whether it is answered, waits on the phone or needs paper."""
    said = texts(language)
    finished = {(one.instrument, one.moment, one.visit) for one in asking.finished_in(course)}
    return [
        {
            "name": said.get("outcomes", "instruments", one.instrument, "name"),
            "moment": wording.say(language, f"outcomes.moments.{one.moment}"),
            "day": one.day,
            "state": _state(one, finished, course),
        }
        for one in schedule.due(course, at)
    ]


def _state(one: schedule.Due, finished: set[tuple[str, str, int]], course: Course) -> str:
    if (one.instrument, one.moment, one.visit) in finished:
        return "answered"
    on_phone = schedule.on_phone(one.instrument, course.patient.language)
    return "phone" if on_phone else "paper"


def pain_cm2(pair: PainPair | None, language: str) -> dict[str, str]:
    """Write how much painful skin stayed, went and came, in cm2."""
    change = None if pair is None else pair.change
    if change is None:
        return {}
    areas = {"kept": change.kept_cm2, "gone": change.gone_cm2, "new": change.new_cm2}
    return {name: wording.written(language, round(area)) for name, area in areas.items()}


def said_lines(said: Said, language: str) -> list[tuple[str, str]]:
    """Write what the patient said about a session, question by question."""
    return [
        (
            wording.say(language, f"outcomes.day.short.{item}"),
            _answer(item, said.items[item], language),
        )
        for item in next_day.steps(said.items)
        if item in said.items
    ]


def _answer(item: str, value: object, language: str) -> str:
    if value is None:
        return wording.say(language, "intake.unsure")
    if isinstance(value, Mapping):
        return _ticked(value, language)
    if item == "borne" and isinstance(value, int):
        return texts(language).lines("adaptation", "scales", "tolerance")[value]
    if value in {next_day.YES, next_day.NO}:
        return wording.say(language, f"intake.{value}")
    return wording.written(language, value)


def _ticked(value: Mapping[str, object], language: str) -> str:
    ticked = value.get("ticked")
    names = [_named(str(one), language) for one in ticked] if isinstance(ticked, list) else []
    if value.get("unsure"):
        names.append(wording.say(language, "intake.unsure_line"))
    return "; ".join(names) or wording.say(language, "intake.none_of_these")


def _named(name: str, language: str) -> str:
    said = texts(language)
    if name in {*NERVES, *SUDDEN}:
        return said.get("facts", name, "label")
    return said.get("adaptation", "questions", name)
