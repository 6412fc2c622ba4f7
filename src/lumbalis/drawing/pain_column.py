"""What stands beside a pain drawing: how large, how strong, where, and what has changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from lumbalis.domain.outcomes.pain_drawing import SCALE, PainArea, PainChange, PainDose, compare
from lumbalis.drawing.body.blocks import Block, column
from lumbalis.drawing.body.charts import Piece
from lumbalis.drawing.body.lettering import BODY, SMALL, STRONG, TITLE, Ink, Size, line, lines
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.pain_words import PainVisit, PainWords
from lumbalis.drawing.svg import element

_ZONES: Final = 6
_LEAST_SHARE: Final = 0.005
"""What would be written as nothing is left out."""
_BAR: Final = 12.0
_ROW: Final = 26.0
_NAME_SHARE: Final = 0.5
_INDENT: Final = 44.0


def pain_column(
    visits: Sequence[PainVisit],
    words: PainWords,
    corner: tuple[float, float],
    width: float,
    dose: PainDose | None,
) -> Piece:
    """Write the column; `width` is its room."""
    return column(_blocks(visits, words, dose), corner, width, 26)


def _blocks(
    visits: Sequence[PainVisit], words: PainWords, dose: PainDose | None
) -> Iterator[Block]:
    now = visits[-1]
    before = visits[0] if len(visits) > 1 else None
    yield _key(now, before, words)
    yield _figures(now.area, None if before is None else before.area, words)
    if before is not None:
        yield _change(compare(before.area, now.area), words)
    if now.area.patches:
        yield _patches(now.area, words)
        yield _zones(now.area, words)
    if dose is not None:
        yield _dose(dose, words)


def _key(now: PainVisit, before: PainVisit | None, words: PainWords) -> Block:
    """Name the two outlines with their days."""

    def block(x: float, y: float, width: float) -> Piece:
        del width
        filled = element(
            "rect", x=x, y=y + 2, width=30, height=16, rx=4, fill=var("lesion"),
            fill_opacity=0.5, stroke=var("lesion"), stroke_width=1.6,
        )  # fmt: skip
        drawn = filled + line(x + _INDENT, y + 15, words.day(now.day), STRONG)
        if before is None:
            return Piece(drawn, 22)
        dashed = element(
            "rect", x=x, y=y + 30, width=30, height=16, rx=4, fill="none", stroke=var("ink"),
            stroke_width=1.8, stroke_dasharray="6 3.8",
        )  # fmt: skip
        old = line(x + _INDENT, y + 43, words.day(before.day), STRONG)
        return Piece(drawn + dashed + old, 50)

    return block


def _figures(now: PainArea, before: PainArea | None, words: PainWords) -> Block:
    """Write the worst pain and the area, each with its comparison, and the place."""

    def block(x: float, y: float, width: float) -> Piece:
        pain, area = words.rating(now), words.area(now.area_cm2)
        if before is not None:
            pain = words.was(pain, words.rating(before))
            area = words.was(area, words.area(before.area_cm2))
        parts, top = [], y
        low, high = (words.names.texts.value(end) for end in SCALE)
        worst = words.say("worst", minimum=low, maximum=high)
        for label, value in ((worst, pain), (words.say("area"), area)):
            parts.append(line(x, top + 12, label, SMALL))
            parts.append(line(x, top + 40, value, TITLE))
            top += 58
        where = words.say("nowhere") if now.place is None else words.place(now.place)
        rows = STRONG.wrapped(where, width)
        parts.append(lines(x, top, rows, STRONG))
        return Piece("".join(parts), top - y + len(rows) * STRONG.size.leading)

    return block


def _change(change: PainChange, words: PainWords) -> Block:
    """Say what is still painful, what is gone and what is new."""

    def block(x: float, y: float, width: float) -> Piece:
        said = [
            words.say(
                "change",
                kept=words.area(change.kept_cm2),
                gone=words.area(change.gone_cm2),
                new=words.area(change.new_cm2),
            )
        ]
        if change.jaccard is not None:
            index = words.names.texts.value(round(change.jaccard, 2))
            said.append(words.say("jaccard", index=index))
        rows = tuple(row for text in said for row in BODY.wrapped(text, width))
        return Piece(lines(x, y, rows, BODY), len(rows) * BODY.size.leading)

    return block


def _patches(area: PainArea, words: PainWords) -> Block:
    """List the patches: rating, area, and how the pain feels."""

    def block(x: float, y: float, width: float) -> Piece:
        parts, top = [], y
        for patch in area.patches:
            parts.append(
                element("circle", cx=x + 12, cy=top + 12, r=11, fill=var("lesion"))
                + line(x + 12, top + 16.5, str(patch.nrs), _IN_DISC)
            )
            said = "; ".join(filter(None, (words.area(patch.area_cm2), words.qualities(patch))))
            rows = BODY.wrapped(said, width - _INDENT)
            parts.append(lines(x + _INDENT - 10, top + 3, rows, BODY))
            top += max(len(rows) * BODY.size.leading, 24) + 6
        return Piece("".join(parts), top - y)

    return block


def _zones(area: PainArea, words: PainWords) -> Block:
    """Draw the zones' shares as bars, the largest first; what is left is summed up."""

    def block(x: float, y: float, width: float) -> Piece:
        shown = list(area.shares.items())[:_ZONES]
        rows = [(words.names.zone(zone), share) for zone, share in shown]
        rest = 1 - sum(share for _, share in shown)
        if rest >= _LEAST_SHARE:
            rows.append((words.say("other_zones"), rest))
        parts = [line(x, y + 15, words.say("zones"), STRONG)]
        top = y + STRONG.size.leading + 6
        for name, share in rows:
            piece = _zone(name, share, words, (x, top), width)
            parts.append(piece.drawn)
            top += piece.height
        return Piece("".join(parts), top - y)

    return block


def _zone(
    name: str, share: float, words: PainWords, corner: tuple[float, float], width: float
) -> Piece:
    x, y = corner
    room = width * _NAME_SHARE
    names = BODY.wrapped(name, room - 10)
    longest = width - room - 50
    bar = element(
        "rect", x=x + room, y=y + 3, width=max(longest * share, 1), height=_BAR,
        fill=var("lesion"), fill_opacity=0.7,
    )  # fmt: skip
    value = line(x + room + longest * share + 8, y + 13.5, words.share(share), BODY)
    height = max(len(names) * BODY.size.leading + 4, _ROW)
    return Piece(lines(x, y, names, BODY) + bar + value, height)


def _dose(dose: PainDose, words: PainWords) -> Block:
    """Say how much of the painful skin the hands reached."""

    def block(x: float, y: float, width: float) -> Piece:
        said = words.say(
            "dose",
            reached=words.share(dose.reached),
            dose=words.names.amount(dose.mean_kpa_s, "kPa.s"),
            session=words.share(dose.of_session),
        )
        rows = BODY.wrapped(said, width)
        return Piece(lines(x, y, rows, BODY), len(rows) * BODY.size.leading)

    return block


_IN_DISC: Final = Ink(Size.TEXT, bold=True, colour="paper", anchor="middle")
