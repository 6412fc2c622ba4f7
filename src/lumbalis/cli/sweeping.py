"""`lumbalis sweep`: the verdicts of a table or an export of many people, counted and kept."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from lumbalis.cli.clock import now
from lumbalis.cli.folder import workplace_of
from lumbalis.exchange.errors import InputError
from lumbalis.population.changes import changed_verdicts
from lumbalis.population.run import as_json, sweep_table
from lumbalis.population.sweep import Sweeper
from lumbalis.population.table import Table, open_table

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime

    from lumbalis.exchange.fhir.partition import Partitioned
    from lumbalis.population.changes import Changes
    from lumbalis.population.run import Outcome
    from lumbalis.surfaces.workplace import Workplace

DONE, NOT_WHOLE = 0, 3
CHANGED = "changed.parquet"


def sweep_act(arguments: Namespace) -> int:
    """Sweep whoever the source holds; status 3 where something in it could not be used."""
    if arguments.since is not None and arguments.out is None:
        where, what = "--since", "compares what is kept"
        raise InputError(where, what, "give --out too")
    workplace = workplace_of(arguments)
    at = arguments.at or now()
    with _table(arguments, workplace, at) as (table, export):
        outcome = _swept(table, workplace, at, arguments)
        changes = _changes(arguments)
        if arguments.json:
            print(json.dumps(_object(table, outcome, changes, export), indent=2))
        else:
            _tell(table, outcome, changes, export, arguments, at)
    spoiled = export is not None and (export.problems or export.left_out)
    return NOT_WHOLE if spoiled or outcome.unusable else DONE


def _table(
    arguments: Namespace, workplace: Workplace, at: datetime
) -> AbstractContextManager[tuple[Table, Partitioned | None]]:
    """Open the table; an export becomes one first."""
    if arguments.source.is_dir():
        from lumbalis.cli.sweeping_export import export_as_table

        return export_as_table(arguments, workplace, at)
    if not arguments.source.is_file():
        raise InputError(arguments.source.name, "is not there", "name a table or a folder")
    return nullcontext((open_table(arguments.source, workplace.protocol), None))


def _swept(table: Table, workplace: Workplace, at: datetime, arguments: Namespace) -> Outcome:
    sweeper = Sweeper(workplace.protocol)
    with _bar(workplace, table.people, quiet=arguments.json) as report:
        return sweep_table(table, sweeper, at, arguments.out, report)


def _bar(
    workplace: Workplace, people: int, *, quiet: bool
) -> AbstractContextManager[Callable[[int], None]]:
    if quiet:
        return nullcontext(lambda _count: None)
    from lumbalis.cli.progressing import bar

    return bar(workplace.texts.get("population", "working"), people)


def _changes(arguments: Namespace) -> Changes | None:
    if arguments.since is None:
        return None
    out: Path = arguments.out
    return changed_verdicts(arguments.since, out, out / CHANGED)


def _object(
    table: Table, outcome: Outcome, changes: Changes | None, export: Partitioned | None
) -> dict[str, object]:
    found: dict[str, object] = {
        **as_json(outcome),
        "columns_missing": list(table.missing),
        "columns_ignored": list(table.ignored),
    }
    if changes is not None:
        moved = [{"was": a, "is": b, "people": n} for (a, b), n in sorted(changes.moved.items())]
        found["changed"] = {"moved": moved, "new": changes.new, "gone": changes.gone}
    if export is not None:
        found["lines_left_out"] = [str(problem) for problem in export.problems]
        found["people_left_out"] = export.left_out
    return found


def _tell(
    table: Table,
    outcome: Outcome,
    changes: Changes | None,
    export: Partitioned | None,
    arguments: Namespace,
    at: datetime,
) -> None:
    from lumbalis.cli.console import console_for
    from lumbalis.cli.present_sweep import changes_page, export_page, outcome_page
    from lumbalis.cli.printing import print_page
    from lumbalis.surfaces.workplace import Workplace

    texts, console = Workplace(arguments.lang).texts, console_for()
    print_page(outcome_page(table, outcome, at, texts), console)
    if export is not None:
        print_page(export_page(export, texts), console)
    if changes is not None:
        print_page(changes_page(changes, table, arguments.since.name, texts), console)
    if arguments.out is not None:
        from lumbalis.explaining.page import Gap, line

        kept = texts.get("population", "kept", file=arguments.out.name)
        print_page((line(kept, "dim"), Gap()), console)
