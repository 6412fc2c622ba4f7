"""Static files by the hash of their content; modules find each other, without their comments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from re import Match
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

_OTHERS = ("django_htmx/", "admin/")
"""Of libraries; the pages load no modules from there, and their comments look like imports."""

_LINE = re.compile(r"^[ \t]*//[^\n]*\n|^[ \t]*/\*\*(?:[^*]|\*(?!/))*\*/[ \t]*\n", re.MULTILINE)


def bare(module: str) -> str:
    """Leave out comments that stand on lines of their own; a tablet has no use for them."""
    return _LINE.sub("", module)


class ModuleStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped base
    """Writes hashed names into `import` lines too; under their plain names the files are gone."""

    support_js_module_import_aggregation = True

    def url_converter(
        self, name: str, hashed_files: dict[str, str], template: str | None = None
    ) -> Callable[[Match[str]], str]:
        """Give what turns a reference within a file into one by hash."""
        if name.startswith(_OTHERS):
            return lambda match: match.group()
        found: Any = super().url_converter(name, hashed_files, template)
        convert: Callable[[Match[str]], str] = found
        return convert

    def post_process(
        self,
        paths: dict[str, Any],
        dry_run: bool = False,  # noqa: FBT001, FBT002 - Django's
        **options: Any,  # noqa: ANN401 - Django's
    ) -> Iterator[Any]:
        """Strip our modules as they were collected, then name everything by its content."""
        for name in () if dry_run else [one for one in paths if _is_ours(one)]:
            file = Path(self.path(name))
            file.write_text(bare(file.read_text(encoding="utf-8")), encoding="utf-8")
            paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)


def _is_ours(name: str) -> bool:
    return name.endswith(".js") and not name.startswith(_OTHERS)
