"""The palette of a picture, as the command line asks for it."""

from __future__ import annotations

from argparse import Namespace

from lumbalis.drawing.body.palette import Theme

AUTO = "auto"


def theme_of(arguments: Namespace) -> Theme | None:
    """Give the palette asked for; None follows the reader's screen."""
    return None if arguments.theme == AUTO else Theme(arguments.theme)
