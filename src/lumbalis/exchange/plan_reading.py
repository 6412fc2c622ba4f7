"""Reading a course and its sessions back from JSON, strictly: what was written is what is read."""

from __future__ import annotations

from typing import Final

from lumbalis.domain.plan import Course, Session
from lumbalis.exchange.typed_reading import Reading

_PLAN: Final = Reading("send a plan that this version has written")


def read_course(tree: object, where: str = "course") -> Course:
    """Read a course with all its sessions from parsed JSON.

    Raises
    ------
    InputError
        For a key that is missing or unknown, or a value of another type.
    """
    return _PLAN.read(Course, tree, where)


def read_session(tree: object, where: str = "session") -> Session:
    """Read one session from parsed JSON; errors as `read_course`."""
    return _PLAN.read(Session, tree, where)
