"""The session sheet: everything is on it, nothing overlaps, nothing leaks in or out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest

from drawing_samples import (
    LANGUAGES,
    STAMP,
    acupressure,
    classical,
    course,
    cupping,
    each_side,
    session,
    step,
    words,
)
from lumbalis.domain.plan import Step
from lumbalis.drawing import (
    PAPER,
    SCREEN,
    Medium,
    SheetWords,
    plan_sheets,
    session_overview,
    session_pages,
    session_sheet,
)
from lumbalis.drawing.clock import clock
from lumbalis.drawing.levels import HIGHEST, tint
from lumbalis.drawing.places import place
from lumbalis.drawing.typeface import BODY, STRONG, width_mm, wrap

SVG = "{http://www.w3.org/2000/svg}"
SAMPLES = {"classical": classical, "cupping": cupping, "acupressure": acupressure}
AXIS_MM = 179.0


@dataclass(frozen=True)
class Box:
    """A line of text and the room it is estimated to take, in mm."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Tell whether two lines run into each other."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > 0.01
            and min(self.bottom, other.bottom) - max(self.top, other.top) > 0.01
        )


def parsed(svg: str) -> ET.Element:
    """Read an SVG; one that is not well-formed fails here."""
    return ET.fromstring(svg)  # noqa: S314 - our own drawing, made a moment ago


def boxes(page: str, medium: Medium) -> list[Box]:
    """Estimate where the lines of a page lie."""
    return [_box(element, medium) for element in parsed(page).iter(f"{SVG}text")]


def _box(element: ET.Element, medium: Medium) -> Box:
    size = float(element.attrib["font-size"]) / medium.scale
    parts = [(element.text or "", element)]
    for span in element.iter(f"{SVG}tspan"):
        parts += [(span.text or "", span), (span.tail or "", element)]
    width = sum(
        width_mm(text, replace(STRONG if "font-weight" in one.attrib else BODY, size=size))
        for text, one in parts
    )
    width = width / medium.room
    x, y = float(element.attrib["x"]), float(element.attrib["y"])
    shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor", "start")]
    left = x - shift * width
    text = "".join(text for text, _ in parts)
    return Box(text, left, y - 0.72 * size, left + width, y + 0.2 * size)


def said(*pages: str) -> str:
    """Give all that can be read on some pages, in the order in which it was drawn."""
    texts = ("".join(e.itertext()) for page in pages for e in parsed(page).iter(f"{SVG}text"))
    return re.sub(r"\s+", " ", " ".join(texts))


def bars(page: str) -> list[tuple[float, float]]:
    """Give the left edge and width of every bar of the strip."""
    found = (e for e in parsed(page).iter(f"{SVG}rect") if e.get("class") == "step")
    return [(float(e.attrib["x"]), float(e.attrib["width"])) for e in found]


def pages_of(sample: str, language: str, medium: Medium) -> tuple[str, ...]:
    """Draw a sample, in full and in short."""
    drawn = SAMPLES[sample]()
    return (
        *session_pages(drawn, words(language), STAMP, medium),
        *session_overview(drawn, words(language), STAMP, medium),
    )


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("medium", [SCREEN, PAPER], ids=["screen", "paper"])
class TestEverySheet:
    """What holds for every sheet, in every language, on screen and on paper."""

    def test_no_line_runs_into_another(self, sample: str, language: str, medium: Medium) -> None:
        """Two words on top of each other are misread at arm's length."""
        for page in pages_of(sample, language, medium):
            clashes = [
                (one.text, other.text)
                for one, other in combinations(boxes(page, medium), 2)
                if one.overlaps(other)
            ]
            assert clashes == []

    def test_every_line_stays_on_the_paper(
        self, sample: str, language: str, medium: Medium
    ) -> None:
        """A printer cuts off what reaches into the margins."""
        for page in pages_of(sample, language, medium):
            for box in boxes(page, medium):
                assert box.left >= 11.9, box
                assert box.right <= 198.1, box
                assert 10 <= box.top < box.bottom <= medium.height_mm, box

    def test_it_announces_itself(self, sample: str, language: str, medium: Medium) -> None:
        """Whoever cannot see the strip gets its title and what it shows in sentences."""
        for page in pages_of(sample, language, medium):
            root = parsed(page)
            title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
            assert title is not None
            assert desc is not None
            assert root.get("role") == "img"
            assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
            first = words(language).name("stage", f"{sample}.{SAMPLES[sample]().steps[0].stage}")
            assert first in (desc.text or "")

    def test_it_fetches_and_runs_nothing(self, sample: str, language: str, medium: Medium) -> None:
        """A sheet is opened from a mail or a disk: it must be whole by itself and harmless."""
        for page in pages_of(sample, language, medium):
            assert not re.search(r"<script|<style|<image|href|url\(|@import|\son\w+=", page)
            links = set(re.findall(r"https?://[^\"]+", page))
            assert links == {"http://www.w3.org/2000/svg"}


