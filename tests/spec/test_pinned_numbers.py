"""The numbers of the protocol, pinned: a slip in a knowledge file must not pass for a decision.

Held against the clinical reference when they were entered. Whoever changes one changes it here
too, with its source there and a line in the changelog.
"""

from __future__ import annotations

from lumbalis.domain.protocol import Modifiers
from protocols import shipped_protocol

PROTOCOL = shipped_protocol()

LIMITS: dict[str, tuple[float, str | None]] = {
    "absorb_maximum": (60, "s"),
    "acute_pain_stable": (48, "h"),
    "age_adult": (18, "a"),
    "age_aneurysm": (60, "a"),
    "age_frail": (75, "a"),
    "age_trauma": (65, "a"),
    "bleeding_stopped": (72, "h"),
    "blister_serious": (20, "mm"),
    "bp_dia_crisis": (110, "mm[Hg]"),
    "bp_dia_high": (100, "mm[Hg]"),
    "bp_required_age": (65, "a"),
    "bp_required_sessions": (3, "{session}"),
    "bp_sys_crisis": (180, "mm[Hg]"),
    "bp_sys_high": (160, "mm[Hg]"),
    "bp_sys_low": (90, "mm[Hg]"),
    "cup_absolute": (600, "s"),
    "cup_diameter_maximum": (60, "mm"),
    "cup_diameter_minimum": (30, "mm"),
    "cup_interval": (72, "h"),
    "cup_moving_first": (180, "s"),
    "cup_moving_later": (300, "s"),
    "cup_pain_maximum": (3, "{score}"),
    "cup_spine_distance": (20, "mm"),
    "cup_static_first": (300, "s"),
    "cup_static_later": (600, "s"),
    "cup_test": (10, "s"),
    "cups_moving_maximum": (2, "{count}"),
    "cups_per_course": (6, "{session}"),
    "cups_per_week": (2, "{session}"),
    "cups_static_maximum": (4, "{count}"),
    "device_level_maximum": (3, "{level}"),
    "device_pain_maximum": (3, "{score}"),
    "device_per_side": (150, "s"),
    "device_stationary_maximum": (10, "s"),
    "energetic_cups_from_session": (6, "{session}"),
    "energetic_from_level": (3, "{level}"),
    "escalation_pause": (2, "{session}"),
    "escalation_sessions": (2, "{session}"),
    "event_minor_duration": (48, "h"),
    "event_rate_alarm": (36, "%"),
    "exam_valid": (30, "d"),
    "extension_block": (5, "{session}"),
    "fasting_block": (1.5, "h"),
    "fasting_warn": (2, "h"),
    "fever_axillary": (37.1, "Cel"),
    "fever_core": (37.5, "Cel"),
    "fever_free": (24, "h"),
    "fire_alcohol_distance": (1, "m"),
    "first_level_remission": (2, "{level}"),
    "first_level_subsiding": (1, "{level}"),
    "flame_in_cup_maximum": (3, "s"),
    "flame_in_cup_minimum": (1, "s"),
    "gentle_cap": (2, "{level}"),
    "gentle_sessions": (3, "{session}"),
    "gentle_sessions_remission": (2, "{session}"),
    "guarding_maximum": (3, "{score}"),
    "guarding_stop": (3, "{score}"),
    "hard_stop_sessions": (25, "{session}"),
    "improvement_good": (30, "%"),
    "improvement_least": (15, "%"),
    "improvement_sessions": (6, "{session}"),
    "improvement_weeks": (4, "wk"),
    "inflammation_free": (48, "h"),
    "inflammatory_duration": (3, "mo"),
    "inflammatory_onset_age": (45, "a"),
    "inflammatory_signs": (3, "{count}"),
    "injection_wait": (7, "d"),
    "inr_maximum": (3.5, "{INR}"),
    "intestinal_free": (48, "h"),
    "kidney_maximum": (2, "{level}"),
    "kidney_reduced_by": (2, "{level}"),
    "level_absolute": (5, "{level}"),
    "level_maximum": (4, "{level}"),
    "lighten_wait": (30, "s"),
    "lower_after_gap": (7, "d"),
    "missed_in_row": (3, "{session}"),
    "mole_clearance_valid": (365, "d"),
    "morning_stiffness": (30, "min"),
    "nrs_acute": (7, "{score}"),
    "nrs_limited": (5, "{score}"),
    "nrs_maximum": (10, "{score}"),
    "nrs_remission": (1, "{score}"),
    "oil_temperature_maximum": (38, "Cel"),
    "oil_temperature_minimum": (36, "Cel"),
    "onset_early": (20, "a"),
    "onset_late": (50, "a"),
    "order_valid": (90, "d"),
    "override_valid": (30, "d"),
    "pain_at_level_four": (4, "{score}"),
    "pain_at_level_three": (3, "{score}"),
    "pain_at_level_two": (2, "{score}"),
    "pain_rise_marked": (2, "{score}"),
    "pain_rise_slight": (1, "{score}"),
    "pain_stop": (7, "{score}"),
    "patting_nrs_below": (5, "{score}"),
    "percussion_from_level": (2, "{level}"),
    "phase_worse_level": (2, "{level}"),
    "plausible_point_maximum": (240, "s"),
    "plausible_point_minimum": (60, "s"),
    "plausible_rest_maximum": (7200, "s"),
    "plausible_rest_minimum": (600, "s"),
    "plausible_session_maximum": (3600, "s"),
    "plausible_session_minimum": (300, "s"),
    "plausible_spacing_maximum": (336, "h"),
    "plausible_spacing_minimum": (12, "h"),
    "plausible_step_maximum": (600, "s"),
    "plausible_step_minimum": (3, "s"),
    "point_hold_default": (120, "s"),
    "point_hold_maximum": (180, "s"),
    "point_pain_maximum": (4, "{score}"),
    "point_pulse_off": (1, "s"),
    "point_pulse_on": (5, "s"),
    "points_per_session": (5, "{count}"),
    "points_total_maximum": (720, "s"),
    "postpartum_window": (6, "wk"),
    "preparation_minimum": (120, "s"),
    "pulse_fast": (110, "/min"),
    "pulse_slow": (50, "/min"),
    "recall_analgesic": (8, "h"),
    "recall_average_pain": (7, "d"),
    "recall_blood_thinner": (10, "d"),
    "recall_immobile": (6, "wk"),
    "recall_immunosuppressant": (3, "mo"),
    "recall_infection": (3, "mo"),
    "recall_procedure": (3, "mo"),
    "recall_recovery": (1, "mo"),
    "recall_serious_care": (12, "mo"),
    "recall_steroid": (3, "mo"),
    "recall_trauma": (6, "wk"),
    "recall_weight_loss": (6, "mo"),
    "regions_combined": (2, "{count}"),
    "respiratory_recovery": (5, "d"),
    "rest_after_session": (1800, "s"),
    "restart_gap": (14, "d"),
    "resume_level": (1, "{level}"),
    "review_window_first": (5, "{session}"),
    "review_window_last": (7, "{session}"),
    "session_maximum": (1500, "s"),
    "session_minimum": (900, "s"),
    "session_target": (1200, "s"),
    "sessions_severe": (15, "{session}"),
    "sessions_standard": (10, "{session}"),
    "sit_before_standing": (120, "s"),
    "spacing_special": (48, "h"),
    "special_every": (2, "{session}"),
    "special_from_level": (2, "{level}"),
    "special_from_session": (4, "{session}"),
    "stroke_recent": (3, "mo"),
    "surgery_recent": (12, "mo"),
    "symptom_free": (14, "d"),
    "technique_switch_level": (2, "{level}"),
    "tolerance_good": (3, "{score}"),
    "tolerance_maximum": (4, "{score}"),
    "tolerance_poor": (1, "{score}"),
    "trend_sessions": (2, "{session}"),
    "vibration_high_from_session": (4, "{session}"),
    "vibration_high_nrs_maximum": (3, "{score}"),
    "vibration_high_seconds": (60, "s"),
    "warming_from_level": (1, "{level}"),
    "weight_loss_percent": (5, "%"),
    "worsening_percent": (30, "%"),
    "worsening_points": (2, "{score}"),
}

