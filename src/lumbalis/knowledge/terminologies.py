"""Building the code lists from parsed knowledge: every code leads to a checked claim or to none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lumbalis.domain.facts import AnswerError, Fact, FactType, Vocabulary, accept
from lumbalis.knowledge.branch import Branch
from lumbalis.knowledge.terminology import (
    NOT_RELEVANT,
    Claim,
    CodeTable,
    DateOf,
    Meaning,
    Measured,
    Section,
    Strictness,
    Terminology,
    When,
)

if TYPE_CHECKING:
    from lumbalis.domain.expressions import Limit, Value
    from lumbalis.knowledge.files import KnowledgeFiles

FOLDER = "terminologies"
_MEANINGS = f"{FOLDER}/meanings.yaml"
_AGE = "a"
_LONGEST = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "wk": timedelta(weeks=1),
    "mo": timedelta(days=31),
    "a": timedelta(days=366),
}
"""A unit of time in its longest reading, so that a window never closes early."""

_NEEDS_WINDOW = (When.RECENT, When.NOW_OR_RECENT)
_MAY_HAVE_WINDOW = (*_NEEDS_WINDOW, When.ENDED)
_MEANT = (Section.STATES, Section.MEDICINES, Section.ALLERGENS)
_STATUS = ("verified", "unverified")


def read_terminology(
    files: KnowledgeFiles, vocabulary: Vocabulary, limits: Mapping[str, Limit]
) -> Terminology:
    """Read and check all files on terminology.

    Raises
    ------
    KnowledgeError
        For the first entry that cannot be used.
    """
    names = [name for name in files.names(FOLDER) if name != _MEANINGS]
    systems = [files.branch(name) for name in names]
    return build_terminology(files.branch(_MEANINGS), systems, vocabulary, limits)


def build_terminology(
    meanings: Branch,
    systems: Sequence[Branch],
    vocabulary: Vocabulary,
    limits: Mapping[str, Limit],
) -> Terminology:
    """Build the code lists from parsed files.

    Parameters
    ----------
    meanings : Branch
        What codes can mean, and how strict the words of a fact are.
    systems : sequence of Branch
        One file for each code system.
    vocabulary, limits
        The facts that may be claimed, and the windows of time a claim may name.

    Raises
    ------
    KnowledgeError
        For the first entry that cannot be used.
    """
    meanings.only(("certainty", "status", "strictness", "meanings"))
    strictness = _strictness(meanings, vocabulary)
    known = {
        name: _meaning(name, branch, vocabulary, limits)
        for name, branch in meanings.children("meanings").items()
    }
    _refuse_unsettled(meanings, known, vocabulary, strictness)
    reader = _Reader(known, vocabulary)
    for system in systems:
        reader.read(system)
    _refuse_unused(meanings, known, reader.used)
    return Terminology(
        tables=reader.tables,
        meanings=known,
        strictness=strictness,
        measured=reader.measured,
        sites=reader.sites,
        age_limits=frozenset(limit.value for limit in limits.values() if limit.unit == _AGE),
    )


def _strictness(root: Branch, vocabulary: Vocabulary) -> dict[str, Strictness]:
    found = {}
    for name, branch in root.children("strictness").items():
        branch.only(("order", "alone", "because", "source"))
        fact = vocabulary.facts.get(name)
        if fact is None or not fact.values:
            branch.refuse("order", "belongs to no fact with words", "Correct the name")
        order, alone = branch.texts("order"), branch.texts("alone")
        if set(order) != set(fact.values):
            branch.refuse("order", "does not hold the words of the fact", "List each once")
        if not set(alone) <= set(order):
            branch.refuse("alone", "holds a word that is not in order", "Correct the word")
        found[name] = Strictness(order, frozenset(alone))
    return found


def _meaning(
    name: str, branch: Branch, vocabulary: Vocabulary, limits: Mapping[str, Limit]
) -> Meaning:
    branch.only(("claims", "because", "source"))
    if name == NOT_RELEVANT:
        branch.refuse("claims", "have a reserved name", "Give the meaning another name")
    claims = tuple(_claim(item, vocabulary, limits) for item in branch.branches("claims"))
    if not claims:
        branch.refuse("claims", "are empty", "Claim something, or list it as not relevant")
    return Meaning(name, claims, branch.text("because"), branch.texts("source"))


def _claim(branch: Branch, vocabulary: Vocabulary, limits: Mapping[str, Limit]) -> Claim:
    branch.only(("fact", "when"), ("value", "within", "if_unsure"))
    fact = _fact(branch, branch.text("fact"), vocabulary)
    when = branch.choice("when", When)
    if (when is When.HINT) == branch.has("value"):
        branch.refuse("value", "does not go with `when`", "A hint has none; the others need it")
    allowed = (
        _MAY_HAVE_WINDOW if branch.has("within") else [w for w in When if w not in _NEEDS_WINDOW]
    )
    if when not in allowed:
        branch.refuse("within", "does not go with `when`", "Only recent claims have it")
    return Claim(
        fact=fact.id,
        when=when,
        value=_claimed(fact, branch, "value") if branch.has("value") else None,
        within=_window(branch, limits) if branch.has("within") else None,
        if_unsure=_value(fact, branch, "if_unsure") if branch.has("if_unsure") else None,
    )


def _fact(branch: Branch, name: str, vocabulary: Vocabulary) -> Fact:
    fact = vocabulary.facts.get(name)
    if fact is None:
        branch.refuse("fact", f"names {name}, which is no fact", "Correct the name")
    return fact


def _claimed(fact: Fact, branch: Branch, key: str) -> Value | DateOf:
    if fact.type is FactType.DATE:
        return branch.choice(key, DateOf)
    return _value(fact, branch, key)


def _value(fact: Fact, branch: Branch, key: str) -> Value:
    try:
        value = accept(fact, branch.tree.get(key), date.max)
    except AnswerError as error:
        raise branch.fault(key, f"does not fit: {error}", "Correct the value") from error
    if value is None or fact.type in (FactType.INT, FactType.DECIMAL):
        branch.refuse(key, "cannot be claimed", "Claim yes, no or one of the words")
    return value


def _window(branch: Branch, limits: Mapping[str, Limit]) -> timedelta:
    limit = limits.get(branch.text("within"))
    unit = None if limit is None else _LONGEST.get(limit.unit or "")
    if limit is None or unit is None:
        branch.refuse("within", "names no limit in a unit of time", "Name one of limits*.yaml")
    return limit.value * unit


def _refuse_unsettled(
    root: Branch,
    meanings: Mapping[str, Meaning],
    vocabulary: Vocabulary,
    strictness: Mapping[str, Strictness],
) -> None:
    """Refuse claims about one fact that nobody could combine."""
    yes_or_no: dict[str, Value | DateOf | None] = {}
    for name, meaning in meanings.items():
        for claim in meaning.claims:
            fact = vocabulary.facts[claim.fact]
            if claim.when is When.HINT:
                continue
            place = f"meanings.{name}"
            if fact.values and fact.id not in strictness:
                root.refuse(place, f"needs the strictness of {fact.id}", "Add its order")
            same = yes_or_no.setdefault(fact.id, claim.value)
            if fact.type is FactType.BOOL and same != claim.value:
                root.refuse(place, f"claims yes and no of {fact.id}", "Claim only one")


def _refuse_unused(root: Branch, meanings: Mapping[str, Meaning], used: set[str]) -> None:
    for name in meanings:
        if name not in used:
            root.refuse(f"meanings.{name}", "is the meaning of no code", "Remove it")


class _Reader:
    """Collects the code tables file by file."""

    def __init__(self, meanings: Mapping[str, Meaning], vocabulary: Vocabulary) -> None:
        self.meanings, self.vocabulary = meanings, vocabulary
        self.tables: dict[tuple[str, Section], CodeTable] = {}
        self.measured: dict[str, Measured] = {}
        self.sites: dict[str, tuple[str, Value]] = {}
        self.used: set[str] = set()

    def read(self, root: Branch) -> None:
        """Take in one file."""
        sections = [section.value for section in Section]
        root.only(("systems", "hierarchical", "status", "source"), (*sections, NOT_RELEVANT))
        _check_status(root)
        nested = root.flag("hierarchical")
        for section in Section:
            targets = dict(self._targets(root, section))
            table = _nested_table(root, targets) if nested else CodeTable(targets, {}, ())
            for system in root.texts("systems"):
                if (system, section) in self.tables:
                    root.refuse("systems", f"names {system} a second time", "Keep one file")
                self.tables[system, section] = table

    def _targets(self, root: Branch, section: Section) -> Iterator[tuple[str, str]]:
        """Give every code of a section with what it stands for; refuse one that stands twice."""
        seen: set[str] = set()
        for branch, code, target in self._codes(root, section):
            if code in seen:
                branch.refuse(code, "stands in two lists", "Keep one of them")
            seen.add(code)
            yield code, target

    def _codes(self, root: Branch, section: Section) -> Iterator[tuple[Branch, str, str]]:
        if root.has(section.value):
            lists = root.branch(section.value)
            for name, branch in root.children(section.value).items():
                if section in _MEANT and name not in self.meanings:
                    lists.refuse(name, "is not a known meaning", "Add it to meanings.yaml")
                self.used.add(name)
                yield from self._listed(branch, section, name)
        for branch in root.branches(NOT_RELEVANT) if root.has(NOT_RELEVANT) else ():
            branch.only(("because",), [listed.value for listed in Section])
            branch.text("because")
            if branch.has(section.value):
                below = branch.branch(section.value)
                yield from ((below, code, NOT_RELEVANT) for code in _described(below))

    def _listed(
        self, branch: Branch, section: Section, name: str
    ) -> Iterator[tuple[Branch, str, str]]:
        if section is Section.OBSERVATIONS:
            yield from self._observations(branch, name)
        elif section is Section.SITES:
            yield from self._sites(branch, name)
        else:
            yield from ((branch, code, name) for code in _described(branch))

    def _observations(self, branch: Branch, name: str) -> Iterator[tuple[Branch, str, str]]:
        fact = _fact(branch, name, self.vocabulary)
        for code, details in _described(branch).items():
            also = {} if details is None else _also(details, self.vocabulary)
            target = " ".join((fact.id, *(f"{k}={v}" for k, v in also.items())))
            self.measured[target] = Measured(fact.id, also)
            yield branch, code, target

    def _sites(self, branch: Branch, name: str) -> Iterator[tuple[Branch, str, str]]:
        fact = _fact(branch, name, self.vocabulary)
        for word in branch.tree:
            if word not in fact.values:
                branch.refuse(word, "is not a word of the fact", "Correct the word")
            below = branch.branch(word)
            target = f"{name}={word}"
            self.sites[target] = (name, word)
            yield from ((below, code, target) for code in _described(below))


def _described(branch: Branch) -> dict[str, Branch | None]:
    """Give the codes of a mapping with their details; each has its usual words."""
    found: dict[str, Branch | None] = {}
    for code, value in branch.tree.items():
        details = None if isinstance(value, str) else branch.branch(code)
        if details is None:
            branch.text(code)
        else:
            details.only(("display",), ("status", "also"))
            details.text("display")
            _check_status(details)
        found[code] = details
    return found


def _check_status(branch: Branch) -> None:
    if branch.has("status") and branch.text("status") not in _STATUS:
        branch.refuse("status", "is not known", f"Write {' or '.join(_STATUS)}")


def _also(details: Branch, vocabulary: Vocabulary) -> dict[str, Value]:
    if not details.has("also"):
        return {}
    below = details.branch("also")
    return {name: _value(_fact(below, name, vocabulary), below, name) for name in below.tree}


def _nested_table(root: Branch, targets: Mapping[str, str]) -> CodeTable:
    prefixes: dict[str, str] = {}
    ranges: list[tuple[str, str, str]] = []
    for key, target in targets.items():
        first, _, last = key.replace(".", "").upper().partition("-")
        if not last:
            prefixes[first] = target
            continue
        if len(first) != len(last) or first > last:
            root.refuse("systems", f"has the range {key}, which is none", "Correct it")
        _refuse_overlap(root, first, last, ranges)
        ranges.append((first, last, target))
    return CodeTable({}, prefixes, tuple(ranges))


def _refuse_overlap(
    root: Branch, first: str, last: str, ranges: Sequence[tuple[str, str, str]]
) -> None:
    for other_first, other_last, _ in ranges:
        if len(first) == len(other_first) and first <= other_last and other_first <= last:
            what = f"has ranges {first}-{last} and {other_first}-{other_last}, which overlap"
            root.refuse("systems", what, "Split them")
