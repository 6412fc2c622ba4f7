"""Encrypting a backup with a passphrase: scrypt, then AES-256-GCM in chunks.

Every chunk carries its number and whether it is the last, so that chunks can be neither moved,
dropped nor cut off without being noticed. A file starts with 10 bytes that name the format,
16 of salt; then chunks of 1 MiB, each with its 16 bytes of tag.
"""

from __future__ import annotations

import io
import os
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"lumbalis1\n"
_SALT, _TAG, CHUNK = 16, 16, 1 << 20


class PassphraseError(ValueError):
    """The passphrase does not open the backup, or the backup was changed."""


def is_sealed(file: IO[bytes]) -> bool:
    """Tell whether a file is an encrypted backup; the position stays."""
    start = file.read(len(MAGIC))
    file.seek(0)
    return start == MAGIC


class SealingWriter(io.RawIOBase):
    """Takes clear bytes, writes sealed ones."""

    def __init__(self, out: IO[bytes], passphrase: str) -> None:
        super().__init__()
        salt = os.urandom(_SALT)
        out.write(MAGIC + salt)
        self._out, self._box, self._number, self._waiting = out, _box(passphrase, salt), 0, b""

    def writable(self) -> bool:
        """Tell that it takes bytes."""
        return True

    def write(self, data: object) -> int:
        """Seal every full chunk; the last one waits for `finish`."""
        clear = bytes(data)  # type: ignore[call-overload]  # any buffer
        self._waiting += clear
        while len(self._waiting) > CHUNK:
            self._seal(self._waiting[:CHUNK], last=False)
            self._waiting = self._waiting[CHUNK:]
        return len(clear)

    def finish(self) -> None:
        """Seal what is left as the last chunk."""
        self._seal(self._waiting, last=True)
        self._waiting = b""

    def _seal(self, clear: bytes, *, last: bool) -> None:
        self._out.write(self._box.encrypt(_nonce(self._number, last=last), clear, None))
        self._number += 1


class SealedReader(io.RawIOBase):
    """Takes sealed bytes, gives clear ones."""

    def __init__(self, source: IO[bytes], passphrase: str) -> None:
        super().__init__()
        source.read(len(MAGIC))
        self._source = source
        self._box = _box(passphrase, source.read(_SALT))
        self._number, self._clear = 0, b""
        self._next = source.read(CHUNK + _TAG)

    def readable(self) -> bool:
        """Tell that it gives bytes."""
        return True

    def read(self, size: int | None = -1) -> bytes:
        """Give clear bytes; fewer than asked only at the end.

        Raises
        ------
        PassphraseError
            If a chunk does not open.
        """
        wanted = CHUNK if size is None or size < 0 else size
        while self._next and len(self._clear) < wanted:
            self._open_next()
        given, self._clear = self._clear[:wanted], self._clear[wanted:]
        return given

    def _open_next(self) -> None:
        sealed, self._next = self._next, self._source.read(CHUNK + _TAG)
        try:
            nonce = _nonce(self._number, last=not self._next)
            self._clear += self._box.decrypt(nonce, sealed, None)
        except InvalidTag as error:
            msg = "The passphrase does not open this backup, or the file was changed or cut short."
            raise PassphraseError(msg) from error
        self._number += 1


def _box(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**16, r=8, p=1).derive(passphrase.encode()))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")
