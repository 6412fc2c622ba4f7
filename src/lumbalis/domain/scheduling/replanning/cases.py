"""One course as it is re-planned: everything about it that no other booking changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from lumbalis.domain.scheduling.agenda import Agenda
from lumbalis.domain.scheduling.booked import BookedCourse, BookedVisit
from lumbalis.domain.scheduling.chain import Chain, link
from lumbalis.domain.scheduling.costs import Costs
from lumbalis.domain.scheduling.replanning.means import POINT
from lumbalis.domain.scheduling.replanning.track import Track, lay_track
from lumbalis.domain.scheduling.request import CourseRequest, VisitNeed
from lumbalis.domain.scheduling.resources import Claim
from lumbalis.domain.scheduling.rules import SchedulingRules
from lumbalis.domain.scheduling.starts import Mask, starts_of


@dataclass(frozen=True, slots=True, eq=False)
class Sort:
    """Visits with the same needs: one of them, and where it may begin at all.

    `hands` (ticks, therapists, days), within the window of the case: the patient can come, the
    therapist works and is qualified, and nothing that stays is in the way.
    """

    need: VisitNeed
    hands: Mask


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A course, its sorts of visits, and the track its visits run on.

    `window` are the ticks of the agenda at which any visit may begin, `first` the tick of the
    day at which the window begins. `sort_of` gives each visit its place among `sorts`. `chain`
    holds what binds the visits to each other, at `factor` thousandths a point; `tracks` keeps
    what has been laid of it. `before` are the visits as they are booked, None for a course that
    is not booked yet. `rest_on_couch` is what it costs, in thousandths, to keep a couch.
    """

    request: CourseRequest
    before: tuple[BookedVisit, ...] | None
    window: slice
    first: int
    sorts: tuple[Sort, ...]
    sort_of: tuple[int, ...]
    chain: Chain
    factor: int
    rest_on_couch: int
    tracks: dict[int, Track] = field(default_factory=dict)

    @property
    def needs(self) -> tuple[VisitNeed, ...]:
        """What the visits need, in order."""
        return self.request.visits

    @property
    def track(self) -> Track:
        """The track of the whole course."""
        return self.track_of(len(self.sort_of))

    def track_of(self, visits: int) -> Track:
        """Give the track of the first visits."""
        if visits not in self.tracks:
            shorter = replace(self.chain, steps=self.chain.steps[: visits - 1])
            self.tracks[visits] = lay_track(shorter, self.factor)
        return self.tracks[visits]


def open_case(
    agenda: Agenda,
    request: CourseRequest,
    booked: BookedCourse | None,
    rules: SchedulingRules,
    *,
    at_cost: bool,
) -> Case:
    """Open the case of a course on an agenda with all that is not being re-planned.

    Parameters
    ----------
    at_cost : bool
        Whether gaps, the wait for the first visit and a rest on the couch cost what the rules
        say, or nothing.

    Raises
    ------
    ValueError
        If the booked visits are not the ones asked for.
    """
    if booked is not None:
        _same_visits(request, booked)
    alike: dict[VisitNeed, int] = {}
    sort_of = tuple(alike.setdefault(_needs_only(need), len(alike)) for need in request.visits)
    asked = [request.visits[sort_of.index(place)] for place in range(len(alike))]
    hands = [_hands(agenda, request, need, rules) for need in asked]
    _pin(hands, asked, agenda, booked)
    window = _window(hands)
    sorts = [
        Sort(need, np.ascontiguousarray(one[window]))
        for need, one in zip(asked, hands, strict=True)
    ]
    return Case(
        request=request,
        before=None if booked is None else booked.visits,
        window=window,
        first=agenda.first + window.start,
        sorts=tuple(sorts),
        sort_of=sort_of,
        chain=_chain(agenda, request, rules, window),
        factor=POINT * at_cost,
        rest_on_couch=POINT * at_cost * rules.weights.rest_on_couch,
    )


def _needs_only(need: VisitNeed) -> VisitNeed:
    return replace(need, index=0, least_min=0, usual_days=0, review_before=False, gentle=False)


def _same_visits(request: CourseRequest, booked: BookedCourse) -> None:
    asked = [need.index for need in request.visits]
    if asked != [visit.index for visit in booked.visits]:
        msg = f"what is booked for {request.id} is not what is asked for; give both alike."
        raise ValueError(msg)


def _hands(agenda: Agenda, request: CourseRequest, need: VisitNeed, rules: SchedulingRules) -> Mask:
    starts = starts_of(agenda, request, need, rules)
    return starts.hands & (starts.patient & starts.place)[:, None]


def _pin(
    hands: Sequence[Mask],
    asked: Sequence[VisitNeed],
    agenda: Agenda,
    booked: BookedCourse | None,
) -> None:
    """Let a visit that is kept at its start keep its therapist too."""
    by = {(one.day, one.start): one.therapist for one in (booked.visits if booked else ())}
    for mask, need in zip(hands, asked, strict=True):
        if need.kept in by:
            row = agenda.row[by[need.kept]]
            mask[:, :row] = False
            mask[:, row + 1 :] = False


def _window(hands: Sequence[Mask]) -> slice:
    """Give the ticks at which anything may begin, at least one."""
    begins = np.logical_or.reduce([one.any(axis=(1, 2)) for one in hands])
    kept = np.flatnonzero(begins)
    return slice(int(kept[0]), int(kept[-1]) + 1) if kept.size else slice(0, 1)


def _chain(agenda: Agenda, request: CourseRequest, rules: SchedulingRules, window: slice) -> Chain:
    days = len(agenda.calendar.horizon)
    blank: Costs = np.zeros((agenda.length, 1, days), dtype=np.int32)
    chain = link(agenda, request, [blank] * len(request.visits), rules)
    return replace(chain, enter=chain.enter[window])


def with_absences(request: CourseRequest, lost: Sequence[Claim]) -> CourseRequest:
    """Let a patient be busy while the patient is away."""
    busy = tuple(claim.span for claim in lost if claim.resource == request.patient.id)
    if not busy:
        return request
    patient = replace(request.patient, busy=(*request.patient.busy, *busy))
    return replace(request, patient=patient)


def hit(
    visits: Sequence[BookedVisit], patient: str, lost: Sequence[Claim]
) -> Iterator[BookedVisit]:
    """Give the visits of which something is lost."""
    for visit in visits:
        claims = visit.claims(patient)
        if any(a.resource == b.resource and a.span.overlaps(b.span) for a in claims for b in lost):
            yield visit
