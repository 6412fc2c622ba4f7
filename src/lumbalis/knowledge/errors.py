"""What is said when a knowledge file cannot be trusted."""

from __future__ import annotations


class KnowledgeError(ValueError):
    """A knowledge file that must not be used: where, what is wrong, what to do.

    Attributes
    ----------
    file : str
        The file, as its reader knows it.
    line : int or None
        The line, counted from 1; None where only the parsed content was at hand.
    what, what_to_do : str
        One clause each, without a full stop.
    """

    def __init__(self, file: str, line: int | None, what: str, what_to_do: str) -> None:
        """Keep the parts, so that a caller may show them apart."""
        super().__init__(file, line, what, what_to_do)
        self.file = file
        self.line = line
        self.what = what
        self.what_to_do = what_to_do

    def __str__(self) -> str:
        """Say it in one line: file, line, what is wrong, what to do."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.what}. {self.what_to_do}."
