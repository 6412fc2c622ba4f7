"""Screenings told twice: as a tablet is asked, and as Python answers. No browser in here."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from lumbalis.domain.facts import ContradictionError, Encounter, State
from lumbalis.domain.inquiry import DayQuestion, Inquiry, day_questions, prepare, until_the_end
from lumbalis.domain.screening import Missing, Override, Reason, Verdict, screen
from lumbalis.exchange.answers import ScreeningInput, read_answers
from lumbalis.exchange.rule_data import known_data, micros
from lumbalis.exchange.verdict_json import plain
from protocols import shipped_protocol

if TYPE_CHECKING:
    from lumbalis.domain.facts import Answers

Json = dict[str, object]
SESSION = timedelta(minutes=50)


@dataclass(frozen=True)
class Told:
    """One screening: the answers object, the moment, what was asked at the couch already."""

    name: str
    written: Json
    at: datetime
    until: datetime
    asked: tuple[str, ...] = ()

    def given(self) -> ScreeningInput:
        """Read the answers object, as Python does."""
        return read_answers(self.written, self.name, self.at, shipped_protocol().vocabulary)

    def for_tablet(self) -> Json:
        """Give it as the tablet is asked."""
        return {
            "known": known_data(self.given()),
            "at": {"us": micros(self.at), "offset": offset_s(self.at)},
            "until": micros(self.until),
            "asked": list(self.asked),
        }


@cache
def inquiry() -> Inquiry:
    """Prepare the shipped protocol once."""
    return prepare(shipped_protocol())


def offset_s(moment: datetime) -> int:
    """Give the UTC offset of a moment in seconds."""
    return (moment.utcoffset() or timedelta()) // timedelta(seconds=1)


def told(
    name: str, answers: Answers, here: Encounter, overrides: tuple[Override, ...] = ()
) -> Told:
    """Write a screening down as the answers object."""
    hands = here.practitioner
    written: Json = {
        "answers": {
            fact: {"value": None if a.value is None else plain(a.value), "at": a.at.isoformat()}
            for fact, a in answers.by_fact.items()
        },
        "answered_at": here.at.isoformat(),
        "session": here.session,
        "site": asdict(here.site),
        "course": {k: v for k, v in asdict(here.course).items() if v is not None},
        "overrides": [_override(one) for one in overrides],
    }
    if hands is not None:
        written["practitioner"] = {"credentials": sorted(hands.credentials)}
    return Told(name, written, here.at, here.at + SESSION)


def _override(one: Override) -> Json:
    return {
        **asdict(one),
        "at": one.at.isoformat(),
        "until": one.until.isoformat(),
        "zones": list(one.zones),
    }


def by_python(one: Told) -> Json:
    """Say what Python says: the verdict now, the one that holds to the end, the day's questions."""
    protocol = shipped_protocol()
    given = one.given()
    lasting = until_the_end(given.answers, protocol.vocabulary, one.at, one.until)
    try:
        return {
            "now": verdict_of(screen(protocol, given.answers, given.encounter, given.overrides)),
            "lasting": verdict_of(screen(protocol, lasting, given.encounter, given.overrides)),
            "questions": [
                _question(question)
                for question in day_questions(
                    inquiry(), given.answers, given.encounter, one.until, one.asked
                )
            ],
        }
    except ContradictionError as error:
        return {
            "tie": error.implication,
            "fact": error.fact,
            "premises": list(error.premises),
        }


def _question(one: DayQuestion) -> Json:
    return {"fact": one.fact, "urgency": one.urgency.value, "gravest": one.gravest.value}


def verdict_of(verdict: Verdict) -> Json:
    """Write down a verdict as the tablet gives it."""
    techniques = verdict.techniques.items()
    facts = verdict.facts.items()
    return {
        "category": verdict.category.name,
        "allowed": verdict.category.allows_session,
        "phase": verdict.phase,
        "reasons": [_reason(one) for one in verdict.reasons],
        "missing": [_missing(one) for one in verdict.missing],
        "techniques": {name: list(technique.rules) for name, technique in techniques},
        "caps": {"session": verdict.caps.session, "zones": dict(verdict.caps.zones)},
        "excluded": sorted(verdict.excluded_zones),
        "margins": dict(verdict.margins_mm),
        "flags": sorted(verdict.flags),
        "positions": list(verdict.positions),
        "earliest": None if verdict.earliest is None else micros(verdict.earliest),
        "refused": [{"rule": one.rule, "why": one.why} for one in verdict.refused_overrides],
        "assumed": sorted(verdict.assumed),
        "not_asked": list(verdict.not_asked),
        "facts": {name: None if v is None else plain(v) for name, v in facts},
    }


def _reason(one: Reason) -> Json:
    return {
        "rule": one.rule,
        "case": one.case,
        "rank": one.category.value,
        "full": one.full_category.value,
        "scope": one.scope.value,
        "certain": one.certain,
        "because": {name: plain(value) for name, value in one.because.items()},
        "unknown": list(one.unknown),
        "earliest": None if one.earliest is None else micros(one.earliest),
        "overridable": one.may_be_overridden,
        "aside": one.set_aside_by,
    }


def _missing(one: Missing) -> Json:
    assert one.state in (State.MISSING, State.STALE)
    return {"fact": one.fact, "state": one.state.value, "means": one.policy.value}


LOAD = """async (data) => {
  const names = ["answers", "asking", "screen", "precedence", "index"];
  const modules = await Promise.all(names.map((one) => import(`/static/couch/rules/${one}.js`)));
  window.couch = Object.assign({}, ...modules);
  window.rules = window.couch.prepare(data);
}"""
"""Load the modules and the rules into a page of the server."""

JUDGE = """(cases) => {
  const { givenAt, untilTheEnd, dayQuestions, screen } = window.couch;
  const rules = window.rules;
  const verdict = (given) => {
    const { facts, ...found } = screen(rules, given);
    const asked = [...rules.facts.keys()].map((name) => [name, facts[name]]);
    return { ...found, facts: Object.fromEntries(asked) };
  };
  const judged = ({ known, at, until, asked }) => {
    const given = givenAt(known, at);
    try {
      return {
        now: verdict(given),
        lasting: verdict(untilTheEnd(rules, given, until)),
        questions: dayQuestions(rules, given, until, asked),
      };
    } catch ({ why, tie, fact, premises, message, stack }) {
      return tie ? { tie, fact, premises } : { failed: `${message} ${stack}` };
    }
  };
  return JSON.stringify(cases.map(judged));
}"""
"""Give what the tablet says of cases, as `by_python` does."""


def differences(expected: object, found: object, where: str = "") -> list[str]:
    """Name every place in which two JSON values differ, the order of `because` included."""
    if isinstance(expected, dict) and isinstance(found, dict):
        wrong = [
            f"{where}.{key}: {'only in Python' if key in expected else 'only on the tablet'}"
            for key in expected.keys() ^ found.keys()
        ]
        if where.endswith("because") and not wrong and list(expected) != list(found):
            wrong.append(f"{where}: {list(expected)} != {list(found)}")
        for key in expected.keys() & found.keys():
            wrong += differences(expected[key], found[key], f"{where}.{key}")
        return wrong
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = enumerate(zip(expected, found, strict=True))
        return [w for n, (a, b) in pairs for w in differences(a, b, f"{where}[{n}]")]
    same = expected == found and isinstance(expected, bool) == isinstance(found, bool)
    return [] if same else [f"{where}: {expected!r} != {found!r}"]
