"""The sweep on Spark: two workers, each with a process of its own, agree with the kernel."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".tools" / "spark" / "bin" / "python"
PEOPLE = 2000


@pytest.mark.deep
@pytest.mark.hazard("H03")
def test_two_workers_agree_on_every_output() -> None:
    """Every outcome, phase, level, rule and missing fact of people near every boundary."""
    assert PYTHON.exists(), "sh check --deep makes the environment of Spark"
    assert shutil.which("java"), "sh check --deep installs Java"
    paths = os.pathsep.join(str(ROOT / name) for name in ("src", "tests"))
    done = subprocess.run(
        [PYTHON, ROOT / "bench" / "spark.py", str(PEOPLE)],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert " 0 differ" in done.stdout
