"""Every objection of the verifier can be said in three languages, and every window has a source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from lumbalis.domain.verification import all_kinds, table, verify_course, verify_session
from verification_fixtures import LIMITS, PROTOCOL, REMISSION, SUBSIDING, verdict
from verification_sessions import GOOD, course

KNOWLEDGE = Path(__file__).parents[2] / "src" / "lumbalis" / "knowledge"
LANGUAGES = ("en", "ru", "uk")
PLACEHOLDERS = {
    "violations": {"where", "found", "allowed"},
    "checks": set(),
    "margins": set(),
    "places": {"session", "stage", "step"},
    "summary": {"checks", "violations"},
}


def texts(language: str) -> dict[str, dict[str, str]]:
    """Read one language."""
    source = (KNOWLEDGE / "texts" / language / "verification.yaml").read_text(encoding="utf-8")
    read: dict[str, dict[str, str]] = yaml.safe_load(source)
    return read


TEXTS = {language: texts(language) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_a_sentence_and_a_name(language: str) -> None:
    """An objection without words would reach nobody, a text without a check would be a promise."""
    assert tuple(TEXTS[language]["violations"]) == all_kinds()
    assert tuple(TEXTS[language]["checks"]) == all_kinds()


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_all_languages_have_the_same_keys_in_the_same_order(language: str) -> None:
    """A hole in one language is a hole on somebody's screen."""
    assert {name: list(part) for name, part in TEXTS[language].items()} == {
        name: list(part) for name, part in TEXTS["en"].items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_tells_where_what_and_what_instead(language: str) -> None:
    """A therapist needs all three to mend a plan."""
    for kind, text in TEXTS[language]["violations"].items():
        assert set(re.findall(r"\{(\w+)\}", text)) == PLACEHOLDERS["violations"], kind


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_all_languages_fill_in_the_same_values(language: str) -> None:
    """A placeholder missing in one language is a fact missing there."""
    for name, part in TEXTS["en"].items():
        for key, text in part.items():
            used = set(re.findall(r"\{(\w+)\}", text))
            assert used <= PLACEHOLDERS[name], key
            assert set(re.findall(r"\{(\w+)\}", TEXTS[language][name][key])) == used, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_never_typed(language: str) -> None:
    """A typed number would stay when the limit changes; digits belong to names such as L3 only."""
    typed = re.compile(r"(?<![A-Za-z])\d")
    for part in TEXTS[language].values():
        assert [key for key, text in part.items() if typed.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_repeated(language: str) -> None:
    """Two checks with one name could not be told apart in a list."""
    for name in ("violations", "checks", "margins"):
        said = list(TEXTS[language][name].values())
        assert len(said) == len(set(said)), name


def test_every_margin_has_a_name() -> None:
    """The reader of a margin must know what is left of what."""
    named = set(TEXTS["en"]["margins"])
    for good, before in GOOD.values():
        result = verify_session(good, verdict(good.phase, good.index), PROTOCOL, before)
        assert result.margins.keys() <= named
    for phase in (SUBSIDING, REMISSION):
        assert verify_course(course(phase), verdict(phase), PROTOCOL).margins.keys() <= named


def _limits_of_the_verifier() -> dict[str, dict[str, object]]:
    path = KNOWLEDGE / "protocols" / "lumbar_osteochondrosis" / "limits_verification.yaml"
    read: dict[str, dict[str, dict[str, object]]] = yaml.safe_load(path.read_text("utf-8"))
    return read["limits"]


def test_the_windows_of_the_shipped_protocol_are_the_tested_ones() -> None:
    """The tests would prove nothing about other numbers."""
    for name, limit in _limits_of_the_verifier().items():
        assert (LIMITS[name].value, LIMITS[name].unit) == (limit["value"], limit["unit"]), name


def test_every_window_is_wider_than_the_limits_inside_it() -> None:
    """A window that cuts into the clinical range would refuse good plans."""
    value = {name: limit.value for name, limit in LIMITS.items()}
    for window, inner in (
        ("session", ("session_minimum", "session_maximum")),
        ("point", ("point_hold_maximum",)),
        ("rest", ("rest_after_session",)),
        ("spacing", ("cup_interval", "spacing_special")),
    ):
        low, high = value[f"plausible_{window}_minimum"], value[f"plausible_{window}_maximum"]
        assert all(low <= value[name] <= high for name in inner), window


def test_every_check_cites_something_that_exists() -> None:
    """A citation nobody can find is an invention, however plausible it sounds."""
    sources = yaml.safe_load((KNOWLEDGE / "sources.yaml").read_text(encoding="utf-8"))
    articles = yaml.safe_load((KNOWLEDGE / "requirements.yaml").read_text(encoding="utf-8"))
    known = {name for section in sources.values() for name in section}
    known |= {requirement["id"] for requirement in articles["requirements"]}
    cited = [
        *((one.kind, one.source) for one in table.SESSION_SHAPE),
        *((one.kind, one.source) for one in table.SESSION_CHECKS),
        *((one.kind, one.source) for one in table.COURSE_SHAPE),
        *((one.kind, one.source) for one in table.COURSE_CHECKS),
    ]
    assert all(source for _, source in cited)
    assert [(kind, name) for kind, source in cited for name in source if name not in known] == []
