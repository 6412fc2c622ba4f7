"""The next thing to ask: what matters most, and what may be asked on the same page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from lumbalis.domain.facts import Answers, Encounter, Fact
from lumbalis.domain.inquiry.denial import denial_of
from lumbalis.domain.inquiry.mattering import Inquiry, Mattering, Urgency, what_matters

INTAKE = "I"
Pages = Sequence[Sequence[str]]
"""Facts that belong on one page, in the order in which one would like to ask."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is asked, and on which occasion.

    A fact is put to somebody only if they can answer it and nobody else has to look, feel or
    measure first: whoever stands first in `asked_of` is the usual one.
    """

    who: str = "patient"
    occasion: str = INTAKE
    left_to: frozenset[str] = frozenset({"therapist"})

    def may_be_asked(self, fact: Fact) -> bool:
        """Tell whether this fact is a question for them, here."""
        usual = fact.asked_of[0]
        mine = self.who in fact.asked_of and usual not in self.left_to
        return mine and self.occasion in fact.asked


@dataclass(frozen=True, slots=True)
class Question:
    """Facts to be asked on one page. More than one: each can be denied, all lines are shown."""

    facts: tuple[str, ...]

    @property
    def together(self) -> bool:
        """Tell whether it is a list of lines."""
        return len(self.facts) > 1


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said so far about the asking itself.

    Parameters
    ----------
    pages : sequence of sequences
        Facts that may be asked on one page, in the wished order. A fact that is on
        none has a page of its own after these.
    asked : collection of str
        Facts they have already been asked, whatever they said; never asked again.
    apart : collection of str
        Facts they could not answer in a list; asked one at a time.
    also : collection of str
        Facts to be asked last though no verdict hangs on them.
    """

    pages: Pages = ()
    asked: Collection[str] = ()
    apart: Collection[str] = ()
    also: Collection[str] = ()
    audience: Audience = field(default_factory=Audience)


def next_question(
    inquiry: Inquiry, answers: Answers, encounter: Encounter, so_far: Conversation
) -> Question | None:
    """Choose what to ask next; None when nothing they could say changes anything any more.

    Raises
    ------
    ContradictionError
        If two answers cannot both be true.
    """
    left = questions_left(inquiry, answers, encounter, so_far)
    return left[0] if left else None


def questions_left(
    inquiry: Inquiry, answers: Answers, encounter: Encounter, so_far: Conversation
) -> tuple[Question, ...]:
    """List the questions that may still have to be asked, most pressing first.

    Further answers spare some of them, and may bring up others.

    Raises
    ------
    ContradictionError
        If two answers cannot both be true.
    """
    matter = what_matters(inquiry, answers, encounter)
    urgencies = {**_wished(so_far.also, matter), **matter.facts}
    names = [
        name
        for name, fact in inquiry.protocol.vocabulary.facts.items()
        if name in urgencies and name not in so_far.asked and so_far.audience.may_be_asked(fact)
    ]
    questions = _questions(inquiry, names, _with_the_rest(so_far.pages, names), so_far.apart)
    return tuple(sorted(questions, key=lambda one: min(urgencies[name] for name in one.facts)))


def _wished(also: Collection[str], matter: Mattering) -> dict[str, Urgency]:
    return {name: Urgency.WISHED for name in also if matter.reading[name] is None}


def _with_the_rest(pages: Pages, names: Iterable[str]) -> Pages:
    placed = {name for page in pages for name in page}
    return [*pages, *((name,) for name in names if name not in placed)]


def _questions(
    inquiry: Inquiry, names: Sequence[str], pages: Pages, apart: Collection[str]
) -> list[Question]:
    """Gather the open facts of each page in one question, as far as each can be denied."""
    facts = inquiry.protocol.vocabulary.facts
    found: list[Question] = []
    for page in pages:
        mine = [name for name in page if name in names]
        lines = [n for n in mine if n not in apart and denial_of(facts[n]) is not None]
        if lines:
            found.append(Question(tuple(lines)))
        found += [Question((name,)) for name in mine if name not in lines]
    return found
