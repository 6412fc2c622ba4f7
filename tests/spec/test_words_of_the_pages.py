"""The pages speak three languages, and all of them say the same things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from lumbalis.clinic import wording
from lumbalis.knowledge.locales import LANGUAGES, PLURALS

REFERENCE, *OTHERS = LANGUAGES
AREAS = sorted({area for language in LANGUAGES for area in wording.areas(language)})


def is_plural(node: Mapping[str, object]) -> bool:
    """Tell plural forms from words below words."""
    return "other" in node and set(node) <= {"one", "few", "many", "other"}


def spoken(node: object, key: str = "") -> Iterator[tuple[str, object]]:
    """Walk through all words of an area."""
    if isinstance(node, Mapping) and not is_plural(node):
        for name, below in node.items():
            yield from spoken(below, f"{key}.{name}" if key else str(name))
    else:
        yield key, node


def asked(words: object) -> set[str]:
    """Give the placeholders of words, in whichever plural form."""
    texts = words.values() if isinstance(words, Mapping) else [words]
    return {name for text in texts for name in wording.PLACEHOLDER.findall(str(text))} - {"n"}


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("language", OTHERS)
def test_every_page_is_written_in_every_language(area: str, language: str) -> None:
    """Half a page in a foreign language is a page nobody checked."""
    reference = dict(spoken(wording.area(REFERENCE, area)))
    other = dict(spoken(wording.area(language, area)))
    assert other.keys() == reference.keys()
    assert {k: asked(v) for k, v in other.items()} == {k: asked(v) for k, v in reference.items()}


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_words(area: str, language: str) -> None:
    """An empty text, a number or a yes without quotes is a slip of YAML; nobody shouts either."""
    for key, words in spoken(wording.area(language, area)):
        forms = words if isinstance(words, Mapping) else {"other": words}
        if isinstance(words, Mapping):
            assert set(PLURALS[language]) <= set(words), key
        for text in forms.values():
            assert isinstance(text, str), key
            assert text.strip(), key
            assert "!" not in text, key
