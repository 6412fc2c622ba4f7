"""Other people's rule engines on our rules: how fast, and how many values they get wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from peers.rules_as_text import CEL, RULE_ENGINE, ZEN, Infix, conditions, person, tree

from lumbalis.domain.expressions import Reading
from lumbalis.domain.protocol import Protocol

HERE = Path(__file__).parent
PYTHON = HERE / ".venv" / "bin" / "python"
_TRUTHS = (False, None, True)


@dataclass(frozen=True, slots=True)
class Peer:
    """One engine on some people: seconds, and of the rules' values those that differ from ours."""

    name: str
    seconds: float
    values: int
    lost: int
    """Unknown with us, yes or no with them."""
    changed: int
    """Yes or no with us, something else with them."""

    @property
    def unknown(self) -> str:
        """Say in a word whether unknown survives."""
        return "kept" if not self.lost else "lost"

    @property
    def remark(self) -> str:
        """Say how many of the values differ."""
        return f"no; {self.lost:,} unknown taken for an answer, {self.changed:,} others wrong"


def peers(protocol: Protocol, readings: Sequence[Reading]) -> Iterator[Peer]:
    """Let each installed engine judge the readings."""
    people = [person(reading, protocol) for reading in readings]
    ours = [
        [_TRUTHS[case.when.rank(one)] for rule in protocol.rules for case in rule.cases]
        for one in readings
    ]
    for name, script, language in (
        ("cel-python", "by_cel.py", CEL),
        ("rule-engine", "by_rule_engine.py", RULE_ENGINE),
        ("zen-engine", "by_zen.py", ZEN),
    ):
        if PYTHON.exists():
            yield _judged(
                name, [PYTHON, HERE / script], {"rules": _texts(protocol, language)}, people, ours
            )
    if (node := shutil.which("node")) and (HERE / "node_modules").is_dir():
        trees = {case: tree(said) for case, said in conditions(protocol)}
        command = [node, HERE / "by_json_rules_engine.mjs"]
        yield _judged("json-rules-engine", command, {"trees": trees}, people, ours)


def _texts(protocol: Protocol, language: Infix) -> dict[str, str]:
    return {case: language.text(said) for case, said in conditions(protocol)}


def _judged(
    name: str,
    command: Sequence[str | Path],
    rules: Mapping[str, object],
    people: Sequence[Mapping[str, object]],
    ours: Sequence[Sequence[bool | None]],
) -> Peer:
    with tempfile.NamedTemporaryFile("w", suffix=".json") as given:
        json.dump({**rules, "people": people}, given)
        given.flush()
        done = subprocess.run([*command, given.name], stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout)
    pairs = [
        pair
        for mine, theirs in zip(ours, found["values"], strict=True)
        for pair in zip(mine, theirs, strict=True)
    ]
    lost = sum(mine is None and theirs is not None for mine, theirs in pairs)
    changed = sum(mine is not None and mine is not theirs for mine, theirs in pairs)
    return Peer(name, found["seconds"], len(pairs), lost, changed)


def parsed_by_fhir_resources(folder: Path) -> float | None:
    """Give the seconds fhir.resources takes to validate an export; None where it is not there."""
    if not PYTHON.exists():
        return None
    command = [PYTHON, HERE / "by_fhir_resources.py", folder]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return float(json.loads(done.stdout)["seconds"])
