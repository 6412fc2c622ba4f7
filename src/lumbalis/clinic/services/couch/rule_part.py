"""What a tablet judges by: the rules as data, the words of its questions, what is known already."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from lumbalis.clinic.knowledge import protocol, texts, workplace
from lumbalis.clinic.services.answers import answers_object, screening_input
from lumbalis.domain.inquiry import answered_at_the_couch
from lumbalis.exchange.rule_data import known_data, rule_data

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lumbalis.clinic.records.models import Patient
    from lumbalis.clinic.services.couch.packs import Wanted
    from lumbalis.domain.facts import Fact
    from lumbalis.knowledge.texts import Texts

_PATIENT = "patient"
_AT_THE_COUCH = ("patient", "therapist")
_PARTS = ("name", "sentence")


def screening(wanted: Wanted) -> dict[str, object]:
    """Give the whole screening: `rules` as data, and in words what is asked and why it says no."""
    return rules_and_words(wanted.language)


def rules_and_words(language: str) -> dict[str, object]:
    """Give the running protocol's rules with the words of a language; made once for both."""
    return {"rules": _rules(protocol().sha256), **_words(protocol().sha256, language)}


def known_of(
    wanted: Wanted, patient: Patient, session: int, credentials: Sequence[str]
) -> dict[str, object]:
    """Give what is known of somebody at this moment, as a tablet screens it."""
    at = wanted.by.at
    written = answers_object(patient, at, session=session, credentials=credentials)
    given = screening_input(written, at)
    return {**known_data(given), "offset": _offset(given.encounter.at)}


def _offset(at: datetime) -> int:
    gap = at.utcoffset()
    return 0 if gap is None else int(gap.total_seconds())


@lru_cache(maxsize=2)
def _rules(_sha256: str) -> dict[str, object]:
    return rule_data(protocol())


@lru_cache(maxsize=8)
def _words(_sha256: str, language: str) -> dict[str, object]:
    known = texts(language)
    facts = protocol().vocabulary.facts.values()
    asked = {one.id: _asked(one, known) for one in facts if answered_at_the_couch(one)}
    title = workplace(language).verdict_words.title
    cases = {case: title(case) for case in _cases()}
    categories = {
        one: {part: known.get("screening", "categories", one, part) for part in _PARTS}
        for one in known.keys("screening", "categories")
    }
    return {"asks": asked, "cases": cases, "categories": categories}


def _cases() -> list[str]:
    return [case.id for rule in protocol().rules for case in rule.cases]


def _asked(fact: Fact, known: Texts) -> dict[str, object]:
    """Give a question in the words of whoever answers it first: the patient or the therapist."""
    first = next(one for one in fact.asked_of if one in _AT_THE_COUCH)
    who = _PATIENT if first == _PATIENT else "clinician"
    values = {one: known.get("facts", fact.id, "values", one) for one in fact.values}
    unit = None if fact.unit is None else known.get("units", fact.unit, "short", n="").strip()
    return {
        "who": who,
        "ask": known.get("facts", fact.id, who),
        "label": known.get("facts", fact.id, "label"),
        "line": known.find("intake", "lines", fact.id) or known.get("facts", fact.id, "label"),
        **({"values": values} if values else {}),
        **({"unit": unit} if unit else {}),
    }
