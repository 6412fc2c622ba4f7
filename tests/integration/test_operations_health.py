"""The health page: says what is wrong before it hurts, and nothing of anybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from clinic_people import House, furnish
from lumbalis.clinic import wording
from lumbalis.clinic.operations.jobs.shifts import all_jobs
from lumbalis.clinic.services import backups, health, job_runs
from lumbalis.clinic.services.health import Fact, State
from lumbalis.clinic.services.job_runs import Count
from lumbalis.knowledge.locales import LANGUAGES

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SAYINGS: Mapping[str, tuple[str, ...]] = {
    "database": ("sqlite", "postgresql"),
    "disk": ("room", "little"),
    "backup": ("last", "none"),
    "keys": ("kept", "never"),
    "loop": ("beats", "silent", "never"),
    "rescreen": ("last", "late", "blocked", "never"),
    "audit": ("head", "empty"),
    "certificate": ("none", "until", "ended"),
    "protocol": ("version",),
}


@pytest.fixture
def house(db: None) -> House:
    """Give two clinics with their people."""
    del db
    return furnish()


@pytest.fixture(autouse=True)
def backup_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of backups of its own."""
    monkeypatch.setenv("LUMBALIS_BACKUPS", str(tmp_path))
    return tmp_path


def fact(house: House, name: str) -> Fact:
    """Look at one fact of the north."""
    return next(one for one in health.facts(house.north, NOW) if one.name == name)


@pytest.mark.hazard("H19")
@pytest.mark.parametrize(
    ("hours", "saying", "state"),
    [
        (None, "never", State.ATTENTION),
        (1, "last", State.GOOD),
        (26, "last", State.GOOD),
        (31, "late", State.ALARM),
        (49, "blocked", State.ALARM),
    ],
)
def test_a_night_without_screening_is_an_alarm(
    house: House, hours: int | None, saying: str, state: State
) -> None:
    """A safety sweep that does not run looks like one that found nothing."""
    if hours is not None:
        at = NOW - timedelta(hours=hours)
        run = job_runs.claim(job_runs.RESCREEN, job_runs.slot_of(house.north, "2026-11-22"), at)
        assert run is not None
        job_runs.finish(run, Count(3, 3), at)
    found = fact(house, "rescreen")
    assert (found.saying, found.state) == (saying, state)


@pytest.mark.hazard("H19")
def test_another_clinics_night_is_not_mine(house: House) -> None:
    """Each clinic has its own."""
    run = job_runs.claim(job_runs.RESCREEN, job_runs.slot_of(house.south, "2026-11-23"), NOW)
    assert run is not None
    job_runs.finish(run, Count(1, 1), NOW)
    assert fact(house, "rescreen").saying == "never"


@pytest.mark.parametrize(
    ("minutes", "saying"), [(None, "never"), (1, "beats"), (9, "beats"), (11, "silent")]
)
def test_a_silent_loop_is_an_alarm(house: House, minutes: int | None, saying: str) -> None:
    """Nothing that happens by itself happens any more, and nobody would notice."""
    if minutes is not None:
        job_runs.beat(NOW - timedelta(minutes=minutes))
    assert fact(house, "loop").saying == saying


@pytest.mark.parametrize(
    ("hours", "state"), [(1, State.GOOD), (27, State.ATTENTION), (51, State.ALARM)]
)
def test_an_old_backup_is_told(house: House, backup_folder: Path, hours: int, state: State) -> None:
    """A backup that stopped a month ago is found when it is needed."""
    name = backups.file_name(NOW - timedelta(hours=hours), "nightly", sealed=False)
    (backup_folder / name).touch()
    assert fact(house, "backup").state is state


def test_only_administrators_see_the_page(house: House) -> None:
    """It tells how the house is built; a stranger learns not even that it exists."""
    assert house.client("north", "administrator").get("/c/north/health/").status_code == 200
    for clinic, role in (("north", "physician"), ("north", "auditor"), ("south", "administrator")):
        assert house.client(clinic, role).get("/c/north/health/").status_code == 404
    assert Client().get("/c/north/health/").status_code == 302


def test_the_pages_cost_does_not_grow(house: House, django_assert_max_num_queries: Any) -> None:  # noqa: ANN401 - pytest-django's
    """A thousand nights later it asks as little as today."""
    for number in range(60):
        run = job_runs.claim("backup", f"2026-09-{number}", NOW)
        assert run is not None
        job_runs.finish(run, Count(1, 1), NOW)
    client = house.client("north", "administrator")
    client.get("/c/north/health/")
    with django_assert_max_num_queries(14):
        client.get("/c/north/health/")


def test_liveness_asks_nobody_who_they_are(db: None) -> None:
    """Machines ask it, and it says nothing of anybody."""
    del db
    answer = Client().get("/health")
    assert answer.json() == {"alive": True, "database": True}
    assert not answer.cookies


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_it_may_say_has_words(language: str) -> None:
    """An alarm without words would be a broken page on the day it is needed."""
    values = {
        "version": "1", "mb": 1, "gb": 1, "percent": 1, "at": NOW, "n": 5, "hours": 3,
        "seq": 1, "hash": "a", "epoch": 1, "done": 1, "failed": 0, "expected": 1,
    }  # fmt: skip
    for name, sayings in SAYINGS.items():
        for saying in ("title", *sayings):
            assert wording.say(language, f"health.{name}.{saying}", **values)
    for name in ("disk", "backup", "keys", "loop", "rescreen", "certificate"):
        assert wording.say(language, f"health.{name}.act")
    for state in (*job_runs.STATES, "nothing"):
        assert wording.say(language, f"health.jobs.{state}", **values)
    for job in all_jobs():
        assert wording.say(language, f"health.jobs.names.{job.name}")


def test_every_saying_is_listed(house: House) -> None:
    """The list above is what is checked; a new fact has to be added there."""
    found = {one.name: one.saying for one in health.facts(house.north, NOW)}
    assert found.keys() == SAYINGS.keys()
    assert all(saying in SAYINGS[name] for name, saying in found.items())
