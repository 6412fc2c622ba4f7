"""The tables of a small protocol, written down by hand: limits, zones, hands, gates, doses."""

from __future__ import annotations

from collections.abc import Mapping

from lumbalis.domain.expressions import Language, Limit, compile_expression, parse
from lumbalis.domain.facts.vocabulary import CONTEXT
from lumbalis.domain.protocol import (
    Case,
    Category,
    Ceiling,
    CredentialNeed,
    Dose,
    DoseTable,
    Manipulation,
    Modifiers,
    Point,
    Rule,
    Scope,
    Technique,
    Zone,
    ZoneKind,
    ZoneTable,
)

SOURCE = ("E",)
REMISSION, SUBSIDING = "REMISSION", "SUBSIDING"

_LIMITS: dict[str, dict[str, float]] = {
    "s": {
        "session_minimum": 900,
        "session_target": 1200,
        "session_maximum": 1500,
        "preparation_minimum": 120,
        "absorb_maximum": 60,
        "rest_after_session": 1800,
        "sit_before_standing": 120,
        "vibration_high_seconds": 60,
        "cup_test": 10,
        "cup_moving_first": 180,
        "cup_moving_later": 300,
        "cup_static_first": 300,
        "cup_static_later": 600,
        "cup_absolute": 600,
        "point_hold_maximum": 180,
        "points_total_maximum": 720,
        "device_per_side": 150,
        "device_stationary_maximum": 10,
        "plausible_session_minimum": 300,
        "plausible_session_maximum": 3600,
        "plausible_step_minimum": 3,
        "plausible_step_maximum": 600,
        "plausible_point_minimum": 60,
        "plausible_point_maximum": 240,
        "plausible_rest_minimum": 600,
        "plausible_rest_maximum": 7200,
    },
    "h": {
        "cup_interval": 72,
        "spacing_special": 48,
        "plausible_spacing_minimum": 12,
        "plausible_spacing_maximum": 336,
    },
    "d": {"restart_gap": 14, "lower_after_gap": 7},
    "mm": {"cup_diameter_minimum": 30, "cup_diameter_maximum": 60},
    "{session}": {
        "hard_stop_sessions": 25,
        "extension_block": 5,
        "gentle_sessions": 3,
        "gentle_sessions_remission": 2,
        "vibration_high_from_session": 4,
        "energetic_cups_from_session": 6,
        "cups_per_week": 2,
        "cups_per_course": 6,
        "special_from_session": 4,
    },
    "{level}": {
        "level_absolute": 5,
        "level_maximum": 4,
        "gentle_cap": 2,
        "kidney_maximum": 2,
        "kidney_reduced_by": 2,
        "first_level_subsiding": 1,
        "first_level_remission": 2,
        "technique_switch_level": 2,
        "energetic_from_level": 3,
        "escalation_sessions": 2,
        "percussion_from_level": 2,
        "special_from_level": 2,
        "device_level_maximum": 3,
    },
    "{score}": {"vibration_high_nrs_maximum": 3, "patting_nrs_below": 5},
    "{count}": {"cups_moving_maximum": 2, "cups_static_maximum": 4, "points_per_session": 5},
}
LIMITS: Mapping[str, Limit] = {
    name: Limit(name, value, unit, SOURCE, "expert-opinion", "draft")
    for unit, named in _LIMITS.items()
    for name, value in named.items()
}

_HANDS = "stroking squeezing rubbing kneading"
_ZONES: tuple[tuple[str, bool, ZoneKind, int, int, str], ...] = (
    ("spine", False, ZoneKind.FORBIDDEN, 0, 0, ""),
    ("lymph_nodes", False, ZoneKind.FORBIDDEN, 0, 0, ""),
    ("paravertebral", True, ZoneKind.NORMAL, 4, 0, f"{_HANDS} vibration patting shaking"),
    ("kidney", True, ZoneKind.REDUCED, 2, 2, "stroking rubbing kneading"),
    ("lateral_lumbar", True, ZoneKind.NORMAL, 4, 0, _HANDS),
    ("sacrum", False, ZoneKind.NORMAL, 3, 0, "stroking rubbing vibration"),
    ("iliac_crest", True, ZoneKind.NORMAL, 2, 0, "stroking squeezing rubbing"),
    ("gluteal", True, ZoneKind.NORMAL, 4, 0, f"{_HANDS} vibration patting shaking"),
    ("thigh", True, ZoneKind.NORMAL, 4, 0, f"{_HANDS} shaking"),
    ("knee", True, ZoneKind.NORMAL, 2, 0, "stroking rubbing"),
    ("popliteal", True, ZoneKind.NORMAL, 1, 0, "stroking"),
    ("lower_leg", True, ZoneKind.NORMAL, 3, 0, f"{_HANDS} shaking"),
    ("lower_thoracic", True, ZoneKind.NORMAL, 3, 0, _HANDS),
)


