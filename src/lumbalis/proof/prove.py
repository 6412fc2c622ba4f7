"""The proof of a protocol: every claim asked, every failed one with the person who shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lumbalis.domain.protocol import Protocol
from lumbalis.proof.claims.bounds import BOUNDS
from lumbalis.proof.claims.claim import Claim, Question
from lumbalis.proof.claims.forgetting import FORGETTING
from lumbalis.proof.claims.reach import REACH
from lumbalis.proof.claims.safety import SAFETY
from lumbalis.proof.claims.scripts import SCRIPTS
from lumbalis.proof.ground import Ground, stand_on
from lumbalis.proof.somebody import Somebody

CLAIMS: tuple[Claim, ...] = (*SAFETY, *BOUNDS, *FORGETTING, *REACH, *SCRIPTS)
"""Every claim, those of safety first."""

_FAULTS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """One way a claim fails. `person` shows it; None where nobody exists who should."""

    about: tuple[str, ...]
    person: Somebody | None
    usual: Somebody | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of a claim: it holds if there are no faults.

    `faults` are the first few; `failed` counts all questions with the wrong answer.
    """

    claim: str
    questions: int
    failed: int
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        """Whether the claim is true of everybody."""
        return not self.failed


def proving(protocol: Protocol, claims: tuple[Claim, ...] = CLAIMS) -> Iterator[Finding]:
    """Prove claims one after the other; the same protocol gives the same findings."""
    ground = stand_on(protocol)
    for claim in claims:
        yield _asked(claim, ground)


def prove(protocol: Protocol, claims: tuple[Claim, ...] = CLAIMS) -> tuple[Finding, ...]:
    """Prove claims about a protocol."""
    return tuple(proving(protocol, claims))


def _asked(claim: Claim, ground: Ground) -> Finding:
    questions, failed = 0, 0
    faults: list[Fault] = []
    for question in claim.ask(ground):
        questions += 1
        if _as_claimed(question, ground):
            continue
        failed += 1
        if failed <= _FAULTS_SHOWN:
            faults.append(_fault(question.about, question.gates, ground))
    return Finding(claim.id, questions, failed, tuple(faults))


def _as_claimed(question: Question, ground: Ground) -> bool:
    if question.settled is not None:
        return question.settled
    return ground.prover.possible(*question.gates) is question.somebody


def _fault(about: tuple[str, ...], gates: tuple[int, ...], ground: Ground) -> Fault:
    ground.choose_usual()
    person = ground.prover.somebody(*gates)
    return Fault(about, person, None if person is None else ground.prover.usual)
