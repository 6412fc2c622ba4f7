"""The figures of the body model and of contact, pinned: a slip must not pass for a decision.

Whoever changes one changes it here too, with its source there and a line in the changelog.
"""

from __future__ import annotations

from lumbalis.knowledge.files import KnowledgeFiles
from protocols import shipped_protocol

CONTACT = shipped_protocol().contact
ADULT = KnowledgeFiles(use_cache=False).branch("bodies/adult.yaml").children("figures")

FIGURES = {
    "stature_tolerance": 30,
    "bmi_lowest": 17,
    "bmi_highest": 45,
    "curve_greatest": 60,
    "lesion_smallest": 1,
    "confirmed_error": 10,
    "seen_error": 10,
    "felt_error": 15,
    "palpated_wrong": 0.27,
    "column_spread": 0.05,
    "least_stretch": 0.5,
    "greatest_stretch": 1.6,
    "landmark_off": 70,
    "thoracic_to_lumbar": 1.5556,
    "crest_below_l4_female": 0.5,
    "crest_below_l4_male": 0,
    "s1_below_l5": 0.8,
    "s2_below_s1": 0.62,
    "s4_below_s2": 1.29,
    "psis_out": 46,
    "crest_out": 0.36,
    "rib12_out": 62,
    "crease_height": 0.5,
    "trochanter_out": 0.9,
    "fold_below_crotch": 28,
    "scapula_out": 0.1755,
    "scapula_cun": 3,
    "kidney_inner": 25,
    "kidney_outer": 95,
    "kidney_margin": 6,
    "lower_border": 0.3,
    "kidney_length": 110,
    "kidney_breadth": 55,
    "kidney_hilum_out": 50,
    "kidney_tilt_deg": 14,
    "kidney_right_lower": 12.5,
    "kidney_breathing": 25,
    "kidney_prone_left": 29,
    "kidney_prone_right": 10,
    "spine_half_width": 20,
    "paravertebral_out": 60,
    "reference_bicristal": 275,
    "thoracic_out": 80,
    "crest_rim": 25,
    "sacrum_top_out": 50,
    "sacrum_bottom_out": 15,
    "cleft_top_out": 10,
    "cleft_bottom_out": 26,
    "knee_reach": 50,
    "popliteal_reach": 40,
    "popliteal_out": 0.66,
    "nodes_length": 0.33333,
    "nodes_out": 0.36,
    "nodes_end": 0.45,
    "leg_above_ankle": 45,
    "arm_angle_deg": 8,
    "forearm_angle_deg": 5,
    "arm_gap": 14,
    "leg_gap": 5,
    "arm_inside": 1.0,
    "shoulder_inside": 1.12,
    "joint_below": 0.13,
    "hand_out": 1.15,
    "root_out": 0.975,
    "knee_apart": 0.262,
    "ankle_apart": 0.262,
    "foot_shown": 0.74,
    "foot_turn_deg": 5,
}

TOOLS = {
    "palms": ("hand", 120, 70),
    "hand": ("hand", 100, 70),
    "palm_edge": ("hand", 90, 22),
    "thenar": ("hand", 55, 35),
    "cupped_hands": ("hand", 120, 75),
    "fingertips": ("finger", 18, 60),
    "fingers": ("finger", 24, 60),
    "four_fingers": ("finger", 22, 70),
    "one_finger": ("finger", 16, 14),
    "finger_pads": ("finger", 18, 15),
    "silicone_cup": ("cup", 50, 50),
    "glass_cup": ("cup", 45, 45),
    "device": ("device", 40, 40),
}

