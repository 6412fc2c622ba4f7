"""The source article is kept whole, and each statement lives somewhere or says why not."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

KNOWLEDGE = Path(__file__).parents[2] / "src" / "lumbalis" / "knowledge"
LANGUAGES = ("en", "ru", "uk")
USES = {"rule": 77, "plan": 72, "claim": 28, "text": 19, "booking": 3}
ARTICLE_LINES = range(1, 90)
PLACEHOLDER = re.compile(r"\{[a-z_]+(?:\|gen)?\}")
EDUCATION_PLACEHOLDERS = {
    "fasting_block",
    "fasting_warn",
    "rest_after_session",
    "session_target",
    "sessions_severe",
    "sessions_standard",
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CUPPING = "warm_up oil_and_test suction_on moving_cups removal closing skin_check"
STAGES = {
    "classical": _words(
        "opening preparation gluteal legs sacrum rubbing kneading vibration patting closing"
    ),
    "cupping_silicone": _words(CUPPING),
    "cupping_glass": _words(f"{CUPPING} fire_check"),
    "acupressure": _words("warm_up points closing"),
    "combined": _words("opening_preparation_gluteal manual_lumbar device closing"),
}
RULES = {
    *(f"E{n:02}" for n in range(1, 10)),
    *(f"S{n:02}" for n in range(1, 35) if n != 9),
    *_words("S09a S09b S20c S21c S25b"),
    *(f"X{n:02}" for n in range(1, 34)),
    *_words("X01b X13b X16b L01 L02 L03 L04"),
}
ADDRESSES: dict[str, frozenset[str]] = {
    "rule": frozenset(RULES),
    "limit": _words(
        "session_minimum session_target session_maximum preparation_minimum "
        "gentle_sessions gentle_sessions_remission fasting_block fasting_warn "
        "rest_after_session point_hold_default point_hold_maximum points_per_session "
        "order_valid exam_valid mole_clearance_valid "
        "fever_axillary fever_core respiratory_recovery flame_in_cup_minimum flame_in_cup_maximum"
    ),
    "fact": _words("imaging_xray imaging_mri"),
    "dose": _words("sessions_planned spacing review"),
    "phase": _words("EXACERBATION SUBSIDING REMISSION"),
    "severity": _words("suggestion"),
    "zone": _words(
        "spine paravertebral lateral_lumbar kidney sacrum iliac_crest gluteal thigh knee "
        "popliteal lower_leg lower_thoracic lymph_nodes"
    ),
    "manipulation": _words("stroking squeezing rubbing kneading vibration patting shaking"),
    "technique": _words(
        "manual_classical oil warming_agent honey cupping_silicone cupping_glass acupressure "
        "reflex_segmental device percussion"
    ),
    "script": frozenset(STAGES)
    | {f"{script}.{stage}" for script, stages in STAGES.items() for stage in stages},
    "adaptation": _words("ladder stop course"),
    "aftercare": _words("rest get_up"),
    "preparation": _words("prompts"),
    "position": _words("prone sitting"),
    "outcome": _words("nrs"),
}

# language, pattern, and a sentence it has to catch
FORBIDDEN = [
    ("en", r"complete(ly)? (get rid|free|relief) (of|from) pain", "Completely get rid of pain."),
    ("ru", r"полностью избав\w+ от боли", "Вы полностью избавитесь от боли."),
    ("uk", r"повністю (позбу|позбав)\w+ болю", "Ви повністю позбудетеся болю."),
    ("en", r"\bcures\b", "Massage cures the spine."),
    ("ru", r"\b(излечива|вылечива|исцеля)\w+", "Массаж излечивает спину."),
    ("uk", r"\b(виліков|зцілю)\w+", "Масаж виліковує спину."),
    ("en", r"excellent prevention", "It is an excellent prevention."),
    ("ru", r"(отличн|прекрасн|превосходн)\w+ профилактик", "Это отличная профилактика."),
    ("uk", r"(чудов|відмінн|прекрасн)\w+ профілактик", "Це чудова профілактика."),
    ("en", r"after the first session (\w+ ){0,3}improves", "After the first session it improves."),
    ("en", r"improves (\w+ ){0,4}after the first session", "It improves after the first session."),
    ("ru", r"после первого сеанса (\w+ ){0,3}улучша", "После первого сеанса улучшается спина."),
    ("ru", r"улучша\w+ (\w+ ){0,4}после первого сеанса", "Улучшает спину после первого сеанса."),
    ("uk", r"після першого сеансу (\w+ ){0,3}поліпшу", "Після першого сеансу поліпшується."),
    ("uk", r"поліпшу\w+ (\w+ ){0,4}після першого сеансу", "Поліпшує спину після першого сеансу."),
    ("en", r"restores (\w+ ){0,2}circulation", "It restores the blood circulation."),
    ("ru", r"восстан\w+ (кровообращени|кровоток)", "Восстанавливает кровообращение."),
    ("uk", r"віднов\w+ (кровообіг|кровотік|кровоплин)", "Відновлює кровообіг."),
]


def _load(*parts: str) -> Any:  # noqa: ANN401  what a parsed file holds is what these tests find out
    return yaml.safe_load(KNOWLEDGE.joinpath(*parts).read_text(encoding="utf-8"))


REQUIREMENTS: list[dict[str, Any]] = _load("requirements.yaml")["requirements"]
SOURCES: dict[str, dict[str, Any]] = _load("sources.yaml")
EDUCATION: dict[str, dict[str, Any]] = {
    language: _load("texts", language, "education.yaml") for language in LANGUAGES
}
CLAIMS = [requirement for requirement in REQUIREMENTS if requirement["use"] == "claim"]


def _leaves(tree: object) -> Iterator[str]:
    """Give every piece of text in a parsed file, without its keys."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict | list):
        for value in tree.values() if isinstance(tree, dict) else tree:
            yield from _leaves(value)


