"""Harm by place and force: forbidden zones, swapped sides, levels above every ceiling."""

from __future__ import annotations

from dataclasses import replace

from lumbalis.domain.plan import Session, Step
from planting import first_changed, session_harm, shifted, touches, works_in

_SWAPPED = {"left": "right", "right": "left"}


@session_harm("zone_unknown")
def zone_without_side(session: Session) -> Session | None:
    """Name a paired zone without its side."""
    return first_changed(session, touches, lambda s: replace(s, zones=("gluteal",)))


@session_harm("zone_not_named")
def hands_somewhere(session: Session) -> Session | None:
    """Work without saying where."""
    return first_changed(session, touches, lambda s: replace(s, zones=()))


@session_harm("zone_forbidden")
def on_the_spine(session: Session) -> Session | None:
    """Touch the spine at the lightest level."""
    return first_changed(session, touches, lambda s: replace(s, zones=(*s.zones, "spine")))


@session_harm("zone_forbidden")
def on_lymph_nodes(session: Session) -> Session | None:
    """Touch lymph nodes at the lightest level."""
    return first_changed(session, touches, lambda s: replace(s, zones=("lymph_nodes",)))


@session_harm("zone_not_in_script")
def opening_on_the_sacrum(session: Session) -> Session | None:
    """Begin somewhere else than the script."""
    return first_changed(session, touches, lambda s: replace(s, zones=("sacrum",)))


@session_harm("zone_cap_not_stated")
def spine_not_mentioned(session: Session) -> Session:
    """Leave the spine out of the list of ceilings."""
    caps = {zone: cap for zone, cap in session.zone_caps.items() if zone != "spine"}
    return replace(session, zone_caps=caps)


@session_harm("zone_cap_too_high")
def kidney_like_any_other(session: Session) -> Session:
    """Give the kidney zone the ceiling of the back."""
    return replace(session, zone_caps={**session.zone_caps, "kidney_left": 4})


@session_harm("zone_cap_too_high")
def spine_allowed(session: Session) -> Session:
    """Allow light work on the spine."""
    return replace(session, zone_caps={**session.zone_caps, "spine": 1})


@session_harm("side_contradicts")
def left_is_right(session: Session) -> Session | None:
    """Swap the sides of a step that is named for one."""
    return first_changed(session, _is_one_sided, _mirrored)


def _is_one_sided(step: Step) -> bool:
    named = set(step.step.split("_")) & _SWAPPED.keys()
    return len(named) == 1 and bool(step.zones)


def _mirrored(step: Step) -> Step:
    return replace(step, zones=tuple(_mirror(zone) for zone in step.zones))


def _mirror(zone: str) -> str:
    region, _, side = zone.rpartition("_")
    return f"{region}_{_SWAPPED[side]}" if side in _SWAPPED else zone


@session_harm("sides_unequal")
def five_seconds_for_the_left(session: Session) -> Session | None:
    """Give the left side five seconds of the right one."""
    return shifted(
        session,
        5,
        lambda s: all(z.endswith("_right") for z in s.zones) and bool(s.zones),
        lambda s: all(z.endswith("_left") for z in s.zones) and bool(s.zones) and not _is_test(s),
    )


def _is_test(step: Step) -> bool:
    return step.cups is not None and step.cups.mode == "test"


@session_harm("level_off_scale")
def level_six(session: Session) -> Session | None:
    """Work above the scale."""
    return first_changed(session, touches, lambda s: replace(s, level=6))


@session_harm("level_disabled")
def level_five(session: Session) -> Session | None:
    """Work at the level that is switched off."""
    return first_changed(session, touches, lambda s: replace(s, level=5))


@session_harm("contact_without_level")
def hands_of_no_weight(session: Session) -> Session | None:
    """Work at level nought."""
    return first_changed(session, touches, lambda s: replace(s, level=0))


def _above_the_zone(session: Session, more: int) -> Session | None:
    return first_changed(
        session,
        lambda s: bool(s.zones) and touches(s),
        lambda s: replace(s, level=min(session.zone_caps.get(z, 0) for z in s.zones) + more),
    )


@session_harm("level_above_stated_cap")
def one_above_the_zone(session: Session) -> Session | None:
    """Work one level above the ceiling that the plan states for the zone."""
    return _above_the_zone(session, 1)


@session_harm("level_above_zone_cap")
def far_above_the_zone(session: Session) -> Session | None:
    """Work above any ceiling the zone could have."""
    return _above_the_zone(session, 4)


@session_harm("level_above_stated_cap")
def lower_on_paper(session: Session) -> Session | None:
    """State a zone's ceiling below what is done there."""
    worked = [z for s in session.steps if s.level for z in s.zones]
    return replace(session, zone_caps={**session.zone_caps, worked[0]: 0}) if worked else None


@session_harm("kidney_too_hard")
def full_force_on_the_kidney(session: Session) -> Session | None:
    """Work the kidney zone at the third level."""
    return first_changed(session, works_in("kidney"), lambda s: replace(s, level=3))


@session_harm("kidney_too_hard")
def one_more_on_the_kidney(session: Session) -> Session | None:
    """Work the kidney zone one level harder than planned at the limit."""
    most = min(2, max(1, session.level - 2))
    return first_changed(session, works_in("kidney"), lambda s: replace(s, level=most + 1))


@session_harm("level_above_session")
def one_above_the_session(session: Session) -> Session | None:
    """Work one level above the session's."""
    return first_changed(session, touches, lambda s: replace(s, level=session.level + 1))


@session_harm("level_above_ceiling")
def one_above_the_ceiling(session: Session) -> Session:
    """Set the session's level above its ceiling."""
    return replace(session, level=session.ceiling + 1)


@session_harm("ceiling_above_verdict")
def ceiling_lifted(session: Session) -> Session:
    """Lift the ceiling to the top of the scale."""
    return replace(session, ceiling=5)


@session_harm("ceiling_above_dose")
def ceiling_beyond_the_dose(session: Session) -> Session:
    """Lift the ceiling above the dose table's."""
    return replace(session, ceiling=5)


@session_harm("gentle_session_too_hard")
def not_gentle(session: Session) -> Session | None:
    """Work a first session at the third level."""
    gentle = 2 if session.phase == "REMISSION" else 3
    return replace(session, level=3, ceiling=3) if session.index <= gentle else None


@session_harm("session_level_too_low")
def session_without_level(session: Session) -> Session:
    """Plan a session at level nought."""
    return replace(session, level=0)


@session_harm("first_level_too_high")
def strong_start(session: Session) -> Session | None:
    """Start one level above the first one."""
    return replace(session, level=session.level + 1) if session.index == 1 else None
