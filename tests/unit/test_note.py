"""The note that writes itself: complete, in three languages, and silent about nothing."""

from __future__ import annotations

import pytest

from guided_samples import MORNING_MS, OTHER, Hands, ordinary
from lumbalis.domain.guided import DeviationKind, Outcome, When, account_of, deviations
from lumbalis.domain.guided.events import (
    Added,
    AdverseReported,
    CupsPlaced,
    CupsRemoved,
    Entry,
    Finished,
    GotUp,
    MediaUsed,
    NoteSpoken,
    PainScored,
    PalpationNoted,
    Paused,
    PointHeld,
    Resumed,
    StepEntered,
    StepLeft,
    Stopped,
    ToleranceSaid,
)
from lumbalis.domain.plan import Session
from lumbalis.domain.truth import Truth
from lumbalis.knowledge.locales import LANGUAGES
from lumbalis.knowledge.texts import Texts
from lumbalis.surfaces.note import Told, note_lines
from lumbalis.surfaces.workplace import Workplace
from on_body_plan_samples import first_session

SESSION = first_session()


def texts_of(language: str) -> Texts:
    """Give the words of a language."""
    return Workplace(language).texts


def note(entries: list[Entry], language: str = "en", session: Session = SESSION) -> tuple[str, ...]:
    """Write the note of some entries."""
    account = account_of(session, entries)
    last = max((one.at_ms for one in entries), default=MORNING_MS)
    found = deviations(session, account, tolerance_s=5, now_ms=last)
    return note_lines(Told(session, 10, account, found), texts_of(language))


def eventful() -> list[Entry]:
    """Give a session in which everything happened."""
    hands = Hands().note(PainScored(When.BEFORE, 2, 5)).note(StepEntered(0))
    hands.note(Paused(), 30).note(Resumed(), 75).note(PainScored(When.DURING, None, 6))
    hands.note(StepLeft(0, Outcome.DONE), 200).note(StepEntered(1)).note(
        StepLeft(1, Outcome.SKIPPED)
    )
    hands.note(CupsPlaced(2, ("gluteal_left",), hands.at_ms + 60_000)).note(CupsRemoved(2), 95)
    hands.note(PointHeld(2, "BL23", 90)).note(MediaUsed("oil", "b7"))
    hands.note(PalpationNoted("gluteal_left", "trigger_point")).note(ToleranceSaid(2))
    hands.note(StepEntered(2)).note(Stopped(("dizziness", "time_ran_out")), 12)
    hands.note(AdverseReported("dizziness")).note(GotUp(Truth.FALSE)).note(NoteSpoken("Lay down."))
    return hands.note(Finished("worse")).note(Added("Felt well an hour later."), 3600).entries


def test_an_ordinary_session_takes_a_few_sentences() -> None:
    """Nobody reads a long note about an ordinary day."""
    session, entries = ordinary()
    lines = note(entries, session=session)
    assert lines[0].endswith("as planned.")
    assert lines[1:] == (
        lines[1],
        "Pain before: 3 at rest, 4 moving.",
        "Pain after: 2 at rest, 3 moving.",
        "Rested for 30 minutes.",
        "Assessment: same as last time.",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_happened_is_in_the_note(language: str) -> None:
    """Every event leaves its sentence, in every language, with nothing unfilled."""
    texts, lines = texts_of(language), note(eventful(), language)
    said = "\n".join(lines)
    assert "{" not in said
    for key in ("dizziness", "time_ran_out"):
        where = "signs" if key == "dizziness" else "other_reasons"
        assert texts.get("adaptation", "stop", where, key) in said
    for words in ("BL23", "b7", "Lay down.", "Felt well an hour later."):
        assert words in said
    assert texts.get("note", "findings", "trigger_point") in said
    assert texts.get("note", "got_up", "not_well") in lines
    assert texts.get("note", "pain", "not_asked_after") in lines
    assert texts.get("note", "unsigned") not in lines


def test_what_was_not_reached_is_one_sentence() -> None:
    """After an early stop nobody reads forty lines to find the one that matters."""
    said = [line for line in note(eventful()) if line.startswith("Not reached: ")]
    assert len(said) == 1
    assert "Sacrum" in said[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", DeviationKind)
def test_every_difference_has_its_sentence(kind: DeviationKind, language: str) -> None:
    """A difference without words would be a silent one."""
    assert texts_of(language).get("note", "differences", kind.value, step="x", time="y")


def test_what_is_not_signed_says_so() -> None:
    """An unfinished note must not look like a finished one."""
    assert note(Hands().note(StepEntered(0)).entries)[-1] == "Not signed yet."


def test_two_tablets_are_told() -> None:
    """Two stories are one too many for a signature."""
    both = [*Hands().note(StepEntered(0)).entries, *Hands(OTHER).note(StepEntered(0)).entries]
    assert any(line.startswith("Two tablets") for line in note(both))
