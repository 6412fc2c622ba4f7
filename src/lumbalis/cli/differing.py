"""`lumbalis protocol diff`: what a change of the protocol says, and what it could do to whom."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from lumbalis.exchange.answers_json import answers_object
from lumbalis.exchange.errors import InputError
from lumbalis.explaining.comparing import compare
from lumbalis.explaining.described import Edition
from lumbalis.knowledge.files import KnowledgeFiles
from lumbalis.knowledge.library import load_protocol
from lumbalis.knowledge.texts import Texts
from lumbalis.proof.impact import Change, Direction, IncomparableError, impact
from lumbalis.proof.spaces import AS_OF
from lumbalis.surfaces.workplace import Workplace

if TYPE_CHECKING:
    from lumbalis.domain.protocol import Protocol
    from lumbalis.explaining.comparing import Change as Difference
    from lumbalis.population.compare import Moves

SAME = 0
LOOSER = 3


def diff_act(arguments: Namespace) -> int:
    """Compare two folders of knowledge; status 3 where a verdict could become looser."""
    old, new = (_edition(folder, arguments.lang) for folder in (arguments.old, arguments.new))
    differences = compare(old, new)
    try:
        changes = impact(old.protocol, new.protocol)
    except IncomparableError as error:
        what, _, what_to_do = str(error).partition("; ")
        raise InputError(arguments.new.name, what, what_to_do) from error
    moves = _moves(old.protocol, new.protocol, arguments)
    if arguments.json:
        tree = _object(old.protocol, new.protocol, differences, changes)
        if moves is not None:
            tree["people"] = [{"was": a, "is": b, "people": n} for (a, b), n in moves.moved.items()]
            tree["people_unchanged"] = moves.stayed
        print(json.dumps(tree, ensure_ascii=False, indent=2))
    else:
        _tell(old, new, differences, changes, arguments.lang)
        if moves is not None:
            _tell_moves(moves, arguments)
    return LOOSER if any(c.direction is not Direction.STRICTER for c in changes) else SAME


def _moves(old: Protocol, new: Protocol, arguments: Namespace) -> Moves | None:
    """Judge a table of people under both protocols, where one is named."""
    if arguments.people is None:
        return None
    from contextlib import nullcontext

    from lumbalis.cli.clock import now
    from lumbalis.cli.progressing import bar
    from lumbalis.population.compare import moved_people
    from lumbalis.population.table import open_table

    people = open_table(arguments.people, new).people
    texts = Workplace(arguments.lang).texts
    shown = bar(texts.get("population", "working"), people)
    with nullcontext(lambda _count: None) if arguments.json else shown as report:
        return moved_people(arguments.people, old, new, arguments.at or now(), report)


def _tell_moves(moves: Moves, arguments: Namespace) -> None:
    """Say how many people move between which verdicts."""
    from lumbalis.cli.console import console_for
    from lumbalis.cli.present_sweep import outcome_name
    from lumbalis.cli.printing import print_page
    from lumbalis.explaining.page import Gap, heading, line

    texts = Workplace(arguments.lang).texts
    names = {name for pair in moves.moved for name in pair}
    said = {name: outcome_name(name, texts) for name in names}
    lines = [
        line(texts.get("changes", "moved", old=said[was], new=said[becomes], count=count))
        for (was, becomes), count in moves.moved.most_common()
    ]
    lines.append(line(texts.get("changes", "unchanged", count=moves.stayed), "dim"))
    title = texts.get("changes", "people", file=arguments.people.name)
    print_page((*heading(title), *lines, Gap()), console_for())


def _edition(folder: Path, language: str) -> Edition:
    """Load a folder with its own words.

    Raises
    ------
    InputError
        If there is no such folder.
    """
    if not folder.is_dir():
        raise InputError(folder.name, "is no folder", "name a folder with protocols/ and texts/")
    files = KnowledgeFiles(folder, use_cache=False)
    protocol = load_protocol(files)
    shipped = Workplace(language).files

    def read(spoken: str, name: str) -> dict[str, object]:
        file = f"texts/{spoken}/{name}.yaml"
        own = files if file in files.contents else shipped
        return dict(own.branch(file).tree)

    return Edition(protocol, Texts(language, read, protocol.limits))


def _tell(
    old: Edition,
    new: Edition,
    differences: tuple[Difference, ...],
    changes: tuple[Change, ...],
    language: str,
) -> None:
    from lumbalis.cli.console import console_for
    from lumbalis.cli.printing import print_page
    from lumbalis.explaining.impacts import differences_page, impact_page
    from lumbalis.explaining.page import Gap, heading, line

    console, texts = console_for(), Workplace(language).texts
    names = [f"{e.protocol.version} ({e.protocol.sha256[:12]})" for e in (old, new)]
    print_page(heading(texts.get("changes", "title", old=names[0], new=names[1])), console)
    if old.protocol.sha256 == new.protocol.sha256:
        print_page((line(texts.get("changes", "identical"), "strong"), Gap()), console)
        return
    print_page(differences_page(differences, texts), console)
    print_page(impact_page(changes, new.protocol, new.texts), console)


def _object(
    old: Protocol, new: Protocol, differences: tuple[Difference, ...], changes: tuple[Change, ...]
) -> dict[str, object]:
    return {
        "old": {"version": old.version, "sha256": old.sha256},
        "new": {"version": new.version, "sha256": new.sha256},
        "identical": old.sha256 == new.sha256,
        "as_of": AS_OF.isoformat(),
        "written": [
            {
                "kind": difference.kind,
                "name": difference.name,
                "how": difference.how,
                "lines": [{"what": x.what, "old": x.old, "new": x.new} for x in difference.lines],
            }
            for difference in differences
        ],
        "could_change": [_change(change, new) for change in changes],
    }


def _change(change: Change, protocol: Protocol) -> dict[str, object]:
    person = change.person
    return {
        "what": change.what,
        "about": change.about,
        "before": change.before,
        "after": change.after,
        "direction": change.direction.value,
        "differs_in": list(person.differs_from(change.usual)),
        "person": answers_object(
            person.answers(protocol.vocabulary), person.encounter(), person.overrides()
        ),
    }
