"""Every number of the protocol is read by something; a dead limit changes nothing and misleads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from protocols import shipped_protocol

SOURCES = Path(__file__).parents[2] / "src" / "lumbalis"
READ_BY_TESTS_ONLY = frozenset({"point_hold_default"})
"""Held against the scripts by test_session_scripts instead of being read at run time."""


def _text_of_everything() -> str:
    files = [*SOURCES.rglob("*.py"), *SOURCES.rglob("*.yaml")]
    read = (path for path in files if not path.name.startswith("limits"))
    return "\n".join(path.read_text(encoding="utf-8") for path in read)


WORDS = frozenset(re.findall(r"\w+", _text_of_everything()))


@pytest.mark.parametrize("name", sorted(shipped_protocol().limits))
def test_the_limit_is_read_somewhere(name: str) -> None:
    """Somebody who changes it expects that something changes."""
    composed = re.fullmatch(
        r"cup_(moving|static)_(first|later)|plausible_\w+_m(in|ax)imum"
        r"|(force|hand_pressure|finger_pressure)_level_[1-4]",
        name,
    )
    assert name in WORDS or composed or name in READ_BY_TESTS_ONLY


def test_the_number_of_sessions_told_is_the_number_planned() -> None:
    """Patients read the limits, the planner reads the dose; both must say the same."""
    protocol = shipped_protocol()
    for dose in protocol.dose.doses:
        told = "sessions_severe" if dose.severity == "high" else "sessions_standard"
        assert dose.sessions == protocol.whole(told)
