"""A storm over a tablet: no network, lost answers, doubled requests, and kills of the browser."""

from __future__ import annotations

import contextlib
import os
import random
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType, Error, Page, Route

from clinic_people import House
from web.browser.couch_page import OPEN, PIN
from web.browser.harness import ARGUMENTS, CHROMIUM

WRITER = """async ({ run, about, from }) => {
  let number = from;
  window.writing = true;
  while (window.writing) {
    const body = { text: `note ${number}` };
    const written = await window.store.append({ kind: "note.spoken", run, about, body });
    window.promised(written.id);
    number += 1;
    await new Promise((go) => setTimeout(go, 15));
  }
}"""
START = f"""async (given) => {{
  await ({OPEN})();
  window.store.start();
  ({WRITER})(given).catch((error) => window.promised("broken: " + error));
}}"""


@dataclass
class Storm:
    """One tablet with a profile on the disk, whose browser is killed again and again."""

    kind: BrowserType
    house: House
    address: str
    profile: Path
    about: dict[str, Any]
    run: str
    dice: random.Random
    promised: list[str] = field(default_factory=list)
    lost_answers: int = 0
    kills: int = 0
    context: BrowserContext | None = None
    page: Page | None = None

    def begin(self) -> None:
        """Start the browser on the profile as it was left."""
        for lock in self.profile.glob("Singleton*"):
            lock.unlink()
        context = self.kind.launch_persistent_context(
            str(self.profile), executable_path=CHROMIUM, args=ARGUMENTS, base_url=self.address
        )
        session = self.house.client("north", "therapist").cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": self.address}])
        context.expose_function("promised", self._promise)
        context.route("**/couch/sync", self._weather)
        self.context, self.page = context, context.pages[0]

    def write(self) -> None:
        """Go on writing, without end; every second time the tablet stays locked."""
        page = self._page
        page.goto("/c/north/couch/worker.js")
        told = {"run": self.run, "about": self.about, "from": 1000 * self.kills}
        page.evaluate(START, told)
        if self.kills % 2:
            page.evaluate("(pin) => window.store.unlock(pin)", PIN)

    def flap(self) -> None:
        """Lose the network for a moment, and find it again."""
        context, page = self._context, self._page
        context.set_offline(offline=True)
        page.wait_for_timeout(self.dice.randint(10, 120))
        context.set_offline(offline=False)
        page.evaluate("() => { window.store.hurry(); }")
        page.wait_for_timeout(self.dice.randint(10, 200))

    def kill(self) -> None:
        """Kill the browser as a power cut would, while it writes and sends."""
        self.kills += 1
        for process in _browsers(self.profile):
            os.kill(process, signal.SIGKILL)
        with contextlib.suppress(Error):
            self._page.wait_for_timeout(100)
        with contextlib.suppress(Error):
            self._context.close()

    def settle(self) -> dict[str, Any]:
        """End the storm: stop writing, send everything, and give the state."""
        context, page = self._context, self._page
        page.evaluate("() => { window.writing = false; }")
        page.wait_for_timeout(200)
        context.unroute("**/couch/sync")
        found: dict[str, Any] = {"unsent": 1}
        for _ in range(20):
            page.evaluate("() => window.store.sync()")
            found = page.evaluate("() => window.store.state")
            if found["unsent"] == 0:
                break
            page.wait_for_timeout(100)
        return found

    def end(self) -> None:
        """Close the browser."""
        if self.context is not None:
            with contextlib.suppress(Error):
                self.context.close()

    def _promise(self, event: str) -> None:
        self.promised.append(event)

    def _weather(self, route: Route) -> None:
        """Lose answers the clinic gave, lose requests, send some twice, fail others."""
        fate = self.dice.random() if self.lost_answers else 0.0  # one at least
        with contextlib.suppress(Error):
            if fate < 0.25:
                self.lost_answers += 1
                route.fetch()
                route.abort()
            elif fate < 0.35:
                route.abort()
            elif fate < 0.45:
                route.fetch()
                route.continue_()
            elif fate < 0.55:
                route.fulfill(status=502, body="")
            else:
                route.continue_()

    @property
    def _page(self) -> Page:
        assert self.page is not None
        return self.page

    @property
    def _context(self) -> BrowserContext:
        assert self.context is not None
        return self.context


def _browsers(profile: Path) -> Iterator[int]:
    """Find the processes of the browser on this profile, the first of them before its children."""
    mark = f"--user-data-dir={profile}".encode()
    for folder in sorted(Path("/proc").glob("[0-9]*"), key=lambda one: int(one.name)):
        with contextlib.suppress(OSError):
            if mark in (folder / "cmdline").read_bytes().split(b"\0"):
                yield int(folder.name)
