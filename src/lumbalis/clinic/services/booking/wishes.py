"""What a patient wishes of the calendar: kept as plain values, read strictly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from lumbalis.clinic.records.models import BookingWishes, Patient
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.booking.days import Window
from lumbalis.domain.scheduling.grid import TICK_MIN, WEEK_DAYS, Span, ticks
from lumbalis.domain.scheduling.request import Meal

DAY_MIN: Final = 24 * 60
_MOST: Final = 4
"""So many windows a weekday, and meals a day, can be said."""


class WishError(ValueError):
    """A wish that cannot be kept; `where` names the field."""

    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(where)


@dataclass(frozen=True, slots=True)
class Wished:
    """When a patient can come, and what they would like.

    `windows` are weekday (0 is Monday), first and last minute of the day within which the whole
    visit must lie; none means any time. `meals` are minutes of the day. `only` and `prefers`
    are ids of therapists, `around` is the preferred minute of the day. `from_day` is the first
    day, as an ISO date, on which the course may begin; empty means as soon as possible. `physio`
    is physiotherapy elsewhere, as `windows`; `physio_ordered` says that a physician ordered both
    on one day.
    """

    windows: tuple[tuple[int, int, int], ...] = ()
    meals: tuple[int, ...] = ()
    only: tuple[str, ...] = ()
    prefers: str = ""
    around: int | None = None
    disliked: tuple[int, ...] = ()
    from_day: str = ""
    physio: tuple[tuple[int, int, int], ...] = ()
    physio_ordered: bool = False
    version: int = field(default=0, compare=False)

    def spans(self, window: Window) -> tuple[Span, ...] | None:
        """Give when the patient can come in a window of days; None is any time."""
        if not self.windows:
            return None
        return tuple(
            Span(number, ticks(start), end // TICK_MIN)
            for number, day in enumerate(window.horizon.days)
            for weekday, start, end in self.windows
            if weekday == day.weekday and ticks(start) < end // TICK_MIN
        )

    def treated(self, window: Window) -> tuple[Span, ...]:
        """Give when the patient has physiotherapy elsewhere, in a window of days."""
        return tuple(
            Span(number, start // TICK_MIN, ticks(end))
            for number, day in enumerate(window.horizon.days)
            for weekday, start, end in self.physio
            if weekday == day.weekday
        )

    def eats(self) -> tuple[Meal, ...]:
        """Give the meals."""
        return tuple(Meal(one // TICK_MIN) for one in self.meals)


def wishes_of(patient: Patient) -> Wished:
    """Read what a patient wishes; nothing said means that anything will do."""
    row = BookingWishes.objects.filter(patient=patient).first()
    if row is None:
        return Wished()
    kept = row.contents
    return Wished(
        windows=tuple(_whole(one) for one in kept.get("windows", ())),  # type: ignore[misc]  # three each, as written
        meals=_whole(kept.get("meals", ())),
        only=tuple(map(str, kept.get("only", ()))),
        prefers=str(kept.get("prefers", "")),
        around=kept.get("around"),
        disliked=_whole(kept.get("disliked", ())),
        from_day=str(kept.get("from_day", "")),
        physio=tuple(_whole(one) for one in kept.get("physio", ())),  # type: ignore[misc]  # three each, as written
        physio_ordered=bool(kept.get("physio_ordered", False)),
        version=row.version,
    )


def _whole(values: Iterable[object]) -> tuple[int, ...]:
    return tuple(int(str(one)) for one in values)


def keep_wishes(by: Acting, patient: Patient, wished: Wished) -> Wished | None:
    """Keep what a patient wishes; None if somebody else has changed it meanwhile.

    Raises
    ------
    WishError
        If a window, meal or hour is none.
    """
    _check(wished)
    contents = {
        "windows": [list(one) for one in sorted(wished.windows)],
        "meals": sorted(wished.meals),
        "only": sorted(wished.only),
        "prefers": wished.prefers,
        "around": wished.around,
        "disliked": sorted(wished.disliked),
        "from_day": wished.from_day,
        "physio": [list(one) for one in sorted(wished.physio)],
        "physio_ordered": wished.physio_ordered,
    }
    with whole(by):
        row = BookingWishes.objects.filter(patient=patient).first()
        if (0 if row is None else row.version) != wished.version:
            return None
        if row is None:
            row = BookingWishes(clinic=by.clinic, patient=patient, version=0)
        row.contents, row.version = contents, row.version + 1
        row.changed_at, row.changed_by_id = by.at, by.actor.user_id
        row.save()
        audit.record(
            by, "booking.wishes_changed", entity="wishes", entity_id=row.pk, patient=patient
        )
    return wishes_of(patient)


def _check(wished: Wished) -> None:
    for where in _wrong(wished):
        raise WishError(where)


def _wrong(wished: Wished) -> Iterator[str]:
    by_day: Mapping[int, int] = {}
    for weekday, start, end in wished.windows:
        by_day = {**by_day, weekday: by_day.get(weekday, 0) + 1}
        if not (0 <= weekday < WEEK_DAYS and 0 <= start < end <= DAY_MIN):
            yield "windows"
    if any(count > _MOST for count in by_day.values()) or len(wished.meals) > _MOST:
        yield "windows"
    for weekday, start, end in wished.physio:
        if not (0 <= weekday < WEEK_DAYS and 0 <= start < end <= DAY_MIN):
            yield "physio"
    if any(not 0 <= one < DAY_MIN for one in wished.meals):
        yield "meals"
    if wished.around is not None and not 0 <= wished.around < DAY_MIN:
        yield "around"
