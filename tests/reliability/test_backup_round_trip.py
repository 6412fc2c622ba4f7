"""Backups: what is written down once can be had back, and nothing less than whole is called one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from clinic_engines import ON_POSTGRES, cluster
from clinic_people import House, furnish
from lumbalis.clinic.operations.keeping import engines
from lumbalis.clinic.operations.keeping.backup import BackupError, fingerprint_of_key, take_backup
from lumbalis.clinic.operations.keeping.restore import RestoreError, restore
from lumbalis.clinic.operations.running_lock import alone_on
from lumbalis.clinic.records.models import AuditEvent, Course, OrderRecord, Patient
from lumbalis.clinic.records.sealing import seal
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import nightly
from lumbalis.clinic.services.epochs import current_epoch

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
PASSPHRASE = "a long enough passphrase for a test"  # noqa: S105 - of a test

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _keeper(monkeypatch: pytest.MonkeyPatch) -> None:
    if ON_POSTGRES:
        url = f"postgresql://lumbalis_backup@/lumbalis?host={cluster.folder}"
        monkeypatch.setenv("DATABASE_KEEPER_URL", url)


@pytest.fixture
def house(transactional_db: None) -> House:
    """Two clinics, in a database whose transactions are real."""
    del transactional_db
    return furnish()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Give a folder for backups; what a restore puts aside is removed afterwards."""
    before = set(Path(settings.DATA).iterdir())
    yield tmp_path
    for left in set(Path(settings.DATA).iterdir()) - before:
        if left.is_file():
            left.unlink()


def families(house: House) -> list[str]:
    """Name the patients of the north."""
    with in_clinic(house.north):
        return sorted(Patient.objects.values_list("family_name", flat=True))


def open_course(house: House) -> Course:
    """Open a course for a new patient of the north."""
    patient = house.patient("north")
    with in_clinic(house.north):
        order = OrderRecord.objects.create(
            clinic=house.north, patient=patient, number=1, contents=seal(patient, {}), at=NOW
        )
        return Course.objects.create(
            clinic=house.north, patient=patient, order=order, state="signed", opened_at=NOW
        )


def test_a_restore_gives_back_what_was_there(house: House, folder: Path) -> None:
    """The one promise of a backup."""
    house.patient("north", family_name="Before")
    made = take_backup("asked", NOW, folder=folder)
    house.patient("north", family_name="After")

    report = restore(made.file, LATER, replace=True)

    assert families(house) == ["Before"]
    assert report.lost["records_patient"] == 1, "the report counts what is gone"


@pytest.mark.hazard("H27")
def test_a_restore_holds_every_open_course(house: House, folder: Path) -> None:
    """A "yes" recorded after the backup is gone; nobody may start before somebody has looked."""
    course = open_course(house)
    made = take_backup("asked", NOW, folder=folder)
    epoch = current_epoch()

    report = restore(made.file, LATER, replace=True)

    with in_clinic(house.north):
        held = Course.objects.get(pk=course.pk)
        told = AuditEvent.objects.filter(clinic=house.north, action="installation.restored")
        assert (held.state, held.hold_reasons) == ("on_hold", ["restored"])
        assert told.count() == 1
    assert report.held == 1
    assert report.epoch == current_epoch() == epoch + 1, "others notice the way back in time"


@pytest.mark.hazard("H27")
def test_the_epoch_never_returns(house: House, folder: Path) -> None:
    """Two restores of the same backup are two epochs, or a tablet would miss the second."""
    del house
    made = take_backup("asked", NOW, folder=folder)
    first = restore(made.file, LATER, replace=True)
    second = restore(made.file, LATER, replace=True)
    assert second.epoch == first.epoch + 1


def test_what_was_there_is_kept_aside(house: House, folder: Path) -> None:
    """Whoever restored the wrong backup wants back what they had."""
    made = take_backup("asked", NOW, folder=folder)
    house.patient("north", family_name="After")
    report = restore(made.file, LATER, replace=True)
    assert families(house) == []

    restore(Path(report.aside), LATER + timedelta(hours=1), replace=True)
    assert families(house) == ["After"]


def test_a_database_in_use_is_not_replaced_by_oversight(house: House, folder: Path) -> None:
    """Only --replace says that what is there shall go."""
    house.patient("north", family_name="Kept")
    made = take_backup("asked", NOW, folder=folder)
    with pytest.raises(RestoreError, match="--replace"):
        restore(made.file, LATER)
    assert families(house) == ["Kept"]


def test_nothing_is_restored_under_a_running_server(house: House, folder: Path) -> None:
    """A server would go on writing into the file that was taken away from under it."""
    del house
    made = take_backup("asked", NOW, folder=folder)
    with alone_on(Path(settings.DATA)), pytest.raises(RestoreError, match="is running"):
        restore(made.file, LATER, replace=True)


@pytest.mark.parametrize("place", [0.02, 0.3, 0.6, 0.999])
@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_a_damaged_backup_is_refused(
    house: House, folder: Path, place: float, passphrase: str
) -> None:
    """One changed byte anywhere, and nothing is touched."""
    house.patient("north", family_name="Kept")
    made = take_backup("asked", NOW, folder=folder, passphrase=passphrase)
    raw = bytearray(made.file.read_bytes())
    raw[int(len(raw) * place)] ^= 1
    made.file.write_bytes(raw)
    with pytest.raises(RestoreError):
        restore(made.file, LATER, passphrase=passphrase, replace=True)
    assert families(house) == ["Kept"]


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9])
def test_a_cut_backup_is_refused(house: House, folder: Path, part: float) -> None:
    """A copy that broke off is none."""
    house.patient("north", family_name="Kept")
    made = take_backup("asked", NOW, folder=folder, passphrase=PASSPHRASE)
    raw = made.file.read_bytes()
    made.file.write_bytes(raw[: int(len(raw) * part)])
    with pytest.raises(RestoreError):
        restore(made.file, LATER, passphrase=PASSPHRASE, replace=True)
    assert families(house) == ["Kept"]


