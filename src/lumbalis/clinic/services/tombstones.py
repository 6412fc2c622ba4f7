"""Who was erased, kept outside the database: a restored backup must erase them again.

One line of JSON for each record: clinic, record, moment. No name, and nothing to find one by.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from lumbalis.clinic.records.models import Patient

NAME = "erased.log"


def bury(people: Iterable[Patient], at: datetime) -> None:
    """Add a line for each record, safely on the disk before the erasure is."""
    lines = [
        json.dumps({"clinic": str(one.clinic_id), "patient": str(one.pk), "at": at.isoformat()})
        for one in people
    ]
    descriptor = os.open(_file(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as log:
        log.write("".join(f"{line}\n" for line in lines))
        log.flush()
        os.fsync(log.fileno())


def buried() -> Mapping[UUID, list[UUID]]:
    """Give the erased records of each clinic."""
    found: dict[UUID, list[UUID]] = {}
    for clinic, patient in _stones():
        found.setdefault(clinic, []).append(patient)
    return found


def _stones() -> Iterator[tuple[UUID, UUID]]:
    """Read the lines; one that a crash cut short was not finished, so nobody was erased by it."""
    file = _file()
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    for line in lines:
        try:
            stone = json.loads(line)
            yield UUID(stone["clinic"]), UUID(stone["patient"])
        except (ValueError, KeyError, TypeError):
            continue


def _file() -> Path:
    return Path(settings.DATA) / NAME
