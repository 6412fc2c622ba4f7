"""A parsed knowledge file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file: its tree, and the line of every address in it (`rules[3].when`)."""

    file: str
    tree: object
    lines: Mapping[str, int]
