"""What was said of the plan on this body: the judgement, the doses, the room to the limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from lumbalis.drawing.body.blocks import Block, heading
from lumbalis.drawing.body.charts import Piece, region_bars
from lumbalis.drawing.body.lettering import (
    BODY,
    BOLD,
    STRONG,
    Ink,
    Size,
    hang,
    line,
    lines,
)
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.body.scene import Judgement, MarginRow, Scene
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.svg import element


def judgement_block(
    judgement: Judgement | None, words: BodyWords, stage: str | None = None
) -> Block:
    """Say whether the plan was checked on this body, with a shape and a word beside the colour.

    Of many objections a few are told, those of the stage at hand first.
    """

    def block(x: float, y: float, width: float) -> Piece:
        colour, mark, head, said = _verdict(judgement, words, stage)
        texts = tuple(one for text in said for one in BODY.wrapped(text, width - 64))
        height = 20 + STRONG.size.leading + len(texts) * BODY.size.leading
        box = element(
            "rect", x=x, y=y, width=width, height=height, rx=6, fill=var("panel"),
            stroke=var(colour), stroke_width=1.5,
        )  # fmt: skip
        drawn = (
            box
            + mark(x + 26, y + height / 2, colour)
            + line(x + 52, y + 10 + hang(STRONG), head, Ink(Size.STRONG, bold=True, colour=colour))
            + lines(x + 52, y + 10 + STRONG.size.leading, texts, BODY)
        )
        return Piece(drawn, height)

    return block


_TOLD: Final = 3
_Mark = Callable[[float, float, str], str]


def _verdict(
    judgement: Judgement | None, words: BodyWords, stage: str | None
) -> tuple[str, _Mark, str, tuple[str, ...]]:
    if judgement is None:
        return "care", _diamond, words.say("unchecked_heading"), (words.say("unchecked"),)
    if judgement.objections:
        ordered = sorted(judgement.objections, key=lambda one: one.stage not in ("", stage))
        sentences = list(dict.fromkeys(one.sentence for one in ordered))[:_TOLD]
        count = words.say("objected", count=len(judgement.objections))
        return "stop", _octagon, words.say("objected_heading"), (count, *sentences)
    survived = words.say("scenarios_value", survived=judgement.survived, count=judgement.scenarios)
    said = (f"{words.say('scenarios')}: {survived}.", *_leeway(judgement, words))
    if judgement.survived < judgement.scenarios:
        return "care", _diamond, words.say("fragile_heading"), said
    return "go", _circle, words.say("checked_heading"), (words.say("checked"), *said)


def _leeway(judgement: Judgement, words: BodyWords) -> Iterator[str]:
    """Say how far the landmarks may be off."""
    if judgement.off_mm is not None:
        amounts = zip(("left", "right", "up", "down"), judgement.off_mm, strict=True)
        named = {name: words.amount(mm, "mm") for name, mm in amounts}
        yield words.say("may_be_off", **named)


def _circle(x: float, y: float, colour: str) -> str:
    tick = f"M{x - 6:.1f} {y:.1f}l4.2 4.6l8-9"
    return element("circle", cx=x, cy=y, r=13, fill=var(colour)) + element(
        "path", d=tick, fill="none", stroke=var("halo"), stroke_width=3,
        stroke_linecap="round", stroke_linejoin="round",
    )  # fmt: skip


def _diamond(x: float, y: float, colour: str) -> str:
    path = f"M{x:.1f} {y - 15:.1f}l15 15l-15 15l-15-15z"
    return element("path", d=path, fill=var(colour)) + _exclaim(x, y)


def _octagon(x: float, y: float, colour: str) -> str:
    path = f"M{x - 5.8:.1f} {y - 14:.1f}h11.6l8.2 8.2v11.6l-8.2 8.2h-11.6l-8.2-8.2v-11.6z"
    bar = element("line", x1=x - 7, y1=y, x2=x + 7, y2=y, stroke=var("halo"), stroke_width=4)
    return element("path", d=path, fill=var(colour)) + bar


def _exclaim(x: float, y: float) -> str:
    stem = element("line", x1=x, y1=y - 8, x2=x, y2=y + 2, stroke=var("halo"), stroke_width=3)
    return stem + element("circle", cx=x, cy=y + 7, r=2, fill=var("halo"))


def margins_block(judgement: Judgement | None, words: BodyWords, room: float) -> Block:
    """List how much room is left to the limits, as far as the height allows."""

    def block(x: float, y: float, width: float) -> Piece:
        if judgement is None or not judgement.margins:
            return Piece("", 0.0)
        head = heading(words.say("margins_heading"), x, y)
        parts, top = [head.drawn], y + head.height
        for margin in judgement.margins:
            row = _margin(margin, x, top, width)
            if top + row.height > y + room:
                break
            parts.append(row.drawn)
            top += row.height
        return Piece("".join(parts), top - y) if len(parts) > 1 else Piece("", 0.0)

    return block


def _margin(margin: MarginRow, x: float, y: float, width: float) -> Piece:
    said = BODY.wrapped(margin.name, width - BOLD.width(margin.room) - 14)
    ink = Ink(Size.TEXT, bold=True, anchor="end", colour="ink" if margin.holds else "stop")
    room = line(x + width, y + hang(BODY), margin.room, ink)
    return Piece(lines(x, y, said, BODY) + room, len(said) * BODY.size.leading + 3)


def bars_block(scene: Scene, words: BodyWords, stage: str | None = None) -> Block:
    """Draw the dose of every region that has any; with a stage only of its own regions."""

    def block(x: float, y: float, width: float) -> Piece:
        head = heading(words.say("dose_heading"), x, y)
        rows = region_bars(tuple(scene.rows(stage)), words, (x, y + head.height), width)
        return Piece(head.drawn + rows.drawn, head.height + rows.height)

    return block
