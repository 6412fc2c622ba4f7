"""The kinds of path a hand, a cup or a device takes on the skin."""

from __future__ import annotations

from enum import Enum


class Generator(Enum):
    """How a path follows from a lane (the anchors of a stroke joined by straight lines)."""

    LINE = "line"
    """Along the lane: flat stroking, squeezing, straight rubbing."""
    CIRCLES = "circles"
    """Separate circles one after the other along the lane."""
    COMBINED = "combined"
    """Along the lane, every second pass in circles."""
    DOUBLE_RING = "double_ring"
    """Two hands in rings against each other, one to either side of the lane, moving along it.

    Both hands are one stroke: they take turns, so that the force is that of one hand.
    """
    SPIRAL = "spiral"
    """Loops that overlap along the lane."""
    TRANSVERSE = "transverse"
    """To and fro across the lane while moving along it."""
    FOUR_FINGER = "four_finger"
    """Small loops of the fingers on one place, then the next."""
    LIFTING = "lifting"
    """Grip, lift and let go at places along the lane."""
    POINT_PRESS = "point_press"
    """Press and let go at places along the lane."""
    VIBRATE = "vibrate"
    """Slowly along the lane, or staying, with a tremor."""
    PAT = "pat"
    """Light blows at places along the lane."""
    SHAKE = "shake"
    """The muscle moved from side to side, from place to place."""
    CUP_LINE = "cup_line"
    """A cup under vacuum along the lane and back."""
    CUP_CIRCLE = "cup_circle"
    """A cup under vacuum in circles along the lane."""
    CUP_SPIRAL = "cup_spiral"
    """A cup under vacuum in a spiral outwards around the lane's start."""
    CUP_STATIC = "cup_static"
    """A cup that stays."""
    PRESS_ROTATE = "press_rotate"
    """A point found, pressed, held in pulses, turned, let go."""
    DEVICE = "device"
    """A device moved along the lane without staying."""

    @property
    def hands(self) -> int:
        """Give the number of hands at work: a standing cup needs none once it is placed."""
        if self is Generator.CUP_STATIC:
            return 0
        return 2 if self is Generator.DOUBLE_RING else 1
