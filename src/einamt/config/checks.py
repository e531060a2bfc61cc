"""What is allowed in production, and worth a word: shown by every command, and by `einamt check --deploy`."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, register
from django.core.checks import Warning as Remark

from einamt.config.env import Mode
from einamt.platform import clock
from einamt.platform.commands import HOUSE

_SOON = timedelta(days=30)


@register(HOUSE)
def what_operators_should_know(**_: object) -> list[CheckMessage]:
    """W001: SQLite in production. W002: keys that others can read. W003: a certificate that ends soon."""
    if settings.MODE is not Mode.PRODUCTION:
        return []
    remarks: list[CheckMessage] = []
    if str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3"):
        remarks.append(
            Remark(
                "EINAMT_DATABASE_URL is SQLite.",
                hint="It does for a small municipality on one machine; PostgreSQL is what a city runs on.",
                id="einamt.W001",
            )
        )
    readable = [path.name for path in Path(settings.KEYS_FOLDER).glob("*.key") if path.stat().st_mode & 0o077]
    if readable:
        remarks.append(
            Remark(
                f"Others on this machine can read {', '.join(sorted(readable))} in {settings.KEYS_FOLDER}.",
                hint="chmod 600",
                id="einamt.W002",
            )
        )
    if settings.BUNDID is not None and (ends := settings.BUNDID.pairs[0].ends_at) < clock.now() + _SOON:
        remarks.append(
            Remark(
                f"Our certificate for BundID ends on {ends:%Y-%m-%d}.",
                hint="docs/how-to/connect-bundid.md, Certificates that end",
                id="einamt.W003",
            )
        )
    return remarks
