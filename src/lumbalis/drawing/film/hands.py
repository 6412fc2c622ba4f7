"""The contact of a stroke on its way, and the trail it draws, as declared animation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from lumbalis.drawing.body.handwork import Handwork, width_mm
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.body.path import TENTHS, line_path
from lumbalis.drawing.film.reel import Shot
from lumbalis.drawing.svg import element

_FINE_MM: Final = 0.4
_RING_TENTHS, _RING_TENTHS_PER_N = 8.0, 1.1
_FALLS: Final = 0.2
"""A force that changes by less than this share of itself is shown as even."""
_STOPS: Final = 8
_UNHURRIED_S: Final = 1.5
"""What comes and goes in less time than this seems to blink."""


@dataclass(frozen=True, slots=True)
class Moving:
    """Something that moves: the drawing, and the keyframes only it uses."""

    drawn: str
    keyframes: str = ""


def moving(shot: Shot, name: str, tempo: float) -> Moving:
    """Draw a stroke as it is done; `name` must be its own, `tempo` is how much faster it goes.

    Everything is in tenths of a mm, y down.
    """
    when = timed(shot.starts_s / tempo, shot.pass_s / tempo, shot.passes)
    if shot.stays:
        return Moving(_resting(shot, when))
    path = line_path(shot.work.points, _FINE_MM)
    frames = _force_frames(shot.work, name)
    swift = shot.passes > 1 and shot.pass_s / tempo < _UNHURRIED_S
    hand = _hand(shot, path, when, "swift" if swift else "hand", name if frames else "")
    return Moving(_trail(shot.work, path, when) + hand, frames)


def timed(starts_s: float, lasts_s: float, times: int = 1) -> str:
    """Say when something moves, for the style rules of the player."""
    again = f";--n:{times}" if times > 1 else ""
    return f"--s:{starts_s:.2f}s;--d:{lasts_s:.2f}s{again}"


def _trail(work: Handwork, path: str, when: str) -> str:
    width = width_mm(float(np.average(work.newton, weights=work.trace.dwell_s))) * TENTHS
    return (
        f'<path class="mv trail" pathLength="1" d="{path}" stroke="{var(work.manner.colour)}" '
        f'stroke-width="{width:.0f}" style="{when}"/>'
    )


def _hand(shot: Shot, path: str, when: str, kind: str, frames: str) -> str:
    """Draw the contact on its way; a swift one does not fade between its passes."""
    inner = _contact(shot.work, "mv press" if frames else "", f"--f:{frames};--g:{frames}-b;{when}")
    return f'<g class="mv {kind}" style="{when};offset-path:path(\'{path}\')">{inner}</g>'


def _resting(shot: Shot, when: str) -> str:
    x, y = shot.work.points[0] * (TENTHS, -TENTHS)
    contact = _contact(shot.work)
    return (
        f'<g transform="translate({x:.0f} {y:.0f})"><g class="mv rest" style="{when}">'
        f"{contact}</g></g>"
    )


def _contact(work: Handwork, class_: str = "", style: str = "") -> str:
    """Draw what touches the skin, in its real size; its ring is as thick as its force."""
    contact, colour = work.stroke.contact, var(work.manner.colour)
    more = {"class_": f"contact {class_}", "style": style} if class_ else {"class_": "contact"}
    oval = element(
        "ellipse",
        rx=round(contact.width_mm * TENTHS / 2),
        ry=round(contact.length_mm * TENTHS / 2),
        transform=f"rotate({contact.angle_deg:.0f})",
        fill=colour,
        stroke=colour,
        stroke_width=_ring(float(work.newton.max())),
        **more,
    )
    return oval + element("circle", class_="pip", r=22, fill=colour)


def _ring(newton: float) -> float:
    return round(_RING_TENTHS + _RING_TENTHS_PER_N * newton)


def _force_frames(work: Handwork, name: str) -> str:
    """Let the ring follow the force along the lane, where it changes enough to be seen."""
    knots = work.stroke.force
    newtons = [knot.newton for knot in knots]
    if max(newtons) - min(newtons) <= _FALLS * max(newtons):
        return ""
    stops = "".join(
        f"{share:.0%}{{stroke-width:{_ring(force)}}}" for share, force in _profile(work)
    )
    return f"@keyframes {name}{{{stops}}}"


def _profile(work: Handwork) -> Iterator[tuple[float, float]]:
    """Give the greatest force in each piece of the way, so that loops do not flicker."""
    steps = np.hypot(*np.diff(work.points, axis=0, prepend=work.points[:1]).T)
    share = np.cumsum(steps) / max(float(steps.sum()), 1.0)
    for stop in range(_STOPS + 1):
        near = np.abs(share - stop / _STOPS) <= 0.5 / _STOPS
        force = work.newton[near] if near.any() else work.newton
        yield stop / _STOPS, float(force.max())
