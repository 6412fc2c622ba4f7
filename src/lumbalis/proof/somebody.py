"""A person a solver found: answers, circumstances and overrides, ready to be screened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from lumbalis.domain.expressions import Value
from lumbalis.domain.facts import (
    CONTEXT,
    Answer,
    Answers,
    CourseSoFar,
    Encounter,
    Practitioner,
    Site,
    Vocabulary,
)
from lumbalis.domain.screening import Override
from lumbalis.proof.spaces import AS_OF


@dataclass(frozen=True, slots=True)
class Somebody:
    """What is known of one possible person.

    `values` hold facts and circumstances; a name that is not there is unknown. `ages` are
    those of answers that are not from just now.
    """

    values: Mapping[str, Value]
    ages: Mapping[str, timedelta] = field(default_factory=dict)
    set_aside: frozenset[str] = frozenset()

    def answers(self, vocabulary: Vocabulary) -> Answers:
        """Give the answers to the facts of a protocol."""
        return Answers(
            {
                name: Answer(value, AS_OF - self.ages.get(name, timedelta()))
                for name, value in self.values.items()
                if name in vocabulary.facts
            }
        )

    def encounter(self) -> Encounter:
        """Give the circumstances."""
        usual = Site()
        held = self.values.get("credentials")
        return Encounter(
            at=AS_OF,
            session=_whole(self.values.get("session")) or 1,
            practitioner=Practitioner(held) if isinstance(held, frozenset) else None,
            site=Site(
                str(self.values.get("imaging_policy", usual.imaging_policy)),
                self.values.get("fire_cupping_enabled") is True,
            ),
            course=self._course(),
        )

    def _course(self) -> CourseSoFar:
        points = _number(self.values.get("course_worsening_points"))
        adverse = self.values.get("serious_adverse_event")
        return CourseSoFar(
            sessions_done=_whole(self.values.get("course_sessions_done")),
            gap_days=_whole(self.values.get("course_gap_days")),
            weeks=_whole(self.values.get("course_weeks")),
            pain_change_percent=_number(self.values.get("course_improvement_percent")),
            pain_change_points=None if points is None else -points,
            serious_adverse_event=adverse if isinstance(adverse, bool) else None,
        )

    def overrides(self) -> tuple[Override, ...]:
        """Give the overrides, all of which count."""
        until = AS_OF + timedelta(days=1)
        return tuple(
            Override(name, "physician", "physician", "counterexample", AS_OF, until)
            for name in sorted(self.set_aside)
        )

    def differs_from(self, usual: Somebody) -> tuple[str, ...]:
        """Name the facts and circumstances in which this person is not the usual one."""
        names = dict.fromkeys([*usual.values, *self.values])
        return tuple(
            name
            for name in names
            if self.values.get(name) != usual.values.get(name)
            or self.ages.get(name) != usual.ages.get(name)
        )


def _number(value: Value | None) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _whole(value: Value | None) -> int | None:
    number = _number(value)
    return None if number is None else int(number)


CIRCUMSTANCES = tuple(name for name in CONTEXT if name not in ("today", "phase"))
"""The circumstances a person may differ in."""
