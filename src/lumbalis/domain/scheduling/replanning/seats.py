"""From stops to bookings: a couch, a bay, a rest place and equipment for every visit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from lumbalis.domain.scheduling.agenda import Agenda
from lumbalis.domain.scheduling.booked import BookedVisit
from lumbalis.domain.scheduling.replanning.cases import Case
from lumbalis.domain.scheduling.replanning.prices import Stop
from lumbalis.domain.scheduling.request import VisitNeed


def seat(agenda: Agenda, case: Case, stops: Sequence[Stop]) -> tuple[BookedVisit, ...]:
    """Give every stop its resources; what a visit at that time had before comes first.

    Otherwise the place that the visit leaves the least room in, so that long gaps stay whole.

    Raises
    ------
    LookupError
        If nothing is free where the stops say so: the arrays and the clinic disagree.
    """
    known = {(visit.day, visit.start): visit for visit in case.before or ()}
    visits = []
    for stop in stops:
        before = known.get((stop.day, stop.tick + agenda.first))
        visits.append(_visit(agenda, case.needs[stop.number], stop, before))
    return tuple(visits)


def _visit(agenda: Agenda, need: VisitNeed, stop: Stop, before: BookedVisit | None) -> BookedVisit:
    therapist = agenda.clinic.therapists[stop.hand].id
    if before is not None and before.therapist == therapist:
        same = replace(before, index=need.index)
        if _fits(agenda, same, need):
            return same
    couch, bay, rest_place = _lie_down(agenda, need, stop)
    return BookedVisit(
        index=need.index,
        day=stop.day,
        start=stop.tick + agenda.first,
        layout=need.layout,
        therapist=therapist,
        couch=couch,
        rest_place=rest_place,
        bay=bay,
        equipment=_equipment(agenda, need, stop),
        units_x100=need.units_x100,
    )


def _fits(agenda: Agenda, visit: BookedVisit, need: VisitNeed) -> bool:
    """Tell whether a visit as it was serves the need, and everything it claims is free."""
    kinds = {one.id: one.kind for one in agenda.clinic.equipment}
    if (visit.layout, visit.units_x100) != (need.layout, need.units_x100):
        return False
    if {kinds.get(thing) for thing in visit.equipment} != need.equipment:
        return False
    for claim in visit.claims(""):
        span, row = claim.span, agenda.row.get(claim.resource)
        at = span.start - agenda.first
        known = row is not None and 0 <= at < agenda.length
        if known and agenda.free[at, row, span.day] < span.end - span.start:
            return False
    return True


def _lie_down(agenda: Agenda, need: VisitNeed, stop: Stop) -> tuple[str, str | None, str | None]:
    """Choose couch, bay and rest place; the couch is kept where there is no place to rest."""
    layout = need.layout
    if stop.rested:
        places = [one.id for one in agenda.clinic.rest_places]
        rest_at = (stop.tick + layout.to_rest, stop.day)
        rest_place = _tightest(agenda, places, rest_at, layout.rest_place)
        couch = _couch(agenda, stop, layout.couch)
        if rest_place is not None and couch is not None:
            return *couch, rest_place
    couch = _couch(agenda, stop, layout.couch_with_rest)
    if couch is None:
        msg = "no couch is free where the path says so; the arrays and the clinic disagree."
        raise LookupError(msg)
    return *couch, None


def _couch(agenda: Agenda, stop: Stop, length: int) -> tuple[str, str | None] | None:
    """Choose the couch with the least room to spare, with a free bay where its room has bays."""
    found, at = {}, (stop.tick, stop.day)
    for couch in agenda.clinic.couches:
        bays = agenda.clinic.bays_of(couch)
        bay = _tightest(agenda, bays, at, length)
        if bay is not None or not bays:
            found[couch.id] = bay
    chosen = _tightest(agenda, found, at, length)
    return None if chosen is None else (chosen, found[chosen])


def _tightest(agenda: Agenda, names: Iterable[str], at: tuple[int, int], length: int) -> str | None:
    """Give what is free for so long and for the shortest time beyond; the first among equals."""
    tick, day = at
    if tick >= agenda.length:
        return None
    runs = agenda.free[tick, :, day]
    free = [name for name in names if runs[agenda.row[name]] >= length]
    return min(free, key=lambda name: int(runs[agenda.row[name]]), default=None)


def _equipment(agenda: Agenda, need: VisitNeed, stop: Stop) -> tuple[str, ...]:
    chosen = []
    for kind in sorted(need.equipment):
        names = [one.id for one in agenda.clinic.equipment if one.kind == kind]
        thing = _tightest(agenda, names, (stop.tick, stop.day), need.layout.equipment)
        if thing is None:
            msg = f"no {kind} is free where the path says so; the arrays and the clinic disagree."
            raise LookupError(msg)
        chosen.append(thing)
    return tuple(chosen)
