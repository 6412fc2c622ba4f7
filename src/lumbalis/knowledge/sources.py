"""Where statements come from: the known source ids, and the article's requirements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lumbalis.domain.protocol import Requirement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lumbalis.knowledge.branch import Branch

_SETTLED = ("ambiguities", "contradictions", "translations")
_NUMERIC = (int, float)


@dataclass(frozen=True, slots=True)
class Source:
    """One source id and what stands behind it."""

    id: str
    what: str
    kind: str


def build_sources(root: Branch) -> dict[str, Source]:
    """Read the public sources, the kinds of reading, and the settled questions."""
    sources = {}
    for name, branch in root.children("sources").items():
        sources[name] = Source(name, branch.text("what"), branch.text("kind"))
    readings = root.branch("readings")
    sources |= {name: Source(name, readings.text(name), "reading") for name in readings.tree}
    for section in _SETTLED:
        for name, branch in root.children(section).items():
            what = f"{branch.text('open')} {branch.text('settled')}"
            sources[name] = Source(name, what, section)
    return sources


def build_requirements(root: Branch) -> dict[str, Requirement]:
    """Read the article's requirements; each lives somewhere or says why not."""
    requirements = {}
    for branch in root.branches("requirements"):
        branch.only(("id", "line", "kind", "use", "statement"), ("related", "lives_in", "not_used"))
        if branch.has("lives_in") == branch.has("not_used"):
            branch.refuse("lives_in", "or not_used: exactly one must stand", "Keep one")
        requirement = Requirement(
            id=branch.text("id"),
            line=branch.whole("line"),
            kind=branch.text("kind"),
            use=branch.text("use"),
            statement=branch.text("statement"),
            lives_in=branch.texts_or_none("lives_in"),
            not_used=branch.optional("not_used", branch.text),
        )
        requirements[requirement.id] = requirement
    return requirements


def refuse_unsourced(root: Branch, known: Mapping[str, object]) -> None:
    """Refuse a number that no source stands behind, and a source nobody knows.

    A number is covered by a `source` in its own mapping or any mapping around it.
    """
    _walk(root.tree, "", root, known, covered=False)


def _walk(
    tree: object, address: str, root: Branch, known: Mapping[str, object], *, covered: bool
) -> None:
    if isinstance(tree, dict):
        if "source" in tree:
            _refuse_unknown(tree["source"], address, root, known)
        below = covered or bool(tree.get("source"))
        for key, value in tree.items():
            _walk(value, f"{address}.{key}" if address else key, root, known, covered=below)
    elif isinstance(tree, list):
        for place, value in enumerate(tree):
            _walk(value, f"{address}[{place}]", root, known, covered=covered)
    elif isinstance(tree, _NUMERIC) and not isinstance(tree, bool) and not covered:
        root.refuse(address, f"is {tree}, a number without a source", "Add `source: [...]`")


def _refuse_unknown(
    source: object, address: str, root: Branch, known: Mapping[str, object]
) -> None:
    ids = source if isinstance(source, list) else [source]
    for name in ids:
        if name not in known:
            where = f"{address}.source" if address else "source"
            root.refuse(where, f"cites {name}, which no source states", "See sources.yaml")
