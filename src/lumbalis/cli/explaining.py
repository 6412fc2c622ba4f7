"""`lumbalis explain NAME`: what a rule, limit, fact, technique, statement or source says."""

from __future__ import annotations

import difflib
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from lumbalis.cli.console import console_for
from lumbalis.cli.printing import print_page
from lumbalis.explaining.find import explanation_page, names_to_explain
from lumbalis.explaining.parts import Origins
from lumbalis.knowledge.library import load_provenance
from lumbalis.surfaces.workplace import Workplace

if TYPE_CHECKING:
    from lumbalis.knowledge.texts import Texts

EXPLAINED, UNKNOWN_NAME = 0, 2
_SUGGESTED = 3


def explain_act(arguments: Namespace) -> int:
    """Explain one name, or offer those that are near."""
    workplace = Workplace(arguments.lang)
    protocol, texts = workplace.protocol, workplace.texts
    provenance = load_provenance(workplace.files)
    origins = Origins(provenance.sources, provenance.requirements)
    page = explanation_page(arguments.what, protocol, origins, texts)
    if page is not None:
        print_page(page, console_for())
        return EXPLAINED
    print(f"lumbalis: {_unknown(arguments.what, names_to_explain(protocol, origins), texts)}",
          file=sys.stderr)  # fmt: skip
    return UNKNOWN_NAME


def _unknown(name: str, names: tuple[str, ...], texts: Texts) -> str:
    said = texts.get("interface", "explain", "nothing_found", name=name[:40])
    near = difflib.get_close_matches(name, names, n=_SUGGESTED)
    if not near:
        return said
    return f"{said} {texts.get('interface', 'explain', 'did_you_mean', names=', '.join(near))}"
