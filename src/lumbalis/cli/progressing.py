"""A bar for work that takes a while; nothing where nobody looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from lumbalis.cli.console import console_for


@contextmanager
def bar(name: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show how far a piece of work is, and give what to call with each piece done."""
    console = console_for()
    columns = (TextColumn(name), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as shown:
        task = shown.add_task(name, total=total)

        def advance(done: int) -> None:
            shown.advance(task, done)

        yield advance
