"""The impact of a change in words: what could become of whom, with a person who shows it."""

from __future__ import annotations

from collections.abc import Sequence

from lumbalis.domain.protocol import Category, Protocol
from lumbalis.explaining.comparing import Change as Difference
from lumbalis.explaining.page import Gap, Line, Page, Rows, Span, heading, line
from lumbalis.explaining.proofs import rows_of_person
from lumbalis.explaining.words import category_name, technique_name
from lumbalis.knowledge.texts import Texts
from lumbalis.proof.impact import Change, Direction

_MARKS = {
    Direction.LOOSER: Span("◆", "care"),
    Direction.STRICTER: Span("■", "wait"),
    Direction.REFUSED: Span("⬣", "stop"),
}


def differences_page(differences: Sequence[Difference], texts: Texts) -> Page:
    """Say what differs in writing, thing by thing."""
    found: list[Page] = [heading(texts.get("changes", "written"))]
    if not differences:
        found.append((line(texts.get("changes", "no_text"), "dim"),))
    for difference in differences:
        kind = texts.get("changes", "kinds", difference.kind)
        how = texts.get("changes", "how", difference.how)
        named = (Span(difference.name, "accent"), Span(f"  {kind}, {how}", "dim"))
        found.append((Line(named), *_lines(difference, texts)))
    return tuple(block for page in found for block in page)


def _lines(difference: Difference, texts: Texts) -> Page:
    rows = tuple(
        (
            Span(texts.get("changes", "properties", one.what), "dim"),
            (Span(texts.get("changes", "arrow", old=one.old or "–", new=one.new or "–")),),
        )
        for one in difference.lines
    )
    return (Rows(rows, indent=2), Gap()) if rows else (Gap(),)


def impact_page(changes: Sequence[Change], protocol: Protocol, texts: Texts) -> Page:
    """Say in which ways a verdict could change, each with an example."""
    lead = heading(texts.get("changes", "could"))
    if not changes:
        return (*lead, line(texts.get("changes", "nobody"), "strong"), Gap())
    looser = [one for one in changes if one.direction is not Direction.STRICTER]
    stricter = [one for one in changes if one.direction is Direction.STRICTER]
    counts = [
        line(texts.get("changes", "looser_count", count=len(looser)), "strong"),
        line(texts.get("changes", "stricter_count", count=len(stricter)), "strong"),
    ]
    if looser:
        counts.append(line(texts.get("changes", "needs_naming"), "dim"))
    shown = (block for one in (*looser, *stricter) for block in _change(one, protocol, texts))
    return (*lead, *counts, Gap(), *shown)


def _change(change: Change, protocol: Protocol, texts: Texts) -> Page:
    direction = texts.get("changes", change.direction.value)
    rows = tuple(rows_of_person(change.person, change.usual, protocol, texts))
    said = Line(
        (Span(change_in_words(change, texts)),),
        mark=_MARKS[change.direction],
        note=Span(direction, "dim"),
    )
    example = line(texts.get("changes", "for_example" if rows else "usual"), "dim", indent=2)
    return (said, example, Rows(rows, indent=4), Gap())


def change_in_words(change: Change, texts: Texts) -> str:
    """Say what becomes of a verdict: `Postponed → Eligible`."""
    before, after = (_end(change, one, texts) for one in (change.before, change.after))
    ends = texts.get("changes", "arrow", old=before, new=after)
    if change.what == "category":
        return ends
    return f"{_about(change, texts)}: {ends}"


def _about(change: Change, texts: Texts) -> str:
    match change.what:
        case "technique":
            return texts.get("changes", "technique", name=technique_name(change.about, texts))
        case "zone" | "zone_level":
            zone = texts.get("screening", "zones", change.about)
            return texts.get("changes", change.what, name=zone)
        case _:
            return texts.get("changes", change.what)


def _end(change: Change, word: str, texts: Texts) -> str:
    if change.what == "category":
        return category_name(Category[word], texts)
    if change.what == "answers":
        return texts.get("changes", word)
    if word.startswith("> "):
        return texts.get("changes", "above", value=int(word[2:]))
    return (
        texts.get("changes", {"yes": "allowed", "no": "banned"}[word])
        if not _is_number(word)
        else texts.value(int(word))
    )


def _is_number(word: str) -> bool:
    return word.isdecimal()
