"""Every kind of harm that a verifier has to find, for any plan: written or planned.

A harm takes a plan and gives it back spoiled, or None where it does not apply. The
violation named by its `kind` must then be among those found.
"""

from __future__ import annotations

import harm_hands
import harm_times
import harm_tools
import harm_zones
from harm_courses import COURSE_HARMS
from harm_scenes import SCENE_HARMS, Scene
from planting import SESSION_HARMS, Harm

__all__ = ["COURSE_HARMS", "PLANTERS", "SCENE_HARMS", "SESSION_HARMS", "Harm", "Scene"]

PLANTERS = (harm_hands, harm_times, harm_tools, harm_zones)
"""The modules that register session harms when imported."""
