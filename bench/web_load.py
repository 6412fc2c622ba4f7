"""A load of pages over keep-alive connections: asks, measures, and says how it went as JSON.

Run by bench/web.py as a process of its own, so that it does not share a thread with anything.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from random import Random
from urllib.parse import urlencode

from web_fill import pages, person

MIX = {"home": 20, "list": 20, "search": 20, "patient": 15, "verdict": 10, "answers": 5}
WRITES = {"register": 5, "give": 5}
_HTMX = "HX-Request: true\r\n"
OK = frozenset({200, 302, 303, 409})  # 409: two browsers wrote about the same person


@dataclass
class Asked:
    """What was asked and how it went."""

    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: Counter[str] = field(default_factory=Counter)


class Form(HTMLParser):
    """Takes the fields of a page's form as they stand: of the one with a token."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self._open: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: Sequence[tuple[str, str | None]]) -> None:
        """Begin with each form anew; take what would be sent."""
        has = dict(attributes)
        if tag == "form":
            self._open = []
        name = has.get("name")
        if tag != "input" or not name:
            return
        if has.get("type") in {"radio", "checkbox"} and "checked" not in has:
            return
        self._open.append((name, has.get("value") or ""))
        if name == "form_token":
            self.fields = self._open


class Browser:
    """One keep-alive connection with its cookies."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.cookies = port, {"sessionid": session}
        self.reader = asyncio.StreamReader()
        self.writer: asyncio.StreamWriter | None = None
        self.form: dict[str, str] = {}

    async def ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        """Ask for a page."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\nCookie: {cookies}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
            f"Origin: http://localhost:{self.port}\r\n{_HTMX if 'q=' in body else ''}\r\n"
        )
        self.writer.write((head + body).encode())
        return await self._answer()

    async def _answer(self) -> tuple[int, str]:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = [line.partition(": ")[::2] for line in head[1:]]
        lengths = [value for name, value in headers if name.lower() == "content-length"]
        for name, value in headers:
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        body = await self.reader.readexactly(int(lengths[0])) if lengths else await self._chunks()
        return int(head[0].split()[1]), body.decode()

    async def _chunks(self) -> bytes:
        body = b""
        while size := int(await self.reader.readline(), 16):
            body += (await self.reader.readexactly(size + 2))[:-2]
        await self.reader.readline()
        return body


async def work(browser: Browser, told: Mapping[str, object], asked: Asked, ends: float) -> None:
    """Do what comes until the time is over."""
    patients = told["patients"]
    if not isinstance(patients, list):
        sys.exit("nobody to ask for")
    dice = Random(id(browser))  # noqa: S311 - a load needs no secrets
    names = [*MIX, *WRITES]
    weights = [*MIX.values(), *WRITES.values()]
    while time.perf_counter() < ends:
        what, patient = dice.choices(names, weights)[0], dice.choice(patients)
        try:
            await _do(browser, what, patient, dice, asked)
        except (OSError, asyncio.IncompleteReadError) as error:
            asked.wrong[type(error).__name__] += 1
            browser.writer = None


async def _do(browser: Browser, what: str, patient: str, dice: Random, asked: Asked) -> None:
    if what == "search":
        await _search(browser, dice, asked)
        return
    if what in MIX:
        await _timed(browser, what, "GET", pages(patient)[what], "", asked)
        return
    path = "/c/bench/patients/new/" if what == "register" else pages(patient)["answers"]
    form = Form(await _timed(browser, "answers", "GET", path, "", asked))
    fields = dict(form.fields)
    if what == "register":
        new = person(dice.randrange(10**9))
        fields |= {name: str(new[name]) for name in ("family_name", "given_name", "birth_date")}
        fields["family_name"] += f"{dice.randrange(10**6)}"
        sent: Sequence[tuple[str, str]] = list(fields.items())
    else:
        level = str(dice.randrange(2, 5))
        sent = [(k, level if k == "f-nrs_move" else v) for k, v in form.fields]
    await _timed(browser, what, "POST", path, urlencode(sent), asked)


async def _search(browser: Browser, dice: Random, asked: Asked) -> None:
    """Type two or three letters of a name; the form stays open between searches."""
    path = pages("")["list"]
    if not browser.form:
        browser.form = dict(Form(await _timed(browser, "list", "GET", path, "", asked)).fields)
    typed = {**browser.form, "q": str(person(dice.randrange(10**6))["family_name"])[:3]}
    await _timed(browser, "search", "POST", path, urlencode(typed), asked)


async def _timed(
    browser: Browser, what: str, method: str, path: str, body: str, asked: Asked
) -> str:
    began = time.perf_counter()
    status, page = await browser.ask(method, path, body)
    asked.seconds[what].append(time.perf_counter() - began)
    if status not in OK:
        asked.wrong[f"{what} {status}"] += 1
    return page


async def trivial(browser: Browser, asked: Asked, ends: float) -> None:
    """Ask for the smallest page until the time is over."""
    while time.perf_counter() < ends:
        await _timed(browser, "page", "GET", "/", "", asked)


async def main() -> None:
    """Read what to do, do it, print how it went."""
    told = json.load(sys.stdin)
    asked = Asked()
    browsers = [Browser(told["port"], told["session"]) for _ in range(told["clients"])]
    ends = time.perf_counter() + told["seconds"]
    acts = [
        work(one, told, asked, ends) if told["patients"] else trivial(one, asked, ends)
        for one in browsers
    ]
    await asyncio.gather(*acts)
    print(json.dumps({"seconds": asked.seconds, "wrong": asked.wrong}))


if __name__ == "__main__":
    asyncio.run(main())
