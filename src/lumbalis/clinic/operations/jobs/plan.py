"""Which jobs there are, and which slots of time are due. Pure but for the list of acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from lumbalis.clinic.records.models import Clinic
from lumbalis.clinic.services import job_runs
from lumbalis.clinic.services.clocks import zone_of
from lumbalis.clinic.services.job_runs import Count


@dataclass(frozen=True, slots=True)
class Shift:
    """What a job is given: the clock, since when its slot is being worked off, and whom to tell."""

    clock: Callable[[], datetime]
    since: datetime
    report: Callable[[Count], None]


Act = Callable[[Shift], Count]


@dataclass(frozen=True, slots=True)
class Due:
    """One slot of a job that may be worked off now."""

    job: str
    slot: str
    act: Act


@dataclass(frozen=True, slots=True)
class Daily:
    """A job of the whole installation, once a day from a time of day (UTC) on."""

    name: str
    after: time
    act: Act

    def due(self, now: datetime, _: Sequence[Clinic]) -> Iterator[Due]:
        """Give today's slot, once its time has come; a night switched off is caught up."""
        if now.timetz().replace(tzinfo=None) >= self.after:
            yield Due(self.name, f"{now:%Y-%m-%d}", self.act)


@dataclass(frozen=True, slots=True)
class Hourly:
    """A job of the whole installation, once an hour."""

    name: str
    act: Act

    def due(self, now: datetime, _: Sequence[Clinic]) -> Iterator[Due]:
        """Give this hour's slot."""
        yield Due(self.name, f"{now:%Y-%m-%dT%H}", self.act)


@dataclass(frozen=True, slots=True)
class NightlyInClinic:
    """A job for each clinic, once a night by the clinic's own clock."""

    name: str
    after: time
    act: Callable[[Clinic, Shift], Count]

    def due(self, now: datetime, clinics: Sequence[Clinic]) -> Iterator[Due]:
        """Give each clinic's slot of its own day."""
        for clinic in clinics:
            local = now.astimezone(zone_of(clinic))
            if local.timetz().replace(tzinfo=None) >= self.after:
                slot = job_runs.slot_of(clinic, f"{local:%Y-%m-%d}")
                yield Due(self.name, slot, self._act_for(clinic))

    def _act_for(self, clinic: Clinic) -> Act:
        return lambda shift: self.act(clinic, shift)


@dataclass(frozen=True, slots=True)
class Whenever:
    """A job of a clinic that runs when something waits for it, at most once a minute."""

    name: str
    waits: Callable[[Clinic, datetime], bool]
    act: Callable[[Clinic, Shift], Count]

    def due(self, now: datetime, clinics: Sequence[Clinic]) -> Iterator[Due]:
        """Give a slot of this minute for each clinic in which something waits."""
        for clinic in clinics:
            if self.waits(clinic, now):
                slot = job_runs.slot_of(clinic, f"{now:%Y-%m-%dT%H%M}")
                yield Due(self.name, slot, self._act_for(clinic))

    def _act_for(self, clinic: Clinic) -> Act:
        return lambda shift: self.act(clinic, shift)


Job = Daily | Hourly | NightlyInClinic | Whenever


def due_now(jobs: Sequence[Job], now: datetime, clinics: Sequence[Clinic]) -> tuple[Due, ...]:
    """List every slot whose time has come, in the order of the jobs."""
    return tuple(due for job in jobs for due in job.due(now, clinics))