ZONES: dict[str, tuple[str, int, int, str]] = {
    "spine": ("forbidden", 0, 0, ""),
    "paravertebral": (
        "normal",
        4,
        0,
        "kneading patting rubbing shaking squeezing stroking vibration",
    ),
    "kidney": ("reduced", 2, 2, "kneading rubbing stroking"),
    "lateral_lumbar": ("normal", 4, 0, "kneading rubbing squeezing stroking"),
    "sacrum": ("normal", 3, 0, "rubbing stroking vibration"),
    "iliac_crest": ("normal", 2, 0, "rubbing squeezing stroking"),
    "gluteal": ("normal", 4, 0, "kneading patting rubbing shaking squeezing stroking vibration"),
    "thigh": ("normal", 4, 0, "kneading rubbing shaking squeezing stroking"),
    "knee": ("normal", 2, 0, "rubbing stroking"),
    "popliteal": ("normal", 1, 0, "stroking"),
    "lower_leg": ("normal", 3, 0, "kneading rubbing shaking squeezing stroking"),
    "lower_thoracic": ("normal", 3, 0, "kneading rubbing squeezing stroking"),
    "lymph_nodes": ("forbidden", 0, 0, ""),
}

GROUPS: dict[str, str] = {
    "legs": "knee lower_leg popliteal thigh",
    "lumbosacral": "iliac_crest kidney lateral_lumbar paravertebral sacrum",
    "back": "iliac_crest kidney lateral_lumbar lower_thoracic paravertebral",
    "lumbar": "iliac_crest kidney lateral_lumbar paravertebral",
    "sacral": "sacrum",
    "gluteal": "gluteal",
    "thigh": "thigh",
    "knee": "knee popliteal",
    "lower_leg": "lower_leg",
    "thoracic": "lower_thoracic",
}

