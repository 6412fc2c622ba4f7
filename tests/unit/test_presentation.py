"""What a person sees: every word in place, nothing cut off, nothing hanging on colour alone."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from rich.console import Console

from lumbalis.cli.paint import _COLOURS, printable
from lumbalis.cli.present_plan import present_course, ranges
from lumbalis.cli.present_session import present_session
from lumbalis.cli.present_verdict import present_verdict, present_verdict_line
from lumbalis.cli.printing import print_page
from lumbalis.domain.expressions import Value
from lumbalis.domain.facts import Answers
from lumbalis.domain.plan import Course, LeftOut, Seconds
from lumbalis.domain.planning import Order, plan_course
from lumbalis.domain.protocol import Category
from lumbalis.domain.screening import Override, Verdict, screen
from lumbalis.domain.verification import NOTHING_ORDERED, Verification, Violation, verify_course
from lumbalis.explaining.find import explanation_page, names_to_explain
from lumbalis.explaining.page import Column, Grid, Line, Page, Rows, Span, line, span, unbroken
from lumbalis.explaining.parts import Origins
from lumbalis.explaining.words import FAMILIES
from lumbalis.knowledge.files import KnowledgeFiles
from lumbalis.knowledge.library import load_provenance
from patients import AT, encounter, ordinary_answers
from protocols import shipped_protocol
from shipped_texts import texts_in

PROTOCOL = shipped_protocol()
VOCABULARY = PROTOCOL.vocabulary
LANGUAGES = ("en", "ru", "uk")
WIDTHS = (40, 60, 80, 120)


def physicians_word(rule: str) -> Override:
    """Give a physician's decision to set a rule aside."""
    at = AT - timedelta(days=1)
    return Override(rule, "A. Kovalenko", "physician", "examined", at, AT + timedelta(days=9))


@cache
def verdicts() -> dict[str, Verdict]:
    """Screen people who show every part of a verdict."""
    remission: dict[str, Value | None] = {
        "nrs_rest": 0,
        "nrs_move": 1,
        "pain_quality": frozenset({"stiffness"}),
        "symptom_free_days": 30,
        "phase_physician": "remission",
        "methods_allowed": frozenset({"manual_classical", "oil", "honey", "acupressure"}),
        "skin_break_sites": frozenset({"lower_leg_left"}),
        "allergies": frozenset({"bee_products"}),
        "spine_regions_affected": frozenset({"lumbar", "thoracic"}),
    }
    sciatica: dict[str, Value | None] = {
        "leg_pain": True,
        "leg_pain_below_knee": True,
        "leg_side": "left",
        "age_years": 78,
    }
    decisions = (physicians_word("X13"), physicians_word("X28"))
    people = {
        "ready": (ordinary_answers(VOCABULARY), encounter(), ()),
        "fever": (ordinary_answers(VOCABULARY, temperature_c=37.5), encounter(), ()),
        "unanswered": (ordinary_answers(VOCABULARY, consent_treatment=None), encounter(), ()),
        "silent": (Answers({}), encounter(practitioner=None), ()),
        "emergency": (
            ordinary_answers(VOCABULARY, foot_drop=True, osteoporosis=True),
            encounter(),
            (),
        ),
        "infected": (ordinary_answers(VOCABULARY, sti_active=True), encounter(), ()),
        "remission": (ordinary_answers(VOCABULARY, **remission), encounter(session=5), ()),
        "decided": (ordinary_answers(VOCABULARY, **sciatica), encounter(), decisions),
    }
    return {name: screen(PROTOCOL, *given) for name, given in people.items()}


@cache
def course() -> Course:
    """Plan the ordinary patient's course."""
    planned = plan_course(verdicts()["ready"], PROTOCOL, Order())
    assert isinstance(planned, Course)
    return planned


@cache
def verified() -> Verification:
    """Check the ordinary patient's course."""
    return verify_course(course(), verdicts()["ready"], PROTOCOL, NOTHING_ORDERED)


@cache
def origins() -> Origins:
    """Load what stands behind the sources."""
    provenance = load_provenance(KnowledgeFiles(use_cache=False))
    return Origins(provenance.sources, provenance.requirements)


def shown(show: Callable[[Console], object], width: int = 80, encoding: str = "utf-8") -> str:
    """Give what a console of this width and encoding shows, without colour."""
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding)
    show(Console(file=file, width=width, highlight=False))
    file.flush()
    return raw.getvalue().decode(encoding)


