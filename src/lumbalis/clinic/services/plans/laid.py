"""Strokes as they are kept: written once, read once, and the same object wherever they are alike.

A course keeps the strokes of up to thirty sessions, most of which an edit leaves alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from lumbalis.clinic.records.sealing import fingerprint
from lumbalis.exchange.strokes_json import read_strokes, strokes_object

if TYPE_CHECKING:
    from lumbalis.domain.plan.strokes import StrokePlan

_MOST = 512


@dataclass(frozen=True, slots=True)
class Written:
    """Strokes as plain JSON values, and the hash that names them."""

    tree: Mapping[str, object]
    sha256: str


def written(strokes: StrokePlan) -> Written:
    """Write strokes; the same object is written once."""
    return _written(_Same(strokes))


def read_laid(tree: object, where: str) -> StrokePlan:
    """Read strokes that were kept; what is alike is the same object.

    Raises
    ------
    InputError
        If they are no strokes this version can read.
    """
    return _read(_Tree(fingerprint(tree), tree, where))


def as_kept(strokes: StrokePlan) -> StrokePlan:
    """Give strokes as they are read back, so that a kept plan has the hash of the made one."""
    return read_laid(json.loads(json.dumps(strokes_object(strokes))), "strokes")


@dataclass(frozen=True, eq=False)
class _Same:
    """Strokes known by being the very same object, which never changes."""

    strokes: StrokePlan

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.strokes is self.strokes

    def __hash__(self) -> int:
        return id(self.strokes)


@dataclass(frozen=True, eq=False)
class _Tree:
    """A JSON value known by its hash."""

    sha256: str
    tree: object
    where: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Tree) and other.sha256 == self.sha256

    def __hash__(self) -> int:
        return hash(self.sha256)


@lru_cache(maxsize=_MOST)
def _written(same: _Same) -> Written:
    tree = strokes_object(same.strokes)
    return Written(tree, fingerprint(tree))


@lru_cache(maxsize=_MOST)
def _read(given: _Tree) -> StrokePlan:
    return read_strokes(given.tree, given.where)