CREDENTIALS: dict[str, str] = {
    "manual_classical": "massage medical_education",
    "oil": "",
    "percussion": "",
    "warming_agent": "",
    "honey": "",
    "cupping_silicone": "cupping massage medical_education",
    "cupping_glass": "cupping fire massage medical_education",
    "acupressure": "acupressure_certified massage medical_education",
    "reflex_segmental": "massage medical_education",
    "device": "device massage medical_education",
}

PHASES: dict[str, str] = {
    "manual_classical": "REMISSION SUBSIDING",
    "oil": "REMISSION SUBSIDING",
    "percussion": "REMISSION SUBSIDING",
    "warming_agent": "REMISSION SUBSIDING",
    "honey": "REMISSION",
    "cupping_silicone": "REMISSION",
    "cupping_glass": "REMISSION",
    "acupressure": "REMISSION",
    "reflex_segmental": "REMISSION",
    "device": "REMISSION",
}

RELEASES: dict[str, tuple[str, str]] = {
    "S01.injection": ("injection_wait", "spinal_injection_date"),
    "S02": ("acute_pain_stable", "now"),
    "S03": ("acute_pain_stable", "now"),
    "S04": ("acute_pain_stable", "now"),
    "S17": ("bleeding_stopped", "now"),
    "S20.recovering": ("respiratory_recovery", "respiratory_recovery_date"),
    "S21": ("intestinal_free", "now"),
    "S22": ("fever_free", "now"),
    "S23.acute": ("intestinal_free", "now"),
    "S24": ("inflammation_free", "now"),
    "S26.too_soon": ("fasting_block", "last_meal"),
}

