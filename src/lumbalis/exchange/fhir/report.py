"""What a record held and was not simply used: every unknown code, every doubt, every conflict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

_SHOWN = 80


class Why(Enum):
    """Why an entry is in the report."""

    UNMAPPED = "unmapped"
    """The code is in no list: a person has to judge it."""
    REFUTED = "refuted"
    """Somebody found that it is not so. That is no answer to the question either."""
    ENTERED_IN_ERROR = "entered_in_error"
    """The record itself takes the entry back."""
    OVER = "over"
    """The entry is marked as over, so it does not answer for now."""
    UNCONFIRMED = "unconfirmed"
    """Not confirmed; counted as present all the same."""
    UNDATED = "undated"
    """Without a usable date it cannot be placed in time."""
    END_UNKNOWN = "end_unknown"
    """It is over, but not since when, so it may or may not still count."""
    STALE = "stale"
    """A sign of a moment that is too long ago to count now."""
    NOT_DONE = "not_done"
    """Planned, cancelled, forbidden or never taken."""
    NOT_FINAL = "not_final"
    """A reading or questionnaire that is withdrawn or unfinished."""
    NO_VALUE = "no_value"
    """A reading without a usable value."""
    SITE_UNKNOWN = "site_unknown"
    """The place of measurement is not coded, or not one that the protocol knows."""
    ASK = "ask"
    """It points to a question without answering it: ask."""
    NOT_ALONE = "not_alone"
    """It tells a part only; the rest has to be asked."""
    STRICTER_THAN_ANSWER = "stricter_than_answer"
    """The record says more than the answer does; the record counts."""
    ANSWERED_SINCE = "answered_since"
    """A clinician has answered later than the record; the answer counts."""
    UNKNOWN_QUESTION = "unknown_question"
    """An answer to a question that the protocol does not ask."""
    NOT_READ = "not_read"
    """A kind of resource that is not read."""
    MORE_PAGES = "more_pages"
    """The source says that there is more than it sent."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One line of the report. `fact` is the fact concerned, where there is one."""

    why: Why
    resource: str
    system: str | None = None
    code: str | None = None
    display: str | None = None
    fact: str | None = None


@dataclass(frozen=True, slots=True)
class IngestionReport:
    """Every line with how often it occurred, in a fixed order."""

    lines: tuple[tuple[Noted, int], ...]

    @property
    def unmapped(self) -> tuple[tuple[Noted, int], ...]:
        """The codes that are in no list."""
        return self.only(Why.UNMAPPED)

    def only(self, why: Why) -> tuple[tuple[Noted, int], ...]:
        """Pick the lines of one kind."""
        return tuple(line for line in self.lines if line[0].why is why)

    def as_json(self) -> list[Mapping[str, object]]:
        """Give the lines as plain objects, without what is empty."""
        return [_plain(noted, count) for noted, count in self.lines]


class Notes:
    """Collects the lines of one person's report."""

    def __init__(self) -> None:
        """Start with none."""
        self._counts: Counter[Noted] = Counter()

    def add(self, noted: Noted) -> None:
        """Count one line."""
        self._counts[noted] += 1

    def copy(self) -> Notes:
        """Give a second collection that starts with the same lines."""
        twin = Notes()
        twin._counts.update(self._counts)
        return twin

    def report(self) -> IngestionReport:
        """Close the collection: by reason, then by what the line is about."""
        order = {why: place for place, why in enumerate(Why)}

        def key(line: tuple[Noted, int]) -> tuple[int, str, str, str, str, str]:
            n = line[0]
            texts = (n.resource, n.system or "", n.code or "", n.fact or "", n.display or "")
            return (order[n.why], *texts)

        return IngestionReport(tuple(sorted(self._counts.items(), key=key)))


def shortened(text: object) -> str | None:
    """Cut a display text to a size fit for a list; None if it is no text."""
    return text[:_SHOWN] if isinstance(text, str) and text else None


def _plain(noted: Noted, count: int) -> Mapping[str, object]:
    parts = {
        "why": noted.why.value,
        "resource": noted.resource,
        "system": noted.system,
        "code": noted.code,
        "display": noted.display,
        "fact": noted.fact,
        "count": count,
    }
    return {name: part for name, part in parts.items() if part is not None}
