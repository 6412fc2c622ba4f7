"""What the front desk reads off a verdict that was kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clinic_people import House
from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import desk
from lumbalis.clinic.services.desk import DeskState
from verdict_people import AT, fit_patient, qualify


@pytest.mark.hazard("H15")
def test_a_verdict_of_another_protocol_is_not_screened_yet(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever was screened in the morning was not screened by the rules of noon."""
    qualify(house)
    patient = fit_patient(house)
    with in_clinic(house.north):
        assert desk.state_of([patient], AT)[patient.pk] is DeskState.SCREENED
        newer = replace(protocol(), sha256="0" * 64)
        monkeypatch.setattr(desk, "protocol", lambda: newer)
        assert desk.state_of([patient], AT)[patient.pk] is DeskState.NOT_YET
