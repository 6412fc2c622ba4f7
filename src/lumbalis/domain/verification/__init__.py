"""Does a plan keep the protocol: an independent checker that does not know how plans are made."""

from lumbalis.domain.verification.findings import Check, Verification, Violation
from lumbalis.domain.verification.history import (
    NOTHING_BEFORE,
    NOTHING_ORDERED,
    Ordered,
    SessionHistory,
)
from lumbalis.domain.verification.table import all_kinds
from lumbalis.domain.verification.verify import verify_course, verify_session

__all__ = [
    "NOTHING_BEFORE",
    "NOTHING_ORDERED",
    "Check",
    "Ordered",
    "SessionHistory",
    "Verification",
    "Violation",
    "all_kinds",
    "verify_course",
    "verify_session",
]