def step_texts(one: Step, words: SheetWords) -> Iterator[str]:
    """Give what a sheet must say about a step."""
    yield from (words.name("manipulation", name) for name in one.manipulations)
    yield from (words.name("tool", tool) for tool in one.tools)
    yield words.name("direction", one.direction)
    yield words.name("tempo", one.tempo)
    yield words.name("cue", one.cue)
    yield from (words.name("checklist", item) for item in one.checklist)
    yield from (point.point for point in one.points)
    if one.checkpoint is not None:
        yield words.name("checkpoint", one.checkpoint)
    if one.amplitude is not None:
        yield words.name("amplitude", one.amplitude)
    for zone in one.zones:
        region = zone.removesuffix("_left").removesuffix("_right")
        yield words.name("zone" if region == zone else "region", region)


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_is_told(sample: str, language: str) -> None:
    """A step that is not on the paper is a step that is not done."""
    drawn, chosen = SAMPLES[sample](), words(language)
    text = said(*session_pages(drawn, chosen, STAMP))
    start = 0
    for one in drawn.steps:
        assert f"{clock(start)} " in text
        assert [wanted for wanted in step_texts(one, chosen) if wanted not in text] == []
        start += one.seconds
    assert chosen.text("supports") in text
    assert [flag for flag in drawn.flags if chosen.name("flag", flag) not in text] == []


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_bars_are_the_session(sample: str) -> None:
    """The strip is a clock: each bar as wide as its step is long, all together the whole axis."""
    drawn = SAMPLES[sample]()
    found = bars(session_pages(drawn, words("en"), STAMP)[0])
    assert sum(width for _, width in found) == pytest.approx(AXIS_MM, abs=0.2)
    for (_, width), one in zip(found, drawn.steps, strict=True):
        assert width == pytest.approx(AXIS_MM * one.seconds / drawn.hands_on_s, abs=0.02)


def test_every_checkpoint_is_marked_on_the_strip() -> None:
    """The therapist sees from afar when to ask."""
    drawn = classical()
    page = session_pages(drawn, words("en"), STAMP)[0]
    marks = {e.attrib["d"] for e in parsed(page).iter(f"{SVG}path")}
    lefts = [left for left, _ in bars(page)]
    for left, one in zip(lefts, drawn.steps, strict=True):
        tip = f"M{round(left, 2):g} "
        assert any(mark.startswith(tip) for mark in marks) == (one.checkpoint is not None)


def test_the_sheet_names_session_plan_and_page() -> None:
    """Loose pages on a couch must find back to their plan."""
    pages = session_pages(classical(), words("en"), STAMP)
    assert len(pages) == 2
    for number, page in enumerate(pages, start=1):
        text = said(page)
        assert "Session 3 of 10" in text
        assert "lumbar-osteochondrosis 1.0.0" in text
        assert STAMP.short_hash in text
        assert "A-1043" in text
        assert f"Page {number} of 2" in text


def test_one_document_holds_all_pages() -> None:
    """One file for each session: its pages lie below one another, each A4."""
    root = parsed(session_sheet(classical(), words("en"), STAMP))
    assert root.get("viewBox") == "0 0 210 594"
    assert [page.get("y") for page in root.findall(f"{SVG}svg")] == ["0", "297"]


def test_a_signed_protocol_carries_no_draft_tag() -> None:
    """The tag means something only if it goes away."""
    signed = replace(STAMP, protocol=replace(STAMP.protocol, status="signed"))
    assert " draft " in said(*session_pages(acupressure(), words("en"), STAMP))
    assert " draft " not in said(*session_pages(acupressure(), words("en"), signed))


def test_equal_input_gives_equal_bytes() -> None:
    """A sheet can be compared by its hash."""
    drawings = {session_sheet(classical(), words("ru"), STAMP) for _ in range(3)}
    assert len(drawings) == 1


