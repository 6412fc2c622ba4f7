"""The shipped clinical knowledge as the application uses it: loaded once, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lumbalis.clinic import environment
from lumbalis.exchange.verdict_json import VerdictWords
from lumbalis.explaining.parts import Origins
from lumbalis.knowledge.files import KnowledgeFiles
from lumbalis.knowledge.library import load_checked, load_provenance
from lumbalis.knowledge.texts import Texts
from lumbalis.surfaces.workplace import Workplace

if TYPE_CHECKING:
    from lumbalis.domain.anatomy.model import BodyModel
    from lumbalis.domain.protocol import Protocol


@cache
def protocol() -> Protocol:
    """Give the shipped protocol, checked once."""
    return load_checked(knowledge_files())


@cache
def texts(language: str) -> Texts:
    """Give the texts of the knowledge in a language."""
    files = knowledge_files()

    def read(spoken: str, name: str) -> Mapping[str, object]:
        return files.branch(f"texts/{spoken}/{name}.yaml").tree

    return Texts(language, read, protocol().limits)


@cache
def knowledge_files() -> KnowledgeFiles:
    """Give the knowledge files this installation runs on: the shipped ones, or its own folder."""
    own = environment.text("LUMBALIS_KNOWLEDGE")
    return KnowledgeFiles(Path(own).resolve()) if own else KnowledgeFiles()


@cache
def origins() -> Origins:
    """Give what stands behind source ids."""
    known = load_provenance(knowledge_files())
    return Origins(known.sources, known.requirements)


def verdict_words(language: str) -> VerdictWords:
    """Give the words a verdict's JSON carries."""
    spoken = texts(language)
    return VerdictWords(
        title=lambda case: spoken.get("screening", "rules", case, "title"),
        release=lambda case: spoken.find("screening", "rules", case, "release"),
    )


@cache
def body_model() -> BodyModel:
    """Give the model that bodies are built from."""
    from lumbalis.knowledge.bodies import load_body_model

    return load_body_model(knowledge_files())


@cache
def observation_codes() -> Mapping[str, tuple[str, str]]:
    """Give the public code under which a measured fact is written: system and code."""
    from lumbalis.knowledge.terminologies import read_terminology
    from lumbalis.knowledge.terminology import NOT_RELEVANT, Section

    known = read_terminology(knowledge_files(), protocol().vocabulary, protocol().limits)
    found: dict[str, tuple[str, str]] = {}
    for (system, section), table in known.tables.items():
        for code, target in table.exact.items() if section is Section.OBSERVATIONS else ():
            if target != NOT_RELEVANT and not known.measured[target].also:
                found.setdefault(known.measured[target].fact, (system, code))
    return found


@cache
def workplace(language: str) -> Workplace:
    """Give the knowledge as the surfaces see it, in a language."""
    return Workplace(language, knowledge_files().root)
