"""A planned course on a terminal: the strip of its sessions, its rhythm, and what was checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from lumbalis.cli.printing import print_page
from lumbalis.domain.plan import Course, PlannedSession
from lumbalis.domain.protocol import Category, Protocol
from lumbalis.domain.verification import Verification
from lumbalis.explaining.page import (
    INDENT,
    Block,
    Column,
    Gap,
    Grid,
    Line,
    Page,
    Rows,
    Span,
    Spans,
    joined,
    line,
    span,
    unbroken,
)
from lumbalis.explaining.words import draft_note, level_bar, session_word, shape_of, technique_name
from lumbalis.knowledge.texts import Quantity, Texts

if TYPE_CHECKING:
    from rich.console import Console

_CELL = 4
_LABEL = 12
_MARGINS_SHOWN = 3
_UNITS = {
    "s": "s",
    "h": "h",
    "mm": "mm",
    "levels": "{levels}",
    "sessions": "{session}",
    "count": "{count}",
}


def present_course(
    course: Course,
    protocol: Protocol,
    texts: Texts,
    console: Console,
    verification: Verification | None = None,
) -> None:
    """Print a course: its sessions at a glance, spacing, reviews and what was checked."""
    print_page(course_page(course, protocol, texts, console.width, verification), console)


def course_page(
    course: Course,
    protocol: Protocol,
    texts: Texts,
    width: int,
    verification: Verification | None = None,
) -> Page:
    """Lay a course out as a page for a terminal of this width."""
    return (
        *_title(course, texts),
        *_strip(course.timeline, texts, width),
        Gap(),
        Rows(tuple(_rhythm(course, protocol, texts))),
        Gap(),
        line(texts.get("interface", "course", "forecast"), "dim"),
        *(() if verification is None else verification_blocks(verification, texts)),
        Gap(),
    )


def _title(course: Course, texts: Texts) -> Page:
    count = Quantity(len(course.timeline), "{session}")
    title = texts.get("interface", "course", "title", sessions=count)
    note = draft_note(course.protocol.status, texts)
    phase = texts.get("screening", "phases", course.phase, "name")
    severity = texts.get("facts", "severity", "values", course.severity)
    key = "severity_assumed" if course.severity_assumed else "severity"
    parts = (
        texts.get("interface", "verdict", "phase", phase=phase),
        texts.get("interface", "course", key, severity=severity),
        texts.get("interface", "course", "per_week", number=course.per_week),
    )
    about = Line(joined([span(part, "dim") for part in parts]))
    return (Gap(), Line(span(title, "strong"), note=note), about, Gap())


def _strip(timeline: Sequence[PlannedSession], texts: Texts, width: int) -> Iterator[Block]:
    """Show the sessions side by side, as many as fit, with level, ceiling, wait and review."""
    fit = max((width - INDENT - _LABEL) // (_CELL + 1), 1)
    for start in range(0, len(timeline), fit):
        part = timeline[start : start + fit]
        cells = Column(width=_CELL - 1, right=True)
        columns = (Column(width=_LABEL - 2), *(cells for _ in part))
        if start:
            yield Gap()
        yield Grid(columns, tuple(_strip_rows(part, texts)))


def _strip_rows(part: Sequence[PlannedSession], texts: Texts) -> Iterator[tuple[Spans, ...]]:
    yield _strip_row("session", [span(str(one.index), "strong") for one in part], texts)
    yield _strip_row("level", [level_bar(one.level) for one in part], texts)
    yield _strip_row("ceiling", [span(str(one.ceiling), "dim") for one in part], texts)
    waits = [span(str(one.spacing_usual_h) if one.spacing_usual_h else "–", "dim") for one in part]
    yield _strip_row("wait", waits, texts)
    review = shape_of(Category.PHYSICIAN_DECISION)
    if any(one.review_after for one in part):
        marks = [(review,) if one.review_after else span("") for one in part]
        yield _strip_row("review", marks, texts)


def _strip_row(key: str, cells: list[Spans], texts: Texts) -> tuple[Spans, ...]:
    return (span(texts.get("interface", "course", key), "dim"), *cells)


def _rhythm(course: Course, protocol: Protocol, texts: Texts) -> Iterator[tuple[Span, Spans]]:
    """Say in rows what the strip cannot: scripts, least waits, reviews, the hard stop, gaps."""
    yield from _scripts(course, protocol, texts)
    yield _row("least_wait", _least_waits(course.timeline, texts), texts)
    reviews = texts.get("interface", "course", "after", sessions=ranges(course.reviews))
    yield _row("review", span(reviews), texts)
    stop = texts.get("interface", "course", "hard_stop_is", number=course.hard_stop)
    yield _row("hard_stop", span(stop), texts)
    gap = Quantity(course.restart_after_gap_d, "d")
    yield _row("gap", span(texts.get("interface", "course", "gap_is", days=gap)), texts)


def _row(key: str, spans: Spans, texts: Texts) -> tuple[Span, Spans]:
    return Span(texts.get("interface", "course", key), "dim"), spans


def _scripts(course: Course, protocol: Protocol, texts: Texts) -> Iterator[tuple[Span, Spans]]:
    used: dict[str, list[int]] = {}
    for planned in course.timeline:
        used.setdefault(planned.script, []).append(planned.index)
    names = [
        span(f"{_script_name(script, protocol, texts)}: {ranges(sessions)}")
        for script, sessions in used.items()
    ]
    yield _row("technique", joined(names), texts)


def _script_name(script: str, protocol: Protocol, texts: Texts) -> str:
    known = protocol.scripts.get(script)
    return (
        technique_name(known.technique, texts) if known else session_word(texts, "scripts", script)
    )


def _least_waits(timeline: Sequence[PlannedSession], texts: Texts) -> Spans:
    waits: dict[int, list[int]] = {}
    for planned in timeline[1:]:
        waits.setdefault(planned.spacing_least_h, []).append(planned.index)
    parts = [_least_wait(hours, sessions, texts) for hours, sessions in waits.items()]
    return joined([span(part) for part in parts])


def _least_wait(hours: int, sessions: Sequence[int], texts: Texts) -> str:
    time = Quantity(hours, "h")
    return texts.get("interface", "course", "before", time=time, sessions=ranges(sessions))


def ranges(numbers: Sequence[int]) -> str:
    """Write whole numbers shortly: 1–3, 5, 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs)


