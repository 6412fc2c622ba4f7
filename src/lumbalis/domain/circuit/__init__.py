"""A protocol as one net of gates, from which every other reading of its rules is made."""

from lumbalis.domain.circuit.gates import ALWAYS, NEVER, Gate, Gates, Node, Op, needed
from lumbalis.domain.circuit.inputs import Equals, Fresh, Given, Holds, Input, SetAside
from lumbalis.domain.circuit.levels import HIGHEST, Level
from lumbalis.domain.circuit.outcome import Outcome, outcome_of, read_off
from lumbalis.domain.circuit.person import lit, switched
from lumbalis.domain.circuit.verdict import NOTHING_LEFT, ScreeningNet, screening_net

__all__ = [
    "ALWAYS",
    "HIGHEST",
    "NEVER",
    "NOTHING_LEFT",
    "Equals",
    "Fresh",
    "Gate",
    "Gates",
    "Given",
    "Holds",
    "Input",
    "Level",
    "Node",
    "Op",
    "Outcome",
    "ScreeningNet",
    "SetAside",
    "lit",
    "needed",
    "outcome_of",
    "read_off",
    "screening_net",
    "switched",
]
