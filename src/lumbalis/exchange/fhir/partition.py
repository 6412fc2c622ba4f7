"""An export sorted by people, so that one larger than memory can be read a part at a time.

Every line is parsed strictly and written, as it is, into the part of its patient. A line that
cannot be used is named and left out; its people are not, for their other lines still count.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fhir.person import READ
from lumbalis.exchange.fhir.references import id_in, subject_of
from lumbalis.exchange.fields import Fields
from lumbalis.exchange.strict_json import LARGEST_FILE, cannot_read, parse_json

_PART_SIZE = 64 * 2**20
"""Bytes of an export in one part: with what the protocol makes of it, well below a gigabyte."""
_ALL_PARTS = ("Medication",)


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
    count = 1 + sum(path.stat().st_size for path in paths) // _PART_SIZE
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


def _sort(
    path: Path, parts: tuple[Path, ...], found: Partitioned, report: Callable[[int], None]
) -> None:
    with ExitStack() as opened:
        outs = [opened.enter_context((part / path.name).open("wb")) for part in parts]
        for number, line in _lines(path):
            report(len(line))
            where = f"{path.name}:{number}"
            try:
                places = _places(line, where, len(parts))
            except InputError as error:
                found.problems.append(error)
                continue
            for place in places:
                _write(outs[place], line)


def _write(out: BinaryIO, line: bytes) -> None:
    out.write(line if line.endswith(b"\n") else line + b"\n")


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


def _places(line: bytes, where: str, count: int) -> range | tuple[int, ...]:
    """Tell which parts a line belongs to: that of its patient, or all of them."""
    fields = Fields.root(parse_json(line, where), where)
    kind = fields.text("resourceType")
    if kind == "Patient":
        return (_part_of(fields.text("id"), count),)
    if kind not in READ:
        return range(count) if kind in _ALL_PARTS else (0,)
    label = id_in(subject_of(fields, kind), "Patient")
    if label is None:
        raise InputError(where, "names no Patient", "export each resource with its patient")
    return (_part_of(label, count),)


def _part_of(label: str, count: int) -> int:
    return zlib.crc32(label.encode()) % count
