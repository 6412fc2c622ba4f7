"""A long chain is verified and searched to its end; how fast is told by bench/audit.py."""

from __future__ import annotations

from uuid import uuid4

import pytest

from audit_chains import lengthen
from clinic_people import House
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.audit_chain import verify
from lumbalis.clinic.services.audit_log import Wanted, seen_by

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H16")]


@pytest.mark.parametrize(
    "events", [20_000, pytest.param(1_000_000, marks=pytest.mark.deep)], ids=["daily", "million"]
)
def test_a_long_chain_is_read_to_its_end(events: int, house: House) -> None:
    """Longer than one batch of rows: the last entry is looked at as the first one is."""
    patient = uuid4()
    with in_clinic(house.north):
        lengthen(house.north, events, patient)
    found = verify(house.north)
    assert (found.sound, found.events) == (True, events)
    with in_clinic(house.north):
        assert sum(one.times for one in seen_by(Wanted(patient=patient))) == events // 100
