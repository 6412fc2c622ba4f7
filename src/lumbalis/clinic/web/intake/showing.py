"""A page of questions as the template needs it: words, choices, what was said before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from lumbalis.clinic.knowledge import protocol, texts
from lumbalis.clinic.services.intake import Asked
from lumbalis.domain.facts import Fact, FactType
from lumbalis.domain.inquiry import denial_of

_SCORE = "{score}"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be tapped."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: `kind` names its template, the rest is what stands on it."""

    kind: str
    title: str
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)
    denial: str = ""
    """The answer that denies all choices, in the fact's own words; empty where there is none."""
    unsure_before: bool = False


def shown(asked: Asked, language: str, sent: QueryDict | None = None) -> Shown:
    """Put a page together; `sent` keeps what was typed where it could not be accepted."""
    question = asked.question
    if question is None:
        msg = "There is no question left to show."
        raise ValueError(msg)
    facts = [protocol().vocabulary.facts[name] for name in question.facts]
    if question.together:
        return _lines(asked, facts, language, sent)
    return _single(facts[0], asked, language, sent)


def _lines(asked: Asked, facts: list[Fact], language: str, sent: QueryDict | None) -> Shown:
    speech = texts(language)
    ticked = set(sent.getlist("line")) if sent else set(_ticked(asked, facts))
    answered = all(fact.id in asked.said for fact in facts)
    return Shown(
        kind="lines",
        title=speech.get("intake", "pages", asked.page or "other"),
        choices=tuple(
            Choice(fact.id, speech.get("intake", "lines", fact.id), fact.id in ticked)
            for fact in facts
        ),
        values={"answered": answered and not ticked},
    )


def _ticked(asked: Asked, facts: list[Fact]) -> Iterator[str]:
    for fact in facts:
        value = asked.said.get(fact.id)
        denial = denial_of(fact)
        denied = (
            sorted(denial) if isinstance(denial, frozenset) else getattr(denial, "value", denial)
        )
        if value is not None and value != denied:
            yield fact.id


def _single(fact: Fact, asked: Asked, language: str, sent: QueryDict | None) -> Shown:
    speech = texts(language)
    short = speech.find("intake", "questions", fact.id)
    said = asked.said.get(fact.id)
    unsure = fact.id in asked.said and said is None
    return Shown(
        kind=_kind(fact),
        title=short or speech.get("facts", fact.id, "patient"),
        hint="" if short else speech.find("facts", fact.id, "help") or "",
        choices=_choices(fact, language, said, sent),
        values=_values(fact, language, said, sent),
        denial=_worded(fact, "none", language) if "none" in fact.values else "",
        unsure_before=unsure,
    )


def _kind(fact: Fact) -> str:
    if fact.unit == _SCORE and fact.type is FactType.INT:
        return "scale"
    kinds = {
        FactType.BOOL: "yes_no",
        FactType.ENUM: "choice",
        FactType.SET: "ticks",
        FactType.DATE: "date",
    }
    return kinds.get(fact.type, "number")


def _choices(fact: Fact, language: str, said: object, sent: QueryDict | None) -> tuple[Choice, ...]:
    match fact.type:
        case FactType.ENUM:
            return tuple(
                Choice(word, _worded(fact, word, language), word == said) for word in fact.values
            )
        case FactType.SET:
            ticked = set(sent.getlist("line")) if sent else _held(said)
            words = [word for word in fact.values if word != "none"]
            return tuple(Choice(w, _worded(fact, w, language), w in ticked) for w in words)
        case FactType.INT if fact.unit == _SCORE:
            steps = range(int(fact.minimum or 0), int(fact.maximum or 0) + 1)
            return tuple(Choice(str(step), str(step), step == said) for step in steps)
        case _:
            return ()


def _held(said: object) -> set[object]:
    return set(said) if isinstance(said, list) else set()


def _worded(fact: Fact, word: str, language: str) -> str:
    text = texts(language).get("facts", fact.id, "values", word)
    return text[:1].upper() + text[1:]


def _values(
    fact: Fact, language: str, said: object, sent: QueryDict | None
) -> Mapping[str, object]:
    match fact.type:
        case FactType.BOOL:
            return {"said": said}
        case FactType.INT | FactType.DECIMAL:
            typed = sent.get("value", "") if sent else said
            return {
                "said": "" if typed is None else typed,
                "low": int(fact.minimum or 0),
                "high": int(fact.maximum or 0),
                "whole": fact.type is FactType.INT,
                "unit": texts(language).find("intake", "units", fact.id) or "",
            }
        case FactType.DATE:
            return {**_date_parts(said, sent), "deniable": fact.none_allowed}
        case FactType.SET:
            return {"denied": said == ["none"]}
        case _:
            return {}


def _date_parts(said: object, sent: QueryDict | None) -> Mapping[str, object]:
    names = ("year", "month", "day")
    if sent:
        return {name: sent.get(name, "") for name in names}
    parts = str(said).split("-") if isinstance(said, str) and said != "none" else ["", "", ""]
    return {**dict(zip(names, parts, strict=True)), "denied": said == "none"}
