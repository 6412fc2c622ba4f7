"""Every kind of harm on the body that the verifier has to find, each planted in a good plan."""

from __future__ import annotations

import body_harm_doses
import body_harm_places
import body_harm_shape
from body_planting import BODY_HARMS, NOT_ALONE

__all__ = ["BODY_HARMS", "NOT_ALONE", "PLANTERS"]

PLANTERS = (body_harm_doses, body_harm_places, body_harm_shape)
"""The modules that register harms when imported."""