def test_an_encrypted_backup_tells_nothing(house: House, folder: Path) -> None:
    """Whoever finds the disk learns no name; the clear one is the control."""
    house.patient("north", family_name="Unmistakable")
    sealed = take_backup("asked", NOW, folder=folder, passphrase=PASSPHRASE)
    clear = take_backup("asked", LATER, folder=folder)
    assert b"Unmistakable" not in sealed.file.read_bytes()
    if not ON_POSTGRES:
        assert b"Unmistakable" in clear.file.read_bytes(), "else this test proves nothing"
    with pytest.raises(RestoreError, match="passphrase"):
        restore(sealed.file, LATER, passphrase=PASSPHRASE + "?", replace=True)


def test_a_backup_of_another_key_is_refused(
    house: House, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Restoring what nobody can read would look like success until the first chart is opened."""
    del house
    made = take_backup("asked", NOW, folder=folder)
    monkeypatch.setattr(settings, "MASTER_KEY", "another")
    with pytest.raises(RestoreError, match="kept apart"):
        restore(made.file, LATER, replace=True)


def test_an_encrypted_backup_brings_its_keys(house: House, folder: Path) -> None:
    """A machine that burned down is replaced by the backup and its passphrase alone."""
    made = take_backup("asked", NOW, folder=folder, passphrase=PASSPHRASE)
    key = Path(settings.DATA) / "master.key"
    secret = key.read_text()
    key.write_text("another")
    settings.MASTER_KEY = "another"
    try:
        restore(made.file, LATER, passphrase=PASSPHRASE, replace=True)
        assert key.read_text() == secret == settings.MASTER_KEY
        assert oct(key.stat().st_mode)[-3:] == "600"
    finally:
        key.write_text(secret)
        settings.MASTER_KEY = secret
    del house


def test_backups_under_write_load_are_whole(house: House, folder: Path) -> None:
    """People work while a backup is made: each one is a moment, and none blocks the writing."""
    stopping, written, wrong = threading.Event(), [0], []

    def write() -> None:
        try:
            while not stopping.is_set():
                house.patient("north", family_name=f"Busy{written[0]}")
                written[0] += 1
        except Exception as error:  # noqa: BLE001 - told below
            wrong.append(error)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        made = [take_backup("asked", NOW + timedelta(minutes=n), folder=folder) for n in range(3)]
    finally:
        stopping.set()
        for writer in writers:
            writer.join()
    assert not wrong
    counts = [one.manifest.rows["records_patient"] for one in made]
    assert counts == sorted(counts)
    assert counts[-1] > counts[0], "the load wrote nothing while the backups were made"
    restore(made[-1].file, LATER, replace=True)
    assert len(families(house)) == counts[-1]
    with in_clinic(house.north):
        assert _every_patient_is_registered(), "a backup fell between the halves of an act"


def _every_patient_is_registered() -> bool:
    told = set(AuditEvent.objects.filter(action="patient.registered").values_list("patient_id"))
    return set(Patient.objects.values_list("pk")) == told


def test_no_backup_without_room(
    house: House, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup that fills the disk stops the clinic; it is refused before it starts."""
    del house
    if ON_POSTGRES:
        pytest.skip("the size of a dump is not known beforehand")
    monkeypatch.setattr(
        "lumbalis.clinic.operations.keeping.backup.shutil.disk_usage", lambda _: _Full()
    )
    with pytest.raises(BackupError, match="MB free"):
        take_backup("asked", NOW, folder=folder)
    assert list(folder.iterdir()) == [], "nothing half made is left"


class _Full:
    total, free = 100, 0


def test_a_copy_that_fails_its_check_is_no_backup(
    house: House, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what was opened and read counts as ok."""
    del house
    name = "check_dump" if ON_POSTGRES else "check_sqlite"

    def refuse(_: Path) -> None:
        msg = "The copy of the database did not pass its check."
        raise engines.EngineError(msg)

    monkeypatch.setattr(engines, name, refuse)
    with pytest.raises(BackupError, match="did not pass"):
        take_backup("asked", NOW, folder=folder)
    assert list(folder.iterdir()) == []


def test_the_manifest_names_no_key(house: House, folder: Path) -> None:
    """A fingerprint tells keys apart and opens nothing."""
    del house
    made = take_backup("asked", NOW, folder=folder)
    raw = made.file.read_bytes()
    assert settings.MASTER_KEY.encode() not in raw
    assert settings.SECRET_KEY.encode() not in raw
    assert made.manifest.master_key == fingerprint_of_key(settings.MASTER_KEY)


def test_sessions_end_with_a_restore(house: House, folder: Path) -> None:
    """Somebody revoked after the backup was taken must not come back signed in."""
    client = house.client("north", "administrator")
    made = take_backup("asked", NOW, folder=folder)
    restore(made.file, LATER, replace=True)
    assert client.get("/c/north/health/").status_code == 302


def test_nobody_is_the_author_of_a_restore(house: House) -> None:
    """The audit chain names no person for what the application does by itself."""
    assert nightly.nobody(house.north, NOW).actor.user_id is None