@cache
def _told(language: str) -> list[str]:
    """Give every text a person may be shown; the record of the article's promises is none."""
    files = sorted((KNOWLEDGE / "texts" / language).rglob("*.yaml"))
    told = [file for file in files if file.name != "requirements.yaml"]
    return [text for file in told for text in _leaves(_load(str(file)))]


def _is_known_address(address: str) -> bool:
    room, _, item = address.partition(":")
    if room == "text":
        return all(item in EDUCATION[language] for language in LANGUAGES)
    return item in ADDRESSES.get(room, frozenset())


def _id(requirement: dict[str, Any]) -> str:
    return str(requirement["id"])


def test_the_requirements_are_whole_and_in_order() -> None:
    """A statement lost here would be a safety limit nobody ever looks for again."""
    assert [_id(one) for one in REQUIREMENTS] == [f"R{n:03}" for n in range(1, 200)]


def test_the_uses_add_up() -> None:
    """A rule that turns into a mere text would silently stop deciding anything."""
    assert Counter(one["use"] for one in REQUIREMENTS) == USES


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=_id)
def test_a_requirement_says_what_and_where(requirement: dict[str, Any]) -> None:
    """Only a full record can be found again in the article."""
    assert requirement.keys() <= {
        *("id", "line", "kind", "use", "statement", "related", "lives_in", "not_used")
    }
    assert requirement["line"] in ARTICLE_LINES
    assert re.fullmatch(r"[a-z]+(?:_[a-z]+)*", requirement["kind"])
    assert requirement["statement"].endswith(".")


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=_id)
def test_a_requirement_lives_somewhere_or_says_why_not(requirement: dict[str, Any]) -> None:
    """Neither is a hole in the product; both is a claim that contradicts itself."""
    assert ("lives_in" in requirement) != ("not_used" in requirement)
    assert requirement.get("lives_in") or requirement.get("not_used", "").endswith(".")


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=_id)
def test_the_addresses_exist(requirement: dict[str, Any]) -> None:
    """A misspelt address would let a requirement count as met where nothing answers to it."""
    addresses = requirement.get("lives_in", [])
    assert [one for one in addresses if not _is_known_address(one)] == []
    assert len(set(addresses)) == len(addresses)


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=_id)
def test_what_a_requirement_relates_to_is_settled(requirement: dict[str, Any]) -> None:
    """An open question nobody settled must not hide behind an id."""
    settled = {**SOURCES["ambiguities"], **SOURCES["contradictions"], **SOURCES["translations"]}
    assert [one for one in requirement.get("related", []) if one not in settled] == []


@pytest.mark.parametrize("claim", CLAIMS, ids=_id)
def test_no_benefit_claim_is_used(claim: dict[str, Any]) -> None:
    """The promises of the article are unproven; none may reach a patient as a fact."""
    assert "lives_in" not in claim
    assert "never shown as a fact: " in claim["not_used"].lower()


