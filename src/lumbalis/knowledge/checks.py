"""Checks across all knowledge files: sources, reach, addresses, neighbours, texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lumbalis.domain.adaptation import AdaptationRules
from lumbalis.domain.outcomes.rules import OutcomeRules
from lumbalis.domain.protocol import Protocol
from lumbalis.knowledge.adaptation import build_adaptation
from lumbalis.knowledge.addresses import unresolved
from lumbalis.knowledge.bodies import load_body_model
from lumbalis.knowledge.document import Document
from lumbalis.knowledge.errors import KnowledgeError
from lumbalis.knowledge.files import KnowledgeFiles
from lumbalis.knowledge.library import FOLDER, load_provenance
from lumbalis.knowledge.norms_data import load_norm_sets
from lumbalis.knowledge.outcomes import build_outcomes
from lumbalis.knowledge.reachability import unreachable_cases
from lumbalis.knowledge.sources import refuse_unsourced
from lumbalis.knowledge.terminologies import read_terminology
from lumbalis.knowledge.text_checks import check_texts, check_words


def check_everything(protocol: Protocol, files: KnowledgeFiles) -> tuple[KnowledgeError, ...]:
    """List what is wrong beyond a single file: sources, reach, addresses, neighbours, texts."""
    careful = KnowledgeFiles(files.root, use_cache=False)
    texts = _text_documents(careful)
    return (
        *_faults_of(lambda: check_sources(careful)),
        *_faults_of(lambda: load_outcomes(careful)),
        *_faults_of(lambda: load_adaptation(protocol, careful)),
        *_faults_of(lambda: read_terminology(careful, protocol.vocabulary, protocol.limits)),
        *_faults_of(lambda: load_norm_sets(careful)),
        *_faults_of(lambda: load_body_model(careful)),
        *(_unreachable(careful, case) for case in unreachable_cases(protocol)),
        *_homeless(protocol, careful),
        *check_texts(texts, protocol.limits),
        *check_words(protocol, texts),
    )


def _text_documents(files: KnowledgeFiles) -> dict[str, dict[str, Document]]:
    """Parse every text file, by language and by name without its ending."""
    found: dict[str, dict[str, Document]] = {}
    for name in files.names("texts"):
        _, language, file = name.split("/")
        found.setdefault(language, {})[file.removesuffix(".yaml")] = files.document(name)
    return found


def _faults_of(check: Callable[[], object]) -> tuple[KnowledgeError, ...]:
    try:
        check()
    except KnowledgeError as fault:
        return (fault,)
    return ()


def load_outcomes(files: KnowledgeFiles | None = None) -> OutcomeRules:
    """Load the instruments and rules of outcomes."""
    files = files or KnowledgeFiles()
    return build_outcomes(files.branch(f"{FOLDER}/outcomes.yaml"))


def load_adaptation(protocol: Protocol, files: KnowledgeFiles | None = None) -> AdaptationRules:
    """Load the ladder, the stop signs, the grades and the course decisions."""
    files = files or KnowledgeFiles()
    return build_adaptation(
        files.branch(f"{FOLDER}/adaptation.yaml"),
        protocol.limits,
        [rule.id for rule in protocol.rules],
    )


def _unreachable(files: KnowledgeFiles, case: str) -> KnowledgeError:
    return _rule_fault(files, case, "no patient can trigger it", "Correct its condition")


def _homeless(protocol: Protocol, files: KnowledgeFiles) -> Iterator[KnowledgeError]:
    for requirement, address in unresolved(load_provenance(files), protocol, files):
        what = f"{requirement.id} lives in {address}, where nothing is"
        yield KnowledgeError("requirements.yaml", None, what, "Correct the address")


def _rule_fault(files: KnowledgeFiles, case: str, what: str, what_to_do: str) -> KnowledgeError:
    root = files.branch(f"{FOLDER}/screening.yaml")
    rule = case.partition(".")[0]
    found = (branch for branch in root.branches("rules") if branch.text("id") == rule)
    line = next((branch.line for branch in found), None)
    return KnowledgeError(root.file, line, f"{case}: {what}", what_to_do)


def check_sources(files: KnowledgeFiles) -> None:
    """Refuse every number without a source and every source nobody knows, in all files.

    Raises
    ------
    KnowledgeError
        For the first such number or source.
    """
    provenance = load_provenance(files)
    known = {**provenance.sources, **provenance.requirements}
    for folder in ("protocols", "bodies", "norms", "terminologies"):
        for name in files.names(folder):
            refuse_unsourced(files.branch(name), known)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a folder of knowledge holds, counted."""

    protocol: str
    version: str
    status: str
    sha256: str
    counts: Mapping[str, int]


def contents(protocol: Protocol, files: KnowledgeFiles) -> Contents:
    """Count what was loaded."""
    provenance = load_provenance(files)
    counts = {
        "facts": len(protocol.vocabulary.facts),
        "rules": len(protocol.rules),
        "cases": sum(len(rule.cases) for rule in protocol.rules),
        "limits": len(protocol.limits),
        "zones": len(protocol.zones.zones),
        "techniques": len(protocol.techniques),
        "scripts": len(protocol.scripts),
        "instruments": len(load_outcomes(files).instruments),
        "norms": len(load_norm_sets(files)),
        "requirements": len(provenance.requirements),
        "sources": len(provenance.sources),
        "languages": len({name.split("/")[1] for name in files.names("texts")}),
    }
    return Contents(protocol.id, protocol.version, protocol.status, protocol.sha256, counts)
