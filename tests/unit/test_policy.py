"""The one function that decides who may do what."""

from __future__ import annotations

import uuid

import pytest

from lumbalis.clinic.policy import Action, Actor, Resource, Role, can, table
from lumbalis.clinic.policy.table import RULES, SECOND_FACTOR, TableError, read

CLINIC, OTHER_CLINIC = uuid.UUID(int=1), uuid.UUID(int=2)
PATIENT, OTHER_PATIENT = uuid.UUID(int=3), uuid.UUID(int=4)
HERE = Resource(clinic_id=CLINIC, patient_id=PATIENT)
STAFF = [role for role in Role if role is not Role.PATIENT]
CLINICAL = {
    Action.CHART_READ, Action.VERDICT_READ, Action.PLAN_READ, Action.ANSWERS_GIVE,
    Action.OBSERVATIONS_GIVE, Action.ORDER_GIVE, Action.PLAN_MAKE, Action.PLAN_EDIT,
    Action.PLAN_SIGN, Action.OVERRIDE_GIVE, Action.OVERRIDE_SECOND, Action.OVERRIDE_WITHDRAW,
    Action.BODY_MEASURE, Action.PATIENT_EXPORT, Action.OUTCOMES_READ, Action.OUTCOMES_GIVE,
}  # fmt: skip
"""Acts that show or change what is known about somebody's health."""


def somebody(*roles: Role, clinic: uuid.UUID = CLINIC) -> Actor:
    """Give somebody with these roles."""
    return Actor(user_id=uuid.UUID(int=9), clinic_id=clinic, roles=frozenset(roles))


def may(action: Action, *roles: Role, resource: Resource = HERE) -> bool:
    """Ask the policy."""
    return can(somebody(*roles), action, resource).allowed


@pytest.mark.parametrize("action", Action)
def test_without_a_role_nothing_is_allowed(action: Action) -> None:
    """Whoever the table does not name is nobody."""
    assert not may(action)


@pytest.mark.parametrize("action", Action)
def test_every_act_belongs_to_somebody(action: Action) -> None:
    """An act nobody may do is a mistake in the table."""
    assert any(may(action, role) for role in STAFF)


@pytest.mark.hazard("H17")
@pytest.mark.parametrize("action", Action)
def test_no_role_reaches_into_another_clinic(action: Action) -> None:
    """Not even all of them together."""
    foreign = Resource(clinic_id=OTHER_CLINIC, patient_id=PATIENT)
    decision = can(somebody(*Role), action, foreign)
    assert not decision.allowed
    assert decision.why == "other_clinic"


@pytest.mark.parametrize("role", [Role.RECEPTIONIST, Role.LEAD, Role.ADMINISTRATOR, Role.AUDITOR])
@pytest.mark.parametrize("action", sorted(CLINICAL))
def test_only_those_who_treat_see_and_change_charts(role: Role, action: Action) -> None:
    """The desk knows that somebody was screened and never why; the office knows nothing."""
    assert not may(action, role)


@pytest.mark.parametrize(
    "action",
    [
        Action.ORDER_GIVE, Action.PLAN_SIGN, Action.PLAN_EDIT, Action.OVERRIDE_GIVE,
        Action.OVERRIDE_SECOND, Action.OVERRIDE_WITHDRAW, Action.ANSWERS_GIVE,
    ],
)  # fmt: skip
def test_a_therapist_neither_orders_nor_overrides_nor_signs(action: Action) -> None:
    """What the physician decides is not decided at the couch."""
    assert not may(action, Role.THERAPIST)


@pytest.mark.parametrize("role", STAFF)
def test_whoever_manages_people_decides_nothing_about_patients(role: Role) -> None:
    """No single role lets somebody in and then treats; two roles can be given together."""
    manages = may(Action.PEOPLE_MANAGE, role)
    assert not (manages and any(may(action, role) for action in CLINICAL))


