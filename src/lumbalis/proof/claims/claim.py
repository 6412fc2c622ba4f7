"""What a claim is: questions whose answers must be "nobody" or "somebody"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lumbalis.domain.circuit import Gate
from lumbalis.proof.ground import Ground


@dataclass(frozen=True, slots=True)
class Question:
    """Could anybody exist for whom all `gates` are open? `about` names what is asked about.

    `somebody` tells the answer the claim needs: True where somebody must exist. Where no
    solver is needed, `settled` is whether the claim holds here.
    """

    about: tuple[str, ...]
    gates: tuple[Gate, ...]
    somebody: bool = False
    settled: bool | None = None


Asking = Callable[[Ground], Iterator[Question]]


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that must be true of a protocol, for every person that could exist."""

    id: str
    ask: Asking


def nobody(*gates: Gate, about: tuple[str, ...]) -> Question:
    """Claim that nobody could exist for whom all gates are open."""
    return Question(about, gates)


def somebody(*gates: Gate, about: tuple[str, ...]) -> Question:
    """Claim that somebody could exist for whom all gates are open."""
    return Question(about, gates, somebody=True)
