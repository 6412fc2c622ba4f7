"""A test that claims to control a hazard names one that is written down."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
MARKED = re.compile(r'mark\.hazard\("(H\d+)"\)')
LISTED = re.compile(r"^\| (H\d+) \|", re.MULTILINE)


def test_marks_and_list_agree() -> None:
    """A hazard without a test is a promise; a test of an unknown hazard is a riddle."""
    tests = (path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    marked = {found for text in tests for found in MARKED.findall(text)}
    listed = set(LISTED.findall((ROOT / "docs" / "hazards.md").read_text(encoding="utf-8")))
    assert marked == listed
