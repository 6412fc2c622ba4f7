"""Checking the texts: nothing missing in a language, no number typed, nothing left unfilled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lumbalis.domain.expressions import Limit
from lumbalis.domain.protocol import Modifiers, Protocol
from lumbalis.knowledge.document import Document
from lumbalis.knowledge.errors import KnowledgeError
from lumbalis.knowledge.locales import LANGUAGES, PLURALS
from lumbalis.knowledge.texts import FORMS, PLACEHOLDER

TextFiles = Mapping[str, Mapping[str, Document]]
"""The parsed text files by language and name: `files["ru"]["screening"]`."""

UNITS, REQUIREMENTS = "units", "requirements"
_TYPED = re.compile(r"(?<![A-Za-z0-9])[0-9]")
_BRACE = re.compile(r"[{}]")
_REFERENCE = LANGUAGES[0]

_DECLARED = """
changes: count file name new old value
body: about found high level low place
bodymap: build count dose down end force high how left length level low mass number right session
bodymap: side stage stages start stature steps survived time up where zone
charts: about after before day end first index last maximum minimum month session sessions start
charts: value what word
drawing: ceiling count diameter end hash hold id index length level levels minutes page pages press
drawing: release rest session severity sign sit stage stages start time turn version what why zone
drawing: zones
geometry: landmark out place up what where
interface: kind
interface: amount answer ceiling category certainty checks clause condition count days fact facts
interface: highest index label level levels line maximum moment name names number phase rest
interface: sessions severity sit techniques text time value width word words zone zones
note: added batch count finding index kind level media medium moving pain planned point points
note: reasons rest score script step text time zone zones
onbody: allowed count down found gain landmark left manipulation measures right room session
onbody: survived up what why zone
outcomes: baseline follow maximum minimum
painmap: area day dose gone index kept lower maximum minimum new place reach reached session side
painmap: upper worst
patientview: count cun diameter feels force level mm number out parts passes place places score
patientview: stage stages tempo time up where
package: count file
population: count file moment name names new old what where
proof: command count name value
records: category count file folder moment number what
screening: distance
sessions: about available gives needed stage
verification: allowed checks found session stage step violations where
"""


def _declared() -> Mapping[str, frozenset[str]]:
    by_file: dict[str, frozenset[str]] = {}
    for line in _DECLARED.split("\n"):
        file, _, names = line.partition(":")
        by_file[file] = by_file.get(file, frozenset()) | frozenset(names.split())
    return by_file


DECLARED = _declared()
"""The values that a program passes into the texts of a file; all other placeholders are limits."""


@dataclass(frozen=True, slots=True)
class _Text:
    """One text with its place. `lines` is where its file keeps the lines of addresses."""

    file: str
    address: str
    text: object
    line: int | None

    def fault(self, what: str, what_to_do: str) -> KnowledgeError:
        return KnowledgeError(self.file, self.line, f"{self.address} {what}", what_to_do)


def check_texts(files: TextFiles, limits: Mapping[str, Limit]) -> list[KnowledgeError]:
    """List every fault of the texts.

    All languages must have the same files, the same keys and, text by text, the same
    placeholders; each placeholder is a limit or a value its file declares; digits stand
    only behind a Latin letter (L3, T12); nobody is shouted at.

    Parameters
    ----------
    files : mapping
        All text files of all languages. Their lines are named where they are known.
    limits : mapping
        The protocol's limits by name.
    """
    names = sorted({name for language in files.values() for name in language})
    return [fault for name in names for fault in _file(name, files, limits)]


def _file(name: str, files: TextFiles, limits: Mapping[str, Limit]) -> Iterator[KnowledgeError]:
    wanted = [one for one in LANGUAGES if not (name == REQUIREMENTS and one == _REFERENCE)]
    found = {one: files[one][name] for one in wanted if name in files.get(one, {})}
    for language in wanted:
        if language not in found:
            where = f"texts/{language}/{name}.yaml"
            yield KnowledgeError(where, None, "the file is not there", "Write it")
    if name == UNITS:
        yield from _units(found)
        return
    texts = {language: _texts(document) for language, document in found.items()}
    yield from _same_keys(texts, found)
    for language, by_address in texts.items():
        for text in by_address.values():
            yield from _one(text, name, limits)
            yield from _same_placeholders(text, texts, language)


def _texts(document: Document) -> dict[str, _Text]:
    return {
        address: _Text(document.file, address, text, document.lines.get(address))
        for address, text in _leaves(document.tree, "")
    }


def _leaves(tree: object, address: str) -> Iterator[tuple[str, object]]:
    if isinstance(tree, Mapping):
        for key, below in tree.items():
            yield from _leaves(below, f"{address}.{key}" if address else str(key))
    elif isinstance(tree, list):
        for place, below in enumerate(tree):
            yield from _leaves(below, f"{address}[{place}]")
    else:
        yield address, tree


def _same_keys(
    texts: Mapping[str, Mapping[str, _Text]], documents: Mapping[str, Document]
) -> Iterator[KnowledgeError]:
    every = dict.fromkeys(address for one in texts.values() for address in one)
    for language, own in texts.items():
        for address in every:
            if address not in own:
                what = f"{address} is missing in this language"
                file = documents[language].file
                yield KnowledgeError(file, None, what, "Translate it, or remove it everywhere")


def _same_placeholders(
    text: _Text, texts: Mapping[str, Mapping[str, _Text]], language: str
) -> Iterator[KnowledgeError]:
    reference = next(iter(texts.values())).get(text.address)
    if reference is None or reference.file == text.file:
        return
    if _names(text.text) != _names(reference.text):
        what = f"does not take the same values as in {reference.file}"
        yield text.fault(what, f"Name each placeholder once in {language} as well")


def _names(text: object) -> set[str]:
    return {match[1] for match in PLACEHOLDER.finditer(str(text))}


def _one(text: _Text, name: str, limits: Mapping[str, Limit]) -> Iterator[KnowledgeError]:
    if not isinstance(text.text, str) or not text.text.strip():
        yield text.fault("is no text", "Write it, in quotes if it looks like a number or a yes")
        return
    plain = PLACEHOLDER.sub("", text.text)
    if _BRACE.search(plain):
        yield text.fault(
            "has a brace that belongs to no placeholder", "Write {name} or {name|form}"
        )
    if name != REQUIREMENTS and _TYPED.search(plain):
        yield text.fault("holds a typed number", "Name a limit as a placeholder instead")
    if "!" in plain:
        yield text.fault("shouts", "End it with a full stop")
    for match in PLACEHOLDER.finditer(text.text):
        if match[1] not in limits and match[1] not in DECLARED.get(name, frozenset()):
            yield text.fault(
                f"asks for {match[0]}, which nothing fills", "Name a limit or a known value"
            )
        if match[2] is not None and match[2] not in FORMS:
            yield text.fault(f"asks for the form {match[2]}", f"Use one of {', '.join(FORMS)}")


def _units(found: Mapping[str, Document]) -> Iterator[KnowledgeError]:
    trees = {language: document.tree for language, document in found.items()}
    every = dict.fromkeys(unit for tree in trees.values() for unit in _mapping(tree))
    for language, tree in trees.items():
        for unit in every:
            for what in _missing_forms(_mapping(_mapping(tree).get(unit)), language):
                where = found[language]
                line = where.lines.get(unit)
                yield KnowledgeError(where.file, line, f"{unit} has no {what}", "Add the form")


def _missing_forms(forms: Mapping[str, object], language: str) -> Iterator[str]:
    if "{n}" not in str(forms.get("short")):
        yield "short form with {n}"
    for form in ("count", "gen", *(f for f in ("acc", "named", "named_gen") if f in forms)):
        plurals = _mapping(forms.get(form))
        for plural in PLURALS[language]:
            if "{n}" not in str(plurals.get(plural)):
                yield f"{form} for {plural} with {{n}}"


def _mapping(tree: object) -> Mapping[str, object]:
    return tree if isinstance(tree, Mapping) else {}


def check_words(protocol: Protocol, files: TextFiles) -> list[KnowledgeError]:
    """List everything the protocol can say for which there are no words.

    Only the first language is looked at; `check_texts` tells whether the others agree.
    """
    language = files[_REFERENCE]
    return [
        _wordless(file, address)
        for file, address in _needed(protocol)
        if file not in language or not _has(language[file].tree, address)
    ]


def _wordless(file: str, address: tuple[str, ...]) -> KnowledgeError:
    where, what = f"texts/{_REFERENCE}/{file}.yaml", f"{'.'.join(address)} is missing"
    return KnowledgeError(where, None, what, "Write it in every language")


def _has(tree: object, address: tuple[str, ...]) -> bool:
    for key in address:
        tree = _mapping(tree).get(key)
    return tree is not None


_Needed = Iterator[tuple[str, tuple[str, ...]]]


def _needed(protocol: Protocol) -> _Needed:
    yield from _of_rules(protocol)
    yield from _of_facts(protocol)
    for zone in protocol.zones.zones.values():
        yield "screening", ("zones", zone.id)
        yield "screening", ("zones", zone.region)
    for group in protocol.zones.groups:
        yield "screening", ("zone_groups", group)
    for technique in protocol.techniques.values():
        yield "screening", ("techniques", technique.id)
        for need in technique.credentials.credentials if technique.credentials else ():
            yield "screening", ("credentials", need)
    for phase in protocol.phases:
        yield "screening", ("phases", phase.phase, "name")


def _of_rules(protocol: Protocol) -> _Needed:
    for rule in protocol.rules:
        yield "screening", ("rules", rule.id, "title")
        for case in rule.cases:
            yield "screening", ("rules", case.id, "title")
            yield "screening", ("rules", case.id, "meaning")
            yield "screening", ("categories", case.category.name, "name")
            for modifiers in (case.modifiers, case.overridden or Modifiers()):
                for flag in modifiers.flags:
                    yield "screening", ("flags", flag)
                for margin in modifiers.margins_mm:
                    yield "screening", ("margins", margin)


def _of_facts(protocol: Protocol) -> _Needed:
    for fact in protocol.vocabulary.facts.values():
        for part in ("label", "patient", "clinician"):
            yield "facts", (fact.id, part)
        for word in fact.values:
            yield "facts", (fact.id, "values", word)
        yield "screening", ("groups", fact.group)
        for asker in fact.asked_of:
            yield "screening", ("askers", asker)
        if fact.unit is not None:
            yield "units", (fact.unit,)
    for limit in protocol.limits.values():
        if limit.unit is not None:
            yield "units", (limit.unit,)
