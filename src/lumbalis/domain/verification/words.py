"""The ids that checks look for in a plan. Words only: every number comes from the protocol."""

from __future__ import annotations

KIDNEY = "kidney"
LEGS = "legs"
TARGET_REGIONS = frozenset({"paravertebral", KIDNEY})
"""Where the treatment aims; everything before it is preparation."""
SUCTION_REGIONS = frozenset({"paravertebral", "gluteal"})
"""Below L3 beside the spine and the buttocks: the only places for cups and devices."""
PATTING_REGIONS = SUCTION_REGIONS
LOW_BACK = "paravertebral"

STROKING, VIBRATION, PATTING = "stroking", "vibration", "patting"
LOW, SLOW, LIGHT, ENERGETIC = "low", "slow", "light", "energetic"

SILICONE, GLASS = "cupping_silicone", "cupping_glass"
CUPPING = frozenset({SILICONE, GLASS})
ACUPRESSURE, DEVICE = "acupressure", "device"
PERCUSSION, WARMING, OIL = "percussion", "warming_agent", "oil"
SPECIAL = CUPPING | {ACUPRESSURE, DEVICE}

TEST, STATIC, MOVING, NO_SUCTION = "test", "static", "moving", "none"
MODES = frozenset({TEST, STATIC, MOVING, NO_SUCTION})
REMOVAL = "removal"
CUP_WORK, GLASS_CUP = "cupping", "glass_cup"
"""The catalogue's name for work with cups, and the tool that only fire can fasten."""

REMISSION = "REMISSION"
UP_THE_BACK, UP_THE_LEG = "caudal_to_cranial", "distal_to_proximal"
STANDING_STILL = frozenset({"in_place", "none", "static", "still", ""})
NO_VERTEBRA = "none"
"""What the table of points says of a point that lies beside no vertebra."""

NEVER_DONE = frozenset(
    {
        "thrust",
        "thrusts",
        "thrusting",
        "hvla",
        "hvt",
        "traction",
        "adjustment",
        "cracking",
        "mobilisation",
        "mobilization",
        "mobilise",
        "mobilize",
    }
)
"""Work on joints, in whatever field somebody writes it. The catalogue has none of it."""
NEVER_TOGETHER = frozenset({"joint", "vertebra", "vertebrae", "vertebral", "spinal"})
MANIPULATING = frozenset({"manipulation", "manipulations", "manipulate", "manipulating"})
