"""Passwords for one use that people can type: four words and four digits."""

from __future__ import annotations

import secrets
from functools import cache
from pathlib import Path

_WORDS = 4


def one_time_password() -> str:
    """Make one: 40 bits that nobody can guess before they are changed."""
    words = [secrets.choice(_known()) for _ in range(_WORDS)]
    return "-".join([*words, f"{secrets.randbelow(10_000):04}"])


@cache
def _known() -> tuple[str, ...]:
    text = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8")
    return tuple(text.split())
