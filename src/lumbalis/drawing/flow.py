"""How blocks flow over pages: a block stays whole, and a stage's band stays with its first row."""

from __future__ import annotations

from collections.abc import Iterable

from lumbalis.drawing.page import TOP_MM
from lumbalis.drawing.step_table import StageBlocks
from lumbalis.drawing.svg import Block


class Flow:
    """Puts blocks below one another and opens a page where the next one does not fit.

    `bottom` is where a page's content ends, in mm; `again` heads every page but the first;
    `heads` are the column headings above every piece of the table.
    """

    def __init__(self, bottom: float, again: Block, heads: Block) -> None:
        self._bottom, self._again, self._heads = bottom, again, heads
        self._pages: list[list[str]] = [[]]
        self._top = TOP_MM

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages so far."""
        return tuple("".join(parts) for parts in self._pages)

    def put(self, *blocks: Block) -> None:
        """Put blocks that belong together; a page too short even for them is overrun."""
        if not self._has_room(*blocks):
            self._open_page()
        for block in blocks:
            self._draw(block)

    def put_table(self, stages: Iterable[StageBlocks]) -> None:
        """Put the stages with their rows, headed on every page they reach."""
        is_headed = False
        for stage in stages:
            band = stage.band
            for number, row in enumerate(stage.rows):
                first = number == 0
                above = [band] if first else []
                if not self._has_room(*([] if is_headed else [self._heads]), *above, row):
                    self._open_page()
                    is_headed = False
                    above = [stage.band if first else stage.band_again]
                self.put(*([] if is_headed else [self._heads]), *above, row)
                is_headed = True

    def _has_room(self, *blocks: Block) -> bool:
        return self._top + sum(block.height for block in blocks) <= self._bottom

    def _open_page(self) -> None:
        self._pages.append([])
        self._top = TOP_MM
        self._draw(self._again)

    def _draw(self, block: Block) -> None:
        self._pages[-1].append(block.draw(self._top))
        self._top += block.height
