"""Facts condensed file by file: sums that many readers ask for are made once, beside the files they are of.

A file of facts never changes, so its condensed form is a function of the file and of the statement that makes it, and
is named by both. Nothing has to be invalidated: a file that is merged away, or a statement that was changed, is simply
no longer asked for, and `condense` removes what nobody asks for. A condensed file that is missing, cut short or not yet
made is replaced by the same statement over the facts themselves; a reader never sees the difference.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from einamt.kernel.periods import Days
from einamt.platform.durable import sync_file
from einamt.platform.facts import engine
from einamt.platform.facts.filed import is_intact
from einamt.platform.facts.files import folder, path_of
from einamt.platform.facts.models import FactFile
from einamt.platform.facts.schema import FactSchema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SOURCE = "facts_to_condense"
"""What the statement of a condensed form reads."""
_KEPT_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Condensed:
    """A condensed form of `schema`, readable as the view `name`.

    `select` reads `SOURCE` and groups it. Rows of several files stand below each other, so that only what can be added
    up (sums, counts, counts by value) may be in it; it has no ORDER BY. `day` is the column of it, a date, by which
    questions are narrowed.
    """

    name: str
    schema: FactSchema
    select: str
    day: str

    @property
    def digest(self) -> str:
        """Tells this statement, over this version of the schema, from any other."""
        text = f"{self.schema.version}\n{','.join(self.schema.columns)}\n{self.select}"
        return hashlib.sha256(f"{self.name}\n{text}".encode()).hexdigest()[:16]

    def path_for(self, file: FactFile) -> Path:
        """Where the condensed form of `file` stands; two levels deep, where the sweep of facts does not look."""
        return folder() / ".condensed" / f"{file.name}.{self.digest}.parquet"


_forms: dict[str, Condensed] = {}


def register(form: Condensed) -> Condensed:
    """Declare `form` at start.

    :raises ValueError: the name is taken.
    """
    if form.name in _forms:
        message = f"the condensed form {form.name!r} is registered twice"
        raise ValueError(message)
    _forms[form.name] = form
    return form


def registered() -> Mapping[str, Condensed]:
    """All forms by name."""
    return _forms


def condense(now: datetime) -> None:
    """Make what is missing or damaged, and remove what nobody asks for any more; the schedule calls it."""
    del now
    asked_for: set[Path] = set()
    files = list(FactFile.objects.order_by("schema", "month", "pk"))
    with engine.connected() as duck:
        for form in _forms.values():
            for file in files:
                if file.schema == form.schema.name:
                    asked_for.add(form.path_for(file))
                    if not _is_whole(form.path_for(file)) and is_intact(file):
                        _write(duck, form=form, file=file)
    oldest_kept = time.time() - _KEPT_SECONDS
    for path in (folder() / ".condensed").glob("*"):
        if path not in asked_for and path.stat().st_mtime < oldest_kept:
            path.unlink(missing_ok=True)


def split(
    duck: DuckDBPyConnection, *, form: Condensed, files: list[FactFile], within: Collection[Days] | None
) -> tuple[list[Path], list[FactFile]]:
    """The condensed files that can be read, and the files of facts that have none.

    With `within`, files that are known to have no row of these days are neither: to open each of many years takes
    longer than to read one month.
    """
    paths = {file.pk: form.path_for(file) for file in files}
    if within is not None:
        _learn_spans(duck, form=form, paths=[path for path in paths.values() if path not in _spans])
    wanted = {
        key: path for key, path in paths.items() if within is None or any(_may_hold(path, days) for days in within)
    }
    ready = {key: path for key, path in wanted.items() if _is_whole(path)}
    return list(ready.values()), [file for file in files if file.pk in wanted and file.pk not in ready]


_spans: dict[Path, tuple[date, date] | None] = {}
"""The first and the last day of which a condensed file has rows (None: it has none), as this process has learnt them:
a file never changes, nor is its name given again.
"""
_SPANS_AT_MOST = 20_000


def _may_hold(path: Path, days: Days) -> bool:
    if path not in _spans:
        return True
    span = _spans[path]
    return span is not None and span[0] < days.until and span[1] >= days.start


def _learn_spans(duck: DuckDBPyConnection, *, form: Condensed, paths: Iterable[Path]) -> None:
    whole = {str(path): path for path in paths if _is_whole(path)}
    if not whole:
        return
    if len(_spans) > _SPANS_AT_MOST:
        _spans.clear()
    source = engine.parquet(whole.values(), are_alike=True, with_names=True)
    found = duck.execute(
        f"SELECT filename, min({form.day}), max({form.day}) FROM {source} GROUP BY filename"  # noqa: S608 - our own
    ).fetchall()
    _spans.update(dict.fromkeys(whole.values()) | {whole[name]: (low, high) for name, low, high in found})


def _is_whole(path: Path) -> bool:
    """Whether a condensed file is there from its first byte to its last: Parquet says at both ends what it is."""
    try:
        with path.open("rb") as file:
            begins = file.read(4) == b"PAR1"
            file.seek(-4, os.SEEK_END)
            return begins and file.read(4) == b"PAR1"
    except OSError:
        return False


def _write(duck: DuckDBPyConnection, *, form: Condensed, file: FactFile) -> None:
    """Write the condensed form of `file`: aside, made durable, then under its name."""
    target = form.path_for(file)
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f"{target.stem}.{os.getpid()}.writing")
    source = engine.parquet([path_of(file)])
    typed = engine.typed_columns(duck, schema=form.schema, source=source)
    duck.execute(
        f"COPY (WITH {SOURCE} AS (SELECT {typed} FROM {source}) {form.select}) "  # noqa: S608 - our own statements
        f"TO {engine.literal(str(aside))} (FORMAT parquet, COMPRESSION zstd)"
    )
    sync_file(aside)
    aside.rename(target)
