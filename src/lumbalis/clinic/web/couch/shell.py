"""The shell of the couch: the pages and files a tablet keeps, named by their content."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from lumbalis.clinic.wording import FOLDER

PAGES: Final = ("couch:tablet", "couch:run")
"""Pages that open without the clinic; none of them may hold anything about anybody."""

_HERE: Final = Path(__file__).parents[1]
_STATIC: Final = _HERE / "static"
_WORKER: Final = _STATIC / "couch" / "store" / "sw.js"
_SHARED: Final = ("css/lumbalis.css", "icons/app.svg")
_SHORT: Final = 16


def worker_script(clinic: str, language: str) -> str:
    """Write the service worker of a clinic's tablets; any change of the shell changes it."""
    pages = [reverse(page, kwargs={"clinic": clinic}) for page in PAGES]
    files = [static(file) for file in _files()]
    prefix = f"lumbalis-couch-{clinic}-"
    version = hashlib.sha256(f"{_version()} {language} {files}".encode()).hexdigest()[:_SHORT]
    shell = {"name": prefix + version, "prefix": prefix, "files": pages + files}
    return f"const SHELL = {json.dumps(shell)};\n{_WORKER.read_text(encoding='utf-8')}"


def _files() -> tuple[str, ...]:
    own = sorted(
        str(file.relative_to(_STATIC))
        for file in (_STATIC / "couch").rglob("*")
        if file.suffix in {".js", ".css", ".svg"} and file != _WORKER
    )
    return (*_SHARED, *own)


def _version() -> str:
    return _computed() if settings.DEBUG else _kept()


@cache
def _kept() -> str:
    return _computed()


def _computed() -> str:
    """Name everything the shell is made of: files, templates and words."""
    parts = [_STATIC / file for file in _files()]
    parts += sorted((_HERE / "templates" / "couch").rglob("*.html"))
    parts += [_WORKER, _HERE / "templates" / "base.html", *sorted(FOLDER.glob("*/couch.yaml"))]
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part.read_bytes())
    return whole.hexdigest()