def verdict_of(name: str, language: str = "en", width: int = 80, *, detail: bool = False) -> str:
    """Show a verdict."""
    texts, verdict = texts_in(language), verdicts()[name]
    return shown(lambda c: present_verdict(verdict, PROTOCOL, texts, c, detail=detail), width)


def plan_of(language: str = "en", width: int = 80, session: int = 3) -> str:
    """Show a course and one of its sessions."""
    texts = texts_in(language)

    def show(console: Console) -> None:
        present_course(course(), PROTOCOL, texts, console, verified())
        present_session(course().sessions[session], 10, PROTOCOL, texts, console, verified())

    return shown(show, width)


def explained(name: str, language: str = "en", width: int = 80) -> str:
    """Show an explanation."""
    texts = texts_in(language)
    page = explanation_page(name, PROTOCOL, origins(), texts)
    assert page is not None
    return shown(lambda c: print_page(page, c), width)


def test_nothing_loads_rich_before_a_page_is_printed() -> None:
    """`--json` must not pay for the terminal it never uses."""
    modules = (
        "cli.present_verdict cli.present_plan cli.present_session explaining.find cli.printing"
    )
    imports = "; ".join(f"import lumbalis.{name}" for name in modules.split())
    code = f"{imports}; import sys; sys.exit('rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["ready", "silent", "emergency", "remission", "decided"])
def test_a_verdict_fits_its_terminal(name: str, width: int, language: str) -> None:
    """A line that wraps by itself destroys the columns below it."""
    text = verdict_of(name, language, width, detail=True)
    assert max(len(one) for one in text.splitlines()) <= width
    assert not [one for one in text.splitlines() if one != one.rstrip()]
    assert "!" not in text
    assert "{" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_plan_fits_its_terminal(width: int, language: str) -> None:
    """The same for a course and its sessions."""
    text = plan_of(language, width)
    assert max(len(one) for one in text.splitlines()) <= width
    assert not [one for one in text.splitlines() if one != one.rstrip()]
    assert "!" not in text


def test_a_verdict_gives_the_answers_in_words_and_what_ends_it() -> None:
    """Which rule, because of which answer, until when: on one screen."""
    text = verdict_of("fever")
    for said in (
        "■ Not today",
        "Raised body temperature",
        "S22",
        "Body temperature: 37.5 °C",
        "Until: 24 hours of normal temperature",
        "Earliest: 23 November 2026, 10:00",
        "R180, A07",
        "Lumbalis supports a physician and does not replace one.",
    ):
        assert said in text


def test_the_strictest_reason_comes_first() -> None:
    """The eye stops at the first reason; it has to be the one that decides."""
    text = verdict_of("emergency")
    order = [
        text.index(title) for title in ("weakness of a leg", "fragility fracture", "first ses")
    ]
    assert order == sorted(order)
    assert "→ No massage. Have the patient examined in a hospital today." in text


def test_the_draft_tag_stands_once() -> None:
    """A warning on every line is read on none."""
    for name in verdicts():
        assert len(re.findall(r"\bdraft\b", verdict_of(name, detail=True))) == 1
    signed = replace(verdicts()["ready"], protocol_status="signed")
    page = shown(lambda c: present_verdict(signed, PROTOCOL, texts_in("en"), c))
    assert "draft" not in page


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_category_has_a_shape_and_a_word(category: Category, language: str) -> None:
    """Who sees no colour, or hears the page, still knows."""
    verdict = replace(verdicts()["ready"], category=category)
    page = shown(lambda c: present_verdict(verdict, PROTOCOL, texts_in(language), c))
    name = texts_in(language).get("screening", "categories", category.name, "name")
    assert f"{FAMILIES[category].shape} {name}" in page


def test_shapes_are_one_column_wide_and_tell_the_families_apart() -> None:
    """A shape twice as wide as expected shifts a whole line."""
    shapes = {family.role: family.shape for family in FAMILIES.values()}
    assert len(set(shapes.values())) == 5
    assert all(Console().measure(shape).maximum == 1 for shape in shapes.values())


def test_each_meaning_keeps_its_own_colour_and_shape() -> None:
    """Green circle, amber diamond, violet square, blue shield, red octagon: one job each."""
    families = {category.name: (family.role, family.shape) for category, family in FAMILIES.items()}
    wait, physician, stop = ("wait", "■"), ("physician", "▼"), ("stop", "⬣")
    assert families == {
        "ELIGIBLE": ("go", "●"),
        "ELIGIBLE_PRECAUTIONS": ("care", "◆"),
        "INCOMPLETE": wait,
        "POSTPONE": wait,
        "REFER_FOR_EXAM": physician,
        "PHYSICIAN_DECISION": physician,
        "CONTRAINDICATED": stop,
        "EMERGENCY": stop,
    }


