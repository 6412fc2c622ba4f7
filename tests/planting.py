"""How harm is planted: small changes of a good plan, each with the violation it must cause."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from lumbalis.domain.plan import LeftOut, Seconds, Session, Step

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Harm(Generic[T]):
    """One way to spoil a plan.

    `plant` gives the spoiled plan, or None where the plan has nothing to spoil that way.
    `kind` is the violation that must be among those found.
    """

    kind: str
    name: str
    plant: Callable[[T], T | None]


Plant = Callable[[T], T | None]


def collector(harms: list[Harm[T]]) -> Callable[[str], Callable[[Plant[T]], Plant[T]]]:
    """Make a decorator that registers a planting function under the kind it must cause."""

    def harm(kind: str) -> Callable[[Plant[T]], Plant[T]]:
        def register(plant: Plant[T]) -> Plant[T]:
            harms.append(Harm(kind, plant.__name__, plant))
            return plant

        return register

    return harm


SESSION_HARMS: list[Harm[Session]] = []
session_harm = collector(SESSION_HARMS)


def with_steps(session: Session, steps: Iterable[Step]) -> Session:
    """Put other steps into a session and nothing else."""
    return replace(session, steps=tuple(steps))


def first_changed(
    session: Session, chosen: Callable[[Step], bool], change: Callable[[Step], Step]
) -> Session | None:
    """Change the first step of a kind; None where there is none."""
    place = next((i for i, step in enumerate(session.steps) if chosen(step)), None)
    if place is None:
        return None
    steps = list(session.steps)
    steps[place] = change(steps[place])
    return with_steps(session, steps)


def all_changed(
    session: Session, chosen: Callable[[Step], bool], change: Callable[[Step], Step]
) -> Session | None:
    """Change every step of a kind; None where there is none."""
    if not any(chosen(step) for step in session.steps):
        return None
    return with_steps(session, (change(s) if chosen(s) else s for s in session.steps))


def shifted(
    session: Session,
    seconds: int,
    taken_from: Callable[[Step], bool],
    given_to: Callable[[Step], bool],
) -> Session | None:
    """Move seconds from one step to another, so that the sum stays; None where it cannot."""
    giver = next((i for i, s in enumerate(session.steps) if taken_from(s)), None)
    taker = next((i for i, s in enumerate(session.steps) if given_to(s)), None)
    if giver is None or taker is None or session.steps[giver].seconds <= seconds:
        return None
    steps = list(session.steps)
    steps[giver] = replace(steps[giver], seconds=Seconds(steps[giver].seconds - seconds))
    steps[taker] = replace(steps[taker], seconds=Seconds(steps[taker].seconds + seconds))
    return with_steps(session, steps)


def explained(session: Session, seconds: int) -> Session:
    """Say that so many seconds were left out, so that only the planted harm is at fault."""
    left = LeftOut("something", Seconds(seconds), ("S09b",))
    return replace(session, left_out=(*session.left_out, left))


def does(name: str) -> Callable[[Step], bool]:
    """Choose steps with a manipulation."""
    return lambda step: any(m.partition(".")[0] == name for m in step.manipulations)


def works_in(region: str) -> Callable[[Step], bool]:
    """Choose steps that work a region, on either side."""
    return lambda step: any(zone.startswith(region) for zone in step.zones)


def by_hand(step: Step) -> bool:
    """Choose steps of plain manual work."""
    return bool(step.manipulations) and step.cups is None and not step.points


def touches(step: Step) -> bool:
    """Choose steps that touch the patient."""
    return bool(step.manipulations)


def sucks(step: Step) -> bool:
    """Choose steps whose cups hold suction."""
    return step.cups is not None and step.cups.mode != "none"


def presses(step: Step) -> bool:
    """Choose steps that press points."""
    return bool(step.points)
