"""The run on the tablet: it adds up as the clinic does, and time alone does only what is sure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Page

from guided_samples import MORNING_MS
from guided_stories import story
from lumbalis.domain.guided import Account, account_of
from lumbalis.domain.guided.events import Entry
from lumbalis.domain.truth import Truth
from lumbalis.exchange.guided_events import event_object, read_event
from lumbalis.exchange.plan_json import plain_object
from on_body_plan_samples import first_session
from web.browser.harness import Opener

STORIES = 400
SESSION = first_session()
RULES = {"catchUpSeconds": 30}
TRUTHS = {Truth.TRUE: True, Truth.FALSE: False, Truth.UNKNOWN: None}

TELL = """async ([session, stories]) => {
  const { accountOf } = await import("/static/couch/run/account.js");
  return stories.map((entries) => accountOf(session, entries));
}"""

DRIVE = """async ([session, rules, touches, begin]) => {
  const { Run } = await import("/static/couch/run/machine.js");
  const entries = [], seen = [];
  let now = begin;
  const write = (wishes) => wishes.forEach(({ kind, body, at }) => {
    const seq = entries.length + 1;
    entries.push({ id: `a-${seq}`, device: "a", seq, at: at ?? now, kind, body });
  });
  for (const [seconds, touch, ...given] of touches) {
    now += seconds * 1000;
    const passed = () => new Run(session, entries, rules).passed(now);
    for (let wishes; (wishes = passed()).length; ) write(wishes);
    if (touch) write(new Run(session, entries, rules)[touch](...given));
    const run = new Run(session, entries, rules);
    seen.push({ phase: run.phase, current: run.current, left: run.leftMs(now), level: run.level,
                cups: run.cupsOn(now), rest: run.restLeftMs(now) });
  }
  return { entries, seen };
}"""


@pytest.fixture
def page(browser_page: Opener) -> Page:
    """Open any page of the clinic; the modules are asked for from there."""
    opened = browser_page("north", "therapist", 820)
    opened.goto("/c/north/")
    return opened


def sent(entry: Entry) -> dict[str, object]:
    """Write an entry as a tablet does."""
    kind, body = event_object(entry.event)
    return {
        "id": entry.id,
        "device": entry.device,
        "seq": entry.seq,
        "at": entry.at_ms,
        "kind": kind,
        "body": body,
    }


def drive(page: Page, *touches: tuple[object, ...]) -> tuple[list[Mapping[str, Any]], Account]:
    """Touch the tablet after so many seconds each; give what it showed and the clinic's account."""
    told = page.evaluate(
        DRIVE, [plain_object(SESSION), RULES, [list(t) for t in touches], MORNING_MS]
    )
    entries = [
        Entry(one["id"], "a", one["seq"], one["at"], read_event(one["kind"], one["body"]))
        for one in told["entries"]
    ]
    return told["seen"], account_of(SESSION, entries)


def test_tablet_and_clinic_add_up_alike(page: Page) -> None:
    """Two accounts of one session would be two truths about a patient."""
    stories = [story(seed, len(SESSION.steps)) for seed in range(STORIES)]
    written = [[sent(entry) for entry in one] for one in stories]
    told = page.evaluate(TELL, [plain_object(SESSION), written])
    for entries, shown in zip(stories, told, strict=True):
        assert as_shown(account_of(SESSION, entries)) == {key: shown[key] for key in SHOWN}


def as_shown(account: Account) -> dict[str, object]:
    """Write the clinic's account with the names the tablet gives."""
    stopped = account.stopped_for
    return {
        "devices": list(account.devices),
        "started": account.started_ms,
        "ended": account.ended_ms,
        "finished": account.finished_ms,
        "assessment": account.assessment,
        "pauses": account.pauses_ms,
        "guarding": account.guarding,
        "tolerance": account.tolerance,
        "restSeconds": account.rest_s,
        "gotUp": TRUTHS[account.got_up],
        "added": list(account.added),
        "stopped": account.stopped,
        "stoppedFor": None if stopped is None else sorted(stopped),
        "steps": [
            {
                "stretches": [{"level": s.level, "ms": s.ms} for s in step.stretches],
                "how": step.how and step.how.value,
                "extended": step.extended_s,
                "entered": step.times_entered,
            }
            for step in account.steps
        ],
        "pain": [
            {"at": p.at_ms, "when": p.when.value, "rest": p.rest, "moving": p.moving}
            for p in account.pain
        ],
        "cups": [
            {
                "step": c.step,
                "zones": list(c.zones),
                "placed": c.placed_ms,
                "due": c.due_ms,
                "removed": c.removed_ms,
            }
            for c in account.cups
        ],
        "media": [{"medium": m.medium, "batch": m.batch} for m in account.media],
    }


