"""Which instruments are due at a moment of the course."""

from __future__ import annotations

from collections.abc import Collection

from lumbalis.domain.outcomes.rules import Measure, Moment, OutcomeRules


def due(rules: OutcomeRules, moment: Moment, licences: Collection[str] = ()) -> tuple[Measure, ...]:
    """List what is due; an instrument that needs a licence only where the site holds it.

    Parameters
    ----------
    licences : collection of str
        Ids of the instruments for which the site holds a licence.
    """
    measurement = rules.schedule.get(moment)
    if measurement is None:
        return ()
    return tuple(
        measure
        for measure in measurement.measures
        if measure.instrument in licences
        or not rules.instruments[measure.instrument].licence.needed
    )
