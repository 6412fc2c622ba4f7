"""An export sorted by people, so that one larger than memory can be read a part at a time.

Every line that is read is parsed strictly and written, as it is, into the part of its patient, and
beside it the number it had. A line that cannot be used is named and left out; its people are not,
for their other lines still count. Of kinds that are not read only the first line is kept.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from lumbalis.exchange.errors import InputError, show_name
from lumbalis.exchange.fhir.person import READ
from lumbalis.exchange.fhir.references import id_in, subject_of
from lumbalis.exchange.fields import Fields
from lumbalis.exchange.strict_json import LARGEST_FILE, cannot_read, parse_json

_PART_SIZE = 32 * 2**20
"""Bytes of an export in one part: with what the protocol makes of it, well below a gigabyte."""
_MOST_PARTS = 500
"""Each is an open file while lines are sorted, and a process may hold about a thousand."""
_ALL_PARTS = ("Medication",)
_KIND = re.compile(rb'\s*\{\s*"resourceType"\s*:\s*"([A-Za-z]+)"')
_NUMBERS = ".lines"


@dataclass
class Partitioned:
    """The parts of an export, and what could not be read.

    `problems` name file and line; `left_out` the labels of people with a problem of their own.
    """

    parts: tuple[Path, ...] = ()
    problems: list[InputError] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def partition(folder: Path, into: Path, report: Callable[[int], None]) -> Partitioned:
    """Sort the lines of an export into folders that each hold whole people.

    `report` is told how many more bytes have been read.

    Raises
    ------
    InputError
        If the folder cannot be read or holds no NDJSON.
    """
    paths = _files(folder)
    size = sum(path.stat().st_size for path in paths)
    count = min(1 + size // _PART_SIZE, _MOST_PARTS)
    parts = tuple(into / f"part-{place:05d}" for place in range(count))
    for part in parts:
        part.mkdir(parents=True)
    found = Partitioned(parts)
    for path in paths:
        _sort(path, parts, found, report)
    return found


def _files(folder: Path) -> list[Path]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".ndjson")
    except OSError as error:
        raise cannot_read(folder, error) from error
    if not paths:
        raise InputError(folder.name, "holds no .ndjson file", "name the folder of the export")
    return paths


def numbered(error: InputError, part: Path) -> InputError:
    """Tell where a line of a part was in the export, from where it is in the part."""
    name, _, place = error.where.partition(":")
    file = part / f"{name}{_NUMBERS}"
    if not place.isdecimal() or not file.is_file():
        return error
    numbers = array("Q", file.read_bytes())
    return InputError(f"{name}:{numbers[int(place) - 1]}", error.what, error.what_to_do)


class _Out:
    """One file of one part: lines, and the numbers they had."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("wb")
        self._numbers = array("Q")

    def take(self, line: bytes, number: int) -> None:
        self._file.write(line if line.endswith(b"\n") else line + b"\n")
        self._numbers.append(number)

    def close(self) -> None:
        self._file.close()
        self._path.with_name(self._path.name + _NUMBERS).write_bytes(self._numbers.tobytes())


def _sort(
    path: Path, parts: tuple[Path, ...], found: Partitioned, report: Callable[[int], None]
) -> None:
    expected = ""
    with ExitStack() as opened:
        outs = [opened.enter_context(closing(_Out(part / path.name))) for part in parts]
        for number, line in _lines(path):
            report(len(line))
            where = f"{path.name}:{number}"
            if expected and _is_unread(line, expected):
                continue
            try:
                kind, places = _kind_and_places(line, where, len(parts))
                _refuse_another(kind, expected or kind, where)
            except InputError as error:
                found.problems.append(error)
                continue
            expected = kind
            for place in places:
                outs[place].take(line, number)


def _is_unread(line: bytes, expected: str) -> bool:
    """Tell whether a line is plainly one more of a kind that nothing is read from."""
    if expected in READ or expected in ("Patient", *_ALL_PARTS):
        return False
    kind = _KIND.match(line)
    return (
        kind is not None
        and kind[1] == expected.encode()
        and line.count(b'"resourceType"') == 1
        and line.rstrip().endswith(b"}")
    )


def _refuse_another(kind: str, expected: str, where: str) -> None:
    if kind != expected:
        place = f"{where}, resourceType"
        what = f"is not {show_name(expected)} like the first line of the file"
        raise InputError(place, what, "export one kind of resource a file")


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(LARGEST_FILE + 1):
                number += 1
                if line.strip():
                    yield number, line
    except OSError as error:
        raise cannot_read(path, error) from error


def _kind_and_places(line: bytes, where: str, count: int) -> tuple[str, range | tuple[int, ...]]:
    """Tell what a line is, and which parts it belongs to: that of its patient, or all of them."""
    fields = Fields.root(parse_json(line, where), where)
    kind = fields.text("resourceType")
    if kind == "Patient":
        return kind, (_part_of(fields.text("id"), count),)
    if kind not in READ:
        return kind, (range(count) if kind in _ALL_PARTS else (0,))
    label = id_in(subject_of(fields, kind), "Patient")
    if label is None:
        raise InputError(where, "names no Patient", "export each resource with its patient")
    return kind, (_part_of(label, count),)


def _part_of(label: str, count: int) -> int:
    return zlib.crc32(label.encode()) % count
