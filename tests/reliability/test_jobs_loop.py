"""The jobs: each slot once, a failure stops nobody else, a killed loop is taken up again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connections

from clinic_people import House, furnish
from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.operations.jobs.loop import run_once, the_only_loop
from lumbalis.clinic.operations.jobs.plan import (
    Daily,
    Hourly,
    NightlyInClinic,
    Shift,
    Whenever,
    due_now,
)
from lumbalis.clinic.operations.jobs.shifts import RELEASE, all_jobs, rescreen
from lumbalis.clinic.records.models import (
    Clinic,
    Course,
    JobRun,
    OrderRecord,
    Patient,
    VerdictRecord,
)
from lumbalis.clinic.records.sealing import seal
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import job_runs, nightly, screening, second_reading
from lumbalis.clinic.services.job_runs import Count
from lumbalis.exchange.answers import ScreeningInput

NIGHT = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)


def clock_at(moment: datetime) -> Callable[[], datetime]:
    """Give a clock that stands still."""
    return lambda: moment


def on_course(house: House, count: int) -> list[Patient]:
    """Put so many patients of the north on a course."""
    patients = [house.patient("north") for _ in range(count)]
    with in_clinic(house.north):
        for patient in patients:
            order = OrderRecord.objects.create(
                clinic=house.north, patient=patient, number=1, contents=seal(patient, {}), at=NIGHT
            )
            Course.objects.create(
                clinic=house.north, patient=patient, order=order, state="signed", opened_at=NIGHT
            )
    return patients


def nightly_verdicts(house: House) -> dict[Patient, int]:
    """Count the verdicts of the night by patient."""
    with in_clinic(house.north):
        return {
            patient: VerdictRecord.objects.filter(patient=patient, cause="nightly").count()
            for patient in Patient.objects.all()
        }


def the_rescreening() -> NightlyInClinic:
    """Give the job as the application runs it."""
    return NightlyInClinic(job_runs.RESCREEN, time(2), rescreen)


@pytest.mark.hazard("H19")
def test_everybody_on_a_course_is_screened_once_a_night(house: House) -> None:
    """However often the loop comes round."""
    on_course(house, 3)
    run_once([the_rescreening()], clock=clock_at(NIGHT))
    run_once([the_rescreening()], clock=clock_at(NIGHT + timedelta(minutes=5)))
    assert set(nightly_verdicts(house).values()) == {1}
    assert job_runs.rescreened_at(house.north) == NIGHT


@pytest.mark.hazard("H19")
def test_one_who_cannot_be_screened_stops_nobody(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are screened, the failure is counted, and that one course is held."""
    patients = on_course(house, 3)
    broken = patients[1]
    honest = screening.rescreen

    def fails_for_one(by: object, patient: Patient, cause: str) -> object:
        if patient.pk == broken.pk:
            msg = "planted"
            raise RuntimeError(msg)
        return honest(by, patient, cause)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(nightly, "rescreen", fails_for_one)
    failures = run_once([the_rescreening()], clock=clock_at(NIGHT))

    assert failures == 1
    run = JobRun.objects.get(
        name=job_runs.RESCREEN, slot=job_runs.slot_of(house.north, "2026-11-23")
    )
    assert (run.state, run.expected, run.done, run.failed) == ("failed", 3, 2, 1)
    with in_clinic(house.north):
        held = Course.objects.get(patient=broken)
        assert (held.state, held.hold_reasons) == ("on_hold", ["not_screened"])