MOTIONS = {
    "stroking.flat": ({1: (4, 10), 2: (10, 22)}, 0, 1),
    "stroking.circular": ({1: (4, 10), 2: (10, 22)}, 0, 0.2),
    "stroking.combined": ({1: (4, 10), 2: (10, 22)}, 0, 0.2),
    "squeezing.transverse": ({2: (12, 24), 3: (22, 42)}, 0, 1),
    "squeezing.palm_edge": ({2: (12, 24), 3: (22, 42)}, 0, 1),
    "squeezing.double_ring": ({2: (12, 24), 3: (22, 42)}, 0, 0.2),
    "rubbing.straight": ({1: (4, 10), 2: (10, 22), 3: (18, 40), 4: (30, 60)}, 0, 1),
    "rubbing.spiral": ({1: (4, 10), 2: (10, 22), 3: (18, 40), 4: (30, 60)}, 0, 1),
    "rubbing.transverse": ({1: (3, 7), 2: (6, 20), 3: (12, 36), 4: (20, 40)}, 0, 1),
    "rubbing.four_finger": ({1: (4, 10), 2: (10, 22), 3: (18, 40), 4: (30, 60)}, 0, 1),
    "kneading.ordinary": ({2: (8, 22), 3: (18, 40), 4: (30, 59)}, 0, 0.2),
    "kneading.double_ring": ({2: (8, 22), 3: (18, 40), 4: (30, 59)}, 0, 0.2),
    "kneading.lifting": ({2: (8, 22), 3: (18, 40), 4: (30, 59)}, 0, 0.2),
    "kneading.point_pressing": ({2: (8, 22), 3: (18, 40), 4: (30, 59)}, 0, 1),
    "vibration.continuous": ({1: (4, 10), 2: (8, 18), 3: (12, 30)}, 0, 1),
    "patting.cupped": ({1: (2, 6), 2: (4, 12), 3: (8, 20)}, 0, 1),
    "shaking.light": ({1: (2, 8)}, 0, 1),
    "cupping.test": ({1: (1, 3), 2: (2, 6)}, 10, 1),
    "cupping.placing": ({1: (1, 3), 2: (2, 6)}, 15, 1),
    "cupping.straight": ({1: (1, 3), 2: (2, 6)}, 20, 1),
    "cupping.circular": ({1: (1, 3), 2: (2, 6)}, 20, 1),
    "cupping.spiral": ({1: (1, 3), 2: (2, 6)}, 20, 1),
    "cupping.release": ({1: (1, 3), 2: (2, 6)}, 7.5, 1),
    "acupressure.press": ({1: (3, 9), 2: (8, 20), 3: (18, 40)}, 0, 1),
    "acupressure.pulse": ({1: (3, 9), 2: (8, 20), 3: (18, 40)}, 0, 1),
    "acupressure.rotate": ({1: (3, 9), 2: (8, 20), 3: (18, 40)}, 0, 1),
    "device.moving": ({1: (4, 9), 2: (8, 22), 3: (15, 35)}, 0, 1),
}

PRESCRIPTION = {
    "paravertebral": {1: 140, 2: 230, 3: 300, 4: 380},
    "kidney": {1: 25, 2: 50},
    "lateral_lumbar": {1: 40, 2: 42, 3: 44, 4: 46},
    "sacrum": {1: 75, 2: 140, 3: 190},
    "iliac_crest": {1: 60, 2: 75},
    "gluteal": {1: 35, 2: 55, 3: 75, 4: 90},
    "thigh": {1: 10, 2: 18, 3: 28, 4: 34},
    "knee": {1: 12, 2: 28},
    "popliteal": {1: 2},
    "lower_leg": {1: 6, 2: 13, 3: 20},
    "lower_thoracic": {1: 38, 2: 42, 3: 45},
}


def test_the_figures_of_the_adult_body_are_the_ones_entered() -> None:
    """A kidney that travels less, or a node that is shorter, is drawn without anybody noticing."""
    assert {name: one.real("value") for name, one in ADULT.items()} == FIGURES


def test_the_tools_are_the_ones_entered() -> None:
    """A smaller tool presses deeper with the same force."""
    found = {t.id: (t.kind, t.length_mm, t.width_mm) for t in CONTACT.tools.values()}
    assert found == TOOLS


def test_forces_and_suction_are_the_ones_entered() -> None:
    """By level (least, greatest) in N, suction in kPa, and the share of force on the way back."""
    found = {
        m.id: (dict(m.force_n), m.vacuum_kpa, m.return_share) for m in CONTACT.motions.values()
    }
    assert found == MOTIONS


def test_the_doses_aimed_at_are_the_ones_entered() -> None:
    """Mean kPa·s of a session by region and level."""
    assert {r: dict(levels) for r, levels in CONTACT.prescription.items()} == PRESCRIPTION
