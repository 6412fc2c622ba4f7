"""What a drawing has to be told: its words, and the plan that it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lumbalis.domain.plan import ProtocolStamp

_HASH_SHOWN = 12


class Sentence(Protocol):
    """Gives a text of `drawing.yaml`, with its placeholders filled."""

    def __call__(self, key: str, /, **values: str) -> str:
        """Give the text under a key.

        Raises
        ------
        KeyError
            Or another error of the texts, if there is no such key.
        """
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class SheetWords:
    """The words of one language, already chosen; drawing reads no text files itself.

    `text` gives the sentences of `drawing.yaml`. `moment` writes a date and time as the
    language does. `name` takes a kind and an id:

    ========================= ==================================================
    kind                      id
    ========================= ==================================================
    script, position, phase,  as in the plan; a medium on the hands is a technique
    severity, technique
    stage                     script and stage: `classical.opening`
    zone, region              `gluteal_left`; `gluteal`
    manipulation              `stroking.flat`
    tool, direction, tempo,   as in the step
    amplitude, manner
    cue, checkpoint           the step's text key: `steps.opening_flat`
    checklist, flag           the item's id
    level, level_stop         `0` to `5`: how it feels; the sign to stop at
    because                   the rule or reason behind something left out
    category, verdict         a category of the screening: its name; its sentence
    finding                   a case of the screening: its title
    margin                    what hands keep away from, and the mm: `mole:20`
    ========================= ==================================================
    """

    language: str
    text: Sentence
    name: Callable[[str, str], str]
    moment: Callable[[datetime], str]


@dataclass(frozen=True, slots=True)
class PlanStamp:
    """Which plan a page belongs to: protocol, hash, length of the course, who and when.

    `who` names whom or what the page is for, as the clinic does; it may be empty.
    """

    protocol: ProtocolStamp
    plan_sha256: str
    sessions: int
    who: str
    at: datetime

    @property
    def short_hash(self) -> str:
        """The beginning of the plan's hash, enough to tell two plans apart by eye."""
        return self.plan_sha256[:_HASH_SHOWN]

    @property
    def is_draft(self) -> bool:
        """Tell whether the protocol still waits for a physician's signature."""
        return self.protocol.status == "draft"


@dataclass(frozen=True, slots=True)
class Advice:
    """What the patient takes home: how to behave when unwell, and the signs that need help."""

    paragraphs: tuple[str, ...]
    help_lead: str
    help_signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BodyPage:
    """A body in a printed plan: its own page with a picture in SVG, and sentences for the first.

    `alternative` says what the picture shows, `about` heads the sentences.
    """

    heading: str
    picture: str
    alternative: str
    about: str
    lines: tuple[str, ...]
