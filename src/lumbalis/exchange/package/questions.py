"""The facts as questionnaires, one for patients and one for clinicians, with their answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lumbalis.domain.expressions import Expression, nodes
from lumbalis.domain.facts import Fact, FactType, Implication
from lumbalis.domain.protocol import Protocol
from lumbalis.exchange.fhir.units import UCUM
from lumbalis.exchange.package.base import Tree, canonical, named
from lumbalis.exchange.package.words import PackageWords

_ITEM_TYPES = {
    FactType.BOOL: "boolean",
    FactType.INT: "integer",
    FactType.DECIMAL: "decimal",
    FactType.ENUM: "choice",
    FactType.SET: "choice",
    FactType.DATE: "date",
}
_UNIT = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit"
_LEAST = "http://hl7.org/fhir/StructureDefinition/minValue"
_MOST = "http://hl7.org/fhir/StructureDefinition/maxValue"


def questionnaires(protocol: Protocol, words: PackageWords) -> list[Tree]:
    """Write both questionnaires; their link ids are the facts' ids."""
    return [_questionnaire(who, protocol, words) for who in ("patient", "clinician")]


def _questionnaire(who: str, protocol: Protocol, words: PackageWords) -> Tree:
    asked = [f for f in protocol.vocabulary.facts.values() if _is_asked(f, who)]
    groups = dict.fromkeys(fact.group for fact in asked)
    title = words.questionnaire(who)
    return {
        **named("Questionnaire", f"lumbalis-{who}", title, protocol),
        "subjectType": ["Patient"],
        "item": [
            {
                "linkId": f"group-{group}",
                "type": "group",
                "text": words.group(group),
                "item": [
                    _item(fact, who, protocol, words, asked)
                    for fact in asked
                    if fact.group == group
                ],
            }
            for group in groups
        ],
    }


def _is_asked(fact: Fact, who: str) -> bool:
    by_patient = "patient" in fact.asked_of
    return by_patient if who == "patient" else any(one != "patient" for one in fact.asked_of)


def _item(
    fact: Fact, who: str, protocol: Protocol, words: PackageWords, asked: Sequence[Fact]
) -> Tree:
    item: Tree = {
        "linkId": fact.id,
        "type": _ITEM_TYPES[fact.type],
        "text": words.question(fact.id, who),
        "required": False,
    }
    extensions = list(_extensions(fact))
    if extensions:
        item["extension"] = extensions
    if fact.values:
        item["answerValueSet"] = canonical("ValueSet", value_set_name(fact))
        item["repeats"] = fact.type is FactType.SET
    enabled = list(_enabled(fact, protocol.vocabulary.implications, {one.id for one in asked}))
    if enabled:
        item |= {"enableWhen": enabled, "enableBehavior": "all"}
    return item


def _extensions(fact: Fact) -> Iterator[Tree]:
    """Give unit and range of a number."""
    key = "valueInteger" if fact.type is FactType.INT else "valueDecimal"
    for url, limit in ((_LEAST, fact.minimum), (_MOST, fact.maximum)):
        if limit is not None:
            yield {"url": url, key: int(limit) if fact.type is FactType.INT else limit}
    if fact.unit is not None and not fact.unit.startswith("{"):
        yield {"url": _UNIT, "valueCoding": {"system": UCUM, "code": fact.unit}}


def _enabled(fact: Fact, ties: Sequence[Implication], asked: set[str]) -> Iterator[Tree]:
    """Leave a question out where another answer settles it.

    Two questions that settle each other would hide each other; only the earlier one does.
    """
    for tie in ties:
        premise = _premise(tie.when.expression)
        if tie.fact != fact.id or premise is None:
            continue
        other, settles = premise
        mutual = any(t.fact == other and _reads(t, fact.id) for t in ties)
        if other in asked and not mutual:
            yield {"question": other, "operator": "=", "answerBoolean": not settles}


def _premise(expression: Expression) -> tuple[str, bool] | None:
    """Give the yes/no fact and the answer a tie rests on, where it rests on one alone."""
    match expression:
        case nodes.Flag(name):
            return name, True
        case nodes.Not(nodes.Flag(name)):
            return name, False
        case _:
            return None


def _reads(tie: Implication, name: str) -> bool:
    return name in nodes.facts_read(tie.when.expression)


def value_set_name(fact: Fact) -> str:
    """Name the value set of a fact."""
    return f"answers-{fact.id}"


def value_sets(protocol: Protocol, words: PackageWords) -> list[Tree]:
    """Write the words of every fact that has some: a code system and the set of all its codes."""
    worded = [fact for fact in protocol.vocabulary.facts.values() if fact.values]
    return [tree for fact in worded for tree in _words_of(fact, protocol, words)]


def _words_of(fact: Fact, protocol: Protocol, words: PackageWords) -> Iterator[Tree]:
    name, label = value_set_name(fact), words.label(fact.id)
    concepts = [{"code": one, "display": words.answer(fact.id, one)} for one in fact.values]
    yield {
        **named("CodeSystem", name, label, protocol),
        "caseSensitive": True,
        "content": "complete",
        "count": len(concepts),
        "concept": concepts,
    }
    include = [{"system": canonical("CodeSystem", name)}]
    yield {**named("ValueSet", name, label, protocol), "compose": {"include": include}}
