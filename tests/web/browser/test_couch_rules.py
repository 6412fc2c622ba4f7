"""The tablet judges as the server does: the same people, both sides, every word of the verdict."""

from __future__ import annotations

import json
import random
import statistics
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, Route
from pytest_django.live_server_helper import LiveServer

from couch_cases import drawn, table
from couch_verdicts import JUDGE, LOAD, Told, by_python, differences
from generated_patients import FACTS, telling_values
from lumbalis.domain.facts import Answer, AnswerError, Fact, accept
from lumbalis.exchange.rule_data import rule_data
from lumbalis.exchange.verdict_json import plain
from patients import AT, TODAY
from protocols import shipped_protocol

Json = dict[str, Any]
BATCH = 250
DAILY, DEEP = 400, 50_000
SLOWER = 4
QUICK_MS = 20
HERE = "/static/couch/rules/screen.js"
pytestmark = [pytest.mark.hazard("H02"), pytest.mark.hazard("H03")]


@pytest.fixture
def bare(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """Give a page of the server that runs nothing of its own."""
    context = chromium.new_context(base_url=live_server.url)
    page = context.new_page()
    page.goto(HERE)
    yield page
    context.close()


@pytest.fixture
def tablet(bare: Page) -> Page:
    """Give a page with the rules of the shipped protocol."""
    bare.evaluate(LOAD, rules())
    return bare


def rules() -> Json:
    """Give the rule data as it arrives: through JSON."""
    return dict(json.loads(json.dumps(rule_data(shipped_protocol()))))


def disagreements(page: Page, cases: Iterable[Told]) -> list[str]:
    """Ask both sides, and name what they do not agree on."""
    cases = iter(cases)
    wrong: list[str] = []
    while batch := list(islice(cases, BATCH)):
        found = json.loads(page.evaluate(JUDGE, [one.for_tablet() for one in batch]))
        for one, tablets in zip(batch, found, strict=True):
            wrong += [f"{one.name}{what}" for what in differences(_json(by_python(one)), tablets)]
    return wrong


def _json(value: object) -> object:
    return json.loads(json.dumps(value))


@pytest.mark.hazard("H12")
def test_the_table_comes_out_alike(tablet: Page) -> None:
    """Examples, golden scenarios, each rule's patient, each fact alone around its limits."""
    cases = list(table())
    assert len(cases) > 2000
    assert disagreements(tablet, cases) == []


@pytest.mark.hazard("H12")
@pytest.mark.parametrize(
    "count", [DAILY, pytest.param(DEEP, marks=pytest.mark.deep)], ids=["daily", "deep"]
)
def test_drawn_people_come_out_alike(tablet: Page, count: int) -> None:
    """Nobody thought of these: many limits at once, doubts, old answers, any zone, near midnight."""
    assert disagreements(tablet, drawn(0, count)) == []


def test_the_drawn_people_reach_every_category() -> None:
    """A table in which everybody is sent away would agree about nothing."""
    found = [by_python(one) for one in drawn(0, DAILY)]
    verdicts = [one["now"] for one in found if "now" in one]
    categories = {one["category"] for one in verdicts if isinstance(one, dict)}
    assert categories == set(rules()["categories"])
    assert {one["phase"] for one in verdicts if isinstance(one, dict)} == {
        "REMISSION", "SUBSIDING", "EXACERBATION", "UNKNOWN",
    }  # fmt: skip


def few() -> Iterator[Told]:
    """Give a table that a mutation cannot hide from, and that is quickly gone through."""
    cases = list(table())
    return (one for one in cases if "old" in one.name or "/" in one.name or one.name[0] == "G")


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("expressions", '"<=": (a, b) => a <= b', '"<=": (a, b) => a < b'),
        ("answers", "us - at > valid", "us - at >= valid"),
        ("answers", 'silences[name] === "OPT" || ', ""),
        ("screen", "if (blocks && ", "if (!certain && "),
        ("combining", "Math.max(1, session - less)", "Math.max(0, session - less)"),
        ("asking", "if (!rules.facts.has(name) ||", 'if (name === "inr" ||'),
    ],
)
def test_a_slip_on_the_tablet_shows(bare: Page, file: str, right: str, wrong: str) -> None:
    """One sign in one module: the table has to turn red."""

    def slipped(route: Route) -> None:
        text = route.fetch().text()
        assert text.count(right) == 1
        route.fulfill(body=text.replace(right, wrong), content_type="text/javascript")

    bare.route(f"**/couch/rules/{file}.js", slipped)
    bare.evaluate(LOAD, rules())
    assert disagreements(bare, few())


