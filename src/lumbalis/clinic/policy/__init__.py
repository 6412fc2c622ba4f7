"""Who may do what: one pure function. Knows no framework."""

from lumbalis.clinic.policy.decide import can
from lumbalis.clinic.policy.roles import Action, Actor, Decision, Resource, Role

__all__ = ["Action", "Actor", "Decision", "Resource", "Role", "can"]
