"""What every act of the command needs: the protocol, the words, the time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lumbalis.domain.anatomy import BodyModel
from lumbalis.domain.protocol import Protocol
from lumbalis.exchange.verdict_json import VerdictWords
from lumbalis.knowledge.bodies import load_body_model
from lumbalis.knowledge.files import HERE, KnowledgeFiles
from lumbalis.knowledge.library import load_checked
from lumbalis.knowledge.texts import Texts


@dataclass(frozen=True)
class Workplace:
    """The knowledge as one run of the command sees it, loaded when first used."""

    language: str
    root: Path = HERE

    @cached_property
    def files(self) -> KnowledgeFiles:
        """The knowledge files."""
        return KnowledgeFiles(self.root)

    @cached_property
    def protocol(self) -> Protocol:
        """The checked protocol."""
        return load_checked(self.files)

    @cached_property
    def body_model(self) -> BodyModel:
        """The model that bodies are built from."""
        return load_body_model(self.files)

    @cached_property
    def texts(self) -> Texts:
        """The words of the chosen language."""
        return Texts(self.language, self._read_texts, self.protocol.limits)

    def _read_texts(self, language: str, name: str) -> Mapping[str, object]:
        return self.files.branch(f"texts/{language}/{name}.yaml").tree

    @property
    def verdict_words(self) -> VerdictWords:
        """The words a verdict's JSON carries."""
        return VerdictWords(
            title=lambda case: self.texts.get("screening", "rules", case, "title"),
            release=lambda case: self.texts.find("screening", "rules", case, "release"),
        )
