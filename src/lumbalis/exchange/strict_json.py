"""The one JSON parser of every entrance.

The library's parser alone lets through what corrupts later: the last of two equal keys,
NaN, infinities, halves of surrogate pairs, NUL, and nesting that exhausts the stack.
Whatever it would raise, a caller of this module sees an InputError and nothing else.

A text that a fast parser reads, and then writes again byte for byte, holds none of that: a second
equal key, a number that was rounded or a half pair would not come back. Most texts that programs
write do; only the others go through the slow parser, which knows what to say about them.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, NoReturn

import orjson

from lumbalis.exchange.errors import InputError, show_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

DEEPEST_NESTING = 64
"""FHIR resources nest below 20 levels; far below what would exhaust the parser's stack."""

LARGEST_FILE = 32 * 1024 * 1024
"""Bytes. One person's record is some 10 MB at most; larger exports come as NDJSON."""

LONGEST_TEXT = 64 * 1024
"""Characters. No answer and no code is longer; attachments and pictures do not belong here."""

LARGEST_WHOLE_NUMBER = 2**53
"""Beyond it other JSON readers and 64-bit floats no longer hold every whole number."""

_LONGEST_NUMBER = 400
"""Characters. Longer ones are either larger than allowed or cost time without adding meaning."""

_FIRST_LOOK = 64 * 1024
"""Bytes. What is nested too deep on purpose shows it here, long before 32 MB are measured."""

_NOT_THE_SAME: object = object()
_WHITE = b" \t\r\n"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_STEP = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_HALF_A_PAIR = re.compile("[\ud800-\udfff]")


class _RefusedValueError(Exception):
    """A hook of the parser refuses a value; carries what and what to do."""

    def __init__(self, what: str, what_to_do: str) -> None:
        super().__init__(what, what_to_do)
        self.what, self.what_to_do = what, what_to_do


def _refuse(what: str, what_to_do: str) -> NoReturn:
    raise _RefusedValueError(what, what_to_do)


def parse_json(data: bytes, where: str) -> object:
    """Parse one JSON text strictly.

    Parameters
    ----------
    data : bytes
        UTF-8, with or without a byte order mark.
    where : str
        How the source is called in an error.

    Raises
    ------
    InputError
        For anything but one well-formed JSON value: see the limits above; also for
        equal keys in one object, numbers that are not finite, text that is not
        UTF-8 or holds NUL or half of a surrogate pair, and empty input.
    """
    if len(data) > LARGEST_FILE:
        raise _too_large(where)
    data = data.removeprefix(_BYTE_ORDER_MARK)
    _refuse_depth(data, where)
    try:
        value = _read_back(data)
        if value is _NOT_THE_SAME:
            value = json.loads(
                _decode(data, where),
                object_pairs_hook=_object,
                parse_constant=_refuse_constant,
                parse_float=_decimal,
                parse_int=_whole,
            )
        if len(data) > LONGEST_TEXT or b"\\" in data:
            _refuse_texts(value)
    except _RefusedValueError as refused:
        raise InputError(where, refused.what, refused.what_to_do) from None
    except json.JSONDecodeError as error:
        raise _not_json(error, data, where) from None
    return value


def _read_back(data: bytes) -> object:
    """Read a text that is written again exactly as it was; another one is `_NOT_THE_SAME`."""
    try:
        value: object = orjson.loads(data)
        same = orjson.dumps(value, option=orjson.OPT_STRICT_INTEGER)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return _NOT_THE_SAME
    return value if same == data.rstrip(_WHITE) else _NOT_THE_SAME


def parse_ndjson(lines: Iterable[bytes], where: str) -> Iterator[tuple[int, object]]:
    """Parse JSON lines one by one; gives each value with its line number, counted from 1.

    Blank lines are skipped. Nothing but the line at hand is kept.

    Raises
    ------
    InputError
        For the first line that is not strict JSON; `where` then ends in the line number.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, parse_json(line, f"{where}:{number}")


def read_json_file(path: Path) -> object:
    """Read and parse one JSON file.

    Raises
    ------
    InputError
        If it cannot be read, or is not strict JSON.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise cannot_read(path, error) from error
    return parse_json(data, path.name)


def cannot_read(path: Path, error: OSError) -> InputError:
    """Say that a file could not be read, and why the system says so."""
    why = (error.strerror or "the system gives no reason").lower()
    return InputError(path.name, f"cannot be read ({why})", "check the path and its permissions")


def _too_large(where: str) -> InputError:
    megabytes = LARGEST_FILE // (1024 * 1024)
    return InputError(
        where, f"is larger than {megabytes} MB", "send one person, or a folder of NDJSON files"
    )


def _refuse_depth(data: bytes, where: str) -> None:
    """Measure the nesting before the parser, which is recursive, sees it."""
    if data.count(b"[") + data.count(b"{") <= DEEPEST_NESTING:
        return
    if any(_depth_exceeds(part) for part in (data[:_FIRST_LOOK], data)):
        what = f"is nested deeper than {DEEPEST_NESTING} levels"
        raise InputError(where, what, "send the plain object, without wrapping it")


def _depth_exceeds(data: bytes) -> bool:
    depth = 0
    for bracket in _STRING.sub(b"", data).translate(None, _NOT_BRACKETS):
        depth += _STEP[bracket]
        if depth > DEEPEST_NESTING:
            return True
    return False


def _decode(data: bytes, where: str) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        what = f"is not UTF-8 text (line {line})"
        raise InputError(where, what, "save it as UTF-8") from None
    if not text.strip():
        raise InputError(where, "is empty", "send one JSON object")
    return text


def _not_json(error: json.JSONDecodeError, data: bytes, where: str) -> InputError:
    several = b"\n" in data.strip()
    place = f"line {error.lineno}, column {error.colno}" if several else f"column {error.colno}"
    if error.msg == "Extra data":
        what = f"goes on after the end of its JSON value ({place})"
        return InputError(where, what, "send one value in a file")
    if data.lstrip()[:1] == b"<":
        return InputError(where, "looks like XML, not JSON", "export it as JSON")
    return InputError(where, f"is not JSON ({place})", "correct it there and send it again")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    tree = dict(pairs)
    if len(tree) == len(pairs):
        return tree
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            what = f"gives {show_name(key)} twice in one object"
            _refuse(what, "keep the right one of the two")
        seen.add(key)
    return tree


def _refuse_constant(word: str) -> NoReturn:
    _refuse(f"holds {word}, which is no number", "leave an unknown value out")


def _decimal(text: str) -> float:
    number = float(text) if len(text) <= _LONGEST_NUMBER else math.inf
    if not math.isfinite(number):
        _refuse("holds a number too large to be kept", "correct the number")
    return number


def _whole(text: str) -> int:
    number = int(text) if len(text) <= _LONGEST_NUMBER else LARGEST_WHOLE_NUMBER + 1
    if abs(number) > LARGEST_WHOLE_NUMBER:
        _refuse("holds a number too large to be kept", "correct the number")
    return number


def _refuse_texts(value: object) -> None:
    """Look at every text of a parsed value, without recursion."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            _refuse_text(item)
        elif isinstance(item, dict):
            waiting.extend(item)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def _refuse_text(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        what = f"holds a text of {len(text)} characters, more than {LONGEST_TEXT}"
        _refuse(what, "leave attachments and pictures out")
    if "\0" in text:
        _refuse("holds a NUL character in a text", "remove it")
    if _HALF_A_PAIR.search(text):
        _refuse("holds half of a surrogate pair in a text", "remove it")
