"""Whether a database was made by another release, whose migrations this code does not have."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def unknown_migrations(connection) -> list[str]:
    """The migrations of our apps that the database has had and that are not here, as "profiles.0007_name".

    Reads only. Raises ``django.db.Error`` when the database does not answer.
    """
    ours = {
        config.label for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR
    }
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known |= {(label, name) for label, name in migration.replaces}  # a squashed one
    had = set(MigrationRecorder(connection).applied_migrations())
    return [f"{label}.{name}" for label, name in sorted(had - known) if label in ours]
