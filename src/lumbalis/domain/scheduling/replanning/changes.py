"""What a re-planning changes for people: who is called, and what is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from lumbalis.domain.scheduling.booked import BookedVisit


class Kind(Enum):
    """What changes for the patient."""

    THERAPIST = "therapist"
    TIME = "time"
    DAY = "day"
    ADDED = "added"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Change:
    """One call: a date of a course changes from `before` to `after`.

    `index` is the session's number in the course: of the new date, or of the one that is cut.
    `before` None is a date more than there was, `after` None one for which no place is left.
    """

    course: str
    patient: str
    index: int
    kind: Kind
    before: BookedVisit | None
    after: BookedVisit | None


def changes(
    course: str, patient: str, before: Sequence[BookedVisit], after: Sequence[BookedVisit]
) -> Iterator[Change]:
    """List what a patient has to be told, in order of the new dates; a date kept is silent."""
    old = {visit.day: visit for visit in before}
    new = {visit.day: visit for visit in after}
    for day in sorted(old.keys() & new.keys()):
        kind = _same_day(old[day], new[day])
        if kind is not None:
            yield Change(course, patient, new[day].index, kind, old[day], new[day])
    dropped = [old[day] for day in sorted(old.keys() - new.keys())]
    fresh = [new[day] for day in sorted(new.keys() - old.keys())]
    for was, now in zip(dropped, fresh, strict=False):
        yield Change(course, patient, now.index, Kind.DAY, was, now)
    for now in fresh[len(dropped) :]:
        yield Change(course, patient, now.index, Kind.ADDED, None, now)
    for was in dropped[len(fresh) :]:
        yield Change(course, patient, was.index, Kind.CUT, was, None)


def _same_day(before: BookedVisit, after: BookedVisit) -> Kind | None:
    if before.start != after.start:
        return Kind.TIME
    return Kind.THERAPIST if before.therapist != after.therapist else None
