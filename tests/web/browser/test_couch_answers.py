"""What the tablet takes as an answer, what it asks, and how long that takes."""

from __future__ import annotations

import json
import random
import statistics
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from couch_cases import table
from couch_verdicts import LOAD, Told
from generated_patients import FACTS, telling_values
from lumbalis.domain.facts import accept
from lumbalis.exchange.rule_data import rule_data
from lumbalis.exchange.verdict_json import plain
from patients import AT, TODAY
from protocols import shipped_protocol

Json = dict[str, Any]
SLOWER = 4
QUICK_MS = 20
HERE = "/static/couch/rules/screen.js"
pytestmark = [pytest.mark.hazard("H02"), pytest.mark.hazard("H03")]


@pytest.fixture
def tablet(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """Give a page with the rules of the shipped protocol."""
    context = chromium.new_context(base_url=live_server.url)
    page = context.new_page()
    page.goto(HERE)
    page.evaluate(LOAD, json.loads(json.dumps(rule_data(shipped_protocol()))))
    yield page
    context.close()


_RAW: list[object] = [
    None, "unknown", True, False, 0, 1, -1, 3.5, 37.1, 1e9, "", "none", "no", "yes", [], ["none"],
    ["none", "none"], ["none", "lumbar"], ["lumbar"], {}, "2026-11-22", "2026-11-23", "2026-02-30",
    "0000-01-01", "2026-11-22T10:00", "constructor", ["constructor"], [3], 10**15,
]  # fmt: skip


def test_the_tablet_takes_no_answer_that_the_server_refuses(tablet: Page) -> None:
    """And what it takes, it takes for the same. It may be stricter: only its own page asks it."""
    pairs = [
        (fact, raw) for fact in FACTS for raw in [*_RAW, *(plain(v) for v in telling_values(fact))]
    ]
    found = tablet.evaluate(
        """([pairs, today]) => pairs.map(([name, raw]) => {
          try { return [window.couch.accepted(window.rules.facts.get(name), raw, today)]; }
          catch ({ why, fact }) { return { why, fact }; }
        })""",
        [[[fact.id, raw] for fact, raw in pairs], TODAY.isoformat()],
    )
    for (fact, raw), tablets in zip(pairs, found, strict=True):
        if isinstance(tablets, dict):
            assert tablets["fact"] == fact.id
            assert tablets["why"] in {"type", "range", "word", "empty", "beside", "future"}
            assert raw not in (None, "unknown")
        else:
            value = accept(fact, raw, TODAY)
            assert tablets == [None if value is None else plain(value)], (fact.id, raw)


def test_the_tablet_takes_every_answer_worth_asking_for(tablet: Page) -> None:
    """Being strict is no use if a fever of 38.2 cannot be written down."""
    pairs = [[fact.id, plain(value)] for fact in FACTS for value in telling_values(fact)]
    found = tablet.evaluate(
        """([pairs, today]) => pairs.map(([name, raw]) =>
          window.couch.accepted(window.rules.facts.get(name), raw, today) !== null)""",
        [pairs, TODAY.isoformat()],
    )
    assert all(found)


def test_a_newer_answer_counts_from_now(tablet: Page) -> None:
    """What is said at the couch replaces what was said before, at the moment it is said."""
    ordinary = next(one for one in table() if one.name == "G01").for_tablet()
    said = """([{ known, at, until }, name, raw]) => {
      const { answered, givenAt, screen, untilTheEnd } = window.couch;
      const given = answered(window.rules, givenAt(known, at), [[name, raw]]);
      return screen(window.rules, untilTheEnd(window.rules, given, until)).category;
    }"""
    assert tablet.evaluate(said, [ordinary, "temperature_c", 36.6]) == "ELIGIBLE_PRECAUTIONS"
    assert tablet.evaluate(said, [ordinary, "temperature_c", 38.2]) == "POSTPONE"
    assert tablet.evaluate(said, [ordinary, "temperature_c", None]) != "ELIGIBLE_PRECAUTIONS"
    assert tablet.evaluate(said, [ordinary, "saddle_sensory_change", True]) == "EMERGENCY"


def test_asking_the_gravest_first_at_the_couch_ends_in_the_verdict_of_asking_all(
    tablet: Page,
) -> None:
    """The tablet asks one after another, offline; a spared question changes nothing."""
    ask = """([{ known, at, until }, says, everything]) => {
      const { answered, dayQuestions, givenAt, screen, untilTheEnd } = window.couch;
      const { rules } = window;
      const before = givenAt(known, at);
      const said = [];
      let given = before;
      const asked = [];
      const next = () => dayQuestions(rules, given, until, asked)[0]?.fact;
      const couch = [...rules.facts.values()].filter((one) => one.couch).map(({ id }) => id);
      const all = everything && couch;
      for (let fact = all ? all.pop() : next(); fact; fact = all ? all.pop() : next()) {
        asked.push(fact);
        said.push([fact, says[fact] ?? null]);
        given = answered(rules, before, said);
      }
      const lasting = untilTheEnd(rules, given, until);
      const { category, caps, techniques, earliest } = screen(rules, lasting);
      return [asked.length, JSON.stringify([category, caps, techniques, earliest])];
    }"""
    ordinary = next(one for one in table() if one.name == "G01")
    values = {name: value for name, (value, *_) in _known(ordinary)["answers"].items()}
    old = Told(
        "next week", ordinary.written, AT + timedelta(days=8), AT + timedelta(days=8, hours=1)
    )
    for said in ({}, {"temperature_c": 38.2}):
        person = [old.for_tablet(), {**values, **said}]
        few_asked, adaptive = tablet.evaluate(ask, [*person, False])
        all_asked, full = tablet.evaluate(ask, [*person, True])
        assert adaptive == full
        assert few_asked < all_asked * 0.7


def _known(one: Told) -> Json:
    known = one.for_tablet()["known"]
    assert isinstance(known, dict)
    return known


@pytest.mark.hazard("H35")
def test_the_rules_run_nothing_that_is_text() -> None:
    """The policy of content forbids it, and a condition is data."""
    folder = Path(__file__).parents[3] / "src/lumbalis/clinic/web/static/couch/rules"
    text = "\n".join(file.read_text() for file in folder.glob("*.js"))
    for word in ("eval", "Function(", "innerHTML", "setTimeout", "Date.now", "new Date()", "fetch"):
        assert word not in text


def test_a_verdict_takes_no_time_on_a_slow_tablet(tablet: Page) -> None:
    """At a quarter of this processor's speed, the verdict and the questions each in 20 ms."""
    people = [one.for_tablet() for one in random.Random(3).sample(list(table()), 60)]  # noqa: S311
    session = tablet.context.new_cdp_session(tablet)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    found = tablet.evaluate(
        """(cases) => cases.map(({ known, at, until }) => {
          const { givenAt, screen, dayQuestions } = window.couch;
          const given = givenAt(known, at);
          const { rules } = window;
          const acts = [() => screen(rules, given), () => dayQuestions(rules, given, until)];
          return acts.map((act) => {
            const since = performance.now();
            try { act(); } catch { /* two answers that cannot both be true */ }
            return performance.now() - since;
          });
        })""",
        people,
    )
    for spans in zip(*found, strict=True):
        assert statistics.median(spans) < QUICK_MS
