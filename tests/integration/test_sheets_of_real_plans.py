"""What the planner plans can be drawn, in the shipped words of every language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from drawing_samples import AT
from lumbalis.domain.plan import ProtocolStamp, Session
from lumbalis.domain.planning import Order
from lumbalis.domain.screening import Verdict
from lumbalis.drawing import (
    PAPER,
    PlanStamp,
    SheetWords,
    advice_from,
    plan_pdf,
    plan_sheets,
    session_overview,
    session_pages,
    words_from,
)
from lumbalis.knowledge.files import KnowledgeFiles
from lumbalis.knowledge.texts import Texts
from planning_fixtures import PROTOCOL, in_pain, in_remission, planned, planned_course, without

LANGUAGES = ("en", "ru", "uk")
STAMP = PlanStamp(
    ProtocolStamp(PROTOCOL.id, PROTOCOL.version, PROTOCOL.sha256, PROTOCOL.status),
    "0" * 64,
    sessions=10,
    who="",
    at=AT,
)


@cache
def texts(language: str) -> Texts:
    """Give the texts that ship."""
    files = KnowledgeFiles(use_cache=False)
    return Texts(
        language,
        lambda one, name: files.branch(f"texts/{one}/{name}.yaml").tree,
        PROTOCOL.limits,
    )


@cache
def words(language: str) -> SheetWords:
    """Give the words of the drawings."""
    return words_from(texts(language))


def sessions() -> Iterator[Session]:
    """Plan a session of every script, gentle and strong, whole and with something left out."""
    for script in PROTOCOL.scripts:
        yield planned(in_remission(6), 2, script)
        yield planned(in_remission(9), 4, script)
    yield planned(in_pain(1), 1)
    yield planned(without(in_remission(6), "kidney_left", "thigh"), 3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_script_can_be_drawn(language: str) -> None:
    """A missing word would stop the plan of exactly that patient who needs it."""
    for session in sessions():
        assert session_pages(session, words(language), STAMP)
        assert session_overview(session, words(language), STAMP)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_session_fits_on_two_sheets_of_paper(language: str) -> None:
    """Every step of the longest script, printed on both sides: no more than two sheets."""
    for session in sessions():
        assert len(session_pages(session, words(language), STAMP, PAPER)) <= 4
        short = session_overview(session, words(language), STAMP, PAPER)
        assert len(short) <= (2 if session.left_out else 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_course_is_printed_with_margins_and_flags(language: str) -> None:
    """Distances to keep are part of the plan, with their unit."""
    found: Verdict = replace(
        in_remission(1), margins_mm={"mole": 20}, flags=frozenset({"no_latex", "bolster"})
    )
    course = planned_course(found, Order(special="cupping_silicone"))
    chosen = words(language)
    pdf = plan_pdf(
        course,
        plan_sheets(course, chosen, STAMP),
        chosen,
        STAMP,
        found,
        advice_from(texts(language)),
    )
    assert pdf.startswith(b"%PDF-1.")
    assert chosen.name("margin", "mole:20") != chosen.name("margin", "mole:30")


def test_everything_that_may_be_named_has_a_name() -> None:
    """Planner and verdict may name any flag, zone, technique and level of the protocol."""
    cases = [case for rule in PROTOCOL.rules for case in rule.cases]
    ids = {
        "zone": set(PROTOCOL.zones.zones),
        "region": {zone.region for zone in PROTOCOL.zones.zones.values()},
        "script": set(PROTOCOL.scripts),
        "technique": set(PROTOCOL.techniques),
        "finding": {case.id for case in cases},
        "because": {case.id for case in cases} | {"dropped", "excluded_zone"},
        "flag": {flag for case in cases for flag in case.modifiers.flags},
        "level": set("12345"),
        "level_stop": set("12345"),
    }
    for language in LANGUAGES:
        for kind, keys in ids.items():
            for key in keys:
                assert words(language).name(kind, key)
