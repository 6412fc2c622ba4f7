"""Whoever tampers with the audit chain is found, on both databases."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from clinic_people import House
from lumbalis.clinic.records.engine import guards
from lumbalis.clinic.records.models import AuditEvent, Clinic
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import audit, audit_chain
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.audit import DetailError
from lumbalis.clinic.services.audit_chain import Head, verify

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H16")]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EVENTS, TAMPERINGS = 30, 1_000
TABLE = "records_auditevent"


@pytest.fixture
def kept(house: House) -> tuple[Clinic, tuple[Head, ...]]:
    """Write a chain and note its head outside."""
    by = house.acting("north", "physician")
    with whole(by):
        for number in range(EVENTS):
            audit.record(by, "test.act", entity_id=uuid4(), facts=["fever", "age_years"], n=number)
    head = audit_chain.head_of(house.north, NOW)
    assert head is not None
    return house.north, (head,)


def test_an_untouched_chain_is_sound(kept: tuple[Clinic, tuple[Head, ...]]) -> None:
    """A verification that always finds a fault would pass every test below."""
    found = verify(*kept)
    assert found.sound
    assert (found.events, found.head) == (EVENTS, kept[1][0].hash)


@pytest.mark.parametrize("way", ["edit", "delete", "insert", "swap", "cut", "old copy", "rewrite"])
def test_every_way_of_tampering_is_found(way: str, kept: tuple[Clinic, tuple[Head, ...]]) -> None:
    """A thousand tamperings by somebody who owns the database, and not one goes unseen.

    The last way rewrites every hash after the change; only the head kept outside shows it.
    """
    dice = random.Random(way)  # noqa: S311 - a test's dice
    ways: dict[str, Callable[[random.Random], None]] = {
        "edit": _edit,
        "delete": _delete,
        "insert": _insert,
        "swap": _swap,
        "cut": _cut,
        "old copy": _cut,
        "rewrite": _rewrite,
    }
    clinic, heads = kept
    guards.lift(connection)
    for _ in range(TAMPERINGS // len(ways) + 1):
        with transaction.atomic():
            with in_clinic(clinic):
                ways[way](dice)
            assert not verify(clinic, heads).sound
            transaction.set_rollback(True)
    guards.install(connection)
    assert verify(clinic, heads).sound


def test_without_the_head_a_cut_chain_looks_whole(kept: tuple[Clinic, tuple[Head, ...]]) -> None:
    """Why the head is printed and kept elsewhere: the database alone cannot show its own loss."""
    clinic, heads = kept
    guards.lift(connection)
    with in_clinic(clinic):
        _sql(f"DELETE FROM {TABLE} WHERE seq > 5")  # noqa: S608
    assert verify(clinic).sound
    assert verify(clinic, heads).fault == audit_chain.CUT
    guards.install(connection)


def test_a_forged_head_is_found(kept: tuple[Clinic, tuple[Head, ...]]) -> None:
    """Whoever rewrites the chain and the file of heads lacks the key that signs heads."""
    clinic, (head,) = kept
    forged = Head(head.chain, head.seq, head.hash, "2026-01-01", head.mac)
    assert verify(clinic, (forged,)).fault == audit_chain.FORGED


def test_heads_come_back_from_their_file(kept: tuple[Clinic, tuple[Head, ...]]) -> None:
    """The file is appended to and read again; a line that is none is a fault, not a crash."""
    file = audit_chain.heads_file()
    file.unlink(missing_ok=True)
    assert set(audit_chain.keep_heads(NOW + timedelta(0))) == set(audit_chain.read_heads(file))
    with file.open("a") as out:
        out.write("not a head\n")
    installation = verify(None, audit_chain.read_heads(file))
    assert installation.fault == audit_chain.FORGED
    assert verify(kept[0], audit_chain.read_heads(file)).sound
    file.unlink()
    assert audit_chain.read_heads(Path("/nowhere")) == ()


def test_each_clinic_and_the_installation_have_chains_of_their_own(house: House) -> None:
    """One clinic's log neither shows nor depends on how busy another one is."""
    for slug in ("north", "south"):
        by = house.acting(slug, "physician")
        with whole(by):
            audit.record(by, "test.act")
    audit.record_outside("test.act", at=NOW)
    audit.record_outside("test.act", at=NOW, fraction=0.5)
    assert [verify(clinic).events for clinic in (house.north, house.south, None)] == [1, 1, 2]
    assert all(verify(clinic).sound for clinic in audit_chain.chains())


