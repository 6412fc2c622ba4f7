"""Scripts as the application serves them, not as they lie in the source."""

from __future__ import annotations

import re
from pathlib import Path

import lumbalis.clinic.web

STATIC = Path(lumbalis.clinic.web.__file__).parent / "static"
_IMPORTS = re.compile(r"^\s*(?:import|export)\b.*[\"'](\.[^\"']+)[\"']", re.MULTILINE)


def test_no_script_imports_another() -> None:
    """Each is served under a name with a hash; its plain name, as an import says it, is a 404.

    The page then stands without its keys, its focus on errors and its single sending.
    """
    scripts = sorted(STATIC.rglob("*.js"))
    assert scripts
    assert not [one.name for one in scripts if _IMPORTS.search(one.read_text(encoding="utf-8"))]
