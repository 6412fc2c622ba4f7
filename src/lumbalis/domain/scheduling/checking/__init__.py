"""The independent check of bookings: every rule again, tick by tick, without the search."""

from lumbalis.domain.scheduling.checking.bookings import check_bookings
from lumbalis.domain.scheduling.checking.faults import Fault, FaultKind

__all__ = ["Fault", "FaultKind", "check_bookings"]
