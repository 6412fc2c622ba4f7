"""Proving that the audit chain is whole: nothing changed, left out, added or cut off."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain as chained
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from lumbalis.clinic.records.models import AuditEvent, Clinic
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.audit import FIRST, link, written

INSTALLATION = "installation"
CHANGED, MISSING, CUT, REWRITTEN, FORGED = "changed", "missing", "cut", "rewritten", "forged"
_AT_ONCE = 5_000
_SECONDS = len("2026-11-23 09:00:00")
_COLUMNS = (
    "id",
    "clinic_id",
    "seq",
    "at",
    "actor",
    "role",
    "action",
    "entity",
    "entity_id",
    "patient_id",
    "outcome",
    "detail",
    "prev",
    "hash",
)
_IDS = frozenset({"id", "clinic_id", "actor", "entity_id", "patient_id"})
Row = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain as it once was; kept outside the database, it proves what came before."""

    chain: str
    seq: int
    hash: str
    at: str
    mac: str = ""

    def line(self) -> str:
        """Write the head as one line of the file of heads."""
        return json.dumps(
            {
                "chain": self.chain,
                "seq": self.seq,
                "hash": self.hash,
                "at": self.at,
                "mac": self.mac,
            }
        )


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found: how many entries, where the chain ends, and the first fault if any."""

    chain: str
    events: int
    head: str
    fault: str = ""
    fault_at: int = 0

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.fault


def chains() -> tuple[Clinic | None, ...]:
    """List whose chains there are: every clinic, and None for the installation."""
    return (*Clinic.objects.order_by("slug"), None)


def verify(clinic: Clinic | None, heads: Iterable[Head] = ()) -> Verified:
    """Read a whole chain and compare it with the heads that were kept outside."""
    name = _name(clinic)
    mine = [head for head in heads if head.chain == name]
    forged = next((head for head in mine if head.mac and head.mac != _mac(head)), None)
    known = {head.seq: head.hash for head in mine}
    with _reading(clinic):
        last, before, fault = _walk(known)
    if not fault and forged:
        fault = (FORGED, forged.seq)
    if not fault and any(seq > last for seq in known):
        fault = (CUT, last + 1)
    return Verified(name, last, before, *(fault or ()))


def head_of(clinic: Clinic | None, at: datetime) -> Head | None:
    """Give where a chain ends now, signed; None while it is empty."""
    with _reading(clinic):
        last = AuditEvent.objects.filter(clinic=clinic).order_by("-seq").first()
    if last is None:
        return None
    head = Head(_name(clinic), last.seq, last.hash, at.isoformat())
    return Head(head.chain, head.seq, head.hash, head.at, _mac(head))


def heads_file() -> Path:
    """Name the file of heads of this installation."""
    return Path(settings.DATA) / "audit-heads.log"


def keep_heads(at: datetime) -> tuple[Head, ...]:
    """Append where every chain ends to the file of heads, for copying elsewhere."""
    found = tuple(head for clinic in chains() if (head := head_of(clinic, at)))
    with heads_file().open("a", encoding="utf-8") as out:
        out.writelines(f"{head.line()}\n" for head in found)
    return found


def read_heads(file: Path) -> tuple[Head, ...]:
    """Read a file of heads; a line that is none counts as forged."""
    if not file.exists():
        return ()
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return tuple(_head(line) for line in lines if line.strip())


def _head(line: str) -> Head:
    try:
        said: Mapping[str, object] = json.loads(line)
        return Head(
            str(said["chain"]),
            int(str(said["seq"])),
            str(said["hash"]),
            str(said["at"]),
            str(said["mac"]) or "none",
        )
    except (ValueError, KeyError, TypeError):
        return Head(INSTALLATION, 0, "", "", "unreadable")


def _walk(known: Mapping[int, str]) -> tuple[int, str, tuple[str, int] | None]:
    """Follow the chain to its end or to its first fault."""
    seq, before = 0, FIRST
    for row in _rows():
        *said, kept = row
        if row[2] != seq + 1:
            return seq, before, (MISSING, seq + 1)
        seq += 1
        if said[-1] != before or link(tuple(said)) != kept:
            return seq, before, (CHANGED, seq)
        before = str(kept)
        if known.get(seq, before) != before:
            return seq, before, (REWRITTEN, seq)
    return seq, before, None


def _rows() -> Iterator[Row]:
    sql = f"SELECT {_columns()} FROM records_auditevent ORDER BY seq"  # noqa: S608 - our own names
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        batches = iter(lambda: cursor.fetchmany(_AT_ONCE), [])
        rows = chained.from_iterable(batches)
        yield from (
            map(_from_sqlite, rows) if connection.vendor == "sqlite" else map(_from_postgres, rows)
        )


def _columns() -> str:
    if connection.vendor == "sqlite":
        return ", ".join(_COLUMNS)
    return ", ".join(_in_postgres(column) for column in _COLUMNS)


def _in_postgres(column: str) -> str:
    if column in _IDS:
        return f"coalesce(replace({column}::text, '-', ''), '')"
    if column == "at":
        return "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
    return "detail::text" if column == "detail" else column


def _from_sqlite(row: Row) -> Row:
    key, clinic, seq, at, actor, role, action, entity, about, patient, outcome, detail, *ends = row
    moment = str(at) if len(str(at)) > _SECONDS else f"{at}.000000"
    return (
        key,
        clinic or "",
        seq,
        moment,
        actor or "",
        role,
        action,
        entity,
        about or "",
        patient or "",
        outcome,
        _again(str(detail)),
        *ends,
    )


def _from_postgres(row: Row) -> Row:
    return (*row[:11], _again(str(row[11])), *row[12:])


@lru_cache(maxsize=4_096)
def _again(detail: str) -> str:
    try:
        return written(json.loads(detail))
    except ValueError:
        return detail  # broken by hand; its hash will not fit


@contextmanager
def _reading(clinic: Clinic | None) -> Iterator[None]:
    """Read one chain, in a transaction so that PostgreSQL streams it."""
    with in_clinic(clinic) if clinic else nullcontext(), _streaming():
        yield


def _streaming() -> AbstractContextManager[object]:
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()


def _name(clinic: Clinic | UUID | None) -> str:
    return INSTALLATION if clinic is None else str(getattr(clinic, "pk", clinic))


def _mac(head: Head) -> str:
    key = hashlib.sha256(f"audit-head {settings.MASTER_KEY}".encode()).digest()
    said = f"{head.chain} {head.seq} {head.hash} {head.at}"
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()
