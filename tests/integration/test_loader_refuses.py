"""Knowledge that must not load: each fault is found, with file, line, what and what to do."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from lumbalis.knowledge.errors import KnowledgeError
from lumbalis.knowledge.files import HERE, KnowledgeFiles
from lumbalis.knowledge.library import load_checked

FOLDER = "protocols/lumbar_osteochondrosis"


@dataclass(frozen=True)
class Fault:
    """One edit of a knowledge file, and what the loader must say of it."""

    id: str
    file: str
    old: str
    new: str
    says: str
    line_of: str | None = None
    """Text on the line that must be named, after the edit; the first line of `new` if None."""


FAULTS = [
    Fault("unknown fact", "screening.yaml", "when: foot_drop or", "when: foot_dorp or",
          "no fact is called foot_dorp; did you mean foot_drop"),
    Fault("wrong enum value", "screening.yaml", 'trauma_major_6wk == "not_examined"',
          'trauma_major_6wk == "not_seen"', 'trauma_major_6wk is never "not_seen"'),
    Fault("unit clash", "screening.yaml", "age_years >= limits.age_frail",
          "age_years >= limits.fever_core", "compare equal units"),
    Fault("bare number", "screening.yaml", "age_years >= limits.age_frail", "age_years >= 75",
          "bare number"),
    Fault("unknown limit", "screening.yaml", "limits.age_frail", "limits.age_fragile",
          "no limit is called age_fragile"),
    Fault("known that loosens", "screening.yaml", "when: midline_bony_tenderness",
          "when: known(midline_bony_tenderness)", "weaker as less is known"),
    Fault("stated of a fact that must not be missing", "screening.yaml",
          "when: midline_bony_tenderness", "when: stated(midline_bony_tenderness)",
          "must not be missing"),
    Fault("unknown category", "screening.yaml", "category: EMERGENCY", "category: URGENT",
          "Use ELIGIBLE"),
    Fault("emergency that can be overridden", "screening.yaml",
          "    category: EMERGENCY\n    source: [V40, V41]",
          "    category: EMERGENCY\n    overridden: {}\n    source: [V40, V41]",
          "Emergencies have none", "overridden: {}"),
    Fault("unknown technique", "screening.yaml", "exclude_techniques: [acupressure]",
          "exclude_techniques: [acupresure]", "which is no technique"),
    Fault("unknown zone", "screening.yaml", "exclude_zones: [kidney]", "exclude_zones: [kidneys]",
          "which is no zone"),
    Fault("misspelt key", "screening.yaml", "modifiers: {cap: 3, exclude_techniques: [cups]}",
          "modifiers: {cpa: 3, exclude_techniques: [cups]}", "not known here"),
    Fault("rule without source", "screening.yaml", "    category: EMERGENCY\n    source: [V40]\n",
          "    category: EMERGENCY\n", "source is missing", "id: E02"),
    Fault("rule that can never fire", "screening.yaml", "when: sti_active",
          "when: sti_active and not sti_active", "no patient can trigger", "id: S16"),
    Fault("duplicate key", "limits.yaml", "  session_target:",
          "  session_target: {value: 1, unit: s, source: [E]}\n  session_target:",
          "stands here twice", "session_target: {value: 1200"),
    Fault("number without source", "limits.yaml",
          "session_target: {value: 1200, unit: s, source: [R022, A01]}",
          "session_target: {value: 1200, unit: s}", "source is missing"),
    Fault("empty source", "limits.yaml", "source: [R022, A01]}", "source: []}", "is empty"),
    Fault("invented source", "limits.yaml", "source: [R022, A01]}", "source: [R022, V999]}",
          "cites V999, which no source states"),
    Fault("limit that is no number", "limits.yaml", "value: 1200", "value: twenty",
          "is not a number"),
    Fault("default without reason", "facts.yaml",
          '    because: "This is the most cautious of the three findings."\n', "",
          "because is missing", "id: osteophytes"),
    Fault("number without range", "facts.yaml", "    maximum: 120\n", "", "bound is missing",
          "id: age_years"),
    Fault("not a duration", "facts.yaml", "valid_for: P1Y", "valid_for: one year",
          "is not a duration"),
    Fault("minutes that do not sum", "sessions/classical.yaml", "    seconds: 90\n",
          "    seconds: 95\n", "sum", "stages:"),
    Fault("not YAML", "zones.yaml", "zones:\n", "zones: [\n", "not YAML", None),
    Fault("tab of a careless editor", "zones.yaml", "  - region: spine", "\t- region: spine",
          "not YAML"),
]  # fmt: skip


TEXT_FAULTS = [
    Fault("missing translation", "ru/facts.yaml", "  label: Боль в покое\n", "", "nrs_rest",
          "nrs_rest:"),
    Fault("typed number", "uk/screening.yaml", "{bp_sys_crisis", "9{bp_sys_crisis",
          "typed number"),
    Fault("placeholder nobody fills", "en/facts.yaml", "{recall_trauma}", "{recall_tauma}",
          "recall_tauma"),
]  # fmt: skip


def copy_of_the_knowledge(folder: Path) -> Path:
    """Copy the shipped knowledge, so that it can be spoiled."""
    copy = folder / "knowledge"
    shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_a_fault_is_refused_by_file_and_line(fault: Fault, tmp_path: Path) -> None:
    """A clinical lead edits these files; a slip must be found here and not at the couch."""
    root = copy_of_the_knowledge(tmp_path)
    path = root / FOLDER / fault.file
    text = path.read_text(encoding="utf-8")
    assert fault.old in text
    spoiled = text.replace(fault.old, fault.new, 1)
    path.write_text(spoiled, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=re.escape(fault.says)) as caught:
        load_checked(KnowledgeFiles(root, use_cache=False))
    assert caught.value.file == f"{FOLDER}/{fault.file}"
    assert caught.value.line is not None
    assert caught.value.what_to_do


@pytest.mark.parametrize("fault", TEXT_FAULTS, ids=lambda fault: fault.id)
def test_a_fault_of_a_text_is_refused(fault: Fault, tmp_path: Path) -> None:
    """A stop screen that is missing in one language is missing for everybody who reads it."""
    root = copy_of_the_knowledge(tmp_path)
    path = root / "texts" / fault.file
    text = path.read_text(encoding="utf-8")
    assert fault.old in text
    path.write_text(text.replace(fault.old, fault.new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=re.escape(fault.says)) as caught:
        load_checked(KnowledgeFiles(root, use_cache=False))
    assert caught.value.file.startswith("texts/")


def test_the_line_named_is_the_line_of_the_fault(tmp_path: Path) -> None:
    """A line number that is nearly right sends people to the wrong rule."""
    root = copy_of_the_knowledge(tmp_path)
    path = root / FOLDER / "screening.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next(i for i, line in enumerate(lines) if "when: foot_drop or" in line)
    lines[number] = lines[number].replace("foot_drop", "foot_dorp")
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_checked(KnowledgeFiles(root, use_cache=False))
    assert caught.value.line == number + 1


def test_a_fault_found_in_a_cached_file_still_names_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cache keeps no lines, so the loader has to look again."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = copy_of_the_knowledge(tmp_path)
    path = root / FOLDER / "screening.yaml"
    spoiled = path.read_text(encoding="utf-8").replace("when: foot_drop or", "when: foot_dorp or")
    path.write_text(spoiled, encoding="utf-8")
    for _ in range(2):
        with pytest.raises(KnowledgeError) as caught:
            load_checked(KnowledgeFiles(root))
        assert caught.value.line is not None


def test_a_damaged_cache_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flipped digit in a cache file must never become a clinical limit."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    fresh = load_checked(KnowledgeFiles())
    kept = list(tmp_path.rglob("*-limits-*.json"))
    assert kept
    for path in kept:
        path.write_bytes(path.read_bytes().replace(b"1200", b"9200"))
    assert load_checked(KnowledgeFiles()).limits == fresh.limits


def test_the_shipped_knowledge_loads_with_every_check(tmp_path: Path) -> None:
    """Otherwise the refusals above would prove nothing."""
    protocol = load_checked(KnowledgeFiles(copy_of_the_knowledge(tmp_path), use_cache=False))
    assert len(protocol.vocabulary.facts) == 137
    assert protocol.status == "draft"
