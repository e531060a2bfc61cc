"""What the demo's editors have lately done: texts changed and reviewed, findings taken over, some of them too late.

And what people have searched for in vain.
"""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from einamt.accounts.models import Staff
from einamt.catalog.editing.marks import mark
from einamt.catalog.editing.operations import approve_version, save_draft, submit_version
from einamt.catalog.editing.queries import draft_or_live, service_id_at
from einamt.catalog.editing.wording import wording
from einamt.catalog.linting.operations import lint_catalog, lint_services, take_over
from einamt.catalog.linting.queries import open_findings
from einamt.catalog.models import Finding
from einamt.catalog.people_words.operations import record_missed_search
from einamt.kernel.localtime import local_date
from einamt.platform.shell.city import zone

WATCHED = timedelta(days=60)
"""How long ago the catalogue was checked for the first time."""
EDITOR, REVIEWER = "redaktion", "pruefung"


def write(*, folder: Path, now: datetime) -> int:
    """Check the catalogue and do what `desk.toml` in `folder` says, each as of its own day; how many findings are open.

    A city without this file is only checked. The persons are those of the demo's cast.
    """
    file = folder / "desk.toml"
    if not file.exists():
        lint_catalog(now=now)
        return open_findings().count()
    said = tomllib.loads(file.read_text(encoding="utf-8"))
    persons = {row.username: str(row.actor) for row in Staff.objects.filter(username__in=(EDITOR, REVIEWER))}
    lint_catalog(now=now - WATCHED)
    for table in sorted(said["version"], key=lambda table: -int(table["days_ago"])):
        _version(table, editor=persons[EDITOR], reviewer=persons[REVIEWER], now=now - timedelta(days=table["days_ago"]))
    for table in said["taken"]:
        _taken(table, editor=persons[EDITOR], now=now)
    for table in said["missed"]:
        for person in range(table["people"]):
            record_missed_search(
                query=table["text"],
                language=table["language"],
                caller=f"192.0.2.{person}",  # of the block for documentation (RFC 5737): nobody's address
                now=now - timedelta(days=person),
            )
    lint_catalog(now=now)
    return open_findings().count()


def _version(table: dict[str, Any], *, editor: str, reviewer: str, now: datetime) -> None:
    service_id = service_id_at(slug=table["service"])
    content = draft_or_live(service_id=service_id).content
    there = {key: wording(content, key) for key in table["appended"]}
    version = save_draft(
        service_id=service_id,
        wording_by_key={key: f"{text} {table['appended'][key]}" for key, text in there.items()},
        seen={key: mark(text) for key, text in there.items()},
        person=editor,
        note=table["note"],
        now=now,
    )
    if version is None:
        return
    submit_version(version_id=version.pk, person=editor, now=now)
    if table["is_published"]:
        approve_version(version_id=version.pk, seen_edits=version.edits, person=reviewer, now=now)
        lint_services(service_ids=[service_id], now=now)


def _taken(table: dict[str, Any], *, editor: str, now: datetime) -> None:
    today, day = (local_date(moment=moment, zone=zone()) for moment in (now, now - timedelta(days=table["days_ago"])))
    for finding in Finding.objects.filter(service__slug=table["service"], code=table["code"]):
        take_over(
            finding_id=finding.pk,
            person=editor,
            due_date=today + timedelta(days=table["due_in_days"]),
            note=table["note"],
            today=day,
        )
