"""Keeping every version of the protocol a clinic has seen, so that it can be read again."""

from __future__ import annotations

import json
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from lumbalis.clinic.knowledge import knowledge_files, protocol, texts
from lumbalis.clinic.records.models import ProtocolVersion
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.explaining.described import Edition
from lumbalis.knowledge.files import KnowledgeFiles
from lumbalis.knowledge.library import load_protocol
from lumbalis.knowledge.texts import Texts

if TYPE_CHECKING:
    from lumbalis.domain.protocol import Protocol

DRAFT, APPROVED, RECALLED = "draft", "approved", "recalled"


def keep_running_version(by: Acting) -> ProtocolVersion:
    """Keep the version this installation runs on, once."""
    known = ProtocolVersion.objects.filter(sha256=protocol().sha256).first()
    return known or keep_version(by, knowledge_files(), protocol())


def keep_version(by: Acting, files: KnowledgeFiles, loaded: Protocol) -> ProtocolVersion:
    """Keep a version that the loader has checked."""
    contents = {name: text.decode() for name, text in files.contents.items()}
    with whole(by):
        kept, made = ProtocolVersion.objects.get_or_create(
            clinic=by.clinic,
            sha256=loaded.sha256,
            defaults={
                "version": loaded.version,
                "status": DRAFT,
                "files": zlib.compress(json.dumps(contents, ensure_ascii=False).encode()),
                "proposed_by_id": by.actor.user_id,
                "proposed_at": by.at,
            },
        )
        if made:
            audit.record(by, "protocol.kept", entity="protocol", entity_id=kept.pk)
        return kept


def running_version() -> ProtocolVersion | None:
    """Give the record of the version this installation runs on, if it was kept."""
    return ProtocolVersion.objects.filter(sha256=protocol().sha256).first()


def is_recalled(sha256: str) -> bool:
    """Tell whether the clinic has recalled a version; nothing may start or be signed under it."""
    return ProtocolVersion.objects.filter(sha256=sha256, status=RECALLED).exists()


def read_version(version: ProtocolVersion) -> Protocol:
    """Load a kept version as it was.

    Raises
    ------
    KnowledgeError
        If today's loader refuses it.
    """
    if version.sha256 == protocol().sha256:
        return protocol()
    return _read(version.sha256, bytes(version.files))


@lru_cache(maxsize=4)
def _read(sha256: str, packed: bytes) -> Protocol:
    del sha256  # the name of what is cached
    with _unpacked(packed) as folder:
        return load_protocol(KnowledgeFiles(folder, use_cache=False))


def texts_of(version: ProtocolVersion) -> dict[str, str]:
    """Give the files of a kept version by name."""
    files: dict[str, str] = json.loads(zlib.decompress(bytes(version.files)))
    return files


def edition_of(version: ProtocolVersion, language: str) -> Edition:
    """Give a kept version with its own words in a language."""
    if version.sha256 == protocol().sha256:
        return Edition(protocol(), texts(language))
    return _edition(version.sha256, bytes(version.files), language)


@lru_cache(maxsize=6)
def _edition(sha256: str, packed: bytes, language: str) -> Edition:
    read = _read(sha256, packed)
    files = json.loads(zlib.decompress(packed))

    def words(spoken: str, name: str) -> Mapping[str, object]:
        parsed = yaml.safe_load(files[f"texts/{spoken}/{name}.yaml"])
        return parsed if isinstance(parsed, Mapping) else {}

    return Edition(read, Texts(language, words, read.limits))


@contextmanager
def _unpacked(packed: bytes) -> Iterator[Path]:
    files = json.loads(zlib.decompress(packed))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in files.items():
            place = folder / file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        yield folder
