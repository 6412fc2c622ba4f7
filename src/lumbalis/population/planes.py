"""Rows of bits: one bit a person, 64 people a word. An Arrow bitmap already is one."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Plane: TypeAlias = npt.NDArray[np.uint64]
"""One bit for each person, the first in the lowest bit; bits beyond the last person are free."""

_BITS, _BYTES = 64, 8


def words_for(people: int) -> int:
    """Give how many words hold a bit for each person."""
    return -(-people // _BITS)


def packed(flags: npt.NDArray[np.bool_]) -> Plane:
    """Pack yes and no into a plane."""
    return _padded(np.packbits(flags, bitorder="little"), len(flags))


def unpacked(plane: Plane, people: int) -> npt.NDArray[np.bool_]:
    """Give a plane as one flag a person."""
    bits = np.unpackbits(plane.view(np.uint8), count=people, bitorder="little")
    return bits.view(np.bool_)


def members(plane: Plane, people: int) -> npt.NDArray[np.int64]:
    """Give the numbers of the people whose bit is set."""
    return np.flatnonzero(unpacked(plane, people))


def count(plane: Plane, people: int) -> int:
    """Count the people whose bit is set."""
    whole, rest = divmod(people, _BITS)
    counted = int(np.bitwise_count(plane[:whole]).sum())
    if rest:
        last = int(plane[whole]) & ((1 << rest) - 1)
        counted += last.bit_count()
    return counted


def full(people: int) -> Plane:
    """Give a plane in which every bit is set."""
    return np.full(words_for(people), ~np.uint64(0), dtype=np.uint64)


def empty(people: int) -> Plane:
    """Give a plane in which no bit is set."""
    return np.zeros(words_for(people), dtype=np.uint64)


def known(array: pa.Array) -> Plane:
    """Give the plane of the people for whom a column has a value."""
    people = len(array)
    bitmap = array.buffers()[0]
    if array.null_count == 0 or bitmap is None:
        return full(people)
    return _bitmap(bitmap, array.offset, people)


def flags(array: pa.Array) -> Plane:
    """Give a boolean column as a plane; where it has no value, the bit means nothing."""
    return _bitmap(array.buffers()[1], array.offset, len(array))


def _bitmap(buffer: pa.Buffer, offset: int, people: int) -> Plane:
    """Read a bitmap of Arrow; only one that begins inside a byte has to be moved."""
    raw = np.frombuffer(buffer, dtype=np.uint8)
    first, within = divmod(offset, _BYTES)
    used = raw[first : first + -(-(within + people) // _BYTES)]
    if within:
        bits = np.unpackbits(used, count=within + people, bitorder="little")[within:]
        used = np.packbits(bits, bitorder="little")
    return _padded(used, people)


def _padded(used: npt.NDArray[np.uint8], people: int) -> Plane:
    size = words_for(people) * _BYTES
    if len(used) == size and used.ctypes.data % _BYTES == 0:
        return used.view(np.uint64)
    whole = np.zeros(size, dtype=np.uint8)
    whole[: min(len(used), size)] = used[:size]
    return whole.view(np.uint64)
