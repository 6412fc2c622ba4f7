"""Bringing an installation up to date: backup, migrations, static files, settings that hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from lumbalis.clinic.operations.keeping.backup import take_backup

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Schema:
    """How the database stands to this version of the application."""

    applied: int
    due: tuple[str, ...]
    unknown: tuple[str, ...]
    """Migrations the database had that this version does not know: a newer one made it."""

    @property
    def is_new(self) -> bool:
        """Tell whether the database is empty."""
        return self.applied == 0


class NewerSchemaError(RuntimeError):
    """A newer version of the application made this database."""

    def __init__(self, unknown: Iterable[str]) -> None:
        super().__init__(
            "A newer Lumbalis has used this database "
            f"({', '.join(unknown)}). Start that version, or restore a backup made before it."
        )


def schema() -> Schema:
    """Compare the database with this version."""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    applied = {f"{app}.{name}" for app, name in loader.applied_migrations}
    known = {f"{app}.{name}" for app, name in loader.disk_migrations} | _replaced(executor)
    ours = {config.label for config in apps.get_app_configs()}
    plan = executor.migration_plan(loader.graph.leaf_nodes())
    return Schema(
        applied=len(applied),
        due=tuple(f"{one.app_label}.{one.name}" for one, _ in plan),
        unknown=tuple(sorted(one for one in applied - known if one.split(".")[0] in ours)),
    )


def migrate(tell: Tell) -> Schema:
    """Bring the database to this version; an existing one is backed up before.

    Raises
    ------
    NewerSchemaError
        If the database was made by a newer version.
    """
    found = schema()
    if found.unknown:
        raise NewerSchemaError(found.unknown)
    if not found.due:
        return found
    if not found.is_new:
        kept = take_backup("before-migrate", timezone.now())
        tell(f"A backup was made before the database is changed: {kept.file}")
    call_command("migrate", interactive=False, verbosity=0)
    return found


def collect_static() -> None:
    """Gather the static files under names that tell their content."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)


def _replaced(executor: MigrationExecutor) -> set[str]:
    return {
        f"{app}.{name}"
        for squashed in executor.loader.disk_migrations.values()
        for app, name in squashed.replaces
    }


def migrate_quietly() -> None:
    """Bring a restored database to this version; what it was restored from is the backup."""
    call_command("migrate", interactive=False, verbosity=0)
