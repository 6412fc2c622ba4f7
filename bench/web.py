"""How fast the clinic application answers with 10,000 patients, on both databases.

Run it with `.venv/bin/python bench/web.py [SECONDS]`. Sixteen browsers without pause ask for a mix
of nine pages and one write, on the machine that also serves them; the yardstick is the smallest
page the same server gives in the same run, because absolute times mean little on a busy machine.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]
from web_fill import pages  # noqa: E402

from clinic_cluster import APP, Cluster  # noqa: E402 - the tests' private server
from lumbalis.clinic.operations.serving.arguments import Wish  # noqa: E402
from lumbalis.clinic.operations.serving.granian import granian_words  # noqa: E402

CLIENTS, PORT, TICKS = 16, 8190, os.sysconf("SC_CLK_TCK")
Told = Mapping[str, object]


def main() -> None:
    """Measure and print the tables."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 20.0
    print(f"{os.cpu_count()} cores, {CLIENTS} browsers, {seconds:.0f} s each, load included\n")
    times = f"{'pages/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'write p99':>11}"
    print(f"{'':34}{times}{'CPU ms':>9}{'ratio':>8}{'wrong':>7}")
    with tempfile.TemporaryDirectory() as folder:
        yardstick = measure_trivial(Path(folder), seconds)
        for name, environment in engines(Path(folder)):
            filled = prepare(environment)
            measure(name, environment, filled, seconds, yardstick)
            tables.append((name, filled))
        print_queries(tables)


tables: list[tuple[str, Told]] = []


