"""The facts of the installation's health in the words of a language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from lumbalis.clinic import wording
from lumbalis.clinic.services.health import Fact, Job


@dataclass(frozen=True, slots=True)
class Line:
    """One fact as the page shows it."""

    title: str
    text: str
    act: str
    state: str
    state_word: str


@dataclass(frozen=True, slots=True)
class JobLine:
    """One job as the page shows it."""

    title: str
    when: str
    result: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever reads: in which language, by which clock."""

    language: str
    zone: ZoneInfo

    def say(self, key: str, **values: object) -> str:
        """Put a key into words, moments by the reader's clock."""
        shown = {name: self.shown(value) for name, value in values.items()}
        return wording.say(self.language, key, **shown)

    def shown(self, value: object) -> object:
        """Write a moment by the reader's clock; leave everything else."""
        if isinstance(value, datetime):
            return wording.written(self.language, value.astimezone(self.zone))
        return value


def lines(found: Iterable[Fact], reader: Reader) -> tuple[Line, ...]:
    """Put facts into words."""
    return tuple(_line(fact, reader) for fact in found)


def job_lines(found: Iterable[Job], reader: Reader) -> tuple[JobLine, ...]:
    """Put the newest run of each job into words."""
    return tuple(_job(job, reader) for job in found)


def _line(fact: Fact, reader: Reader) -> Line:
    return Line(
        title=reader.say(fact.title),
        text=reader.say(fact.words, **fact.values),
        act=reader.say(fact.act) if fact.act else "",
        state=fact.state.value,
        state_word=reader.say(f"health.state.{fact.state.value}"),
    )


def _job(job: Job, reader: Reader) -> JobLine:
    nothing = job.state == "done" and not job.expected
    result = "nothing" if nothing else job.state
    return JobLine(
        title=reader.say(f"health.jobs.names.{job.name}"),
        when=str(reader.shown(job.finished_at or job.started_at)),
        result=reader.say(
            f"health.jobs.{result}", done=job.done, failed=job.failed, expected=job.expected
        ),
    )
