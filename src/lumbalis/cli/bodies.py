"""What the command line and the answers say of a body."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from lumbalis.exchange.bodies import GivenBody
from lumbalis.exchange.body_words import read_body_words

if TYPE_CHECKING:
    from lumbalis.cli.people import Subject


def given_body(subject: Subject, arguments: Namespace) -> GivenBody | None:
    """Put together what the answers and the command line say of a body.

    Raises
    ------
    InputError
        For a measure that cannot be read.
    """
    written = read_body_words(arguments.body)
    answered = None if subject.given is None else subject.given.body
    if answered is None or written is None:
        return answered or written
    return answered.with_newer(written)
