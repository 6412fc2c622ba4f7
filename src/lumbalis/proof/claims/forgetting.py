"""Claims about silence: whoever knows less may do no more. All rules at once, fact by fact."""

from __future__ import annotations

from collections.abc import Iterator

from lumbalis.domain.circuit import NEVER, Fresh, Gate, Gates, Given, ScreeningNet
from lumbalis.domain.circuit.understanding import followed
from lumbalis.domain.protocol import Category
from lumbalis.proof.claims.claim import Claim, Question, nobody
from lumbalis.proof.copies import Copy
from lumbalis.proof.ground import Ground


def _never_answered(ground: Ground) -> Iterator[Question]:
    """Take answers away: that never permits more, unless the silence has no effect by plan.

    Those facts are declared so (`OPT`), or own up to a default that is not the strictest.
    """
    net, gates = ground.net, ground.gates
    for name, fact in ground.protocol.vocabulary.facts.items():
        if not fact.silence.strictest:
            continue
        copy = Copy(gates, {gates.ask(Given(name)): NEVER})
        silences = net.known.silences
        counts = gates.either(
            *copy.each((silences.blocks[name], silences.unsafe[name])),
            copy.of(followed(net.known.ordinary, name)),
        )
        yield nobody(counts, _looser(net, copy), about=(name,))


def _grown_old(ground: Ground) -> Iterator[Question]:
    """Let answers grow too old: that never permits more, whatever their silence means."""
    gates = ground.gates
    for name, fact in ground.protocol.vocabulary.facts.items():
        if fact.valid_for is not None:
            copy = Copy(gates, {gates.ask(Fresh(name, fact.valid_for)): NEVER})
            yield nobody(_looser(ground.net, copy), about=(name,))


def _looser(net: ScreeningNet, copy: Copy) -> Gate:
    """Open where the copy permits something the net does not."""
    gates = net.gates
    stricter = [net.at_least[c] for c in (Category.ELIGIBLE_PRECAUTIONS, Category.INCOMPLETE)]
    category = gates.some(gates.both(gate, gates.no(copy.of(gate))) for gate in stricter)
    allowed = gates.no(net.at_least[Category.INCOMPLETE])
    allowed_there = gates.no(copy.of(net.at_least[Category.INCOMPLETE]))
    within = gates.some(_more(gates, net, copy))
    return gates.either(category, gates.both(allowed, allowed_there, within))


def _more(gates: Gates, net: ScreeningNet, copy: Copy) -> Iterator[Gate]:
    """Give the gates "a higher level", "another technique", "another zone" of the copy."""
    keeping = [*net.session_cap, *net.excluded.values()]
    keeping += [gate for level in net.zone_caps.values() for gate in level]
    for gate in keeping:
        yield gates.both(gate, gates.no(copy.of(gate)))
    for gate in net.techniques.values():
        yield gates.both(gates.no(gate), copy.of(gate))


FORGETTING = (
    Claim("forgetting_never_permits", _never_answered),
    Claim("ageing_never_permits", _grown_old),
)
