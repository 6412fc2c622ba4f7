"""The one decision: may this person do this to that."""

from __future__ import annotations

from lumbalis.clinic.policy.roles import Action, Actor, Decision, Resource, Role

_EVERY_OFFICE = frozenset({Action.HOME, Action.PROTOCOL_READ})
_CHART = frozenset(
    {
        Action.PATIENT_LIST,
        Action.PATIENT_READ,
        Action.CHART_READ,
        Action.VERDICT_READ,
        Action.SCREENED_STATE_READ,
        Action.PLAN_READ,
        Action.OBSERVATIONS_GIVE,
        Action.BODY_MEASURE,
    }
)
_DESK = frozenset(
    {
        Action.PATIENT_LIST,
        Action.PATIENT_CREATE,
        Action.PATIENT_READ,
        Action.PATIENT_EDIT,
        Action.PATIENT_MERGE_PROPOSE,
        Action.CONSENT_RECORD,
        Action.INVITE,
        Action.SCREENED_STATE_READ,
    }
)
_MAY = {
    Role.PHYSICIAN: _EVERY_OFFICE
    | _CHART
    | _DESK
    | {
        Action.PATIENT_MERGE_APPROVE,
        Action.PATIENT_EXPORT,
        Action.PATIENT_RESTRICT,
        Action.ANSWERS_GIVE,
        Action.OVERRIDE_GIVE,
        Action.OVERRIDE_SECOND,
        Action.OVERRIDE_WITHDRAW,
        Action.ORDER_GIVE,
        Action.PLAN_MAKE,
        Action.PLAN_EDIT,
        Action.PLAN_SIGN,
        Action.PROTOCOL_APPROVE,
    },
    Role.THERAPIST: _EVERY_OFFICE | _CHART,
    Role.RECEPTIONIST: _EVERY_OFFICE | _DESK,
    Role.PATIENT: frozenset(),
    Role.LEAD: _EVERY_OFFICE
    | {Action.PROTOCOL_PROPOSE, Action.PROTOCOL_APPROVE, Action.PROTOCOL_RECALL},
    Role.ADMINISTRATOR: _EVERY_OFFICE
    | {
        Action.PATIENT_LIST,
        Action.PATIENT_READ,
        Action.PATIENT_MERGE_APPROVE,
        Action.PATIENT_EXPORT,
        Action.PATIENT_RESTRICT,
        Action.PATIENT_ERASE,
        Action.PEOPLE_READ,
        Action.PEOPLE_MANAGE,
        Action.CREDENTIAL_MANAGE,
        Action.CLINIC_SETTINGS,
        Action.HEALTH_READ,
    },
    Role.AUDITOR: frozenset({Action.HOME, Action.AUDIT_READ, Action.PROTOCOL_READ}),
}
_PROVE = frozenset(
    {
        Action.OVERRIDE_GIVE,
        Action.OVERRIDE_SECOND,
        Action.PLAN_SIGN,
        Action.PATIENT_ERASE,
        Action.PATIENT_EXPORT,
        Action.PROTOCOL_APPROVE,
        Action.PROTOCOL_RECALL,
        Action.PEOPLE_MANAGE,
    }
)


def can(actor: Actor, action: Action, resource: Resource) -> Decision:
    """Decide; whatever is not allowed by the table is refused."""
    if actor.clinic_id != resource.clinic_id:
        return Decision(allowed=False, why="other_clinic")
    if not any(action in _MAY[role] for role in actor.roles):
        return Decision(allowed=False, why="role")
    return Decision(allowed=True, step_up=action in _PROVE)
