"""One person as the net sees them: which inputs hold of their answers and circumstances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lumbalis.domain.circuit.gates import Gates, Op
from lumbalis.domain.circuit.inputs import Equals, Fresh, Given, Holds, Input, SetAside
from lumbalis.domain.expressions import Reading, compile_expression
from lumbalis.domain.facts import Answers, Encounter
from lumbalis.domain.facts.vocabulary import context_of
from lumbalis.domain.protocol import Protocol
from lumbalis.domain.screening import Override
from lumbalis.domain.screening.overrides import sort_overrides
from lumbalis.domain.truth import Truth


def switched(
    gates: Gates,
    protocol: Protocol,
    answers: Answers,
    encounter: Encounter,
    overrides: Sequence[Override] = (),
) -> dict[Input, bool]:
    """Tell for every input of a net whether it holds of a person at the time of an encounter."""
    given: Reading = {
        **dict.fromkeys(protocol.vocabulary.facts),
        **context_of(encounter),
        **{name: answer.value for name, answer in answers.by_fact.items()},
    }
    accepted = sort_overrides(
        overrides, protocol.rules, encounter.at, protocol.limit("override_valid")
    ).accepted

    def holds(question: Input) -> bool:
        match question:
            case Given(name):
                return given[name] is not None
            case Fresh(name, within):
                answer = answers.by_fact.get(name)
                return answer is not None and encounter.at - answer.at <= within
            case Holds(leaf):
                return compile_expression(leaf).truth(given) is Truth.TRUE
            case Equals(name, value):
                return given[name] == value
            case SetAside(name):
                return name in accepted

    return {question: holds(question) for question in gates.inputs()}


def lit(gates: Gates, inputs: Mapping[Input, bool]) -> list[bool]:
    """Give for every gate whether it is open, when these inputs hold."""
    found: list[bool] = []
    for node in gates.nodes:
        match node.op:
            case Op.NEVER:
                found.append(False)
            case Op.ASK:
                found.append(node.asks is not None and inputs[node.asks])
            case Op.NOT:
                found.append(not found[node.below[0]])
            case Op.AND:
                found.append(all(found[gate] for gate in node.below))
            case Op.OR:
                found.append(any(found[gate] for gate in node.below))
    return found
