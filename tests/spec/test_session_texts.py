"""Everything a session can say is said in every language, with its numbers filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from lumbalis.domain.plan import Session
from lumbalis.domain.planning import Why, plan_session
from lumbalis.knowledge.files import KnowledgeFiles
from lumbalis.knowledge.texts import PLACEHOLDER, Texts
from planning_fixtures import PROTOCOL, in_pain, in_remission, request, without

LANGUAGES = ("en", "ru", "uk")
FILLED_BY_CALLER = {"about", "available", "gives", "needed", "stage"}
DIGIT = re.compile(r"(?<![A-Z])\d")


@cache
def _tree(language: str, name: str = "sessions") -> Any:  # noqa: ANN401 - a parsed file
    return KnowledgeFiles(use_cache=False).branch(f"texts/{language}/{name}.yaml").tree


def _leaves(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401
    for key, value in tree.items():
        below = f"{path}.{key}" if path else key
        if isinstance(value, str):
            yield below, value
        else:
            yield from _leaves(value, below)


def _names(text: str) -> set[str]:
    return {match[1] for match in PLACEHOLDER.finditer(text)}


def _spoken() -> Iterator[tuple[str, ...]]:
    """Give the address of every word a plan of this protocol can name."""
    for script in PROTOCOL.scripts.values():
        yield "scripts", script.id
        yield from (("stages", script.id, stage.id) for stage in script.stages)
        yield from (("checklist", i) for stage in script.stages for i in stage.checklist)
        for step in (step for stage in script.stages for step in stage.steps):
            yield "steps", step.id
            if step.amplitude == "high":
                yield "steps", f"{step.id}_stays_low"
            yield from (("tools", tool) for tool in step.tools)
            yield from (("directions", step.direction), ("tempos", step.tempo))
            yield from (("media", m) for m in (step.medium,) if m is not None)
    for manipulation in PROTOCOL.manipulations.values():
        yield "manipulations", manipulation.id, "name"
        yield from (("manipulations", manipulation.id, form) for form in manipulation.forms)
        for section in ("tools", "directions", "tempos", "amplitudes", "manners"):
            yield from ((section, word) for word in getattr(manipulation, section))
    yield from (("cannot_plan", why.value) for why in Why)
    yield from (("levels", str(n), key) for n in range(6) for key in ("meaning", "stop"))
    yield from (("positions", name) for name in ("prone", "side_lying", "sitting"))


SPOKEN = tuple(dict.fromkeys(_spoken()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_plan_is_there(language: str) -> None:
    """A therapist who reads an id instead of a sentence does not know what to do."""
    keys = {key for key, _ in _leaves(_tree(language))}
    assert [".".join(way) for way in SPOKEN if ".".join(way) not in keys] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_planned_sessions_name_only_words_that_are_there(language: str) -> None:
    """Cues and questions of real sessions, at every level, with and without substitutes."""
    keys = {key for key, _ in _leaves(_tree(language))}
    verdicts = (in_pain(), in_remission(), without(in_remission(), "percussion"))
    for script in PROTOCOL.scripts:
        for level in (1, 2, 3, 4):
            for verdict in verdicts:
                wished = request(verdict.session, level, script)
                session = plan_session(verdict, PROTOCOL, wished)
                for step in session.steps if isinstance(session, Session) else ():
                    assert step.cue in keys
                    assert step.checkpoint is None or step.checkpoint in keys


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_the_languages_say_the_same_things(language: str) -> None:
    """Same keys in the same order, same numbers in each sentence."""
    english, other = dict(_leaves(_tree("en"))), dict(_leaves(_tree(language)))
    assert list(english) == list(other)
    different = [key for key in english if _names(english[key]) != _names(other[key])]
    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_filled_in_and_never_typed(language: str) -> None:
    """H11: a number typed into three languages is a number that goes wrong in one."""
    texts = Texts(language, _tree, PROTOCOL.limits)
    given = dict.fromkeys(FILLED_BY_CALLER, "…")
    for key, text in _leaves(_tree(language)):
        assert not DIGIT.search(text), key
        assert "!" not in text, key
        assert "{" not in texts.get("sessions", *key.split("."), **given)


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_refusals_need_more_than_limits(language: str) -> None:
    """Whoever shows a cue needs nothing but the text and the limits."""
    for key, text in _leaves(_tree(language)):
        if not key.startswith("cannot_plan."):
            assert _names(text) <= set(PROTOCOL.limits), key
