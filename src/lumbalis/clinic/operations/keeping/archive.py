"""The file a backup is: a tar of a manifest and its members, each with its SHA-256."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE, POSTGRES = "database.sqlite3", "database.dump"
TOMBSTONES = "erased.log"
KEYS = ("master.key", "secret.key")
_CHUNK, _DIGEST_BYTES = 1 << 20, 32
_MANIFEST_LIMIT = 1_000_000


class ArchiveError(ValueError):
    """A file is no backup, or not a whole one."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds and where it came from; nothing of anybody."""

    made_at: str
    cause: str
    engine: str
    migrations: tuple[str, ...]
    rows: Mapping[str, int]
    master_key: str
    """Fingerprint of the master key: without that key nothing sealed can be read."""
    epoch: int
    sha256: Mapping[str, str]
    format: int = FORMAT

    @property
    def database(self) -> str:
        """Name the member that is the database."""
        return SQLITE if self.engine == "sqlite" else POSTGRES


def write_archive(out: IO[bytes], manifest: Manifest, members: Mapping[str, Path]) -> None:
    """Write the manifest first, then the members."""
    with tarfile.open(fileobj=out, mode="w|") as tar:
        _add(tar, MANIFEST, json.dumps(asdict(manifest), sort_keys=True, indent=1).encode())
        for name, path in members.items():
            tar.add(path, arcname=name, recursive=False, filter=_anonymous)


def read_archive(stream: IO[bytes], folder: Path) -> Manifest:
    """Unpack a backup into a folder and check every member.

    Raises
    ------
    ArchiveError
        If it is no backup of a format we know, or a byte of it was lost or changed.
    """
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            manifest = _unpack(tar, folder)
    except (tarfile.TarError, EOFError, OSError) as error:
        msg = "The file is no backup of Lumbalis, or it was cut short."
        raise ArchiveError(msg) from error
    for name, told in manifest.sha256.items():
        if not (folder / name).is_file() or sha256_of(folder / name) != told:
            msg = f"The backup is damaged: {name} is not what was written."
            raise ArchiveError(msg)
    return manifest


def sha256_of(path: Path) -> str:
    """Name a file by its content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class DigestingWriter(io.RawIOBase):
    """Passes bytes on and ends them with their SHA-256."""

    def __init__(self, out: IO[bytes]) -> None:
        super().__init__()
        self._out, self._digest = out, hashlib.sha256()

    def writable(self) -> bool:
        """Tell that it takes bytes."""
        return True

    def write(self, data: object) -> int:
        """Pass bytes on."""
        raw = bytes(data)  # type: ignore[call-overload]  # any buffer
        self._digest.update(raw)
        self._out.write(raw)
        return len(raw)

    def finish(self) -> None:
        """Write the digest."""
        self._out.write(self._digest.digest())


def require_whole(stream: IO[bytes]) -> None:
    """Check the digest a clear backup ends with; the position is at the start afterwards.

    Raises
    ------
    ArchiveError
        If a byte was lost or changed.
    """
    left = stream.seek(0, os.SEEK_END) - _DIGEST_BYTES
    stream.seek(0)
    digest = hashlib.sha256()
    while left > 0 and (chunk := stream.read(min(_CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    if left < 0 or stream.read() != digest.digest():
        msg = "The file is no backup of Lumbalis, or a byte of it was lost or changed."
        raise ArchiveError(msg)
    stream.seek(0)


@contextmanager
def written_whole(file: Path) -> Iterator[IO[bytes]]:
    """Write a file that appears under its name only when it is complete and on the disk."""
    unfinished = file.with_name(f".{file.name}.unfinished")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(file)
        sync_folder(file.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unpack(tar: tarfile.TarFile, folder: Path) -> Manifest:
    manifest: Manifest | None = None
    for member in tar:
        stream = tar.extractfile(member)
        if stream is None:
            continue
        if manifest is None:
            manifest = _manifest(member, stream)
        elif member.name in manifest.sha256:
            with (folder / member.name).open("wb") as out:
                while chunk := stream.read(_CHUNK):
                    out.write(chunk)
    if manifest is None:
        msg = "The file is no backup of Lumbalis: it is empty."
        raise ArchiveError(msg)
    return manifest


def _manifest(member: tarfile.TarInfo, stream: IO[bytes]) -> Manifest:
    if member.name != MANIFEST or member.size > _MANIFEST_LIMIT:
        msg = "The file is no backup of Lumbalis."
        raise ArchiveError(msg)
    try:
        told = json.loads(stream.read())
        known = told["format"] == FORMAT
        manifest = Manifest(**{**told, "migrations": tuple(told["migrations"])}) if known else None
    except (ValueError, TypeError, KeyError) as error:
        msg = "The backup's description cannot be read."
        raise ArchiveError(msg) from error
    if manifest is None:
        msg = "The backup has a format this version does not know. Use the version that wrote it."
        raise ArchiveError(msg)
    if not {*manifest.sha256} <= {SQLITE, POSTGRES, TOMBSTONES, *KEYS}:
        msg = "The backup names files that no backup has."
        raise ArchiveError(msg)
    return manifest


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    tar.addfile(info, io.BytesIO(content))


def _anonymous(info: tarfile.TarInfo) -> tarfile.TarInfo:
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mode = 0o600
    return info
