"""The Django application of the records."""

from __future__ import annotations

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Models, tenancy and audit."""

    name = "lumbalis.clinic.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
