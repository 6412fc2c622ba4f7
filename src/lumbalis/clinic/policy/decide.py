"""The one decision: may this person do this to that."""

from __future__ import annotations

from lumbalis.clinic.policy.roles import Action, Actor, Decision, Resource, Role
from lumbalis.clinic.policy.table import RULES, SECOND_FACTOR, Rule


def can(actor: Actor, action: Action, resource: Resource) -> Decision:
    """Decide; whatever is not allowed by the table is refused."""
    rule = RULES[action]
    if actor.clinic_id != resource.clinic_id:
        return Decision(allowed=False, why="other_clinic")
    if not (actor.roles & rule.roles or _own(actor, rule, resource)):
        return Decision(allowed=False, why="role")
    if resource.restricted and not rule.kept:
        return Decision(allowed=False, why="restricted")
    second = rule.proof and bool(actor.roles & SECOND_FACTOR)
    return Decision(allowed=True, step_up=rule.proof, second_factor=second)


def _own(actor: Actor, rule: Rule, resource: Resource) -> bool:
    """Tell whether a patient asks for what they may do with their own record."""
    known = actor.patient_id is not None and actor.patient_id == resource.patient_id
    return rule.own and known and Role.PATIENT in actor.roles
