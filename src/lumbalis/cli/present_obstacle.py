"""Why nothing was planned although a session may take place, on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumbalis.cli.printing import print_page
from lumbalis.domain.planning import CannotPlan, Why
from lumbalis.domain.protocol import Category
from lumbalis.explaining.page import Block, Line, Page, heading, line
from lumbalis.explaining.words import shape_of
from lumbalis.knowledge.texts import Texts

if TYPE_CHECKING:
    from rich.console import Console


def present_obstacle(obstacle: CannotPlan, texts: Texts, console: Console) -> None:
    """Print what stands in the way of a plan, and what to drop where time is the reason."""
    print_page(obstacle_page(obstacle, texts), console)


def obstacle_page(obstacle: CannotPlan, texts: Texts) -> Page:
    """Lay out what stands in the way."""
    said = texts.get(
        "sessions",
        "cannot_plan",
        obstacle.why.value,
        about=", ".join(_named(obstacle, texts)),
        needed=_time(obstacle.needed_s, texts),
        available=_time(obstacle.available_s, texts),
    )
    mark = shape_of(Category.INCOMPLETE)
    reasons = [line(_rule(rule, texts), "dim", indent=3) for rule in obstacle.rules]
    title = texts.get("interface", "verdict", "session", number=obstacle.session or 1)
    return (
        *heading(title),
        Line(line(said).spans, mark=mark),
        *reasons,
        *_to_drop(obstacle, texts),
    )


def _named(obstacle: CannotPlan, texts: Texts) -> list[str]:
    techniques = texts.keys("screening", "techniques")
    return [
        texts.get("screening", "techniques", name) if name in techniques else name
        for name in obstacle.about
    ]


def _rule(rule: str, texts: Texts) -> str:
    return f"{texts.get('screening', 'rules', rule, 'title')} ({rule})"


def _time(seconds: int | None, texts: Texts) -> str:
    return "" if seconds is None else texts.quantity(seconds, "s")


def _to_drop(obstacle: CannotPlan, texts: Texts) -> tuple[Block, ...]:
    if obstacle.drop_stage is None:
        fits = obstacle.why is Why.DOES_NOT_FIT
        return (line(texts.get("sessions", "cannot_plan", "nothing_to_drop")),) if fits else ()
    script, _, stage = obstacle.drop_stage.rpartition(".")
    name = texts.find("sessions", "stages", script or "classical", stage) or stage
    gives = _time(obstacle.drop_gives_s, texts)
    return (line(texts.get("sessions", "cannot_plan", "drop_first", stage=name, gives=gives)),)
