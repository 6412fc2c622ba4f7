"""Patients that could exist: the ordinary one with a handful of answers drawn anew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import assume
from hypothesis import strategies as st

from lumbalis.domain.expressions import NO_DATE, Value
from lumbalis.domain.facts import (
    CREDENTIALS,
    Answer,
    Answers,
    ContradictionError,
    CourseSoFar,
    Encounter,
    Fact,
    FactType,
    Practitioner,
    Site,
    understand,
)
from lumbalis.domain.screening import Override
from patients import ANSWERED, AT, ordinary_values
from protocols import shipped_protocol

VOCABULARY = shipped_protocol().vocabulary

_TELLING_DAYS = (0, 4, 5, 6, 7, 8, 30, 31, 365, 366)
FACTS = tuple(VOCABULARY.facts.values())


def values_of(fact: Fact) -> st.SearchStrategy[Value]:
    """Draw any answer the fact accepts."""
    match fact.type:
        case FactType.BOOL:
            return st.booleans()
        case FactType.INT:
            return st.integers(int(fact.minimum or 0), int(fact.maximum or 0))
        case FactType.DECIMAL:
            return st.floats(fact.minimum, fact.maximum).map(lambda x: round(x, 1))
        case FactType.ENUM:
            return st.sampled_from(fact.values)
        case FactType.SET:
            words = st.frozensets(st.sampled_from([v for v in fact.values if v != "none"]))
            empty = frozenset({"none"}) if "none" in fact.values else frozenset[str]()
            return words.map(lambda held: held or empty)
        case FactType.DATE:
            days = st.integers(0, 400).map(lambda days: AT.date() - timedelta(days=days))
            return st.one_of(st.just(NO_DATE), days) if fact.none_allowed else days


def is_consistent(given: Answers) -> bool:
    """Tell whether the answers can all be true."""
    try:
        understand(given, VOCABULARY, Encounter(at=AT))
    except ContradictionError:
        return False
    return True


@st.composite
def answers(draw: st.DrawFn, most_changes: int = 8) -> Answers:
    """Draw consistent answers; some facts stay unanswered."""
    values = dict(ordinary_values(VOCABULARY))
    for fact in draw(st.lists(st.sampled_from(FACTS), max_size=most_changes, unique=True)):
        values[fact.id] = draw(values_of(fact))
    for fact in draw(st.lists(st.sampled_from(FACTS), max_size=2, unique=True)):
        values.pop(fact.id, None)
    drawn = Answers({name: Answer(value, ANSWERED) for name, value in values.items()})
    assume(is_consistent(drawn))
    return drawn


@st.composite
def encounters(draw: st.DrawFn) -> Encounter:
    """Draw circumstances: session, hands, house and course."""
    credentials = draw(st.frozensets(st.sampled_from(CREDENTIALS), min_size=4))
    return Encounter(
        at=AT,
        session=draw(st.integers(1, 15)),
        practitioner=Practitioner(credentials | {"medical_education", "massage"}),
        site=Site(
            imaging_policy=draw(st.sampled_from(["seed_strict", "guideline"])),
            fire_cupping_enabled=draw(st.booleans()),
        ),
        course=CourseSoFar(
            sessions_done=draw(st.none() | st.integers(0, 15)),
            pain_change_percent=draw(st.none() | st.integers(-100, 100)),
            serious_adverse_event=draw(st.sampled_from([None, False, True])),
        ),
    )


def aged(given: Answers, fact: Fact, by: timedelta) -> Answers:
    """Make one answer older."""
    answer = given.by_fact[fact.id]
    older = replace(answer, at=answer.at - by)
    return Answers({**given.by_fact, fact.id: older})


def telling_values(fact: Fact) -> list[Value]:
    """List every word of a fact, or the numbers around each limit compared in its unit."""
    match fact.type:
        case FactType.BOOL:
            return [False, True]
        case FactType.ENUM:
            return list(fact.values)
        case FactType.SET:
            return [frozenset({word}) for word in fact.values]
        case FactType.DATE:
            return [
                AT.date() - timedelta(days=days) for days in (0, 4, 5, 6, 7, 8, 30, 31, 365, 366)
            ]
        case _:
            limits = {x.value for x in shipped_protocol().limits.values() if x.unit == fact.unit}
            around = {limit + step for limit in limits for step in (-1, -0.1, 0, 0.1, 1)}
            low, high = fact.minimum or 0, fact.maximum or 0
            inside = [n for n in around | {low, high} if low <= n <= high]
            return [int(n) if fact.type is FactType.INT else n for n in inside]


_BENT: dict[str, st.SearchStrategy[Value]] = {
    "age_years": st.integers(18, 95),
    "severity": st.sampled_from(["mild", "moderate", "high"]),
    "nrs_rest": st.integers(0, 6),
    "nrs_move": st.integers(0, 6),
    "analgesic_last_8h": st.sampled_from(["none", "nsaid", "opioid"]),
    "skin_break_sites": st.sampled_from(
        [frozenset({word}) for word in ("knee", "lower_leg", "lower_leg_left", "thoracic")]
    ),
    "moles_lumbar": st.just(value=True),
    "menstruation_heavy_now": st.booleans(),
    "allergies": st.sampled_from([frozenset({w}) for w in ("oils", "bee_products", "other")]),
    "last_meal_hours": st.sampled_from([1.5, 1.9, 2.0, 6.0]),
    "diabetes_neuropathy": st.booleans(),
    "varicose_veins": st.sampled_from(["mild", "pronounced", "trophic_changes"]),
    "renal_disease": st.sampled_from(["stones", "single_or_transplant", "other"]),
    "easy_bruising": st.booleans(),
    "sunburn": st.booleans(),
    "can_lie_prone": st.booleans(),
    "spine_regions_affected": st.just(frozenset({"cervical", "lumbar"})),
    "leg_pain": st.just(value=True),
    "leg_side": st.sampled_from(["left", "right", "both"]),
    "consent_zones": st.frozensets(
        st.sampled_from(["sacral", "gluteal", "thigh", "knee", "lower_leg", "thoracic"])
    ).map(lambda words: words | {"lumbar"}),
    "leg_pain_below_knee": st.booleans(),
    "anticoagulant": st.sampled_from(["none", "antiplatelet", "doac"]),
    "osteoporosis": st.booleans(),
    "thrombophilia": st.booleans(),
    "bleeding_disorder": st.booleans(),
    "pregnancy": st.sampled_from(["no", "t1", "t3"]),
}
_SET_ASIDE = ("X13", "X16", "X06", "S12", "X17", "X19", "S33")
_METHODS = ("oil", "warming_agent", "honey", "cupping_silicone", "cupping_glass", "acupressure",
            "device", "reflex_segmental")  # fmt: skip
REMISSION: dict[str, Value] = {
    "nrs_rest": 0,
    "nrs_move": 1,
    "symptom_free_days": 30,
    "phase_physician": "remission",
}


@dataclass(frozen=True)
class Case:
    """Answers and circumstances of somebody who may well be massaged."""

    answers: Answers
    encounter: Encounter
    overrides: tuple[Override, ...]


@st.composite
def suitable_cases(draw: st.DrawFn) -> Case:
    """Draw people with every kind of precaution; physicians have set aside what they may."""
    values = {**ordinary_values(VOCABULARY), "mole_clearance_date": AT.date()}
    methods = draw(st.frozensets(st.sampled_from(_METHODS)))
    values["methods_allowed"] = methods | {"manual_classical"}
    if draw(st.booleans()):
        values |= REMISSION
    for name in draw(st.lists(st.sampled_from(sorted(_BENT)), max_size=5, unique=True)):
        values[name] = draw(_BENT[name])
    drawn = Answers({name: Answer(value, ANSWERED) for name, value in values.items()})
    assume(is_consistent(drawn))
    here = Encounter(
        at=AT,
        session=draw(st.sampled_from([1, 2, 3, 4, 6, 9])),
        practitioner=Practitioner(frozenset(CREDENTIALS)),
        site=Site(fire_cupping_enabled=draw(st.booleans())),
    )
    return Case(drawn, here, tuple(_decision(rule) for rule in _SET_ASIDE))


def _decision(rule: str) -> Override:
    until = AT + timedelta(days=10)
    return Override(rule, "Dr A. Example", "physician", "Examined today", ANSWERED, until)
