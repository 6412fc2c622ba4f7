"""Which files a plan was written to, on a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lumbalis.cli.printing import print_page
from lumbalis.explaining.page import Gap, Rows, Span, heading, line, span
from lumbalis.knowledge.texts import Texts

if TYPE_CHECKING:
    from rich.console import Console


def present_written(
    out: Path, sessions: int, texts: Texts, console: Console, *, on_body: bool = False
) -> None:
    """Print the folder and what lies in it."""
    rows = [
        (Span("plan.pdf"), span(texts.get("records", "written", "print"))),
        (Span("course.json"), span(texts.get("records", "written", "course"))),
        (
            Span("session-NN.*"),
            span(texts.get("records", "written", "sessions", count=sessions)),
        ),
    ]
    if on_body:
        for name, key in (
            ("session-NN-body.svg", "body_sheets"),
            ("session-NN-strokes.json", "strokes"),
            ("body.json", "body"),
        ):
            rows.append((Span(name), span(texts.get("records", "written", key))))
    page = (
        line(texts.get("records", "written", "first_shown"), "dim"),
        *heading(texts.get("records", "written", "heading", folder=str(out))),
        Rows(tuple(rows)),
        Gap(),
    )
    print_page(page, console)
