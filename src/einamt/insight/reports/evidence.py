"""The figures of an answer to a question of the parliament, so that anybody can reckon them again from the facts."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, override

from einamt.insight.reports.drafting import schemas_of
from einamt.insight.reports.errors import NothingAsked
from einamt.insight.reports.printing import printed, sealed
from einamt.insight.reports.saying import basis_said, definitions_said, key_names, period_words, section, table
from einamt.insight.reports.stated import Stated, stated
from einamt.insight.steering import overview
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.indicators.definition import Dimension, Gap, Indicator, NotYet
from einamt.insight.steering.measuring import Request, Scope, question_over_facts
from einamt.insight.steering.overview import Line
from einamt.insight.steering.protecting import NotTold
from einamt.insight.steering.wording import told
from einamt.kernel.periods import Days
from einamt.platform.facts.basis import Basis, basis_of, views_script, written_out
from einamt.platform.facts.queries import reading
from einamt.platform.shell import city, words

LANGUAGE = "de"
"""Of the sheet: the parliament is answered in German."""
_ZIPPED = (1980, 1, 1, 0, 0, 0)
"""No times in the archive: the same evidence is the same file."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: indicators over whole months in a place, told apart by one dimension and by month as wished."""

    number: str
    title: str
    text: str
    """What is answered, in words; may be empty."""
    indicators: tuple[str, ...]
    days: Days
    scope: Scope
    place: str
    """The scope in words."""
    by: Dimension | None = None
    monthly: bool = False


@reading()
def packed(*, question: Question, now: datetime) -> tuple[dict[str, Any], bytes]:
    """What is kept of the answer, and the archive: sheet (PDF), figures (CSV), definitions, checksums and queries.

    :raises NothingAsked: as `Question` says.
    """
    indicators = [INDICATORS[code] for code in question.indicators if code in INDICATORS]
    indicators = [each for each in indicators if not isinstance(each.reckoning, NotYet)]
    if not indicators:
        raise NothingAsked
    try:
        lines = [line for each in indicators for line in _lines(each, question)]
    except NotTold as refused:
        raise NothingAsked from refused
    schemas = schemas_of(indicators)
    basis = basis_of(schemas=schemas, days=question.days)
    definitions = stated(indicators=indicators, on=question.days.last)
    with override(LANGUAGE):
        content = _content(question, lines, definitions=definitions, basis=basis)
        status = gettext("Antwort auf die Frage %(number)s, gesiegelt") % {"number": question.number}
    sheet = sealed(
        pdf=printed(content=content, language=LANGUAGE, status=status, now=now), reason=question.title, now=now
    )
    queries = {each.code: sql for each in indicators if (sql := _query(each, question))}
    files = {
        "antwort.pdf": sheet,
        "zahlen.csv": _csv(lines, question).encode(),
        "definitionen.json": _json(definitions),
        "fakten.csv": _facts(basis).encode(),
        "abfragen/ansichten.sql": views_script(schemas=schemas, basis=basis).encode(),
        **{f"abfragen/{code}.sql": sql.encode() for code, sql in queries.items()},
        "LIESMICH.txt": _guide(question, now=now, basis=basis).encode(),
    }
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    data = {
        "content": content,
        "definitions": definitions,
        "is_final": basis.is_final,
        "figures": len(lines),
    }
    return data, _zip({**files, "SHA256SUMS": sums.encode()})


def _lines(indicator: Indicator, question: Question) -> Sequence[Line]:
    days, scope, by = question.days, question.scope, question.by
    if question.monthly and by is not None:
        return overview.by_month(indicator=indicator, days=days, scope=scope, by=by)
    if question.monthly:
        return overview.history(indicator=indicator, days=days, scope=scope)
    if by is not None:
        return overview.breakdown(indicator=indicator, days=days, scope=scope, by=by)
    return overview.overview(indicators=[indicator], days=days, scope=scope)


