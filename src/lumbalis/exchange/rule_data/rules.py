"""Rules as plain JSON: what fires each case, and what it changes about a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumbalis.domain.screening.combination import removed_techniques
from lumbalis.domain.screening.release import lasting
from lumbalis.exchange.rule_data.facts import Part, kept, microseconds
from lumbalis.exchange.rule_data.trees import tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lumbalis.domain.inquiry import Inquiry
    from lumbalis.domain.protocol import Case, Modifiers, Release


def rules(inquiry: Inquiry) -> list[Part]:
    """Write down every rule with its cases; `reads` are facts a case needs beside its condition."""
    techniques = tuple(inquiry.protocol.techniques)
    reads = iter(inquiry.cases)
    return [
        {
            "id": rule.id,
            "cases": [_case(case, next(reads).reads, techniques) for case in rule.cases],
        }
        for rule in inquiry.protocol.rules
    ]


def overridable(inquiry: Inquiry) -> dict[str, bool]:
    """Tell of every rule and case whether a physician may set it aside."""
    found: dict[str, bool] = {}
    for rule in inquiry.protocol.rules:
        found.update({case.id: case.overridden is not None for case in rule.cases})
        found[rule.id] = any(case.overridden is not None for case in rule.cases)
    return found


def _case(case: Case, reads: Iterable[str], techniques: Sequence[str]) -> Part:
    aside = case.overridden
    return kept(
        {
            "id": case.id,
            "when": tree(case.when.expression),
            "rank": case.category.value,
            "scope": case.scope.value,
            "modifiers": _modifiers(case.modifiers, techniques),
            "aside": None if aside is None else _modifiers(aside, techniques),
            "reads": sorted(reads),
            **_release(case.release),
        }
    )


def _release(release: Release | None) -> Mapping[str, object]:
    duration = None if release is None else lasting(release)
    if release is None or duration is None:
        return {}
    return {"since": release.since, "after_us": microseconds(duration)}


def _modifiers(modifiers: Modifiers, techniques: Sequence[str]) -> Part:
    return {
        **kept(
            {
                "cap": modifiers.cap,
                "zones_in": modifiers.exclude_zones_in,
                "only_zones_in": modifiers.only_zones_in,
            }
        ),
        "lower_by": modifiers.lower_by,
        "zone_caps": [list(pair) for pair in modifiers.zone_caps.items()],
        "zones": sorted(modifiers.exclude_zones),
        "techniques": sorted(removed_techniques(modifiers, techniques)),
        "margins_mm": [list(pair) for pair in modifiers.margins_mm.items()],
        "flags": sorted(modifiers.flags),
    }
