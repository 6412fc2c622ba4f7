"""What every resource of the package has in common."""

from __future__ import annotations

import re

from lumbalis.domain.protocol import Protocol
from lumbalis.exchange.cql.library import version_of

OURS = "urn:lumbalis"
"""The root of our canonical addresses and code systems."""

Tree = dict[str, object]
_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9.-]")
_DRAFT = (
    "Draft: no physician has signed these rules. "
    "They support a physician's decision and do not replace it."
)


def resource_id(*parts: str) -> str:
    """Give an id that FHIR allows: letters, digits, dots and dashes, at most 64."""
    return _NOT_IN_AN_ID.sub("-", "-".join(parts))[:64]


def canonical(kind: str, name: str) -> str:
    """Give the canonical address of a resource, without a version."""
    return f"{OURS}:{kind}:{name}"


def named(kind: str, name: str, title: str, protocol: Protocol) -> Tree:
    """Begin a resource with its identity, version and state."""
    return {
        "resourceType": kind,
        "id": resource_id(name),
        "url": canonical(kind, name),
        "version": version_of(protocol),
        "name": re.sub(r"[^A-Za-z0-9_]", "_", name),
        "title": title,
        "status": "draft",
        "experimental": False,
        "publisher": "Lumbalis",
        "description": _DRAFT,
    }