def _query(indicator: Indicator, question: Question) -> str:
    """The SQL of an indicator; of a gap, that of the districts it lies between."""
    by = question.by
    if isinstance(indicator.reckoning, Gap):
        indicator, by = INDICATORS[indicator.reckoning.of], Dimension.DISTRICT
    asked = question_over_facts(Request([indicator], question.days, question.scope, by, question.monthly))
    return written_out(asked) if asked else ""


def _content(
    question: Question, lines: Sequence[Line], *, definitions: Sequence[Stated], basis: Basis
) -> dict[str, Any]:
    title = gettext("Zahlen")
    names = key_names(question.by) if question.by else {}
    head = [gettext("Kennzahl")]
    head += [gettext("Monat")] if question.monthly else []
    head += [gettext("aufgeteilt")] if question.by else []
    rows = [
        (
            gettext(line.indicator.name),
            *([f"{line.month:%m/%Y}" if line.month else "–"] if question.monthly else []),
            *([names.get(line.key, line.key) or "–"] if question.by else []),
            told(line),
            "–" if line.cases is None else words.number(line.cases),
        )
        for line in lines
    ]
    columns = [*head, gettext("Wert"), gettext("Fälle")]
    figures = section(
        title, [question.place], table(title, columns, rows, numbers=[len(columns) - 2, len(columns) - 1])
    )
    again = section(
        gettext("Nachrechnen"),
        [
            gettext(
                "Im Paket liegen die Abfragen, mit denen diese Zahlen aus den Fakten der Stadt gerechnet sind, für die "
                "freie Datenbank DuckDB, und die Prüfsummen der Dateien, auf denen sie beruhen. Was zum Schutz "
                "einzelner Menschen nicht gezeigt wird, steht hier ohne Wert."
            )
        ],
    )
    return {
        "title": question.title,
        "city": city.current().name,
        "period": period_words(question.days),
        "lead": question.text,
        "sections": [figures, definitions_said(definitions), basis_said(basis), again],
    }


def _csv(lines: Sequence[Line], question: Question) -> str:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";")
    writer.writerow(["indicator", "month", question.by.value if question.by else "key", "value", "cases", "telling"])
    for line in lines:
        writer.writerow(
            [
                line.indicator.code,
                f"{line.month:%Y-%m}" if line.month else "",
                line.key if question.by else "",
                "" if line.value is None else repr(line.value),  # to the last digit and for programs: with a point
                "" if line.cases is None else line.cases,
                line.telling.value,
            ]
        )
    return written.getvalue()


def _facts(basis: Basis) -> str:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";")
    writer.writerow(["schema", "month", "path", "rows", "sha256", "is_sealed"])
    for file in basis.files:
        writer.writerow([file.schema, file.month, file.path, file.rows, file.sha256, file.is_sealed])
    return written.getvalue()


def _guide(question: Question, *, now: datetime, basis: Basis) -> str:
    with override(LANGUAGE):
        return "\n".join(
            [
                f"{question.number}: {question.title}",
                words.moment_long(now),
                "",
                gettext("antwort.pdf: das Blatt mit den Zahlen, gesiegelt"),
                gettext("zahlen.csv: dieselben Zahlen, unverkürzt"),
                gettext("definitionen.json: was jede Kennzahl bedeutet, mit Prüfsumme"),
                gettext("fakten.csv: die Dateien, auf denen die Zahlen beruhen, mit SHA-256"),
                gettext("abfragen: im Ordner der Fakten mit DuckDB auszuführen, ansichten.sql zuerst"),
                ""
                if basis.is_final
                else gettext(
                    "Vorläufig: Nicht alle Monate sind versiegelt, nachgetragene Fälle können Zahlen noch ändern."
                ),
                "",
            ]
        )


def _json(definitions: Sequence[Stated]) -> bytes:
    return json.dumps(list(definitions), ensure_ascii=False, indent=1).encode()


def _zip(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIPPED), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()