def test_words_cannot_become_markup() -> None:
    """A name with angle brackets, quotes or a control character is shown, never obeyed."""
    nasty = "<b onload='x'>&amp; \"quoted\" \x00]]>"
    chosen = replace(words("en"), name=lambda _kind, _key: nasty)
    stamp = replace(STAMP, who=nasty)
    page = session_sheet(acupressure(), chosen, stamp)
    shown = nasty.replace("\x00", "\ufffd")
    assert shown in said(page)
    assert "<b " not in page


def test_words_of_sixty_letters_are_broken_not_overrun() -> None:
    """Long compounds exist, and a layout that trusts short words fails on the printed page."""
    endless = "Lumbalwirbelsäulenbegleitmuskulaturlockerungsanwendungsvorschrift"[:60]
    chosen = replace(words("en"), name=lambda _kind, _key: endless)
    for page in session_pages(classical(), chosen, STAMP):
        lines = boxes(page, SCREEN)
        assert all(box.right <= 198.1 for box in lines)
        assert not any(one.overlaps(other) for one, other in combinations(lines, 2))


def test_a_session_of_many_steps_runs_over_pages_with_its_headings() -> None:
    """No step is squeezed out; every page says what its columns are and which stage goes on."""
    many = session("classical", [step("closing", "sacrum", 1, 20) for _ in range(60)])
    pages = session_pages(many, words("en"), STAMP)
    assert len(pages) > 2
    for page in pages[:-1]:
        assert "What the hands do" in said(page)
        assert max(box.bottom for box in boxes(page, SCREEN)) <= 297 - 9
    assert "Closing, continued" in said(pages[1])


def test_a_session_without_time_is_refused() -> None:
    """An empty strip would look like a session in which nothing needs to be done."""
    with pytest.raises(ValueError, match="cannot be drawn"):
        session_sheet(session("classical", []), words("en"), STAMP)
    timeless = session("classical", [step("closing", "sacrum", 1, 0)])
    with pytest.raises(ValueError, match="cannot be drawn"):
        session_sheet(timeless, words("en"), STAMP)


def test_what_is_left_out_is_told_once_with_its_time() -> None:
    """Six cut slices of one stage are one fact to the reader."""
    text = said(*session_pages(cupping(), words("en"), STAMP))
    assert "Moving cups, 2:00: zone excluded." in text
    assert "Closing, 0:30: not ordered by the physician." in text
    assert "The session is 2:30 shorter." in text
    assert "Left out" not in said(*session_pages(classical(), words("en"), STAMP))


def test_rest_and_rising_are_told() -> None:
    """Patients faint when they get up too early."""
    text = said(*session_pages(classical(), words("en"), STAMP))
    assert "for 30 min. Then sit for 2 min" in text


def test_zones_that_bear_less_are_told() -> None:
    """What must not be touched stands above everything that is done."""
    text = said(session_pages(classical(), words("en"), STAMP)[0])
    assert "No contact — spine, midline; groin and hollow of the knee." in text
    assert "Up to level 1 only — both sides: kidney area." in text
    assert "Up to level 3" not in text


class TestSides:
    """Left and right: told once where they are alike, and never lost."""

    def drawn(self, *steps: Step) -> str:
        """Draw a session of these steps."""
        return said(*session_pages(session("classical", list(steps)), words("en"), STAMP))

    def test_the_two_sides_of_one_work_share_a_row(self) -> None:
        """The same sentence twice costs attention; both times and both sides remain."""
        text = self.drawn(*each_side("legs", {"thigh": (2, 45), "knee": (2, 15)}))
        assert "0:00 left 1:00 right" in text
        assert "0:45 left 1:45 right" in text
        assert "one side from top to bottom" in text

    def test_a_gentler_side_has_its_own_row(self) -> None:
        """The leg that hurts gets less; a shared row would hide it."""
        left, right = each_side("legs", {"thigh": (2, 45)})
        text = self.drawn(left, replace(right, level=1))
        assert "0:00 left" in text
        assert "0:45 right" in text
        assert "0:00 left 0:45 right" not in text

    def test_a_stage_with_a_side_left_out_is_told_in_order_of_time(self) -> None:
        """Rows that jump in time are safe only if every side has its like."""
        steps = each_side("legs", {"thigh": (2, 45), "knee": (2, 15)})[:3]
        text = self.drawn(*steps)
        assert "0:00 left 1:00 right" not in text
        assert text.index("0:45 left") < text.index("1:00 right")

    def test_a_question_for_one_side_tells_its_time(self) -> None:
        """Asking at the wrong moment is not asking."""
        left, right = each_side("legs", {"thigh": (2, 45)})
        asked = replace(left, checkpoint="pain")
        assert "0:00 How strong" in self.drawn(asked, right)
        both = self.drawn(asked, replace(right, checkpoint="pain"))
        assert "0:00 How strong" not in both
        assert "How strong" in both

    @pytest.mark.parametrize(
        ("zones", "side", "named"),
        [
            (("gluteal_left",), "left", "gluteal region"),
            (("gluteal_left", "gluteal_right"), "both", "gluteal region"),
            (("sacrum",), "", "sacrum"),
            (("sacrum", "gluteal_left", "gluteal_right"), "both", "sacrum; gluteal region"),
            (("sacrum", "gluteal_left"), "", "sacrum; gluteal region, patient's left"),
            (
                ("gluteal_left", "knee_left", "knee_right"),
                "",
                "gluteal region, patient's left; both sides: knee",
            ),
            ((), "", ""),
        ],
    )
    def test_the_side_is_written_exactly_once(
        self, zones: tuple[str, ...], side: str, named: str
    ) -> None:
        """A mixture of sides is spelt out, because no single word would be true."""
        found = place(zones, words("en"))
        assert (found.side, found.zones) == (side, named)


