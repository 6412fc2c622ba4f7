"""The command line: screen, plan, explain, check; for people in a terminal and for programs."""

from lumbalis.cli.main import main

__all__ = ["main"]
