"""The loader: all knowledge files in, one checked protocol out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lumbalis.domain.expressions import Language
from lumbalis.domain.protocol import Protocol, Requirement
from lumbalis.knowledge.contact import build_contact
from lumbalis.knowledge.dose import build_dose
from lumbalis.knowledge.errors import KnowledgeError
from lumbalis.knowledge.fact_data import build_limits, build_vocabulary
from lumbalis.knowledge.files import KnowledgeFiles
from lumbalis.knowledge.manipulations import build_manipulations, build_points
from lumbalis.knowledge.rule_data import Names, build_phases, build_rules
from lumbalis.knowledge.scripts import Catalogue, build_script
from lumbalis.knowledge.sources import Source, build_requirements, build_sources
from lumbalis.knowledge.zone_data import build_techniques, build_zones, technique_groups

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lumbalis.domain.expressions import Limit
    from lumbalis.domain.facts import Vocabulary
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
        _check_once(protocol, files)
    return protocol


def _check_once(protocol: Protocol, files: KnowledgeFiles) -> None:
    from lumbalis.knowledge.checks import check_everything  # noqa: PLC0415 - once for new files

    for fault in check_everything(protocol, files):
        raise fault
    files.mark_checked()


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
        contact=build_contact(files.branch(f"{FOLDER}/contact.yaml"), manipulations, zones),
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
