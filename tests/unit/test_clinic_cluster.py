"""What a run that was cut off left of its database does not trouble the next one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

import clinic_cluster

DEAD = 2**22 + 1
"""A process number that Linux never gives."""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give one test a folder of its own for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def _remains(temporary: Path, *, server: int, user: int) -> Path:
    folder = temporary / "lumbalis-pg-0123abcd"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "postmaster.pid").write_text(f"{server}\n{folder}/data\n")
    (folder / f"user-{user}").touch()
    return folder


def test_a_cluster_whose_server_died_with_the_machine_is_swept(temporary: Path) -> None:
    """A machine that went down leaves the number of a process that is no more."""
    folder = _remains(temporary, server=DEAD, user=DEAD)
    clinic_cluster.sweep()
    assert not folder.exists()


def test_a_number_that_another_process_has_now_is_not_taken_for_the_server(temporary: Path) -> None:
    """Numbers are given again; nobody else is stopped in the server's place."""
    folder = _remains(temporary, server=os.getpid(), user=DEAD)
    clinic_cluster.sweep()
    assert not folder.exists()


def test_a_cluster_in_use_is_left_alone(temporary: Path) -> None:
    """Another run may be at work beside this one."""
    folder = _remains(temporary, server=DEAD, user=os.getpid())
    clinic_cluster.sweep()
    assert folder.exists()
