"""Every decision, sign, grade and question has its words, the same ones in three languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given

from adaptation_samples import FILES, LIMITS, RULES
from generated_sessions import histories
from lumbalis.domain.adaptation import (
    CourseState,
    CourseStep,
    Grade,
    Kind,
    NextContext,
    SessionReport,
    decide_course,
    decide_next,
)
from lumbalis.knowledge.texts import FORMS, PLACEHOLDER, Texts
from property.ladder_reference import STANDSTILLS

LANGUAGES = ("en", "ru", "uk")


def tree(language: str, file: str) -> dict[str, object]:
    """Read one text file of one language."""
    return dict(FILES.branch(f"texts/{language}/{file}.yaml").tree)


def flat(below: object, path: str = "") -> Iterator[tuple[str, str]]:
    """List every text with its address, in the order of the file."""
    if isinstance(below, dict):
        for key, value in below.items():
            yield from flat(value, f"{path}.{key}" if path else str(key))
    elif isinstance(below, list):
        yield from ((f"{path}[{place}]", str(line)) for place, line in enumerate(below))
    else:
        yield path, str(below)


TEXTS = {language: dict(flat(tree(language, "adaptation"))) for language in LANGUAGES}
KEYS = set(TEXTS["en"])


def names(text: str) -> list[str]:
    """Name the placeholders of a text, without their form."""
    return sorted(match[1] for match in PLACEHOLDER.finditer(text))


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_every_language_says_the_same_things_with_the_same_numbers(language: str) -> None:
    """A key or a number that one language lacks is a hole on somebody's screen."""
    assert list(TEXTS[language]) == list(TEXTS["en"])
    for path, text in TEXTS[language].items():
        assert names(text) == names(TEXTS["en"][path]), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_filled_in_and_never_typed(language: str) -> None:
    """A typed number would stay when the limit changes."""
    assert not {path for path, text in TEXTS[language].items() if re.search(r"\d", text)}
    for path, text in TEXTS[language].items():
        assert set(names(text)) <= set(LIMITS), path
        forms = {match[2] or "count" for match in PLACEHOLDER.finditer(text)}
        assert forms <= set(FORMS), path
        assert text.count("{") == len(names(text)), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_can_be_written(language: str) -> None:
    """A unit without a form in the language shows at the couch at the latest; here it is sooner."""
    words = Texts(language, tree, LIMITS)
    for path in TEXTS[language]:
        keys = path.partition("[")[0].split(".")
        written = (
            words.lines("adaptation", *keys) if "[" in path else (words.get("adaptation", *keys),)
        )
        assert all(line and "{" not in line and "!" not in line for line in written), path


def test_numbers_appear_in_the_language() -> None:
    """The genitive, the accusative and the plural are those of the language."""
    written = {
        language: Texts(language, tree, LIMITS).get("adaptation", "because", "gap")
        for language in LANGUAGES
    }
    assert "More than 7 days" in written["en"]
    assert "больше 7 дней" in written["ru"]
    assert "понад 7 днів" in written["uk"]


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_no_text_was_left_in_english(language: str) -> None:
    """Every text of the two languages is written in Cyrillic."""
    for path, text in TEXTS[language].items():
        assert re.search(r"[а-яіїєґё]", PLACEHOLDER.sub("", text)), path


def test_ukrainian_has_no_russian_letters() -> None:
    """Four letters tell the two apart; one of them in the wrong file is a copied word."""
    assert not {path for path, text in TEXTS["uk"].items() if re.search(r"[ыэъё]", text.lower())}
    assert not {path for path, text in TEXTS["ru"].items() if re.search(r"[іїєґ]", text.lower())}


def test_every_sign_step_and_reason_for_stopping_has_its_words() -> None:
    """A sign added to the protocol comes with a text, or the checklist shows its id."""
    assert below("stop.signs") == list(RULES.stop.signs)
    assert below("stop.other_reasons") == list(RULES.stop.other_reasons)
    assert below("stop.steps") == list(RULES.stop.steps)


def test_every_grade_and_grading_question_has_its_words() -> None:
    """Each grade says what it is called, what it means and what to do."""
    for one in Grade:
        assert below(f"grades.{one.name.lower()}") == ["name", "meaning", "do"]
    questions = {*RULES.grades.features, "duration_h", "blister_mm"}
    assert {f"questions.{name}" for name in questions} <= KEYS


def test_both_scales_have_a_word_for_every_value() -> None:
    """From the worst to the best tolerance, from none to the strongest guarding."""
    for name, top in (("tolerance", RULES.scales.tolerance), ("guarding", RULES.scales.guarding)):
        assert len([path for path in KEYS if path.startswith(f"scales.{name}[")]) == top + 1


def test_every_outcome_has_its_words() -> None:
    """Kinds of the next session, and what becomes of a course."""
    assert {f"next.{kind.value}" for kind in Kind if kind is not Kind.LEVEL} <= KEYS
    assert below("course") == [step.value for step in CourseStep]
    assert set(STANDSTILLS) <= {path.partition(".")[2] for path in KEYS if path.startswith("next.")}


@given(history=histories(forgotten=4))
def test_every_decision_of_the_ladder_has_its_words(
    history: tuple[tuple[SessionReport, ...], NextContext],
) -> None:
    """Whatever comes out can be told: the decision, each reason, each question."""
    found = decide_next(*history, RULES)
    wanted = {found.text}
    wanted |= {reason.text for reason in found.because}
    wanted |= {f"questions.{question.about}" for question in found.missing}
    wanted |= {f"criteria.{name}" for name in found.criteria_unmet}
    assert wanted <= KEYS


@pytest.mark.parametrize("done", range(27))
@pytest.mark.parametrize("average", [None, 0, 4, 5, 6, 9])
def test_every_decision_about_a_course_has_its_words(done: int, average: int | None) -> None:
    """The same for the course, with and without a reading."""
    state = CourseState(
        done=done,
        ordered=10,
        baseline=6,
        average=average,
        average_after=None if average is None else done,
        weeks=None,
        missed_in_row=0,
    )
    found = decide_course(state, RULES)
    assert {found.because, f"course.{found.step.value}"} <= KEYS
    assert {f"questions.{name}" for name in found.missing} <= KEYS


def below(path: str) -> list[str]:
    """Name what stands below an address, in its order."""
    start = f"{path}."
    found = (
        key.removeprefix(start).partition(".")[0] for key in TEXTS["en"] if key.startswith(start)
    )
    return list(dict.fromkeys(found))
