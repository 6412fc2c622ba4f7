"""Whole numbers as people type them."""

from __future__ import annotations

from typing import Final

_LONGEST: Final = 9


def whole(said: str) -> int | None:
    """Read a whole number from 0 on; None where it is none, or longer than any of ours."""
    fits = said.isascii() and said.isdigit() and len(said) <= _LONGEST
    return int(said) if fits else None
