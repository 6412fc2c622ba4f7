"""One planned session on a terminal, minute by minute: when, where, what the hands do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from lumbalis.cli.present_plan import verification_blocks
from lumbalis.cli.printing import print_page
from lumbalis.domain.plan import LeftOut, Seconds, Session, Step
from lumbalis.domain.protocol import Protocol
from lumbalis.domain.verification import Verification
from lumbalis.explaining.page import (
    Block,
    Column,
    Gap,
    Grid,
    Line,
    Page,
    Rows,
    Span,
    Spans,
    heading,
    joined,
    line,
    span,
)
from lumbalis.explaining.words import draft_note, level_bar, session_word, technique_name
from lumbalis.knowledge.locales import format_clock
from lumbalis.knowledge.texts import Quantity, Texts
from lumbalis.knowledge.wording import places, upper_first

if TYPE_CHECKING:
    from rich.console import Console

_WIDE = 100
"""From this width on, the words to say stand in a column of their own."""
_SIDES = {"left": "right", "right": "left"}


@dataclass(frozen=True, slots=True)
class _Run:
    """Steps of one stage on one side, one after the other."""

    start_s: int
    side: str
    steps: tuple[Step, ...]

    @property
    def seconds(self) -> int:
        return sum(step.seconds for step in self.steps)


def present_session(
    session: Session,
    sessions: int,
    protocol: Protocol,
    texts: Texts,
    console: Console,
    verification: Verification | None = None,
) -> None:
    """Print a session of a course of so many sessions, minute by minute."""
    page = session_page(session, sessions, protocol, texts, console.width)
    print_page(page, console)
    if verification is not None:
        print_page((*verification_blocks(verification, texts), Gap()), console)


def session_page(
    session: Session, sessions: int, protocol: Protocol, texts: Texts, width: int
) -> Page:
    """Lay a session out as a page for a terminal of this width."""
    words = _Words(protocol, texts, wide=width >= _WIDE)
    return (
        *_title(session, sessions, protocol, texts),
        *_stages(session, words),
        *_afterwards(session, texts),
        *_left_out(session.left_out, session.script, texts),
        Gap(),
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """What it takes to put steps into words for a page."""

    protocol: Protocol
    texts: Texts
    wide: bool


def _title(session: Session, sessions: int, protocol: Protocol, texts: Texts) -> Page:
    title = texts.get("interface", "plan", "session_of", index=session.index, count=sessions)
    note = draft_note(protocol.status, texts)
    script = protocol.scripts.get(session.script)
    parts = (
        technique_name(script.technique, texts) if script else session.script,
        texts.get("interface", "plan", "hands_on", time=_time(session.hands_on_s)),
        texts.get("interface", "plan", "level", level=session.level, ceiling=session.ceiling),
        texts.get("screening", "positions", session.position),
    )
    about = Line(joined([span(part, "dim") for part in parts]))
    return (Gap(), Line(span(title, "strong"), note=note), about)


def _time(seconds: int) -> Quantity | str:
    """Say a duration in whole minutes where it is one, else as a clock."""
    return Quantity(seconds, "s") if seconds % 60 == 0 else format_clock(seconds)


def _stages(session: Session, words: _Words) -> Iterator[Block]:
    clock = 0
    for stage, group in groupby(session.steps, key=lambda step: step.stage):
        steps = tuple(group)
        seconds = sum(step.seconds for step in steps)
        name = upper_first(session_word(words.texts, "stages", session.script, stage))
        yield Gap()
        head = (Span(format_clock(clock), "heading"), Span("  "), Span(name, "heading"))
        yield Line(head, note=Span(format_clock(seconds), "dim"))
        yield from _checklist(steps, words.texts)
        runs = list(_runs(steps, clock))
        for before, run in zip([None, *runs], runs, strict=False):
            yield from _run(run, before, words)
        clock += seconds


def _checklist(steps: Sequence[Step], texts: Texts) -> Iterator[Block]:
    for item in dict.fromkeys(item for step in steps for item in step.checklist):
        said = session_word(texts, "checklist", item)
        yield Line(span(said, "dim"), mark=Span("○", "dim"), indent=9)


def _runs(steps: Sequence[Step], start_s: int) -> Iterator[_Run]:
    clock = start_s
    for side, group in groupby(steps, key=_side):
        run = _Run(clock, side, tuple(group))
        yield run
        clock += run.seconds


def _side(step: Step) -> str:
    sides = {zone.rpartition("_")[2] for zone in step.zones}
    return sides.pop() if len(sides) == 1 and sides <= _SIDES.keys() else "both"


def _run(run: _Run, before: _Run | None, words: _Words) -> Iterator[Block]:
    """Show the steps of a run, or say that they mirror the run before."""
    if before is not None and _mirrored(before) == _bare(run):
        same = words.texts.get("interface", "plan", f"same_{run.side}")
        cells = (span(format_clock(run.start_s), "dim"), span(""), span(same, "dim"))
        yield Grid(_columns(wide=False), (cells,))
        return
    clock = run.start_s
    for _, group in groupby(run.steps, key=_work):
        steps = tuple(group)
        yield from _asked(steps[0], words.texts)
        yield Grid(_columns(wide=words.wide), (_cells(steps[0], clock, words),))
        clock += sum(step.seconds for step in steps)


def _work(step: Step) -> Step:
    """Give what is seen of a step; steps that look the same are shown as one."""
    return replace(_plain(step, list(step.zones)), step="", seconds=Seconds(0))


def _mirrored(run: _Run) -> tuple[str, tuple[Step, ...]]:
    side = _SIDES.get(run.side, "")
    return side, tuple(
        _plain(step, [_other_side(zone) for zone in step.zones]) for step in run.steps
    )


def _bare(run: _Run) -> tuple[str, tuple[Step, ...]]:
    return run.side, tuple(_plain(step, list(step.zones)) for step in run.steps)


def _plain(step: Step, zones: list[str]) -> Step:
    """Strip a step of what does not matter for a comparison of sides."""
    return replace(step, zones=tuple(sorted(zones)), checkpoint=None, checklist=())


def _other_side(zone: str) -> str:
    region, _, side = zone.rpartition("_")
    return f"{region}_{_SIDES[side]}" if side in _SIDES else zone


def _asked(step: Step, texts: Texts) -> Iterator[Block]:
    if step.checkpoint is not None:
        asked = _by_key(step.checkpoint, texts)
        yield Line(span(asked, "accent"), mark=Span("?", "accent"), indent=9)


def _by_key(key: str, texts: Texts) -> str:
    """Give a text of the session file by a dotted key such as `steps.opening_flat`."""
    return session_word(texts, *key.split("."))


def _columns(*, wide: bool) -> tuple[Column, ...]:
    clock, level = Column(width=5), Column(width=3, right=True)
    if not wide:
        return clock, level, Column(share=1)
    return clock, level, Column(share=5), Column(share=4)


def _cells(step: Step, clock: int, words: _Words) -> tuple[Spans, ...]:
    where = joined([span(p, "dim") for p in places(step.zones, words.protocol.zones, words.texts)])
    cue = span(_by_key(step.cue, words.texts), "cue") if step.cue else ()
    when, level = span(format_clock(clock), "dim"), level_bar(step.level)
    does = (*_hands(step, words.texts), *((Span("\n"), *where) if where else ()))
    if words.wide:
        return when, level, does, cue or span("")
    return when, level, (*does, *((Span("\n"), *cue) if cue else ()))


def _hands(step: Step, texts: Texts) -> Spans:
    """Say what the hands do, with what, and how where it matters."""
    names = [session_word(texts, "manipulations", name) for name in step.manipulations]
    parts = [span(upper_first(", ".join(names)))] if names else []
    parts += [span(", ".join(session_word(texts, "tools", tool) for tool in step.tools), "dim")]
    if step.amplitude is not None:
        parts.append(span(session_word(texts, "amplitudes", step.amplitude)))
    if step.medium is not None:
        parts.append(span(session_word(texts, "media", step.medium)))
    if step.manner is not None:
        parts.append(span(session_word(texts, "manners", step.manner)))
    parts += [span(point.point, "strong") for point in step.points]
    if step.cups is not None:
        parts.append(span(_cups(step, texts), "dim"))
    return joined([part for part in parts if part[0].text])


def _cups(step: Step, texts: Texts) -> str:
    if step.cups is None:
        return ""
    width = Quantity(step.cups.diameter_mm, "mm")
    return texts.get(
        "interface", "plan", f"cups_{step.cups.mode}", count=step.cups.count, width=width
    )


def _afterwards(session: Session, texts: Texts) -> Page:
    rest = Quantity(session.rest_s, "s")
    sit = Quantity(session.sit_before_standing_s, "s")
    head = (Span(format_clock(session.hands_on_s), "heading"), Span("  "))
    name = Span(texts.get("interface", "plan", "afterwards"), "heading")
    said = texts.get("interface", "plan", "rest_and_sit", rest=rest, sit=sit)
    return (Gap(), Line((*head, name)), line(said, indent=7))


def _left_out(left_out: Sequence[LeftOut], script: str, texts: Texts) -> Page:
    if not left_out:
        return ()
    rows = tuple(_left(one, script, texts) for one in left_out)
    return (*heading(texts.get("interface", "plan", "left_out")), Rows(rows))


def _left(one: LeftOut, script: str, texts: Texts) -> tuple[Span, Spans]:
    stage, *rest = one.what.split(".")
    name = upper_first(session_word(texts, "stages", script, stage))
    side = rest[-1] if rest and rest[-1] in _SIDES else None
    where = [span(texts.get("interface", "plan", f"side_{side}"))] if side else []
    why = [span(_why(reason, texts)) for reason in one.because]
    time = span(format_clock(one.seconds), "dim")
    return Span(name), joined([time, *where, *why])


def _why(reason: str, texts: Texts) -> str:
    """Say why something is left out: a reason of the planner, or the rule against it."""
    said = texts.find("interface", "left_out", reason)
    if said is not None:
        return said
    title = texts.find("screening", "rules", reason, "title")
    if title is not None:
        return f"{title} ({reason})"
    return texts.find("screening", "techniques", reason) or reason
