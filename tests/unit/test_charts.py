"""The trend charts: true days, gaps left open, thresholds from the knowledge, words in place."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import timedelta
from fractions import Fraction

import pytest

from charts_courses import (
    START,
    crowded_course,
    day,
    no_course,
    nothing_asked,
    one_session,
    outcome_rules,
    record,
    score_track,
    usual_course,
    words_in,
)
from lumbalis.domain.outcomes.change import ChangeLabel
from lumbalis.domain.outcomes.important_value import important_value
from lumbalis.drawing.body.lettering import SMALL, STRONG
from lumbalis.drawing.body.palette import Theme
from lumbalis.drawing.charts import (
    CourseRecord,
    Flagged,
    Mark,
    Reading,
    Scale,
    Track,
    Visit,
    course_progress,
    trend_picture,
)
from lumbalis.drawing.charts.axes import Plot
from lumbalis.drawing.charts.flags import place_flags
from lumbalis.drawing.charts.sessions import Beads
from lumbalis.drawing.charts.thresholds import Spot, label_place

SVG = "{http://www.w3.org/2000/svg}"
RECORDS = {
    "usual": usual_course(),
    "crowded": crowded_course(),
    "one": one_session(),
    "nothing asked": nothing_asked(),
    "no course": no_course(),
}


def drawn(record: CourseRecord, *, language: str = "en", narrow: bool = False) -> ET.Element:
    """Draw a course and parse it."""
    return ET.fromstring(trend_picture(record, words_in(language), narrow=narrow))  # noqa: S314 - our own drawing


def texts(picture: ET.Element) -> list[str]:
    """List what is written."""
    return ["".join(node.itertext()) for node in picture.iter(f"{SVG}text")]


def circles(picture: ET.Element) -> list[ET.Element]:
    """List the beads and dots."""
    return list(picture.iter(f"{SVG}circle"))


def plot(days: int = 20) -> Plot:
    """Make a plot of 0 to 10 over some days."""
    return Plot(0, 100, 444, 200, START, START + timedelta(days=days), 0, 10)


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("language", ["en", "ru", "uk"])
@pytest.mark.parametrize("narrow", [False, True])
def test_every_course_is_drawn_in_every_language_and_width(
    name: str,
    language: str,
    narrow: bool,  # noqa: FBT001 - a table column
) -> None:
    """Whatever is missing: one picture, nothing fetched, every word inside it."""
    picture = drawn(RECORDS[name], language=language, narrow=narrow)
    width, height = (float(part) for part in picture.attrib["viewBox"].split()[2:])
    assert width == (390 if narrow else 1400)
    for node in picture.iter(f"{SVG}text"):
        assert 0 <= float(node.attrib["y"]) <= height
        assert 0 <= float(node.attrib["x"]) <= width
    assert picture.attrib["role"] == "img"
    assert picture.find(f"{SVG}title") is not None
    assert "http" not in re.sub("http://www.w3.org/2000/svg", "", ET.tostring(picture, "unicode"))


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_no_word_leaves_a_narrow_picture(language: str) -> None:
    """On a phone a line cut off at the edge is a line nobody reads."""
    for known in RECORDS.values():
        for node in drawn(known, language=language, narrow=True).iter(f"{SVG}text"):
            text, x = "".join(node.itertext()), float(node.attrib["x"])
            ink = STRONG if " b" in node.attrib["class"] else SMALL
            size = float(re.findall(r"t(\d+)", node.attrib["class"])[0])
            width = 0.92 * ink.width(text) * size / ink.size.value
            start = {"middle": x - width / 2, "end": x - width}.get(
                node.attrib.get("text-anchor", "start"), x
            )
            assert start >= -1, text
            assert start + width <= 391, text


def test_days_stand_where_they_are() -> None:
    """Four days take twice the room of two, whatever the number of the session."""
    axis = plot()
    assert axis.x(day(4)) - axis.x(day(0)) == pytest.approx(2 * (axis.x(day(6)) - axis.x(day(4))))
    assert axis.x(day(20)) == axis.right - axis.inset


def test_a_single_day_stands_in_the_middle() -> None:
    """There is no span to divide."""
    assert plot(0).x(START) == 222


def test_a_session_nobody_asked_about_is_a_gap() -> None:
    """No bead, no line across it; a dashed line says where it was."""
    asked = tuple(Visit(n, day(3 * n), 6, 4) for n in (1, 2, 3))
    gap = (asked[0], Visit(2, day(6)), asked[2])
    whole, broken = drawn(record(asked)), drawn(record(gap))
    assert (len(circles(whole)), len(circles(broken))) == (6, 4)
    joints = [
        sum(node.attrib.get("stroke") == "var(--guide)" for node in picture.iter(f"{SVG}line"))
        for picture in (whole, broken)
    ]
    assert joints == [2, 0]
    assert len([n for n in broken.iter(f"{SVG}line") if n.attrib.get("class") == "gap"]) == 1
    assert "Not asked before session 2; nothing is drawn there." in texts(broken)


def test_a_session_that_is_not_in_the_record_is_a_gap_too() -> None:
    """Session 2 is simply absent: 1 and 3 are not neighbours."""
    visits = (Visit(1, day(0), 6, 4), Visit(3, day(6), 5, 3))
    picture = drawn(record(visits))
    assert not [n for n in picture.iter(f"{SVG}line") if n.attrib.get("stroke") == "var(--guide)"]


def test_a_missing_value_after_the_session_is_not_invented() -> None:
    """One bead, and the note names the session."""
    picture = drawn(record((Visit(1, day(0), 6, None), Visit(2, day(3), 5, 4))))
    assert len(circles(picture)) == 3
    assert "Not asked after session 1; nothing is drawn there." in texts(picture)


def test_a_score_that_could_not_be_had_breaks_the_line() -> None:
    """Two readings with a missing one between them are not joined."""
    track = score_track("odi", "Oswestry", {0: 34, 10: None, 20: 22})
    picture = drawn(record((), (track,)))
    joints = [n for n in picture.iter(f"{SVG}line") if n.attrib.get("stroke") == "var(--accent)"]
    assert [node.attrib.get("stroke-dasharray") for node in joints] == ["7 5"]


def test_the_latest_number_stands_beside_the_first() -> None:
    """3, was 6: a number with its comparison."""
    assert "3, was 6" in texts(drawn(usual_course()))
    assert "7, was 14" in texts(drawn(usual_course()))
    assert "3,3" in " ".join(texts(drawn(usual_course(), language="ru")))


def test_one_session_has_no_was() -> None:
    """There is nothing to compare with."""
    said = texts(drawn(one_session()))
    assert "7" in said
    assert not [text for text in said if ", was " in text]


def test_an_empty_course_teaches_what_will_stand_there() -> None:
    """A state that is designed, not left over."""
    assert "The first numbers stand here after the first session." in texts(drawn(no_course()))


@pytest.mark.parametrize(
    ("instrument", "baseline", "value"),
    [
        ("nrs", 6, 4),
        ("nrs", 10, 7),
        ("nrs", 0, None),
        ("rmdq24", 14, 9),
        ("rmdq24", 3, None),
        ("odi", 34, Fraction(119, 5)),
        ("psfs", Fraction(33, 10), Fraction(53, 10)),
        ("psfs", 9, None),
        ("pgic", 4, None),
    ],
)
def test_what_matters_comes_from_the_instrument(
    instrument: str, baseline: Fraction, value: Fraction | None
) -> None:
    """30 % of 6 is 1.8: on a scale of whole numbers 4 is the first that matters."""
    found = important_value(outcome_rules().instruments[instrument], Fraction(baseline))
    assert found == value


def test_the_verdict_of_a_score_stands_beside_it() -> None:
    """Word and colour: 14 to 7 is a responder, 34 to 50 is worse."""
    better = score_track("rmdq24", "RMDQ", {0: 14, 20: 7})
    worse = score_track("odi", "ODI", {0: 34, 20: 50})
    assert (better.change, worse.change) == (ChangeLabel.RESPONDER, ChangeLabel.WORSE)
    said = texts(drawn(record((), (better, worse))))
    assert {"Responder", "Worse"} <= set(said)


def test_every_interruption_is_drawn_and_said() -> None:
    """Beside its symbol or, where it has no room, in a line below; crowded ones get lanes."""
    flags = tuple(Flagged(mark) for mark in Mark)
    visits = (Visit(1, day(0), 6, 4, flags=flags), Visit(2, day(1), 6, 4, flags=flags))
    said = " ".join(texts(drawn(record(visits), narrow=True)))
    for word in ("stopped early", "adverse event", "on hold", "physician's review"):
        assert word in said
    axis = Plot(0, 100, 100, 200, START, day(20), 0, 10)
    placed = place_flags(axis, visits, words_in("en"))
    assert len({(one.lane, one.visit.session) for one in placed}) == len(placed)
    assert {one.lane for one in placed} == set(range(8))


def test_a_long_sentence_about_an_event_is_written_out() -> None:
    """Sixty letters do not fit beside a symbol; they go below it, whole."""
    about = "A bruise as large as a coin on the outer side of the left thigh"
    flags = (Flagged(Mark.ADVERSE, about),)
    said = " ".join(texts(drawn(record((Visit(1, day(0), 6, 4, flags=flags),)), narrow=True)))
    assert about in said


def test_beads_keep_apart_however_many_sessions() -> None:
    """25 sessions on a phone: two neighbours never touch."""
    visits = RECORDS["crowded"].visits
    axis = Plot(0, 0, 300, 200, visits[0].day, visits[-1].day, 0, 10)
    beads = Beads.for_plot(axis, visits)
    pitch = axis.x(visits[1].day) - axis.x(visits[0].day)
    assert 2 * (beads.offset + beads.radius) <= pitch
    assert not beads.numbered


def test_a_label_goes_where_nothing_stands() -> None:
    """Over the line, else under it, else nowhere."""
    axis = plot()
    label = "matters: 4 or below"
    assert label_place(axis, 4, label, ()) == (6, axis.y(4) - 6)
    over = [Spot(x, axis.y(4) - 12, 10) for x in range(0, 445, 20)]
    under = [Spot(x, axis.y(4) + 14, 10) for x in range(0, 445, 20)]
    assert label_place(axis, 4, label, over) == (6, axis.y(4) + 15)
    assert label_place(axis, 4, label, [*over, *under]) is None


def test_every_phase_is_named_even_where_the_band_is_too_narrow() -> None:
    """A band without its name would be decoration."""
    said = " ".join(texts(drawn(usual_course(), language="ru", narrow=True)))
    for phase in ("обострение с сеанса 1", "ремиссия с сеанса 8"):
        assert phase in said


def test_the_description_says_every_session() -> None:
    """For those who cannot see the chart, missing answers included."""
    about = drawn(usual_course()).findtext(f"{SVG}desc") or ""
    assert "Session 1, 3 November 2026: before 6, after 5." in about
    assert "Session 5, 13 November 2026: before not asked, after not asked." in about
    assert "Adverse event: Soreness for two days at the left shoulder blade." in about
    assert "Oswestry Disability Index: 3 November 2026, 34; 13 November 2026, no score;" in about


def test_paper_has_fixed_colours() -> None:
    """Printers and PDF writers know no variables and no dark mode."""
    printed = course_progress(usual_course(), words_in("uk"))
    assert "var(" not in printed
    assert "prefers-color-scheme" not in printed
    assert "#0b6467" in printed


def test_a_screen_follows_the_reader_or_the_choice() -> None:
    """Dark is a palette of its own, chosen by the system or by hand."""
    free = trend_picture(usual_course(), words_in("en"))
    forced = trend_picture(usual_course(), words_in("en"), theme=Theme.DARK)
    assert "prefers-color-scheme:dark" in free
    assert "data-theme" not in free.split(">", 1)[0]
    assert 'data-theme="dark"' in forced


def test_names_are_escaped() -> None:
    """A patient's own words for an activity may hold anything."""
    track = Track("<b>& sitting", Scale(0, 10), (Reading(day(0), 3.0),))
    assert "<b>& sitting" in texts(drawn(record((), (track,))))


def test_sessions_and_readings_come_in_order() -> None:
    """Drawn otherwise, the line would run backwards through time."""
    with pytest.raises(ValueError, match="order of its days"):
        record((Visit(1, day(4)), Visit(2, day(1))))
    with pytest.raises(ValueError, match="order of their numbers"):
        record((Visit(2, day(1)), Visit(2, day(4))))
    with pytest.raises(ValueError, match="order of its days"):
        Track("x", Scale(0, 10), (Reading(day(4), 1.0), Reading(day(1), 1.0)))
