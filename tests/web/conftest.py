"""What the tests of the pages share."""

from __future__ import annotations

import pytest

from clinic_people import House, furnish


@pytest.fixture
def house(db: None) -> House:
    """Two clinics with their people."""
    del db
    return furnish()
