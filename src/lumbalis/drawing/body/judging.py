"""What the verifier found on a body, put into the words and the order of a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from lumbalis.domain.verification.on_body import BodyVerification, BodyViolation
from lumbalis.drawing.body.scene import Judgement, MarginRow, Objection
from lumbalis.drawing.body.speech import BodyWords

_FIRST: Final = (
    "spine_clearance_mm",
    "lesion_clearance_mm",
    "lymph_nodes_clearance_mm",
    "kidney_force_n",
    "kidney_pressure_kpa",
    "kidney_dose_share",
    "popliteal_pressure_kpa",
    "zone_pressure_kpa",
    "zone_dose_kpa_s",
    "vacuum_kpa",
    "point_place_mm",
)
"""The margins a therapist can do something about, most dangerous first."""
_MOST: Final = 7
_UNITS: Final = (
    ("_kpa_s", "kPa.s"),
    ("_n_s", "N.s"),
    ("_mm_s", "mm/s"),
    ("_kpa", "kPa"),
    ("_mm", "mm"),
    ("_n", "N"),
)
_PERCENT: Final = 100.0


def judgement_of(
    verification: BodyVerification,
    words: BodyWords,
    sentence: Callable[[BodyViolation], str],
) -> Judgement | None:
    """Put a verification into words; `sentence` says one violation.

    A look at one edited stroke only is no judgement of the plan: it gives None, and a sheet
    then says that nobody has checked it.
    """
    if not (verification.complete and verification.checks):
        return None
    robustness = verification.robustness
    return Judgement(
        objections=tuple(
            Objection(one.at, sentence(one), _stage(one.where)) for one in verification.violations
        ),
        margins=tuple(_margins(verification, words)),
        survived=robustness.survived if robustness else 0,
        scenarios=len(robustness.scenarios) if robustness else 0,
        off_mm=(robustness.left_mm, robustness.right_mm, robustness.up_mm, robustness.down_mm)
        if robustness
        else None,
    )


def _margins(verification: BodyVerification, words: BodyWords) -> Iterator[MarginRow]:
    """Choose the margins: every overdrawn one, then those a therapist can act on."""
    found = verification.margins
    overdrawn = [name for name, slack in found.items() if slack < 0]
    usual = [name for name in _FIRST if name in found and name not in overdrawn]
    for name in (*overdrawn, *usual[: max(_MOST - len(overdrawn), 0)]):
        said = words.texts.find("bodymap", "margins", name) or name
        room = _room(name, found[name], words)
        yield MarginRow(said[:1].upper() + said[1:], room, holds=found[name] >= 0)


def _stage(where: str) -> str:
    """Find the stage in `session/stage/step`."""
    _, _, rest = where.partition("/")
    return rest.partition("/")[0]


def _room(name: str, slack: float, words: BodyWords) -> str:
    for ending, unit in _UNITS:
        if name.endswith(ending):
            return words.amount(slack, unit)
    return words.amount(slack * _PERCENT, "%")
