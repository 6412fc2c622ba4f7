"""Texts say numbers as each language says them, and refuse what they cannot fill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from lumbalis.domain.expressions import Limit
from lumbalis.knowledge.document import Document
from lumbalis.knowledge.errors import KnowledgeError
from lumbalis.knowledge.locales import (
    PLURALS,
    format_clock,
    format_date,
    format_datetime,
    format_number,
    plural_class,
)
from lumbalis.knowledge.text_checks import TextFiles, check_texts, check_words
from lumbalis.knowledge.texts import FORMS, Quantity, Texts
from protocols import shipped_protocol
from shipped_texts import read_texts, text_files, texts_in

LANGUAGES = ("en", "ru", "uk")


def limit(value: float, unit: str) -> Limit:
    """Make a limit nobody has to source."""
    return Limit("wait", value, unit, ("E",), "expert-opinion", "draft")


def small(tree: Mapping[str, object], language: str = "en", **limits: Limit) -> Texts:
    """Make texts of one small file, with the shipped units."""

    def read(asked: str, name: str) -> Mapping[str, object]:
        return tree if name == "words" else read_texts(asked, name)

    return Texts(language, read, limits)


@pytest.mark.parametrize(
    ("language", "number", "plural"),
    [
        ("en", 1, "one"),
        ("en", 0, "other"),
        ("en", 2, "other"),
        ("en", 1.5, "other"),
        *((lang, n, "one") for lang in ("ru", "uk") for n in (1, 21, 101, 1001)),
        *((lang, n, "few") for lang in ("ru", "uk") for n in (2, 3, 4, 22, 34, 102)),
        *((lang, n, "many") for lang in ("ru", "uk") for n in (0, 5, 9, 10, 11, 12, 14, 25, 111)),
        *((lang, n, "other") for lang in ("ru", "uk") for n in (1.5, 0.5, 10.1)),
    ],
)
def test_plural_classes_are_those_of_the_unicode_tables(
    language: str, number: float, plural: str
) -> None:
    """Unicode CLDR, cardinal rules, with the sample numbers it lists for each class."""
    assert plural_class(language, number) == plural


@pytest.mark.parametrize(
    ("language", "value", "unit", "form", "said"),
    [
        ("en", 1200, "s", "count", "20 minutes"),
        ("en", 1800, "s", "count", "30 minutes"),
        ("en", 60, "s", "count", "1 minute"),
        ("en", 90, "s", "count", "90 seconds"),
        ("en", 1, "s", "count", "1 second"),
        ("en", 37.1, "Cel", "count", "37.1 °C"),
        ("en", 5, "%", "count", "5%"),
        ("en", 2, "{score}", "count", "2"),
        ("en", 2, "{score}", "named", "2 points"),
        ("en", 2, "{level}", "named", "level 2"),
        ("en", 3, "d", "named", "3 days"),
        ("ru", 6, "wk", "count", "6 недель"),
        ("ru", 21, "d", "count", "21 день"),
        ("ru", 24, "h", "count", "24 часа"),
        ("ru", 24, "h", "gen", "24 часов"),
        ("ru", 1.5, "h", "count", "1,5 часа"),
        ("ru", 1.5, "h", "gen", "1,5 часа"),
        ("ru", 60, "s", "acc", "1 минуту"),
        ("ru", 24, "h", "acc", "24 часа"),
        ("ru", 37.1, "Cel", "count", "37,1 °C"),
        ("ru", 180, "mm[Hg]", "count", "180 мм рт. ст."),
        ("ru", 7, "{score}", "named_gen", "7 баллов"),
        ("ru", 65, "a", "gen", "65 лет"),
        ("ru", 1, "a", "gen", "1 года"),
        ("uk", 6, "wk", "count", "6 тижнів"),
        ("uk", 2, "wk", "count", "2 тижні"),
        ("uk", 2, "h", "gen", "2 годин"),
        ("uk", 50, "/min", "count", "50 ударів на хвилину"),
        ("uk", 1800, "s", "count", "30 хвилин"),
        ("uk", 1800, "s", "number", "30"),
        ("uk", 1200, "s", "short", "20 хв"),
    ],
)
def test_quantities_are_written_as_the_language_counts(
    language: str, value: float, unit: str, form: str, said: str
) -> None:
    """A wrong ending is the first thing a reader stops trusting."""
    assert texts_in(language).quantity(value, unit, form) == said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_every_limit_can_be_said_in_every_form(language: str, form: str) -> None:
    """A unit without its words would stop a page on the day the limit is first shown."""
    texts = texts_in(language)
    for one in shipped_protocol().limits.values():
        said = texts.value(one, form)
        assert said.strip()
        assert "{" not in said


def test_numbers_lose_needless_zeros_and_keep_their_mark() -> None:
    """37.50 suggests a precision nobody measured."""
    assert format_number("en", 37.50) == "37.5"
    assert format_number("ru", 37.5) == "37,5"
    assert format_number("en", 1200) == "1200"
    assert format_number("uk", -2.25) == "−2,25"
    assert format_number("en", 0.1 + 0.2) == "0.3"


def test_days_and_moments_are_written_with_the_name_of_the_month() -> None:
    """22.11.26 reads differently in three countries; a month's name does not."""
    moment = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
    assert format_datetime("en", moment) == "22 November 2026, 10:00"
    assert format_datetime("ru", moment) == "22 ноября 2026 г., 10:00"
    assert format_datetime("uk", moment) == "22 листопада 2026 р., 10:00"
    months = {
        language: [format_date(language, date(2026, m, 1)).split()[1] for m in range(1, 13)]
        for language in LANGUAGES
    }
    assert all(len(set(names)) == 12 for names in months.values())
    assert months["uk"][1] == "лютого"