class TestOverview:
    """The short form, for sessions that are only a forecast."""

    def test_it_is_one_page_and_says_what_it_is(self) -> None:
        """Nobody may work from a forecast."""
        for language in LANGUAGES:
            for medium in (SCREEN, PAPER):
                pages = session_overview(classical(), words(language), STAMP, medium)
                assert len(pages) == 1
                assert words(language).text("forecast_session") in said(pages[0])

    def test_it_names_every_stage_with_its_time(self) -> None:
        """The physician sees what a session will be without its single steps."""
        text = said(*session_overview(classical(), words("en"), STAMP))
        for stage in ("Opening 0:00–1:30 (1:30)", "Closing 19:00–20:00 (1:00)"):
            assert stage in text

    def test_only_the_first_session_of_a_plan_is_told_in_full(self) -> None:
        """Later ones are planned anew on each report."""
        sheets = plan_sheets(course(), words("en"), STAMP)
        assert "What the hands do" in said(*sheets[0])
        assert all("Forecast only" in said(*pages) for pages in sheets[1:])

    def test_in_the_middle_of_a_course_the_session_in_full_is_todays(self) -> None:
        """A therapist at session six must not work from the page of session one."""
        sheets = plan_sheets(course(), words("en"), STAMP, today=6)
        told = [number for number, one in enumerate(sheets, 1) if "What the hands do" in said(*one)]
        assert told == [6]


@pytest.mark.parametrize("level", range(HIGHEST + 1))
def test_the_number_of_a_level_can_be_read_on_its_colour(level: int) -> None:
    """WCAG 1.4.3: at least 4.5 to 1, for everybody who reads the printed number."""
    colours = tint(level)
    lighter, darker = sorted((luminance(colours.fill), luminance(colours.ink)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_a_stronger_level_is_darker() -> None:
    """In a grey print and for every colour vision the order must remain."""
    shades = [luminance(tint(level).fill) for level in range(HIGHEST + 1)]
    assert all(stronger < weaker * 0.9 for weaker, stronger in pairwise(shades))


def test_a_level_off_the_scale_has_no_colour() -> None:
    """A sixth level would be a fault of the plan, not of the palette."""
    with pytest.raises(ValueError, match="not on the scale"):
        tint(HIGHEST + 1)


def luminance(colour: str) -> float:
    """Give the relative luminance of a colour, as WCAG 2 defines it."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("text", ["", "word", "two words", "a-very-long-compound/with parts"])
@pytest.mark.parametrize("room", [4.0, 12.0, 60.0])
def test_wrapping_loses_no_letter(text: str, room: float) -> None:
    """Lines are shorter than the room, and together they are the text."""
    lines = wrap(text, BODY, room)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width_mm(line, BODY) <= room for line in lines)


def test_a_dash_does_not_begin_a_line() -> None:
    """In Russian and Ukrainian a dash stays with the word before it."""
    for room in range(14, 60):
        assert not any(line[0] in "–—·" for line in wrap("один — два — три", BODY, room))


def test_seconds_are_written_as_a_clock() -> None:
    """Minutes are not folded into hours: a couch has no hours."""
    assert [clock(s) for s in (0, 9, 90, 4500)] == ["0:00", "0:09", "1:30", "75:00"]
