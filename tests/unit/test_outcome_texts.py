"""The outcome texts say the same things in three languages and never type a number."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from lumbalis.domain.outcomes.change import ChangeLabel
from lumbalis.domain.outcomes.instruments import MissingPolicy
from lumbalis.domain.outcomes.rules import Moment
from lumbalis.domain.outcomes.scores import Flag, RiskGroup
from lumbalis.domain.outcomes.thresholds import Criterion
from lumbalis.knowledge.outcomes import outcome_rules_from

KNOWLEDGE = Path(__file__).parents[2] / "src" / "lumbalis" / "knowledge"
OUTCOMES = KNOWLEDGE / "protocols" / "lumbar_osteochondrosis" / "outcomes.yaml"
RULES = outcome_rules_from(yaml.safe_load(OUTCOMES.read_text(encoding="utf-8")))
LANGUAGES = ("en", "ru", "uk")
PLACEHOLDERS = {"minimum", "maximum", "baseline", "follow"}


def flat(tree: object, path: str = "") -> Iterator[tuple[str, object]]:
    """List every text with its address, in the order of the file."""
    if isinstance(tree, dict):
        for key, below in tree.items():
            yield from flat(below, f"{path}.{key}" if path else str(key))
    else:
        yield path, tree


def texts(language: str) -> dict[str, str]:
    """Read one language."""
    source = (KNOWLEDGE / "texts" / language / "outcomes.yaml").read_text(encoding="utf-8")
    return {path: str(text) for path, text in flat(yaml.safe_load(source))}


TEXTS = {language: texts(language) for language in LANGUAGES}


def placeholders(text: str) -> list[str]:
    """Name the placeholders of a text, without their grammatical case."""
    return sorted(re.findall(r"\{(\w+)(?:\|gen)?\}", text))


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_every_language_has_the_same_keys_in_the_same_order(language: str) -> None:
    """A text missing in one language would be a hole on somebody's screen."""
    assert list(TEXTS[language]) == list(TEXTS["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_never_typed(language: str) -> None:
    """A typed number would stay when the limit changes; digits belong to names such as L3 only."""
    typed = re.compile(r"(?<![A-Za-z])\d")
    assert not {path for path, text in TEXTS[language].items() if typed.search(text)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_takes_the_same_placeholders(language: str) -> None:
    """A placeholder that one language lacks is a number its readers never see."""
    for path, text in TEXTS[language].items():
        assert placeholders(text) == placeholders(TEXTS["en"][path]), path
        assert set(placeholders(text)) <= PLACEHOLDERS, path
        assert text.count("{") == text.count("}") == len(placeholders(text)), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_blank_or_shouts(language: str) -> None:
    """An empty value parses to None; an exclamation mark parses to a raised voice."""
    assert not {
        path
        for path, text in TEXTS[language].items()
        if text.strip() in ("", "None") or "!" in text
    }


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_no_text_was_left_in_english(language: str) -> None:
    """Only the names by which instruments are known everywhere stay Latin."""
    cyrillic = re.compile("[А-Яа-яЁёІіЇїЄєҐґ]")
    latin = {path for path, text in TEXTS[language].items() if not cyrillic.search(text)}
    assert all(path.endswith(".short") for path in latin)


def test_no_russian_letter_slipped_into_ukrainian_nor_back() -> None:
    """ы, э, ё and ъ do not exist in Ukrainian; і, ї, є and ґ do not exist in Russian."""
    assert not re.search("[ыэёъЫЭЁЪ]", " ".join(TEXTS["uk"].values()))
    assert not re.search("[іїєґІЇЄҐ]", " ".join(TEXTS["ru"].values()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_the_domain_can_say_has_words(language: str) -> None:
    """A value without a text would reach the screen as a key."""
    needed = {f"instruments.{name}.{part}" for name in RULES.instruments for part in PARTS}
    for instrument in RULES.instruments.values():
        for band in (band for bands in instrument.band_sets for band in bands.bands):
            needed |= {f"bands.{band.label}.clinician", f"bands.{band.label}.patient"}
    for section, values in SECTIONS.items():
        needed |= {f"{section}.{value}" for value in values}
    needed |= {
        f"changes.{label.value}.{part}"
        for label in ChangeLabel
        for part in ("label", "clinician", "patient")
    }
    readings = {
        reading
        for measurement in RULES.schedule.values()
        for measure in measurement.measures
        for reading in measure.readings
    }
    needed |= {f"readings.{reading}" for reading in readings}
    extra = {path for path in TEXTS[language] if not path.startswith("items.")} - needed
    assert needed <= TEXTS[language].keys()
    assert extra == {"scale", "comparison"}


PARTS = ("name", "short", "patient")
SECTIONS = {
    "flags": [flag.value for flag in Flag],
    "risk_groups": [group.value for group in RiskGroup],
    "missing_policies": [policy.value for policy in MissingPolicy],
    "moments": [moment.value for moment in Moment],
    "criteria": [criterion.value for criterion in Criterion],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_item_texts_exist_only_where_they_may_be_shipped(language: str) -> None:
    """PEG is open access, so the names of its items stand here; its questions do not."""
    worded = {path.split(".")[1] for path in TEXTS[language] if path.startswith("items.")}
    may_ship = {n for n, one in RULES.instruments.items() if one.licence.may_ship_items}
    assert worded <= may_ship | {"peg"}
    assert all(len(TEXTS[language][f"items.peg.{part}"].split()) <= 3 for part in PEG)


PEG = ("pain", "enjoyment", "activity")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_patient_is_promised_nothing(language: str) -> None:
    """A change is told as it is; nobody knows how it goes on."""
    promises = re.compile(
        r"\b(will (be|get|stay)|cured?|healed|guarantee"
        r"|вылеч|исцел|гарант|навсегда|вилік|зцілен|назавжди)",
        re.IGNORECASE,
    )
    told = [text for path, text in TEXTS[language].items() if path.endswith(".patient")]
    assert told
    assert not [text for text in told if promises.search(text)]
