"""The code lists: every entry leads to a checked claim, and a faulty list is refused."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest

from fhir_samples import ATC, ICD10, LOINC, RXNORM, SNOMED, shipped_terminology
from lumbalis.domain.facts import FactType
from lumbalis.knowledge.branch import Branch
from lumbalis.knowledge.errors import KnowledgeError
from lumbalis.knowledge.files import KnowledgeFiles
from lumbalis.knowledge.library import load_provenance
from lumbalis.knowledge.sources import refuse_unsourced
from lumbalis.knowledge.terminologies import build_terminology
from lumbalis.knowledge.terminology import NOT_RELEVANT, Section, Terminology, When
from protocols import shipped_protocol

Tree = dict[str, Any]
FACTS = shipped_protocol().vocabulary.facts

MEANINGS: Tree = {
    "certainty": "expert-opinion",
    "status": "draft",
    "strictness": {
        "osteomyelitis": {
            "order": ["never", "past", "active"],
            "alone": ["past", "active"],
            "because": "x",
            "source": ["E"],
        }
    },
    "meanings": {
        "pressure": {
            "claims": [{"fact": "hypertension", "value": True, "when": "now"}],
            "because": "x",
            "source": ["E"],
        },
        "steroid": {
            "claims": [
                {
                    "fact": "steroid_systemic_3mo",
                    "value": True,
                    "when": "now_or_recent",
                    "within": "recall_steroid",
                }
            ],
            "because": "x",
            "source": ["E"],
        },
        "bone": {
            "claims": [{"fact": "osteomyelitis", "value": "active", "when": "now"}],
            "because": "x",
            "source": ["E"],
        },
    },
}
CODES: Tree = {
    "systems": ["urn:a"],
    "hierarchical": True,
    "status": "verified",
    "source": ["K"],
    "states": {
        "pressure": {"I10-I15": "Hypertension", "I15.9": "Other"},
        "bone": {"M86": {"display": "Osteomyelitis", "status": "unverified"}},
    },
    "medicines": {"steroid": {"H02": "Steroids"}},
    "observations": {"temperature_c": {"1": {"display": "x", "also": {"temp_site": "oral"}}}},
    "sites": {"temp_site": {"oral": {"2": "Mouth"}}},
    "not_relevant": [{"because": "x", "states": {"I12": "An exception"}}],
}


def build(meanings: Tree | None = None, *codes: Tree) -> Terminology:
    """Build code lists from trees."""
    roots = [Branch.root(tree, f"codes{n}.yaml") for n, tree in enumerate(codes or (CODES,))]
    root = Branch.root(meanings or MEANINGS, "meanings.yaml")
    return build_terminology(root, roots, shipped_protocol().vocabulary, shipped_protocol().limits)


def changed(tree: Tree, path: str, value: object) -> Tree:
    """Copy a tree with one value changed; None removes it."""
    copy = deepcopy(tree)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    holder: Any = copy
    for step in steps:
        holder = holder[step]
    if value is None:
        del holder[last]
    else:
        holder[last] = value
    return copy


def test_good_lists_are_built() -> None:
    """Ranges, prefixes, exceptions and windows."""
    built = build()

    def find(code: str) -> str | None:
        return built.target(Section.STATES, "urn:a", code)

    assert [find(code) for code in ("I10", "i15.0", "I159", "I12.1", "I16", "M86.1")] == [
        "pressure",
        "pressure",
        "pressure",
        NOT_RELEVANT,
        None,
        "bone",
    ]
    assert built.target(Section.MEDICINES, "urn:a", "H02AB06") == "steroid"
    assert built.target(Section.MEDICINES, "urn:b", "H02AB06") is None
    assert built.target(Section.STATES, None, "I10") is None
    assert built.meanings["steroid"].claims[0].within == timedelta(days=93)
    assert built.measured["temperature_c temp_site=oral"].also == {"temp_site": "oral"}


FAULTY_MEANINGS = {
    "unknown fact": ("meanings/pressure/claims/0/fact", "hypertention", "is no fact"),
    "wrong value": ("meanings/bone/claims/0/value", "acute", "does not fit"),
    "unknown state": ("meanings/bone/claims/0/when", "later", "known values"),
    "no value": ("meanings/bone/claims/0/value", None, "does not go with"),
    "hint with a value": ("meanings/bone/claims/0/when", "hint", "does not go with"),
    "window missing": ("meanings/steroid/claims/0/within", None, "does not go with"),
    "window unknown": ("meanings/steroid/claims/0/within", "recall_x", "names no limit"),
    "window no time": ("meanings/steroid/claims/0/within", "nrs_acute", "names no limit"),
    "window unwanted": ("meanings/bone/claims/0/within", "recall_steroid", "does not go with"),
    "no reason": ("meanings/bone/because", None, "is missing"),
    "no source": ("meanings/bone/source", None, "is missing"),
    "no claims": ("meanings/bone/claims", [], "are empty"),
    "claims a number": (
        "meanings/bone/claims/0",
        {"fact": "nrs_rest", "value": 3, "when": "now"},
        "cannot be claimed",
    ),
    "misspelt key": ("meanings/bone/clams", [], "is not known here"),
    "no order": ("strictness", {}, "needs the strictness"),
    "order incomplete": ("strictness/osteomyelitis/order", ["never", "past"], "does not hold"),
    "alone unknown": ("strictness/osteomyelitis/alone", ["acute"], "not in order"),
    "order of a number": (
        "strictness/nrs_rest",
        MEANINGS["strictness"]["osteomyelitis"],
        "no fact",
    ),
    "yes and no": (
        "meanings/steroid/claims/0",
        {"fact": "hypertension", "value": False, "when": "now"},
        "claims yes and no",
    ),
    "never used": ("meanings/spare", MEANINGS["meanings"]["bone"], "is the meaning of no code"),
}


@pytest.mark.parametrize("case", FAULTY_MEANINGS)
def test_a_meaning_that_cannot_be_right_is_refused(case: str) -> None:
    """A wrong claim would be believed of every patient with the code."""
    path, value, what = FAULTY_MEANINGS[case]
    with pytest.raises(KnowledgeError, match=what):
        build(changed(MEANINGS, path, value))


FAULTY_CODES = {
    "unknown meaning": ("states/presure", {"I10": "x"}, "is not a known meaning"),
    "code in two lists": ("states/bone/I12", "x", "stands in two lists"),
    "overlapping ranges": ("states/bone/I14-I20", "x", "overlap"),
    "range backwards": ("states/bone/M86-M80", "x", "which is none"),
    "range of two lengths": ("states/bone/M8-M86", "x", "which is none"),
    "no words": ("states/bone/M86", "", "is not a text"),
    "unknown status": ("states/bone/M86/status", "sure", "is not known"),
    "no status": ("status", None, "is missing"),
    "unknown section": ("conditions", {}, "is not known here"),
    "unknown observation": ("observations/temperature", {"1": "x"}, "is no fact"),
    "wrong site": ("sites/temp_site/rectal", {"3": "x"}, "is not a word"),
    "no reason": ("not_relevant/0/because", None, "is missing"),
}


@pytest.mark.parametrize("case", FAULTY_CODES)
def test_a_code_list_that_cannot_be_right_is_refused(case: str) -> None:
    """With file and address."""
    path, value, what = FAULTY_CODES[case]
    with pytest.raises(KnowledgeError, match=what) as error:
        build(None, changed(CODES, path, value))
    assert error.value.file == "codes0.yaml"


def test_two_files_for_one_system_are_refused() -> None:
    """The second would silently replace the first."""
    with pytest.raises(KnowledgeError, match="a second time"):
        build(None, CODES, CODES)


# --- what ships


def test_every_number_and_claim_that_ships_has_a_known_source() -> None:
    """A citation nobody can find is an invention."""
    files = KnowledgeFiles(use_cache=False)
    provenance = load_provenance(files)
    known = {**provenance.sources, **provenance.requirements}
    for name in files.names("terminologies"):
        refuse_unsourced(files.branch(name), known)


def test_all_systems_of_the_design_ship() -> None:
    """The systems a record is coded in."""
    systems = {system for system, _ in shipped_terminology().tables}
    assert {SNOMED, ICD10, LOINC, RXNORM, ATC} <= systems


@pytest.mark.hazard("H03")
def test_only_three_facts_can_be_claimed_in_the_permissive_direction() -> None:
    """A record says what is, not what is not; the exceptions are written out here."""
    terminology = shipped_terminology()
    permissive = set()
    for meaning in terminology.meanings.values():
        for claim in meaning.claims:
            order = terminology.strictness.get(claim.fact)
            if order and claim.value in (order.mildest, frozenset({order.mildest})):
                permissive.add((claim.fact, meaning.id))
            elif FACTS[claim.fact].type is FactType.BOOL and claim.when is not When.HINT:
                assert claim.value is not claim.fact.startswith("excluded_")
    assert permissive == {
        ("allergies", "allergy_none"),
        ("dx_lumbar_osteochondrosis", "lumbar_osteochondrosis"),
    }


def _luhn(code: str) -> int:
    """Compute the check digit of a LOINC code (mod 10, as its manual describes)."""
    digits = [int(digit) for digit in reversed(code)]
    odd = int("".join(str(digit) for digit in digits[0::2])) * 2
    total = sum(int(digit) for digit in f"{odd}") + sum(digits[1::2])
    return -total % 10


def test_loinc_codes_have_their_check_digit() -> None:
    """A transposed digit would be another observation."""
    for code in shipped_terminology().tables[LOINC, Section.OBSERVATIONS].exact:
        number, _, digit = code.partition("-")
        assert _luhn(number) == int(digit), code


_DIHEDRAL = [
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
]
_SHIFT = "1576283094"


def _verhoeff_is_right(code: str) -> bool:
    check = 0
    for place, digit in enumerate(reversed(code)):
        value = int(digit)
        for _ in range(place % 8):
            value = int(_SHIFT[value])
        check = int(_DIHEDRAL[check][value])
    return check == 0


def test_snomed_identifiers_have_their_check_digit() -> None:
    """Verhoeff's digit finds every single wrong digit and every transposition."""
    assert not _verhoeff_is_right("254637008")
    for (system, _), table in shipped_terminology().tables.items():
        if system == SNOMED:
            assert [code for code in table.exact if not _verhoeff_is_right(code)] == []
