"""A report as it would be issued now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from einamt.insight.reports.definitions import REPORTS, Report
from einamt.insight.reports.errors import ReportUnknown
from einamt.insight.reports.gathering import Seen, gather
from einamt.insight.reports.models import IssuedReport
from einamt.insight.reports.saying import Said, said
from einamt.insight.reports.stated import Stated, changes, stated
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.indicators.definition import Gap, Indicator, Quantile, Share
from einamt.insight.steering.measuring import Request, Scope, question_over_facts
from einamt.kernel.periods import Days
from einamt.platform.facts.basis import Basis, basis_of, written_out
from einamt.platform.facts.queries import reading
from einamt.platform.facts.schema import FactSchema


@dataclass(frozen=True, slots=True)
class Draft:
    """A report over some days, in words by language, with what it rests on."""

    report: Report
    days: Days
    contents: Mapping[str, Said]
    definitions: Sequence[Stated]
    changed: Sequence[Said] | None
    """Definitions that differ from the issue before; None where there is none."""
    basis: Basis

    def as_data(self) -> dict[str, Any]:
        """All of it as JSON, with the queries that make its figures from facts."""
        return {
            "report": self.report.code,
            "start": str(self.days.start),
            "until": str(self.days.until),
            "contents": dict(self.contents),
            "definitions": list(self.definitions),
            "changes": None if self.changed is None else list(self.changed),
            "facts": [
                {
                    "schema": file.schema,
                    "month": file.month,
                    "path": file.path,
                    "rows": file.rows,
                    "sha256": file.sha256,
                    "is_sealed": file.is_sealed,
                }
                for file in self.basis.files
            ],
            "is_final": self.basis.is_final,
            "queries": queries(self.report, self.days),
        }


def report_of(code: str) -> Report:
    """The report with this code.

    :raises ReportUnknown: there is none.
    """
    if code not in REPORTS:
        raise ReportUnknown
    return REPORTS[code]


@reading()
def draft(*, report: Report, days: Days, languages: Sequence[str], seen: Seen | None = None) -> Draft:
    """`report` over `days` in `languages`; `seen` limits it to what somebody may see."""
    indicators = [INDICATORS[code] for code in report.indicators]
    found = gather(report=report, days=days, seen=seen)
    definitions = stated(indicators=indicators, on=days.last)
    # the period before, not what was issued last: an older half-year may be issued late
    earlier = IssuedReport.objects.filter(report=report.code, until__lte=days.start).order_by("-until").first()
    changed = None if earlier is None else changes(before=earlier.data["definitions"], now=definitions)
    basis = basis_of(schemas=schemas_of(indicators), days=days)
    contents = {}
    for language in languages:
        with override(language):
            contents[language] = said(
                report=report, days=days, found=found, definitions=definitions, changed=changed, basis=basis
            )
    return Draft(report, days, contents, definitions, changed, basis)


def schemas_of(indicators: Sequence[Indicator]) -> list[FactSchema]:
    """The facts that indicators are reckoned from, each schema once."""
    found: dict[str, FactSchema] = {}
    for indicator in indicators:
        reckoning = indicator.reckoning
        if isinstance(reckoning, Gap):
            reckoning = INDICATORS[reckoning.of].reckoning
        if isinstance(reckoning, Share | Quantile):
            found[reckoning.source.schema.name] = reckoning.source.schema
    return list(found.values())


def queries(report: Report, days: Days) -> dict[str, str]:
    """The SQL by which each indicator of the whole city is reckoned from the facts."""
    found = {}
    for code in report.indicators:
        question = question_over_facts(Request([INDICATORS[code]], days, Scope()))
        if question is not None:
            found[code] = written_out(question)
    return found
