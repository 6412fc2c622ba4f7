"""A verdict as the JSON object other programs rely on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from lumbalis.domain.expressions import NoDate, Value

if TYPE_CHECKING:
    from lumbalis.domain.screening import Missing, Reason, Verdict


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """The words of a verdict in one language: a case's title, and what ends it (or None)."""

    title: Callable[[str], str]
    release: Callable[[str], str | None]


def verdict_object(verdict: Verdict, words: VerdictWords) -> dict[str, object]:
    """Turn a verdict into plain JSON values; keys keep this order."""
    return {
        "protocol": {
            "id": verdict.protocol_id,
            "version": verdict.protocol_version,
            "sha256": verdict.protocol_sha256,
            "status": verdict.protocol_status,
        },
        "at": verdict.at.isoformat(),
        "session": verdict.session,
        "category": verdict.category.name,
        "phase": verdict.phase,
        "reasons": [_reason(reason, words) for reason in verdict.reasons],
        "missing": [_missing(item) for item in verdict.missing],
        "caps": {"session": verdict.caps.session, "zones": dict(verdict.caps.zones)},
        "excluded_zones": sorted(verdict.excluded_zones),
        "techniques": {
            name: {"allowed": True}
            if technique.allowed
            else {"allowed": False, "rules": list(technique.rules)}
            for name, technique in verdict.techniques.items()
        },
        "margins_mm": dict(sorted(verdict.margins_mm.items())),
        "positions": list(verdict.positions),
        "flags": sorted(verdict.flags),
        "assumed": {name: plain(value) for name, value in sorted(verdict.assumed.items())},
        "not_asked": list(verdict.not_asked),
        "refused_overrides": [
            {"rule": refused.rule, "why": refused.why} for refused in verdict.refused_overrides
        ],
        "earliest": None if verdict.earliest is None else verdict.earliest.isoformat(),
    }


def _reason(reason: Reason, words: VerdictWords) -> dict[str, object]:
    entry: dict[str, object] = {
        "rule": reason.rule,
        "case": reason.case,
        "category": reason.category.name,
        "title": words.title(reason.case),
        "because": {name: plain(value) for name, value in reason.because.items()},
    }
    if not reason.certain:
        entry["unknown"] = list(reason.unknown)
        entry["if_confirmed"] = reason.full_category.name
    if reason.scope.value != "session":
        entry["scope"] = reason.scope.value
    if reason.set_aside_by is not None:
        entry["set_aside_by"] = reason.set_aside_by
    release = words.release(reason.case)
    if release is not None:
        entry["release"] = release
    if reason.earliest is not None:
        entry["earliest"] = reason.earliest.isoformat()
    entry |= {
        "override": "physician" if reason.may_be_overridden else "never",
        "source": list(reason.source),
        "status": reason.status,
    }
    return entry


def _missing(item: Missing) -> dict[str, object]:
    return {
        "fact": item.fact,
        "state": item.state.value,
        "means": item.policy.value,
        "ask": list(item.asked_of),
    }


def plain(value: Value) -> object:
    """Turn an answer into a JSON value: sets as sorted lists, dates as YYYY-MM-DD."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, NoDate):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