@pytest.mark.hazard("H19")
def test_a_second_reading_that_differs_holds_the_course(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep reads everybody once more; whoever it judges otherwise is looked at by people."""
    patients = on_course(house, 3)
    doubted = sorted(patient.pk for patient in patients)[1]
    honest = second_reading.categories

    def differs_about_one(people: list[ScreeningInput], at: datetime) -> list[str]:
        found = honest(people, at)
        return [found[0], "ELIGIBLE", found[2]]

    monkeypatch.setattr(second_reading, "categories", differs_about_one)
    assert run_once([the_rescreening()], clock=clock_at(NIGHT)) == 1
    with in_clinic(house.north):
        reasons = {row.patient_id: row.hold_reasons for row in Course.objects.all()}
    assert "not_screened" in reasons.pop(doubted)
    assert all("not_screened" not in rest for rest in reasons.values())


@pytest.mark.hazard("H19")
def test_the_night_says_how_many_verdicts_changed(house: House) -> None:
    """The record of the run counts them, so that a rule gone wrong is seen in the morning."""
    patients = on_course(house, 3)
    run_once([the_rescreening()], clock=clock_at(NIGHT))
    with in_clinic(house.north):
        row = VerdictRecord.objects.get(patient=patients[0])
        VerdictRecord.objects.create(
            clinic=house.north,
            patient=patients[0],
            number=row.number + 1,
            at=NIGHT,
            category="ELIGIBLE",
            phase="REMISSION",
            cause="asked",
            protocol_version=row.protocol_version,
            protocol_sha256=row.protocol_sha256,
            facts_sha256=row.facts_sha256,
            rules=[],
            snapshot=row.snapshot,
        )
    run_once([the_rescreening()], clock=clock_at(NIGHT + timedelta(days=1)))
    slot = job_runs.slot_of(house.north, "2026-11-24")
    assert JobRun.objects.get(name=job_runs.RESCREEN, slot=slot).note == "1 changed"


def test_every_slot_fits_its_record(house: House) -> None:
    """PostgreSQL refuses a slot that is too long, and with it the job."""
    longest = JobRun._meta.get_field("slot").max_length
    assert longest is not None
    jobs = (*all_jobs(), Whenever("any", lambda _clinic, _now: True, rescreen))
    slots = [due.slot for due in due_now(jobs, NIGHT, (house.north, house.south))]
    assert slots
    assert max(map(len, slots)) <= longest


@pytest.mark.hazard("H15")
def test_another_version_of_the_protocol_screens_everybody_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A verdict of yesterday's rules is nobody's verdict today."""
    on_course(house, 2)
    run_once([the_rescreening()], clock=clock_at(NIGHT))
    assert not second_reading.judged_by_another(house.north, NIGHT)
    newer = replace(protocol(), sha256="f" * 64)
    monkeypatch.setattr(second_reading, "protocol", lambda: newer)
    assert second_reading.judged_by_another(house.north, NIGHT)
    released = Whenever(RELEASE, second_reading.judged_by_another, rescreen)
    assert run_once([released], clock=clock_at(NIGHT + timedelta(hours=8))) == 0
    assert set(nightly_verdicts(house).values()) == {2}


@pytest.mark.hazard("H19")
def test_a_killed_night_is_finished_not_repeated(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a kill at any patient each is screened once: nobody is left out, nobody twice."""
    on_course(house, 4)
    honest, seen = nightly.rescreen_one, [0]

    class Killed(BaseException):
        """Stands for the power going."""

    def dies_at_third(clinic: Clinic, patient: object, at: datetime) -> object:
        seen[0] += 1
        if seen[0] == 3:
            raise Killed
        return honest(clinic, patient, at)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(nightly, "rescreen_one", dies_at_third)
    with pytest.raises(Killed):
        run_once([the_rescreening()], clock=clock_at(NIGHT))
    assert job_runs.rescreened_at(house.north) is None, "half a night is not a night"

    run_once([the_rescreening()], clock=clock_at(NIGHT + timedelta(minutes=20)))
    assert set(nightly_verdicts(house).values()) == {1}
    assert job_runs.rescreened_at(house.north) is not None


def test_a_job_that_stops_does_not_stop_the_next(db: None) -> None:
    """And it is tried again after a while, not every half minute."""
    del db
    runs: list[str] = []

    def breaks(_: Shift) -> Count:
        runs.append("breaks")
        msg = "planted"
        raise RuntimeError(msg)

    def works(_: Shift) -> Count:
        runs.append("works")
        return Count(1, 1)

    jobs = (Hourly("first", breaks), Hourly("second", works))
    start = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    for minutes in (0, 1, 14, 16):
        run_once(jobs, clock=clock_at(start + timedelta(minutes=minutes)))
    assert runs == ["breaks", "works", "breaks"]
    assert JobRun.objects.get(name="first").state == "stopped"


def test_a_night_switched_off_is_caught_up(db: None) -> None:
    """A practice that turns the machine off at seven in the evening is screened in the morning."""
    del db
    clinic = Clinic(slug="kyiv", timezone="Europe/Kyiv")
    job = NightlyInClinic("rescreen", time(2), lambda _, __: Count())
    before, morning = (
        datetime(2026, 11, 22, 23, 59, tzinfo=UTC), datetime(2026, 11, 23, 6, 0, tzinfo=UTC),
    )  # fmt: skip
    assert due_now([job], before, [clinic]) == (), "01:59 in Kyiv is still yesterday's night"
    slots = [due.slot[:10] for due in due_now([job], morning, [clinic])]
    assert slots == ["2026-11-23"]


@pytest.mark.hazard("H12")
@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Pacific/Apia", datetime(2026, 11, 22, 13, 0, tzinfo=UTC), "2026-11-23"),
        ("America/Los_Angeles", datetime(2026, 11, 23, 10, 0, tzinfo=UTC), "2026-11-23"),
        ("Europe/Berlin", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25"),
        ("Nowhere/Atall", datetime(2026, 11, 23, 2, 0, tzinfo=UTC), "2026-11-23"),
    ],
)
def test_a_clinics_night_is_by_its_own_clock(zone: str, moment: datetime, day: str) -> None:
    """Clinics lie in different zones, and once a year an hour comes twice."""
    job = NightlyInClinic("rescreen", time(2), lambda _, __: Count())
    (due,) = due_now([job], moment, [Clinic(slug="far", timezone=zone)])
    assert due.slot.startswith(day)


def test_of_many_who_claim_a_slot_one_gets_it(transactional_db: None) -> None:
    """Two machines may run the loop; a patient must not be screened by both at once."""
    del transactional_db
    furnish()
    got, ready = [], threading.Barrier(4)

    def claims() -> None:
        try:
            ready.wait()
            got.append(job_runs.claim("backup", "2026-11-23", NIGHT))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=claims) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(run is not None for run in got) == 1
    assert len(got) == 4


def test_one_loop_an_installation(db: None) -> None:
    """The second waits; else it would take up runs the first is still at."""
    del db
    with the_only_loop() as first:
        assert first
        answers: list[bool] = []

        def second() -> None:
            with the_only_loop() as alone:
                answers.append(alone)
            connections.close_all()

        other = threading.Thread(target=second)
        other.start()
        other.join()
    assert answers == [False]


def test_a_day_has_one_slot_of_a_daily_job(db: None) -> None:
    """From its hour on, until midnight."""
    del db
    job = Daily("backup", time(1), lambda _: Count(1, 1))
    assert due_now([job], datetime(2026, 11, 23, 0, 59, tzinfo=UTC), []) == ()
    slots = {
        due.slot
        for hour in range(1, 24)
        for due in due_now([job], datetime(2026, 11, 23, hour, tzinfo=UTC), [])
    }
    assert slots == {"2026-11-23"}
