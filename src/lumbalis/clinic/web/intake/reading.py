"""What was sent back from a page: the raw answers of its facts, or what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core import signing
from django.http import QueryDict

from lumbalis.clinic.knowledge import protocol
from lumbalis.domain.expressions import NoDate
from lumbalis.domain.facts import AnswerError, Fact, FactType, accept
from lumbalis.domain.inquiry import Question, denial_of

_SALT = "lumbalis.intake.page"
NONE, SOME, UNSURE = "none", "some", "unsure"
_BOOLEANS: Mapping[str, bool] = {"yes": True, "no": False}
_LONGEST_NUMBER = 8


@dataclass(frozen=True, slots=True)
class Said:
    """What was said: raw values by fact, and the facts to be asked one at a time."""

    values: Mapping[str, object]
    apart: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, as a key of the words, with the values it names."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


def sign_page(invitation: object, facts: Iterable[str]) -> str:
    """Sign which facts a page asks of whom; a page with other facts is not accepted."""
    return signing.dumps([str(invitation), list(facts)], salt=_SALT)


def signed_page(invitation: object, raw: str) -> Question | None:
    """Give the page that was sent back, or None if it was not ours or is another patient's."""
    try:
        whose, facts = signing.loads(raw, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Question(tuple(facts)) if whose == str(invitation) else None


def read(question: Question, sent: QueryDict, today: date) -> Said | Fault:
    """Read what was sent for a page."""
    facts = [protocol().vocabulary.facts[name] for name in question.facts]
    if question.together:
        return _lines(facts, sent)
    return _single(facts[0], sent, today)


def _lines(facts: list[Fact], sent: QueryDict) -> Said | Fault:
    names = {fact.id for fact in facts}
    ticked = set(sent.getlist("line"))
    act = sent.get("act")
    if not ticked <= names or act not in (NONE, SOME, UNSURE):
        return Fault("faults.not_ours")
    if act == NONE and ticked:
        return Fault("faults.ticked_and_none")
    if act == SOME and not ticked:
        return Fault("faults.nothing_ticked")
    yes = {fact.id: True for fact in facts if fact.id in ticked and fact.type is FactType.BOOL}
    apart = ticked - yes.keys()
    if act == UNSURE:
        return Said(yes, frozenset(names - yes.keys()))
    no = {fact.id: _raw_denial(fact) for fact in facts if fact.id not in ticked}
    return Said({**yes, **no}, frozenset(apart))


def _raw_denial(fact: Fact) -> object:
    denial = denial_of(fact)
    if isinstance(denial, NoDate):
        return denial.value
    return sorted(denial) if isinstance(denial, frozenset) else denial


def _single(fact: Fact, sent: QueryDict, today: date) -> Said | Fault:
    if sent.get("act") == UNSURE:
        return Said({fact.id: None})
    raw = _raw(fact, sent)
    if isinstance(raw, Fault):
        return raw
    try:
        accept(fact, raw, today)
    except AnswerError:
        return _fault(fact)
    return Said({fact.id: raw})


def _raw(fact: Fact, sent: QueryDict) -> object | Fault:
    match fact.type:
        case FactType.BOOL:
            return _BOOLEANS.get(sent.get("value", ""), Fault("faults.choose"))
        case FactType.ENUM:
            return sent.get("value") or Fault("faults.choose")
        case FactType.INT | FactType.DECIMAL:
            return _number(fact, sent.get("value", ""))
        case FactType.SET:
            return _set(fact, sent)
        case FactType.DATE:
            return _date(fact, sent)


def _number(fact: Fact, text: str) -> object | Fault:
    plain = text.strip().replace(",", ".")
    if not plain:
        return Fault("faults.empty")
    try:
        number = float(plain) if len(plain) <= _LONGEST_NUMBER else None
    except ValueError:
        number = None
    if number is None:
        return _fault(fact)
    whole = fact.type is FactType.INT
    return int(number) if whole and number.is_integer() else number


def _set(fact: Fact, sent: QueryDict) -> object | Fault:
    ticked = sorted(set(sent.getlist("line")))
    act = sent.get("act")
    if act == "all":
        return list(fact.values)
    if act == NONE:
        return ["none"] if not ticked else Fault("faults.ticked_and_none")
    return ticked or Fault("faults.nothing_ticked")


def _date(fact: Fact, sent: QueryDict) -> object | Fault:
    if sent.get("act") == NONE and fact.none_allowed:
        return "none"
    found = read_date(sent)
    return found.isoformat() if found else Fault("faults.date")


def read_date(sent: QueryDict) -> date | None:
    """Read the three fields of a date."""
    parts = [sent.get(part, "").strip() for part in ("year", "month", "day")]
    if not all(part.isascii() and part.isdigit() and len(part) <= len("2026") for part in parts):
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        return None


def _fault(fact: Fact) -> Fault:
    match fact.type:
        case FactType.INT | FactType.DECIMAL:
            key = "faults.whole_range" if fact.type is FactType.INT else "faults.range"
            return Fault(key, {"low": _plain(fact.minimum), "high": _plain(fact.maximum)})
        case FactType.DATE:
            return Fault("faults.date_future")
        case _:
            return Fault("faults.choose")


def _plain(number: float | None) -> object:
    return int(number) if number is not None and number == int(number) else number
