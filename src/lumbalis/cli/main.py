"""The entry of the command: reads the words, does the act, gives the exit status.

0: a session may take place, or the act succeeded. 3: a session may not take place.
2: the input is unusable; one line says what and where, and nothing was written.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable
from importlib import import_module

from lumbalis.cli.arguments import read_arguments
from lumbalis.exchange.errors import InputError
from lumbalis.knowledge.errors import KnowledgeError

UNUSABLE = 2
INTERRUPTED = 130


def main(words: list[str] | None = None) -> int:
    """Run the command and return its exit status."""
    arguments = read_arguments(words)
    try:
        status = _act(_name(arguments))(arguments)
        sys.stdout.flush()
    except (InputError, KnowledgeError) as error:
        print(f"lumbalis: {error}", file=sys.stderr)
        return UNUSABLE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNUSABLE
    except OSError as error:
        why = (error.strerror or "the system gives no reason").lower()
        print(f"lumbalis: the output cannot be written ({why}); free some space.", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _name(arguments: Namespace) -> str:
    """Name the act: a command, or a command and what follows it."""
    below: str | None = getattr(arguments, "protocol_act", None)
    return f"{arguments.act} {below}" if below else str(arguments.act)


def _act(name: str) -> Callable[[Namespace], int]:
    """Find the act of a command, importing only what it needs."""
    module, function = _ACTS[name]
    act: Callable[[Namespace], int] = getattr(import_module(f"lumbalis.cli.{module}"), function)
    return act


_ACTS = {
    "screen": ("screening", "screen_act"),
    "plan": ("planning", "plan_act"),
    "draw": ("drawing", "draw_act"),
    "explain": ("explaining", "explain_act"),
    "protocol check": ("checking", "protocol_act"),
    "protocol diff": ("differing", "diff_act"),
    "prove": ("proving", "prove_act"),
    "sweep": ("sweeping", "sweep_act"),
    "export": ("exporting", "export_act"),
    "demo": ("demo", "demo_act"),
}
