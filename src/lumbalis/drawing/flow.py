"""How blocks flow over pages: a block stays whole, and a stage's band stays with its first row."""

from __future__ import annotations

from collections.abc import Iterable

from lumbalis.drawing.page import TOP_MM
from lumbalis.drawing.step_table import StageBlocks
from lumbalis.drawing.svg import Block


class Flow:
    """Puts blocks below one another and opens a page where the next one does not fit.

    `bottom` is where a page's content ends, in mm; `again` heads every page but the first.
    """

    def __init__(self, bottom: float, again: Block) -> None:
        self._bottom, self._again = bottom, again
        self._pages: list[list[str]] = [[]]
        self._top = TOP_MM

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages so far."""
        return tuple("".join(parts) for parts in self._pages)

    @property
    def room(self) -> float:
        """The height in mm that is left on this page."""
        return self._bottom - self._top

    def put(self, *blocks: Block) -> None:
        """Put blocks that belong together; a page too short even for them is overrun."""
        if not self._has_room(*blocks):
            self._open_page()
        for block in blocks:
            self._draw(block)

    def put_table(self, heads: Block, stages: Iterable[StageBlocks]) -> None:
        """Put the stages with their rows, below the column headings on every page they reach."""
        above: tuple[Block, ...] = (heads,)
        for stage in stages:
            above = (*above, stage.band)
            for number, row in enumerate(stage.rows):
                if not self._has_room(*above, row):
                    self._open_page()
                    above = (heads, stage.band_again if number else stage.band)
                self.put(*above, row)
                above = ()

    def _has_room(self, *blocks: Block) -> bool:
        return self._top + sum(block.height for block in blocks) <= self._bottom

    def _open_page(self) -> None:
        self._pages.append([])
        self._top = TOP_MM
        self._draw(self._again)

    def _draw(self, block: Block) -> None:
        self._pages[-1].append(block.draw(self._top))
        self._top += block.height
