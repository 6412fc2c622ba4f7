"""The words of the body drawings in one language, and numbers as the language writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lumbalis.drawing.naming import words_from
from lumbalis.drawing.words import SheetWords
from lumbalis.knowledge.texts import Texts, TextValue

_FILE: Final = "bodymap"
_WHOLE_FROM: Final = 10.0
_MIDLINE_WORDS: Final = ("left", "right")


@dataclass(frozen=True, slots=True)
class BodyWords:
    """The sentences of `bodymap.yaml` and the names the other drawings use as well."""

    texts: Texts
    names: SheetWords

    @classmethod
    def of(cls, texts: Texts) -> BodyWords:
        """Choose the words from the texts of one language."""
        return cls(texts, words_from(texts))

    @property
    def language(self) -> str:
        """Tell the language."""
        return self.texts.language

    def say(self, *keys: str, **values: TextValue) -> str:
        """Give a text of `bodymap.yaml`.

        Raises
        ------
        KnowledgeError
            If there is no such text, or a value is missing.
        """
        return self.texts.get(_FILE, *keys, **values)

    def amount(self, value: float, unit: str) -> str:
        """Write a number with its unit, as exactly as a hand can follow."""
        return self.texts.quantity(rounded(value), unit, "short")

    def number(self, value: float) -> str:
        """Write a bare number, as exactly as a hand can follow."""
        return self.texts.value(rounded(value))

    def region(self, region: str) -> str:
        """Name a region without its side, short enough for a label."""
        short = self.texts.find(_FILE, "regions", region)
        return short if short is not None else self.names.name("region", region)

    def zone(self, zone: str) -> str:
        """Name a zone with its side, short enough for a label."""
        region, _, side = zone.rpartition("_")
        if side not in _MIDLINE_WORDS:
            return self.region(zone)
        return self.say("of_side", zone=self.region(region), side=self.say(side))


def rounded(value: float) -> float:
    """Keep whole numbers from ten on, one decimal below."""
    return round(value) if abs(value) >= _WHOLE_FROM else round(value, 1)
