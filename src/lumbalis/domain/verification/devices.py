"""Devices: only where there is muscle, only for so long on each side, never standing still."""

from __future__ import annotations

from collections.abc import Iterator

from lumbalis.domain.verification.case import SessionCase, bases_of
from lumbalis.domain.verification.findings import Check, Finding, check, names, no_more_than
from lumbalis.domain.verification.words import DEVICE, STANDING_STILL, SUCTION_REGIONS


def device_technique_differs(case: SessionCase) -> Iterator[Finding]:
    """Refuse a device in a step of another technique, whose gate nobody asked."""
    for where, step in case.placed:
        if step.technique != DEVICE and (DEVICE in bases_of(step) or DEVICE in step.tools):
            yield Finding(where, step.technique, DEVICE)


def device_in_wrong_zone(case: SessionCase) -> Iterator[Finding]:
    """Refuse a device anywhere but below L3 beside the spine and on the buttocks."""
    for where, step in case.with_device():
        wrong = case.regions_of(step) - SUCTION_REGIONS
        if wrong:
            yield Finding(where, names(wrong), names(SUCTION_REGIONS))


def device_too_long(case: SessionCase) -> Iterator[Finding]:
    """Each side of the body gets a device for a short time."""
    most = case.protocol.whole("device_per_side")
    for side, seconds in device_s(case).items():
        if seconds > most:
            yield Finding(case.here, f"{side} {seconds} s", no_more_than(most, "s"))


def device_too_hard(case: SessionCase) -> Iterator[Finding]:
    """Refuse a device above its own highest level."""
    most = case.protocol.whole("device_level_maximum")
    for where, step in case.with_device():
        if step.level > most:
            yield Finding(where, str(step.level), no_more_than(most))


def device_standing_still(case: SessionCase) -> Iterator[Finding]:
    """Refuse a device that stands still."""
    most = case.protocol.whole("device_stationary_maximum")
    for where, step in case.with_device():
        if step.direction in STANDING_STILL and step.seconds > most:
            yield Finding(where, f"{step.seconds} s", no_more_than(most, "s"))


def device_s(case: SessionCase) -> dict[str, int]:
    """Give the seconds of device work on each side; both sides at once count for both."""
    totals: dict[str, int] = {}
    for _, step in case.with_device():
        for side in sorted({zone.side for zone in case.zones_of(step)}):
            totals[side] = totals.get(side, 0) + step.seconds
    return totals


SESSION_CHECKS: tuple[Check[SessionCase], ...] = (
    check(device_technique_differs, "R063", "A20"),
    check(device_in_wrong_zone, "R036", "A06"),
    check(device_too_long, "A20", "E"),
    check(device_too_hard, "R066", "E"),
    check(device_standing_still, "E"),
)
