"""Audit entries as lines of a page: names instead of ids, words instead of codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lumbalis.clinic import wording
from lumbalis.clinic.records.models import AuditEvent
from lumbalis.clinic.services import audit_log
from lumbalis.clinic.services.audit_log import Seen

_SHORT = 8
_DENIED, _READ = "denied", "read"


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is shown."""

    seq: int
    at: datetime
    who: str
    roles: str
    what: str
    patient_id: UUID | None
    record: str
    refused: bool


@dataclass(frozen=True, slots=True)
class Person:
    """What one person had to do with a record, as it is shown."""

    who: str
    seen: Seen


def lines(events: Sequence[AuditEvent], language: str) -> tuple[Line, ...]:
    """Write entries as lines; names are fetched in one query."""
    names = audit_log.names({event.actor for event in events})
    return tuple(
        Line(
            event.seq,
            event.at,
            who(event.actor, names, language),
            roles(event.role, language),
            what(event.action, language),
            event.patient_id,
            short(event.patient_id),
            refused=event.outcome == _DENIED,
        )
        for event in events
    )


def people(seen: Iterable[Seen], language: str) -> tuple[Person, ...]:
    """Write who saw a record."""
    found = tuple(seen)
    names = audit_log.names({one.actor for one in found})
    return tuple(Person(who(one.actor, names, language), one) for one in found)


def what(action: str, language: str) -> str:
    """Say an action in words; an act nobody has named yet is shown by its code."""
    first, _, rest = action.partition(".")
    if first in {_READ, _DENIED} and wording.has(language, f"auditing.access.{rest}"):
        about = wording.say(language, f"auditing.access.{rest}")
        return wording.say(language, f"auditing.{first}", what=about)
    key = f"auditing.acts.{action.replace('.', '_')}"
    return wording.say(language, key) if wording.has(language, key) else action


def who(actor: UUID | None, names: Mapping[UUID, str], language: str) -> str:
    """Name a person; without one it was a patient's own phone or the application itself."""
    if actor is None:
        return wording.say(language, "auditing.nobody")
    return names.get(actor) or short(actor)


def roles(written: str, language: str) -> str:
    """Say the roles somebody acted in."""
    return ", ".join(
        wording.say(language, f"auditing.roles.{role}") for role in written.split(",") if role
    )


def short(key: UUID | None) -> str:
    """Shorten a record number to what people compare."""
    return str(key)[:_SHORT] if key else ""
