"""The form in which the desk writes down when a patient can come and what they would like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import QueryDict

from lumbalis.clinic.records.models import User
from lumbalis.clinic.services.booking.clock_words import clock, minutes_of
from lumbalis.clinic.services.booking.wishes import Wished, WishError
from lumbalis.clinic.web.calendar.lines import say
from lumbalis.clinic.web.calendar.typed import whole

WEEKDAYS: Final = range(7)
_MEALS: Final = 3
_PHYSIO: Final = 3


@dataclass(frozen=True, slots=True)
class Weekday:
    """One weekday of the form."""

    number: int
    name: str
    first: str
    last: str
    comes: bool
    disliked: bool


@dataclass(frozen=True, slots=True)
class Form:
    """What the form shows."""

    any_time: bool
    weekdays: tuple[Weekday, ...]
    meals: tuple[str, ...]
    around: str
    prefers: str
    only: frozenset[str]
    from_day: str
    physio: tuple[tuple[int | None, str, str], ...]
    physio_ordered: bool
    names: tuple[tuple[int, str], ...]
    people: tuple[User, ...]
    version: int


def shown_form(wished: Wished, people: Iterable[User]) -> Form:
    """Give the form with what is known."""
    windows = {weekday: (start, end) for weekday, start, end in wished.windows}
    meals = [clock(one) for one in wished.meals][:_MEALS]
    return Form(
        any_time=not windows,
        weekdays=tuple(_weekdays(windows, wished)),
        meals=tuple(meals + [""] * (_MEALS - len(meals))),
        around="" if wished.around is None else clock(wished.around),
        prefers=wished.prefers,
        only=frozenset(wished.only),
        from_day=wished.from_day,
        physio=tuple(_physio(wished)),
        physio_ordered=wished.physio_ordered,
        names=tuple((number, say(f"weekdays.{number}")) for number in WEEKDAYS),
        people=tuple(people),
        version=wished.version,
    )


def _physio(wished: Wished) -> Iterator[tuple[int | None, str, str]]:
    for weekday, start, end in wished.physio[:_PHYSIO]:
        yield weekday, clock(start), clock(end)
    for _ in range(_PHYSIO - len(wished.physio)):
        yield None, "", ""


def _weekdays(windows: Mapping[int, tuple[int, int]], wished: Wished) -> Iterator[Weekday]:
    for number in WEEKDAYS:
        start, end = windows.get(number, (None, None))
        yield Weekday(
            number=number,
            name=say(f"weekdays.{number}"),
            first="" if start is None else clock(start),
            last="" if end is None else clock(end),
            comes=number in windows or not windows,
            disliked=number in wished.disliked,
        )


def read_form(sent: QueryDict) -> Wished:
    """Read the form.

    Raises
    ------
    WishError
        If an hour or a day is none; it names the field.
    """
    only = [str(one) for one in sent.getlist("only") if one]
    around = str(sent.get("around", ""))
    return Wished(
        windows=() if sent.get("any_time") else tuple(_windows(sent)),
        meals=tuple(_time(str(one), "meals") for one in sent.getlist("meal") if str(one).strip()),
        only=tuple(only),
        prefers=sent.get("prefers", ""),
        around=_time(around, "around") if around.strip() else None,
        disliked=tuple(day for day in WEEKDAYS if sent.get(f"dislike-{day}")),
        from_day=_day(sent.get("from_day", "")),
        physio=tuple(_treated(sent)),
        physio_ordered=bool(sent.get("physio_ordered")),
    )


def _treated(sent: QueryDict) -> Iterator[tuple[int, int, int]]:
    """Read physiotherapy elsewhere; a line without a weekday says nothing."""
    for place in range(_PHYSIO):
        weekday = whole(str(sent.get(f"physio-{place}", "")))
        if weekday is not None and weekday in WEEKDAYS:
            first, last = (str(sent.get(f"physio-{key}-{place}", "")) for key in ("from", "to"))
            yield weekday, _time(first, "physio"), _time(last, "physio")


def _windows(sent: QueryDict) -> Iterator[tuple[int, int, int]]:
    found = False
    for number in WEEKDAYS:
        if not sent.get(f"comes-{number}"):
            continue
        first, last = sent.get(f"first-{number}", ""), sent.get(f"last-{number}", "")
        found = True
        start = _time(first, "windows") if first.strip() else 0
        end = _time(last, "windows") if last.strip() else 24 * 60
        yield number, start, end
    if not found:
        raise WishError(where="never")


def _time(said: str, where: str) -> int:
    read = minutes_of(said.strip())
    if read is None:
        raise WishError(where)
    return read


def _day(said: str) -> str:
    if not said.strip():
        return ""
    try:
        return date.fromisoformat(said.strip()).isoformat()
    except ValueError as error:
        raise WishError(where="from_day") from error
