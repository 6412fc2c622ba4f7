"""The golden scenarios of the clinical reference: one change to an ordinary patient each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from lumbalis.domain.expressions import Value
from lumbalis.domain.facts import Encounter, Practitioner, Site
from lumbalis.domain.protocol import Category
from lumbalis.domain.screening import Override, Verdict, screen
from patients import AT, FULLY_QUALIFIED, days_ago, encounter, ordinary_answers
from protocols import shipped_protocol

REMISSION: dict[str, Value | None] = {
    "nrs_rest": 0,
    "nrs_move": 0,
    "nrs_avg_7d": 0,
    "pain_quality": frozenset({"none"}),
    "symptom_free_days": 20,
    "phase_physician": "remission",
}
CUPPING_ORDERED = frozenset({"manual_classical", "oil", "cupping_silicone"})
WITHOUT_POINTS = Practitioner(frozenset({"medical_education", "massage"}))


@dataclass(frozen=True)
class Golden:
    """One scenario: what is changed, and what must come out."""

    id: str
    changes: dict[str, Value | None]
    category: str
    rules: tuple[str, ...] = ()
    """Rules that must be among the reasons."""
    session: int = 1
    cap: int | None = None
    phase: str = "SUBSIDING"
    allowed: frozenset[str] | None = None
    forbidden: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    practitioner: Practitioner = FULLY_QUALIFIED
    overrides: tuple[Override, ...] = ()
    earliest: timedelta | None = None
    site: Site = field(default_factory=Site)


def decided(rule: str, *zones: str) -> Override:
    """Make a physician's decision of today that names what it sets aside."""
    return Override(
        rule=rule,
        by="Dr A. Example",
        role="physician",
        reason="Lipoma of the forearm, examined, unchanged for years; forearm is not worked",
        at=AT - timedelta(hours=1),
        until=AT + timedelta(days=20),
        zones=zones,
    )


CLASSICAL = frozenset({"manual_classical", "oil", "percussion"})
CANCER_PAST: dict[str, Value | None] = {"cancer_ever": True, "cancer_clearance": True}
PREDNISOLONE: dict[str, Value | None] = {"steroid_systemic_3mo": True}

