"""Pain drawings from outside: the lines a finger drew, in mm of the body's frame."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from lumbalis.domain.anatomy import Point
from lumbalis.domain.outcomes.pain_drawing import SCALE, PainMark
from lumbalis.exchange.fields import Fields

MOST_MARKS: Final = 64
MOST_PLACES: Final = 5_000
"""Places of one line. A finger gives some hundred; far more only cost time."""
FARTHEST_MM: Final = 3_000.0
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


@dataclass(frozen=True, slots=True)
class DrawnVisit:
    """What one patient drew on one day. The frame is that of the body it was drawn on."""

    day: date
    marks: tuple[PainMark, ...]


def read_pain_drawings(fields: Fields, qualities: frozenset[str]) -> tuple[DrawnVisit, ...]:
    """Read `pain_drawings`: a list of `{"day": ..., "marks": [{"line", "nrs", "quality"}]}`.

    `line` is a list of [x, y] in mm. A line that crosses itself or encloses nothing is read
    as it is: it was drawn with a finger.

    Parameters
    ----------
    fields : Fields
        The object that holds the key `pain_drawings`.
    qualities : frozenset of str
        The words of the fact `pain_quality`.

    Raises
    ------
    InputError
        For the first mistake, days out of order included.
    """
    visits = tuple(_visit(item, qualities) for item in fields.each("pain_drawings"))
    for number, (earlier, later) in enumerate(pairwise(visits), start=1):
        if later.day <= earlier.day:
            key = f"pain_drawings[{number}]"
            fields.refuse(key, "is not later than the one before", "list the days in order")
    return visits


def _visit(fields: Fields, qualities: frozenset[str]) -> DrawnVisit:
    fields.refuse_unknown(("day", "marks"), "part of a pain drawing")
    marks = fields.each("marks")
    if len(marks) > MOST_MARKS:
        fields.refuse("marks", f"holds more than {MOST_MARKS} marks", "send one visit at a time")
    return DrawnVisit(_day(fields), tuple(_mark(mark, qualities) for mark in marks))


def _day(fields: Fields) -> date:
    text = fields.text("day")
    try:
        day = date.fromisoformat(text) if _DAY.match(text) else None
    except ValueError:
        day = None
    if day is None:
        fields.refuse("day", "is not a date", "write it as YYYY-MM-DD")
    return day


def _mark(fields: Fields, qualities: frozenset[str]) -> PainMark:
    fields.refuse_unknown(("line", "nrs", "quality"), "part of a pain mark")
    nrs = fields.whole("nrs", SCALE[0])
    if nrs > SCALE[1]:
        fields.refuse("nrs", f"is above {SCALE[1]}", "write the patient's own number")
    quality = fields.text("quality") if fields.has("quality") else ""
    if quality and quality not in qualities:
        words = ", ".join(sorted(qualities))
        fields.refuse("quality", "is not a known kind of pain", f"use one of {words}")
    return PainMark(_line(fields), nrs, quality)


def _line(fields: Fields) -> tuple[Point, ...]:
    places = fields.items("line")
    if len(places) > MOST_PLACES:
        fields.refuse("line", f"has more than {MOST_PLACES} places", "send a simpler line")
    return tuple(_place(fields, number, place) for number, place in enumerate(places))


def _place(fields: Fields, number: int, place: object) -> Point:
    key = f"line[{number}]"
    if not isinstance(place, list) or len(place) != len(Point._fields):
        fields.refuse(key, "is not a place", "write it as [x, y] in mm from the L4 spinous tip")
    path = f"{fields.path}.{key}" if fields.path else key
    pair = Fields(fields.file, path, dict(zip("xy", place, strict=True)))
    at = Point(pair.number("x"), pair.number("y"))
    if max(abs(at.x), abs(at.y)) > FARTHEST_MM:
        fields.refuse(key, "is farther from L4 than any body reaches", "check its unit, mm")
    return at