def test_roles_of_one_person_add_up() -> None:
    """In a small practice the physician is the clinical lead as well."""
    both = (Role.PHYSICIAN, Role.LEAD)
    assert may(Action.PLAN_SIGN, *both)
    assert may(Action.PROTOCOL_RECALL, *both)
    assert not may(Action.PROTOCOL_RECALL, Role.PHYSICIAN)
    assert not may(Action.PLAN_SIGN, Role.LEAD)


@pytest.mark.parametrize("action", Action)
def test_a_patient_acts_on_their_own_record_only(action: Action) -> None:
    """A link opens one record, for answers and consents."""
    holder = Actor(
        user_id=None, clinic_id=CLINIC, roles=frozenset({Role.PATIENT}), patient_id=PATIENT
    )
    own = can(holder, action, HERE).allowed
    assert own is (action in {Action.ANSWERS_GIVE, Action.CONSENT_RECORD})
    assert not can(holder, action, Resource(clinic_id=CLINIC, patient_id=OTHER_PATIENT)).allowed
    assert not can(holder, action, Resource(clinic_id=CLINIC)).allowed


def test_a_link_without_a_patient_opens_nothing() -> None:
    """Nothing equals nothing, and must not count as the same person."""
    holder = Actor(user_id=None, clinic_id=CLINIC, roles=frozenset({Role.PATIENT}))
    assert not can(holder, Action.ANSWERS_GIVE, Resource(clinic_id=CLINIC)).allowed


@pytest.mark.parametrize(
    "action", sorted(CLINICAL - {Action.PATIENT_EXPORT, Action.OVERRIDE_WITHDRAW})
)
def test_restricted_data_is_kept_and_not_used(action: Action) -> None:
    """Article 18: no reading, planning or treating until the restriction ends."""
    restricted = Resource(clinic_id=CLINIC, patient_id=PATIENT, restricted=True)
    assert not may(action, *STAFF, resource=restricted)


@pytest.mark.parametrize(
    "action",
    [Action.PATIENT_READ, Action.PATIENT_RESTRICT, Action.PATIENT_EXPORT, Action.OVERRIDE_WITHDRAW],
)
def test_a_restricted_record_can_be_handed_out_released_and_made_safer(action: Action) -> None:
    """The person keeps their rights, and a withdrawn override only makes things stricter."""
    restricted = Resource(clinic_id=CLINIC, patient_id=PATIENT, restricted=True)
    assert may(action, *STAFF, resource=restricted)


def test_what_needs_a_proof() -> None:
    """Acts that harm at once or let others harm ask who somebody is just before."""
    assert {action for action, rule in RULES.items() if rule.proof} == {
        Action.OVERRIDE_GIVE, Action.OVERRIDE_SECOND, Action.PLAN_SIGN, Action.PATIENT_EXPORT,
        Action.PATIENT_ERASE, Action.PROTOCOL_APPROVE, Action.PROTOCOL_RECALL,
        Action.PEOPLE_MANAGE, Action.CREDENTIAL_MANAGE, Action.CLINIC_SETTINGS,
    }  # fmt: skip


@pytest.mark.parametrize("action", [action for action, rule in RULES.items() if rule.proof])
def test_whoever_proves_themselves_has_a_second_factor(action: Action) -> None:
    """A password alone signs nothing."""
    for role in RULES[action].roles:
        assert role in SECOND_FACTOR
        decision = can(somebody(role), action, HERE)
        assert decision.step_up
        assert decision.second_factor


_SPOILT = {
    "an act that is none": ("audit_read", "audit_reed"),
    "an act that comes twice": ("plan_sign ", "plan_make "),
    "an act that is missing": ("plan_sign ", ""),
    "own for somebody with an account": ("yes", "own"),
    "a cell that says nothing": ("yes", "maybe"),
    "a role that is none": ("auditor", "editor"),
}


@pytest.mark.parametrize("what", _SPOILT)
def test_a_table_that_is_not_understood_is_refused(what: str) -> None:
    """A slip of the pen must not open or close a door in silence."""
    before, after = _SPOILT[what]
    with pytest.raises(TableError):
        read(table._TABLE.replace(before, after, 1))


def test_the_table_as_it_stands_is_read() -> None:
    """Else the refusals above prove nothing."""
    assert read(table._TABLE) == RULES
