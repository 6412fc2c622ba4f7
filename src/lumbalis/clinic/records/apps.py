"""The Django application of the records."""

from __future__ import annotations

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Models, tenancy and audit."""

    name = "lumbalis.clinic.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the database guard the records from the first connection on."""
        from lumbalis.clinic.records.engine import guards

        guards.watch()
