"""Static files as they are served: by hash, whole, and without what browsers do not need."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from lumbalis.clinic.settings import STORAGES
from lumbalis.clinic.web.static_storage import bare


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Collect everything as a start of the application does."""
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STORAGES=STORAGES, STATIC_ROOT=folder):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def test_every_module_finds_those_it_imports(collected: Path) -> None:
    """Under their plain names the files are gone; an import of one would stop the page."""
    found = 0
    for file in collected.rglob("*.js"):
        if "django_htmx" in file.parts:
            continue
        for name in re.findall(r'^import .*?"(\.[^"]+)"', file.read_text(), re.MULTILINE):
            assert (file.parent / name).is_file(), (file.name, name)
            found += 1
    assert found > 10


def test_comments_stay_at_home(collected: Path) -> None:
    """A tablet loads what it runs."""
    (module,) = collected.glob("couch/store/index.*.js")
    assert not re.search(r"^\s*(//|/\*\*)", module.read_text(), re.MULTILINE)


def test_only_comments_on_lines_of_their_own_are_left_out() -> None:
    """What stands beside code may be an address or a pattern."""
    code = 'const a = "http://x"; // why\n/** Say. @returns {x} */\nf(/a*/, 1);\n  // gone\n'
    assert bare(code) == 'const a = "http://x"; // why\nf(/a*/, 1);\n'
