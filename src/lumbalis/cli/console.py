"""The terminal people look at: colour where it helps, plain text where it does not."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_PLAIN_WIDTH = 80
_WIDEST = 100


def console_for() -> Console:
    """Make a console for standard output: 80 columns when piped, at most 100 on a screen."""
    from rich.console import Console

    console = Console(highlight=False, emoji=False, markup=False, soft_wrap=False)
    if not console.is_terminal:
        return Console(
            width=int(os.environ.get("COLUMNS", _PLAIN_WIDTH)),
            highlight=False,
            emoji=False,
            markup=False,
            no_color=True,
            file=sys.stdout,
        )
    console.width = min(console.width, _WIDEST)
    return console
