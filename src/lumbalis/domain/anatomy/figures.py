"""The figures of an adult body that no survey of outer measures gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of the body model: mm, degrees, or shares of what the comment names.

    Where each comes from stands beside it in `knowledge/bodies/adult.yaml`.
    """

    # whom the model is for
    stature_tolerance: float
    bmi_lowest: float
    bmi_highest: float
    curve_greatest: float
    lesion_smallest: float
    """mm2"""

    # how far off a place may be
    confirmed_error: float
    seen_error: float
    felt_error: float
    palpated_wrong: float
    """Share of palpations of a lumbar level that name a neighbouring level."""
    column_spread: float
    """Share of the way from L4 by which a counted level scatters (standard deviation)."""

    # how far a measured landmark may lie from where the model expects it
    least_stretch: float
    """Share of the model's distance to the neighbouring landmark."""
    greatest_stretch: float
    landmark_off: float

    # levels of the spine: shares of the pitch from L4 to L5, unless said otherwise
    thoracic_to_lumbar: float
    """Length of the thoracic part over that of the lumbar part."""
    crest_below_l4_female: float
    crest_below_l4_male: float
    s1_below_l5: float
    s2_below_s1: float
    s4_below_s2: float

    # landmarks
    psis_out: float
    crest_out: float
    """Share of the bicristal breadth."""
    rib12_out: float
    crease_height: float
    """Share of the way from the tibial height up to the epicondyle."""
    trochanter_out: float
    """Share of the half hip breadth."""
    fold_below_crotch: float
    scapula_out: float
    """Share of the biacromial breadth: the inner border of the shoulder blade."""
    scapula_cun: float
    """Body inches from the midline to that border."""

    # kidneys
    kidney_inner: float
    kidney_outer: float
    kidney_margin: float
    lower_border: float
    """Share of the pitch below: from the tip of a spinous process to its lower border."""
    kidney_length: float
    kidney_breadth: float
    kidney_hilum_out: float
    kidney_tilt_deg: float
    kidney_right_lower: float
    kidney_breathing: float
    kidney_prone_left: float
    kidney_prone_right: float

    # zones
    spine_half_width: float
    paravertebral_out: float
    """At the bicristal breadth below; it scales with the breadth."""
    reference_bicristal: float
    thoracic_out: float
    crest_rim: float
    sacrum_top_out: float
    sacrum_bottom_out: float
    cleft_top_out: float
    cleft_bottom_out: float
    knee_reach: float
    popliteal_reach: float
    popliteal_out: float
    """Share of the half breadth of the knee."""
    nodes_length: float
    """Share of the thigh's length."""
    nodes_out: float
    """Share of the thigh's breadth at the fold."""
    nodes_end: float
    """Share of the way from the midline to the middle of the thigh at their lower end."""
    leg_above_ankle: float

    # the pose
    arm_angle_deg: float
    forearm_angle_deg: float
    arm_gap: float
    leg_gap: float
    arm_inside: float
    """Share of the arm's half width between its axis and the armpit."""
    shoulder_inside: float
    """Share of the arm's half width between the shoulder's edge and the arm's axis."""
    joint_below: float
    """Share of the upper arm's length: from the top of the shoulder to its joint."""
    hand_out: float
    """Share of the half breadth of the hand that a thumb needs."""
    root_out: float
    """Share of the half hip breadth at the fold."""
    knee_apart: float
    """Share of the hip breadth: from the midline to the middle of the knee."""
    ankle_apart: float
    foot_shown: float
    """Share of the foot's length that is seen from above, the foot pointing away."""
    foot_turn_deg: float