GOLDEN = [
    Golden("G01", {}, "ELIGIBLE_PRECAUTIONS", ("S30",), cap=2, allowed=CLASSICAL),
    Golden(
        "G02",
        {**REMISSION, "methods_allowed": CUPPING_ORDERED},
        "ELIGIBLE",
        session=6,
        cap=4,
        phase="REMISSION",
        allowed=CLASSICAL | {"cupping_silicone"},
    ),
    Golden(
        "G03",
        {"methods_allowed": CUPPING_ORDERED},
        "ELIGIBLE_PRECAUTIONS",
        ("S33",),
        session=6,
        cap=3,
        forbidden=frozenset({"cupping_silicone"}),
    ),
    Golden(
        "G04",
        {
            "pain_quality": frozenset({"sharp_piercing"}),
            "sudden_onset_this_episode": True,
            "nrs_rest": 8,
            "nrs_move": 8,
        },
        "POSTPONE",
        ("S02", "S04"),
        phase="EXACERBATION",
    ),
    Golden(
        "G05",
        {"pain_on_every_movement": True, "nrs_move": 5},
        "POSTPONE",
        ("S03",),
        phase="EXACERBATION",
    ),
    Golden("G06", {"inflammation_status": None}, "POSTPONE", ("S01",), phase="UNKNOWN"),
    Golden("G07", {"nrs_rest": 7}, "PHYSICIAN_DECISION", ("X24",)),
    Golden("G07b", {"nrs_rest": 4, "nrs_move": 8}, "PHYSICIAN_DECISION", ("X24",)),
    Golden(
        "G07c",
        {
            "nrs_rest": 0,
            "nrs_move": 0,
            "symptom_free_days": 6,
            "phase_physician": None,
            "methods_allowed": CUPPING_ORDERED,
        },
        "ELIGIBLE_PRECAUTIONS",
        ("S33",),
        allowed=CLASSICAL,
    ),
    Golden("G08", {"temperature_c": 37.1}, "POSTPONE", ("S22",), earliest=timedelta(hours=24)),
    Golden("G09", {"temperature_c": 37.2, "temp_site": "tympanic"}, "ELIGIBLE_PRECAUTIONS"),
    Golden("G10", {"skin_break_sites": frozenset({"gluteal_left"})}, "POSTPONE", ("S09a",)),
    Golden(
        "G11",
        {"skin_break_sites": frozenset({"lower_leg_right"})},
        "ELIGIBLE_PRECAUTIONS",
        ("S09b",),
        excluded=frozenset({"lower_leg_right"}),
    ),
    Golden("G12", {"moles_lumbar": True}, "REFER_FOR_EXAM", ("S25",)),
    Golden(
        "G13",
        {"moles_lumbar": True, "mole_clearance_date": days_ago(90)},
        "ELIGIBLE_PRECAUTIONS",
        ("S25b",),
    ),
    Golden("G14", {"benign_neoplasm": True}, "CONTRAINDICATED", ("S15",)),
    Golden(
        "G15",
        {"benign_neoplasm": True},
        "ELIGIBLE_PRECAUTIONS",
        ("S15",),
        session=8,
        cap=3,
        overrides=(decided("S15"),),
    ),
    Golden("G16", CANCER_PAST, "PHYSICIAN_DECISION", ("X01b",)),
    Golden(
        "G17",
        {**CANCER_PAST, "low_back_pain_new_or_changed": True, "night_pain_unrelieved_lying": True},
        "REFER_FOR_EXAM",
        ("X01", "X03"),
    ),
    Golden("G18", {"saddle_sensory_change": True}, "EMERGENCY", ("E01",)),
    Golden(
        "G19",
        {"unable_to_pass_urine": True, "bladder_emptied": False},
        "EMERGENCY",
        ("E01", "S27"),
    ),
    Golden("G20", {"foot_drop": True}, "EMERGENCY", ("E02",)),
    Golden(
        "G21",
        {
            "age_years": 68,
            "severe_new_back_abdominal_flank_pain": True,
            "collapse_or_faint_with_pain": True,
        },
        "EMERGENCY",
        ("E03",),
    ),
    Golden(
        "G22",
        {"calf_swelling_one_sided": True, "leg_pain": True, "leg_side": "left"},
        "EMERGENCY",
        ("E05",),
    ),
    Golden("G23", {"temperature_c": 38.2, "iv_drug_use": True}, "EMERGENCY", ("E06", "S22")),
    Golden("G24", {"dvt_or_pe_ever": True}, "CONTRAINDICATED", ("S12",)),
    Golden("G25", {"anticoagulant": "vka", "inr": 2.4}, "PHYSICIAN_DECISION", ("X16",)),
    Golden(
        "G26",
        {"anticoagulant": "antiplatelet"},
        "ELIGIBLE_PRECAUTIONS",
        ("X16b",),
        cap=2,
        forbidden=frozenset({"cupping_silicone", "cupping_glass"}),
    ),
    Golden("G27", {"pregnancy": "t2"}, "PHYSICIAN_DECISION", ("X19",)),
    Golden(
        "G28",
        {"respiratory_recovery_date": days_ago(3)},
        "POSTPONE",
        ("S20",),
        earliest=timedelta(days=2) - timedelta(hours=10),
    ),
    Golden("G29", {"respiratory_chronic": True}, "PHYSICIAN_DECISION", ("S20c",)),
    Golden("G30", {"last_meal_hours": 1.0}, "POSTPONE", ("S26",), earliest=timedelta(minutes=30)),
    Golden("G31", {"last_meal_hours": 1.7}, "ELIGIBLE_PRECAUTIONS", ("S26",)),
    Golden("G32", {"imaging_mri": "not_done"}, "REFER_FOR_EXAM", ("S08",)),
    Golden(
        "G33",
        {
            **REMISSION,
            "imaging_mri": "waived",
            "implanted_device": "pacemaker_icd",
            "methods_allowed": frozenset({"manual_classical", "device"}),
        },
        "ELIGIBLE_PRECAUTIONS",
        ("X23",),
        session=6,
        phase="REMISSION",
        forbidden=frozenset({"device"}),
    ),
    Golden(
        "G34",
        {**REMISSION, "methods_allowed": frozenset({"manual_classical", "acupressure"})},
        "ELIGIBLE_PRECAUTIONS",
        ("S29",),
        session=6,
        phase="REMISSION",
        practitioner=WITHOUT_POINTS,
        allowed=frozenset({"manual_classical", "percussion"}),
    ),
    Golden("G35", {"bp_sys": 184, "bp_dia": 96}, "POSTPONE", ("X20",)),
    Golden("G36", PREDNISOLONE, "PHYSICIAN_DECISION", ("X07",), session=8, cap=2),
    Golden(
        "G37",
        {**PREDNISOLONE, "trauma_minor_6wk": True, "low_back_pain_new_or_changed": True},
        "REFER_FOR_EXAM",
        ("X06", "X07"),
    ),
    Golden(
        "G38",
        {"age_years": 17, "back_pain_onset_age": 17, "episode_examined": True},
        "PHYSICIAN_DECISION",
        ("X05",),
    ),
    Golden("G39", {"intestinal_acute": True}, "POSTPONE", ("S21",)),
    Golden("G40a", {"saddle_sensory_change": None}, "INCOMPLETE"),
    Golden("G40b", {"cancer_ever": None}, "REFER_FOR_EXAM", ("X01",)),
    Golden(
        "G41",
        {"moles_lumbar": True, "temperature_c": 38.0},
        "REFER_FOR_EXAM",
        ("S25", "S22"),
    ),
    Golden(
        "G42",
        {"leg_pain": True, "leg_pain_below_knee": True, "leg_side": "left"},
        "PHYSICIAN_DECISION",
        ("X13",),
    ),
]


