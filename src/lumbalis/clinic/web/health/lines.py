"""The facts of the installation's health in the words of a language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

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
    state: str


def lines(found: Iterable[Fact], language: str) -> tuple[Line, ...]:
    """Put facts into words."""
    return tuple(_line(fact, language) for fact in found)


def job_lines(found: Iterable[Job], language: str) -> tuple[JobLine, ...]:
    """Put the newest run of each job into words."""
    return tuple(_job(job, language) for job in found)


def _line(fact: Fact, language: str) -> Line:
    values = {name: _shown(value, language) for name, value in fact.values.items()}
    return Line(
        title=wording.say(language, fact.title),
        text=wording.say(language, fact.words, **values),
        act=wording.say(language, fact.act) if fact.act else "",
        state=fact.state.value,
        state_word=wording.say(language, f"health.state.{fact.state.value}"),
    )


def _job(job: Job, language: str) -> JobLine:
    key = f"health.jobs.{job.state}"
    return JobLine(
        title=wording.say(language, f"health.jobs.names.{job.name}"),
        when=str(_shown(job.finished_at or job.started_at, language)),
        result=wording.say(language, key, done=job.done, failed=job.failed, expected=job.expected),
        state={"failed": "alarm", "stopped": "alarm", "running": "attention"}.get(job.state, "good"),
    )


def _shown(value: object, language: str) -> object:
    if isinstance(value, datetime):
        return wording.written(language, timezone.localtime(value))
    return value
