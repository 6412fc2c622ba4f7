"""The clinic's own alarm: how often sessions end in adverse events."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from lumbalis.domain.adaptation.rules import AdaptationRules

_PERCENT = 100


@dataclass(frozen=True, slots=True)
class SafetyCount:
    """Sessions of a clinic in one period.

    `with_event` had a minor or moderate event, `serious` a serious one; in `unrecorded`
    nobody noted whether anything happened. No session is counted in two of them.
    """

    sessions: int
    with_event: int
    serious: int
    unrecorded: int

    def __post_init__(self) -> None:
        """Refuse counts that cannot be true together."""
        counts = (self.with_event, self.serious, self.unrecorded)
        if min(counts) < 0 or sum(counts) > self.sessions:
            msg = "The events do not fit the number of sessions; count each session once."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class SafetyAlarm:
    """Whether the alarm goes, why, and the rate in per cent (None without sessions)."""

    raised: bool
    because: tuple[str, ...]
    rate_percent: Fraction | None


def safety_monitor(count: SafetyCount, rules: AdaptationRules) -> SafetyAlarm:
    """Raise the clinic's alarm at too many events, or at any serious one.

    A session without a record counts as one with an event: silence is no safety.

    References
    ----------
    Carnes et al. (2010), Manual Therapy 15(4), 355.
    """
    rate = None
    if count.sessions:
        rate = Fraction((count.with_event + count.unrecorded) * _PERCENT, count.sessions)
    reasons = {
        "serious_event": count.serious > 0,
        "event_rate": rate is not None and rate > rules.monitor.rate_above_percent,
    }
    because = tuple(f"monitor.{name}" for name, holds in reasons.items() if holds)
    return SafetyAlarm(bool(because), because, rate)
