"""What the browser tests share: the browser's start, who opens a page, and what is looked for."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from clinic_people import House
from clinic_people import proved as proved_just_now

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
HEIGHT = 900
Theme = Literal["light", "dark"]
_judge = Axe()
_RUN = """options => axe.run(document, options).then(found => found.violations.map(one => ({
  id: one.id, help: one.help, where: one.nodes.slice(0, 3).map(node => node.html.slice(0, 200)),
})))"""
"""Only what is wrong comes back: the lists of what is right are a hundred times longer."""


@dataclass
class Opener:
    """Opens pages as somebody of a clinic; the session cookie is theirs from the start."""

    browser: Browser
    address: str
    house: House
    contexts: list[BrowserContext]
    shared: list[Page] = field(default_factory=list)

    def again(self, clinic: str, role: str | None, language: str, *, proved: bool) -> Page:
        """Give one page to reader after reader: the browser keeps what it has loaded."""
        if not self.shared:
            self.shared.append(self(clinic, None))
        (page,) = self.shared
        page.context.clear_cookies()
        self._let_in(page.context, clinic, role, language, proved=proved)
        return page

    def __call__(
        self,
        clinic: str = "north",
        role: str | None = "physician",
        width: int = 1400,
        *,
        theme: Theme = "light",
        language: str = "en",
        proved: bool = False,
    ) -> Page:
        """Give an empty page; with `role=None` whoever looks is a stranger."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": HEIGHT},
            color_scheme=theme,
            reduced_motion="reduce",
        )
        self.contexts.append(context)
        self._let_in(context, clinic, role, language, proved=proved)
        return context.new_page()

    def _let_in(
        self, context: BrowserContext, clinic: str, role: str | None, language: str, *, proved: bool
    ) -> None:
        cookies = {"language": language}
        if role is not None:
            client = self.house.client(clinic, role)
            if proved:
                proved_just_now(client)
            cookies["sessionid"] = client.cookies["sessionid"].value
        for name, value in cookies.items():
            context.add_cookies([{"name": name, "value": value, "url": self.address}])

    def close(self) -> None:
        """Close everything that was opened."""
        for context in self.contexts:
            context.close()


def violations(page: Page, *, only: list[str] | None = None) -> list[str]:
    """Give what axe finds against WCAG 2.0 to 2.2, levels A and AA, one line each."""
    wanted: dict[str, object] = {"type": "tag", "values": STANDARDS}
    if only:
        wanted = {"type": "rule", "values": only}
    if not page.evaluate("'axe' in window"):
        page.evaluate(_judge.axe_script)
    options = {"runOnly": wanted, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate(_RUN, options)
    return [f"{one['id']}: {one['help']}: {one['where']}" for one in found]


def overflow(page: Page) -> str:
    """Name what sticks out to the right, if the page can be scrolled sideways."""
    return str(
        page.evaluate(
            """() => {
              const wide = document.documentElement.clientWidth;
              if (document.documentElement.scrollWidth <= wide) return "";
              const held = (one) => {
                for (let up = one.parentElement; up && up !== document.body; up = up.parentElement)
                  if (getComputedStyle(up).overflowX !== "visible") return true;
                return false;
              };
              const out = [...document.querySelectorAll("body *")].filter(
                (one) => one.getBoundingClientRect().right > wide + 1 && !held(one));
              const said = out.slice(0, 4).map((one) => one.outerHTML.slice(0, 120));
              return said.join("\\n") || "something";
            }"""
        )
    )


def too_small(page: Page) -> list[str]:
    """Name what a finger has to hit and is not 44 px high; links within a sentence may be."""
    found = page.evaluate(
        """() => {
          const touched = `main button:not(.tag, .first), main .button, main summary, main select,
            main textarea, main input:not([type=hidden]), .tabs a, .chips a, .line, .answer, .tick,
            .top a, .top summary`;
          const small = [...document.querySelectorAll(touched)].filter((one) => {
            const box = (one.closest("label.check, .choice label, label.tick, label:has(> input)")
              ?? one).getBoundingClientRect();
            return box.width > 1 && box.height > 1 && box.height < 43.5
              && one.checkVisibility({ visibilityProperty: true });
          });
          return small.slice(0, 4).map((one) =>
            `${Math.round(one.getBoundingClientRect().height)}: ${one.outerHTML.slice(0, 100)}`);
        }"""
    )
    return [str(one) for one in found]


def keep_picture(page: Page, name: str) -> None:
    """Keep a picture of a page in the folder LUMBALIS_SHOTS; without one, take none."""
    if os.environ.get("LUMBALIS_SHOTS"):
        folder = Path(os.environ["LUMBALIS_SHOTS"])
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}.png"
        page.screenshot(path=file, full_page=True)
