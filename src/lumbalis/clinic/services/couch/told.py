"""An event as a tablet tells it: its outside, which everybody can read, and what it holds."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Final
from uuid import UUID

from lumbalis.clinic.records.sealing import fingerprint
from lumbalis.clinic.services.couch import escrow
from lumbalis.clinic.services.couch.escrow import UnreadableError
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.strict_json import parse_json

_KIND: Final = re.compile(r"[a-z]+(?:\.[a-z_]+)+")
_LONGEST_KIND: Final = 40
_MOST: Final = 2**53
_EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FAR: Final = timedelta(days=365 * 100)


@dataclass(frozen=True, slots=True)
class About:
    """Whose session an event is of."""

    patient: UUID | None = None
    course: UUID | None = None
    plan: UUID | None = None
    session: int = 0
    lease: int = 0


@dataclass(frozen=True, slots=True)
class Outside:
    """What names an event and its place; without it nothing can be kept or answered."""

    id: UUID
    device: UUID
    seq: int


@dataclass(frozen=True)
class Told:
    """One event, read. `whole` is all of it, as it is kept; `kind` is empty if it is unreadable."""

    outside: Outside
    whole: Mapping[str, object]
    run: UUID
    kind: str = ""
    at: datetime = _EARLIEST
    offset_ms: int = 0
    about: About = field(default_factory=About)

    @cached_property
    def sha256(self) -> str:
        """Name its content."""
        return fingerprint(self.whole)

    @property
    def is_readable(self) -> bool:
        """Tell whether it is an event as tablets write them."""
        return bool(self.kind)


def outside_of(raw: object) -> Outside | None:
    """Read what names an event, or None if nothing does."""
    if not isinstance(raw, Mapping):
        return None
    own, device, seq = _uuid(raw.get("id")), _uuid(raw.get("device")), _number(raw.get("seq"))
    if own is None or device is None or seq is None or seq < 0:
        return None
    return Outside(own, device, seq)


def read(outside: Outside, raw: Mapping[str, object]) -> Told:
    """Read an event, sealed or plain; what does not open or makes no sense is kept as it came.

    Raises
    ------
    UnknownKeyError
        If it was closed for a key that is not here.
    """
    if "sealed" not in raw:
        return _told(outside, raw)
    try:
        opened = parse_json(escrow.opened(raw), "event")
    except (UnreadableError, InputError):
        return Told(outside, raw, _no_run(outside))
    return _told(outside, opened if isinstance(opened, Mapping) else {"opened": opened})


def canonical(told: Told) -> bytes:
    """Write all of an event as bytes."""
    return json.dumps(told.whole, ensure_ascii=False, sort_keys=True).encode()


def _told(outside: Outside, whole: Mapping[str, object]) -> Told:
    kind, run, at = whole.get("kind"), _uuid(whole.get("run")), _number(whole.get("at"))
    if not isinstance(kind, str) or run is None or at is None or outside_of(whole) != outside:
        return Told(outside, whole, run or _no_run(outside))
    known = kind if _KIND.fullmatch(kind) and len(kind) <= _LONGEST_KIND else ""
    offset = _number(whole.get("offset_ms")) or 0
    return Told(outside, whole, run, known, _moment(at), offset, _about(whole.get("about")))


def _about(raw: object) -> About:
    if not isinstance(raw, Mapping):
        return About()
    return About(
        patient=_uuid(raw.get("patient")),
        course=_uuid(raw.get("course")),
        plan=_uuid(raw.get("plan")),
        session=_small(raw.get("session")),
        lease=_small(raw.get("lease")),
    )


def _no_run(outside: Outside) -> UUID:
    """Let an event that names no run stand for itself."""
    return outside.id


def _moment(ms: int) -> datetime:
    """Read a tablet's clock; one that is centuries off is cut at what a database can keep."""
    latest = _EARLIEST + _FAR
    span = (latest - _EPOCH) // timedelta(milliseconds=1)
    return max(_EARLIEST, _EPOCH + timedelta(milliseconds=min(max(ms, 0), span)))


def _small(raw: object) -> int:
    number = _number(raw)
    return number if number is not None and 0 <= number < 2**31 else 0


def _number(raw: object) -> int | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or raw != raw // 1:
        return None
    return int(raw) if abs(raw) <= _MOST else None


def _uuid(raw: object) -> UUID | None:
    try:
        return UUID(raw) if isinstance(raw, str) else None
    except ValueError:
        return None