def luminance(colour: str) -> float:
    """Give the relative luminance of #rrggbb (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("role", [role for role in _COLOURS if not role.startswith("level")])
def test_colours_can_be_read_on_dark_and_on_light(role: str) -> None:
    """Nobody can know the background of somebody else's terminal; 4.5:1 against both."""
    own = luminance(_COLOURS[role])
    assert 1.05 / (own + 0.05) >= 4.5
    assert (own + 0.05) / 0.05 >= 4.5


def test_without_colour_nothing_but_colour_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR is a reader's wish; bold may stay, colours may not."""
    monkeypatch.setenv("NO_COLOR", "1")
    file = io.StringIO()
    console = Console(file=file, width=80, force_terminal=True, color_system="truecolor")
    present_verdict(verdicts()["fever"], PROTOCOL, texts_in("en"), console)
    escapes = set(re.findall(r"\x1b\[([\d;]+)m", file.getvalue()))
    assert escapes <= {"0", "1", "3"}
    plain = re.sub(r"\x1b\[[\d;]+m", "", file.getvalue())
    assert [one.rstrip() for one in plain.splitlines()] == verdict_of("fever").splitlines()


def test_a_terminal_without_unicode_gets_plain_signs() -> None:
    """An old console shows a question mark or stops at the first shape; ours shows neither."""
    texts = texts_in("en")
    page = shown(
        lambda c: present_verdict(verdicts()["remission"], PROTOCOL, texts, c), 80, "ascii"
    )
    assert "<> With care" in page
    assert "?" not in page
    russian = texts_in("ru")
    page = shown(lambda c: present_verdict(verdicts()["fever"], PROTOCOL, russian, c), 80, "cp1251")
    assert "# Не сегодня" in page
    assert "37,5 °C" in page


def test_signs_without_a_plain_form_become_question_marks() -> None:
    """Better one sign lost than the page."""
    assert printable("↯ 5 ≥ 4", "ascii") == "? 5 >= 4"
    assert printable("↯", "utf-8") == "↯"


def test_questions_are_sorted_by_who_can_answer() -> None:
    """Each of the people in the room sees at once what is theirs."""
    text = verdict_of("unanswered")
    assert re.search(r"The patient +Consent to massage\n +No session until", text)
    silent = verdict_of("silent")
    for who in ("The patient", "The therapist", "The physician", "The clinic"):
        assert who in silent


def test_many_open_rules_are_counted_unless_all_are_asked_for() -> None:
    """Sixty rules that wait for answers are a number; `--all` makes them a list."""
    short, whole = verdict_of("silent"), verdict_of("silent", detail=True)
    assert "With --all each of them is listed." in short
    assert "With --all" not in whole
    for reason in verdicts()["silent"].reasons:
        assert texts_in("en").get("screening", "rules", reason.case, "title")[:40] in whole
    assert len(short.splitlines()) < 150 < len(whole.splitlines())


def test_assumed_answers_are_marked_where_they_decide() -> None:
    """Nobody should take a default for something the patient said."""
    text = verdict_of("silent")
    assert "Can lie face down: no (assumed)" in text
    assert "Assumed, because nobody answered" in text


def test_private_answers_are_marked() -> None:
    """Whoever reads a page aloud should see what not to read."""
    assert "Sexually transmitted infection: yes (confidential)" in verdict_of("infected")


def test_limits_and_techniques_show_only_where_a_session_may_take_place() -> None:
    """`Allowed: classical massage` under a refusal would be read as a permission."""
    assert "Pressure    up to level 2 of 5" in verdict_of("ready")
    assert "●  classical massage by hand" in verdict_of("ready")
    assert "Techniques" not in verdict_of("fever")
    assert "Limits, if a session becomes possible" in verdict_of("fever", detail=True)


def test_a_session_with_care_says_what_to_leave_out_and_why() -> None:
    """The therapist needs the consequences, not only the reasons."""
    text = verdict_of("remission")
    assert "Left out    calf, patient's left" in text
    assert "Keep 5 cm away from every break of the skin." in text
    assert "○  honey massage: allergies (X29)" in text
    assert "–  The session may be given sitting" in text


