"""Printing a page; built without rich, so that a program that only wants JSON never loads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumbalis.explaining.page import Page

if TYPE_CHECKING:
    from rich.console import Console


def print_page(page: Page, console: Console) -> None:
    """Paint a page on a console; only now is rich needed."""
    from lumbalis.cli.paint import paint

    paint(page, console)
