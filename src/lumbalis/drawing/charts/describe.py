"""The charts in sentences, for those who cannot see them."""

from __future__ import annotations

from collections.abc import Iterator

from lumbalis.drawing.charts.course import CourseRecord, Track, Visit
from lumbalis.drawing.charts.words import ChartWords


def span_line(record: CourseRecord, words: ChartWords) -> str:
    """Tell which sessions and days the charts cover."""
    if not record.visits:
        return words.say("no_session_yet")
    first, last = record.visits[0], record.visits[-1]
    if first is last:
        return words.say("one_session", index=first.session, day=words.day(first.day))
    return words.say(
        "span",
        first=first.session,
        last=last.session,
        start=words.day(first.day),
        end=words.day(last.day),
    )


def description(record: CourseRecord, words: ChartWords) -> str:
    """Say every session and every score in words."""
    return " ".join(description_lines(record, words))


def description_lines(record: CourseRecord, words: ChartWords) -> tuple[str, ...]:
    """Say the same in sentences that can stand in a list."""
    return (*_pain(record, words), *_scores(record, words))


def _pain(record: CourseRecord, words: ChartWords) -> Iterator[str]:
    if not record.visits:
        yield words.say("nothing_yet")
    for visit in record.visits:
        yield words.say(
            "said_session",
            index=visit.session,
            day=words.day(visit.day),
            before=_value(visit.before, words),
            after=_value(visit.after, words),
        )
        yield from _more(visit, record, words)
        yield from _flags(visit, words)
    if record.visits and record.pain.important is not None:
        yield _sentence(words.important(record.pain))


def _more(visit: Visit, record: CourseRecord, words: ChartWords) -> Iterator[str]:
    if visit.later is not None:
        yield words.say("said_later", value=words.number(visit.later))
    if visit.level is not None and record.level is not None:
        yield words.say("said_level", value=words.number(visit.level))


def _flags(visit: Visit, words: ChartWords) -> Iterator[str]:
    for flag in visit.flags:
        about = f": {flag.about}" if flag.about else ""
        yield _sentence(f"{words.mark(flag.mark)}{about}")


def _scores(record: CourseRecord, words: ChartWords) -> Iterator[str]:
    for track in record.tracks:
        readings = "; ".join(_readings(track, words)) or words.say("no_score_yet").rstrip(".")
        change = "" if track.change is None else f" {_sentence(words.change(track.change))}"
        yield f"{track.name}: {readings}.{change}"


def _readings(track: Track, words: ChartWords) -> Iterator[str]:
    for reading in track.readings:
        value = (
            words.say("not_known") if reading.value is None else words.value(reading.value, track)
        )
        yield f"{words.day(reading.day)}, {value}"


def _value(value: int | None, words: ChartWords) -> str:
    return words.say("not_asked") if value is None else words.number(value)


def _sentence(text: str) -> str:
    said = text[:1].upper() + text[1:]
    return said if said.endswith(".") else f"{said}."
