"""What a change of the protocol could do to anybody: for each way, a person who shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from lumbalis.domain.circuit import HIGHEST, Gate, Gates, Level, ScreeningNet, screening_net
from lumbalis.domain.protocol import Category, Protocol
from lumbalis.proof.prover import Prover
from lumbalis.proof.somebody import Somebody


class Direction(Enum):
    """Whether the new protocol permits more, less, or judges what the other cannot."""

    LOOSER = "looser"
    STRICTER = "stricter"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Change:
    """One way in which somebody's verdict becomes another.

    `what` is category, answers (they contradict each other under one of the two), level,
    technique, zone, zone_level or sitting; `about` names the technique or zone. `before`
    and `after` are words of the protocol. Limits are compared where both protocols allow
    a session. `person` shows it; `usual` is who they are described against.
    """

    what: str
    about: str
    before: str
    after: str
    direction: Direction
    person: Somebody
    usual: Somebody


class IncomparableError(ValueError):
    """Two protocols in which one fact is two different questions."""

    def __init__(self, fact: str) -> None:
        self.fact = fact
        super().__init__(f"{fact} is of another type in the two protocols; compare them in steps")


@dataclass(frozen=True, slots=True)
class _Way:
    what: str
    about: str
    before: str
    after: str
    direction: Direction
    gates: tuple[Gate, ...]


def impact(old: Protocol, new: Protocol) -> tuple[Change, ...]:
    """Find a person for every way in which a verdict could change; none if nothing can.

    Raises
    ------
    IncomparableError
        If a fact has another type in one of the two.
    """
    return tuple(changes_between(old, new))


def changes_between(old: Protocol, new: Protocol) -> Iterator[Change]:
    """Find the changes one after the other, as `impact`."""
    _refuse_other_types(old, new)
    gates = Gates()
    before, after = screening_net(old, gates), screening_net(new, gates)
    ways = [way for way in _ways(before, after, gates) if 0 not in way.gates]
    if not ways:
        return
    prover = Prover(gates, [old.vocabulary, new.vocabulary])
    _choose_usual(prover, before, after)
    yield from _found(ways, prover)


def _refuse_other_types(old: Protocol, new: Protocol) -> None:
    for name, fact in old.vocabulary.facts.items():
        other = new.vocabulary.facts.get(name)
        if other is not None and other.type is not fact.type:
            raise IncomparableError(name)


def _choose_usual(prover: Prover, before: ScreeningNet, after: ScreeningNet) -> None:
    """Describe people against somebody fit under both, or at least under one of them."""
    sound = [prover.gates.no(net.contradicted) for net in (before, after)]
    fit = [net.exactly[Category.ELIGIBLE] for net in (before, after)]
    for wanted in (fit, fit[:1], fit[1:], []):
        if prover.possible(*sound, *wanted):
            prover.choose_usual(*sound, *wanted)
            return
    prover.choose_usual()


def _found(ways: list[_Way], prover: Prover) -> Iterator[Change]:
    for way in ways:
        person = prover.somebody(*way.gates)
        if person is not None:
            yield Change(
                way.what, way.about, way.before, way.after, way.direction, person, prover.usual
            )


def _ways(before: ScreeningNet, after: ScreeningNet, gates: Gates) -> Iterator[_Way]:
    both = (gates.no(before.contradicted), gates.no(after.contradicted))
    refused = (before.contradicted, gates.no(after.contradicted))
    yield _Way("answers", "", "contradicted", "judged", Direction.LOOSER, _met(gates, *refused))
    refused = (gates.no(before.contradicted), after.contradicted)
    yield _Way("answers", "", "judged", "contradicted", Direction.REFUSED, _met(gates, *refused))
    for was in Category:
        for becomes in Category:
            if was is not becomes:
                met = _met(gates, before.exactly[was], after.exactly[becomes], *both)
                stricter = becomes.value > was.value
                direction = Direction.STRICTER if stricter else Direction.LOOSER
                yield _Way("category", "", was.name, becomes.name, direction, met)
    stops = [net.at_least[Category.INCOMPLETE] for net in (before, after)]
    allowed = (*both, *(gates.no(gate) for gate in stops))
    yield from _limits(before, after, gates, allowed)


def _met(gates: Gates, *wanted: Gate) -> tuple[Gate, ...]:
    """Keep what has to be open; a single 0 where it certainly cannot be."""
    return (0,) if gates.every(wanted) == 0 else wanted


def _limits(
    before: ScreeningNet, after: ScreeningNet, gates: Gates, allowed: tuple[Gate, ...]
) -> Iterator[_Way]:
    yield from _levels("level", "", before.session_cap, after.session_cap, gates, allowed)
    for name in sorted({*before.techniques, *after.techniques}):
        pair = (before.techniques.get(name, 0), after.techniques.get(name, 0))
        yield from _flags("technique", name, pair, gates, allowed)
    for zone in sorted(before.excluded.keys() & after.excluded.keys()):
        pair = (gates.no(before.excluded[zone]), gates.no(after.excluded[zone]))
        yield from _flags("zone", zone, pair, gates, allowed)
        free = (*allowed, *pair)
        levels = (before.zone_caps[zone], after.zone_caps[zone])
        yield from _levels("zone_level", zone, *levels, gates, free)
    yield from _flags("sitting", "", (before.sitting, after.sitting), gates, allowed)


def _flags(
    what: str, about: str, pair: tuple[Gate, Gate], gates: Gates, allowed: tuple[Gate, ...]
) -> Iterator[_Way]:
    was, becomes = pair
    gained = _met(gates, gates.no(was), becomes, *allowed)
    yield _Way(what, about, "no", "yes", Direction.LOOSER, gained)
    lost = _met(gates, was, gates.no(becomes), *allowed)
    yield _Way(what, about, "yes", "no", Direction.STRICTER, lost)


def _levels(
    what: str, about: str, was: Level, becomes: Level, gates: Gates, allowed: tuple[Gate, ...]
) -> Iterator[_Way]:
    """Compare two ceilings level by level, and show the widest step in each direction."""
    for direction, lower, higher in (
        (Direction.LOOSER, was, becomes),
        (Direction.STRICTER, becomes, was),
    ):
        for low in range(HIGHEST):
            crosses = _met(gates, lower[low], gates.no(higher[low]), *_exactly(gates, lower, low))
            if crosses != (0,):
                ends = (str(low), f"> {low}")
                before, after = ends if direction is Direction.LOOSER else ends[::-1]
                yield _Way(what, about, before, after, direction, (*crosses, *allowed))


def _exactly(gates: Gates, level: Level, value: int) -> tuple[Gate, ...]:
    return (gates.no(level[value - 1]),) if value else ()
