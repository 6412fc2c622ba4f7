"""What the log says, and what it never does."""

from __future__ import annotations

import io
import json
import logging
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from clinic_people import House, furnish
from lumbalis.clinic.operations.logs import SafeJson, pseudonym, tell
from lumbalis.clinic.operations.middleware import NoRoom, RequestLine
from lumbalis.clinic.operations.serving.log_file import TURN_OVER_BYTES, LogSink
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.records.tenancy import in_clinic

CANARY = "Невидимко"


@pytest.fixture
def house(db: None) -> House:
    """Give two clinics with their people."""
    del db
    return furnish()


@pytest.fixture
def log() -> object:
    """Give the text of everything logged."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(SafeJson())
    root = logging.getLogger()
    root.addHandler(handler)
    before, root.level = root.level, logging.INFO
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def test_an_error_is_told_by_kind_and_place(log: io.StringIO) -> None:
    """Databases quote in their messages what somebody wrote."""
    try:
        int(CANARY)
    except ValueError:
        logging.getLogger("lumbalis.test").exception("failed")
    line = json.loads(log.getvalue())
    assert CANARY not in log.getvalue()
    assert line["error"] == "ValueError"
    assert "test_operations_logs.py" in line["places"][-1]


def test_others_messages_are_not_filled_in(log: io.StringIO) -> None:
    """A library logs what it was given: its pattern tells enough."""
    logging.getLogger("somebody.else").warning("cannot parse %s", CANARY)
    assert json.loads(log.getvalue())["event"] == "cannot parse %s"
    assert CANARY not in log.getvalue()


def test_a_request_is_told_by_route_and_pseudonym(house: House, log: io.StringIO) -> None:
    """An address may hold a name, a person's id leads to them, a body is theirs."""
    client = house.client("north", "administrator")
    client.get(f"/c/north/health/?look={CANARY}", headers={"User-Agent": CANARY})
    user = house.people["north"]["administrator"]
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    (line,) = [one for one in lines if one["event"] == "request"]
    assert (line["route"], line["status"]) == ("health:show", 200)
    assert line["user"] == pseudonym(user.pk)
    assert CANARY not in log.getvalue()
    assert str(user.pk) not in log.getvalue()


@pytest.mark.parametrize("given", ["x" * 200, "a b", "<script>", "short"])
def test_a_strange_request_id_is_not_taken_over(given: str) -> None:
    """Whoever sends it could write into the log."""
    line = RequestLine(lambda _: HttpResponse())
    answer = line(RequestFactory().get("/health", headers={"X-Request-ID": given}))
    assert answer.headers["X-Request-ID"] != given


def test_what_django_cannot_answer_is_answered(log: io.StringIO) -> None:
    """Else the server would write the error with its message into its own log."""

    def breaks(_: HttpRequest) -> HttpResponse:
        raise RuntimeError(CANARY)

    answer = RequestLine(breaks)(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert CANARY not in log.getvalue()


def test_once_serving_only_our_own_lines_are_kept(tmp_path: Path) -> None:
    """A traceback on the error stream may quote somebody; while starting it is needed."""
    sink = LogSink(tmp_path)
    sink.write("Traceback while starting")
    sink.starting = False
    sink.write(f"ValueError: {CANARY}")
    sink.write('{"level":"info","event":"request"}')
    text = (tmp_path / "clinic.jsonl").read_text()
    assert "while starting" in text
    assert "request" in text
    assert CANARY not in text


def test_the_log_file_turns_over(tmp_path: Path) -> None:
    """A log that grows for ever fills the disk that the records need."""
    file = tmp_path / "clinic.jsonl"
    sink = LogSink(tmp_path)
    for _ in range(7):
        file.write_bytes(b"x" * TURN_OVER_BYTES)
        sink.write('{"level":"info"}')
    assert file.stat().st_size < 100
    assert len(list(tmp_path.iterdir())) == 6


def test_a_full_disk_does_not_stop_the_writer(tmp_path: Path) -> None:
    """Whoever waits for a log line to be taken would wait for ever."""
    sink = LogSink(tmp_path)
    (tmp_path / "clinic.jsonl").mkdir()
    sink.write('{"level":"info"}')


@pytest.mark.hazard("H31")
def test_a_full_disk_is_said_and_nothing_is_half_written(house: House) -> None:
    """An act is done whole or not at all, and the page says that nothing was stored."""
    if connection.vendor != "sqlite":
        pytest.skip("a limit of pages is SQLite's")
    with connection.cursor() as cursor:
        (pages,) = cursor.execute("PRAGMA page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    try:
        with pytest.raises(DatabaseError) as full:
            _fill(house)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    request = RequestFactory().post("/")
    request.user = house.people["north"]["receptionist"]
    answer = NoRoom(lambda _: HttpResponse()).process_exception(request, full.value)
    assert answer is not None
    assert answer.status_code == 507
    with in_clinic(house.north):
        assert all(one.wrapped_key() for one in Patient.objects.all()), "a patient without a key"


def _fill(house: House) -> None:
    for _ in range(2000):
        house.patient("north", note="x" * 400)


def test_another_fault_is_not_called_a_full_disk() -> None:
    """A defect that looks like a full disk would never be found."""
    error = DatabaseError("no such table: records_patient")
    assert NoRoom(lambda _: HttpResponse()).process_exception(HttpRequest(), error) is None


def test_events_are_told_with_what_there_is_to_tell(log: io.StringIO) -> None:
    """One object a line, ready for a program."""
    tell(logging.getLogger("lumbalis.jobs"), "job", job="backup", done=1, failed=0)
    line = json.loads(log.getvalue())
    assert (line["event"], line["job"], line["level"]) == ("job", "backup", "info")
