"""What would change a verdict: every turn that is claimed is true when tried."""

from __future__ import annotations

import pytest

from lumbalis.clinic.services.turning import Direction, turns
from lumbalis.domain.expressions import Value
from lumbalis.domain.protocol import Category
from lumbalis.domain.screening import screen
from lumbalis.exchange.answers import ScreeningInput
from patients import encounter, ordinary_answers
from protocols import shipped_protocol

PROTOCOL = shipped_protocol()


def given(**changes: Value | None) -> ScreeningInput:
    """Take the ordinary patient with some answers changed."""
    return ScreeningInput(ordinary_answers(PROTOCOL.vocabulary, **changes), encounter())


def test_a_fever_hangs_on_the_temperature() -> None:
    """A lower one, and what is left is the verdict without fever."""
    patient = given(temperature_c=38.2)
    verdict = screen(PROTOCOL, patient.answers, patient.encounter)
    found = {turn.fact: turn for turn in turns(PROTOCOL, patient, verdict)["S22"]}
    assert found["temperature_c"].direction is Direction.LOWER
    assert found["temperature_c"].then is Category.ELIGIBLE_PRECAUTIONS


@pytest.mark.parametrize(
    "changes",
    [
        {"temperature_c": 38.2},
        {"calf_swelling_one_sided": True},
        {"anticoagulant": "doac"},
        {"nrs_move": 8, "osteoporosis": True},
        {"skin_break_sites": frozenset({"lumbar"})},
        {"pregnancy": "yes"} if "yes" in PROTOCOL.vocabulary.facts["pregnancy"].values else {},
    ],
)
def test_every_claim_is_true_when_tried(changes: dict[str, Value]) -> None:
    """The page may not promise what the screening does not keep."""
    patient = given(**changes)
    verdict = screen(PROTOCOL, patient.answers, patient.encounter)
    for case, found in turns(PROTOCOL, patient, verdict).items():
        for turn in found:
            for value in turn.answers:
                answers = patient.answers.changed(patient.encounter.at, **{turn.fact: value})
                again = screen(PROTOCOL, answers, patient.encounter)
                assert case not in {reason.case for reason in again.reasons}


def test_an_open_reason_has_no_turn() -> None:
    """It is changed by answering; the page says which question."""
    patient = given(anticoagulant=None)
    verdict = screen(PROTOCOL, patient.answers, patient.encounter)
    open_cases = {reason.case for reason in verdict.reasons if not reason.certain}
    assert not open_cases & set(turns(PROTOCOL, patient, verdict))


def test_what_allows_a_session_has_no_turn() -> None:
    """A precaution stops nothing."""
    patient = given()
    verdict = screen(PROTOCOL, patient.answers, patient.encounter)
    assert turns(PROTOCOL, patient, verdict) == {}