SHOWN = tuple(as_shown(account_of(SESSION, [])))


def test_a_session_runs_by_itself_from_start_to_rest(page: Page) -> None:
    """Hands that are busy touch nothing: one touch begins, time does the rest to the second."""
    seconds = [step.seconds for step in SESSION.steps]
    seen, account = drive(page, (0, "start"), *((one, "") for one in seconds))
    assert [one["current"] for one in seen[:-1]] == list(range(len(seconds)))
    assert seen[-1]["phase"] == "resting"
    assert account.hands_on_s == SESSION.hands_on_s
    assert seen[-1]["rest"] == SESSION.rest_s * 1000


def test_a_tablet_that_woke_up_late_claims_nothing(page: Page) -> None:
    """After a long sleep nobody knows what the hands did: the step ends on time, the run waits."""
    seen, account = drive(page, (0, "start"), (3 * 3600, ""))
    assert (seen[-1]["phase"], seen[-1]["current"]) == ("paused", None)
    assert account.hands_on_s == SESSION.steps[0].seconds
    seen, account = drive(page, (0, "start"), (3 * 3600, ""), (60, "forward"))
    assert (seen[-1]["phase"], seen[-1]["current"]) == ("working", 1)
    assert account.pauses_ms > 3 * 3600 * 1000 - 1000 * SESSION.steps[0].seconds


def test_a_tablet_that_was_away_for_a_moment_goes_on(page: Page) -> None:
    """A locked screen or a reload costs no second of anybody's plan."""
    first = SESSION.steps[0].seconds
    seen, account = drive(page, (0, "start"), (first + 10, ""))
    assert (seen[-1]["current"], seen[-1]["left"]) == (1, (SESSION.steps[1].seconds - 10) * 1000)
    assert account.steps[0].seconds == first


def test_touches_mean_what_they_say(page: Page) -> None:
    """Longer, lighter, pause, back, skip: each does its one thing, to the second."""
    first = SESSION.steps[0]
    seen, account = drive(
        page,
        (0, "start"),
        (10, "extend", 30),
        (5, "lighter"),
        (5, "pause"),
        (60, "pause"),
        (5, "skip"),
        (5, "back"),
    )
    assert seen[1]["left"] == (first.seconds + 30 - 10) * 1000
    assert seen[2]["level"] == max(1, first.level - 1)
    assert seen[3]["phase"] == "paused"
    assert seen[4]["left"] == (first.seconds + 30 - 20) * 1000
    assert (seen[5]["current"], seen[6]["current"]) == (1, 0)
    assert account.steps[0].seconds == 25
    assert account.pauses_ms == 60_000


def test_nothing_offers_a_stronger_level(page: Page) -> None:
    """Lighter is the only way; at the lightest level the touch does nothing."""
    seen, _ = drive(page, (0, "start"), *((1, "lighter") for _ in range(6)))
    assert seen[-1]["level"] == 1


@pytest.mark.hazard("H24")
@pytest.mark.parametrize("after", ["start", "pause", "skip"])
def test_stop_works_whatever_runs(after: str, page: Page) -> None:
    """A stop in a pause, between steps or in the middle of one ends the work at once."""
    seen, account = drive(page, (0, "start"), (7, after), (3, "stop"), (60, "rest"))
    assert seen[2]["phase"] == "stopped"
    assert (account.stopped, account.stopped_for) == (True, None)
    assert account.hands_on_s <= 10
    assert seen[3]["phase"] == "resting"
