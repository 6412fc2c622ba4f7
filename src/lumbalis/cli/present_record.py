"""What a medical record held and was not simply used, on a terminal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from lumbalis.cli.printing import print_page
from lumbalis.exchange.fhir.report import IngestionReport, Noted, Why
from lumbalis.explaining.page import Block, Line, Page, Span, heading, line
from lumbalis.knowledge.texts import Texts

if TYPE_CHECKING:
    from rich.console import Console

_CODES_SHOWN = 12


def present_record(report: IngestionReport, texts: Texts, console: Console) -> None:
    """Print the report of a record: each reason with its count, unmapped codes one by one."""
    print_page(record_page(report, texts), console)


def record_page(report: IngestionReport, texts: Texts) -> Page:
    """Lay out the report; nothing where there is nothing to say."""
    if not report.lines:
        return ()
    counts = Counter[Why]()
    for noted, count in report.lines:
        counts[noted.why] += count
    return (
        *heading(texts.get("records", "heading")),
        *(_count(why, count, texts) for why, count in counts.items()),
        *_unmapped(report, texts),
    )


def _count(why: Why, count: int, texts: Texts) -> Block:
    what = texts.get("records", "why", why.value)
    return line(texts.get("records", "line", count=count, what=what))


def _unmapped(report: IngestionReport, texts: Texts) -> Page:
    found = report.unmapped
    if not found:
        return ()
    shown = [_code(noted, count) for noted, count in found[:_CODES_SHOWN]]
    rest = len(found) - len(shown)
    more = [line(texts.get("records", "unmapped_more", count=rest), "dim", indent=2)]
    return (
        *heading(texts.get("records", "unmapped_heading")),
        *shown,
        *(more if rest else []),
    )


def _code(noted: Noted, count: int) -> Block:
    name = noted.display or noted.code or noted.resource
    where = f"{noted.resource} {noted.code}" if noted.code else noted.resource
    return Line((Span(name), Span(f"  {where}", "dim"), Span(f"  × {count}", "dim")), indent=2)