MODIFIERS: dict[str, list[str]] = {
    "S09b": ["-in skin_break_sites", "skin_break 50 mm"],
    "S12": [
        "cap 2",
        "-legs",
        "no acupressure",
        "no cupping_glass",
        "no cupping_silicone",
        "no device",
    ],
    "S15": ["cap 3", "neoplasm 100 mm"],
    "S18.past": ["cap 2"],
    "S23.chronic": ["bolster"],
    "S25b": ["no cupping_glass", "no cupping_silicone", "mole 20 mm", "nothing_over_mole"],
    "S26.recent": ["ate_recently"],
    "S27": ["void_first"],
    "S29": ["no acupressure"],
    "S30": ["cap 2"],
    "S31": ["sitting_available"],
    "S32": ["long_course"],
    "S33": ["only manual_classical", "only oil", "only percussion"],
    "X01b": ["cap 2", "no cupping_glass", "no cupping_silicone", "no device"],
    "X06.trauma": [
        "cap 2",
        "no acupressure",
        "no cupping_glass",
        "no cupping_silicone",
        "no device",
        "no percussion",
    ],
    "X06.bone": [
        "cap 2",
        "no acupressure",
        "no cupping_glass",
        "no cupping_silicone",
        "no device",
        "no percussion",
    ],
    "X07.new_pain": ["cap 2"],
    "X07.old_pain": ["cap 2"],
    "X12.kidney": ["-kidney"],
    "X13": ["affected_leg 1", "no acupressure", "no percussion"],
    "X13b": ["cap 2"],
    "X14": ["cap 2", "no cupping_glass", "no cupping_silicone", "no device"],
    "X16.anticoagulant": [
        "cap 2",
        "no acupressure",
        "no cupping_glass",
        "no cupping_silicone",
        "no device",
        "no honey",
        "no percussion",
    ],
    "X16b": ["cap 3", "no cupping_glass", "no cupping_silicone"],
    "X17": [
        "cap 1",
        "no acupressure",
        "no cupping_glass",
        "no cupping_silicone",
        "no device",
        "no honey",
        "no percussion",
    ],
    "X18.pronounced": ["-legs", "no cupping_glass", "no cupping_silicone"],
    "X18.trophic": ["-legs", "no cupping_glass", "no cupping_silicone"],
    "X19": [
        "cap 2",
        "no acupressure",
        "no cupping_glass",
        "no cupping_silicone",
        "no device",
        "no warming_agent",
        "side_lying_only",
    ],
    "X20.high": ["cap 2"],
    "X22.arterial": ["-legs"],
    "X22.neuropathy": ["legs 1", "no_heat_on_legs"],
    "X23": ["no device"],
    "X24": ["cap 1"],
    "X25": ["cap 2"],
    "X26": ["lower 1", "pain_masked"],
    "X28": ["cap 3", "assisted_rise", "bolster"],
    "X29.bee": ["no honey"],
    "X29.irritant": ["no warming_agent"],
    "X29.oils": ["no cupping_glass", "no cupping_silicone", "no oil"],
    "X29.silicone": ["no cupping_silicone"],
    "X29.latex": ["no_latex"],
    "X29.other": [
        "no cupping_glass",
        "no cupping_silicone",
        "no honey",
        "no oil",
        "no warming_agent",
    ],
    "X30": ["cap 2", "no cupping_glass", "no cupping_silicone", "no honey", "no warming_agent"],
    "X31": ["no cupping_glass", "no cupping_silicone", "no percussion"],
    "X32": ["cap 1", "no acupressure", "no cupping_glass", "no cupping_silicone", "no device"],
    "X33": ["cap 2"],
    "L02.zones": ["only in consent_zones"],
    "L04": ["side_lying_only"],
    "L05": ["cap 2", "ramp_restarts"],
}

OVERRIDDEN: dict[str, list[str]] = {
    "S08": [],
    "S12": [
        "cap 2",
        "-legs",
        "no acupressure",
        "no cupping_glass",
        "no cupping_silicone",
        "no device",
    ],
    "S15": ["cap 3", "neoplasm 100 mm"],
    "S18.past": ["cap 2"],
    "S20c": [],
    "S21c": [],
    "S23.chronic": ["bolster"],
    "S33": ["only manual_classical", "only oil", "only percussion", "only warming_agent"],
    "X01b": ["cap 2", "no cupping_glass", "no cupping_silicone", "no device"],
    "X04": [],
    "X05": [],
    "X06.trauma": [
        "cap 2",
        "no acupressure",
        "no cupping_glass",
        "no cupping_silicone",
        "no device",
        "no percussion",
    ],
    "X06.bone": [
        "cap 2",
        "no acupressure",
        "no cupping_glass",
        "no cupping_silicone",
        "no device",
        "no percussion",
    ],
    "X07.new_pain": ["cap 2"],
    "X07.old_pain": ["cap 2"],
    "X09": [],
    "X10": [],
    "X13": ["affected_leg 1", "no acupressure", "no percussion"],
    "X13b": ["cap 2"],
    "X14": ["cap 2", "no cupping_glass", "no cupping_silicone", "no device"],
    "X16.anticoagulant": [
        "cap 2",
        "no acupressure",
        "no cupping_glass",
        "no cupping_silicone",
        "no device",
        "no honey",
        "no percussion",
    ],
    "X17": [
        "cap 1",
        "no acupressure",
        "no cupping_glass",
        "no cupping_silicone",
        "no device",
        "no honey",
        "no percussion",
    ],
    "X19": [
        "cap 2",
        "no acupressure",
        "no cupping_glass",
        "no cupping_silicone",
        "no device",
        "no warming_agent",
        "side_lying_only",
    ],
    "X20.high": ["cap 2"],
    "X21.epilepsy": [],
    "X22.arterial": ["-legs"],
    "X24": ["cap 1"],
    "X27.no_gain": [],
    "X27.worse": [],
    "X32": ["cap 1", "no acupressure", "no cupping_glass", "no cupping_silicone", "no device"],
    "X33": ["cap 2"],
    "L03.other": [],
}


