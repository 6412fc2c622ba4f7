"""The loader: all knowledge files in, one checked protocol out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lumbalis.domain.expressions import Language
from lumbalis.domain.protocol import Protocol, Requirement
from lumbalis.knowledge.adaptation import build_adaptation
from lumbalis.knowledge.addresses import unresolved
from lumbalis.knowledge.dose import build_dose
from lumbalis.knowledge.errors import KnowledgeError
from lumbalis.knowledge.fact_data import build_limits, build_vocabulary
from lumbalis.knowledge.files import KnowledgeFiles
from lumbalis.knowledge.manipulations import build_manipulations, build_points
from lumbalis.knowledge.norms_data import load_norm_sets
from lumbalis.knowledge.outcomes import build_outcomes
from lumbalis.knowledge.reachability import unreachable_cases
from lumbalis.knowledge.rule_data import Names, build_phases, build_rules
from lumbalis.knowledge.scripts import Catalogue, build_script
from lumbalis.knowledge.sources import Source, build_requirements, build_sources, refuse_unsourced
from lumbalis.knowledge.terminologies import read_terminology
from lumbalis.knowledge.zone_data import build_techniques, build_zones, technique_groups

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lumbalis.domain.adaptation import AdaptationRules
    from lumbalis.domain.expressions import Limit
    from lumbalis.domain.facts import Vocabulary
    from lumbalis.domain.outcomes.rules import OutcomeRules
    from lumbalis.domain.protocol import Script, Technique, ZoneTable

FOLDER = "protocols/lumbar_osteochondrosis"
_HERE_AND_NOW = "affected_leg"


@dataclass(frozen=True, slots=True)
class Provenance:
    """What stands behind the numbers: sources by id, and the article's requirements by id."""

    sources: Mapping[str, Source]
    requirements: Mapping[str, Requirement]


def load_checked(files: KnowledgeFiles | None = None) -> Protocol:
    """Load the protocol after every check there is, also of sources, texts and reach.

    The same files are checked once: a seal over their hash is kept in the cache.

    Raises
    ------
    KnowledgeError
        For the first thing that is wrong.
    """
    files = files or KnowledgeFiles()
    protocol = load_protocol(files)
    if not files.was_checked():
        for fault in check_everything(protocol, files):
            raise fault
        files.mark_checked()
    return protocol


def check_everything(protocol: Protocol, files: KnowledgeFiles) -> tuple[KnowledgeError, ...]:
    """List what is wrong beyond a single file: sources, reach, addresses, neighbours, texts."""
    careful = KnowledgeFiles(files.root, use_cache=False)
    return (
        *_faults_of(lambda: check_sources(careful)),
        *_faults_of(lambda: load_outcomes(careful)),
        *_faults_of(lambda: load_adaptation(protocol, careful)),
        *_faults_of(lambda: read_terminology(careful, protocol.vocabulary, protocol.limits)),
        *_faults_of(lambda: load_norm_sets(careful)),
        *(_unreachable(careful, case) for case in unreachable_cases(protocol)),
        *_homeless(protocol, careful),
    )


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


def load_protocol(files: KnowledgeFiles | None = None) -> Protocol:
    """Load the protocol with every check that concerns its meaning.

    Raises
    ------
    KnowledgeError
        For the first thing that is wrong, naming file, line, what and what to do.
    """
    files = files or KnowledgeFiles()
    try:
        return _load(files)
    except KnowledgeError:
        if not files.use_cache:
            raise
        return _load(KnowledgeFiles(files.root, use_cache=False))


def _load(files: KnowledgeFiles) -> Protocol:
    about = files.branch(f"{FOLDER}/protocol.yaml")
    about.only(("id", "version", "status", "signed_by", "title_key", "source"))
    limits = build_limits([files.branch(name) for name in limit_files(files)])
    vocabulary = build_vocabulary(files.branch(f"{FOLDER}/facts.yaml"), limits)
    zones = build_zones(files.branch(f"{FOLDER}/zones.yaml"))
    gate = files.branch(f"{FOLDER}/techniques.yaml")
    techniques = build_techniques(gate, limits)
    names = _names(vocabulary, limits, zones, techniques, technique_groups(gate, techniques))
    manipulations = build_manipulations(files.branch(f"{FOLDER}/manipulations.yaml"), zones)
    return Protocol(
        id=about.text("id"),
        version=about.text("version"),
        sha256=files.sha256,
        status=about.text("status"),
        vocabulary=vocabulary,
        limits=limits,
        phases=build_phases(files.branch(f"{FOLDER}/phases.yaml"), names.language),
        rules=build_rules(files.branch(f"{FOLDER}/screening.yaml"), names),
        zones=zones,
        techniques=techniques,
        manipulations=manipulations,
        dose=build_dose(files.branch(f"{FOLDER}/dose.yaml")),
        scripts=_scripts(files, Catalogue(zones, techniques, manipulations)),
        points=build_points(files.branch(f"{FOLDER}/points.yaml"), zones),
    )


def limit_files(files: KnowledgeFiles) -> tuple[str, ...]:
    """Name the files that hold limits."""
    return tuple(n for n in files.names(FOLDER) if n.startswith(f"{FOLDER}/limits"))


def _names(
    vocabulary: Vocabulary,
    limits: Mapping[str, Limit],
    zones: ZoneTable,
    techniques: Mapping[str, Technique],
    groups: Mapping[str, frozenset[str]],
) -> Names:
    regions = {zone.region for zone in zones.zones.values()}
    named = {*zones.zones, *zones.groups, *regions, _HERE_AND_NOW}
    language = Language(vocabulary.names, limits)
    return Names(language, frozenset(techniques), groups, frozenset(named))


def _scripts(files: KnowledgeFiles, catalogue: Catalogue) -> dict[str, Script]:
    branches = [files.branch(name) for name in files.names(f"{FOLDER}/sessions")]
    scripts = [build_script(branch, catalogue) for branch in branches]
    return {script.id: script for script in scripts}


def load_provenance(files: KnowledgeFiles | None = None) -> Provenance:
    """Load the sources and the article's requirements.

    Raises
    ------
    KnowledgeError
        If one of the two files cannot be used.
    """
    files = files or KnowledgeFiles()
    return Provenance(
        sources=build_sources(files.branch("sources.yaml")),
        requirements=build_requirements(files.branch("requirements.yaml")),
    )


def check_sources(files: KnowledgeFiles) -> None:
    """Refuse every number without a source and every source nobody knows, in all files.

    Raises
    ------
    KnowledgeError
        For the first such number or source.
    """
    provenance = load_provenance(files)
    known = {**provenance.sources, **provenance.requirements}
    for folder in ("protocols", "norms"):
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
