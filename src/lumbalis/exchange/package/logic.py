"""The rules as Library, PlanDefinition and ActivityDefinition."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha1

from lumbalis.domain.protocol import Case, Protocol, Rule
from lumbalis.exchange.cql.library import LIBRARY
from lumbalis.exchange.package.base import OURS, Tree, canonical, named
from lumbalis.exchange.package.words import PackageWords

_LIBRARY_TYPES = "http://terminology.hl7.org/CodeSystem/library-type"
_PLAN_TYPES = "http://terminology.hl7.org/CodeSystem/plan-definition-type"
PLAN = "LumbalisScreeningPlan"


def library(protocol: Protocol, cql: str, elm: str | None, words: PackageWords) -> Tree:
    """Write the logic library: CQL, and its ELM where a translator was at hand."""
    content: list[Tree] = [{"contentType": "text/cql", "data": _encoded(cql)}]
    if elm is not None:
        content.append(_beside(elm))
    return {
        **named("Library", LIBRARY, words.title, protocol),
        "type": {"coding": [{"system": _LIBRARY_TYPES, "code": "logic-library"}]},
        "content": content,
    }


def _beside(elm: str) -> Tree:
    """Refer to the ELM, which is too long for a resource, with its length and its hash."""
    raw = elm.encode()
    return {
        "contentType": "application/elm+json",
        "url": f"cql/{LIBRARY}.json",
        "size": len(raw),
        "hash": b64encode(sha1(raw, usedforsecurity=False).digest()).decode(),
    }


def _encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


def plan(protocol: Protocol, words: PackageWords) -> Tree:
    """Write the rules as actions, each with its condition in CQL and where it comes from."""
    return {
        **named("PlanDefinition", PLAN, words.title, protocol),
        "type": {"coding": [{"system": _PLAN_TYPES, "code": "eca-rule"}]},
        "library": [canonical("Library", LIBRARY)],
        "action": [
            *(_action(rule, case, words) for rule in protocol.rules for case in rule.cases),
            *(_technique(name, words) for name in protocol.techniques),
        ],
    }


def _action(rule: Rule, case: Case, words: PackageWords) -> Tree:
    action: Tree = {
        "id": f"rule-{case.id}",
        "title": f"{case.id} {words.case_title(case.id)}",
        "description": words.meaning(case.id),
        "textEquivalent": words.sentence(rule, case),
        "code": [{"coding": [{"system": f"{OURS}:category", "code": case.category.name}]}],
        "documentation": [
            {"type": "citation", "label": source, "citation": words.source(source)}
            for source in rule.source
        ],
        "condition": [_condition(f"{case.id} reason")],
    }
    return action


def _technique(name: str, words: PackageWords) -> Tree:
    return {
        "id": f"technique-{name}",
        "title": words.technique(name),
        "condition": [_condition(f"{name} allowed")],
        "definitionCanonical": canonical("ActivityDefinition", name),
    }


def _condition(expression: str) -> Tree:
    written = f'"{expression}"'
    return {"kind": "applicability", "expression": {"language": "text/cql", "expression": written}}


def activities(protocol: Protocol, words: PackageWords) -> list[Tree]:
    """Write what may be done: one activity a technique."""
    return [
        {
            **named("ActivityDefinition", name, words.technique(name), protocol),
            "kind": "ServiceRequest",
            "intent": "proposal",
            "doNotPerform": False,
            "code": {
                "coding": [{"system": f"{OURS}:technique", "code": name}],
                "text": words.technique(name),
            },
        }
        for name in protocol.techniques
    ]
