"""Every rule can be read in three languages: a title, a meaning, what ends it; no promise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest

from lumbalis.domain.expressions import Kind
from lumbalis.domain.facts import CONTEXT, Policy, State
from lumbalis.domain.protocol import Case, Category, Scope
from lumbalis.domain.screening import overrides
from lumbalis.domain.screening.gate import NOT_ORDERED, WRONG_PHASE
from protocols import shipped_protocol
from shipped_texts import read_texts, text_files, texts_in

PROTOCOL = shipped_protocol()
CASES = [case for rule in PROTOCOL.rules for case in rule.cases]
LANGUAGES = ("en", "ru", "uk")
GATE = ("T-session", "T-level", "T-credential", "T-site", "T-none", NOT_ORDERED, WRONG_PHASE)
OURS = ("screening", "interface", "units")
TITLE_LENGTH, CATEGORY_LENGTH = 60, 24

CLAIMS = re.compile(
    r"\b(heal(s|ed|ing)?\b|cures\b|get rid|normali[sz]es?|improves? (blood|circulation)|relieves"
    r"|cleans|guarantee|will (feel|be) better|prevents?"
    r"|вылеч|исцел|избав|нормализу|улучшает|снимает (боль|спазм)|очища|гарант"
    r"|вилік|зцілю|позбу|нормалізу|поліпшує|знімає (біль|спазм)|очищ|гарант)",
    re.IGNORECASE,
)
HEALED_SKIN = "healed without a crust"


def flat(tree: object, path: str = "") -> Iterator[tuple[str, str]]:
    """List every text with its address."""
    if isinstance(tree, Mapping):
        for key, below in tree.items():
            yield from flat(below, f"{path}.{key}" if path else str(key))
    else:
        yield path, str(tree)


def rules_in(language: str) -> Mapping[str, Mapping[str, str]]:
    """Give the texts of all rules."""
    rules = read_texts(language, "screening")["rules"]
    assert isinstance(rules, Mapping)
    return rules


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_case_can_be_read(case: Case, language: str) -> None:
    """A verdict nobody can read is a verdict nobody checks."""
    texts = texts_in(language)
    assert texts.get("screening", "rules", case.id, "title")
    meaning = texts.get("screening", "rules", case.id, "meaning")
    assert meaning.endswith(".")
    assert not re.search(r"[.?] [A-ZА-ЯІЇЄҐ]", meaning), "one sentence"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_stops_a_session_says_what_ends_it(case: Case, language: str) -> None:
    """A refusal without a way on leaves a patient standing in the corridor."""
    if case.scope is Scope.SESSION and not case.category.allows_session:
        assert texts_in(language).find("screening", "rules", case.id, "release")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_emergencies_and_referrals_say_what_to_do_now(case: Case, language: str) -> None:
    """In an emergency nobody should have to think what the next act is."""
    act = texts_in(language).find("screening", "rules", case.id, "do")
    if case.category in (Category.EMERGENCY, Category.REFER_FOR_EXAM):
        assert act is not None
        assert act.endswith(".")


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_texts_for_the_rules_and_for_nothing_else(language: str) -> None:
    """A text of a rule that no longer exists would be translated for ever."""
    known = {case.id for case in CASES} | {rule.id for rule in PROTOCOL.rules} | set(GATE)
    assert set(rules_in(language)) == known


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_are_short_phrases(language: str) -> None:
    """A title stands beside a shape and an id in eighty columns."""
    for rule, words in rules_in(language).items():
        assert len(words["title"]) <= TITLE_LENGTH, rule
        assert not words["title"].endswith("."), rule
    categories = read_texts(language, "screening")["categories"]
    assert isinstance(categories, Mapping)
    assert all(len(words["name"]) <= CATEGORY_LENGTH for words in categories.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_tell_rules_apart(language: str) -> None:
    """Two rules with one title would look like one reason said twice."""
    several = {rule.id for rule in PROTOCOL.rules if len(rule.cases) > 1}
    titles = [words["title"] for rule, words in rules_in(language).items() if rule not in several]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", OURS)
def test_nothing_promises_shouts_or_speaks_technically(file: str, language: str) -> None:
    """Calm words; no benefit the article claims is told as a fact."""
    for address, text in flat(read_texts(language, file)):
        assert "!" not in text, address
        assert not CLAIMS.search(text.replace(HEALED_SKIN, "")), address
        assert not re.search(r"\b(please|oops|invalid|error)\b", text, re.IGNORECASE), address


@pytest.mark.parametrize("file", OURS)
def test_no_letter_of_another_language_slipped_in(file: str) -> None:
    """ы, э, ё and ъ do not exist in Ukrainian; і, ї, є and ґ do not exist in Russian."""
    ukrainian = " ".join(text for _, text in flat(read_texts("uk", file)))
    russian = " ".join(text for _, text in flat(read_texts("ru", file)))
    assert not re.search("[ыэёъЫЭЁЪ]", ukrainian)
    assert not re.search("[іїєґІЇЄҐ]", russian)


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_nothing_was_left_in_english(language: str) -> None:
    """Only the name of the product, of its options and patterns of values stay Latin."""
    cyrillic = re.compile("[А-Яа-яЁёІіЇїЄєҐґ]")
    for file in ("screening", "interface"):
        for address, text in flat(read_texts(language, file)):
            plain = re.sub(r"\{\w+(\|\w+)?\}|[^\w]", "", text)
            in_code = address in ("interface.sentence.case", "sentence.case")
            assert not plain or in_code or cyrillic.search(text), address


@pytest.mark.parametrize("language", LANGUAGES)
def test_left_and_right_are_always_the_patients(language: str) -> None:
    """Left of whom is the oldest question at a couch."""
    words = {"en": "patient's", "ru": "у пациента", "uk": "в пацієнта"}
    sides = {
        "en": ("left", "right"),
        "ru": ("слева", "справа"),
        "uk": ("зліва", "справа"),
    }
    zones = PROTOCOL.zones.zones.values()
    for zone in (zone for zone in zones if zone.side != "midline"):
        said = texts_in(language).get("screening", "zones", zone.id)
        side = sides[language][0 if zone.side == "left" else 1]
        assert words[language] in said
        assert side in said
        assert sides[language][0 if side == sides[language][1] else 1] not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_a_verdict_can_say_has_words(language: str) -> None:
    """A value without a text would reach a screen as a key."""
    texts = texts_in(language)
    for category in Category:
        assert texts.get("screening", "categories", category.name, "sentence")
    for phase in ("REMISSION", "SUBSIDING", "EXACERBATION", "UNKNOWN"):
        assert texts.get("screening", "phases", phase, "sentence")
    assert texts.keys("screening", "policies") == tuple(policy.value for policy in Policy)
    assert set(texts.keys("screening", "states")) == {state.value for state in State}
    for position in ("prone", "side_lying", "sitting"):
        assert texts.get("screening", "positions", position)
    for name, kind in CONTEXT.items():
        assert texts.get("interface", "context", name, "label")
        if kind.kind is Kind.ENUM and name != "phase":
            for word in kind.values:
                assert texts.get("interface", "context", name, "values", word)


def test_every_refusal_of_an_override_has_words() -> None:
    """The reasons are keys in the code; each must be a sentence on the page."""
    source = overrides.__loader__.get_source(overrides.__name__)  # type: ignore[union-attr]
    keys = set(re.findall(r'^\s+"(\w+)": ', source, re.MULTILINE)) | {"no_such_rule"}
    assert set(texts_in("en").keys("screening", "refused_overrides")) == keys


def test_the_languages_agree_on_every_key() -> None:
    """A hole in one language is a hole on somebody's screen."""
    for file in ("screening", "interface"):
        addresses = [list(dict(flat(text_files()[one][file].tree))) for one in LANGUAGES]
        assert addresses[0] == addresses[1] == addresses[2]
