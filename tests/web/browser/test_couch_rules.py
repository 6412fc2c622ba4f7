"""The tablet judges as the server does: the same people, both sides, every word of the verdict."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from itertools import islice
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, Route
from pytest_django.live_server_helper import LiveServer

from couch_cases import drawn, table
from couch_verdicts import JUDGE, LOAD, Told, by_python, differences
from lumbalis.domain.facts import Answer, Fact
from lumbalis.exchange.rule_data import rule_data
from patients import AT
from protocols import shipped_protocol

Json = dict[str, Any]
BATCH, EVERY = 100, 10
DAILY, DEEP = 150, 50_000
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
    return list(_each_disagreement(page, iter(cases)))


def disagree(page: Page, cases: Iterable[Told]) -> bool:
    """Tell whether there is anything at all they do not agree on."""
    return next(_each_disagreement(page, iter(cases)), None) is not None


def _each_disagreement(page: Page, cases: Iterator[Told]) -> Iterator[str]:
    while batch := list(islice(cases, BATCH)):
        found = json.loads(page.evaluate(JUDGE, [one.for_tablet() for one in batch]))
        for one, tablets in zip(batch, found, strict=True):
            yield from (f"{one.name}{what}" for what in differences(_json(by_python(one)), tablets))


def _json(value: object) -> object:
    return json.loads(json.dumps(value))


@pytest.mark.hazard("H12")
@pytest.mark.parametrize(
    "step", [EVERY, pytest.param(1, marks=pytest.mark.deep)], ids=["daily", "deep"]
)
def test_the_table_comes_out_alike(tablet: Page, step: int) -> None:
    """Examples, golden scenarios, each rule's patient, each fact alone around its limits."""
    cases = list(table())
    assert len(cases) > 2000
    assert disagreements(tablet, cases[::step]) == []


@pytest.mark.hazard("H12")
@pytest.mark.parametrize(
    "count", [DAILY, pytest.param(DEEP, marks=pytest.mark.deep)], ids=["daily", "deep"]
)
def test_drawn_people_come_out_alike(tablet: Page, count: int) -> None:
    """Nobody thought of these: many limits, doubts, old answers, any zone, near midnight."""
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
        pytest.param(
            "expressions", '"<=": (a, b) => a <= b', '"<=": (a, b) => a < b', marks=pytest.mark.deep
        ),
        pytest.param("answers", "us - at > valid", "us - at >= valid", marks=pytest.mark.deep),
        pytest.param("answers", 'silences[name] === "OPT" || ', "", marks=pytest.mark.deep),
        ("screen", "if (blocks && ", "if (!certain && "),
        pytest.param(
            "combining",
            "Math.max(1, session - less)",
            "Math.max(0, session - less)",
            marks=pytest.mark.deep,
        ),
        pytest.param(
            "asking",
            "if (!rules.facts.has(name) ||",
            'if (name === "inr" ||',
            marks=pytest.mark.deep,
        ),
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
    assert disagree(bare, few())


def _stale_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    def is_stale(self: Answer, fact: Fact, at: Any) -> bool:  # noqa: ANN401 - as in the domain
        return fact.valid_for is not None and at - self.at >= fact.valid_for

    monkeypatch.setattr(Answer, "is_stale", is_stale)


def _a_day_off(monkeypatch: pytest.MonkeyPatch) -> None:
    path = "lumbalis.domain.screening.release.time"
    monkeypatch.setattr(path, lambda: AT.replace(tzinfo=None).time())


def _no_cautious_category(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lumbalis.domain.screening.findings.NEVER_AUTOMATIC", ())


@pytest.mark.parametrize(
    "slip",
    [
        pytest.param(_stale_at_the_limit, marks=pytest.mark.deep),
        pytest.param(_a_day_off, marks=pytest.mark.deep),
        pytest.param(_no_cautious_category, marks=pytest.mark.deep),
    ],
)
def test_a_slip_in_python_shows(
    tablet: Page, monkeypatch: pytest.MonkeyPatch, slip: Callable[[pytest.MonkeyPatch], None]
) -> None:
    """Whoever changes one side and forgets the other hears of it."""
    slip(monkeypatch)
    assert disagree(tablet, [*few(), *drawn(0, 200)])


def test_a_slip_in_the_data_shows(bare: Page) -> None:
    """A limit that is one off on the way to the tablet."""
    data = rules()
    fever = next(one for one in data["rules"] if one["id"] == "X20")["cases"][0]
    assert fever["when"] == ["or", [">=", ["fact", "bp_sys"], 180], [">=", ["fact", "bp_dia"], 110]]
    fever["when"][1][2] += 1
    bare.evaluate(LOAD, data)
    assert disagree(bare, few())


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
