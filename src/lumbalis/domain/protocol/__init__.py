"""The protocol as objects: rules, zones, techniques, dose, scripts, every number sourced."""

from lumbalis.domain.protocol.category import Category
from lumbalis.domain.protocol.contact import ContactTable, Motion, Tool
from lumbalis.domain.protocol.dose import Ceiling, Dose, DoseTable, SeverityBand
from lumbalis.domain.protocol.manipulation import Manipulation
from lumbalis.domain.protocol.norms import NormRow, NormSet
from lumbalis.domain.protocol.protocol import Protocol, Requirement
from lumbalis.domain.protocol.rule import MISSING, Case, Modifiers, PhaseRule, Release, Rule, Scope
from lumbalis.domain.protocol.script import Point, Script, Stage, StageStep
from lumbalis.domain.protocol.technique import CredentialNeed, Technique
from lumbalis.domain.protocol.zone import Zone, ZoneKind, ZoneTable

__all__ = [
    "MISSING",
    "Case",
    "Category",
    "Ceiling",
    "ContactTable",
    "CredentialNeed",
    "Dose",
    "DoseTable",
    "Manipulation",
    "Modifiers",
    "Motion",
    "NormRow",
    "NormSet",
    "PhaseRule",
    "Point",
    "Protocol",
    "Release",
    "Requirement",
    "Rule",
    "Scope",
    "Script",
    "SeverityBand",
    "Stage",
    "StageStep",
    "Technique",
    "Tool",
    "Zone",
    "ZoneKind",
    "ZoneTable",
]
