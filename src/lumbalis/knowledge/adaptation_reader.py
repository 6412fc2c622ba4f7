"""Reading blocks of the adaptation file: numbers by the name of their limit, sources, names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lumbalis.domain.adaptation.rules import Origin
from lumbalis.domain.expressions import Limit
from lumbalis.knowledge.branch import Branch

ORIGIN = ("certainty", "status")

_CERTAINTIES = ("high", "moderate", "low", "very-low", "expert-opinion")
_STATUSES = ("draft", "unverified", "signed")
_SOURCE = re.compile(r"R\d{3}|[ACM]\d{2}|V\d{2}b?|[EKS]")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class AdaptationReader:
    """The whole file's defaults, and the limits and rules that it may name."""

    root: Branch
    limits: Mapping[str, Limit]
    rules: Collection[str] | None

    def limit(self, branch: Branch, key: str, unit: str) -> int:
        """Give the whole number behind a limit's name."""
        name = branch.text(key)
        limit = self.limits.get(name)
        if limit is None:
            branch.refuse(key, f"names {name}, which is no limit", "Name a limit of the protocol")
        if limit.unit != unit:
            branch.refuse(key, f"names {name}, which is in {limit.unit}", f"Name a limit in {unit}")
        if limit.value != int(limit.value):
            branch.refuse(key, f"names {name}, which is not whole", "Name a whole limit")
        return int(limit.value)

    def read(self, branch: Branch, wanted: Mapping[str, str]) -> dict[str, int]:
        """Give several limits by their keys."""
        return {key: self.limit(branch, key, unit) for key, unit in wanted.items()}

    def origin(self, branch: Branch) -> Origin:
        """Give a block's source, with the file's certainty and status where it has none."""
        return Origin(
            source=_sources(branch),
            certainty=self._one_of(branch, "certainty", _CERTAINTIES),
            status=self._one_of(branch, "status", _STATUSES),
        )

    def _one_of(self, branch: Branch, key: str, words: tuple[str, ...]) -> str:
        holder = branch if branch.has(key) else self.root
        word = holder.text(key)
        if word not in words:
            holder.refuse(key, "is not one of the known words", f"Write one of: {', '.join(words)}")
        return word

    def origins(self, branch: Branch) -> Mapping[str, Origin]:
        """Give the origin of every block under a branch, by name."""
        parts = branch.tree
        return MappingProxyType({name: self.origin(branch.branch(name)) for name in parts})


def own_names(branch: Branch, key: str, taken: Collection[str] = ()) -> tuple[str, ...]:
    """Read names of our own making; one that is taken already would mean two things."""
    names = branch.texts(key)
    for name in names:
        if not _NAME.fullmatch(name) or name in taken:
            branch.refuse(key, f"has {name}, which is no name or is taken", "Choose another name")
    return names


def _sources(branch: Branch) -> tuple[str, ...]:
    sources = branch.texts("source")
    for source in sources:
        if not _SOURCE.fullmatch(source):
            branch.refuse("source", f"cites {source}, which is no source id", "Correct the id")
    return sources
