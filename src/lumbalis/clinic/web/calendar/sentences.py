"""Offers and refusals in words: facts of the model become sentences a desk can read out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lumbalis.clinic.records.models import User
from lumbalis.clinic.services.booking.clock_words import clock
from lumbalis.clinic.services.booking.floor import id_in
from lumbalis.clinic.services.booking.offering import Offered, Offers
from lumbalis.clinic.web.calendar.lines import day_words, say
from lumbalis.clinic.web.people.lines import credential_word
from lumbalis.domain.scheduling.explaining import OnWeekday, Refusal
from lumbalis.domain.scheduling.grid import TICK_MIN
from lumbalis.domain.scheduling.offers import CourseFacts


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One offer: what is said of it, every visit of it, and the token to take it up."""

    title: str
    says: tuple[str, ...]
    visits: tuple[tuple[int, str, str, str], ...]
    token: str


def offer_lines(offers: Offers) -> list[OfferLine]:
    """Say the offers."""
    names = _names(one for each in offers.offered for one in each.offer.facts.therapists)
    return [_offer(one, offers, names) for one in offers.offered]


def _names(resources: Iterable[str]) -> dict[str, str]:
    ids = {one: id_in(one) for one in resources}
    rows = {row.pk: row.name for row in User.objects.filter(pk__in=set(ids.values()))}
    return {resource: rows.get(pk, "") for resource, pk in ids.items()}


def _offer(one: Offered, offers: Offers, names: Mapping[str, str]) -> OfferLine:
    facts, window = one.offer.facts, offers.ask.window
    first, last = window.date(facts.starts_on), window.date(facts.ends_on)
    return OfferLine(
        title=say("offer.title", n=facts.visits, first=first, last=last),
        says=tuple(_facts(facts, one.offer.course.main, names)),
        visits=tuple(
            (
                visit.index,
                day_words(window.date(visit.day)),
                clock(visit.start * TICK_MIN),
                names.get(visit.therapist, ""),
            )
            for visit in one.offer.course.visits
        ),
        token=one.token,
    )


def _facts(facts: CourseFacts, main: str, names: Mapping[str, str]) -> Iterator[str]:
    """Give the sentences, what matters most to people first."""
    if facts.with_main == facts.visits:
        yield say("offer.all_with", who=names.get(main, ""))
    else:
        yield say("offer.most_with", who=names.get(main, ""), k=facts.with_main, all=facts.visits)
    if facts.earliest_start == facts.latest_start:
        yield say("offer.always_at", time=clock(facts.earliest_start * TICK_MIN))
    else:
        first, last = (clock(at * TICK_MIN) for at in (facts.earliest_start, facts.latest_start))
        yield say("offer.between", first=first, last=last)
    yield say("offer.weekdays", days=_weekdays(facts.by_weekday))
    if facts.saturdays:
        yield say("offer.saturdays", n=facts.saturdays)
    for key in ("gaps_longer", "gaps_shorter", "soon_after_meal", "rests_on_couch"):
        found = getattr(facts, key)
        if found:
            yield say(f"offer.{key}", n=len(found))
    if facts.lowering_gaps:
        yield say("offer.lowering_gaps", sessions=", ".join(map(str, facts.lowering_gaps)))
    if facts.with_preferred is not None:
        yield say("offer.with_preferred", k=facts.with_preferred, all=facts.visits)


def _weekdays(counts: Iterable[int]) -> str:
    return ", ".join(
        say(f"weekdays_short.{weekday}") for weekday, count in enumerate(counts) if count
    )


def refusal_lines(offers: Offers) -> list[str]:
    """Say why there is no course, and what would have to change."""
    return [] if offers.refusal is None else list(_refusal(offers.refusal))


def _refusal(why: Refusal) -> Iterator[str]:
    stuck = why.stuck
    kinds = ", ".join(credential_word(one) for one in sorted(stuck.credentials))
    yield say("refusal.stuck", n=stuck.index, kinds=kinds)
    for group in why.enough_alone:
        yield say("refusal.enough", what=say(f"refusal.groups.{group.value}"))
    rest = [one for one in why.because if one not in why.enough_alone]
    if rest and not why.enough_alone:
        groups = "; ".join(say(f"refusal.groups.{one.value}") for one in rest)
        yield say("refusal.because", what=groups)
    if not stuck.qualified:
        yield say("refusal.nobody_qualified")
    if stuck.could_come:
        yield say("refusal.could_come", times=_times(stuck.could_come))
    else:
        yield say("refusal.could_never_come")
    names = _names(one for one, _ in stuck.could_treat)
    for who, times in stuck.could_treat:
        key = "could_treat" if times else "could_not_treat"
        yield say(f"refusal.{key}", who=names.get(who, ""), times=_times(times))


def _times(times: Iterable[OnWeekday]) -> str:
    return ", ".join(
        f"{say(f'weekdays_short.{one.weekday}')} {clock(one.first * TICK_MIN)}"
        f"–{clock(one.last * TICK_MIN)}"
        for one in times
    )
