"""The page of a tablet in a real browser, and what the tests ask of its store."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from playwright.sync_api import Page, expect

PIN = "204060"
SLOWLY_MS = 30_000
"""A key is stretched on purpose, on a machine that does other things too."""
STORE = "/static/couch/store/index.js"

OPEN = f"""async ({{ over = false }} = {{}}) => {{
  const {{ openStore }} = await import("{STORE}");
  window.store = await openStore({{ clinic: "north", base: "/c/north/couch/" }});
  if (over) await window.store.becomeWriter({{ over }});
  return window.store.state;
}}"""
SETUP = "/static/couch/store/setup.js"
ENROL = f"""async (pin) => (await import("{SETUP}")).enrol(window.store, pin, "Room 2")"""
FILES = f"""async () => (await import("{SETUP}")).files(window.store)"""
WRITE = """async ({ kind, run, body, about }) => window.store.append({ kind, run, body, about })"""
STATE = "() => window.store.state"


def enrol(page: Page, pin: str = PIN) -> None:
    """Open the page and set the tablet up, as a therapist does."""
    page.goto("/c/north/couch/tablet/")
    expect(page.locator("[data-couch]")).to_have_attribute("data-ready", "yes")
    page.get_by_label("Name of the tablet").fill("Room 2")
    page.locator("#enrol-pin").fill(pin)
    page.get_by_role("button", name="Set up this tablet").click()
    expect(page.get_by_text("The tablet is set up.")).to_be_visible(timeout=SLOWLY_MS)


def bare(page: Page, *, over: bool = False) -> None:
    """Open the store on a page that runs none of its own."""
    page.goto("/static/couch/store/sw.js")
    page.evaluate(OPEN, {"over": over})


def enrolled_store(page: Page, pin: str = PIN) -> None:
    """Set the tablet up, and go on with a store that does nothing by itself."""
    bare(page)
    assert page.evaluate(ENROL, pin) == "fine"


def note(page: Page, about: dict[str, Any], text: str = "", run: UUID | None = None) -> Any:  # noqa: ANN401 - JSON
    """Write a note, and give what the store says of it."""
    told = {
        "kind": "note.spoken", "run": str(run or uuid4()), "about": about, "body": {"text": text},
    }  # fmt: skip
    return page.evaluate(WRITE, told)


def sync(page: Page) -> str:
    """Send now, and give the outcome."""
    return str(page.evaluate("() => window.store.sync()"))


def state(page: Page) -> dict[str, Any]:
    """Give what the store says of itself."""
    found: dict[str, Any] = page.evaluate(STATE)
    return found


def entries(page: Page) -> list[dict[str, Any]]:
    """Give everything that lies in the outbox."""
    found: list[dict[str, Any]] = page.evaluate(
        """async () => {
          const { readAll } = await import("/static/couch/store/database.js");
          return readAll(window.store.db, "outbox", { index: "place" });
        }"""
    )
    return found