def zones() -> ZoneTable:
    """Write down the zones: what is forbidden, what is reduced, what hands may do where."""
    table = {}
    for region, sided, kind, maximum, less, hands in _ZONES:
        for side in ("left", "right") if sided else ("midline",):
            name = f"{region}_{side}" if sided else region
            allowed = frozenset(hands.split())
            table[name] = Zone(name, region, side, kind, maximum, less, allowed, SOURCE)
    legs = {"thigh", "knee", "popliteal", "lower_leg"}
    groups = {"legs": frozenset(z.id for z in table.values() if z.region in legs)}
    return ZoneTable(table, groups, {})


_UP = ("caudal_to_cranial", "distal_to_proximal")
_ENTRIES: tuple[tuple[str, str, str, tuple[str, ...], str, str, tuple[int, int], bool], ...] = (
    ("stroking", "flat circular combined", "palms fingertips", _UP, "slow", "", (1, 2), True),
    (
        "squeezing",
        "transverse palm_edge double_ring",
        "palms palm_edge",
        _UP,
        "moderate",
        "",
        (2, 3),
        True,
    ),
    (
        "rubbing",
        "straight spiral transverse four_finger",
        "palm_edge hand fingers four_fingers",
        ("transverse", "spiral", "along"),
        "moderate",
        "",
        (1, 4),
        False,
    ),
    (
        "kneading",
        "ordinary double_ring lifting point_pressing",
        "fingers palms",
        _UP,
        "slow moderate",
        "",
        (2, 4),
        True,
    ),
    (
        "vibration",
        "continuous",
        "hand fingers palm_edge",
        ("along", "in_place"),
        "slow moderate fast",
        "low high",
        (1, 3),
        False,
    ),
    ("patting", "cupped", "cupped_hands", ("in_place",), "moderate", "", (1, 3), False),
    (
        "cupping",
        "test placing straight circular spiral release",
        "silicone_cup glass_cup",
        ("in_place", "along", "circular", "spiral"),
        "slow",
        "",
        (1, 2),
        False,
    ),
    ("acupressure", "press", "finger_pads", ("in_place",), "slow", "", (1, 3), False),
    ("device", "moving", "device", ("along", "in_place"), "moderate", "", (1, 4), False),
)
_ONLY_IN = {
    "cupping": frozenset({"paravertebral", "gluteal"}),
    "acupressure": frozenset({"paravertebral", "kidney"}),
    "device": frozenset({"paravertebral", "gluteal"}),
}


def manipulations() -> dict[str, Manipulation]:
    """Write down the catalogue of manipulations."""
    return {
        name: Manipulation(
            id=name,
            forms=tuple(forms.split()),
            tools=tuple(tools.split()),
            directions=directions,
            tempos=tuple(tempos.split()),
            amplitudes=tuple(amplitudes.split()),
            levels=levels,
            bottom_up=bottom_up,
            source=SOURCE,
            manners=("light", "energetic") if name in ("patting", "cupping") else (),
            regions=_ONLY_IN.get(name, frozenset()),
        )
        for name, forms, tools, directions, tempos, amplitudes, levels, bottom_up in _ENTRIES
    }


_BOTH = frozenset({REMISSION, SUBSIDING})
_SPECIAL = ("cupping_silicone", "cupping_glass", "acupressure", "device")
_TECHNIQUES: dict[str, frozenset[str]] = {
    "manual_classical": _BOTH,
    "oil": _BOTH,
    "percussion": _BOTH,
    "warming_agent": _BOTH,
    "honey": frozenset({REMISSION}),
    **dict.fromkeys(_SPECIAL, frozenset({REMISSION})),
}


