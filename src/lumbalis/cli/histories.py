"""Reading what was recorded over a course: sessions with their pain, scores, pain drawings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from lumbalis.domain.outcomes.instruments import Instrument
from lumbalis.domain.outcomes.scores import Score
from lumbalis.domain.outcomes.scoring import recorded_score
from lumbalis.drawing.charts import Flagged, Mark, Visit
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fields import Fields
from lumbalis.exchange.pain_records import DrawnVisit, read_pain_drawings
from lumbalis.exchange.strict_json import read_json_file

if TYPE_CHECKING:
    from collections.abc import Collection

_KEYS = ("visits", "scores", "pain_drawings")
_VISIT = ("session", "day", "before", "after", "phase", "flags")
_WORST = 10


@dataclass(frozen=True, slots=True)
class History:
    """What was recorded: sessions, scores by instrument and day, pain drawings by day."""

    visits: tuple[Visit, ...]
    scores: Mapping[str, Mapping[date, Score]]
    drawings: tuple[DrawnVisit, ...]


def read_history(
    path: Path,
    instruments: Mapping[str, Instrument],
    phases: Collection[str],
    qualities: frozenset[str],
) -> History:
    """Read a history file; `phases` and `qualities` are the words it may use.

    Raises
    ------
    InputError
        For the first thing that cannot be used.
    """
    root = Fields.root(read_json_file(path), path.name)
    root.refuse_unknown(_KEYS, "part of a history")
    return History(
        tuple(_visit(one, phases) for one in root.each("visits")),
        _scores(root.each("scores"), instruments),
        read_pain_drawings(root, qualities),
    )


def _visit(fields: Fields, phases: Collection[str]) -> Visit:
    fields.refuse_unknown(_VISIT, "known about a session")
    phase = fields.text("phase") if fields.has("phase") else None
    if phase is not None and phase not in phases:
        fields.refuse("phase", "is not a phase", f"write one of {', '.join(phases)}")
    return Visit(
        session=fields.whole("session", 1),
        day=_day(fields),
        before=_pain(fields, "before"),
        after=_pain(fields, "after"),
        phase=phase,
        flags=tuple(_flag(one) for one in fields.each("flags")),
    )


def _flag(fields: Fields) -> Flagged:
    fields.refuse_unknown(("mark", "about"), "part of a mark")
    marks = {mark.value: mark for mark in Mark}
    mark = marks.get(fields.text("mark"))
    if mark is None:
        fields.refuse("mark", "is not a mark", f"write one of {', '.join(marks)}")
    return Flagged(mark, fields.text("about") if fields.has("about") else "")


def _scores(
    given: tuple[Fields, ...], instruments: Mapping[str, Instrument]
) -> dict[str, dict[date, Score]]:
    scores: dict[str, dict[date, Score]] = {}
    for fields in given:
        fields.refuse_unknown(("instrument", "day", "value"), "part of a score")
        name = fields.text("instrument")
        instrument = instruments.get(name)
        if instrument is None:
            key = "instrument"
            raise fields.unknown(key, instruments, "a known instrument")
        value = fields.number("value") if fields.has("value") else None
        try:
            score = recorded_score(instrument, value)
        except ValueError as error:
            what_to_do = "correct it, or leave it out"
            raise InputError(fields.place("value"), "is outside the scale", what_to_do) from error
        scores.setdefault(name, {})[_day(fields)] = score
    return scores


def _pain(fields: Fields, key: str) -> int | None:
    if not fields.has(key):
        return None
    value = fields.whole(key, 0)
    if value > _WORST:
        fields.refuse(key, "is above 10", "write the pain from 0 to 10")
    return value


def _day(fields: Fields) -> date:
    text = fields.text("day")
    try:
        return date.fromisoformat(text)
    except ValueError:
        return fields.refuse("day", "is not a day", "write it like 2026-11-22")
