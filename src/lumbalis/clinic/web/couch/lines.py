"""Events in quarantine as lines of a page: readable, and nothing left out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lumbalis.clinic import wording
from lumbalis.clinic.records.models import RunEvent
from lumbalis.clinic.services.couch.quarantine import ACCEPTABLE, opened


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event: what it is, why it waits, and everything it says."""

    row: RunEvent
    kind: str
    why: str
    said: tuple[tuple[str, str], ...]
    acceptable: bool


def event_lines(rows: Iterable[RunEvent], language: str) -> list[EventLine]:
    """Write events as lines."""
    return [_line(row, language) for row in rows]


def _line(row: RunEvent, language: str) -> EventLine:
    tree = opened(row)
    return EventLine(
        row=row,
        kind=_word(language, "kinds", row.kind.replace(".", "_")) or row.kind,
        why=_word(language, "whys", row.why) or row.why,
        said=tuple(_said(tree.get("body") if row.kind else tree)),
        acceptable=row.standing in ACCEPTABLE and row.run_id is not None,
    )


def _said(tree: object) -> Iterator[tuple[str, str]]:
    if not isinstance(tree, Mapping):
        return
    for name, value in tree.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield str(name), text


def _word(language: str, group: str, name: str) -> str:
    key = f"couch.{group}.{name}"
    return wording.say(language, key) if name and wording.has(language, key) else ""
