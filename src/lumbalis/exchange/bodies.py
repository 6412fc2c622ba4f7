"""The body object of the answers and the body's words of a command line, as measures of a body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from lumbalis.domain.anatomy.body import Body
from lumbalis.domain.anatomy.frame import SPINE
from lumbalis.domain.anatomy.measures import BodyMeasures, Build, Measured, Trust
from lumbalis.domain.expressions import Value
from lumbalis.domain.protocol.protocol import Protocol
from lumbalis.domain.screening import Verdict
from lumbalis.exchange.body_fields import above_zero, landmark_name, one_of
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fields import Fields
from lumbalis.exchange.lesions import GivenLesion, place_lesions, read_lesions

BODY_KEYS = ("build", "stature_cm", "mass_kg", "landmarks", "curve", "lesions")
ORIGIN = "L4"
_MM_PER_CM = 10
_FOUND = (Trust.PALPATED.value, Trust.CONFIRMED.value)


@dataclass(frozen=True, slots=True)
class GivenBody:
    """What was written down about a body; None and empty where nothing was."""

    build: Build | None = None
    stature_cm: float | None = None
    mass_kg: float | None = None
    landmarks: Mapping[str, Measured] = field(default_factory=dict)
    curve: Mapping[str, float] = field(default_factory=dict)
    lesions: tuple[GivenLesion, ...] = ()

    def with_newer(self, newer: GivenBody) -> GivenBody:
        """Let what was written later count before this; lesions of both count.

        Raises
        ------
        InputError
            If both name a lesion by the same id.
        """
        ids = {lesion.id for lesion in self.lesions}
        for lesion in newer.lesions:
            if lesion.id in ids:
                what_to_do = "give every lesion an id of its own"
                raise InputError(lesion.where, "has an id already in use", what_to_do)
        return GivenBody(
            build=newer.build or self.build,
            stature_cm=newer.stature_cm or self.stature_cm,
            mass_kg=newer.mass_kg or self.mass_kg,
            landmarks={**self.landmarks, **newer.landmarks},
            curve={**self.curve, **newer.curve},
            lesions=(*self.lesions, *newer.lesions),
        )


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why no body can be drawn: the measures nobody gave, in the order they are asked.

    Each is `build`, `stature_cm` or `mass_kg`. A default that a screening may assume is no
    measure: a plan in millimetres never rests on one.
    """

    missing: tuple[str, ...]


def read_body(fields: Fields) -> GivenBody:
    """Read the body object of the answers.

    Raises
    ------
    InputError
        For the first mistake in the order of the keys, one clear sentence each.
    """
    fields.refuse_unknown(BODY_KEYS, "a measure of a body")
    builds = tuple(build.value for build in Build)
    return GivenBody(
        build=Build(one_of(fields, "build", builds)) if fields.has("build") else None,
        stature_cm=above_zero(fields, "stature_cm") if fields.has("stature_cm") else None,
        mass_kg=above_zero(fields, "mass_kg") if fields.has("mass_kg") else None,
        landmarks=_landmarks(fields.below("landmarks")),
        curve=_curve(fields.below("curve")),
        lesions=read_lesions(fields.each("lesions")),
    )


def measures_of(given: GivenBody | None, verdict: Verdict) -> BodyMeasures | WhyNot:
    """Put together the measures of a body, without its lesions, or say which are missing.

    Parameters
    ----------
    given : GivenBody, optional
        What was written down for the drawing; it counts before the answers.
    verdict : Verdict
        Of the same patient and moment: its answered facts `sex`, `stature_cm` and
        `body_mass_kg` fill in what is left out. Assumed values and stale answers do not.
    """
    given = given or GivenBody()
    known = {name: v for name, v in verdict.facts.items() if name not in verdict.assumed}
    build = given.build or _build(known.get("sex"))
    stature_cm = given.stature_cm or _number(known.get("stature_cm"))
    mass_kg = given.mass_kg or _number(known.get("body_mass_kg"))
    if build is None or stature_cm is None or mass_kg is None:
        asked = {"build": build, "stature_cm": stature_cm, "mass_kg": mass_kg}
        return WhyNot(tuple(name for name, value in asked.items() if value is None))
    return BodyMeasures(
        build, stature_cm * _MM_PER_CM, mass_kg, dict(given.landmarks), dict(given.curve)
    )


def body_of(
    given: GivenBody | None,
    verdict: Verdict,
    protocol: Protocol,
    build: Callable[[BodyMeasures], Body],
) -> Body | WhyNot:
    """Build the patient's body: first bare, to find where the lesions lie, then with them.

    Raises
    ------
    InputError
        If a lesion's margin is missing or narrower than the protocol's.
    BodyError
        If no body can have these measures.
    """
    measures = measures_of(given, verdict)
    if isinstance(measures, WhyNot):
        return measures
    bare = build(measures)
    if given is None or not given.lesions:
        return bare
    return build(replace(measures, lesions=place_lesions(given.lesions, bare, protocol)))


def _landmarks(fields: Fields) -> dict[str, Measured]:
    return {
        landmark_name(fields, name, name): _measured(fields.below(name), name)
        for name in fields.tree
    }


def _measured(fields: Fields, name: str) -> Measured:
    fields.refuse_unknown(("up_mm", "out_mm", "trust"), "part of a landmark")
    up_mm = fields.number("up_mm") if fields.has("up_mm") else None
    out_mm = fields.number("out_mm") if fields.has("out_mm") else None
    nowhere = up_mm is None and out_mm is None
    if name == ORIGIN and not nowhere:
        key = "up_mm" if up_mm is not None else "out_mm"
        fields.refuse(key, "is measured from L4 itself", "give only how L4 was found")
    if name != ORIGIN and nowhere:
        what_to_do = "write how far above L4 it was found, in millimetres"
        fields.refuse("up_mm", "and out_mm are both missing", what_to_do)
    trust = Trust(one_of(fields, "trust", _FOUND)) if fields.has("trust") else Trust.PALPATED
    return Measured(up_mm, out_mm, trust)


def _curve(fields: Fields) -> dict[str, float]:
    fields.refuse_unknown(SPINE, "a level of the spine")
    return {level: fields.number(level) for level in fields.tree}


def _build(sex: Value | None) -> Build | None:
    """Give the model for a sex; `other` names none, so whoever draws has to choose."""
    return {build.value: build for build in Build}.get(sex) if isinstance(sex, str) else None


def _number(value: Value | None) -> float | None:
    return float(value) if isinstance(value, int | float) else None
