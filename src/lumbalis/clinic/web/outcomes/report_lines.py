"""The clinic's counts in words; of few people no percentage is shown."""

from __future__ import annotations

from dataclasses import dataclass

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.services.outcomes.clinic_report import Share, Tally
from lumbalis.clinic.services.outcomes.rules import adaptation_rules
from lumbalis.knowledge.wording import upper_first

_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One number of the report: what it is, the number in words, and the interval beside it."""

    key: str
    name: str
    said: str
    interval: str
    low: int
    high: int
    share: int | None

    @property
    def width(self) -> int:
        """Give the width of the interval on a scale of a hundred."""
        return max(1, self.high - self.low)

    @property
    def mark(self) -> float:
        """Give the place of the share's mark, inside the scale."""
        return min(98.4, max(0.0, (self.share or 0) - 0.8))


@dataclass(frozen=True, slots=True)
class Told:
    """Everything a tally says."""

    courses: str
    lines: tuple[Line, ...]
    unknown: tuple[str, ...]
    sessions: str
    alarm: tuple[str, ...]
    limit: str


def tally_lines(tally: Tally, language: str) -> Told:
    """Write a tally in a language."""
    shares = {
        "completed": tally.completed,
        "responders": tally.responders,
        "recovered": tally.recovered,
        "worse": tally.worse,
        "events": tally.events,
    }
    safety = tally.safety
    limit = adaptation_rules().monitor.rate_above_percent
    return Told(
        courses=wording.say(
            language, "outcomes.report.courses", n=tally.courses, running=tally.running
        ),
        lines=tuple(_line(key, share, language) for key, share in shares.items()),
        unknown=tuple(
            wording.say(language, f"outcomes.report.unknown.{why}", n=count)
            for why, count in sorted(tally.unknown.items())
        ),
        sessions=wording.say(
            language,
            "outcomes.report.sessions",
            n=safety.sessions,
            events=safety.with_event,
            serious=safety.serious,
            unrecorded=safety.unrecorded,
        ),
        alarm=tuple(_alarm(one, language) for one in tally.alarm.because),
        limit=wording.say(language, "outcomes.report.limit", percent=limit),
    )


def _alarm(because: str, language: str) -> str:
    return upper_first(texts(language).get("adaptation", *because.split(".")))


def _line(key: str, share: Share, language: str) -> Line:
    counted = share.counted
    low, high = (round(_PERCENT * float(end)) for end in (counted.low, counted.high))
    name = wording.say(language, f"outcomes.report.{key}")
    said = wording.say(language, "outcomes.report.of", count=counted.count, all=counted.of)
    if share.is_few or counted.share is None:
        few = wording.say(language, "outcomes.report.few" if counted.of else "outcomes.report.none")
        return Line(key, name, said, few, low, high, None)
    percent = round(_PERCENT * float(counted.share))
    interval = wording.say(
        language, "outcomes.report.interval", percent=percent, low=low, high=high
    )
    return Line(key, name, said, interval, low, high, percent)
