"""Writing a file, or a folder of files, whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from lumbalis.exchange.errors import InputError
from lumbalis.knowledge.files import HERE
from lumbalis.surfaces.workplace import Workplace

_READABLE = 0o755


def workplace_of(arguments: Namespace) -> Workplace:
    """Give the workplace with the shipped knowledge, or with the folder somebody names.

    Raises
    ------
    InputError
        If there is no such folder.
    """
    root: Path = arguments.knowledge or HERE
    if not root.is_dir():
        raise InputError(root.name, "is no folder", "name a folder with protocols/ and texts/")
    return Workplace(arguments.lang, root)


def refuse_occupied(out: Path) -> None:
    """Refuse a place that holds something, or that cannot be made.

    Raises
    ------
    InputError
        If `out` is a file, a folder that is not empty, or has no parent folder.
    """
    if out.is_dir() and any(out.iterdir()):
        raise InputError(out.name or str(out), "is not empty", "name a new folder")
    if out.exists() and not out.is_dir():
        raise InputError(out.name, "is a file", "name a new folder")
    if not out.absolute().parent.is_dir():
        what = "lies in a folder that does not exist"
        raise InputError(out.name, what, "make that folder first")


def write_folder(out: Path, files: Mapping[str, bytes]) -> None:
    """Write all files into a new folder beside `out`, then give it its name.

    Raises
    ------
    InputError
        If the disk or the permissions do not allow it; nothing is left behind.
    """
    refuse_occupied(out)
    target = out.absolute()
    try:
        building = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise _cannot_write(out, error) from error
    try:
        for name, content in files.items():
            (building / name).parent.mkdir(parents=True, exist_ok=True)
            (building / name).write_bytes(content)
        building.chmod(_READABLE)
        building.replace(target)
    except OSError as error:
        shutil.rmtree(building, ignore_errors=True)
        raise _cannot_write(out, error) from error


def _cannot_write(out: Path, error: OSError) -> InputError:
    why = (error.strerror or "the system gives no reason").lower()
    return InputError(out.name, f"cannot be written ({why})", "choose another place")


def refuse_taken(out: Path) -> None:
    """Refuse the name of a picture that exists already, or that cannot be made.

    Raises
    ------
    InputError
        If `out` exists or has no parent folder.
    """
    if out.exists():
        raise InputError(out.name, "exists already", "name a new file")
    if not out.absolute().parent.is_dir():
        what = "lies in a folder that does not exist"
        raise InputError(out.name, what, "make that folder first")


def write_file(out: Path, content: bytes) -> None:
    """Write a file beside its place, then give it its name: whole or not at all.

    Raises
    ------
    InputError
        If the disk or the permissions do not allow it; nothing is left behind.
    """
    refuse_taken(out)
    building = out.absolute().with_name(f".{out.name}-new")
    try:
        building.write_bytes(content)
        building.replace(out.absolute())
    except OSError as error:
        building.unlink(missing_ok=True)
        raise _cannot_write(out, error) from error
