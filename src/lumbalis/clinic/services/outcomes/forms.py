"""The official wording of an instrument, as a clinic enters it; none is shipped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lumbalis.clinic.records.models import InstrumentText
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.outcomes.rules import licences_of, outcome_rules
from lumbalis.clinic.services.outcomes.schedule import wording_of
from lumbalis.domain.outcomes.instruments import Scoring
from lumbalis.knowledge.locales import LANGUAGES

LONGEST: Final = 300


def enterable(by: Acting) -> tuple[str, ...]:
    """Name the instruments whose wording may be entered: ticked statements, licence in order."""
    licences = licences_of(by.clinic)
    return tuple(
        name
        for name, one in outcome_rules().instruments.items()
        if one.scoring is Scoring.COUNT
        and not one.licence.may_ship_items
        and (not one.licence.needed or name in licences)
    )


def standing(by: Acting) -> Mapping[tuple[str, str], InstrumentText | None]:
    """Give what was entered, by instrument and language."""
    return {
        (name, language): wording_of(name, language)
        for name in enterable(by)
        for language in LANGUAGES
    }


def add(by: Acting, instrument: str, language: str, pasted: str, origin: str) -> str:
    """Keep a wording, one statement a line; give the key of why not, or nothing."""
    lines = [line.strip() for line in pasted.splitlines() if line.strip()]
    if instrument not in enterable(by) or language not in LANGUAGES:
        return "unknown"
    wanted = outcome_rules().instruments[instrument].items.at_least
    if len(lines) != wanted:
        return "count"
    if not origin.strip() or any(len(line) > LONGEST for line in (*lines, origin)):
        return "origin" if not origin.strip() else "long"
    with whole(by):
        kept = InstrumentText.objects.create(
            clinic=by.clinic, instrument=instrument, language=language, statements=lines,
            origin=origin.strip(), added_at=by.at, added_by_id=by.actor.user_id,
        )  # fmt: skip
        audit.record(
            by, "instrument_text.added", entity="instrument_text", entity_id=kept.pk,
            instrument=instrument, language=language,
        )  # fmt: skip
    return ""
