"""The patient the tests change one answer at a time: fit for a gentle first session."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from lumbalis.domain.expressions import NO_DATE, Value
from lumbalis.domain.facts import Answer, Answers, Encounter, Practitioner

if TYPE_CHECKING:
    from lumbalis.domain.facts import Vocabulary

AT = datetime(2026, 11, 22, 10, 0, tzinfo=timezone(timedelta(hours=3)))
ANSWERED = AT - timedelta(minutes=30)
TODAY = AT.date()

FULLY_QUALIFIED = Practitioner(
    frozenset({"medical_education", "massage", "cupping", "acupressure_certified", "device"})
)


def days_ago(days: int) -> date:
    """Give the day so many days before the screening."""
    return TODAY - timedelta(days=days)


_ALL_ZONES = frozenset({"lumbar", "sacral", "gluteal", "thigh", "knee", "lower_leg", "thoracic"})
_PARTICULAR: dict[str, Value] = {
    "age_years": 46,
    "sex": "female",
    "stature_cm": 168.0,
    "body_mass_kg": 66.0,
    "consent_treatment": True,
    "consent_zones": _ALL_ZONES,
    "order_present": True,
    "order_date": days_ago(5),
    "physician_feasibility_ok": True,
    "methods_allowed": frozenset({"manual_classical", "oil"}),
    "dx_lumbar_osteochondrosis": "confirmed",
    "exam_physician_date": days_ago(5),
    "imaging_xray": "done",
    "imaging_mri": "done",
    "osteophytes": "few",
    "spine_regions_affected": frozenset({"lumbar"}),
    "severity": "moderate",
    "nrs_rest": 2,
    "nrs_move": 3,
    "nrs_avg_7d": 3,
    "pain_quality": frozenset({"aching"}),
    "symptom_free_days": 0,
    "inflammation_status": "relieved",
    "phase_physician": "subsiding",
    "leg_side": "none",
    "trauma_major_6wk": "none",
    "back_pain_onset_age": 40,
    "episode_examined": True,
    "inflammatory_features": 0,
    "varicose_veins": "none",
    "anticoagulant": "none",
    "bp_sys": 124,
    "bp_dia": 78,
    "pulse": 70,
    "temperature_c": 36.6,
    "temp_site": "axillary",
    "osteomyelitis": "never",
    "pregnancy": "no",
    "can_lie_prone": True,
    "can_rest_30min_after": True,
    "last_meal_hours": 2.5,
    "bladder_emptied": True,
    "bowel_emptied": True,
}
_USUAL: dict[str, Value] = {
    "bool": False,
    "date": NO_DATE,
    "set": frozenset({"none"}),
    "enum": "none",
}
_UNANSWERED = frozenset({"inr"})


def ordinary_values(vocabulary: Vocabulary) -> dict[str, Value]:
    """Answer every fact of the vocabulary the way an ordinary suitable patient would."""
    values: dict[str, Value] = {}
    for name, fact in vocabulary.facts.items():
        if name in _UNANSWERED:
            continue
        if name.startswith("excluded_"):
            values[name] = True
        else:
            values[name] = _PARTICULAR.get(name, _USUAL.get(fact.type.value, 0))
    return values


def ordinary_answers(vocabulary: Vocabulary, **changes: Value | None) -> Answers:
    """Give the ordinary patient's answers, some of them changed; None leaves one unanswered."""
    values = {**ordinary_values(vocabulary), **changes}
    return Answers(
        {name: Answer(value, ANSWERED) for name, value in values.items() if value is not None}
    )


def encounter(session: int = 1, practitioner: Practitioner | None = FULLY_QUALIFIED) -> Encounter:
    """Give ordinary circumstances: this session, a fully qualified practitioner."""
    return Encounter(at=AT, session=session, practitioner=practitioner)
