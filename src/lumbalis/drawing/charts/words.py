"""The words of the charts in one language, with days and numbers as the language writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from lumbalis.domain.outcomes.change import ChangeLabel
from lumbalis.drawing.charts.course import Mark, Scale, Track
from lumbalis.knowledge.texts import Quantity, Texts, TextValue

_FILE: Final = "charts"


@dataclass(frozen=True, slots=True)
class ChartWords:
    """The sentences of `charts.yaml`, and the outcome words that other places use as well."""

    texts: Texts

    def say(self, *keys: str, **values: TextValue) -> str:
        """Give a text of `charts.yaml`.

        Raises
        ------
        KnowledgeError
            If there is no such text, or a value is missing.
        """
        return self.texts.get(_FILE, *keys, **values)

    def number(self, value: float, decimals: int = 0) -> str:
        """Write a number with at most so many decimals."""
        return self.texts.value(round(value, decimals))

    def value(self, value: float, track: Track) -> str:
        """Write a value of a track, with its unit where it has one."""
        if track.unit is None:
            return self.number(value, track.scale.decimals)
        rounded = round(value, track.scale.decimals)
        return self.texts.value(Quantity(rounded, track.unit), "short")

    def was(self, now: str, before: str) -> str:
        """Compare a value with an earlier one."""
        return self.texts.get("outcomes", "comparison", follow=now, baseline=before)

    def change(self, label: ChangeLabel) -> str:
        """Name the verdict on a change."""
        return self.texts.get("outcomes", "changes", label.value, "label")

    def phase(self, phase: str) -> str:
        """Name a phase."""
        return self.texts.get("screening", "phases", phase, "name")

    def mark(self, mark: Mark) -> str:
        """Name a mark."""
        return self.say("marks", mark.value)

    def day(self, day: date) -> str:
        """Write a day in full."""
        return self.texts.value(day)

    def short_day(self, day: date) -> str:
        """Write a day without its year, short enough for an axis."""
        month = self.texts.lines(_FILE, "months")[day.month - 1]
        return self.say("day_short", day=day.day, month=month)

    def session(self, number: int) -> str:
        """Name a session by its number."""
        return self.say("session", index=number)

    def important(self, scale: Scale) -> str:
        """Say from which value on an improvement matters; empty where there is none."""
        if scale.important is None:
            return ""
        side = "important_above" if scale.higher_is_better else "important_below"
        return self.say(side, value=self.number(scale.important, 1))

    def important_short(self, scale: Scale) -> str:
        """Give the same as a bare comparison, for where there is little room."""
        if scale.important is None:
            return ""
        sign = "≥" if scale.higher_is_better else "≤"
        return f"{sign} {self.number(scale.important, 1)}"

    def better(self, scale: Scale) -> str:
        """Say which way is better."""
        return self.say("higher_is_better" if scale.higher_is_better else "lower_is_better")


MARK_COLOURS: Final[Mapping[Mark, str]] = {
    Mark.STOPPED: "stop",
    Mark.ADVERSE: "stop",
    Mark.HOLD: "wait",
    Mark.REVIEW: "physician",
}
