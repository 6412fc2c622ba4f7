"""Questionnaire responses whose questions are our facts: linkId is the fact's id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lumbalis.domain.facts import Fact, FactType
from lumbalis.exchange.answers import accepted
from lumbalis.exchange.errors import show_name
from lumbalis.exchange.fhir.concepts import word
from lumbalis.exchange.fhir.merging import Given
from lumbalis.exchange.fhir.moments import later_than_screening
from lumbalis.exchange.fhir.observations import in_unit
from lumbalis.exchange.fhir.references import reference_under
from lumbalis.exchange.fhir.report import Noted, Why

if TYPE_CHECKING:
    from datetime import datetime

    from lumbalis.exchange.fhir.claiming import Setting
    from lumbalis.exchange.fields import Fields

_KIND = "QuestionnaireResponse"
_USED = ("completed", "amended")
_NOT_USED = ("in-progress", "entered-in-error", "stopped")
_UNKNOWN_CODES = ("unknown", "asked-unknown", "asked-declined", "not-asked", "temp-unknown", "UNK")
_VALUES = (
    "valueBoolean",
    "valueInteger",
    "valueDecimal",
    "valueDate",
    "valueString",
    "valueCoding",
    "valueQuantity",
)
_CLINICIANS = ("Practitioner/", "PractitionerRole/")
_NO_ANSWER = object()


def questionnaire_response(fields: Fields, setting: Setting) -> Iterator[Given | Noted]:
    """Read the answers of one response, at any depth.

    Raises
    ------
    InputError
        If a question of ours is answered twice, without a time, or with a value that
        cannot be its answer.
    """
    status = word(fields, "status", (*_USED, *_NOT_USED))
    if status not in _USED:
        why = Why.ENTERED_IN_ERROR if status == "entered-in-error" else Why.NOT_FINAL
        yield Noted(why, _KIND)
        return
    seen: set[str] = set()
    for item in _items(fields):
        link = item.text("linkId")
        if not item.items("answer"):
            continue
        fact = setting.vocabulary.facts.get(link)
        if fact is None:
            yield Noted(Why.UNKNOWN_QUESTION, _KIND, code=show_name(link))
            continue
        if link in seen:
            item.refuse("linkId", f"{link} stands twice", "keep one of the two")
        seen.add(link)
        yield _given(item, fact, fields, setting)


def _items(fields: Fields) -> Iterator[Fields]:
    """Walk through all items in the order of the file."""
    waiting = list(reversed(fields.each("item")))
    while waiting:
        item = waiting.pop()
        yield item
        nested = [*item.each("item")]
        for answer in item.each("answer"):
            nested.extend(answer.each("item"))
        waiting.extend(reversed(nested))


def _given(item: Fields, fact: Fact, whole: Fields, setting: Setting) -> Given:
    author = reference_under(whole, "author") or ""
    clinician = any(f"/{kind}" in f"/{author}" for kind in _CLINICIANS)
    return Given(
        fact=fact.id,
        value=accepted(fact, _raw(item, fact), setting.at, item.place("answer")),
        at=_authored(whole, setting.at),
        by="clinician" if clinician else "questionnaire",
        clinician=clinician,
        where=f"{item.file}, {item.path}",
    )


def _authored(whole: Fields, at: datetime) -> datetime:
    authored = whole.moment("authored")
    if authored > at:
        raise later_than_screening(whole, "authored")
    return authored


def _raw(item: Fields, fact: Fact) -> object:
    """Read the answers of an item as one raw value; None where nobody knows."""
    values = [_answer(answer, fact) for answer in item.each("answer")]
    if fact.type is not FactType.SET and len(values) > 1:
        item.refuse("answer", "holds more than one answer", "keep the right one")
    if any(value in (_NO_ANSWER, "unknown") for value in values):
        return None
    return values if fact.type is FactType.SET else values[0]


def _answer(answer: Fields, fact: Fact) -> object:
    kinds = [key for key in answer.tree if key.startswith("value")]
    unread = [key for key in kinds if key not in _VALUES]
    if unread or len(kinds) > 1:
        what_to_do = f"use one of {', '.join(_VALUES)}"
        answer.refuse("value", f"is of a type that {fact.id} cannot have", what_to_do)
    if not kinds or not answer.has(kinds[0]):
        return _NO_ANSWER
    return _plain(answer, kinds[0], fact)


def _plain(answer: Fields, key: str, fact: Fact) -> object:
    if key == "valueQuantity":
        number: object = in_unit(answer.below(key), fact)
    elif key == "valueCoding":
        coding = answer.below(key)
        code = coding.text("code") if coding.has("code") else None
        return _NO_ANSWER if code is None or code in _UNKNOWN_CODES else code
    else:
        number = answer.tree[key]
    if fact.type is FactType.INT and isinstance(number, float) and number.is_integer():
        return int(number)
    return number
