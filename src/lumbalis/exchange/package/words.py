"""The words of the package, in one language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lumbalis.domain.protocol import Case, Protocol, Rule
from lumbalis.knowledge.texts import Texts
from lumbalis.knowledge.wording import label_of, word_of


@dataclass(frozen=True, slots=True)
class PackageWords:
    """What the resources say to people.

    `tell` gives a whole rule as one sentence; `cite` spells a source out.
    """

    protocol: Protocol
    texts: Texts
    tell: Callable[[Rule, Case], str]
    cite: Callable[[str], str]

    @property
    def title(self) -> str:
        """The title of the logic."""
        return self.texts.get("package", "title")

    def case_title(self, case: str) -> str:
        """Name a case."""
        return self.texts.get("screening", "rules", case, "title")

    def meaning(self, case: str) -> str:
        """Say what a case is for."""
        return self.texts.get("screening", "rules", case, "meaning")

    def sentence(self, rule: Rule, case: Case) -> str:
        """Say a whole rule in one sentence."""
        return self.tell(rule, case)

    def source(self, name: str) -> str:
        """Spell out a source."""
        return self.cite(name)

    def technique(self, name: str) -> str:
        """Name a technique."""
        return self.texts.get("screening", "techniques", name)

    def questionnaire(self, who: str) -> str:
        """Name a questionnaire."""
        return self.texts.get("package", f"questions_{who}")

    def group(self, name: str) -> str:
        """Name a group of questions."""
        return self.texts.get("screening", "groups", name)

    def question(self, fact: str, who: str) -> str:
        """Ask for a fact."""
        return self.texts.get("facts", fact, who)

    def answer(self, fact: str, word: str) -> str:
        """Say a word of a fact."""
        return word_of(fact, word, self.texts)

    def label(self, fact: str) -> str:
        """Name a fact."""
        return label_of(fact, self.texts)
