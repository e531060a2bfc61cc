"""The room of backups."""

from django.apps import AppConfig


class BackupConfig(AppConfig):
    """Keeps a house closed in which a restore was broken off."""

    name = "einamt.platform.backup"
    label = "backup"

    def ready(self) -> None:
        """Register the check of commands, and the one of the web server."""
        from einamt.platform.backup import unfinished  # noqa: PLC0415 - registers itself; settings are ready now
        from einamt.platform.web import probes  # noqa: PLC0415

        probes.register(name="restore", check=unfinished.find, is_required=True)
