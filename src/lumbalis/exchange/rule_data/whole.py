"""The whole screening of a protocol as one JSON object with the hash of its content."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from lumbalis.domain.facts import CONTEXT, Site
from lumbalis.domain.inquiry import prepare
from lumbalis.domain.inquiry.mattering import READ_BY_EVERY_VERDICT
from lumbalis.domain.protocol import Category
from lumbalis.domain.screening.gate import NOT_ORDERED, WRONG_PHASE
from lumbalis.exchange.rule_data import facts, places, rules
from lumbalis.exchange.rule_data.trees import tree

if TYPE_CHECKING:
    from lumbalis.domain.protocol import Protocol

FORMAT: Final = "lumbalis-rules-1"


def rule_data(protocol: Protocol) -> dict[str, object]:
    """Write down everything a screening by this protocol rests on.

    Facts, ties, phases, rules, techniques and zones are lists, in the protocol's order.
    `sha256` names the content and nothing else, so that equal rules have equal names.
    """
    made = {"format": FORMAT, "protocol": _names(protocol), **_content(protocol)}
    text = json.dumps(made, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {**made, "sha256": hashlib.sha256(text.encode()).hexdigest()}


def _names(protocol: Protocol) -> dict[str, object]:
    return {
        "id": protocol.id,
        "version": protocol.version,
        "sha256": protocol.sha256,
        "status": protocol.status,
    }


def _content(protocol: Protocol) -> dict[str, object]:
    vocabulary = protocol.vocabulary
    return {
        "context": sorted(CONTEXT),
        "site": asdict(Site()),
        "categories": [one.name for one in sorted(Category, key=lambda one: one.value)],
        "facts": [facts.fact(one) for one in vocabulary.facts.values()],
        "ties": [facts.tie(one) for one in vocabulary.implications],
        "phases": [{"id": p.phase, "when": tree(p.when.expression)} for p in protocol.phases],
        **_judging(protocol),
        **places.zones(protocol.zones),
    }


def _judging(protocol: Protocol) -> dict[str, object]:
    inquiry = prepare(protocol)
    longest = timedelta(days=protocol.limit("override_valid"))
    return {
        "rules": rules.rules(inquiry),
        "always": sorted(READ_BY_EVERY_VERDICT),
        "overridable": rules.overridable(inquiry),
        "override_us": facts.microseconds(longest),
        "techniques": [places.technique(one) for one in protocol.techniques.values()],
        "gate": [NOT_ORDERED, WRONG_PHASE],
        "ceilings": [places.ceiling(one) for one in protocol.dose.ceilings],
    }
