"""A sweep on a terminal: how many people came out how, which rules decide, what is missing."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from lumbalis.domain.protocol import Category
from lumbalis.explaining.page import Gap, Line, Page, Rows, Span, heading, line, span
from lumbalis.explaining.words import category_name, rule_title, shape_of
from lumbalis.knowledge.texts import Texts
from lumbalis.knowledge.wording import label_of
from lumbalis.population.changes import Changes
from lumbalis.population.run import Outcome
from lumbalis.population.schema import ON_COURSE
from lumbalis.population.sweep import CONTRADICTED, OUTCOMES
from lumbalis.population.table import Table

if TYPE_CHECKING:
    from lumbalis.exchange.fhir.partition import Partitioned

_SHOWN = 10
_NAMES_SHOWN = 20


def outcome_page(table: Table, outcome: Outcome, at: datetime, texts: Texts) -> Page:
    """Say what a sweep found."""
    tally = outcome.tally
    title = texts.get("population", "title", file=table.path.name, moment=at)
    return (
        *heading(title),
        line(texts.get("population", "people", count=tally.people), "strong"),
        *(_outcome(name, tally.categories[name], texts) for name in OUTCOMES[::-1]
          if tally.categories[name]),
        *_most("deciding", tally.deciding, texts, rule_title),
        *_most("missing", tally.missing, texts, _fact),
        *_columns(table, texts),
        *_unusable(outcome, texts),
        Gap(),
        line(texts.get("population", "supports"), "dim"),
    )  # fmt: skip


def _outcome(name: str, count: int, texts: Texts) -> Line:
    said = texts.get("population", "by", name=outcome_name(name, texts), count=count)
    mark = Span("○", "dim") if name == CONTRADICTED else shape_of(Category[name])
    return Line(span(said), mark=mark)


def outcome_name(name: str, texts: Texts) -> str:
    """Name an outcome: a category, or answers that contradict each other."""
    if name == CONTRADICTED:
        return texts.get("population", "contradicted")
    return category_name(Category[name], texts)


def _fact(name: str, texts: Texts) -> str:
    return label_of(name, texts)


def _most(key: str, counts: Counter[str], texts: Texts, named: object) -> Page:
    if not counts or not callable(named):
        return ()
    rows = tuple(
        (Span(texts.value(count)), (Span(name, "accent"), Span(f"  {named(name, texts)}")))
        for name, count in counts.most_common(_SHOWN)
    )
    return (*heading(texts.get("population", key)), Rows(rows))


def _columns(table: Table, texts: Texts) -> Page:
    found: list[Line] = []
    for key, names in (("columns_missing", table.missing), ("columns_ignored", table.ignored)):
        if names:
            said = texts.get("population", key, names=_listed(names, texts))
            found.append(line(said, "dim"))
    return (Gap(), *found) if found else ()


def _listed(names: tuple[str, ...], texts: Texts) -> str:
    said = ", ".join(names[:_NAMES_SHOWN])
    rest = len(names) - _NAMES_SHOWN
    return f"{said} {texts.get('population', 'more', count=rest)}" if rest > 0 else said


def _unusable(outcome: Outcome, texts: Texts) -> Page:
    total = outcome.unusable.total()
    if not total:
        return ()
    lines = (
        line(texts.get("population", "unusable_line", name=name, count=count), indent=2)
        for name, count in outcome.unusable.most_common(_SHOWN)
    )
    return (Gap(), line(texts.get("population", "unusable", count=total), "strong"), *lines)


def export_page(export: Partitioned, texts: Texts) -> Page:
    """Say what of an export could not be read."""
    found: list[Line] = []
    if export.problems:
        said = texts.get("population", "lines", count=len(export.problems))
        found.append(line(said, "strong"))
        for problem in export.problems[:_SHOWN]:
            where, what = problem.where, problem.what
            found.append(line(texts.get("population", "line", where=where, what=what), indent=2))
    if export.left_out:
        said = texts.get("population", "left_out", count=len(export.left_out))
        found.append(line(said, "strong"))
    return (Gap(), *found) if found else ()


def changes_page(changes: Changes, table: Table, since: str, texts: Texts) -> Page:
    """Say whose verdicts changed since an earlier sweep, by what they were and are."""
    total = changes.moved.total()
    lines = [
        line(
            texts.get(
                "population",
                "moved",
                old=outcome_name(was, texts),
                new=outcome_name(becomes, texts),
                count=count,
            ),
            indent=2,
        )
        for (was, becomes), count in changes.moved.most_common()
    ]
    extra = [
        line(texts.get("population", key, count=count), "dim")
        for key, count in (("new", changes.new), ("gone", changes.gone))
        if count
    ]
    if ON_COURSE not in table.columns:
        extra.append(line(texts.get("population", "no_course"), "dim"))
    said = texts.get("population", "changed", file=since, count=total)
    return (Gap(), line(said, "strong"), *lines, *extra, Gap())
