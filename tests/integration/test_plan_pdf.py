"""The printed plan: a real PDF, the same to the byte each time, readable in Cyrillic."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
import typst

from drawing_samples import LANGUAGES, STAMP, advice, course, verdict, words
from lumbalis.domain.plan import Course
from lumbalis.drawing import PAPER, plan_pdf, plan_sheets, session_pages
from lumbalis.drawing.typeface import BODY, STRONG, width_mm, wrap

FIRST_AND_LAST = 2


@cache
def printed(language: str) -> bytes:
    """Print the sample course."""
    chosen = words(language)
    sheets = plan_sheets(course(), chosen, STAMP)
    return plan_pdf(course(), sheets, chosen, STAMP, verdict(), advice(language))


def pages(pdf: bytes) -> int:
    """Count the page objects."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def letters(pdf: bytes) -> set[str]:
    """Give the characters that the fonts of a PDF map their glyphs to, for search and copying."""
    found: set[str] = set()
    for stream in _streams(pdf):
        if b"begincmap" in stream:
            for target in re.findall(rb"<[0-9A-Fa-f]{4}> ?<([0-9A-Fa-f]{4,})>", stream):
                found |= set(bytes.fromhex(target.decode()).decode("utf-16-be"))
    return found


def _streams(pdf: bytes) -> list[bytes]:
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    unpacked = []
    for one in packed:
        try:
            unpacked.append(zlib.decompress(one))
        except zlib.error:
            continue
    return unpacked


@pytest.mark.parametrize("language", LANGUAGES)
class TestInEveryLanguage:
    """What holds in English, Russian and Ukrainian."""

    def test_it_is_a_tagged_pdf_in_its_language(self, language: str) -> None:
        """A screen reader needs the tags and the language; PDF/UA asks for both."""
        pdf = printed(language)
        assert pdf.startswith(b"%PDF-1.")
        assert pdf.rstrip().endswith(b"%%EOF")
        assert b"/Lang" in pdf
        assert f"({language})".encode() in pdf
        assert b"/StructTreeRoot" in pdf

    def test_it_has_a_page_for_every_sheet_and_two_more(self, language: str) -> None:
        """The verdict first, what to do when unwell last, and between them every session."""
        sheets = plan_sheets(course(), words(language), STAMP)
        assert pages(printed(language)) == sum(map(len, sheets)) + FIRST_AND_LAST

    def test_every_later_session_takes_one_page(self, language: str) -> None:
        """A course of ten sessions is not to be a book."""
        first, *later = plan_sheets(course(), words(language), STAMP)
        assert len(first) > 1
        assert [len(one) for one in later] == [1] * 9

    def test_it_uses_no_font_of_this_machine(self, language: str) -> None:
        """Prints are equal everywhere only if the fonts come along."""
        fonts = set(re.findall(rb"/FontName\s*/[A-Z]{6}\+(\w+)", printed(language)))
        assert fonts <= {b"LibertinusSerif"}
        assert fonts


@pytest.mark.parametrize(
    ("language", "alphabet"),
    [("ru", "абвгдежзийклмнопрстуфхцчшщъыьэюя"), ("uk", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя")],
)
def test_cyrillic_can_be_searched_and_copied(language: str, alphabet: str) -> None:
    """Letters drawn as pictures would look right and be lost to everyone who reads by machine."""
    missing = set(alphabet) - letters(printed(language))
    assert missing <= set("ґъ"), "only letters that the texts do not use may be missing"


MEASURED = """
#let measured(one) = measure(text(
  font: "Libertinus Serif", weight: if one.bold { "bold" } else { "regular" }, size: 1mm, one.text
)).width.mm()
#context [#metadata(json(bytes(sys.inputs.lines)).map(measured))<widths>]
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_estimated_widths_hold_for_the_printed_face(language: str) -> None:
    """Lines are broken by estimate; the compiler's own measure must not be wider."""
    sentences = [str(one) for one in advice(language).help_signs]
    texts = [*sentences, *(words(language).text(key) for key in ("forecast", "draft_note"))]
    lines = [
        (line, style)
        for style in (BODY, STRONG)
        for text in texts
        for line in wrap(text, style, 60)
    ]
    asked = json.dumps([{"text": line, "bold": style.bold} for line, style in lines])
    answer = typst.query(
        MEASURED.encode(),
        "<widths>",
        field="value",
        one=True,
        ignore_system_fonts=True,
        sys_inputs={"lines": asked},
    )
    for (line, style), ems in zip(lines, json.loads(answer), strict=True):
        printed_mm = ems * style.size * PAPER.scale
        assert printed_mm <= width_mm(line, style) / PAPER.room + 0.5, line


def test_a_name_in_unknown_letters_does_not_cost_the_plan() -> None:
    """No face inside the compiler has these letters; the plan is printed all the same."""
    stamp = replace(STAMP, who="李小龍")
    sheets = plan_sheets(course(), words("en"), stamp)
    pdf = plan_pdf(course(), sheets, words("en"), stamp, verdict(), advice("en"))
    assert pages(pdf) == pages(printed("en"))


def test_equal_plans_are_equal_to_the_byte() -> None:
    """A filed plan can be made again and compared."""
    printed.cache_clear()
    first = printed("uk")
    printed.cache_clear()
    assert printed("uk") == first


def test_its_date_is_the_plans_not_todays() -> None:
    """No clock is read; the time of the plan is the only time in it."""
    later = replace(STAMP, at=STAMP.at + timedelta(days=1))
    sheets = plan_sheets(course(), words("en"), STAMP)
    pdf = plan_pdf(course(), sheets, words("en"), later, verdict(), advice("en"))
    assert pdf != printed("en")
    assert b"2026-11-22T07:00:00" in printed("en")
    assert b"2026-11-23T07:00:00" in pdf


def test_words_cannot_become_commands() -> None:
    """Names reach the template as data: a hash sign or a bracket starts nothing."""
    stamp = replace(STAMP, who='#panic("who") $x$ *b* [x] \\ "quoted" <label> @ref')
    sheets = plan_sheets(course(), words("en"), stamp)
    pdf = plan_pdf(course(), sheets, words("en"), stamp, verdict(), advice("en"))
    assert pages(pdf) == pages(printed("en"))


def test_every_session_needs_its_sheet() -> None:
    """A plan with a missing session would be followed as if it had none."""
    sheets = plan_sheets(course(), words("en"), STAMP)
    with pytest.raises(ValueError, match="10 sessions but 9 sheets"):
        plan_pdf(course(), sheets[:-1], words("en"), STAMP, verdict(), advice("en"))


def test_sheets_in_full_can_be_bound_too() -> None:
    """A house that wants every step on paper gets it."""
    one = _only_first(course())
    sheets = [session_pages(session, words("en"), STAMP, PAPER) for session in one.sessions]
    pdf = plan_pdf(one, sheets, words("en"), STAMP, verdict(), advice("en"))
    assert pages(pdf) == len(sheets[0]) + FIRST_AND_LAST


def _only_first(whole: Course) -> Course:
    return replace(whole, timeline=whole.timeline[:1], sessions=whole.sessions[:1])
