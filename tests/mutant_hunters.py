"""Who finds a sabotaged protocol out: the tests written from the reference, then the proof."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

from lumbalis.proof.claims.bounds import BOUNDS
from lumbalis.proof.claims.forgetting import FORGETTING
from lumbalis.proof.claims.reach import REACH
from lumbalis.proof.claims.safety import SAFETY
from lumbalis.proof.impact import impact
from lumbalis.proof.prove import proving
from mutants import Mutant
from protocols import shipped_protocol

_SPEC = Path(__file__).parent / "spec"
_MODULES = ("test_pinned_numbers", "test_every_case_fires", "test_golden_screening")
_ABOUT_THEMSELVES = frozenset({"test_the_time_of_these_tests_is_fixed"})


@cache
def _module(name: str) -> ModuleType:
    found = importlib.util.spec_from_file_location(f"hunting_{name}", _SPEC / f"{name}.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[f"hunting_{name}"] = module
    found.loader.exec_module(module)
    return module


@cache
def _tests() -> tuple[tuple[str, Callable[..., None], tuple[object, ...]], ...]:
    """Give every test with each row of its table, and the case the row names, if it names one."""
    return tuple(
        (module, test, row)
        for module in _MODULES
        for name, test in vars(_module(module)).items()
        if name.startswith("test_") and name not in _ABOUT_THEMSELVES
        for row in _rows(test)
    )


def _rows(test: Callable[..., None]) -> Iterator[tuple[object, ...]]:
    marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    if not marks:
        yield ()
        return
    names, rows = marks[0].args[0], marks[0].args[1]
    single = isinstance(names, str) and "," not in names
    for row in rows:
        yield (row,) if single else tuple(row)


def found_by_tests(mutant: Mutant) -> bool:
    """Tell whether a test written from the reference fails; rows about the case go first."""
    for name in _MODULES:
        module = _module(name)
        module.__dict__["PROTOCOL"] = mutant.protocol
        module.__dict__["shipped_protocol"] = lambda: mutant.protocol
    ordered = sorted(_tests(), key=lambda one: mutant.case not in one[2])
    return any(_fails(test, row) for _, test, row in ordered)


def _fails(test: Callable[..., None], row: tuple[object, ...]) -> bool:
    try:
        test(*row)
    except Exception:  # noqa: BLE001 - a protocol that breaks the screening is found out too
        return True
    return False


def found_by_proof(mutant: Mutant) -> bool:
    """Tell whether a claim fails, scripts left out."""
    claims = (*SAFETY, *BOUNDS, *FORGETTING, *REACH)
    try:
        return any(not finding.holds for finding in proving(mutant.protocol, claims))
    except (NotImplementedError, KeyError, RuntimeError):
        return True


def changes_nobody(mutant: Mutant) -> bool:
    """Tell whether no verdict of anybody who could exist becomes another."""
    return impact(shipped_protocol(), mutant.protocol) == ()
