"""What `bench/couch.py` measures, one session long."""

from __future__ import annotations

import gzip
import os
import re
import statistics
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from clinic_people import House
from lumbalis.clinic.records.models import Course
from lumbalis.clinic.web import static_storage
from web.browser.couch_page import PIN, bare, enrol
from web.browser.harness import Opener
from web.browser.test_couch_session import RUN, begun, course, opened, unlocked

__all__ = ["course"]
STATIC = Path(static_storage.__file__).parent / "static" / "couch"
IMPORT = re.compile(r'(?:from|import)\s*\(?"(\.[^"]+)"')
TIMES, EVENTS = 7, 200
READY = """() => new Promise((done) => {
  const page = document.querySelector("[data-guided]");
  const ready = () => page.dataset.ready === "yes";
  const look = () => (ready() ? done(performance.now()) : requestAnimationFrame(look));
  look();
})"""
EMPTY = "() => new Promise((done) => requestAnimationFrame(() => done(performance.now())))"
FRAMES = """async () => {
  const began = performance.now();
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""
TOUCHED = """async ([act, wanted]) => {
  const began = performance.now();
  document.querySelector(`[data-act=${act}]`).click();
  while (!document.querySelector(wanted)) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""
WRITTEN = """async ([many, pin]) => {
  const { store } = window;
  await store.unlock(pin);
  const ids = { patient: crypto.randomUUID(), course: crypto.randomUUID(), session: 1 };
  const run = crypto.randomUUID();
  const began = performance.now();
  for (let n = 0; n < many; n++) {
    await store.append({ kind: "note.spoken", run, body: { text: `${n}` }, about: ids });
  }
  const written = performance.now() - began;
  const sent = performance.now();
  while (store.state.unsent) await store.sync();
  return [written, performance.now() - sent];
}"""


def slowed(page: Page) -> None:
    """Put the brake on the page's processor."""
    rate = float(os.environ.get("LUMBALIS_BENCH_SLOWER", "4"))
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": rate})


def again(measure: Callable[[], float]) -> float:
    """Give the median of several measures, in milliseconds."""
    return statistics.median(measure() for _ in range(TIMES))


def line(name: str, ms: float, target: str, yardstick: float | None = None) -> None:
    """Print a line of the table."""
    ratio = "" if not yardstick else f"{ms / yardstick:8.1f}"
    print(f"{name:<44}{ms:>9.0f} ms{ratio:>9}   {target}")


def weight() -> tuple[int, int]:
    """Count the bytes of every script the guided page loads, gzipped one by one, and how many."""
    todo, seen = [STATIC / "view" / "app.js"], set[Path]()
    while todo:
        one = todo.pop().resolve()
        if one not in seen:
            seen.add(one)
            todo += [one.parent / name for name in IMPORT.findall(one.read_text(encoding="utf-8"))]
    texts = (static_storage.bare(one.read_text(encoding="utf-8")) for one in seen)
    return sum(len(gzip.compress(text.encode())) for text in texts), len(seen)


@pytest.mark.django_db(transaction=True)
def test_couch(browser_page: Opener, house: House, course: Course) -> None:
    """Open, touch, stop and send, on a slowed page."""
    del house, course
    page = browser_page("north", "therapist", 820)
    enrol(page)
    opened(page)
    page.wait_for_timeout(2000)
    slowed(page)
    print(f"\nslowed {os.environ.get('LUMBALIS_BENCH_SLOWER', '4')}x, medians of {TIMES}")
    print(f"{'':<44}{'median':>12}{'ratio':>9}   target")
    size, files = weight()
    print(f"{'scripts, gzipped one by one':<44}{size / 1000:>9.1f} kB{files:>9}   < 30 kB")
    page.context.set_offline(True)
    empty = again(lambda: _load(page, "about:blank", EMPTY))
    whole = again(lambda: _load(page, RUN, READY))
    line("open from the cache, offline, to the first touch", whole, "< 1000 ms", empty)
    page.context.set_offline(False)
    unlocked(page)
    expect(page.locator("[data-screen=list]")).to_be_visible()
    begun(page)
    still = again(lambda: float(page.evaluate(FRAMES)))
    line("two frames of the same page, nothing touched", still, "")
    line("a touch answered (pause, go on)", again(lambda: _touch(page)), "< 100 ms", still)
    stop = float(page.evaluate(TOUCHED, ["stop", "[data-screen=stop]"]))
    line("STOP answered (once)", stop, "< 200 ms", still)
    bare(page, over=True)  # one page at a time writes, and the guided one has just been left
    written, sent = page.evaluate(WRITTEN, [EVENTS, PIN])
    line(f"{EVENTS} events written and sealed", written, "")
    line(f"{EVENTS} events sent and acknowledged", sent, "< 2000 ms")


def _load(page: Page, where: str, ready: str) -> float:
    page.goto(where)
    return float(page.evaluate(ready))


def _touch(page: Page) -> float:
    is_paused = page.locator(".run__left.is-paused").count()
    wanted = ".run__left:not(.is-paused)" if is_paused else ".run__left.is-paused"
    return float(page.evaluate(TOUCHED, ["pause", wanted]))
