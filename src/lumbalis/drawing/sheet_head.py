"""The head of a session sheet: which session, in which plan, how strongly, in what position."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from lumbalis.domain.plan import Session
from lumbalis.drawing.cells import Paragraph, cell_height, draw_cell, fitted, plain
from lumbalis.drawing.clock import clock
from lumbalis.drawing.levels import tint
from lumbalis.drawing.page import CONTENT_MM, LEFT_MM, RIGHT_MM
from lumbalis.drawing.places import zones_in_words
from lumbalis.drawing.svg import Block, Pen, Run, hang, rectangle
from lumbalis.drawing.typeface import (
    BLACK,
    BODY,
    FIGURE,
    HEADING,
    SMALL,
    SMALL_STRONG,
    STRONG,
    TITLE,
    width_mm,
    wrap,
)
from lumbalis.drawing.words import PlanStamp, SheetWords

_FACT_LEFTS_MM: Final = (0.0, 20.0, 42.0, 70.0, 110.0, CONTENT_MM)
_FACT_GAP_MM: Final = 3.0
_SWATCH_MM: Final = 6.0
_TAG_PAD_MM: Final = 1.6


def title_block(session: Session, stamp: PlanStamp, words: SheetWords, pen: Pen) -> Block:
    """Name the session and its script; on the right the protocol, the plan and the draft tag."""
    title = words.text("session_of", index=str(session.index), count=str(stamp.sessions))
    origin = stamp_lines(stamp, words)
    origin_width = max(width_mm(line, SMALL) for line in origin)
    room = CONTENT_MM - origin_width - 6
    script = wrap(words.name("script", session.script), HEADING, room)
    height = TITLE.leading + len(script) * HEADING.leading + 2

    def draw(top: float) -> str:
        return "".join(
            (
                pen.lines(LEFT_MM, top, [title], TITLE),
                pen.lines(LEFT_MM, top + TITLE.leading, script, HEADING),
                _draft_tag(top, words, pen) if stamp.is_draft else "",
                *(
                    pen.line(RIGHT_MM, top + 6 + (n + 1) * SMALL.leading, line, SMALL, "end")
                    for n, line in enumerate(origin)
                ),
            )
        )

    return Block(max(height, 6 + (len(origin) + 1) * SMALL.leading), draw)


def again_block(session: Session, stamp: PlanStamp, words: SheetWords, pen: Pen) -> Block:
    """Name the session on a page that continues it."""
    title = words.text("session_of", index=str(session.index), count=str(stamp.sessions))
    text = words.text("sheet_continued", session=title)

    def draw(top: float) -> str:
        return pen.lines(LEFT_MM, top, [text], HEADING) + pen.line(
            RIGHT_MM, top + hang(HEADING), stamp_lines(stamp, words)[-1], SMALL, "end"
        )

    return Block(HEADING.leading + 2.5, draw)


def stamp_lines(stamp: PlanStamp, words: SheetWords) -> tuple[str, str]:
    """Tell protocol and version, and the beginning of the plan's hash."""
    protocol = words.text("protocol", id=stamp.protocol.id, version=stamp.protocol.version)
    return protocol, words.text("plan_hash", hash=stamp.short_hash)


def _draft_tag(top: float, words: SheetWords, pen: Pen) -> str:
    """Draw the small tag that marks unsigned knowledge."""
    text = words.text("draft")
    width = width_mm(text, SMALL_STRONG) + 2 * _TAG_PAD_MM
    left = RIGHT_MM - width
    box = rectangle(
        left, top + 0.6, width, 4.6, rx=1.2, fill="none", stroke="#000000", stroke_width=0.3
    )
    return box + pen.line(left + width / 2, top + 3.8, text, SMALL_STRONG, "middle")


