"""With what: only techniques that the gate lets through, in the script that has them."""

from __future__ import annotations

from collections.abc import Iterator

from lumbalis.domain.verification.case import SessionCase, bases_of, has_suction
from lumbalis.domain.verification.findings import (
    Check,
    Finding,
    check,
    names,
    no_less_than,
)
from lumbalis.domain.verification.words import (
    CUPPING,
    DEVICE,
    PATTING,
    PERCUSSION,
    SPECIAL,
    WARMING,
)


def technique_unknown(case: SessionCase) -> Iterator[Finding]:
    """Every step uses a technique of the protocol."""
    known = case.protocol.techniques
    for where, step in case.placed:
        if step.technique not in known:
            yield Finding(where, step.technique, names(frozenset(known)))


def technique_not_allowed(case: SessionCase) -> Iterator[Finding]:
    """Every technique has passed the verdict's gate, credentials and house rules included."""
    allowed = case.bounds.techniques
    for where, step in case.placed:
        if step.technique not in allowed:
            yield Finding(where, step.technique, names(allowed))


def script_not_allowed(case: SessionCase) -> Iterator[Finding]:
    """Refuse a script whose techniques have not all passed the gate."""
    if case.script is None:
        return
    needed = {case.script.technique, *case.script.needs_techniques}
    refused = needed - case.bounds.techniques
    if refused:
        yield Finding(case.here, names(refused), names(case.bounds.techniques))


def technique_not_in_script(case: SessionCase) -> Iterator[Finding]:
    """Refuse a technique smuggled into a stage that does not have it."""
    if case.script is None:
        return
    for where, step in case.placed:
        stage = case.stages.get(step.stage)
        own = set() if stage is None else {written.technique for written in stage.steps}
        if stage is not None and step.technique not in own:
            yield Finding(where, step.technique, names(own))


def technique_wrong_phase(case: SessionCase) -> Iterator[Finding]:
    """Refuse a technique outside its phases, by the protocol's own table."""
    for where, step in case.placed:
        technique = case.protocol.techniques.get(step.technique)
        if technique is not None and case.session.phase not in technique.phases:
            yield Finding(where, f"{technique.id} {case.session.phase}", names(technique.phases))


def technique_too_early(case: SessionCase) -> Iterator[Finding]:
    """Refuse a technique before its first session."""
    for where, step in case.placed:
        technique = case.protocol.techniques.get(step.technique)
        own = None if technique is None else technique.from_session
        first = 1 if own is None else own.value
        if step.technique in SPECIAL:
            first = max(first, case.protocol.limit("special_from_session"))
        if case.session.index < first:
            yield Finding(where, str(case.session.index), no_less_than(first))


def technique_ceiling_too_low(case: SessionCase) -> Iterator[Finding]:
    """Whoever may only be touched lightly gets no technique that needs more."""
    for where, step in case.placed:
        technique = case.protocol.techniques.get(step.technique)
        least = None if technique is None else technique.from_level
        if least is not None and case.ceiling < least.value:
            yield Finding(where, str(case.ceiling), no_less_than(least.value))


def percussion_not_allowed(case: SessionCase) -> Iterator[Finding]:
    """Patting is percussion, under whatever technique a step files it."""
    if PERCUSSION in case.bounds.techniques:
        return
    for where, step in case.placed:
        if PATTING in bases_of(step):
            yield Finding(where, PATTING, names(case.bounds.techniques))


def medium_unknown(case: SessionCase) -> Iterator[Finding]:
    """Refuse something on the hands that is no medium of the protocol."""
    media = frozenset(
        name
        for name, technique in case.protocol.techniques.items()
        if not technique.hands_on and technique.part_of is None
    )
    for where, step in case.placed:
        if step.medium is not None and step.medium not in media:
            yield Finding(where, step.medium, names(media))


def medium_not_allowed(case: SessionCase) -> Iterator[Finding]:
    """Refuse a medium that the gate has not let through: an allergy, or nobody ordered it."""
    for where, step in case.placed:
        if step.medium is not None and step.medium not in case.bounds.techniques:
            yield Finding(where, step.medium, names(case.bounds.techniques))


def medium_not_in_script(case: SessionCase) -> Iterator[Finding]:
    """Refuse a medium smuggled into a stage that does not have it."""
    for where, step in case.placed:
        stage = case.stages.get(step.stage)
        own = set() if stage is None else {one.medium for one in stage.steps if one.medium}
        if stage is not None and step.medium is not None and step.medium not in own:
            yield Finding(where, step.medium, names(own))


def warming_with_suction(case: SessionCase) -> Iterator[Finding]:
    """Refuse a warming agent in a session with cups or a device."""
    steps = case.session.steps
    others = {step.technique for step in steps if step.technique in CUPPING | {DEVICE}}
    suction = any(has_suction(step) for step in steps)
    for where, step in case.placed:
        if WARMING in (step.technique, step.medium) and (others or suction):
            yield Finding(where, f"{WARMING}, {names(others) if others else 'cups'}", WARMING)


SESSION_CHECKS: tuple[Check[SessionCase], ...] = (
    check(technique_unknown, "E"),
    check(technique_not_allowed, "R063", "R101", "R146", "R191"),
    check(script_not_allowed, "R063", "R101", "R146", "R191"),
    check(technique_not_in_script, "R063", "E"),
    check(technique_wrong_phase, "R101", "R102", "C02"),
    check(technique_too_early, "E"),
    check(technique_ceiling_too_low, "E"),
    check(percussion_not_allowed, "R113", "R119", "C06"),
    check(medium_unknown, "R106", "R107", "R108"),
    check(medium_not_allowed, "R106", "A29", "C02"),
    check(medium_not_in_script, "E"),
    check(warming_with_suction, "C02", "E"),
)
