"""Is the patient asked, and does the therapist know what to say and to check."""

from __future__ import annotations

from collections.abc import Iterator

from lumbalis.domain.verification.case import SessionCase, is_contact
from lumbalis.domain.verification.findings import Check, Finding, check, names


def checkpoint_missing_at_stage(case: SessionCase) -> Iterator[Finding]:
    """Refuse a stage that the script opens with a question and the session does not."""
    stages, before = case.stages, ""
    for where, step in case.placed:
        starts = step.stage != before
        before = step.stage
        asks = step.stage in stages and stages[step.stage].checkpoint
        if starts and asks and step.checkpoint is None:
            yield Finding(where, "–", "≥ 1")


def checkpoint_missing_at_rise(case: SessionCase) -> Iterator[Finding]:
    """Refuse hands that become stronger than a moment before without asking."""
    before: int | None = None
    for where, step in case.placed:
        if not is_contact(step):
            continue
        if before is not None and step.level > before and step.checkpoint is None:
            yield Finding(where, f"{before} → {step.level}", "≥ 1")
        before = step.level


def checkpoint_without_text(case: SessionCase) -> Iterator[Finding]:
    """Refuse a question without words."""
    for where, step in case.placed:
        if step.checkpoint is not None and not step.checkpoint.strip():
            yield Finding(where, "–", "≥ 1")


def cue_missing(case: SessionCase) -> Iterator[Finding]:
    """Every step tells the therapist what to say or do."""
    for where, step in case.placed:
        if not step.cue.strip():
            yield Finding(where, "–", "≥ 1")


def checklist_incomplete(case: SessionCase) -> Iterator[Finding]:
    """Refuse a stage that does not carry every item of its checklist."""
    for stage in case.stages.values():
        carried: set[str] = set()
        steps = [step for step in case.session.steps if step.stage == stage.id]
        for step in steps:
            carried.update(step.checklist)
        missing = set(stage.checklist) - carried
        if steps and missing:
            yield Finding(f"{case.here}/{stage.id}", names(carried), names(stage.checklist))


SESSION_CHECKS: tuple[Check[SessionCase], ...] = (
    check(checkpoint_missing_at_stage, "R074", "R075"),
    check(checkpoint_missing_at_rise, "R074", "R075"),
    check(checkpoint_without_text, "R074", "E"),
    check(cue_missing, "E"),
    check(checklist_incomplete, "C20", "V69"),
)
