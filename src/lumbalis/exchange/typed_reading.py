"""Reading frozen values from parsed JSON by their declared types, strictly."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from lumbalis.domain.truth import Truth
from lumbalis.exchange.errors import InputError

_Thing = TypeVar("_Thing")
_PLAIN = (str, int, float, bool)
_TRUTHS = {True: Truth.TRUE, False: Truth.FALSE, None: Truth.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Reading:
    """How strictly to read: what to do about a mistake, and whether defaults may be left out."""

    do: str
    may_omit: bool = False

    def read(self, kind: type[_Thing], tree: object, where: str) -> _Thing:
        """Read an object into a frozen dataclass.

        Raises
        ------
        InputError
            For a key that is missing or unknown, or a value of another type.
        """
        if not isinstance(tree, Mapping):
            raise self._wrong(where, "is not an object")
        hints, optional = _hints(kind), _optional(kind)  # type: ignore[arg-type]  # hashable
        unknown = sorted(set(tree) - set(hints))
        missing = sorted(set(hints) - set(tree) - (optional if self.may_omit else set()))
        if unknown or missing:
            raise self._wrong(where, f"has no {missing[0]}" if missing else _UNKNOWN)
        given = {
            name: self._value(hint, tree[name], f"{where}.{name}")
            for name, hint in hints.items()
            if name in tree
        }
        return kind(**given)

    def _wrong(self, where: str, what: str) -> InputError:
        return InputError(where, what, self.do)

    def _value(self, hint: Any, raw: object, where: str) -> object:  # noqa: ANN401 - as typing gives it
        hint = _bare(hint)
        origin, inner = get_origin(hint), get_args(hint)
        if origin in (types.UnionType, typing.Union):
            return self._maybe(inner, raw, where)
        if origin is tuple:
            return self._tuple(inner[0], raw, where)
        if origin is not None and issubclass(origin, Mapping):
            return self._mapping(inner[1], raw, where)
        if is_dataclass(hint) and isinstance(hint, type):
            return self.read(hint, raw, where)
        return self._plain(hint, raw, where)

    def _maybe(self, inner: tuple[Any, ...], raw: object, where: str) -> object:
        if raw is None:
            return None
        (kind,) = (one for one in inner if one is not type(None))
        return self._value(kind, raw, where)

    def _tuple(self, kind: Any, raw: object, where: str) -> tuple[object, ...]:  # noqa: ANN401 - as above
        if not isinstance(raw, list):
            raise self._wrong(where, "is not a list")
        return tuple(self._value(kind, item, f"{where}[{n}]") for n, item in enumerate(raw))

    def _mapping(self, kind: Any, raw: object, where: str) -> Mapping[str, object]:  # noqa: ANN401 - as above
        if not isinstance(raw, Mapping):
            raise self._wrong(where, "is not an object")
        return {str(key): self._value(kind, item, f"{where}.{key}") for key, item in raw.items()}

    def _plain(self, kind: type, raw: object, where: str) -> object:
        """Take a word, a number or a yes; a yes is no number here."""
        if kind is Truth and (raw is None or isinstance(raw, bool)):
            return _TRUTHS[raw]
        if issubclass(kind, Enum) and kind is not Truth and raw in {one.value for one in kind}:
            return kind(raw)
        fits = kind in _PLAIN and isinstance(raw, kind)
        if not fits or (isinstance(raw, bool) and kind is not bool):
            raise self._wrong(where, "is of another type")
        return raw


_UNKNOWN = "has a key nobody knows"


@cache
def _hints(kind: type[Any]) -> Mapping[str, Any]:
    known = get_type_hints(kind)
    return {field.name: _bare(known[field.name]) for field in fields(kind)}


@cache
def _optional(kind: type[Any]) -> frozenset[str]:
    return frozenset(
        field.name
        for field in fields(kind)
        if field.default is not MISSING or field.default_factory is not MISSING
    )


def _bare(hint: Any) -> Any:  # noqa: ANN401 - a type as typing gives it
    """See through NewType: whole seconds are whole numbers."""
    return hint.__supertype__ if isinstance(hint, typing.NewType) else hint