def test_a_clock_counts_minutes_beyond_the_hour() -> None:
    """A session's clock never turns into hours."""
    assert [format_clock(s) for s in (0, 59, 60, 1205, 4000)] == [
        "00:00",
        "00:59",
        "01:00",
        "20:05",
        "66:40",
    ]


def test_a_placeholder_is_filled_from_the_limit_of_its_name() -> None:
    """Numbers live in one place; texts only point at them."""
    texts = small({"a": "Rest for {wait}, {wait|number} in all."}, wait=limit(1800, "s"))
    assert texts.get("words", "a") == "Rest for 30 minutes, 30 in all."


def test_a_value_passed_wins_over_a_limit_of_the_same_name() -> None:
    """A page shows the value at hand, not the protocol's."""
    texts = small({"a": "{wait}"}, wait=limit(1800, "s"))
    assert texts.get("words", "a", wait=Quantity(5, "d")) == "5 days"
    assert texts.get("words", "a", wait="a while") == "a while"
    assert texts.get("words", "a", wait=2.5) == "2.5"
    assert texts.get("words", "a", wait=date(2026, 11, 22)) == "22 November 2026"


def test_a_text_without_placeholders_may_hold_any_value() -> None:
    """A value that a language does not need is no fault."""
    assert small({"a": "Rest."}).get("words", "a", wait=3) == "Rest."


@pytest.mark.parametrize(
    ("keys", "what"),
    [
        (("absent",), "absent is missing"),
        (("a", "below"), "a.below is missing"),
        (("unfilled",), "{nothing}, which nothing fills"),
        (("form",), "{wait|loud}, which nothing fills"),
    ],
)
def test_what_cannot_be_said_is_refused_with_its_place(keys: tuple[str, ...], what: str) -> None:
    """A hole in a text is found by the one who loads it, not by the one who reads it."""
    tree = {"a": "Rest.", "unfilled": "{nothing}", "form": "{wait|loud}"}
    with pytest.raises(KnowledgeError) as refused:
        small(tree, wait=limit(1, "h")).get("words", *keys)
    assert what in str(refused.value)
    assert refused.value.file == "texts/en/words.yaml"


def test_an_unknown_unit_is_refused() -> None:
    """A number without a unit is worse than no number."""
    with pytest.raises(KnowledgeError, match="furlong has no form count"):
        small({"a": "{wait}"}, wait=limit(1, "furlong")).get("words", "a")


def test_an_unknown_language_is_refused() -> None:
    """Falling back silently would mix languages on one page."""
    with pytest.raises(KnowledgeError, match="no texts in de"):
        Texts("de", read_texts, {})


def test_absent_texts_can_be_asked_for() -> None:
    """Not every rule ends by time, and not every one says what to do."""
    texts = small({"a": {"b": "Rest."}, "list": ["one", "two"]})
    assert texts.find("words", "a", "c") is None
    assert texts.find("words", "a", "b") == "Rest."
    assert texts.keys("words", "a") == ("b",)
    assert texts.lines("words", "list") == ("one", "two")
    with pytest.raises(KnowledgeError, match="a is no list"):
        texts.lines("words", "a")


