"""Words filled in: what is put in must not break the sentence it stands in."""

from __future__ import annotations

from datetime import date

import pytest

from lumbalis.clinic.wording import say


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_a_sentence_ends_once(language: str) -> None:
    """A Russian or Ukrainian date ends in a dot of its own; two look like a slip of the pen."""
    said = say(language, "patients.privacy.erase_until", day=date(2036, 11, 23))
    assert "2036" in said
    assert ".." not in said
    assert said.endswith(".")