def _stale_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    def is_stale(self: Answer, fact: Fact, at: Any) -> bool:  # noqa: ANN401 - as in the domain
        return fact.valid_for is not None and at - self.at >= fact.valid_for

    monkeypatch.setattr(Answer, "is_stale", is_stale)


def _a_day_off(monkeypatch: pytest.MonkeyPatch) -> None:
    path = "lumbalis.domain.screening.release.time"
    monkeypatch.setattr(path, lambda: AT.replace(tzinfo=None).time())


def _no_cautious_category(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lumbalis.domain.screening.findings._NEVER_AUTOMATIC", ())


@pytest.mark.parametrize("slip", [_stale_at_the_limit, _a_day_off, _no_cautious_category])
def test_a_slip_in_python_shows(
    tablet: Page, monkeypatch: pytest.MonkeyPatch, slip: Callable[[pytest.MonkeyPatch], None]
) -> None:
    """Whoever changes one side and forgets the other hears of it."""
    slip(monkeypatch)
    assert disagreements(tablet, [*few(), *drawn(0, 200)])


def test_a_slip_in_the_data_shows(bare: Page) -> None:
    """A limit that is one off on the way to the tablet."""
    data = rules()
    fever = next(one for one in data["rules"] if one["id"] == "X20")["cases"][0]
    assert fever["when"] == ["or", [">=", ["fact", "bp_sys"], 180], [">=", ["fact", "bp_dia"], 110]]
    fever["when"][1][2] += 1
    bare.evaluate(LOAD, data)
    assert disagreements(bare, few())


@pytest.mark.hazard("H15")
@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), "lumbalis-rules-2"),
        (("rules", 0, "cases", 0, "when"), ["sometimes", ["flag", "foot_drop"]]),
        (("rules", 0, "cases", 0, "when"), ["flag", "a_fact_of_tomorrow"]),
        (("rules", 0, "cases", 0, "when"), ["and", ["<", ["weeks", "order_date"], 3]]),
    ],
)
def test_rules_of_another_time_are_refused_whole(
    bare: Page, path: tuple[str | int, ...], value: object
) -> None:
    """An old page with new rules must not leave out the rule it does not understand."""
    data = deepcopy(rules())
    at: Any = data
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    with pytest.raises(Error, match=r"not lumbalis-rules-1|no condition"):
        bare.evaluate(LOAD, data)


@pytest.mark.hazard("H25")
def test_an_answer_from_later_gives_no_verdict(tablet: Page) -> None:
    """A clock that went back would keep answers fresh for ever."""
    one = next(iter(table())).for_tablet()
    one["at"] = {"us": 0, "offset": 0}
    with pytest.raises(Error, match="later"):
        tablet.evaluate(JUDGE, [one])


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
      const given = answered(window.rules, givenAt(known, at), name, raw);
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
      let given = givenAt(known, at);
      const asked = [];
      const next = () => dayQuestions(rules, given, until, asked)[0]?.fact;
      const all = everything && [...rules.facts.values()].filter(({ couch }) => couch).map(({ id }) => id);
      for (let fact = all ? all.pop() : next(); fact; fact = all ? all.pop() : next()) {
        asked.push(fact);
        given = answered(rules, given, fact, says[fact] ?? null);
      }
      const { category, caps, techniques, earliest } = screen(rules, untilTheEnd(rules, given, until));
      return [asked.length, JSON.stringify([category, caps, techniques, earliest])];
    }"""
    ordinary = next(one for one in table() if one.name == "G01")
    values = {name: value for name, (value, _) in _known(ordinary)["answers"].items()}
    old = Told(
        "next week", ordinary.written, AT + timedelta(days=8), AT + timedelta(days=8, hours=1)
    )
    for said in ({}, {"temperature_c": 38.2}, {"nrs_move": 8}, {"pregnancy": "t1"}):
        person = [old.for_tablet(), {**values, **said}]
        few_asked, adaptive = tablet.evaluate(ask, [*person, False])
        all_asked, full = tablet.evaluate(ask, [*person, True])
        assert adaptive == full
        assert few_asked < all_asked * 0.7


def _known(one: Told) -> Json:
    return dict(one.for_tablet()["known"])  # type: ignore[call-overload]  # JSON


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
          const clock = [() => screen(window.rules, given), () => dayQuestions(window.rules, given, until)];
          return clock.map((act) => {
            const since = performance.now();
            try { act(); } catch { /* two answers that cannot both be true */ }
            return performance.now() - since;
          });
        })""",
        people,
    )
    for spans in zip(*found, strict=True):
        assert statistics.median(spans) < QUICK_MS
    print(
        "median ms at a quarter of the speed:",
        [statistics.median(s) for s in zip(*found, strict=True)],
    )
