"""One outcome instrument, from its branch of the parsed file to the domain's object."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeVar

from lumbalis.domain.outcomes.instruments import (
    Code,
    Direction,
    Instrument,
    Items,
    Licence,
    MissingPolicy,
    MissingRule,
    Range,
    Scoring,
    StartBackRule,
    SumToT,
)
from lumbalis.domain.outcomes.thresholds import (
    Amount,
    Band,
    BandSet,
    BaselineLimits,
    Criterion,
    GlobalRating,
    ImportantChange,
    Provenance,
    Recovered,
)
from lumbalis.knowledge.branch import Branch

_CERTAINTIES = ("high", "moderate", "low", "very-low", "expert-opinion")
_STATUSES = ("draft", "unverified", "signed")
_CODE_STATUSES = ("verified", "unverified", "local")
_SOURCE = re.compile(r"R\d{3}|[ACM]\d{2}|V\d{2}b?|[EKS]")
_REQUIRED = (
    *("range", "direction", "items", "scoring", "missing", "band_sets", "licence", "codes"),
    *("source", "certainty", "status"),
)
_OPTIONAL = (
    *("important_change", "global_rating", "recovered", "baseline_limits"),
    *("start_back", "sum_to_t", "facts"),
)
_INHERITED = ("certainty", "status")

_Part = TypeVar("_Part")


def instrument_from(name: str, branch: Branch) -> Instrument:
    """Build one instrument.

    Raises
    ------
    KnowledgeError
        If a key is missing, unknown, of the wrong type or without a source, or if
        the parts contradict each other.
    """
    branch.only(_REQUIRED, _OPTIONAL)
    origin = provenance(branch)
    scoring = branch.choice("scoring", Scoring)
    _need_block(branch, scoring)
    return branch.built(
        lambda: Instrument(
            id=name,
            range=_range(branch.branch("range")),
            direction=branch.choice("direction", Direction),
            items=_items(branch.branch("items")),
            scoring=scoring,
            missing=tuple(_missing(rule, origin) for rule in branch.branches("missing")),
            important_change=_part(branch, "important_change", origin, _important_change),
            global_rating=_part(branch, "global_rating", origin, _global_rating),
            recovered=_part(branch, "recovered", origin, _recovered),
            baseline_limits=_part(branch, "baseline_limits", origin, _baseline_limits),
            band_sets=tuple(_band_set(bands, origin) for bands in branch.branches("band_sets")),
            start_back=_part(branch, "start_back", origin, _start_back),
            sum_to_t=_part(branch, "sum_to_t", origin, _sum_to_t),
            facts=_facts(branch),
            licence=_licence(branch.branch("licence")),
            codes=tuple(_code(code) for code in branch.branches("codes")),
            provenance=origin,
        )
    )


def provenance(branch: Branch, origin: Provenance | None = None) -> Provenance:
    """Read where a block comes from; a source is always its own, the rest may be inherited.

    Raises
    ------
    KnowledgeError
        If the source is missing or is no source id, or certainty or status is unknown.
    """
    certainty = None if origin is None else origin.certainty
    status = None if origin is None else origin.status
    return Provenance(
        source=sources(branch),
        certainty=_one_of(branch, "certainty", _CERTAINTIES, certainty),
        status=_one_of(branch, "status", _STATUSES, status),
    )


def sources(branch: Branch) -> tuple[str, ...]:
    """Read the source ids of a block, in their own order.

    Raises
    ------
    KnowledgeError
        If there is none, or one is not spelt like a source id.
    """
    if not branch.has("source"):
        branch.refuse("source", "is missing", "Name the source; nothing is used without one")
    ids = branch.texts("source")
    for source in ids:
        if not _SOURCE.fullmatch(source):
            branch.refuse("source", f"names {source}, which is no source id", "Correct it")
    return ids


def _one_of(branch: Branch, key: str, known: tuple[str, ...], inherited: str | None) -> str:
    if inherited is not None and not branch.has(key):
        return inherited
    value = branch.text(key)
    if value not in known:
        branch.refuse(key, "is not one of the known values", f"Write one of: {', '.join(known)}")
    return value


def _part(
    branch: Branch, key: str, origin: Provenance, build: Callable[[Branch, Provenance], _Part]
) -> _Part | None:
    """Build an optional block, if it is there, with what it inherits from its instrument."""
    if not branch.has(key):
        return None
    below = branch.branch(key)
    return below.built(lambda: build(below, provenance(below, origin)))


def _need_block(branch: Branch, scoring: Scoring) -> None:
    """Ask for the rule of a method that has one of its own; no other method has a use for it."""
    for method in (Scoring.START_BACK, Scoring.SUM_TO_T):
        key = method.value
        if scoring is method and not branch.has(key):
            branch.refuse(key, "is missing", "Add it; the score cannot be made without it")
        if scoring is not method and branch.has(key):
            branch.refuse(key, "has no use in this scoring", "Remove it or change the scoring")


def _range(branch: Branch) -> Range:
    branch.only(("minimum", "maximum", "whole_numbers", "decimals"))
    return branch.built(
        lambda: Range(
            branch.number("minimum"),
            branch.number("maximum"),
            branch.flag("whole_numbers"),
            branch.whole("decimals"),
        )
    )


def _items(branch: Branch) -> Items:
    branch.only(("at_least", "at_most", "minimum", "maximum"))
    return branch.built(
        lambda: Items(
            branch.whole("at_least"),
            branch.whole("at_most"),
            branch.number("minimum"),
            branch.number("maximum"),
        )
    )


def _missing(branch: Branch, origin: Provenance) -> MissingRule:
    counts = ("warn_above", "refuse_above", "answers_needed", "round_to_decimals")
    branch.only(("policy", "source"), (*counts, *_INHERITED))
    needed = branch.optional("answers_needed", branch.whole)
    return branch.built(
        lambda: MissingRule(
            policy=branch.choice("policy", MissingPolicy),
            warn_above=branch.optional("warn_above", branch.whole),
            refuse_above=branch.optional("refuse_above", branch.whole),
            answers_needed=1 if needed is None else needed,
            round_to_decimals=branch.optional("round_to_decimals", branch.whole),
            provenance=provenance(branch, origin),
        )
    )


def _important_change(branch: Branch, origin: Provenance) -> ImportantChange:
    branch.only(("improvement", "worsening", "responder_by", "source"), _INHERITED)
    return ImportantChange(
        improvement=_amount(branch.branch("improvement")),
        worsening=_amount(branch.branch("worsening")),
        responder_by=branch.choice("responder_by", Criterion),
        provenance=origin,
    )


def _amount(branch: Branch) -> Amount:
    branch.only((), ("absolute", "percent"))
    return branch.built(
        lambda: Amount(
            branch.optional("absolute", branch.number), branch.optional("percent", branch.number)
        )
    )


def _global_rating(branch: Branch, origin: Provenance) -> GlobalRating:
    branch.only(("improved_up_to", "worse_from", "source"), _INHERITED)
    return GlobalRating(branch.number("improved_up_to"), branch.number("worse_from"), origin)


def _recovered(branch: Branch, origin: Provenance) -> Recovered:
    branch.only(("value", "source"), _INHERITED)
    return Recovered(branch.number("value"), origin)


def _baseline_limits(branch: Branch, origin: Provenance) -> BaselineLimits:
    branch.only(("improvement_from", "worsening_up_to", "source"), _INHERITED)
    return BaselineLimits(
        branch.number("improvement_from"), branch.number("worsening_up_to"), origin
    )


def _band_set(branch: Branch, origin: Provenance) -> BandSet:
    branch.only(("id", "bands", "source"), _INHERITED)
    bands = tuple(_band(band) for band in branch.branches("bands"))
    return branch.built(lambda: BandSet(branch.text("id"), bands, provenance(branch, origin)))


def _band(branch: Branch) -> Band:
    branch.only(("lower", "upper", "label"))
    return Band(branch.number("lower"), branch.number("upper"), branch.text("label"))


def _start_back(branch: Branch, origin: Provenance) -> StartBackRule:
    counts = (
        "rated_item",
        "rated_minimum",
        "rated_maximum",
        "rated_positive_from",
        "low_total_up_to",
        "medium_distress_up_to",
    )
    branch.only(("distress_items", *counts, "source"), _INHERITED)
    distress = branch.values("distress_items", lambda place, items: items.whole(place))
    return StartBackRule(
        distress_items=frozenset(distress),
        provenance=origin,
        **{count: branch.whole(count) for count in counts},
    )


def _sum_to_t(branch: Branch, origin: Provenance) -> SumToT:
    branch.only(("first_sum", "t_scores", "source"), _INHERITED)
    scores = branch.values("t_scores", lambda place, items: items.number(place))
    return SumToT(branch.whole("first_sum"), scores, origin)


def _facts(branch: Branch) -> Mapping[str, str]:
    if not branch.has("facts"):
        return MappingProxyType({})
    facts = branch.branch("facts")
    return MappingProxyType({reading: facts.text(reading) for reading in facts.tree})


def _licence(branch: Branch) -> Licence:
    branch.only(("may_ship_items", "needed", "note", "source"))
    return branch.built(
        lambda: Licence(
            branch.flag("may_ship_items"),
            branch.flag("needed"),
            branch.text("note"),
            sources(branch),
        )
    )


def _code(branch: Branch) -> Code:
    branch.only(("system", "code", "of", "status", "source"))
    return Code(
        system=branch.text("system"),
        code=branch.text("code"),
        of=branch.text("of"),
        status=_one_of(branch, "status", _CODE_STATUSES, None),
        source=sources(branch),
    )
