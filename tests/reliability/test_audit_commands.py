"""The commands that prove, keep and hand out the audit chain."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from clinic_people import House
from lumbalis.clinic.records.engine import guards
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import audit_chain

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H16")]


@pytest.fixture(autouse=True)
def _no_heads_of_other_tests() -> None:
    audit_chain.heads_file().unlink(missing_ok=True)


def run(*words: str) -> str:
    """Run a command and give what it printed."""
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_a_sound_log_is_called_sound(house: House) -> None:
    """Each chain has its line; without a head outside the command says what it cannot see."""
    house.patient("north")
    said = run("verify_audit")
    assert f"{house.north.pk}: sound, 1 entries" in said
    assert "Run audit_head" in said
    run("audit_head")
    assert "Run audit_head" not in run("verify_audit")


def test_a_log_that_was_cut_off_ends_the_command_with_an_error(house: House) -> None:
    """A job that calls the command must notice without reading what it printed."""
    house.patient("north")
    printed = [json.loads(line) for line in run("audit_head").splitlines()]
    assert [head["seq"] for head in printed] == [1]
    guards.lift(connection)
    with in_clinic(house.north), connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_auditevent")
    guards.install(connection)
    with pytest.raises(CommandError, match="tampered"):
        run("verify_audit")


def test_a_head_kept_elsewhere_can_be_used(house: House, tmp_path: Path) -> None:
    """The copy on a memory stick proves the log when the whole data folder was replaced."""
    house.patient("north")
    copy = tmp_path / "heads"
    copy.write_text(run("audit_head"))
    audit_chain.heads_file().unlink()
    assert "Run audit_head" not in run("verify_audit", "--heads", str(copy))


def test_the_log_is_exported_as_fhir(house: House, tmp_path: Path) -> None:
    """One resource a line, of the one clinic that was asked for."""
    house.patient("north")
    house.patient("south")
    out = tmp_path / "audit.ndjson"
    run("export_audit", "north", "--out", str(out))
    (line,) = out.read_text().splitlines()
    assert json.loads(line)["source"]["observer"]["identifier"]["value"] == str(house.north.pk)
    with pytest.raises(CommandError, match="no clinic"):
        run("export_audit", "west")