def words(modifiers: Modifiers) -> list[str]:
    """Write modifiers as short words, in a fixed order."""
    only = modifiers.only_techniques or ()
    return [
        *([f"cap {modifiers.cap}"] if modifiers.cap is not None else []),
        *([f"lower {modifiers.lower_by}"] if modifiers.lower_by else []),
        *(f"{zone} {cap}" for zone, cap in sorted(modifiers.zone_caps.items())),
        *(f"-{zone}" for zone in sorted(modifiers.exclude_zones)),
        *([f"-in {modifiers.exclude_zones_in}"] if modifiers.exclude_zones_in else []),
        *([f"only in {modifiers.only_zones_in}"] if modifiers.only_zones_in else []),
        *(f"no {technique}" for technique in sorted(modifiers.exclude_techniques)),
        *(f"only {technique}" for technique in sorted(only)),
        *(f"{thing} {width} mm" for thing, width in sorted(modifiers.margins_mm.items())),
        *sorted(modifiers.flags),
    ]


def test_limits_are_the_ones_entered() -> None:
    """Every number with its unit, and no number more or less."""
    assert {n: (found.value, found.unit) for n, found in PROTOCOL.limits.items()} == LIMITS


def test_zones_are_the_ones_entered() -> None:
    """Kind, highest level, reduction and what may be done there."""
    found = {
        zone.region: (
            zone.kind.value,
            zone.maximum,
            zone.reduced_by,
            " ".join(sorted(zone.manipulations)),
        )
        for zone in PROTOCOL.zones.zones.values()
    }
    assert found == ZONES


def test_groups_of_zones_are_the_ones_entered() -> None:
    """A region that drops out of a group is a region nobody protects."""
    table = PROTOCOL.zones
    named = {**table.groups, **table.regions_of_facts}
    unsided = {n: g for n, g in named.items() if not n.endswith(("_left", "_right"))}
    regions = {
        name: " ".join(sorted({table.zones[zone].region for zone in group}))
        for name, group in unsided.items()
    }
    assert regions == GROUPS


def test_the_gate_asks_for_these_credentials_and_phases() -> None:
    """Who may do what, and in which phase."""
    needs = {name: t.credentials for name, t in PROTOCOL.techniques.items()}
    held = {n: " ".join(sorted(need.credentials)) if need else "" for n, need in needs.items()}
    assert held == CREDENTIALS
    phases = {name: " ".join(sorted(t.phases)) for name, t in PROTOCOL.techniques.items()}
    assert phases == PHASES


def test_cases_change_and_release_what_was_entered() -> None:
    """Caps, exclusions, what remains after an override, and when a case may end."""
    cases = [case for rule in PROTOCOL.rules for case in rule.cases]
    changed = {c.id: words(c.modifiers) for c in cases if c.modifiers != Modifiers()}
    remains = {c.id: words(c.overridden) for c in cases if c.overridden is not None}
    ends = {c.id: (c.release.after.id, c.release.since) for c in cases
            if c.release is not None and c.release.after is not None}  # fmt: skip
    assert (changed, remains, ends) == (MODIFIERS, OVERRIDDEN, RELEASES)
