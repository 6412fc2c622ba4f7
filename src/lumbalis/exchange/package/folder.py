"""The files of the package: one a resource, an index, and the manifest npm and FHIR expect."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from lumbalis.domain.protocol import Protocol
from lumbalis.exchange.cql.library import LIBRARY, version_of
from lumbalis.exchange.package.base import Tree
from lumbalis.exchange.package.logic import activities, library, plan
from lumbalis.exchange.package.questions import questionnaires, value_sets
from lumbalis.exchange.package.words import PackageWords

_FHIR = "4.0.1"
_INDEXED = ("resourceType", "id", "url", "version")


def resources(
    protocol: Protocol, cql: str, elm: str | None, words: PackageWords
) -> tuple[Tree, ...]:
    """Give every resource of the package."""
    return (
        library(protocol, cql, elm, words),
        plan(protocol, words),
        *activities(protocol, words),
        *questionnaires(protocol, words),
        *value_sets(protocol, words),
    )


def package_files(
    protocol: Protocol, found: Iterable[Tree], cql: str, elm: str | None
) -> Mapping[str, bytes]:
    """Give the files of the package by name; the CQL and the ELM also stand beside it."""
    kept = list(found)
    files = {f"package/{_file(one)}": _json(one) for one in kept}
    files["package/package.json"] = _json(_manifest(protocol))
    files["package/.index.json"] = _json(_index(kept))
    files[f"cql/{LIBRARY}.cql"] = cql.encode()
    if elm is not None:
        files[f"cql/{LIBRARY}.json"] = elm.encode()
    return files


def _file(resource: Tree) -> str:
    return f"{resource['resourceType']}-{resource['id']}.json"


def _manifest(protocol: Protocol) -> Tree:
    return {
        "name": "lumbalis.screening",
        "version": version_of(protocol),
        "canonical": "urn:lumbalis",
        "title": "Lumbalis screening",
        "description": "Rules of screening before massage of the lumbar spine, as draft",
        "fhirVersions": [_FHIR],
        "dependencies": {"hl7.fhir.r4.core": _FHIR},
        "type": "fhir.ig",
        "author": "Lumbalis",
        "license": "Apache-2.0",
    }


def _index(kept: list[Tree]) -> Tree:
    rows = [
        {"filename": _file(one), **{key: one[key] for key in _INDEXED if key in one}}
        for one in kept
    ]
    return {"index-version": 1, "files": rows}


def _json(tree: object) -> bytes:
    return (json.dumps(tree, ensure_ascii=False, indent=2) + "\n").encode()
