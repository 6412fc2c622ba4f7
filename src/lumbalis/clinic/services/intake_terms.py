"""What the patient agrees to before the first question."""

from __future__ import annotations

from lumbalis.clinic.records.models import Consent, Invitation, Patient
from lumbalis.clinic.services import consents
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.uniting import kept_of

TERMS = "data_processing"


def terms_accepted(patient: Patient) -> bool:
    """Tell whether the patient agreed to the terms as they read now."""
    return Consent.objects.filter(
        patient=kept_of(patient),
        kind=TERMS,
        text_version=consents.TEXT_VERSIONS[TERMS],
        withdrawn_at=None,
    ).exists()


def accept_terms(by: Acting, invitation: Invitation, language: str) -> None:
    """Keep that the patient agreed, once, with the version and language they read."""
    consents.give(by, kept_of(invitation.patient), TERMS, language=language)
