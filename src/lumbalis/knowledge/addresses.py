"""Where a requirement may live: the address of every item of knowledge."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lumbalis.domain.protocol import Protocol, Requirement
    from lumbalis.knowledge.files import KnowledgeFiles
    from lumbalis.knowledge.library import Provenance

_SECTIONS = {
    "adaptation:ladder": "ladder",
    "adaptation:stop": "stop",
    "adaptation:course": "course",
}
_ALIASES = {
    "aftercare:rest": "limit:rest_after_session",
    "aftercare:get_up": "limit:sit_before_standing",
    "preparation:prompts": "rule:S27",
    "position:prone": "rule:L04",
    "position:sitting": "rule:S31",
    "severity:suggestion": "dose:severities",
    "dose:sessions_planned": "dose:doses",
    "dose:spacing": "dose:doses",
    "dose:review": "dose:doses",
}


def unresolved(
    provenance: Provenance, protocol: Protocol, files: KnowledgeFiles
) -> tuple[tuple[Requirement, str], ...]:
    """List every requirement that says it lives where nothing is."""
    known = frozenset(addresses(protocol, files))
    return tuple(
        (requirement, address)
        for requirement in provenance.requirements.values()
        for address in requirement.lives_in
        if _ALIASES.get(address, address) not in known
    )


def addresses(protocol: Protocol, files: KnowledgeFiles) -> Iterator[str]:
    """List the address of every item of knowledge that exists."""
    yield from _named("rule", (rule.id for rule in protocol.rules))
    yield from _named("limit", protocol.limits)
    yield from _named("fact", protocol.vocabulary.facts)
    yield from _named("phase", (rule.phase for rule in protocol.phases))
    yield from _named("zone", (zone.region for zone in protocol.zones.zones.values()))
    yield from _named("manipulation", protocol.manipulations)
    yield from _named("technique", protocol.techniques)
    for script in protocol.scripts.values():
        yield f"script:{script.id}"
        yield from _named("script", (f"{script.id}.{stage.id}" for stage in script.stages))
    if protocol.dose.doses:
        yield "dose:doses"
    if protocol.dose.severities:
        yield "dose:severities"
    yield from _named("text", files.branch("texts/en/education.yaml").tree)
    folder = "protocols/lumbar_osteochondrosis"
    yield from _named("outcome", files.branch(f"{folder}/outcomes.yaml").branch("instruments").tree)
    sections = files.branch(f"{folder}/adaptation.yaml").tree
    yield from (address for address, section in _SECTIONS.items() if section in sections)


def _named(kind: str, ids: Iterable[str]) -> Iterator[str]:
    return (f"{kind}:{name}" for name in ids)
