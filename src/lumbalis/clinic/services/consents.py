"""What a patient agreed to: which text, in which version and language, and until when."""

from __future__ import annotations

from dataclasses import dataclass

from lumbalis.clinic.records.models import Consent, Patient
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.knowledge.locales import LANGUAGES

KINDS = ("data_processing", "treatment", "photography", "messages")
TEXT_VERSIONS = dict.fromkeys(KINDS, "2026-11")
"""The version of each text that is shown now; a changed text gets the next one."""


@dataclass(frozen=True, slots=True)
class State:
    """What stands between the clinic and a patient about one kind of consent."""

    kind: str
    given: Consent | None
    last: Consent | None

    @property
    def version(self) -> str:
        """Give the version of the text that is shown now."""
        return TEXT_VERSIONS[self.kind]

    @property
    def is_outdated(self) -> bool:
        """Tell whether the text has changed since it was agreed to."""
        return self.given is not None and self.given.text_version != TEXT_VERSIONS[self.kind]


def give(by: Acting, patient: Patient, kind: str, *, language: str) -> Consent | None:
    """Keep a consent to the text as it is now; None if there is no such text.

    The same consent again changes nothing; consent to an older text is replaced.
    """
    if kind not in KINDS or language not in LANGUAGES:
        return None
    with whole(by):
        standing = _standing(patient, kind)
        if standing is not None and standing.text_version == TEXT_VERSIONS[kind]:
            return standing
        if standing is not None:
            _end(by, standing)
        consent = Consent.objects.create(
            clinic=by.clinic,
            patient=patient,
            kind=kind,
            text_version=TEXT_VERSIONS[kind],
            language=language,
            given_at=by.at,
            given_to_id=by.actor.user_id,
        )
        _note(by, "consent.given", consent)
        return consent


def withdraw(by: Acting, patient: Patient, kind: str) -> Consent | None:
    """End a consent at once; None if there is none."""
    with whole(by):
        standing = _standing(patient, kind)
        if standing is None:
            return None
        _end(by, standing)
        _note(by, "consent.withdrawn", standing)
        return standing


def states_of(patient: Patient) -> tuple[State, ...]:
    """Say how it stands with every kind of consent, in one query."""
    rows = list(Consent.objects.filter(patient=patient).order_by("given_at", "pk"))
    return tuple(_state(kind, [row for row in rows if row.kind == kind]) for kind in KINDS)


def _state(kind: str, rows: list[Consent]) -> State:
    standing = [row for row in rows if row.withdrawn_at is None]
    return State(kind, standing[-1] if standing else None, rows[-1] if rows else None)


def _standing(patient: Patient, kind: str) -> Consent | None:
    rows = Consent.objects.select_for_update().filter(patient=patient, kind=kind, withdrawn_at=None)
    return rows.order_by("-given_at").first()


def _end(by: Acting, consent: Consent) -> None:
    consent.withdrawn_at, consent.withdrawn_to_id = by.at, by.actor.user_id
    consent.save(update_fields=["withdrawn_at", "withdrawn_to"])


def _note(by: Acting, action: str, consent: Consent) -> None:
    audit.record(
        by,
        action,
        entity="consent",
        entity_id=consent.pk,
        patient=consent.patient,
        kind=consent.kind,
        text_version=consent.text_version,
        language=consent.language,
    )
