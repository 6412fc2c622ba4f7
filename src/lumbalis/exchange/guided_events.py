"""The events of a guided session as JSON: what a tablet writes and the server keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from enum import Enum
from typing import Final

from lumbalis.domain.guided import events as noted
from lumbalis.domain.guided.events import Event
from lumbalis.domain.truth import Truth
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.typed_reading import Reading

KINDS: Final[Mapping[str, type[Event]]] = {
    "run.started": noted.Started,
    "step.entered": noted.StepEntered,
    "step.left": noted.StepLeft,
    "run.paused": noted.Paused,
    "run.resumed": noted.Resumed,
    "step.extended": noted.StepExtended,
    "step.lighter": noted.StepLighter,
    "pain.scored": noted.PainScored,
    "checkpoint.answered": noted.CheckpointAnswered,
    "cups.placed": noted.CupsPlaced,
    "cups.removed": noted.CupsRemoved,
    "point.held": noted.PointHeld,
    "palpation.noted": noted.PalpationNoted,
    "guarding.seen": noted.GuardingSeen,
    "tolerance.said": noted.ToleranceSaid,
    "adverse.reported": noted.AdverseReported,
    "run.stopped": noted.Stopped,
    "rest.started": noted.RestStarted,
    "rest.ended": noted.RestEnded,
    "getup.checked": noted.GotUp,
    "media.used": noted.MediaUsed,
    "note.spoken": noted.NoteSpoken,
    "run.finished": noted.Finished,
    "note.addendum": noted.Added,
}
"""The kinds that make up the account of a session, by the name a tablet writes."""

OTHERS: Final = frozenset(
    {"run.opened", "identity.confirmed", "last.told", "rescreen.answered", "rescreen.judged"}
)
"""Kinds that are kept with a session and say nothing about its work."""

_NAMES: Final = {kind: name for name, kind in KINDS.items()}
_EVENT: Final = Reading("send an event that this version knows", may_omit=True)
_RAW: Final = {Truth.TRUE: True, Truth.FALSE: False, Truth.UNKNOWN: None}


def read_event(name: str, body: object, where: str = "body") -> Event:
    """Read an event of a kind from parsed JSON.

    Raises
    ------
    InputError
        For a kind nobody knows, a key that is missing or unknown, or a value of another type.
    """
    kind = KINDS.get(name)
    if kind is None:
        raise InputError(where, "is of a kind nobody knows", _EVENT.do)
    return _EVENT.read(kind, body, where)


def event_object(event: Event) -> tuple[str, dict[str, object]]:
    """Give an event's kind and body as plain JSON values."""
    body = {field.name: _raw(getattr(event, field.name)) for field in fields(event)}
    return _NAMES[type(event)], body


def _raw(value: object) -> object:
    if isinstance(value, Truth):
        return _RAW[value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): _raw(item) for key, item in value.items()}
    return list(value) if isinstance(value, tuple) else value
