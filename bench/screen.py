"""How fast one patient is screened and planned, beside what reading the same patient costs.

Run it with `.venv/bin/python bench/screen.py`. Medians over repeated runs; the yardstick is
the standard library parsing the same patient's JSON in the same run, because absolute times
mean little on a busy machine.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from lumbalis.domain.expressions import Reading
from lumbalis.domain.facts import Answers, Encounter, understand
from lumbalis.domain.planning import Order, plan_course
from lumbalis.domain.protocol import Protocol
from lumbalis.domain.screening import screen
from lumbalis.domain.screening.screen import with_phase
from lumbalis.domain.treatment import Proposed, propose_course
from lumbalis.domain.verification import verify_course
from lumbalis.exchange.answers import read_answers
from lumbalis.knowledge.files import KnowledgeFiles
from lumbalis.knowledge.library import load_protocol

PATIENT = Path(__file__).parent.parent / "examples" / "ready-for-session.json"
AT = "2026-11-22T10:00:00+03:00"
RUNS = 9

Who = tuple[Protocol, Answers, Encounter]


def main() -> None:
    """Measure and print the table."""
    protocol = load_protocol()
    text = PATIENT.read_bytes()
    at = datetime.fromisoformat(AT)
    given = read_answers(json.loads(text), PATIENT.name, at, protocol.vocabulary)
    who: Who = (protocol, given.answers, given.encounter)
    proposed = propose_course(*who)
    if not isinstance(proposed, Proposed):
        sys.exit("The example patient is not planned; look at the examples folder.")
    yardstick = median_us(lambda: json.loads(text), 400)
    print_sizes(proposed, protocol)
    row("parse the patient's JSON (standard library)", yardstick, yardstick)
    for what, us in (*screenings(who), *plans(who, proposed), *starts()):
        row(what, us, yardstick)


def print_sizes(proposed: Proposed, protocol: Protocol) -> None:
    """Say how much work one screening and one course are."""
    facts, rules = len(protocol.vocabulary.facts), len(protocol.rules)
    cases = sum(len(rule.cases) for rule in protocol.rules)
    sessions, checks = len(proposed.course.sessions), len(proposed.verification.checks)
    print(f"{facts} facts, {rules} rules in {cases} cases; {sessions} sessions, {checks} checks\n")
    print(f"{'what':<58}{'median':>12}{'x JSON parse':>14}")


def screenings(who: Who) -> Iterator[tuple[str, float]]:
    """Measure the screening and its parts."""
    protocol, answers, encounter = who
    cases = [case.when.rank for rule in protocol.rules for case in rule.cases]
    known = understand(answers, protocol.vocabulary, encounter)
    reading = with_phase(protocol, known)[0][0]
    yield "judge every case, truth only", median_us(lambda: [rank(reading) for rank in cases], 400)
    yield "understand and judge, explaining nothing", median_us(lambda: judge(who, cases), 200)
    yield "screen, every reason traced", median_us(lambda: screen(*who), 200)


def plans(who: Who, proposed: Proposed) -> Iterator[tuple[str, float]]:
    """Measure planning and verifying a whole course."""
    course, verdict = proposed.course, proposed.verdict
    yield "screen, plan and verify a course", median_us(lambda: propose_course(*who), 10)
    yield "  of which planning", median_us(lambda: plan_course(verdict, who[0], Order()), 10)
    yield "  of which verifying", median_us(lambda: verify_course(course, verdict, who[0]), 10)


def starts() -> Iterator[tuple[str, float]]:
    """Measure loading the protocol and starting the command."""
    yield "load the protocol, parsed files cached", median_us(load_protocol, 5)
    uncached = KnowledgeFiles(use_cache=False)
    yield "load the protocol from YAML", median_us(lambda: load_protocol(uncached), 1)
    yield "start Python, nothing else", median_us(lambda: start("-c", "pass"), 1)
    command = ("-m", "lumbalis.cli", "screen", str(PATIENT), "--at", AT)
    yield "cold start: lumbalis screen FILE --json", median_us(lambda: start(*command, "--json"), 1)
    yield "cold start: lumbalis screen FILE, for people", median_us(lambda: start(*command), 1)


def judge(who: Who, cases: Sequence[Callable[[Reading], int]]) -> list[int]:
    """Understand the answers and judge every case, keeping no reason."""
    protocol, answers, encounter = who
    known = understand(answers, protocol.vocabulary, encounter)
    reading = with_phase(protocol, known)[0][0]
    return [rank(reading) for rank in cases]


def median_us(act: Callable[[], object], times: int) -> float:
    """Give the median time of one act in microseconds, over RUNS runs of so many acts."""
    spans = []
    for _ in range(RUNS):
        start_s = time.perf_counter()
        for _ in range(times):
            act()
        spans.append((time.perf_counter() - start_s) / times)
    return statistics.median(spans) * 1e6


def start(*words: str) -> None:
    """Start a new Python and wait for its end."""
    subprocess.run([sys.executable, *words], check=True, capture_output=True)


def row(what: str, us: float, yardstick: float) -> None:
    """Print one line of the table."""
    shown = f"{us:.0f} us" if us < 1000 else f"{us / 1000:.1f} ms"
    print(f"{what:<58}{shown:>12}{us / yardstick:>14.1f}")


if __name__ == "__main__":
    main()
