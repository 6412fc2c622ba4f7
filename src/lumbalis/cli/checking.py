"""`lumbalis protocol check`: every check of the clinical knowledge, and what it holds."""

from __future__ import annotations

import sys
from argparse import Namespace

from lumbalis.exchange.errors import InputError
from lumbalis.knowledge.checks import Contents, check_everything, contents
from lumbalis.knowledge.files import HERE, KnowledgeFiles
from lumbalis.knowledge.library import load_protocol
from lumbalis.surfaces.workplace import Workplace

FINE, FAULTY = 0, 2


def protocol_act(arguments: Namespace) -> int:
    """Check the shipped knowledge or another folder, without the cache; list what it holds."""
    root = arguments.folder or HERE
    if not root.is_dir():
        raise InputError(root.name, "is no folder", "name a folder with protocols/ and texts/")
    files = KnowledgeFiles(root, use_cache=False)
    protocol = load_protocol(files)
    faults = check_everything(protocol, files)
    for fault in faults:
        print(f"lumbalis: {fault}", file=sys.stderr)
    if faults:
        return FAULTY
    _print_contents(contents(protocol, files), arguments.lang)
    return FINE


def _print_contents(found: Contents, language: str) -> None:
    texts = Workplace(language).texts
    print(f"{found.protocol} {found.version} ({found.status})  {found.sha256[:12]}")
    for name, count in found.counts.items():
        print(f"  {count:>5}  {texts.get('interface', 'contents', name)}")
    print(texts.get("interface", "contents", "all_checks_passed"))
