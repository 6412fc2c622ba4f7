"""Which session was given: the planned one, as gently as it was begun."""

from __future__ import annotations

from collections.abc import Iterable

from lumbalis.domain.guided.events import Entry, Started
from lumbalis.domain.plan import Session
from lumbalis.domain.planning.lightening import lightened
from lumbalis.domain.protocol import Protocol


def began(entries: Iterable[Entry]) -> Started | None:
    """Give the beginning of the hands-on time; None where nobody was treated."""
    return next((one.event for one in entries if isinstance(one.event, Started)), None)


def as_given(planned: Session, entries: Iterable[Entry], protocol: Protocol) -> Session:
    """Give the session that the steps of these events count in."""
    start = began(entries)
    if start is None or start.level is None:
        return planned
    return lightened(planned, start.level, protocol)