def test_an_entry_is_undone_with_its_act(house: House) -> None:
    """An act that failed left nothing, and its entry would say otherwise."""
    by = house.acting("north", "physician")
    with pytest.raises(ZeroDivisionError):
        _fail_after_recording(by)
    assert verify(house.north).events == 0


def test_what_would_not_come_back_equal_is_refused(house: House) -> None:
    """An entry that reads differently later would look tampered with."""
    by = house.acting("north", "physician")
    with pytest.raises(DetailError, match="when"), whole(by):
        audit.record(by, "test.act", when=NOW)


def test_what_is_hashed_is_canonical_json() -> None:
    """Anybody can recompute an exported chain with the JSON and SHA-256 of any language."""
    said = ("a", 'q"\\\n\u2028\u0001', 7, "Їжак")
    written = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    assert audit.link(said) == hashlib.sha256(written.encode()).hexdigest()


def test_entries_hold_no_name(house: House) -> None:
    """The log outlives an erased patient, so nothing in it may tell who it was."""
    house.patient("north", family_name="Zubrowska", phone="+380501234567")
    with in_clinic(house.north):
        said = str(list(AuditEvent.objects.values()))
    assert "Zubrowska" not in said
    assert "501234567" not in said


def _fail_after_recording(by: Acting) -> None:
    with whole(by):
        audit.record(by, "test.act")
        _ = 1 / 0


def _sql(text: str, *values: Any) -> None:  # noqa: ANN401
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def _edit(dice: random.Random) -> None:
    column, value = dice.choice(
        [
            ("action", "other"),
            ("outcome", "denied"),
            ("role", "lead"),
            ("detail", "{}"),
            ("at", "2026-11-23 00:00:00+00:00"),
            ("hash", "0" * 64),
            ("prev", "1" * 64),
            ("entity", "plan"),
            ("actor", None),
            ("entity_id", None),
            ("patient_id", uuid4()),
        ]
    )
    keys: dict[str, Any] = {
        "patient_id": str(value) if connection.vendor != "sqlite" else uuid4().hex
    }
    _sql(f"UPDATE {TABLE} SET {column} = %s WHERE seq = %s", keys.get(column, value), _any(dice))  # noqa: S608


def _delete(dice: random.Random) -> None:
    _sql(f"DELETE FROM {TABLE} WHERE seq = %s", _any(dice))  # noqa: S608


def _insert(dice: random.Random) -> None:
    event = AuditEvent.objects.get(seq=_any(dice))
    event.pk, event.seq = uuid4(), dice.choice([0, EVENTS + 1, EVENTS + 2])
    event.save(force_insert=True)


def _swap(dice: random.Random) -> None:
    one, other = dice.sample(range(1, EVENTS + 1), 2)
    for old, new in ((one, 900), (other, one), (900, other)):
        _sql(f"UPDATE {TABLE} SET seq = %s WHERE seq = %s", new, old)  # noqa: S608


def _cut(dice: random.Random) -> None:
    _sql(f"DELETE FROM {TABLE} WHERE seq > %s", dice.randrange(EVENTS))  # noqa: S608


def _rewrite(dice: random.Random) -> None:
    """Change one entry and make the whole chain after it fit again."""
    first = _any(dice)
    before = None
    for event in AuditEvent.objects.filter(seq__gte=first).order_by("seq"):
        event.action = "other" if event.seq == first else event.action
        event.prev = before or event.prev
        event.hash = before = audit.link(audit.said_by(event))
        event.save()


def _any(dice: random.Random) -> int:
    return dice.randint(1, EVENTS)
