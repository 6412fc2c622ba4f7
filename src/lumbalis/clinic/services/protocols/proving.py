"""The proof of a version, kept with it: what holds for everybody, and what it could change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from lumbalis.clinic.knowledge import protocol, texts
from lumbalis.clinic.records.models import Clinic, ProtocolVersion
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.job_runs import Count
from lumbalis.clinic.services.nightly import nobody
from lumbalis.clinic.services.protocols.keeping import RECALLED, read_version
from lumbalis.domain.protocol import Protocol
from lumbalis.explaining.impacts import change_in_words
from lumbalis.explaining.proofs import people_in_words, person_in_words
from lumbalis.knowledge.errors import KnowledgeError
from lumbalis.knowledge.locales import LANGUAGES
from lumbalis.proof.impact import Change, Direction, IncomparableError, impact
from lumbalis.proof.prove import Finding, proving

PROOFS = "proofs"
_UNREADABLE = "unreadable"


def has_unproved(clinic: Clinic, now: datetime) -> bool:
    """Tell whether a version waits for its proof, or for one against what runs now."""
    del now
    with in_clinic(clinic):
        return any(not is_current(version) for version in _living())


def _living() -> Iterable[ProtocolVersion]:
    return ProtocolVersion.objects.defer("files").exclude(status=RECALLED).order_by("proposed_at")


def prove_waiting(clinic: Clinic, clock: Callable[[], datetime]) -> Count:
    """Prove every version that waits."""
    with in_clinic(clinic):
        waiting = [version for version in _living() if not is_current(version)]
    for version in waiting:
        prove_version(nobody(clinic, clock()), version)
    return Count(len(waiting), len(waiting))


def prove_version(by: Acting, version: ProtocolVersion) -> ProtocolVersion:
    """Prove a version, compare it with what runs, and keep both with it.

    The work is done before the transaction: it takes some twenty seconds.
    """
    with in_clinic(by.clinic):
        fresh = ProtocolVersion.objects.get(pk=version.pk)
    found = _proof(fresh)
    with whole(by):
        kept = ProtocolVersion.objects.select_for_update().get(pk=version.pk)
        kept.proof = found
        kept.save(update_fields=["proof"])
        audit.record(by, "protocol.proved", entity="protocol", entity_id=kept.pk, holds=holds(kept))
        return kept


def is_current(version: ProtocolVersion) -> bool:
    """Tell whether a version is proved and compared with what runs now."""
    return version.proof is not None and version.proof["against"] == protocol().sha256


def holds(version: ProtocolVersion) -> bool:
    """Tell whether every claim holds of a proved version."""
    proof = version.proof or {}
    claims = proof.get("claims", [])
    return bool(claims) and all(claim["holds"] for claim in claims)


def could_loosen(version: ProtocolVersion) -> bool:
    """Tell whether anybody who could exist would be judged more loosely than now."""
    changes = (version.proof or {}).get("changes")
    if changes is None:
        return True
    return any(change["direction"] != Direction.STRICTER.value for change in changes)


def _proof(version: ProtocolVersion) -> Mapping[str, object]:
    against = {"against": protocol().sha256}
    try:
        loaded = read_version(version)
    except KnowledgeError:
        return {**against, "claims": [], "changes": None, "why": _UNREADABLE}
    claims = [_claim(finding, loaded) for finding in proving(loaded)]
    try:
        changes = [_change(change, loaded) for change in impact(protocol(), loaded)]
    except IncomparableError as error:
        return {**against, "claims": claims, "changes": None, "why": error.fact}
    return {**against, "claims": claims, "changes": changes}


def _claim(finding: Finding, loaded: Protocol) -> dict[str, object]:
    return {
        "claim": finding.claim,
        "holds": finding.holds,
        "questions": finding.questions,
        "failed": finding.failed,
        "people": {one: people_in_words(finding.faults, loaded, texts(one)) for one in LANGUAGES},
        "about": [list(fault.about) for fault in finding.faults],
    }


def _change(change: Change, loaded: Protocol) -> dict[str, object]:
    return {
        "what": change.what,
        "about": change.about,
        "before": change.before,
        "after": change.after,
        "direction": change.direction.value,
        "words": dict(_said(change, loaded)),
    }


def _said(change: Change, loaded: Protocol) -> Iterator[tuple[str, list[str]]]:
    """Say a change and its example in every language, as the running version words them."""
    for one in LANGUAGES:
        person = person_in_words(change.person, change.usual, loaded, texts(one))
        yield one, [change_in_words(change, texts(one)), person]
