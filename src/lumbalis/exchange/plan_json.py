"""Courses, sessions and their verification as JSON, and the hash that names a plan."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from lumbalis.domain.plan import Course, Session
    from lumbalis.domain.verification import Verification


_PLAIN: Final = frozenset({str, int, float, bool, type(None)})


def plain_object(value: object) -> object:
    """Turn frozen values into plain JSON values, field by field, in declared order."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if is_dataclass(kind):
        return {name: plain_object(getattr(value, name)) for name in _names(kind)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): plain_object(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(plain_object(item) for item in value)  # type: ignore[type-var]  # sets hold words
    return [plain_object(item) for item in value] if isinstance(value, tuple | list) else value


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def plan_hash(plan: Course | Session) -> str:
    """Name a plan by its content: the SHA-256 of its canonical JSON."""
    canonical = json.dumps(plain_object(plan), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def session_object(session: Session, verification: Verification) -> dict[str, object]:
    """Give one session with its hash and what the verifier found."""
    return {
        "session": plain_object(session),
        "hands_on_s": session.hands_on_s,
        "sha256": plan_hash(session),
        "verification": verification_object(verification),
    }


def course_object(course: Course, verification: Verification) -> dict[str, object]:
    """Give a course; its sessions appear by number, hash and file."""
    whole = plain_object(course)
    if not isinstance(whole, dict):
        raise TypeError(type(whole).__name__)
    whole["sessions"] = [
        {"index": s.index, "sha256": plan_hash(s), "file": f"session-{s.index:02d}.json"}
        for s in course.sessions
    ]
    return {
        "course": whole,
        "sha256": plan_hash(course),
        "verification": verification_object(verification),
    }


def verification_object(verification: Verification) -> dict[str, object]:
    """Give violations, margins and the list of checks."""
    return {
        "passed": verification.accepted,
        "violations": plain_object(verification.violations),
        "margins": plain_object(verification.margins),
        "checks": list(verification.checks),
    }