def engines(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Give the environments: SQLite, then a private PostgreSQL."""
    base = {**os.environ, "PYTHONPATH": str(HERE), "LUMBALIS_DEMO": "0"}
    yield (
        f"SQLite, {workers()} workers x 4 threads",
        {**base, "LUMBALIS_DATA": str(folder / "sqlite")},
    )
    cluster = Cluster(f"bench-{os.getpid()}")
    cluster.use()
    cluster.sql(f"CREATE DATABASE lumbalis OWNER {APP}")
    url = {"DATABASE_URL": cluster.address, "LUMBALIS_DATA": str(folder / "postgresql")}
    yield f"PostgreSQL, {workers()} workers x 4 threads", {**base, **url}


def workers() -> int:
    """Say how many processes serve."""
    return int(os.environ.get("LUMBALIS_WORKERS", "0")) or os.cpu_count() or 1


def prepare(environment: Mapping[str, str]) -> Told:
    """Set an installation up and fill it."""
    command = [sys.executable, "-m", "lumbalis.clinic", "prepare"]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    done = subprocess.run(
        [sys.executable, HERE / "web_fill.py"],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    filled: Told = json.loads(done.stdout)
    return filled


@contextmanager
def serving(environment: Mapping[str, str], application: str = "") -> Iterator[int]:
    """Serve as `sh run` does; gives the process."""
    wanted = Wish("127.0.0.1", PORT, Path(environment.get("LUMBALIS_DATA", "/")))
    words = list(granian_words(wanted, environment))
    if application:
        words[2] = application
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(
            [sys.executable, *words],
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            wait("/" if application else "/health")
            yield server.pid
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait()


def wait(path: str) -> None:
    """Wait until the server answers."""
    for _ in range(300):
        try:
            fetch(path)
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("the server does not answer")


def fetch(path: str, **headers: str) -> tuple[bytes, Mapping[str, str]]:
    """Get a page, as it comes over the wire."""
    request = urllib.request.Request(f"http://localhost:{PORT}{path}", headers=headers)
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        return answer.read(), dict(answer.headers)


def load(told: Mapping[str, object], seconds: float) -> Mapping[str, Mapping[str, list[float]]]:
    """Run the load in a process of its own."""
    wish = {
        "patients": [],
        "session": "",
        **told,
        "port": PORT,
        "clients": CLIENTS,
        "seconds": seconds,
    }
    done = subprocess.run(
        [sys.executable, HERE / "web_load.py"],
        input=json.dumps(wish),
        check=True,
        capture_output=True,
        text=True,
    )
    asked: Mapping[str, Mapping[str, list[float]]] = json.loads(done.stdout)
    return asked


def measure_trivial(folder: Path, seconds: float) -> float:
    """Measure the yardstick."""
    environment = {**os.environ, "PYTHONPATH": str(HERE), "LUMBALIS_DATA": str(folder)}
    with serving(environment, "web_page:application") as server:
        before = cpu_s(server)
        asked = load({}, min(seconds, 5.0))
        return row("smallest page", asked, min(seconds, 5.0), cpu_s(server) - before, 0.0)


def measure(
    name: str, environment: Mapping[str, str], filled: Told, seconds: float, yardstick: float
) -> None:
    """Measure the application on one database."""
    with serving(environment) as server:
        load(filled, 2.0)
        before = cpu_s(server)
        asked = load(filled, seconds)
        row(name, asked, seconds, cpu_s(server) - before, yardstick)
        for what, times in asked["seconds"].items():
            print(
                f"  {what:32}{len(times) / seconds:9.1f}{ms(times, 0.5):9.0f}{ms(times, 0.99):9.0f}"
            )
        if "sizes" not in sizes:
            sizes["sizes"] = weigh(filled)


sizes: dict[str, Mapping[str, tuple[int, int]]] = {}


def row(
    name: str,
    asked: Mapping[str, Mapping[str, list[float]]],
    seconds: float,
    cpu: float,
    yardstick: float,
) -> float:
    """Print one line; gives the pages a second."""
    every = [one for times in asked["seconds"].values() for one in times]
    writes = [one for what in ("register", "give") for one in asked["seconds"].get(what, [])]
    rate = len(every) / seconds
    wrong = sum(int(str(count)) for count in asked["wrong"].values())
    tail = f"{ms(writes, 0.99):11.0f}" if writes else f"{'':11}"
    ratio = f"{yardstick / rate:8.0f}" if yardstick else f"{1:8}"
    line = f"{rate:9.0f}{ms(every, 0.5):9.1f}{ms(every, 0.99):9.1f}{tail}"
    print(f"{name:34}{line}{cpu * 1000 / len(every):9.2f}{ratio}{wrong:7}")
    if wrong:
        print("   wrong:", dict(asked["wrong"]))
    return rate


def ms(times: Sequence[float], part: float) -> float:
    """Give a quantile in milliseconds."""
    return (
        statistics.quantiles(times, n=1000)[int(part * 1000) - 1] * 1000 if len(times) > 1 else 0.0
    )


def cpu_s(leader: int) -> float:
    """Add up the processor time of a group of processes."""
    used = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == leader:
            used += (int(fields[11]) + int(fields[12])) / TICKS
    return used


def weigh(filled: Told) -> Mapping[str, tuple[int, int]]:
    """Weigh each page at the first visit, with all it links to, and after, in bytes of the wire."""
    patients = filled["patients"]
    session = str(filled["session"])
    if not isinstance(patients, list):
        sys.exit("nobody to look at")
    found = {}
    for name, path in pages(str(patients[0])).items():
        raw, headers = fetch(path, Cookie=f"sessionid={session}", **{"Accept-Encoding": "br, gzip"})
        page = gzip.decompress(raw) if headers.get("Content-Encoding") == "gzip" else raw
        linked = set(re.findall(rb'(?:src|href)="(/static/[^"]+)"', page))
        linked |= set(re.findall(rb"[\"'](/static/[^\"']+\.js)[\"']", page))
        assets = sum(
            len(fetch(one.decode(), **{"Accept-Encoding": "br, gzip"})[0]) for one in linked
        )
        found[name] = (len(raw) + assets, len(raw))
    return found


def print_queries(told: Sequence[tuple[str, Told]]) -> None:
    """Print queries and bytes of each page."""
    print(
        f"\n{'':10}{'queries at 10 and 10,000 patients':>36}{'kB first visit':>18}{'kB after':>10}"
    )
    engine, filled = told[0]
    few, many = filled["few"], filled["many"]
    if not isinstance(few, Mapping) or not isinstance(many, Mapping):
        sys.exit(engine)
    for name, (first, after) in sizes["sizes"].items():
        counts = f"{few[name]} and {many[name]}"
        print(f"{name:10}{counts:>36}{first / 1000:18.1f}{after / 1000:10.1f}")


if __name__ == "__main__":
    main()
