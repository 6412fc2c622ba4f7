"""Whether a kept verdict is still what a screening would say now; if not, since when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lumbalis.clinic.knowledge import protocol, verdict_words
from lumbalis.clinic.records.models import Patient, VerdictRecord
from lumbalis.clinic.records.sealing import unseal
from lumbalis.clinic.services.answers import answers_object, screening_input
from lumbalis.domain.screening import Verdict, screen
from lumbalis.exchange.answers import ScreeningInput
from lumbalis.exchange.verdict_json import verdict_object

_SAYS = (
    "category",
    "phase",
    "caps",
    "excluded_zones",
    "techniques",
    "margins_mm",
    "positions",
    "flags",
)
_MIDNIGHTS = 35
"""Days looked back over for a rule that hangs on a date; an older change is given no day."""
_JUST_AFTER = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The verdict now, whether the kept one still holds, and from when on it does not."""

    verdict: Verdict
    holds: bool
    since: datetime | None = None


def agreement(patient: Patient, kept: VerdictRecord, now: Verdict) -> Agreement:
    """Compare what was kept with what a screening says now."""
    said = what_it_says(snapshot_of(patient, kept))
    same_protocol = kept.protocol_sha256 == now.protocol_sha256
    return Agreement(now, holds=same_protocol and said == _said(now))


def with_since(patient: Patient, kept: VerdictRecord, found: Agreement) -> Agreement:
    """Find out since when a kept verdict no longer holds."""
    if found.holds:
        return found
    said = what_it_says(snapshot_of(patient, kept))
    given = screening_input(answers_object(patient, kept.at), kept.at)
    moments = sorted(_moments(given, given.encounter.at, found.verdict.at))
    changed = (moment for moment in moments if _said(_screened(given, moment)) != said)
    return replace(found, since=next(changed, None))


def snapshot_of(patient: Patient, kept: VerdictRecord) -> Mapping[str, object]:
    """Open what a verdict said when it was kept."""
    opened = unseal(patient, kept.snapshot)
    return opened if isinstance(opened, Mapping) else {}


def what_it_says(shown: Mapping[str, object]) -> dict[str, object]:
    """Reduce a verdict to what it says about a session; times and wordings do not count."""
    reasons = shown.get("reasons")
    cases = [
        (one.get("case"), one.get("category"), one.get("set_aside_by"))
        for one in (reasons if isinstance(reasons, list) else [])
        if isinstance(one, Mapping)
    ]
    return {key: shown.get(key) for key in _SAYS} | {"reasons": sorted(cases, key=str)}


def _said(verdict: Verdict) -> dict[str, object]:
    return what_it_says(verdict_object(verdict, verdict_words("en")))


def _screened(given: ScreeningInput, at: datetime) -> Verdict:
    return screen(protocol(), given.answers, replace(given.encounter, at=at), given.overrides)


def _moments(given: ScreeningInput, kept_at: datetime, now: datetime) -> Iterable[datetime]:
    """Give every moment at which time alone may have changed something."""
    facts = protocol().vocabulary.facts
    ages = (
        answer.at + valid_for
        for name, answer in given.answers.by_fact.items()
        if (valid_for := facts[name].valid_for) is not None
    )
    ends = [*ages, *(override.until for override in given.overrides)]
    days = range(1, min((now - kept_at).days + 1, _MIDNIGHTS) + 1)
    midnights = (_midnight(kept_at) + timedelta(days=day) for day in days)
    wanted = {*(end + _JUST_AFTER for end in ends), *midnights}
    day = kept_at.tzinfo
    return (moment.astimezone(day) for moment in wanted if kept_at < moment <= now)


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
