"""A whole protocol, loaded and checked, with the hash that identifies it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lumbalis.domain.expressions import Limit
from lumbalis.domain.facts import Vocabulary
from lumbalis.domain.protocol.contact import ContactTable
from lumbalis.domain.protocol.dose import DoseTable
from lumbalis.domain.protocol.manipulation import Manipulation
from lumbalis.domain.protocol.rule import PhaseRule, Rule
from lumbalis.domain.protocol.script import Point, Script
from lumbalis.domain.protocol.technique import Technique
from lumbalis.domain.protocol.zone import ZoneTable


@dataclass(frozen=True, slots=True)
class Requirement:
    """One statement of the source article, in our words, and where it lives here."""

    id: str
    line: int
    kind: str
    use: str
    statement: str
    lives_in: tuple[str, ...]
    not_used: str | None


@dataclass(frozen=True, slots=True)
class Protocol:
    """Everything screening, planning and verification need to know.

    `sha256` is the hash of the data it was loaded from; a verdict and a plan carry
    it. `status` is `draft` until a named physician has signed.
    """

    id: str
    version: str
    sha256: str
    status: str
    vocabulary: Vocabulary
    limits: Mapping[str, Limit]
    phases: tuple[PhaseRule, ...]
    rules: tuple[Rule, ...]
    zones: ZoneTable
    techniques: Mapping[str, Technique]
    manipulations: Mapping[str, Manipulation]
    dose: DoseTable
    scripts: Mapping[str, Script]
    points: Mapping[str, Point]
    contact: ContactTable

    def limit(self, name: str) -> float:
        """Give a limit's value in its declared unit.

        Raises
        ------
        KeyError
            If the protocol has no such limit.
        """
        return self.limits[name].value

    def whole(self, name: str) -> int:
        """Give a limit that counts something (seconds, sessions, levels) as a whole number.

        Raises
        ------
        ValueError
            If the limit is not whole.
        """
        value = self.limits[name].value
        if value != int(value):
            msg = f"limit {name} is {value}, not a whole number"
            raise ValueError(msg)
        return int(value)
