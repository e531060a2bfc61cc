"""What an installation needs before it serves, made once in a run of all benchmarks.

The schema in an empty database comes from the migrations, once for each kind of database; static files are collected
once. `python -m benchmarks.harness.installing [--static]` does it for the installation that the environment names.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

KEPT = "EINAMT_BENCH_KEPT"
"""Where a run of several scripts keeps what was made: the name of a folder, in the environment. Without it each script
makes it for itself."""


def migrate() -> None:
    """Make the empty database of Django's settings as the migrations make it."""
    from django.core.management import call_command  # noqa: PLC0415 - the environment comes first
    from django.db import connection  # noqa: PLC0415

    folder = os.environ.get(KEPT)
    if folder is None or not _copies(connection.vendor):
        call_command("migrate", verbosity=0)
        return
    kept = Path(folder) / connection.vendor
    if kept.exists():
        _take(kept)
        return
    call_command("migrate", verbosity=0)
    made = kept.with_suffix(".part")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(made)])
    else:
        _postgres("pg_dump", "--no-owner", f"--file={made}")
    made.rename(kept)


def collect_static() -> None:
    """Put the static files where the settings' server looks for them."""
    from django.conf import settings  # noqa: PLC0415 - the environment comes first
    from django.core.management import call_command  # noqa: PLC0415

    folder = os.environ.get(KEPT)
    kept = Path(folder) / "static" if folder is not None else None
    if kept is not None and kept.exists():
        shutil.copytree(kept, settings.STATIC_ROOT, dirs_exist_ok=True)
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    if kept is not None:
        shutil.copytree(settings.STATIC_ROOT, kept)


def _copies(vendor: str) -> bool:
    """Whether what this kind of database holds can be carried to another: PostgreSQL needs its clients' programs."""
    return vendor == "sqlite" or bool(shutil.which("pg_dump") and shutil.which("psql"))


def _take(kept: Path) -> None:
    from django.db import connection  # noqa: PLC0415 - the environment comes first

    if connection.vendor == "sqlite":
        connection.close()
        target = Path(connection.settings_dict["NAME"])
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(kept, target)
        return
    _postgres(
        "psql",
        "--quiet",
        "--no-psqlrc",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        "--output=/dev/null",
        f"--file={kept}",
    )


def _postgres(program: str, *arguments: str) -> None:
    url = os.environ["EINAMT_DATABASE_URL"].replace("postgres:", "postgresql:", 1)
    subprocess.run([program, *arguments, url], check=True)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "einamt.config.settings")
    django.setup()
    migrate()
    if "--static" in sys.argv[1:]:
        collect_static()