def test_every_claim_has_a_reason_of_its_own() -> None:
    """One reason pasted everywhere is no reason."""
    assert len({claim["not_used"] for claim in CLAIMS}) == len(CLAIMS)


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_every_requirement_is_translated(language: str) -> None:
    """A reader in any language can check the record against the article."""
    translated = _load("texts", language, "requirements.yaml")
    assert list(translated) == [_id(one) for one in REQUIREMENTS]
    assert [key for key, text in translated.items() if not re.search(r"[а-яіїєґ]\.$", text)] == []


def test_the_readings_are_listed() -> None:
    """Every mark under which a number may be cited is explained."""
    assert list(SOURCES["readings"]) == ["S", "E", "P", "K"]
    assert list(SOURCES["ambiguities"]) == [f"A{n:02}" for n in range(1, 31)]
    assert list(SOURCES["contradictions"]) == [f"C{n:02}" for n in range(1, 21)]
    assert list(SOURCES["translations"]) == [f"M{n:02}" for n in range(1, 27)]


@pytest.mark.parametrize("part", ["ambiguities", "contradictions", "translations"])
def test_every_open_question_is_settled(part: str) -> None:
    """Where the article is silent or at odds with itself, the product has to say what it does."""
    entries = SOURCES[part].items()
    assert [key for key, one in entries if one.keys() != {"open", "settled"}] == []
    assert [key for key, one in entries if not (one["open"] and one["settled"])] == []


def test_every_public_source_is_listed() -> None:
    """A citation nobody can look up proves nothing."""
    gaps = {9, 39, 71, *range(77, 100)}  # numbers that were never given to a source
    numbered = {f"V{n:02}" for n in range(1, 100) if n not in gaps}
    body = {f"B{n:02}" for n in range(1, 16)}  # what stands behind the body in millimetres
    assert SOURCES["sources"].keys() == numbered | body | {"V16b", "V20b", "V42b", "V50b"}


@pytest.mark.parametrize(("source", "entry"), SOURCES["sources"].items())
def test_a_source_tells_what_was_seen(source: str, entry: dict[str, str]) -> None:
    """An abstract or somebody's retelling carries less weight than the text itself."""
    kinds = {"law", "trial", "review", "guideline", "instrument", "website", "book"}
    kinds |= {"survey", "data"}
    assert entry.keys() == {"what", "kind", "seen"}, source
    assert entry["kind"] in kinds, source
    assert entry["seen"] in {"text", "abstract", "secondary"}, source


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_education_texts_hold_no_typed_number(language: str) -> None:
    """A typed number would stay behind when the limit it repeats is changed."""
    for text in _leaves(EDUCATION[language]):
        assert not re.search(r"(?<![A-Z0-9])\d", text), text
        assert "!" not in text, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_education_texts_agree_across_languages(language: str) -> None:
    """A patient must not learn less because of the language they read."""
    assert list(EDUCATION[language]) == list(EDUCATION["en"])
    for key, english in EDUCATION["en"].items():
        text = EDUCATION[language][key]
        assert isinstance(text, list) == isinstance(english, list), key
        assert len(list(_leaves(text))) == len(list(_leaves(english))), key
        assert _placeholders(text) == _placeholders(english), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_education_texts_name_known_limits(language: str) -> None:
    """A placeholder without a limit behind it would reach the patient in braces."""
    whole = " ".join(_leaves(EDUCATION[language]))
    assert _placeholders(whole) <= EDUCATION_PLACEHOLDERS
    assert not re.search(r"[{}]", PLACEHOLDER.sub("", whole))


def _placeholders(tree: object) -> set[str]:
    found = PLACEHOLDER.findall(" ".join(_leaves(tree)))
    return {one.strip("{}").removesuffix("|gen") for one in found}


@pytest.mark.parametrize(("language", "pattern", "sample"), FORBIDDEN)
def test_the_net_for_promises_holds(language: str, pattern: str, sample: str) -> None:
    """A pattern that catches nothing would call every text clean."""
    assert language in LANGUAGES
    assert re.search(pattern, sample, re.IGNORECASE)


@pytest.mark.parametrize(("language", "pattern", "sample"), FORBIDDEN)
def test_no_text_promises_what_no_source_shows(language: str, pattern: str, sample: str) -> None:
    """Nobody may be promised a result that the evidence does not bear out."""
    caught = [one for one in _told(language) if re.search(pattern, one, re.IGNORECASE)]
    assert caught == [], f"reads like: {sample}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_net_is_cast_over_texts(language: str) -> None:
    """A folder that was moved away would leave nothing to find a promise in."""
    assert set(_leaves(EDUCATION[language])) <= set(_told(language))
