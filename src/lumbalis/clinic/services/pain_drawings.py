"""Where it hurts: drawn or named by the patient, kept sealed in millimetres of a body."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lumbalis.clinic.knowledge import body_model, protocol
from lumbalis.clinic.records.models import Invitation, PainDrawing, Patient
from lumbalis.clinic.records.sealing import seal, unseal
from lumbalis.clinic.services import audit, screening
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.invitations import locked
from lumbalis.clinic.services.uniting import kept_of
from lumbalis.domain.anatomy import Body, BodyError, BodyMeasures, Build
from lumbalis.domain.outcomes.pain_drawing import SCALE
from lumbalis.exchange.bodies import measures_of
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fields import Fields
from lumbalis.exchange.pain_records import read_pain_drawings
from lumbalis.exchange.strict_json import parse_json
from lumbalis.surfaces.kept_bodies import body_from

NAMED_ZONES = (
    "lower_thoracic_left", "lower_thoracic_right",
    "paravertebral_left", "paravertebral_right",
    "lateral_lumbar_left", "lateral_lumbar_right",
    "sacrum",
    "gluteal_left", "gluteal_right",
    "thigh_left", "thigh_right",
    "knee_left", "knee_right",
    "lower_leg_left", "lower_leg_right",
    "foot_left", "foot_right",
)  # fmt: skip
"""Parts of the back of the body that can be named instead of drawn; zones of the anatomy."""

ELSEWHERE = ("belly", "groin_left", "groin_right", "front_leg_left", "front_leg_right")
"""Parts that a picture of the back cannot show; kept by name."""

TOO_LARGE, UNREADABLE, NOTHING = "drawing_large", "drawing_unreadable", "drawing_empty"
_LARGEST = 200_000
_MIDDLE = (SCALE[0] + SCALE[1]) // 2
_MM_PER_CM = 10


@dataclass(frozen=True, slots=True)
class Drawn:
    """What came back from the page, as raw text; `marks` is JSON."""

    marks: str
    zones: tuple[str, ...]
    elsewhere: tuple[str, ...]
    rating: str


def wanted(said: Mapping[str, object]) -> bool:
    """Tell whether there is pain to be drawn; not knowing counts as pain."""
    ratings = [said.get("nrs_rest"), said.get("nrs_move"), said.get("nrs_avg_7d")]
    return any(rating != SCALE[0] for rating in ratings)


def usual_rating(said: Mapping[str, object]) -> int:
    """Propose a rating for a mark: the worst one answered, else the middle of the scale."""
    ratings = [said.get("nrs_rest"), said.get("nrs_move"), said.get("nrs_avg_7d")]
    known = [rating for rating in ratings if isinstance(rating, int) and rating > SCALE[0]]
    return max(known, default=_MIDDLE)


def body_of(patient: Patient, at: datetime) -> Body:
    """Build the patient's body from what is known, else the one the protocol assumes."""
    verdict = screening.current_verdict(kept_of(patient), at)
    measures = measures_of(None, verdict)
    try:
        if isinstance(measures, BodyMeasures):
            return _built(measures.build, measures.stature_mm, measures.mass_kg)
    except BodyError:
        pass  # somebody very small or very heavy still has to be able to draw
    build = Build.MALE if verdict.facts.get("sex") == Build.MALE.value else Build.FEMALE
    return _built(build, _assumed("stature_cm") * _MM_PER_CM, _assumed("body_mass_kg"))


def _built(build: Build, stature_mm: float, mass_kg: float) -> Body:
    return body_from(BodyMeasures(build, stature_mm, mass_kg), body_model())


def _assumed(fact: str) -> float:
    default = protocol().vocabulary.facts[fact].silence.default
    return float(default) if isinstance(default, int | float) else 0.0


def keep(by: Acting, invitation: Invitation, drawn: Drawn) -> str | None:
    """Keep a drawing, or give the key of why it cannot be kept. The same again changes nothing."""
    if len(drawn.marks) > _LARGEST:
        return TOO_LARGE
    patient = kept_of(invitation.patient)
    body = body_of(patient, by.at)
    written = _written(drawn, body, by.at)
    if isinstance(written, str):
        return written
    with whole(by):
        locked(invitation)
        before = PainDrawing.objects.filter(invitation=invitation).order_by("-at").first()
        if before is not None and unseal(patient, before.drawing) == written:
            return None
        kept = PainDrawing.objects.create(
            clinic=by.clinic,
            patient=patient,
            drawing=seal(patient, written),
            at=by.at,
            author_kind="patient",
            invitation=invitation,
        )
        audit.record(
            by, "pain_drawing.kept", entity="pain_drawing", entity_id=kept.pk, patient=patient
        )
    return None


def _written(drawn: Drawn, body: Body, at: datetime) -> dict[str, object] | str:
    """Write a drawing as the exchange reads it, or say why that cannot be done."""
    if not set(drawn.zones) <= set(NAMED_ZONES) or not set(drawn.elsewhere) <= set(ELSEWHERE):
        return UNREADABLE
    try:
        marks = parse_json(drawn.marks.encode() or b"[]", "drawing")
        rating = int(drawn.rating or _MIDDLE)
    except (InputError, ValueError):
        return UNREADABLE
    if not isinstance(marks, list):
        return UNREADABLE
    named = [_around(body, zone, rating) for zone in drawn.zones]
    visits = [{"day": at.date().isoformat(), "marks": [*marks, *named]}]
    written: dict[str, object] = {
        "pain_drawings": visits,
        "body_sha256": body.sha256,
        "zones": list(drawn.zones),
        "elsewhere": list(drawn.elsewhere),
    }
    if not visits[0]["marks"] and not drawn.elsewhere:
        return NOTHING
    try:
        words = frozenset(protocol().vocabulary.facts["pain_quality"].values)
        read_pain_drawings(Fields.root({"pain_drawings": visits}, "drawing"), words)
    except InputError:
        return UNREADABLE
    plain: dict[str, object] = json.loads(json.dumps(written))
    return plain


def _around(body: Body, zone: str, rating: int) -> dict[str, object]:
    """Draw a line round a zone that was named."""
    region = body.zones[zone]
    largest = max(getattr(region, "geoms", [region]), key=lambda part: part.area)
    ring = largest.simplify(1.0).exterior.coords[:-1]
    line = [[round(x, 1), round(y, 1)] for x, y in ring]
    return {"line": line, "nrs": rating}
