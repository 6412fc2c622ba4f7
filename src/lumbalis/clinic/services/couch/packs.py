"""The pack: everything a tablet needs for today, put together from providers.

A provider gives one part of the pack as plain JSON. Whoever builds a part of the couch adds its
provider to `PROVIDERS`; the hash of a pack names all of them together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.policy import Action
from lumbalis.clinic.records.models import Course, Patient, ProtocolVersion, VerdictRecord
from lumbalis.clinic.records.sealing import ErasedError, fingerprint
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.couch import limits, runs
from lumbalis.clinic.services.couch.adapting import so_far
from lumbalis.clinic.services.couch.next_part import next_of
from lumbalis.clinic.services.couch.rule_part import known_of, screening
from lumbalis.clinic.services.couch.shown import shown_of, tapped
from lumbalis.clinic.services.freshness import snapshot_of
from lumbalis.clinic.services.holds import ON_HOLD, SIGNED, hold_of
from lumbalis.clinic.services.plans.opening import latest_plan, open_plan
from lumbalis.clinic.services.plans.signing import signature_of
from lumbalis.clinic.services.plans.starting import startable
from lumbalis.clinic.services.qualified import credentials_of
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.plan_json import plain_object

FORMAT: Final = "lumbalis-pack-1"
_MOST_PEOPLE: Final = 40
ENDED_BY_ANSWERS: Final = frozenset(
    {"not_screened", "stale", "verdict", "verdict_changed", "on_hold"}
)
"""What a new verdict at the couch may end; whether it does is for the verdict to say."""

_MS: Final = timedelta(milliseconds=1)
_START: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Wanted:
    """For whom a pack is made, and in which language."""

    by: Acting
    language: str


Provider = Callable[[Wanted], object]


def pack_for(wanted: Wanted) -> dict[str, object]:
    """Put a pack together, and write down whose records it gives away."""
    parts = {name: provide(wanted) for name, provide in PROVIDERS.items()}
    made: dict[str, object] = {
        "format": FORMAT,
        "clinic": wanted.by.clinic.slug,
        "language": wanted.language,
        "made_at": ms(wanted.by.at),
        "valid_until": ms(wanted.by.at + limits.PACK_AGE),
        "drop_after": ms(wanted.by.at + limits.PACK_HORIZON),
        **parts,
    }
    return {**made, "sha256": fingerprint(made)}


def ms(moment: datetime) -> int:
    """Write a moment as a tablet's clock does."""
    return (moment - _START) // _MS


def people(wanted: Wanted) -> list[dict[str, object]]:
    """Give everybody with an open, signed course: the next session and what stands in the way."""
    found = Course.objects.filter(closed_at=None, state__in=(SIGNED, ON_HOLD))
    courses = found.filter(patient__erased_at=None, patient__restricted_at=None)
    rows = courses.select_related("patient__clinic", "order").order_by("patient__search_key", "pk")
    lines = [line for one in rows[:_MOST_PEOPLE] if (line := _line(wanted, one)) is not None]
    with whole(wanted.by):
        for one in rows[:_MOST_PEOPLE]:
            audit.record(
                wanted.by,
                f"read.{Action.COUCH_USE.value}",
                entity="patient",
                entity_id=one.patient_id,
                patient=one.patient,
            )
    return lines


def rules(_: Wanted) -> dict[str, object]:
    """Name the protocol that runs, and the versions that were recalled."""
    known = protocol()
    recalled = ProtocolVersion.objects.exclude(recalled_at=None).order_by("sha256")
    return {
        "version": known.version,
        "sha256": known.sha256,
        "recalled": list(recalled.values_list("sha256", flat=True)),
    }


def words(wanted: Wanted) -> Mapping[str, object]:
    """Give the words of the couch."""
    return wording.area(wanted.language, "couch")


def told_limits(_: Wanted) -> dict[str, int]:
    """Give what a tablet has to keep to."""
    return limits.told()


PROVIDERS: dict[str, Provider] = {
    "people": people,
    "protocol": rules,
    "words": words,
    "limits": told_limits,
    "tapped": tapped,
    "screening": screening,
}


def _line(wanted: Wanted, course: Course) -> dict[str, object] | None:
    plan = latest_plan(course)
    signature = None if plan is None else signature_of(plan)
    if plan is None or signature is None:
        return None
    try:
        opened = open_plan(course.patient, plan)
    except (InputError, ErasedError):
        return None
    number, sessions = runs.next_session(course), opened.course.sessions
    known = so_far(course, opened.course, wanted.by.at)
    session = known.session
    ramp = number if session is None else session.index
    return {
        "patient": str(course.patient_id),
        "initials": initials(course.patient),
        "check": _check(course.patient),
        "course": str(course.pk),
        "plan": str(plan.pk),
        "plan_sha256": plan.plan_sha256,
        "protocol_sha256": plan.protocol_sha256,
        "session": number,
        "sessions": len(sessions),
        "waiting": _waiting(wanted, course, ramp),
        "signed": _signed_under(course.patient, signature.verdict),
        "known": known_of(wanted, course.patient, ramp, _mine(wanted.by)),
        "steps": plain_object(session) if session is not None else None,
        "shown": None
        if session is None
        else shown_of(wanted, course, session, opened.strokes.get(ramp)),
        "next": None
        if session is None
        else next_of(course, known, session, signature.at, wanted.language),
    }


def initials(patient: Patient) -> str:
    """Write somebody's initials, given name first."""
    names = (patient.given_name, patient.family_name)
    return " ".join(f"{name.strip()[0].upper()}." for name in names if name.strip())


def _check(patient: Patient) -> str:
    """Give the second identifier the patient is asked for at the couch."""
    return patient.birth_date.isoformat() if patient.birth_date else ""


def _signed_under(patient: Patient, verdict: VerdictRecord) -> dict[str, object]:
    """Give what the verdict of the signature asked of the session; today's may ask no more."""
    said = snapshot_of(patient, verdict)
    return {name: said.get(name) for name in ("flags", "margins_mm", "positions")}


def _waiting(wanted: Wanted, course: Course, session: int) -> list[dict[str, object]]:
    """Say what stands in the way, and which of it new answers at the couch may take away."""
    found = startable(course, wanted.by.at, session=session, credentials=_mine(wanted.by))
    lasting = {"on_hold"} if hold_of(course).needs_physician else set()
    return [
        {
            "id": one,
            "words": wording.say(wanted.language, f"plans.start.{one}"),
            "by_answers": one in ENDED_BY_ANSWERS - lasting,
        }
        for one in found
    ]


def _mine(by: Acting) -> list[str]:
    """Name the credentials of whoever holds the tablet."""
    return sorted(credentials_of(by.actor.user_id, by.clinic, by.at)) if by.actor.user_id else []
