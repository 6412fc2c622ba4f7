"""The knowledge files of one protocol: which there are, their hash, and their parsed content.

Parsing YAML is the slowest part of starting, so the parsed trees are kept in the
user's cache folder under the hash of the files they came from. Only the parsing is
saved: every check still runs on every load. A damaged cache file is ignored; line numbers
are not kept, so a fault found in a cached file is looked up again in the file itself.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lumbalis.knowledge.branch import Branch
from lumbalis.knowledge.document import Document
from lumbalis.knowledge.errors import KnowledgeError

HERE = Path(__file__).parent
_FORMAT = 1


@dataclass(frozen=True)
class KnowledgeFiles:
    """A folder of knowledge files, read as one.

    `root` is the folder that holds `protocols/`, `texts/` and the rest; names are
    paths below it with forward slashes.
    """

    root: Path = HERE
    use_cache: bool = True

    @cached_property
    def contents(self) -> Mapping[str, bytes]:
        """Every knowledge file by name, sorted, as it is on disk."""
        paths = sorted(self.root.rglob("*.yaml"))
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in paths}

    @cached_property
    def sha256(self) -> str:
        """The hash of what decides: everything but the texts. Verdicts and plans carry it."""
        return _hash({n: c for n, c in self.contents.items() if not n.startswith("texts/")})

    def was_checked(self) -> bool:
        """Tell whether exactly these files have passed every check before."""
        seal = _cache_file("checked", _hash(self.contents)) if self.use_cache else None
        try:
            return seal is not None and seal.is_file()
        except OSError:
            return False

    def mark_checked(self) -> None:
        """Remember that exactly these files passed every check."""
        seal = _cache_file("checked", _hash(self.contents)) if self.use_cache else None
        if seal is not None:
            with contextlib.suppress(OSError):
                seal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                seal.touch(mode=0o600)

    def document(self, name: str) -> Document:
        """Parse one file, or take it from the cache.

        Raises
        ------
        KnowledgeError
            If the file is absent, not UTF-8 or not YAML.
        """
        content = self.contents.get(name)
        if content is None:
            raise KnowledgeError(name, None, "the file is not there", "Restore it")
        key = hashlib.sha256(content).hexdigest()
        cached = _read_cache(name, key) if self.use_cache else None
        if cached is not None:
            return cached
        document = _parse(content, name)
        if self.use_cache:
            _write_cache(document, key)
        return document

    def branch(self, name: str) -> Branch:
        """Parse one file into a branch that knows its lines."""
        document = self.document(name)
        return Branch.root(document.tree, document.file, document.lines)

    def names(self, folder: str) -> tuple[str, ...]:
        """List the files in a folder, sorted."""
        return tuple(name for name in self.contents if name.startswith(f"{folder}/"))


def _hash(contents: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in contents.items():
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _parse(content: bytes, name: str) -> Document:
    from lumbalis.knowledge.yaml_source import read_yaml  # noqa: PLC0415 - rarely needed, slow

    return read_yaml(_decode(content, name), name)


def _decode(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise KnowledgeError(name, line, "not UTF-8 text", "Save the file as UTF-8") from error


def _cache_file(name: str, key: str) -> Path | None:
    """Name the cache file; None where the machine offers no place for one."""
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("HOME")
    if not home or not Path(home).is_absolute():
        return None
    base = Path(home) if os.environ.get("XDG_CACHE_HOME") else Path(home) / ".cache"
    flat = name.replace("/", "-").removesuffix(".yaml")
    return base / "lumbalis" / f"v{_FORMAT}" / f"{flat}-{key[:32]}.json"


def _read_cache(name: str, key: str) -> Document | None:
    path = _cache_file(name, key)
    if path is None:
        return None
    try:
        seal, _, body = path.read_bytes().partition(b"\n")
        if seal.decode() == _seal(key, body):
            return Document(name, json.loads(body), {})
    except (OSError, ValueError, RecursionError):
        return None
    return None


def _seal(key: str, body: bytes) -> str:
    """Tie the kept content to its source file, so that a damaged copy is noticed."""
    return hashlib.sha256(key.encode() + body).hexdigest()


def _write_cache(document: Document, key: str) -> None:
    """Keep a parsed file; a folder that cannot be written is no reason to stop."""
    path = _cache_file(document.file, key)
    if path is None:
        return
    body = json.dumps(document.tree, ensure_ascii=False).encode()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(_seal(key, body).encode() + b"\n" + body)
        Path(temporary).replace(path)
    except OSError:
        return