def facts_block(session: Session, words: SheetWords, pen: Pen) -> Block:
    """Give level, ceiling, position, phase and time side by side."""
    facts = (
        (words.text("level"), str(session.level)),
        (words.text("ceiling"), str(session.ceiling)),
        (words.text("hands_on"), clock(session.hands_on_s)),
        (words.text("phase"), words.name("phase", session.phase)),
        (words.text("position"), words.name("position", session.position)),
    )
    cells = [
        fitted((plain(label, SMALL), plain(value, FIGURE)), right - left - _FACT_GAP_MM)
        for (label, value), left, right in zip(
            facts, _FACT_LEFTS_MM, _FACT_LEFTS_MM[1:], strict=False
        )
    ]
    height = max(cell_height(cell) for cell in cells) + 2.5

    def draw(top: float) -> str:
        drawn = (
            draw_cell(pen, LEFT_MM + left, top, cell)
            for left, cell in zip(_FACT_LEFTS_MM, cells, strict=False)
        )
        return "".join(drawn)

    return Block(height, draw)


def forecast_block(words: SheetWords, pen: Pen) -> Block:
    """Warn that the session is a forecast and nothing to work from."""
    lines = fitted([plain(words.text("forecast_session"), STRONG)], CONTENT_MM)
    return Block(cell_height(lines) + 2, lambda top: draw_cell(pen, LEFT_MM, top, lines))


def notes_block(session: Session, words: SheetWords, pen: Pen) -> Block:
    """Say what to heed: instructions first, then the zones that bear less than the session."""
    lines = fitted(_notes(session, words), CONTENT_MM)
    return Block(
        cell_height(lines) + 2.5 if lines else 0.0, lambda top: draw_cell(pen, LEFT_MM, top, lines)
    )


def _notes(session: Session, words: SheetWords) -> Iterator[Paragraph]:
    for flag in session.flags:
        yield plain(words.name("flag", flag), STRONG)
    lower = sorted(
        ((cap, zone) for zone, cap in session.zone_caps.items() if cap < session.level),
        key=lambda pair: pair[0],
    )
    for cap, group in groupby(lower, key=lambda pair: pair[0]):
        zones = zones_in_words((zone for _, zone in group), words)
        if cap == 0:
            yield plain(words.text("no_contact", zones=zones), STRONG)
        else:
            yield plain(words.text("zone_ceiling", level=str(cap), zones=zones), BODY)


def levels_block(session: Session, words: SheetWords, pen: Pen) -> Block:
    """Say what each level of this session feels like and what stops it, two side by side."""
    used = sorted({step.level for step in session.steps} - {0})
    room = CONTENT_MM / 2 - _SWATCH_MM - 5
    texts = [(level, fitted([_feel(level, words)], room, pen.medium.room)) for level in used]
    pairs = [texts[number : number + 2] for number in range(0, len(texts), 2)]
    heights = [max(cell_height(cell) for _, cell in pair) + 1.2 for pair in pairs]

    def draw(top: float) -> str:
        parts: list[str] = []
        for pair, height in zip(pairs, heights, strict=True):
            for number, (level, cell) in enumerate(pair):
                left = LEFT_MM + number * CONTENT_MM / 2
                parts.append(_level_key(level, left, top, pen))
                parts.append(draw_cell(pen, left + _SWATCH_MM + 2, top, cell))
            top += height
        return "".join(parts)

    return Block(sum(heights) + 1.5, draw)


def _feel(level: int, words: SheetWords) -> Paragraph:
    """Tell how a level feels, and in bold the sign at which it is too much."""
    stop = words.name("level_stop", str(level))
    sign = words.text("stop_sign", sign=stop[:1].lower() + stop[1:])
    return Paragraph((Run(words.name("level", str(level)), SMALL), Run(sign, SMALL_STRONG)))


def _level_key(level: int, left: float, top: float, pen: Pen) -> str:
    colours = tint(level)
    middle = left + _SWATCH_MM / 2
    return rectangle(
        left, top, _SWATCH_MM, 3.4, fill=colours.fill, stroke=BLACK, stroke_width=0.2
    ) + pen.line(middle, top + 2.6, str(level), SMALL_STRONG.in_ink(colours.ink), "middle")
