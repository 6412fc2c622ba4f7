"""What the readers of a body share: landmarks' names, words from a list, sizes in mm."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lumbalis.domain.anatomy.frame import SPINE
from lumbalis.exchange.fields import Fields

_SIDED = re.compile(r"[a-z][a-z0-9]{1,20}_(?:left|right)\Z")


def landmark_name(fields: Fields, name: str, key: str) -> str:
    """Check that a name is a level of the spine, or a landmark with its side.

    Raises
    ------
    InputError
        If it is neither. Whether the body has this landmark is seen when it is built.
    """
    if name not in SPINE and not _SIDED.match(name):
        what_to_do = "write a level like L4, or a landmark with its side like psis_left"
        fields.refuse(key, "is not the name of a landmark", what_to_do)
    return name


def one_of(fields: Fields, key: str, words: Sequence[str]) -> str:
    """Read one of some words.

    Raises
    ------
    InputError
        If it is another one, or none.
    """
    word = fields.text(key)
    if word not in words:
        fields.refuse(key, "is not one of the words in use", f"write {' or '.join(words)}")
    return word


def above_zero(fields: Fields, key: str) -> float:
    """Read a number above zero.

    Raises
    ------
    InputError
        If it is zero or less, or no number.
    """
    number = fields.number(key)
    if number <= 0:
        fields.refuse(key, "is not above zero", "correct it or leave it out")
    return number


def not_negative(fields: Fields, key: str) -> float:
    """Read a number that is zero or more.

    Raises
    ------
    InputError
        If it is below zero, or no number.
    """
    number = fields.number(key)
    if number < 0:
        fields.refuse(key, "is below zero", "write how many millimetres to stay away")
    return number