def verification_blocks(verification: Verification, texts: Texts) -> Page:
    """Say how many checks were run, what they object to, and what comes closest to a limit."""
    count = len(verification.checks)
    if not verification.accepted:
        kinds = dict.fromkeys(violation.kind for violation in verification.violations)
        refused = texts.get("interface", "verified", "refused", checks=count)
        objections = (line(f"– {_objection(kind, texts)}", indent=2) for kind in kinds)
        head = Line(span(refused, "strong"), mark=shape_of(Category.CONTRAINDICATED))
        return (Gap(), head, *objections)
    said = texts.get("interface", "verified", "accepted", checks=count)
    below = (Line(spans, indent=3) for spans in _nearest(verification.margins, texts))
    return (Gap(), Line(span(said), mark=Span("✓", "go")), *below)


def _objection(kind: str, texts: Texts) -> str:
    return texts.find("verification", "checks", kind) or kind.replace("_", " ")


def _nearest(margins: Mapping[str, float], texts: Texts) -> Iterator[Spans]:
    """Name what stands right at its limit, and what comes closest to one."""
    ordered = sorted(margins.items(), key=lambda pair: pair[1])
    touching = [_margin_name(name, texts) for name, slack in ordered if slack == 0]
    near = [_margin(name, slack, texts) for name, slack in ordered if slack > 0]
    for key, parts in (("touching", touching), ("nearest", near[:_MARGINS_SHOWN])):
        if parts:
            label = Span(f"{texts.get('interface', 'verified', key)}: ", "dim")
            yield (label, *joined([span(part, "dim") for part in parts]))


def _margin_name(name: str, texts: Texts) -> str:
    said = texts.find("interface", "margins", name)
    return said or name.rpartition("_")[0].replace("_", " ")


def _margin(name: str, slack: float, texts: Texts) -> str:
    unit = _UNITS.get(name.rpartition("_")[2], "{count}")
    return f"{_margin_name(name, texts)} {unbroken(texts.value(Quantity(slack, unit)))}"
