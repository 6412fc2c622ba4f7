"""The Django application of the operations."""

from __future__ import annotations

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Management commands and jobs."""

    name = "lumbalis.clinic.operations"
    label = "operations"