def test_only_what_is_used_is_read_and_only_once() -> None:
    """A cold start must not pay for texts nobody shows."""
    asked: list[tuple[str, str]] = []

    def read(language: str, name: str) -> Mapping[str, object]:
        asked.append((language, name))
        return {"a": "Rest."}

    texts = Texts("ru", read, {})
    assert asked == []
    texts.get("words", "a")
    texts.get("words", "a")
    assert asked == [("ru", "words")]


# ------------------------------------------------------------------ the check of all texts


def files(**changes: Mapping[str, object]) -> TextFiles:
    """Give three languages with one small file each; `ru=...` replaces one of them."""
    tree: Mapping[str, object] = {"a": "Rest for {wait} at L3.", "b": ["T12"]}
    return {
        language: {
            "words": Document(f"texts/{language}/words.yaml", changes.get(language, tree), {"a": 7})
        }
        for language in LANGUAGES
    }


def faults(found: TextFiles) -> list[str]:
    """Say what is wrong with some texts."""
    return [str(fault) for fault in check_texts(found, {"wait": limit(1800, "s")})]


def test_the_shipped_texts_are_complete_in_three_languages() -> None:
    """The check that runs whenever the knowledge changes."""
    assert check_texts(text_files(), shipped_protocol().limits) == []
    assert check_words(shipped_protocol(), text_files()) == []


def test_good_texts_pass_and_vertebrae_are_no_typed_numbers() -> None:
    """L3 and T12 are names."""
    assert faults(files()) == []


@pytest.mark.parametrize(
    ("tree", "what"),
    [
        ({"a": "Rest for {wait} at L3."}, "b[0] is missing in this language"),
        ({"a": "Rest for {wait}.", "b": ["T12"], "c": "More."}, "c is missing"),
        ({"a": "Rest.", "b": ["T12"]}, "does not take the same values"),
        ({"a": "Rest 30 minutes, {wait}.", "b": ["T12"]}, "typed number"),
        ({"a": "Rest for {wait}!", "b": ["T12"]}, "shouts"),
        ({"a": "Rest for {wait} {.", "b": ["T12"]}, "brace"),
        ({"a": "Rest for {wait|loud}.", "b": ["T12"]}, "form loud"),
        ({"a": "Rest for {weight}, {wait}.", "b": ["T12"]}, "{weight}, which nothing fills"),
        ({"a": None, "b": ["T12"]}, "is no text"),
        ({"a": "  ", "b": ["T12"]}, "is no text"),
        ({"a": True, "b": ["T12"]}, "is no text"),
    ],
)
def test_a_fault_in_one_language_is_found(tree: Mapping[str, object], what: str) -> None:
    """A check that never objects proves nothing."""
    assert any(what in fault for fault in faults(files(ru=tree)))


def test_a_fault_names_file_and_line() -> None:
    """Whoever has to correct it should not have to search."""
    found = faults(files(uk={"a": "Rest 5, {wait}.", "b": ["T12"]}))
    assert found[0].startswith("texts/uk/words.yaml:7: a holds a typed number.")


def test_a_missing_file_is_found() -> None:
    """A language without a file would fail on the first page that needs it."""
    found = {**files(), "uk": {}}
    assert faults(found) == ["texts/uk/words.yaml: the file is not there. Write it."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_plural_is_found(language: str) -> None:
    """A missing class shows only with the numbers that need it."""
    whole = {name: {"units": text_files()[name]["units"]} for name in LANGUAGES}
    document = whole[language]["units"]
    assert isinstance(document.tree, dict)
    last = PLURALS[language][-1]
    days = {**document.tree["d"], "count": {p: "{n}" for p in PLURALS[language] if p != last}}
    whole[language] = {"units": replace(document, tree={**document.tree, "d": days})}
    assert f"d has no count for {last} with {{n}}" in str(check_texts(whole, {})[0])


def test_a_rule_without_words_is_found() -> None:
    """A new rule is not finished before it can be explained."""
    found = dict(text_files()["en"])
    tree = found["screening"].tree
    assert isinstance(tree, dict)
    rules = {name: text for name, text in tree["rules"].items() if name != "S22"}
    found["screening"] = replace(found["screening"], tree={**tree, "rules": rules})
    missing = check_words(shipped_protocol(), {**text_files(), "en": found})
    assert [fault.what for fault in missing] == [
        "rules.S22.title is missing",
        "rules.S22.title is missing",
        "rules.S22.meaning is missing",
    ]
