"""What a page of the couch asks of the rules: today's verdict and today's questions."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route
from pytest_django.live_server_helper import LiveServer

from couch_cases import table
from couch_days import Day, days, questions_by_python, today_by_python
from couch_verdicts import LOAD, differences, offset_s
from lumbalis.clinic.services.couch.rule_part import rules_and_words
from lumbalis.clinic.web.static_storage import bare as without_comments
from lumbalis.domain.inquiry import answered_at_the_couch
from lumbalis.exchange.rule_data import known_data, micros
from protocols import shipped_protocol

Json = dict[str, Any]
BATCH, FEW = 100, 40
DAILY, DEEP = 120, 10_000
MOST_BYTES = 9200
HOUR_MS = 3_600_000
HERE = "/static/couch/rules/screen.js"
RULES = Path(__file__).parents[3] / "src/lumbalis/clinic/web/static/couch/rules"
pytestmark = [pytest.mark.hazard("H02"), pytest.mark.hazard("H03")]

OPEN = """(pack) => { window.pack = pack; window.rules = window.couch.openRules(pack); }"""
TODAY = """(days) => JSON.stringify(days.map(({ known, said, now }) => {
  const { openRules, screenToday, questionsToday } = window.couch;
  const rules = { ...window.rules, made: 0, limit: Infinity };
  const { facts, ...today } = screenToday(rules, known, said, now);
  const named = Object.fromEntries([...rules.facts.keys()].map((name) => [name, facts[name]]));
  return { today: { ...today, facts: named }, questions: questionsToday(rules, known, said, now) };
}))"""
ONE = """({ known, said, now }) => [
  window.couch.screenToday(window.rules, known, said, now),
  window.couch.questionsToday(window.rules, known, said, now),
]"""


@pytest.fixture
def tablet(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """Give a page of the server with a pack of today opened."""
    context = chromium.new_context(base_url=live_server.url)
    page = context.new_page()
    page.goto(HERE)
    page.evaluate(LOAD, packed()["screening"]["rules"])
    page.evaluate(OPEN, packed())
    yield page
    context.close()


def packed(language: str = "en") -> Json:
    """Give a pack made an hour before the ordinary person is screened."""
    made = micros(ordinary().told.at) // 1000 - HOUR_MS
    screening = json.loads(json.dumps(rules_and_words(language)))
    return {"screening": screening, "made_at": made, "valid_until": made + 16 * HOUR_MS}


def ordinary(*said: tuple[str, object]) -> Day:
    """Give somebody who may be massaged, and what they say today."""
    told = next(one for one in table() if one.name == "G01")
    now = tuple((fact, raw, timedelta()) for fact, raw in said)
    return Day(told, dict.fromkeys(told.given().answers.by_fact, "patient"), now)


def asked(day: Day) -> Json:
    """Give a day as a page asks."""
    now = {"us": micros(day.told.at), "offset": offset_s(day.told.at)}
    now["until"] = micros(day.told.until)
    said = [[fact, raw, micros(day.told.at - age)] for fact, raw, age in day.said]
    return {"known": known_data(day.given()), "said": said, "now": now}


@pytest.mark.hazard("H12")
@pytest.mark.parametrize(
    "count", [DAILY, pytest.param(DEEP, marks=pytest.mark.deep)], ids=["daily", "deep"]
)
def test_a_day_at_the_couch_comes_out_as_in_the_clinic(tablet: Page, count: int) -> None:
    """Which answer counts, which contradict each other, the verdict and what is still asked."""
    everybody = days(0, count)
    wrong: list[str] = []
    while batch := list(islice(everybody, BATCH)):
        found = json.loads(tablet.evaluate(TODAY, [asked(one) for one in batch]))
        for day, one in zip(batch, found, strict=True):
            wrong += [f"{day.told.name}{what}" for what in _differences(day, one)]
    assert wrong == []


@cache
def _clinic() -> tuple[tuple[Day, str], ...]:
    return tuple((day, json.dumps(today_by_python(day))) for day in days(0, DAILY))


def _differences(day: Day, found: Json) -> list[str]:
    known = {one.told.name: said for one, said in _clinic()}
    clinic = json.loads(known.get(day.told.name) or json.dumps(today_by_python(day)))
    today = found["today"]
    assert today.pop("why") is None
    because = [one["case"] for one in clinic["reasons"]]
    wrong = differences(because, today.pop("because"), ".because")
    blocking = [one["fact"] for one in clinic["missing"] if one["means"] == "BLK"]
    wrong += differences(blocking, today.pop("missing"), ".missing")
    clinic.pop("missing")
    names = [one["fact"] for one in found["questions"]]
    wrong += differences(questions_by_python(day, clinic["contradictory"]), names, ".questions")
    return [*differences(clinic, today), *wrong]


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("precedence", "newer === null ||", "false ||"),
        pytest.param("precedence", "!each && ", "", marks=pytest.mark.deep),
        pytest.param("precedence", "left - right", "right - left", marks=pytest.mark.deep),
        ("index", "!contradictory.includes(fact)", "true"),
        pytest.param(
            "asking", "now - fact.valid_us - 1", "now - fact.valid_us", marks=pytest.mark.deep
        ),
    ],
)
def test_a_slip_shows(
    chromium: Browser, live_server: LiveServer, file: str, right: str, wrong: str
) -> None:
    """One sign in one module: the days have to turn red."""

    def slipped(route: Route) -> None:
        text = route.fetch().text()
        assert text.count(right) == 1
        route.fulfill(body=text.replace(right, wrong), content_type="text/javascript")

    context = chromium.new_context(base_url=live_server.url)
    page = context.new_page()
    page.route(f"**/couch/rules/{file}.js", slipped)
    page.goto(HERE)
    page.evaluate(LOAD, packed()["screening"]["rules"])
    page.evaluate(OPEN, packed())
    everybody = iter([day for day, _ in _clinic()])
    seen = False
    while not seen and (few := list(islice(everybody, FEW))):
        found = json.loads(page.evaluate(TODAY, [asked(one) for one in few]))
        seen = any(_differences(day, one) for day, one in zip(few, found, strict=True))
    context.close()
    assert seen


def test_the_days_hold_what_they_are_for() -> None:
    """Doubts, clashes, and answers that do not simply replace what was known."""
    found = [(day, json.loads(said)) for day, said in _clinic()]
    assert sum(any(raw is None for _, raw, _ in day.said) for day, _ in found) > DAILY / 4
    assert sum(bool(today["contradictory"]) for _, today in found) > DAILY / 40
    stands = [day for day, today in found if _something_stood(day, today)]
    assert len(stands) > DAILY / 40


def _something_stood(day: Day, today: Json) -> bool:
    facts = dict(today["facts"])
    unsure = [fact for fact, raw, _ in day.said if raw is None]
    before = day.given().answers.by_fact
    return any(facts[one] is not None and before.get(one) is not None for one in unsure)


@pytest.mark.hazard("H03")
def test_not_knowing_takes_no_sign_back(tablet: Page) -> None:
    """An alarm that somebody raised an hour ago is not silenced by "I don't know"."""
    (alarm, _) = tablet.evaluate(ONE, asked(ordinary(("saddle_sensory_change", True))))
    unsure = ordinary(("saddle_sensory_change", True), ("saddle_sensory_change", None))
    (after, _) = tablet.evaluate(ONE, asked(unsure))
    assert (alarm["category"], after["category"]) == ("EMERGENCY", "EMERGENCY")
    calm = ordinary(("saddle_sensory_change", True), ("saddle_sensory_change", False))
    assert tablet.evaluate(ONE, asked(calm))[0]["category"] != "EMERGENCY"


@pytest.mark.hazard("H02")
def test_a_patient_does_not_undo_what_a_clinician_found(tablet: Page) -> None:
    """For the whole course; how somebody is today, they say themselves."""
    found = asked(ordinary())
    known = found["known"]["answers"]
    lasting = next(
        fact
        for fact in shipped_protocol().vocabulary.facts.values()
        if fact.asked_of[0] == "patient"
        and fact.type.value == "bool"
        and "S" not in fact.asked
        and fact.id in known
        and _strict(tablet, found, fact.id)
    )
    for author, stays in (("physician", True), ("patient", False)):
        known[lasting.id] = [True, known[lasting.id][1], author]
        found["said"] = [[lasting.id, False]]
        (today, _) = tablet.evaluate(ONE, found)
        assert today["facts"][lasting.id] is stays


def _strict(tablet: Page, found: Json, fact: str) -> bool:
    ranks: list[int] = []
    for value in (True, False):
        (today, _) = tablet.evaluate(ONE, {**found, "said": [[fact, value]]})
        ranks.append(packed()["screening"]["rules"]["categories"].index(today["category"]))
    return ranks[0] > ranks[1]


@pytest.mark.hazard("H15")
def test_an_old_pack_a_wrong_clock_and_nobody_known_are_incomplete(tablet: Page) -> None:
    """Without anything to judge by nothing is allowed, and nothing is asked for nothing."""
    found = asked(ordinary())
    (today, questions) = tablet.evaluate(ONE, found)
    assert (today["allowed"], today["why"]) == (True, None)
    at = found["now"]["us"]
    old, early = at + 15 * HOUR_MS * 1000 + 1, at - HOUR_MS * 1000 - 1
    for changed, why in (
        ({"now": {**found["now"], "us": old, "until": old}}, "old_pack"),
        ({"now": {**found["now"], "us": early}}, "clock"),
        ({"known": None}, "no_answers"),
        ({"known": {}}, "no_answers"),
    ):
        (today, questions) = tablet.evaluate(ONE, {**found, **changed})
        assert (today["category"], today["allowed"]) == ("INCOMPLETE", False)
        assert (today["why"], today["caps"]["session"], questions) == (why, 0, [])


@pytest.mark.hazard("H02")
def test_what_was_said_yesterday_is_asked_again(tablet: Page) -> None:
    """A tablet that slept over a night does not take yesterday's fever for today's."""
    found = asked(ordinary())
    at, hour = found["now"]["us"], HOUR_MS * 1000
    for name, answer in found["known"]["answers"].items():
        found["known"]["answers"][name] = [answer[0], at - 20 * hour, "patient"]
    found["said"] = [["temperature_c", 36.6, at], ["bladder_emptied", True, at]]
    names = {one["fact"] for one in tablet.evaluate(ONE, found)[1]}
    assert not names & {"temperature_c", "bladder_emptied"}
    for one in found["said"]:
        one[2] = at - 14 * hour
    (today, questions) = tablet.evaluate(ONE, found)
    assert {"temperature_c", "bladder_emptied"} <= {one["fact"] for one in questions}
    assert not today["allowed"]
    found["said"][0][2] = at + 1
    assert tablet.evaluate(ONE, found)[0]["why"] == "clock"


def test_the_last_moment_of_a_pack_still_counts(tablet: Page) -> None:
    """And the next one does not; a pack without a limit never does."""
    found = asked(ordinary())
    last = packed()["valid_until"] * 1000
    late = {**found["now"], "us": last, "until": last}
    assert tablet.evaluate(ONE, {**found, "now": late})[0]["why"] is None
    late["us"] += 1
    assert tablet.evaluate(ONE, {**found, "now": late})[0]["why"] == "old_pack"
    tablet.evaluate(OPEN, {**packed(), "valid_until": None})
    assert tablet.evaluate(ONE, found)[0]["why"] == "old_pack"


def test_answers_that_cannot_all_be_true_are_asked_once_more(tablet: Page) -> None:
    """They count as unknown; asked twice, it is for somebody else to find out."""
    day = next(one for one in days(0, DAILY) if today_by_python(one)["contradictory"])
    found = json.loads(tablet.evaluate(TODAY, [asked(day)]))[0]
    assert found["today"]["contradictory"]
    now = tuple((fact, raw, timedelta()) for fact, raw, _ in day.said)
    twice = Day(day.told, day.authors, (*now, *now))
    again = json.loads(tablet.evaluate(TODAY, [asked(twice)]))[0]
    said = {fact for fact, _, _ in day.said}
    assert not said & {one["fact"] for one in again["questions"]}


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_every_question_has_its_words(tablet: Page, language: str) -> None:
    """Whoever has to answer reads a question, and a word for every answer."""
    tablet.evaluate(OPEN, packed(language))
    found = asked(ordinary())
    found["known"]["answers"] = {}
    seen: dict[str, Json] = {}
    while left := [q for q in tablet.evaluate(ONE, found)[1] if q["fact"] not in seen]:
        seen.update({one["fact"]: one for one in left})
        found["said"] += [[one["fact"], None] for one in left]
    facts = shipped_protocol().vocabulary.facts
    assert len(seen) > len(facts) / 3
    for name, one in seen.items():
        assert answered_at_the_couch(facts[name])
        assert all(one[part].strip() for part in ("ask", "line", "label"))
        assert one["who"] in {"patient", "therapist"}
        assert [option["value"] for option in one["options"]] == list(facts[name].values)
        assert all(option["text"].strip() for option in one["options"])
        assert (one["scale"] is not None) == (one["kind"] in {"whole", "number"})


def test_the_modules_are_small() -> None:
    """As a tablet gets them: without the comments."""
    files = sorted(RULES.glob("*.js"))
    whole = "".join(without_comments(file.read_text()) for file in files).encode()
    assert len(gzip.compress(whole, mtime=0)) < MOST_BYTES


def test_the_rule_data_is_small() -> None:
    """The rules, and with them the words of one language."""
    rules = json.dumps(packed("uk")["screening"]["rules"], ensure_ascii=False).encode()
    whole = json.dumps(packed("uk")["screening"], ensure_ascii=False).encode()
    assert len(gzip.compress(rules)) < 20_000
    assert len(gzip.compress(whole)) < 60_000
