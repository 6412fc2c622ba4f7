"""The shipped protocol, loaded once for all tests."""

from __future__ import annotations

from functools import cache

from lumbalis.domain.protocol import Protocol
from lumbalis.knowledge.files import KnowledgeFiles
from lumbalis.knowledge.library import load_protocol


@cache
def shipped_protocol() -> Protocol:
    """Load the protocol that ships with the project, from its files and not from a cache."""
    return load_protocol(KnowledgeFiles(use_cache=False))
