"""Every objection and margin of the verifier on the body can be said in three languages."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from body_harm import BODY_HARMS
from lumbalis.domain.verification.on_body import all_body_kinds, prepare, verify_on_body
from on_body_plans import good_plan

TEXTS = Path(__file__).parents[2] / "src" / "lumbalis" / "knowledge" / "texts"


def texts(language: str) -> dict[str, dict[str, str]]:
    """Read one language."""
    read: dict[str, dict[str, str]] = yaml.safe_load(
        (TEXTS / language / "geometry.yaml").read_text(encoding="utf-8")
    )
    return read


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_every_kind_has_a_sentence_and_no_sentence_is_left_over(language: str) -> None:
    """A kind without words would end the program where a person most needs the reason."""
    assert set(texts(language)["kinds"]) == set(all_body_kinds())


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_every_sentence_is_a_sentence(language: str) -> None:
    """It is followed by what was found and what is allowed."""
    assert all(said.endswith(".") for said in texts(language)["kinds"].values())


def test_every_margin_has_a_name() -> None:
    """Margins of the good plan and of the spoiled ones on the same body."""
    named, good = set(texts("en")["margins"]), good_plan()
    ready = prepare(good.body, good.protocol)
    for harm in BODY_HARMS:
        spoiled = harm.plant(good)
        assert spoiled is not None
        if spoiled.body is good.body and spoiled.protocol is good.protocol:
            found = verify_on_body(
                spoiled.plan, spoiled.session, good.body, good.protocol, prepared=ready
            )
            assert set(found.margins) <= named
