"""From a path to bookings: which hands, which couch, which rest place, which equipment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lumbalis.domain.scheduling.agenda import Agenda
from lumbalis.domain.scheduling.booked import BookedCourse, BookedVisit
from lumbalis.domain.scheduling.costs import Costs
from lumbalis.domain.scheduling.path import Path, Place
from lumbalis.domain.scheduling.request import CourseRequest, VisitNeed


def assign(
    agenda: Agenda,
    request: CourseRequest,
    hands: Sequence[Costs],
    path: Path,
    other_therapist: int,
) -> BookedCourse:
    """Give every visit of a path its resources; the first that is free, in the clinic's order.

    Parameters
    ----------
    hands : sequence of ndarray
        The cost of each visit's starts with each therapist, as `hand_costs` gives it.
    other_therapist : int
        What it costs to be treated by somebody else than the main therapist.
    """
    visits = [
        visit_at(agenda, need, place, _therapist(costs, place, path.main, other_therapist))
        for need, costs, place in zip(request.visits, hands, path.places, strict=True)
    ]
    main = agenda.clinic.therapists[path.main].id
    return BookedCourse(request.id, request.patient.id, main, tuple(visits), path.cost)


def _therapist(costs: Costs, place: Place, main: int, other_therapist: int) -> int:
    """Choose the hands that the path's cost stands for; the main therapist among equals."""
    row = costs[place.tick, :, place.day]
    best = int(row.argmin())
    return main if row[main] <= row[best] + other_therapist else best


def visit_at(agenda: Agenda, need: VisitNeed, place: Place, therapist: int) -> BookedVisit:
    """Give one visit its couch, rest place and equipment; the therapist by place in the clinic."""
    couch, bay, rest_place = _lie_down(agenda, need, place)
    return BookedVisit(
        index=need.index,
        day=place.day,
        start=place.tick + agenda.first,
        layout=need.layout,
        therapist=agenda.clinic.therapists[therapist].id,
        couch=couch,
        rest_place=rest_place,
        bay=bay,
        equipment=_equipment(agenda, need, place),
        units_x100=need.units_x100,
    )


def _lie_down(agenda: Agenda, need: VisitNeed, place: Place) -> tuple[str, str | None, str | None]:
    """Choose couch, bay and rest place; without a rest place the couch is kept for the rest."""
    layout = need.layout
    rest_at = Place(place.day, place.tick + layout.to_rest)
    places = [one.id for one in agenda.clinic.rest_places]
    rest_place = _first_free(agenda, places, rest_at, layout.rest_place)
    if rest_place is not None:
        found = _couch(agenda, place, layout.couch)
        if found is not None:
            return *found, rest_place
    found = _couch(agenda, place, layout.couch_with_rest)
    if found is None:
        msg = "no couch is free where the path says so; the arrays and the clinic disagree."
        raise LookupError(msg)
    return *found, None


def _couch(agenda: Agenda, place: Place, length: int) -> tuple[str, str | None] | None:
    """Choose a free couch, with a free bay where its room counts bays."""
    for couch in agenda.clinic.couches:
        if _first_free(agenda, [couch.id], place, length) is None:
            continue
        bays = agenda.clinic.bays_of(couch)
        bay = _first_free(agenda, bays, place, length)
        if bay is not None or not bays:
            return couch.id, bay
    return None


def _first_free(agenda: Agenda, names: Iterable[str], place: Place, length: int) -> str | None:
    if place.tick >= agenda.length:
        return None
    runs = agenda.free[place.tick, :, place.day]
    return next((name for name in names if runs[agenda.row[name]] >= length), None)


def _equipment(agenda: Agenda, need: VisitNeed, place: Place) -> tuple[str, ...]:
    """Choose one free thing of every kind."""
    chosen = []
    for kind in sorted(need.equipment):
        names = [one.id for one in agenda.clinic.equipment if one.kind == kind]
        found = _first_free(agenda, names, place, need.layout.equipment)
        if found is None:
            msg = f"no {kind} is free where the path says so; the arrays and the clinic disagree."
            raise LookupError(msg)
        chosen.append(found)
    return tuple(chosen)
