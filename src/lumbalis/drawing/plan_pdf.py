"""The printed plan as PDF: verdict and course, a sheet for each session, what to do when unwell."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

import typst

from lumbalis.domain.plan import Course
from lumbalis.domain.screening import Verdict
from lumbalis.drawing.course_overview import course_facts, course_table
from lumbalis.drawing.places import zones_in_words
from lumbalis.drawing.sheet_document import session_summary, stamp_line
from lumbalis.drawing.template import plan_template
from lumbalis.drawing.typeface import PAPER
from lumbalis.drawing.words import Advice, BodyPage, PlanStamp, SheetWords


def plan_pdf(  # noqa: PLR0913, PLR0917 - an argument for each part of the print
    course: Course,
    sheets: Sequence[Sequence[str]],
    words: SheetWords,
    stamp: PlanStamp,
    verdict: Verdict,
    advice: Advice,
    body: BodyPage | None = None,
) -> bytes:
    """Print a plan: first the verdict and the course, then the sheets, last what to do when unwell.

    With `body`, the page about the body the sessions were drawn on comes second.

    `sheets` holds the pages of each session in order, drawn for `PAPER` (see
    `plan_sheets`). The PDF is tagged and the same to the byte for the same
    arguments: its date is the stamp's, and only the fonts inside the compiler are used.

    Raises
    ------
    ValueError
        If there is not one sheet for every session.
    """
    if len(sheets) != len(course.sessions):
        msg = (
            f"The plan has {len(course.sessions)} sessions but {len(sheets)} sheets. "
            "Draw one sheet for each session, in order."
        )
        raise ValueError(msg)
    plan = {
        **_first_page(course, words, stamp, verdict),
        "body": None if body is None else _body_page(body),
        "on_body": _section("" if body is None else body.about, () if body is None else body.lines),
        "sheets": list(_sheets(course, sheets, words)),
        "sheet_mm": PAPER.height_mm,
        **_last_page(words, advice),
    }
    return _compiled(json.dumps(plan, ensure_ascii=False), int(stamp.at.timestamp()))


def _compiled(plan: str, timestamp: int) -> bytes:
    """Compile the template with a plan in JSON.

    PDF/UA forbids a letter that no font has. A name in such letters must not cost the
    whole plan, so it is then printed without that seal, an empty box for each of them.
    """
    compiler = typst.Compiler(ignore_system_fonts=True, sys_inputs={"plan": plan})
    try:
        pdf = compiler.compile(plan_template(), pdf_standards=["ua-1"], timestamp=timestamp)
    except typst.TypstError:
        pdf = compiler.compile(plan_template(), timestamp=timestamp)
    if not isinstance(pdf, bytes):
        raise TypeError(type(pdf).__name__)
    return pdf


def _first_page(
    course: Course, words: SheetWords, stamp: PlanStamp, verdict: Verdict
) -> dict[str, object]:
    text, category = words.text, verdict.category.name
    return {
        "language": words.language,
        "title": text("plan_title"),
        "draft": text("draft") if stamp.is_draft else None,
        "made": " · ".join(fact for fact in (stamp.who, words.moment(stamp.at)) if fact),
        "foot": stamp_line(stamp, words),
        "page": text("page", page="{page}", pages="{pages}"),
        "verdict_heading": text("verdict_heading"),
        "verdict": {
            "name": words.name("category", category),
            "sentence": words.name("verdict", category),
        },
        "course_heading": text("course_heading"),
        "facts": course_facts(course, words),
        "course": course_table(course, words),
        "caps": _section(text("caps_heading"), _caps(verdict, words)),
        "cautions": _section(text("cautions_heading"), _cautions(verdict, words)),
        "notes": [text("forecast"), *([text("draft_note")] if stamp.is_draft else [])],
    }


def _caps(verdict: Verdict, words: SheetWords) -> Iterator[str]:
    """Tell the ceiling of today, and every zone with a lower one, the strictest first."""
    cap = verdict.caps.session
    zones = dict(verdict.caps.zones) | dict.fromkeys(verdict.excluded_zones, 0)
    lower = sorted((level, zone) for zone, level in zones.items() if level < cap)
    yield words.text("session_ceiling", level=str(cap))
    for level, group in groupby(lower, key=itemgetter(0)):
        named = zones_in_words((zone for _, zone in group), words)
        yield (
            words.text("zone_ceiling", level=str(level), zones=named)
            if level
            else words.text("no_contact", zones=named)
        )


def _cautions(verdict: Verdict, words: SheetWords) -> Iterator[str]:
    """Give what was found and what follows from it, each once."""
    found = (words.name("finding", reason.case) for reason in verdict.reasons)
    flags = (words.name("flag", flag) for flag in sorted(verdict.flags))
    margins = (
        words.name("margin", f"{what}:{mm}") for what, mm in sorted(verdict.margins_mm.items())
    )
    yield from dict.fromkeys((*found, *flags, *margins))


def _sheets(
    course: Course, sheets: Sequence[Sequence[str]], words: SheetWords
) -> Iterator[dict[str, object]]:
    count = str(len(course.sessions))
    for session, pages in zip(course.sessions, sheets, strict=True):
        yield {
            "title": words.text("session_of", index=str(session.index), count=count),
            "alt": session_summary(session, words),
            "pages": list(pages),
        }


def _body_page(body: BodyPage) -> dict[str, object]:
    return {
        "heading": body.heading,
        "picture": body.picture,
        "alt": body.alternative,
    }


def _last_page(words: SheetWords, advice: Advice) -> dict[str, object]:
    return {
        "unwell": {
            "heading": words.text("unwell_heading"),
            "paragraphs": list(advice.paragraphs),
            "lead": advice.help_lead,
            "signs": list(advice.help_signs),
        },
        "sources_heading": words.text("sources_heading"),
        "sources": words.text("sources_note"),
        "supports": words.text("supports_plan"),
    }


def _section(heading: str, lines: Iterable[str]) -> dict[str, object]:
    return {"heading": heading, "lines": list(lines)}
