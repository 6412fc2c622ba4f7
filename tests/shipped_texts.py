"""The shipped texts, read once for all tests."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from lumbalis.knowledge.document import Document
from lumbalis.knowledge.files import KnowledgeFiles
from lumbalis.knowledge.texts import Texts
from protocols import shipped_protocol


@cache
def text_files() -> Mapping[str, Mapping[str, Document]]:
    """Parse every text file, by language and name."""
    files = KnowledgeFiles(use_cache=False)
    found: dict[str, dict[str, Document]] = {}
    for path in files.names("texts"):
        _, language, name = path.split("/")
        found.setdefault(language, {})[name.removesuffix(".yaml")] = files.document(path)
    return found


def read_texts(language: str, name: str) -> Mapping[str, object]:
    """Give one parsed file, as a reader of texts wants it."""
    tree = text_files()[language][name].tree
    assert isinstance(tree, Mapping)
    return tree


@cache
def texts_in(language: str) -> Texts:
    """Give the texts of a language with the shipped limits."""
    return Texts(language, read_texts, shipped_protocol().limits)
