"""Reading a course and its sessions back from JSON, strictly: what was written is what is read."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from lumbalis.domain.plan import Course, Session
from lumbalis.exchange.errors import InputError

_Thing = TypeVar("_Thing")
_CHECK = "send a plan that this version has written"
_PLAIN = (str, int, float, bool)


def read_course(tree: object, where: str = "course") -> Course:
    """Read a course with all its sessions from parsed JSON.

    Raises
    ------
    InputError
        For a key that is missing or unknown, or a value of another type.
    """
    return _read(Course, tree, where)


def read_session(tree: object, where: str = "session") -> Session:
    """Read one session from parsed JSON; errors as `read_course`."""
    return _read(Session, tree, where)


def _read(kind: type[_Thing], tree: object, where: str) -> _Thing:
    if not isinstance(tree, Mapping):
        raise InputError(where, "is not an object", _CHECK)
    hints = _hints(kind)  # type: ignore[arg-type]  # a class is hashable
    unknown = sorted(set(tree) - set(hints))
    missing = sorted(set(hints) - set(tree))
    if unknown or missing:
        what = f"has no {missing[0]}" if missing else "has a key nobody knows"
        raise InputError(where, what, _CHECK)
    given = {name: _value(hint, tree[name], f"{where}.{name}") for name, hint in hints.items()}
    return kind(**given)


@cache
def _hints(kind: type[Any]) -> Mapping[str, Any]:
    known = get_type_hints(kind)
    return {field.name: _bare(known[field.name]) for field in fields(kind)}


def _bare(hint: Any) -> Any:  # noqa: ANN401 - a type as typing gives it
    """See through NewType: whole seconds are whole numbers."""
    return hint.__supertype__ if isinstance(hint, typing.NewType) else hint


def _value(hint: Any, raw: object, where: str) -> object:  # noqa: ANN401 - as above
    hint = _bare(hint)
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return _optional(inner, raw, where)
    if origin is tuple:
        return _tuple(inner[0], raw, where)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(inner[1], raw, where)
    if is_dataclass(hint) and isinstance(hint, type):
        return _read(hint, raw, where)
    return _plain(hint, raw, where)


def _optional(inner: tuple[Any, ...], raw: object, where: str) -> object:
    if raw is None:
        return None
    (kind,) = (one for one in inner if one is not type(None))
    return _value(kind, raw, where)


def _tuple(kind: Any, raw: object, where: str) -> tuple[object, ...]:  # noqa: ANN401 - as above
    if not isinstance(raw, list):
        raise InputError(where, "is not a list", _CHECK)
    return tuple(_value(kind, item, f"{where}[{place}]") for place, item in enumerate(raw))


def _mapping(kind: Any, raw: object, where: str) -> Mapping[str, object]:  # noqa: ANN401 - as above
    if not isinstance(raw, Mapping):
        raise InputError(where, "is not an object", _CHECK)
    return {str(key): _value(kind, item, f"{where}.{key}") for key, item in raw.items()}


def _plain(kind: type, raw: object, where: str) -> object:
    """Take a word, a number or a yes; a yes is no number here."""
    fits = kind in _PLAIN and isinstance(raw, kind)
    if not fits or (isinstance(raw, bool) and kind is not bool):
        raise InputError(where, "is of another type", _CHECK)
    return raw
