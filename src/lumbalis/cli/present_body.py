"""What was drawn on the body, on a terminal: what it survives, what would allow more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumbalis.cli.printing import print_page
from lumbalis.drawing import words_from
from lumbalis.exchange.bodies import WhyNot
from lumbalis.explaining.page import Gap, heading, line
from lumbalis.surfaces.body_words import (
    FILE,
    checked_lines,
    missing_sentence,
    needs_lines,
    undone_lines,
)

if TYPE_CHECKING:
    from rich.console import Console

    from lumbalis.domain.treatment.on_body import OnBody
    from lumbalis.knowledge.texts import Texts


def present_body(drawn: OnBody | WhyNot, today: int, texts: Texts, console: Console) -> None:
    """Print what is known of the plan on the body, for the session of today."""
    if isinstance(drawn, WhyNot):
        print_page((Gap(), line(missing_sentence(drawn, texts), "dim")), console)
        return
    lines = (line(said) for said in _said(drawn, today, texts))
    print_page((*heading(texts.get(FILE, "drawn")), *lines), console)


def _said(drawn: OnBody, today: int, texts: Texts) -> tuple[str, ...]:
    from lumbalis.domain.treatment.on_body import Placed

    placed = drawn.of(today)
    if not isinstance(placed, Placed):
        return (texts.get(FILE, "no_place", session=today),)
    names = words_from(texts)
    return (
        *checked_lines(placed.verification, texts),
        *needs_lines(placed.plan, names, texts),
        *undone_lines(placed.plan, names, texts),
        texts.get(FILE, "provisional"),
    )