def test_decisions_of_physicians_are_shown_and_refused_ones_explained() -> None:
    """Who set a rule aside stands beside it; who could not, learns why."""
    text = verdict_of("decided")
    assert "Set aside by A. Kovalenko" in text
    assert re.search(r"X28 +Nobody can set this rule aside\.", text)


def test_one_line_a_person_where_there_are_many() -> None:
    """Thirteen people are thirteen lines."""
    texts = texts_in("en")
    page = shown(lambda c: present_verdict_line("P-07", verdicts()["fever"], texts, c))
    assert page == "  ■  P-07  Not today  Raised body temperature\n"


def test_in_a_list_what_is_known_of_a_person_comes_before_what_is_missing() -> None:
    """Everybody lacks an order in an export; only this one has brittle bones."""
    changes: dict[str, Value | None] = {"osteoporosis": True, "order_present": None}
    verdict = screen(PROTOCOL, ordinary_answers(VOCABULARY, **changes), encounter())
    page = shown(lambda c: present_verdict_line("P-08", verdict, texts_in("en"), c), 120)
    assert page.index("Osteoporosis") < page.index("No physician's order")


def test_a_course_shows_sessions_reviews_and_ceilings_at_a_glance() -> None:
    """A course is understood before it is read."""
    text = plan_of()
    assert "Course of 10 sessions" in text
    row = next(one for one in text.splitlines() if one.strip().startswith("Session  "))
    assert row.split() == ["Session", *(str(n) for n in range(1, 11))]
    marks = next(one for one in text.splitlines() if one.strip().startswith("Physician  "))
    assert marks.count("▼") == 2
    assert [m.start() for m in re.finditer("▼", marks)] == [
        row.index(" 5") + 1,
        row.index("10") + 1,
    ]
    assert f"✓  Checked independently: {len(verified().checks)} checks, no objection." in text


def test_a_narrow_terminal_breaks_the_strip_into_rows() -> None:
    """No session falls off the edge."""
    rows = [
        one.split()[1:] for one in plan_of(width=60).splitlines() if re.match(r"  Session  ", one)
    ]
    assert [number for row in rows for number in row] == [str(n) for n in range(1, 11)]


def test_numbers_in_a_row_are_written_as_a_range() -> None:
    """1, 2, 3, 5 is read one by one; 1–3, 5 at once."""
    assert ranges((1, 2, 3, 5, 7, 8)) == "1–3, 5, 7–8"
    assert ranges(()) == ""


def test_a_session_runs_from_zero_to_its_end() -> None:
    """Every stage starts when the one before has ended."""
    text = plan_of(session=3)
    stages = re.findall(r"^  (\d\d):(\d\d)  [A-Z].*?(?:(\d\d):(\d\d))?$", text, re.MULTILINE)
    clock = 0
    for minutes, seconds, long_m, long_s in stages:
        assert int(minutes) * 60 + int(seconds) == clock
        clock += int(long_m or 0) * 60 + int(long_s or 0)
    assert clock == course().sessions[3].hands_on_s
    assert "Rest lying down, covered, for 30 minutes. Then sit for 2 minutes" in " ".join(
        text.split()
    )


def test_the_second_side_is_not_told_twice() -> None:
    """Five steps on the right that mirror five on the left are one line."""
    text = plan_of(session=3)
    assert text.count("the same on the patient's right") >= 5
    assert "buttock, patient's right" not in text
    session = course().sessions[3]
    steps = tuple(
        replace(step, level=1) if step.zones == ("gluteal_right",) else step
        for step in session.steps
    )
    texts = texts_in("en")
    unequal = replace(session, steps=steps)
    page = shown(lambda c: present_session(unequal, 10, PROTOCOL, texts, c))
    assert "buttock, patient's right" in page


def test_what_is_left_out_says_why() -> None:
    """A shorter session without a reason looks like a mistake."""
    left_out = (
        LeftOut("gluteal.gluteal_patting.left", Seconds(9), ("X13", "patting_pain")),
        LeftOut("vibration", Seconds(90), ("dropped",)),
    )
    session = replace(course().sessions[0], left_out=left_out)
    page = shown(lambda c: present_session(session, 10, PROTOCOL, texts_in("en"), c))
    assert "00:09 · patient's left · Leg pain below the knee (X13) · pain too" in page
    assert "01:30 · dropped on request" in page