def techniques() -> dict[str, Technique]:
    """Write down the gate of every technique."""
    special = set(_SPECIAL)
    return {
        name: Technique(
            id=name,
            hands_on=name in {*special, "manual_classical"},
            ordered_as=None if name == "percussion" else name,
            part_of="manual_classical" if name == "percussion" else None,
            phases=phases,
            from_session=LIMITS["special_from_session"] if name in special else None,
            from_level=LIMITS["special_from_level"] if name in {*special, "honey"} else None,
            credentials=CredentialNeed(frozenset({"massage"}), "T-credential"),
            needs_site_flag="fire_cupping_enabled" if name == "cupping_glass" else None,
            source=SOURCE,
            status="draft",
        )
        for name, phases in _TECHNIQUES.items()
    }


def _dose(phase: str, severity: str) -> Dose:
    high = severity == "high"
    return Dose(
        phase=phase,
        severity=severity,
        blocks=(10, 5) if high else (10,),
        spacing_usual_h=48,
        spacing_least_h=48 if high and phase == SUBSIDING else 24,
        spacing_first_h=48,
        first_sessions=3,
        per_week=3,
        per_week_by_order=3 if high else 5,
        reviews=(5, 10, 15) if high else (5, 10),
        source=SOURCE,
        certainty="expert-opinion",
        status="draft",
    )


def doses() -> DoseTable:
    """Write down doses and ceilings; nothing is planned in an exacerbation."""
    ceilings = (
        Ceiling(SUBSIDING, 1, 2, None, None, SOURCE),
        Ceiling(SUBSIDING, 4, 3, 5, 2, SOURCE),
        Ceiling(SUBSIDING, 7, 3, None, None, SOURCE),
        Ceiling(REMISSION, 1, 2, None, None, SOURCE),
        Ceiling(REMISSION, 3, 3, None, None, SOURCE),
        Ceiling(REMISSION, 6, 4, None, None, SOURCE),
    )
    severities = ("mild", "moderate", "high")
    all_doses = tuple(_dose(p, s) for p in (SUBSIDING, REMISSION) for s in severities)
    return DoseTable(all_doses, ceilings, ())


_POINTS = (
    ("BL22", "L1", 1.5, "kidney", 2, True),
    ("BL23", "L2", 1.5, "kidney", 2, True),
    ("BL24", "L3", 1.5, "kidney", 2, True),
    ("BL25", "L4", 1.5, "paravertebral", 3, True),
    ("BL26", "L5", 1.5, "paravertebral", 3, True),
    ("BL52", "L2", 3.0, "kidney", 2, False),
    ("GV3", "L4", 0.0, "spine", 0, False),
    ("BL40", "none", 0.0, "popliteal", 1, False),
)


def points() -> dict[str, Point]:
    """Write down some points; the ones over vertebrae and vessels are off."""
    return {
        name: Point(name, name, vertebra, cun, region, most, on, None, SOURCE)
        for name, vertebra, cun, region, most, on in _POINTS
    }


def _rule(name: str, when: str, modifiers: Modifiers) -> Rule:
    language = Language(CONTEXT, LIMITS)
    condition = compile_expression(parse(when, language))
    category = Category.ELIGIBLE_PRECAUTIONS
    case = Case(name, condition, category, Scope.SESSION, modifiers, None, Modifiers())
    return Rule(name, (case,), SOURCE, "expert-opinion", "draft")


RULES = (
    _rule(
        "gentle",
        "session <= limits.gentle_sessions_remission"
        ' or (session <= limits.gentle_sessions and phase != "REMISSION")',
        Modifiers(cap=2),
    ),
    _rule("late", "session >= limits.vibration_high_from_session", Modifiers(cap=4)),
    _rule("frail", "serious_adverse_event", Modifiers(cap=3)),
    _rule("masked", "serious_adverse_event", Modifiers(lower_by=1)),
    _rule("legs", "serious_adverse_event", Modifiers(zone_caps={"legs": 1})),
    _rule("calves", "serious_adverse_event", Modifiers(zone_caps={"lower_leg": 2})),
    _rule("leg", "serious_adverse_event", Modifiers(zone_caps={"affected_leg": 1})),
)
