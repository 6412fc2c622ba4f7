"""How much: sessions of a course, spacing, reviews, and the ceiling of each session."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dose:
    """The dose of a course for one phase and severity.

    `blocks` are sessions between physician reviews (10, or 10 then 5). Spacing is in
    hours between starts: usual, least, and least for the first `first_sessions`
    sessions. `reviews` are the session numbers after which a review is due.
    """

    phase: str
    severity: str
    blocks: tuple[int, ...]
    spacing_usual_h: int
    spacing_least_h: int
    spacing_first_h: int
    first_sessions: int
    per_week: int
    per_week_by_order: int
    reviews: tuple[int, ...]
    source: tuple[str, ...]
    certainty: str
    status: str

    @property
    def sessions(self) -> int:
        """The number of sessions planned in all blocks."""
        return sum(self.blocks)


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The highest level of a session, by phase and session number.

    Holds from session `from_session` on, until a later row of the same phase.
    Where pain on movement is at least `nrs_move_at_least`, `cap_in_pain` holds
    instead.
    """

    phase: str
    from_session: int
    cap: int
    nrs_move_at_least: int | None
    cap_in_pain: int | None
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeverityBand:
    """A severity the scores suggest; only a physician sets it. Bounds are inclusive.

    `osteophytes` of these kinds suggest it too, once symptoms have lasted
    `symptoms_months`.
    """

    severity: str
    rmdq_from: int
    odi_percent_from: int
    source: tuple[str, ...]
    osteophytes: tuple[str, ...] = ()
    symptoms_months: int | None = None


@dataclass(frozen=True, slots=True)
class DoseTable:
    """All doses, ceilings and severity suggestions of a protocol."""

    doses: tuple[Dose, ...]
    ceilings: tuple[Ceiling, ...]
    severities: tuple[SeverityBand, ...]

    def dose(self, phase: str, severity: str) -> Dose | None:
        """Find the dose for a phase and severity; None where the protocol plans nothing."""
        found = (d for d in self.doses if d.phase == phase and d.severity == severity)
        return next(found, None)

    def ceiling(self, phase: str, session: int, nrs_move: int | None) -> int:
        """Give the session ceiling (0-5); 0 for a phase in which nothing may be planned.

        An unknown `nrs_move` is read as pain, the strict way.
        """
        rows = [c for c in self.ceilings if c.phase == phase and c.from_session <= session]
        if not rows:
            return 0
        row = max(rows, key=lambda c: c.from_session)
        if row.nrs_move_at_least is None or row.cap_in_pain is None:
            return row.cap
        in_pain = nrs_move is None or nrs_move >= row.nrs_move_at_least
        return min(row.cap, row.cap_in_pain) if in_pain else row.cap
