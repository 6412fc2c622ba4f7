"""Does a stroke belong to its step: zone, manipulation, tool, motion as the session has them."""

from __future__ import annotations

from collections.abc import Iterator

from lumbalis.domain.verification.findings import names
from lumbalis.domain.verification.on_body.case import CUP, StrokeCase
from lumbalis.domain.verification.on_body.findings import BodyCheck, BodyFinding, check

_SAME_MM = 0.5
_BY_HAND = frozenset({"hand", "finger"})


def zone_not_of_step(case: StrokeCase) -> Iterator[BodyFinding]:
    """Refuse a stroke for a zone that its step does not work."""
    if case.stroke.zone not in case.step.zones:
        yield _finding(case, case.stroke.zone, names(case.step.zones))


def manipulation_not_of_step(case: StrokeCase) -> Iterator[BodyFinding]:
    """Refuse a stroke of another manipulation than its step's."""
    if case.stroke.manipulation not in case.step.manipulations:
        yield _finding(case, case.stroke.manipulation, names(case.step.manipulations))


def tool_not_of_step(case: StrokeCase) -> Iterator[BodyFinding]:
    """Refuse a tool that its step does not name, or that nobody has measured."""
    tool = case.stroke.contact.tool
    if tool not in case.step.tools or case.tool is None:
        yield _finding(case, tool, names(case.step.tools))


def contact_not_of_tool(case: StrokeCase) -> Iterator[BodyFinding]:
    """Refuse a contact that its tool cannot make: pressure would come out wrong.

    A hand can be laid on in part, down to a share of its size; a device cannot. Cups have
    their own check: the session says how wide they are.
    """
    contact, tool = case.stroke.contact, case.tool
    if tool is None or tool.kind == CUP:
        return
    part = case.limit("contact_share_minimum") if tool.kind in _BY_HAND else 1.0
    sizes = (contact.length_mm, tool.length_mm), (contact.width_mm, tool.width_mm)
    if any(not whole * part - _SAME_MM <= found <= whole + _SAME_MM for found, whole in sizes):
        found = f"{contact.length_mm:g} × {contact.width_mm:g} mm"
        yield _finding(case, found, f"{tool.length_mm:g} × {tool.width_mm:g} mm")


def motion_differs(case: StrokeCase) -> Iterator[BodyFinding]:
    """Refuse a path that is not the one of its manipulation."""
    found, motion = case.stroke.generator.value, case.motion
    if motion is None:
        yield _finding(
            case, case.stroke.manipulation, names(frozenset(case.protocol.contact.motions))
        )
    elif motion.generator != found:
        yield _finding(case, found, motion.generator)


def _finding(case: StrokeCase, found: str, allowed: str) -> BodyFinding:
    return BodyFinding(case.where, case.stroke.id, case.look.place(0), found, allowed)


STROKE_CHECKS: tuple[BodyCheck[StrokeCase], ...] = (
    check(zone_not_of_step, "E"),
    check(manipulation_not_of_step, "E"),
    check(tool_not_of_step, "E"),
    check(contact_not_of_tool, "P", "E"),
    check(motion_differs, "P", "E"),
)
