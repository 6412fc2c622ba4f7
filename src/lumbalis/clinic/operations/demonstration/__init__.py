"""The demonstration: two invented clinics with their people and patients."""

from lumbalis.clinic.operations.demonstration.furnish import furnish_demonstration

__all__ = ["furnish_demonstration"]