def test_an_objection_of_the_verifier_stops_the_eye() -> None:
    """A refused plan must not look like an accepted one."""
    kind = "zone_forbidden"
    broken = Verification((Violation(kind, "1/opening/1", "spine", "–", ("R030",)),), {}, (kind,))
    page = shown(lambda c: present_course(course(), PROTOCOL, texts_in("en"), c, broken))
    assert "⬣  Refused by the independent check (1 checks):" in page
    assert "– Forbidden zones" in page
    assert "no objection" not in page


@pytest.mark.parametrize("name", names_to_explain(PROTOCOL, origins()))
def test_everything_with_a_name_can_be_explained(name: str) -> None:
    """Every id on a page leads somewhere."""
    page = explained(name)
    assert name.partition(".")[0] in page
    assert max(len(one) for one in page.splitlines()) <= 80
    assert "{" not in page.replace('{"', "")


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_rules_are_explained_in_every_language(language: str) -> None:
    """An explanation in a foreign language explains little."""
    for rule in PROTOCOL.rules:
        page = explained(rule.id, language)
        assert texts_in(language).get("screening", "rules", rule.id, "title") in page
        assert max(len(one) for one in page.splitlines()) <= 80


def test_a_rule_is_explained_with_condition_limits_and_sources() -> None:
    """From a refusal to the sentence behind it in one step."""
    page = explained("s22")
    assert "body temperature at least 37.1 °C" in " ".join(page.split())
    assert 'temp_site == "axillary" and temperature_c >= limits.fever_axillary' in page
    assert "Set aside   by nobody" in page
    assert "R180  A raised body temperature rules massage out" in page
    assert "Rests on: expert opinion" in page


def test_a_rule_that_can_be_set_aside_says_by_whom_and_what_remains() -> None:
    """The physician should know the price of a decision before taking it."""
    page = explained("X13")
    assert "by a named physician, with a reason, for 30 days at most" in page
    assert "– the leg that hurts: level 1 at most" in page


def test_a_claim_of_the_article_is_never_told_as_a_fact() -> None:
    """It is shown as a claim, with the reason why it is not used."""
    page = explained("R010")
    assert "a claim, recorded and never told as a fact" in page
    assert "Not used" in page


def test_an_unknown_name_is_not_explained() -> None:
    """The caller then says so, and suggests near names."""
    assert explanation_page("S99", PROTOCOL, origins(), texts_in("en")) is None


# ------------------------------------------------------------------ how pages are painted


def painted(*blocks: Line | Rows | Grid, width: int = 40) -> list[str]:
    """Paint some blocks."""
    page: Page = blocks
    return shown(lambda c: print_page(page, c), width).splitlines()


def test_a_mark_hangs_and_a_note_stands_at_the_edge() -> None:
    """Wrapped lines stay under their first word; ids stand in one column."""
    block = Line(span("one two three four five six seven"), mark=Span("●"), note=Span("S22"))
    assert painted(block, width=60)[0].endswith("S22")
    wide = painted(replace(block, note=None), width=20)
    assert wide[0].startswith("  ●  one")
    assert all(one.startswith("     ") for one in wide[1:])


def test_a_note_without_room_follows_its_text() -> None:
    """In a narrow window a note at the edge would push the text into a stripe."""
    assert painted(Line(span("title"), note=Span("S22")), width=30) == ["  title  S22"]


def test_what_belongs_together_is_not_torn_apart() -> None:
    """`3 of` at the end of a line and `10` on the next is read as 3, and as 10."""
    assert painted(line(f"pain on movement {unbroken('3 of 10')}"), width=24) == [
        "  pain on movement",
        "  3 of 10",
    ]


def test_rows_align_and_hanging_bullets_stay_out() -> None:
    """A list in a cell is still a list."""
    rows = Rows(
        (
            (Span("When"), span("any of these")),
            (Span(""), (Span("– ", "hang"), Span("one two three four five six"))),
        )
    )
    assert painted(rows, width=30) == [
        "  When  any of these",
        "        – one two three four",
        "          five six",
    ]


def test_a_grid_shares_its_width() -> None:
    """Columns keep their place whatever stands in them."""
    grid = Grid(
        (Column(width=3, right=True), Column(share=1), Column(header="what", share=1)),
        ((span("1"), span("aa bb cc dd ee ff"), span("gg")), (span("across"),)),
    )
    assert painted(grid, width=30) == [
        "                   what",
        "    1  aa bb cc    gg",
        "       dd ee ff",
        "  across",
    ]
