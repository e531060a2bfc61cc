"""What figures rest on: the files of facts that hold some days, and how somebody else reads them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from einamt.kernel.periods import Days
from einamt.platform.facts import engine
from einamt.platform.facts.files import folder, path_of
from einamt.platform.facts.models import Fact, FactFile
from einamt.platform.facts.queries import Parameter, Question, view_name
from einamt.platform.facts.schema import FactSchema

_NAMED = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class BasisFile:
    """A file as it was when it was read; `path` is below the folder of facts."""

    schema: str
    month: str
    path: str
    rows: int
    sha256: str
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class Basis:
    """The files that hold the facts of some days, and how many facts were in none of them yet."""

    files: tuple[BasisFile, ...]
    pending: int

    @property
    def is_final(self) -> bool:
        """Whether nothing of it can change any more."""
        return bool(self.files) and not self.pending and all(file.is_sealed for file in self.files)


def basis_of(*, schemas: Iterable[FactSchema], days: Days) -> Basis:
    """What facts of `schemas` on `days` rest on.

    A file's month is that of the moment in UTC: the first hours of a day here may stand in the month before.
    """
    names = sorted({schema.name for schema in schemas})
    first = days.start - timedelta(days=1)
    files = FactFile.objects.filter(
        schema__in=names, month__gte=f"{first:%Y-%m}", month__lte=f"{days.last:%Y-%m}"
    ).order_by("schema", "month", "pk")
    return Basis(
        files=tuple(
            BasisFile(
                schema=file.schema,
                month=file.month,
                path=path_of(file).relative_to(folder()).as_posix(),
                rows=file.rows,
                sha256=file.sha256,
                is_sealed=file.sealed_at is not None,
            )
            for file in files
        ),
        pending=Fact.objects.filter(
            schema__in=names,
            occurred_at__gte=datetime.combine(first, time(), tzinfo=UTC),
            occurred_at__lt=datetime.combine(days.until, time(), tzinfo=UTC),
        ).count(),
    )


def views_script(*, schemas: Iterable[FactSchema], basis: Basis) -> str:
    """DuckDB's SQL that makes a view of each of `schemas` from the files of `basis`, to be run in the folder of facts.

    Columns that a file of an earlier version lacks are NULL, as they are here.
    """
    statements = []
    with engine.connected() as duck:
        for schema in sorted(schemas, key=lambda each: each.name):
            paths = [file.path for file in basis.files if file.schema == schema.name]
            if not paths:
                empty = ", ".join(
                    f"CAST(NULL AS {kind}) AS {engine.identifier(n)}" for n, kind in schema.columns.items()
                )
                statements.append(f"CREATE VIEW {view_name(schema)} AS SELECT {empty} WHERE false;")
                continue
            columns = engine.typed_columns(
                duck, schema=schema, source=engine.parquet(folder() / path for path in paths)
            )
            listed = ",\n  ".join(engine.literal(path) for path in paths)
            statements.append(
                f"CREATE VIEW {view_name(schema)} AS SELECT {columns}\n"
                f"FROM read_parquet([\n  {listed}\n], union_by_name := true);"
            )
    return "SET TimeZone = 'UTC';\n" + "\n".join(statements) + "\n"


def written_out(question: Question) -> str:
    """The SQL of `question` with its parameters in it."""
    return _NAMED.sub(lambda found: _literal(question.parameters, found[1]), question.sql) + ";\n"


def _literal(parameters: Mapping[str, Parameter], name: str) -> str:
    value = parameters[name]
    if isinstance(value, date):
        return f"DATE '{value:%Y-%m-%d}'"
    if isinstance(value, str):
        return engine.literal(value)
    return str(value)
