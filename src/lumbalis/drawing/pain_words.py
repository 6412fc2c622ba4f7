"""The words of the pain drawing in one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from lumbalis.domain.anatomy import SPINE
from lumbalis.domain.outcomes.pain_drawing import PainArea, PainPlace, Patch
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.knowledge.texts import Quantity, Texts, TextValue

_FILE: Final = "painmap"
_PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class PainVisit:
    """The painful skin of one visit, measured."""

    day: date
    area: PainArea


@dataclass(frozen=True, slots=True)
class PainWords:
    """The sentences of `painmap.yaml`, and the names the other body drawings use."""

    names: BodyWords

    @classmethod
    def of(cls, texts: Texts) -> PainWords:
        """Choose the words from the texts of one language."""
        return cls(BodyWords.of(texts))

    @property
    def language(self) -> str:
        """Tell the language."""
        return self.names.language

    def say(self, *keys: str, **values: TextValue) -> str:
        """Give a text of `painmap.yaml`.

        Raises
        ------
        KnowledgeError
            If there is no such text, or a value is missing.
        """
        return self.names.texts.get(_FILE, *keys, **values)

    def area(self, cm2: float) -> str:
        """Write an area; below ten with a decimal."""
        return self.names.amount(cm2, "cm2")

    def share(self, share: float) -> str:
        """Write a share in per cent."""
        return self.names.texts.value(Quantity(round(_PERCENT * share), "%"), "short")

    def day(self, day: date) -> str:
        """Write a day in full."""
        return self.names.texts.value(day)

    def was(self, now: str, before: str) -> str:
        """Compare a value with an earlier one."""
        return self.names.texts.get("outcomes", "comparison", follow=now, baseline=before)

    def rating(self, area: PainArea) -> str:
        """Write the worst rating, or that no place was marked."""
        return self.say("none") if area.nrs_worst is None else str(area.nrs_worst)

    def before_label(self, area: PainArea) -> str:
        """Name the earlier area where it is drawn."""
        return self.say("before_label", worst=self.rating(area), area=self.area(area.area_cm2))

    def place(self, place: PainPlace) -> str:
        """Say where an area lies: from which level to which, and on which side."""
        upper, lower = self._landmark(place.upper), self._landmark(place.lower)
        reach = upper if upper == lower else self.say("reach", upper=upper, lower=lower)
        return self.say("place", reach=reach, side=self.say("spread", place.spread.value))

    def qualities(self, patch: Patch) -> str:
        """Name how a patch feels; empty where nobody said."""
        named = (
            self.names.texts.get("facts", "pain_quality", "values", quality)
            for quality in patch.qualities
        )
        return "; ".join(named)

    def description(self, visits: Sequence[PainVisit]) -> str:
        """Say every visit in a sentence, for those who cannot see the drawing."""
        return " ".join(self._said(visit) for visit in visits)

    def _said(self, visit: PainVisit) -> str:
        area = visit.area
        if area.place is None:
            return self.say("said_nothing", day=self.day(visit.day))
        return self.say(
            "said",
            day=self.day(visit.day),
            worst=self.rating(area),
            area=self.area(area.area_cm2),
            place=self.place(area.place),
        )

    def _landmark(self, name: str) -> str:
        return name if name in SPINE else self.say("landmarks", name.rpartition("_")[0])
