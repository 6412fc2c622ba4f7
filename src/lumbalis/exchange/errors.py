"""What is said when something from outside cannot be used."""

from __future__ import annotations

import re

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,39}(?:\[\d+\])?\Z")


class InputError(ValueError):
    """Input that must not be used: where, what is wrong, what to do.

    Attributes
    ----------
    where : str
        File, and the line, entry or JSON path in it.
    what, what_to_do : str
        One clause each, without a full stop. Neither quotes text from the input,
        because any text may be about a patient.
    """

    def __init__(self, where: str, what: str, what_to_do: str) -> None:
        """Keep the parts, so that a caller may show them apart."""
        super().__init__(where, what, what_to_do)
        self.where = where
        self.what = what
        self.what_to_do = what_to_do

    def __str__(self) -> str:
        """Say it in one sentence."""
        return f"{self.where}: {self.what}; {self.what_to_do}."


def show_name(name: str) -> str:
    """Show a key from outside if it looks like one; anything else may be about a patient."""
    return name if _NAME.match(name) else f"(a key of {len(name)} characters)"
