"""Many verdicts on a terminal: a line for each person, then the sum."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from lumbalis.cli.console import console_for
from lumbalis.cli.present_verdict import present_verdict_line
from lumbalis.cli.printing import print_page
from lumbalis.domain.protocol import Category
from lumbalis.domain.screening import Verdict
from lumbalis.explaining.page import Gap, Line, Page, Span, line
from lumbalis.explaining.words import shape_of

if TYPE_CHECKING:
    from lumbalis.cli.people import Subject
    from lumbalis.surfaces.workplace import Workplace

_LABEL = 8


class Many:
    """Prints people as they are screened, and counts them."""

    def __init__(self, workplace: Workplace) -> None:
        """Start with nobody."""
        self._texts = workplace.texts
        self._console = console_for()
        self._counts = Counter[Category]()
        self._problems = 0

    def show(self, subject: Subject, verdict: Verdict | None) -> None:
        """Print one person's line, with the problem where there is one."""
        name = subject.label[:_LABEL]
        if verdict is not None:
            self._counts[verdict.category] += 1
            present_verdict_line(name, verdict, self._texts, self._console)
        if subject.problem is not None:
            self._problems += 1
            said = f"{name}  {self._texts.get('records', 'problem')}: {subject.problem.what}"
            print_page((line(said, "dim", indent=2),), self._console)

    def close(self) -> None:
        """Print how many people came out how."""
        page: Page = (
            Gap(),
            line(self._texts.get("records", "people", count=self._counts.total()), "strong"),
            *(self._sum(category) for category in reversed(Category) if self._counts[category]),
            *self._remarks(),
        )
        print_page(page, self._console)

    def _sum(self, category: Category) -> Line:
        name = self._texts.get("screening", "categories", category.name, "name")
        count = self._counts[category]
        text = self._texts.get("records", "by_category", category=name, count=count)
        return Line((Span(text),), mark=shape_of(category))

    def _remarks(self) -> Page:
        if any(category.allows_session for category in self._counts):
            return ()
        said = ("nobody_eligible", "hint")
        return (Gap(), *(line(self._texts.get("records", key), "dim") for key in said))
