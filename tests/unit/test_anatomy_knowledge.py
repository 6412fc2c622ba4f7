"""The body model's files: strict, sourced, and the same in three languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from anatomy_bodies import shipped_model, usual
from lumbalis.domain.anatomy import SPINE, Build, Trouble, Trust
from lumbalis.knowledge.bodies import FOLDER, load_body_model
from lumbalis.knowledge.errors import KnowledgeError
from lumbalis.knowledge.files import HERE, KnowledgeFiles
from lumbalis.knowledge.library import load_provenance
from lumbalis.knowledge.sources import refuse_unsourced

LANGUAGES = ("en", "ru", "uk")


def changed(folder: Path, file: str, change: Callable[[str], str]) -> KnowledgeFiles:
    """Copy the model's files with a change in one of them."""
    copytree(HERE / FOLDER, folder / FOLDER)
    path = folder / FOLDER / file
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")
    return KnowledgeFiles(folder, use_cache=False)


def test_every_number_of_the_model_has_a_source_that_is_known() -> None:
    """Like every other file of knowledge."""
    files = KnowledgeFiles(use_cache=False)
    provenance = load_provenance(files)
    known = {**provenance.sources, **provenance.requirements}
    for name in files.names(FOLDER):
        refuse_unsourced(files.branch(name), known)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("adult.yaml", "kidney_margin:", "kidney_margn:"),
        ("adult.yaml", "value: 95", "value: wide"),
        ("adult.yaml", ", source: [B02]}", "}"),
        ("ansur2012.yaml", "per_bmi: 0.1886, ", ""),
        ("ansur2012.yaml", "lowest: 1482, ", ""),
        ("outline.yaml", "[vertex, cervicale, 0.0]", "[vertex, cervicale]"),
        ("outline.yaml", "both: {head: 0.0}", "female: {head: 0.0}"),
        ("outline.yaml", "  flank:", "  flanks:"),
    ],
)
def test_a_slip_in_the_files_is_refused(tmp_path: Path, file: str, old: str, new: str) -> None:
    """A misspelt figure must not become a silent zero."""
    files = changed(tmp_path, file, lambda text: text.replace(old, new, 1))
    with pytest.raises(KnowledgeError):
        load_body_model(files)


def test_the_model_is_named_by_its_files(tmp_path: Path) -> None:
    """A changed figure makes other bodies, with other names."""
    files = changed(tmp_path, "adult.yaml", lambda text: text.replace("value: 46", "value: 47"))
    assert load_body_model(files).sha256 != shipped_model().sha256
    assert load_body_model(KnowledgeFiles(use_cache=False)).sha256 == shipped_model().sha256


@pytest.mark.parametrize("build", Build)
def test_the_survey_is_that_of_its_build(build: Build) -> None:
    """Men's cervicale at the mean stature is 1517 mm, women's 1396 mm."""
    mean = shipped_model().surveys[build].measures["cervicale_height"].mean
    assert mean == pytest.approx({Build.MALE: 1517.3, Build.FEMALE: 1395.7}[build], abs=0.1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_trouble_landmark_line_and_untreated_zone_has_words(language: str) -> None:
    """Nobody meets an id where a sentence belongs."""
    words = KnowledgeFiles(use_cache=False).branch(f"texts/{language}/body.yaml")
    troubles = words.branch("troubles")
    assert set(troubles.tree) == {trouble.value for trouble in Trouble}
    for trouble in Trouble:
        sentences = troubles.branch(trouble.value)
        assert sentences.text("what").endswith(".")
        assert sentences.text("do").endswith(".")
    assert set(words.branch("trust").tree) == {trust.value for trust in Trust}
    sided = {re.sub("_(left|right)$", "", name) for name in usual().landmarks if name not in SPINE}
    assert set(words.branch("landmarks").tree) == sided
    guides = {re.sub("_(left|right)$", "", name) for name in usual().guides}
    assert set(words.branch("guides").tree) == guides
    regions = {re.sub("_(left|right)$", "", name) for name in usual().zones}
    assert set(words.branch("untreated").tree) < regions
