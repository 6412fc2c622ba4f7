"""Checking laid sessions on a body; what was checked once is not checked again."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar

from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.records.sealing import fingerprint
from lumbalis.clinic.services.plans.laid import written
from lumbalis.domain.anatomy import Body
from lumbalis.domain.plan import Session
from lumbalis.domain.verification.on_body import (
    BodyVerification,
    BodyViolation,
    Prepared,
    prepare,
    verify_on_body,
)
from lumbalis.exchange.plan_json import plain_object

if TYPE_CHECKING:
    from lumbalis.domain.plan.strokes import StrokePlan

_MOST = 256
T = TypeVar("T")
_Key = tuple[str, str, str, str, int]
_known: OrderedDict[_Key, BodyVerification] = OrderedDict()


def checked_on_body(session: Session, strokes: StrokePlan, body: Body) -> BodyVerification:
    """Check one session on a body.

    The check is pure, so its result is kept under everything it depends on: the protocol,
    the body, and the session with its strokes. Sessions that differ only in their number
    share one result; strokes of another session stay of another.
    """
    key = (
        protocol().sha256,
        body.sha256,
        _name_of_session(_One(session)),
        _name_of_strokes(_One(strokes)),
        strokes.session_index - session.index,
    )
    found = _known.get(key)
    if found is None:
        ground = prepared_for(body)
        found = verify_on_body(strokes, session, body, protocol(), prepared=ground)
        _known[key] = found
        if len(_known) > _MOST:
            _known.popitem(last=False)
    return replace(found, violations=tuple(_of_session(session, one) for one in found.violations))


@dataclass(frozen=True, eq=False)
class _One(Generic[T]):
    """A value known by being the very same object, which never changes."""

    value: T

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _One) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)


@lru_cache(maxsize=_MOST)
def _name_of_session(one: _One[Session]) -> str:
    """Name a session whatever its number."""
    return fingerprint(plain_object(replace(one.value, index=0)))


@lru_cache(maxsize=_MOST)
def _name_of_strokes(one: _One[StrokePlan]) -> str:
    """Name strokes whatever the number of their session."""
    return fingerprint({**written(one.value).tree, "session_index": 0})


def _of_session(session: Session, found: BodyViolation) -> BodyViolation:
    """Say where something is in this session; it may have been found in one like it."""
    _, mark, rest = found.where.partition("/")
    return replace(found, where=f"{session.index}{mark}{rest}")


def prepared_for(body: Body) -> Prepared:
    """Lay a body out for checking; the last few are kept."""
    return _prepared(_Held(body.sha256, body))


@dataclass(frozen=True)
class _Held:
    """A body that is equal by its hash."""

    sha256: str
    body: Body

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.sha256 == self.sha256

    def __hash__(self) -> int:
        return hash(self.sha256)


@lru_cache(maxsize=8)
def _prepared(held: _Held) -> Prepared:
    return prepare(held.body, protocol())
