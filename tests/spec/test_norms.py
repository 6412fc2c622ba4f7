"""The workload norms, checked against public price lists that were computed from them."""

from __future__ import annotations

import pytest

from lumbalis.knowledge.norms_data import load_norm_sets

ORDER_817 = load_norm_sets()["ussr-817-1987"]

# Tariffs of Crimea, 2018 (docs.cntd.ru/document/550204014): roubles, 38 for one unit.
CRIMEA_2018_RUB = {
    "head": 38,
    "face": 38,
    "collar_zone": 57,
    "upper_limb_shoulder_scapula": 76,
    "chest": 95,
    "back": 57,
    "lumbosacral": 38,
    "segmental_lumbosacral": 57,
    "back_and_loin": 76,
    "cervicothoracic": 76,
    "segmental_cervicothoracic": 114,
    "lower_limb": 57,
    "lower_limb_and_loin": 76,
}
# A clinic's price list: 840 for one unit. Its lumbosacral price, 1580, is a known exception.
CLINIC_RUB = {
    "face": 840,
    "neck": 840,
    "elbow_joint": 840,
    "collar_zone": 1260,
    "back": 1260,
    "segmental_lumbosacral": 1260,
    "lower_limb": 1260,
}


@pytest.mark.parametrize(("row", "price"), CRIMEA_2018_RUB.items())
def test_units_agree_with_the_crimean_tariffs(row: str, price: int) -> None:
    """The tariff is an exact multiple of one unit's price, so it proves the unit."""
    assert ORDER_817.units(row) == price / 38


@pytest.mark.parametrize(("row", "price"), CLINIC_RUB.items())
def test_units_agree_with_a_clinic_price_list(row: str, price: int) -> None:
    """A second, independent list."""
    assert ORDER_817.units(row) == price / 840


def test_a_shift_holds_fifteen_sessions_of_this_protocol() -> None:
    """30 units in 6.5 hours (docs.cntd.ru/document/901743643); a session counts two."""
    assert (ORDER_817.units_per_shift, ORDER_817.shift_min) == (30, 390)
    assert ORDER_817.seconds(ORDER_817.session_row) == 1200
    assert ORDER_817.sessions_per_shift(ORDER_817.session_row) == 15


def test_legs_and_loin_in_full_would_take_forty_minutes() -> None:
    """Why the classical script warms the legs instead of massaging them in full."""
    full = ORDER_817.seconds("lumbosacral") + 2 * ORDER_817.seconds("lower_limb")
    assert full == 40 * 60
