"""Questions as form fields: three-valued, with unit and range, and what was typed into them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.services.office import Known
from lumbalis.domain.facts import Fact, FactType, accept
from lumbalis.domain.facts.acceptance import AnswerError
from lumbalis.knowledge.texts import Texts
from lumbalis.knowledge.wording import answer, label_of, word_of

UNKNOWN, YES, NO, NONE = "unknown", "yes", "no", "none"
_CHOICES = {FactType.BOOL: "choice", FactType.ENUM: "choice", FactType.SET: "several"}
_NUMBERS = frozenset({FactType.INT, FactType.DECIMAL})
_DOTTED = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})\Z", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,9}\Z", re.ASCII)
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Field:
    """A question as the page shows it; `kind` is choice, several, number or date."""

    fact: str
    kind: str
    label: str
    question: str
    options: tuple[Option, ...]
    typed: str
    unit: str
    span: str
    unknown: bool
    none: bool
    none_allowed: bool
    held: Known | None
    held_text: str
    held_by: str
    confidential: bool
    error: str = ""
    theirs: str = ""
    """What somebody else answered meanwhile, where that stands against this."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form sent: raw values by fact, and the facts whose words mean nothing."""

    values: Mapping[str, object]
    wrong: frozenset[str]


def read(facts: Iterable[Fact], data: QueryDict) -> Typed:
    """Read what was sent about some facts; a question left blank is not answered at all."""
    values: dict[str, object] = {}
    wrong: set[str] = set()
    for fact in facts:
        try:
            given, raw = _read(fact, data)
        except ValueError:
            wrong.add(fact.id)
            continue
        if given:
            values[fact.id] = raw
    return Typed(values, frozenset(wrong))


def _read(fact: Fact, data: QueryDict) -> tuple[bool, object]:
    """Give whether a question was answered, and how.

    Raises
    ------
    ValueError
        If what was typed is no number or no date.
    """
    sent = [one.strip() for one in data.getlist(f"f-{fact.id}") if one.strip()]
    aside = data.get(f"u-{fact.id}", "")
    if UNKNOWN in (aside, *sent):
        return True, None
    if aside == NONE:
        return True, NONE
    if not sent:
        return False, None
    if fact.type is FactType.SET:
        return True, list(dict.fromkeys(sent))
    return True, _single(fact, sent[0])


def _single(fact: Fact, text: str) -> object:
    match fact.type:
        case FactType.BOOL:
            return {YES: True, NO: False}.get(text, text)
        case FactType.INT | FactType.DECIMAL:
            return _number(fact, text)
        case FactType.DATE:
            return _date(text)
        case _:
            return text


def _number(fact: Fact, text: str) -> int | float:
    bare = text.replace("\N{NO-BREAK SPACE}", "").replace(" ", "").replace(",", ".")
    if len(bare) > _LONGEST:
        raise ValueError(bare)
    if fact.type is FactType.INT:
        if not _WHOLE.match(bare):
            raise ValueError(bare)
        return int(bare)
    number = float(bare)
    if not math.isfinite(number):
        raise ValueError(bare)
    return number


def _date(text: str) -> str:
    dotted = _DOTTED.match(text)
    if dotted:
        text = f"{dotted[3]}-{int(dotted[2]):02d}-{int(dotted[1]):02d}"
    return date.fromisoformat(text).isoformat()


def fields(
    facts: Iterable[Fact], held: Mapping[str, Known], today: date, texts: Texts
) -> tuple[Field, ...]:
    """Show questions with the answers that count now."""
    return tuple(_field(fact, held.get(fact.id), today, texts) for fact in facts)


def retyped(given: Iterable[Field], data: QueryDict) -> tuple[Field, ...]:
    """Show questions as they were filled in, so that nothing is lost."""
    return tuple(_retyped(field, data) for field in given)


def with_errors(
    given: Iterable[Field], errors: Mapping[str, str], theirs: Mapping[str, str] | None = None
) -> tuple[Field, ...]:
    """Write what is wrong at the fields it is about."""
    beside = theirs or {}
    return tuple(
        replace(one, error=errors.get(one.fact, ""), theirs=beside.get(one.fact, ""))
        for one in given
    )


def _retyped(field: Field, data: QueryDict) -> Field:
    sent = data.getlist(f"f-{field.fact}")
    aside = data.get(f"u-{field.fact}", "")
    options = tuple(replace(option, chosen=option.value in sent) for option in field.options)
    return replace(
        field,
        options=options,
        typed=sent[0][:_LONGEST] if sent and not field.options else "",
        unknown=UNKNOWN in (aside, *sent),
        none=aside == NONE,
    )


def _field(fact: Fact, held: Known | None, today: date, texts: Texts) -> Field:
    current = None if held is None or held.stale else held
    raw = current.value if current else None
    numbered = fact.type in _NUMBERS
    return Field(
        fact=fact.id,
        kind=_CHOICES.get(fact.type, "number" if numbered else "date"),
        label=label_of(fact.id, texts),
        question=texts.get("facts", fact.id, "clinician"),
        options=_options(fact, raw, texts),
        typed="" if raw in (None, NONE) or fact.type in _CHOICES else _typed(raw, texts),
        unit=_unit(fact, texts),
        span=_span(fact, texts),
        unknown=current is not None and raw is None,
        none=raw == NONE and fact.type is FactType.DATE,
        none_allowed=fact.none_allowed,
        held=held,
        held_text=shown(fact, held.value, today, texts) if held else "",
        held_by=author(held.by, texts.language) if held else "",
        confidential=fact.private,
    )


def author(kind: str, language: str) -> str:
    """Say who gave an answer."""
    key = f"verdicts.authors.{kind}"
    return wording.say(language, key) if wording.has(language, key) else kind


def shown(fact: Fact, raw: object, today: date, texts: Texts) -> str:
    """Say a kept answer in words."""
    try:
        value = accept(fact, raw, today)
    except AnswerError:
        value = None
    if value is None:
        return wording.say(texts.language, "verdicts.unknown")
    return answer(fact.id, value, protocol().vocabulary, texts)


def _options(fact: Fact, raw: object, texts: Texts) -> tuple[Option, ...]:
    if fact.type is FactType.BOOL:
        words = ((YES, True), (NO, False))
        return tuple(
            Option(word, texts.get("interface", "answer", word), chosen=raw is value)
            for word, value in words
        )
    chosen = raw if isinstance(raw, list) else [raw]
    return tuple(
        Option(word, word_of(fact.id, word, texts), chosen=word in chosen)
        for word in (fact.values if fact.type in _CHOICES else ())
    )


def _typed(raw: object, texts: Texts) -> str:
    return texts.value(raw) if isinstance(raw, int | float) else str(raw)


def _unit(fact: Fact, texts: Texts) -> str:
    if fact.type not in _NUMBERS or fact.unit in (None, "{count}", "{score}"):
        return ""
    return texts.quantity(0, fact.unit or "", "short").replace("0", "").strip("\N{NO-BREAK SPACE} ")


def _span(fact: Fact, texts: Texts) -> str:
    if fact.minimum is None or fact.maximum is None:
        return ""
    return f"{texts.value(fact.minimum)}–{texts.value(fact.maximum)}"