def verdict_of(golden: Golden) -> Verdict:
    """Screen the golden patient with the shipped protocol."""
    protocol = shipped_protocol()
    circumstances = Encounter(
        at=AT, session=golden.session, practitioner=golden.practitioner, site=golden.site
    )
    answers = ordinary_answers(protocol.vocabulary, **golden.changes)
    return screen(protocol, answers, circumstances, golden.overrides)


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden.id)
def test_golden_scenario_gets_its_category_and_rules(golden: Golden) -> None:
    """The clinical reference names the outcome of each of these patients."""
    verdict = verdict_of(golden)
    assert verdict.category is Category[golden.category]
    assert set(golden.rules) <= {reason.rule for reason in verdict.reasons}
    assert verdict.phase == golden.phase


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden.id)
def test_golden_scenario_gets_its_caps_techniques_and_zones(golden: Golden) -> None:
    """A right category with a wrong cap or technique would still hurt somebody."""
    verdict = verdict_of(golden)
    if golden.cap is not None:
        assert verdict.caps.session == golden.cap
    if golden.allowed is not None:
        assert verdict.allowed_techniques == golden.allowed
    assert not golden.forbidden & verdict.allowed_techniques
    assert golden.excluded <= verdict.excluded_zones


@pytest.mark.parametrize(
    "golden", [g for g in GOLDEN if g.earliest is not None], ids=lambda golden: golden.id
)
def test_golden_scenario_says_when_to_come_back(golden: Golden) -> None:
    """A postponed patient wants to know until when."""
    assert golden.earliest is not None
    assert verdict_of(golden).earliest == AT + golden.earliest


def test_the_ordinary_patient_has_nothing_missing() -> None:
    """Otherwise every scenario above would rest on an unanswered question."""
    protocol = shipped_protocol()
    verdict = screen(protocol, ordinary_answers(protocol.vocabulary), encounter())
    assert verdict.missing == ()
    assert verdict.assumed == {}
