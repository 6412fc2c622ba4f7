"""What the answers object wishes for a plan, as an order for the planner."""

from __future__ import annotations

from lumbalis.domain.planning import CLASSICAL, Order
from lumbalis.exchange.answers import PlanWishes
from lumbalis.exchange.errors import InputError


def order_of(wishes: PlanWishes) -> Order:
    """Turn the wishes of the answers object into an order.

    Raises
    ------
    InputError
        If more than one special script is wished for.
    """
    if wishes.minutes is not None:
        where, what = "plan.minutes", "cannot be wished for a whole course"
        raise InputError(where, what, "leave it out; the protocol sets the time of a session")
    special = [script for script in wishes.scripts if script != CLASSICAL]
    if len(special) > 1:
        where, what = "plan.scripts", "names several special scripts"
        raise InputError(where, what, "name one of them")
    return Order(
        sessions=wishes.sessions,
        special=special[0] if special else None,
        points=wishes.points,
        device_present=wishes.device is True,
    )
