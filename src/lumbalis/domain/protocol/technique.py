"""Techniques and media, and the gate each must pass before it may be used."""

from __future__ import annotations

from dataclasses import dataclass

from lumbalis.domain.expressions import Limit


@dataclass(frozen=True, slots=True)
class CredentialNeed:
    """Credentials a technique asks for, and the rule that asks."""

    credentials: frozenset[str]
    rule: str


@dataclass(frozen=True, slots=True)
class Technique:
    """Something that may be done with or put on a patient.

    `hands_on` tells a technique that can fill a session from a medium or an
    addition. `ordered_as` is the word in `methods_allowed` that orders it, None when
    it is part of another technique. `from_session` and `from_level` are the first
    session number and lowest session ceiling at which it may be used.
    """

    id: str
    hands_on: bool
    ordered_as: str | None
    part_of: str | None
    phases: frozenset[str]
    from_session: Limit | None
    from_level: Limit | None
    credentials: CredentialNeed | None
    needs_site_flag: str | None
    source: tuple[str, ...]
    status: str
