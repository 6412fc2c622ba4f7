"""Conditions, procedures, medicines, allergies: entries that hold now, held once, or never did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from lumbalis.exchange.fhir.concepts import Coding, codings, status_code, word
from lumbalis.exchange.fhir.moments import Span, past_span, read_span
from lumbalis.exchange.fhir.report import Why
from lumbalis.knowledge.terminology import Section

if TYPE_CHECKING:
    from lumbalis.exchange.fields import Fields

_LASTING = ("active", "recurrence", "relapse")
_OVER = ("inactive", "remission", "resolved")
_UNSURE = ("unconfirmed", "provisional", "differential")
_NOT_SO = {"refuted": Why.REFUTED, "entered-in-error": Why.ENTERED_IN_ERROR}
_CERTAINTY = ("confirmed", *_UNSURE, *_NOT_SO)

_PROCEDURE: Mapping[str, bool | Why] = {
    "preparation": Why.NOT_DONE,
    "in-progress": True,
    "not-done": Why.NOT_DONE,
    "on-hold": True,
    "stopped": False,
    "completed": False,
    "entered-in-error": Why.ENTERED_IN_ERROR,
    "unknown": True,
}
_REQUEST: Mapping[str, bool | Why] = {
    "active": True,
    "on-hold": True,
    "cancelled": Why.NOT_DONE,
    "completed": False,
    "entered-in-error": Why.ENTERED_IN_ERROR,
    "stopped": False,
    "draft": Why.NOT_DONE,
    "unknown": True,
}
_STATEMENT: Mapping[str, bool | Why] = {
    "active": True,
    "completed": False,
    "entered-in-error": Why.ENTERED_IN_ERROR,
    "intended": True,
    "stopped": False,
    "on-hold": True,
    "unknown": True,
    "not-taken": Why.NOT_DONE,
}
"""Status -> whether the entry holds now, or why it does not count. Unclear ones count as now."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a record, whatever its type.

    `current` tells whether it holds now; `certain` whether it is explicitly confirmed.
    `void` is why it does not count at all. `began` is when it started or was done.
    """

    resource: str
    section: Section
    codings: tuple[Coding, ...]
    current: bool
    certain: bool
    void: Why | None
    began: Span | None
    ended: Span | None
    recorded: Span | None

    @property
    def since(self) -> datetime | None:
        """The last moment at which the entry may have been made; None where no date is given."""
        known = [span.latest for span in (self.recorded, self.began) if span is not None]
        return known[0] if known else None


def condition(fields: Fields, at: datetime) -> Entry:
    """Read a Condition. Without a clinical status it counts as lasting, unless it has ended."""
    clinical = status_code(fields, "clinicalStatus", (*_LASTING, *_OVER))
    certainty = status_code(fields, "verificationStatus", _CERTAINTY)
    ended = _condition_end(fields, at)
    over = ended is not None if clinical is None else clinical in _OVER
    began = past_span(fields, "onsetDateTime", at)
    return Entry(
        resource="Condition",
        section=Section.STATES,
        codings=codings(fields, "code"),
        current=not over,
        certain=certainty == "confirmed",
        void=_NOT_SO.get(certainty or ""),
        began=began or past_span(fields.below("onsetPeriod"), "start", at),
        ended=ended if over else None,
        recorded=past_span(fields, "recordedDate", at),
    )


def _condition_end(fields: Fields, at: datetime) -> Span | None:
    ended = read_span(fields, "abatementDateTime", at)
    ended = ended or read_span(fields.below("abatementPeriod"), "end", at)
    return ended if ended is not None and ended.earliest <= at else None


def allergy(fields: Fields, at: datetime) -> Entry:
    """Read an AllergyIntolerance; the substance of a reaction counts like the code."""
    clinical = status_code(fields, "clinicalStatus", ("active", "inactive", "resolved"))
    certainty = status_code(fields, "verificationStatus", ("confirmed", "unconfirmed", *_NOT_SO))
    reactions = [codings(item, "substance") for item in fields.each("reaction")]
    return Entry(
        resource="AllergyIntolerance",
        section=Section.ALLERGENS,
        codings=(*codings(fields, "code"), *(one for found in reactions for one in found)),
        current=clinical not in _OVER,
        certain=certainty == "confirmed",
        void=_NOT_SO.get(certainty or ""),
        began=past_span(fields, "onsetDateTime", at),
        ended=None,
        recorded=past_span(fields, "recordedDate", at),
    )


def procedure(fields: Fields, at: datetime) -> Entry:
    """Read a Procedure. It was done when it ended, where that is told."""
    status = _PROCEDURE[_status(fields, _PROCEDURE)]
    period = fields.below("performedPeriod")
    done = past_span(fields, "performedDateTime", at)
    began = done or past_span(period, "start", at)
    ended = read_span(period, "end", at)
    ended = ended if ended is not None and ended.earliest <= at else None
    return Entry(
        resource="Procedure",
        section=Section.STATES,
        codings=codings(fields, "code"),
        current=status is True,
        certain=True,
        void=status if isinstance(status, Why) else None,
        began=ended or began,
        ended=ended or done,
        recorded=None,
    )


def medication_request(fields: Fields, at: datetime, medicine: tuple[Coding, ...]) -> Entry:
    """Read a MedicationRequest; `medicine` are the codings of what is ordered."""
    status = _REQUEST[_status(fields, _REQUEST)]
    forbidden = fields.has("doNotPerform") and fields.flag("doNotPerform")
    if forbidden and not isinstance(status, Why):
        status = Why.NOT_DONE
    authored = past_span(fields, "authoredOn", at)
    period = fields.below("dispenseRequest").below("validityPeriod")
    return _medicine("MedicationRequest", medicine, authored, _end(period, at), status=status)


def medication_statement(fields: Fields, at: datetime, medicine: tuple[Coding, ...]) -> Entry:
    """Read a MedicationStatement; `medicine` are the codings of what is taken."""
    status = _STATEMENT[_status(fields, _STATEMENT)]
    period = fields.below("effectivePeriod")
    began = past_span(fields, "effectiveDateTime", at) or past_span(period, "start", at)
    began = began or past_span(fields, "dateAsserted", at)
    return _medicine("MedicationStatement", medicine, began, _end(period, at), status=status)


def _medicine(
    resource: str,
    medicine: tuple[Coding, ...],
    began: Span | None,
    ended: Span | None,
    *,
    status: bool | Why,
) -> Entry:
    current = status is True
    return Entry(
        resource=resource,
        section=Section.MEDICINES,
        codings=medicine,
        current=current,
        certain=True,
        void=status if isinstance(status, Why) else None,
        began=began,
        ended=None if current else ended,
        recorded=began,
    )


def _end(period: Fields, at: datetime) -> Span | None:
    ended = read_span(period, "end", at)
    return ended if ended is not None and ended.earliest <= at else None


def _status(fields: Fields, known: Mapping[str, bool | Why]) -> str:
    status = word(fields, "status", known)
    if status is None:
        what_to_do = f"use one of {', '.join(known)}"
        fields.refuse("status", "is missing, which FHIR R4 requires", what_to_do)
    return status
